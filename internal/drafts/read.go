package drafts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/ledger/format"
)

const (
	columns = `SELECT id, call, owner, label, key_id, kek_id, wrapped, saved_at, size FROM drafts.tenders `
	allSQL  = columns + `WHERE $1 = '' OR call = $1 ORDER BY call, saved_at, id`
	ownSQL  = columns + `WHERE call = $1 AND owner = $2 ORDER BY saved_at, id`
	fileSQL = `SELECT label, kek_id, wrapped, file FROM drafts.tenders WHERE id = $1 AND key_id = $2`
	dropSQL = `DELETE FROM drafts.tenders WHERE id = $1 AND key_id = $2`
)

// A row is a draft as it is stored, without its file.
type row struct {
	ID      string    `db:"id"`
	Call    string    `db:"call"`
	Owner   string    `db:"owner"`
	Label   []byte    `db:"label"`
	KeyID   string    `db:"key_id"`
	KEK     string    `db:"kek_id"`
	Wrapped []byte    `db:"wrapped"`
	SavedAt time.Time `db:"saved_at"`
	Size    int       `db:"size"`
}

// A label is what a list must know and nobody else may.
type label struct {
	Name  string   `json:"name"`
	Named []string `json:"named,omitempty"`
}

// place is what a sealed part of a draft is bound to: whose it is, and where.
func (d Draft) place(part string) string {
	return strings.Join([]string{"draft", d.ID, d.Call, d.Owner, part}, "\n")
}

// labelSize is what every label is filled up to, so that its length says
// nothing about the name: the longest name, each of its characters escaped, and
// two ids have less.
const labelSize = 1024

func (l label) seal(key format.Key, d Draft) ([]byte, error) {
	text, err := json.Marshal(l)
	for len(text) < labelSize {
		text = append(text, ' ')
	}
	return key.Seal(d.place("label"), text), err
}

// querier is a pool, or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func readRows(ctx context.Context, from querier, sql string, args ...any) ([]row, error) {
	rows, err := from.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	return list, nil
}

// open is a draft with its label open. ErrChanged where it does not open: then
// only what stands in the row is known.
func (s *Store) open(r row) (Draft, format.Key, error) {
	d := Draft{ID: r.ID, Call: r.Call, Owner: r.Owner, SavedAt: r.SavedAt.UTC(), Size: r.Size, Version: r.KeyID}
	key, err := s.ledger.OpenKey(r.KeyID, r.KEK, r.Wrapped)
	if err == nil {
		var text []byte
		var l label
		if text, err = key.Open(d.place("label"), r.Label); err == nil {
			err = json.Unmarshal(text, &l)
		}
		d.Name, d.Named = l.Name, l.Named
	}
	if err != nil {
		d.Closed = true
		return d, key, fmt.Errorf("%w: %s was changed by others than this program, or sealed with another key file", ErrChanged, d.ID)
	}
	return d, key, nil
}

// readable tells whether a draft exists for a person. One that does not open
// exists for who saved it alone.
func (d Draft) readable(person string) bool {
	return d.Owner == person || slices.Contains(d.Named, person)
}

// List gives the drafts that a person may read, of one call or of all (""), by
// call and by when they were saved.
func (s *Store) List(ctx context.Context, as, reference string) ([]Draft, error) {
	reader, err := s.actor(ctx, as)
	if err != nil {
		return nil, err
	}
	if _, err := s.ledger.NewKey(); err != nil {
		return nil, err // without a key file nothing can be said, not even that there is nothing
	}
	rows, err := readRows(ctx, s.pool, allSQL, reference)
	if err != nil {
		return nil, err
	}
	calls := map[string]standing{}
	var list []Draft
	for _, r := range rows {
		d, _, _ := s.open(r) // Closed says whether it did
		if !d.readable(reader.ID) {
			continue
		}
		is, known := calls[d.Call]
		if !known {
			if is, err = s.standing(ctx, d.Call); err != nil {
				return nil, err
			}
			calls[d.Call] = is
		}
		if is.isGone() {
			continue
		}
		d.Gone, _ = gone(is.call)
		list = append(list, d)
	}
	return list, nil
}

// Find gives one draft that a person may read, by its id or its name, of one
// call or of all (""). Their own goes before others' of the same name. Who may
// not read it is told ErrNotFound, as where there is none.
func (s *Store) Find(ctx context.Context, as, reference, which string) (Draft, error) {
	reader, err := s.actor(ctx, as)
	if err != nil {
		return Draft{}, err
	}
	list, err := s.List(ctx, reader.ID, reference)
	if err != nil {
		return Draft{}, err
	}
	var own, others []Draft
	for _, d := range list {
		switch {
		case d.ID == which:
			return d, nil
		case d.Closed || d.Name != which:
		case d.Owner == reader.ID:
			own = append(own, d)
		default:
			others = append(others, d)
		}
	}
	found := own
	if len(own) == 0 {
		found = others
	}
	switch len(found) {
	case 0:
		return Draft{}, fmt.Errorf("%w that you may read: %q", ErrNotFound, cut(which))
	case 1:
		return found[0], nil
	}
	ids := make([]string, len(found))
	for i, d := range found {
		ids[i] = d.ID + " for " + d.Call
	}
	return Draft{}, fmt.Errorf("%w: %s; name one by its id", ErrAmbiguous, strings.Join(ids, ", "))
}

// Read gives one draft as Find does, with its file as it was saved.
func (s *Store) Read(ctx context.Context, as, reference, which string) (Draft, []byte, error) {
	d, err := s.Find(ctx, as, reference, which)
	if err != nil {
		return Draft{}, nil, err
	}
	var r row
	var sealed []byte
	err = s.pool.QueryRow(ctx, fileSQL, d.ID, d.Version).Scan(&r.Label, &r.KEK, &r.Wrapped, &sealed)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Draft{}, nil, errMoved
	case err != nil:
		return Draft{}, nil, fmt.Errorf("read a draft: %w", err)
	}
	r.ID, r.Call, r.Owner, r.KeyID = d.ID, d.Call, d.Owner, d.Version
	_, key, err := s.open(r)
	if err != nil {
		return Draft{}, nil, err
	}
	file, err := key.Open(d.place("file"), sealed)
	if err != nil {
		return Draft{}, nil, fmt.Errorf("%w: the file of %s was changed by others than this program", ErrChanged, d.ID)
	}
	return d, file, nil
}

// errMoved is the answer where a draft was replaced or dropped while somebody
// looked for it: it may not be theirs to read any more.
var errMoved = fmt.Errorf("%w as you looked for: it has just been saved again or dropped; try again", ErrNotFound)

// Drop removes one draft that a person may read, as Find finds it, with its key.
func (s *Store) Drop(ctx context.Context, as, reference, which string) (Draft, error) {
	d, err := s.Find(ctx, as, reference, which)
	if err != nil {
		return Draft{}, err
	}
	done, err := s.pool.Exec(ctx, dropSQL, d.ID, d.Version)
	if err != nil {
		return Draft{}, fmt.Errorf("drop a draft: %w", err)
	}
	if done.RowsAffected() == 0 {
		return Draft{}, errMoved
	}
	return d, nil
}

// cut keeps a word that was not understood short.
func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
