package drafts

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

// A File is what somebody wishes to keep.
type File struct {
	As   string // who saves: alias or id
	Call string // reference
	Name string // of the draft, among those of this person in this call
	Data []byte // the file
	// ID replaces the draft of this id, which may be another's who named this person;
	// then Name is not asked for. "": the one of that name, or a new one.
	ID string
	// If keeps the file only over this version, else the error is ErrMoved. "": over any.
	If string
}

const (
	// Not one of the appender's locks: those have one number, this has two.
	lockSQL = `SELECT pg_advisory_xact_lock(7763, hashtext($1))`
	// Whoever holds the connections may have chosen speed for what can be read again; a draft cannot.
	durableSQL   = `SET LOCAL synchronous_commit = on`
	areErasedSQL = subjectsSQL + ` AND s = ANY ($1)`
	saveSQL      = `INSERT INTO drafts.tenders (id, call, owner, label, file, key_id, kek_id, wrapped, saved_at, size)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET label = EXCLUDED.label, file = EXCLUDED.file, key_id = EXCLUDED.key_id, kek_id = EXCLUDED.kek_id,
    wrapped = EXCLUDED.wrapped, saved_at = EXCLUDED.saved_at, size = EXCLUDED.size`
	unnamedSQL = `DELETE FROM drafts.files WHERE draft = $1 AND file <> ALL ($2)`
	namedSQL   = `INSERT INTO drafts.files (draft, file) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`
)

var (
	idForm   = regexp.MustCompile(`^d-[a-z2-7]{16}$`)
	fileForm = regexp.MustCompile(`^f-[a-z2-7]{26}$`)
)

func newID() string { return "d-" + strings.ToLower(rand.Text()[:16]) }

// Save keeps a file as a draft, in place of the one of that name that this
// person has in this call, or of that id. Of two at once the last stays, unless If
// names the version that each has read. The error is ErrClosed, ErrMoved, ErrNotFound,
// ErrNonsense (its cause may be programme.Problems, which quote the file: they are for
// whoever wrote it), or one of people's.
func (s *Store) Save(ctx context.Context, f File) (Draft, error) {
	if f.ID == "" {
		if err := checkName(f.Name); err != nil {
			return Draft{}, fmt.Errorf("%w: %w", ErrNonsense, err)
		}
	}
	read, err := programme.ParseDraft("the draft", f.Data)
	if err != nil {
		return Draft{}, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	saver, err := s.actor(ctx, f.As)
	if err != nil {
		return Draft{}, err
	}
	if f.ID == "" && f.If != "" {
		was, err := s.Find(ctx, saver.ID, f.Call, f.Name)
		switch {
		case err == nil:
			f.ID = was.ID
		case !errors.Is(err, ErrNotFound):
			return Draft{}, err
		case f.If != Nothing:
			return Draft{}, ErrMoved
		}
	}
	d := Draft{Name: f.Name, Call: f.Call, Owner: saver.ID, Size: len(f.Data)}
	if f.ID != "" {
		was, err := s.Find(ctx, saver.ID, f.Call, f.ID)
		if err != nil {
			return Draft{}, err
		}
		f.ID, d.ID, d.Name, d.Owner, d.Version = was.ID, was.ID, was.Name, was.Owner, was.Version
		if f.If != "" && f.If != was.Version {
			return Draft{}, ErrMoved
		}
	}
	if d.Named, err = s.named(ctx, d.Owner, read.Tender.Contact, read.Tender.Signatory); err != nil {
		return Draft{}, err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return s.save(ctx, tx, &d, f, filesOf(read.Tender)) })
	switch {
	case errors.Is(err, ErrClosed), errors.Is(err, ErrMoved), errors.Is(err, people.ErrUnknown):
		return Draft{}, err
	case err != nil:
		return Draft{}, fmt.Errorf("save a draft: %w", err)
	}
	return d, nil
}

// filesOf are the files in the store of evidence that a draft names.
func filesOf(t twinning.Tender) []string {
	names := []string{}
	for _, d := range t.Documents {
		if fileForm.MatchString(d.File) && !slices.Contains(names, d.File) {
			names = append(names, d.File)
		}
	}
	return names
}

func (s *Store) save(ctx context.Context, tx pgx.Tx, d *Draft, f File, files []string) error {
	if _, err := tx.Exec(ctx, lockSQL, d.Owner+" "+d.Call); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, durableSQL); err != nil {
		return err
	}
	is, err := s.standing(ctx, d.Call)
	if err != nil {
		return err
	}
	if err := is.takesDrafts(d.Call); err != nil {
		return err
	}
	if err := s.withoutErased(ctx, tx, d); err != nil {
		return err
	}
	d.SavedAt = is.clock.Now()
	d.Gone, _ = gone(is.call)
	rows, err := readRows(ctx, tx, ownSQL, d.Call, d.Owner)
	if err != nil {
		return err
	}
	for _, r := range rows {
		was, _, err := s.open(r)
		switch {
		case f.ID != "" && was.ID == f.ID:
			d.Version = was.Version
		case f.ID == "" && err == nil && was.Name == d.Name:
			d.ID, d.Version = was.ID, was.Version
		}
	}
	switch {
	case f.If != "" && f.If != d.Version && (f.If != Nothing || d.Version != ""):
		return ErrMoved
	case f.ID != "" && !slices.ContainsFunc(rows, func(r row) bool { return r.ID == f.ID }):
		return errMoved
	case d.ID == "":
		if len(rows) >= Most {
			return fmt.Errorf("%w: %w", ErrClosed, law.Nonsensef(law.Why("drafts-many", law.Count("count", len(rows)), law.Ref("call", d.Call)), "you have %d drafts for %s, and no more are kept; drop one first", len(rows), d.Call))
		}
		d.ID = newID()
	}
	key, err := s.ledger.NewKey()
	if err != nil {
		return err
	}
	sealed, err := label{Name: d.Name, Named: d.Named}.seal(key, *d)
	if err != nil {
		return err
	}
	if _, err = tx.Exec(ctx, saveSQL, d.ID, d.Call, d.Owner, sealed, key.Seal(d.place("file"), f.Data), key.ID, key.WrappedBy, key.Wrapped, d.SavedAt, d.Size); err != nil {
		return err
	}
	d.Version = key.ID
	if _, err := tx.Exec(ctx, unnamedSQL, d.ID, files); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, namedSQL, d.ID, files)
	return err
}

// withoutErased refuses who was erased, and leaves out whom they name: a
// directory that has been open for long remembers them.
func (s *Store) withoutErased(ctx context.Context, tx pgx.Tx, d *Draft) error {
	subjects := []string{people.Stream(d.Owner)}
	for _, id := range d.Named {
		subjects = append(subjects, people.Stream(id))
	}
	erased, err := column(ctx, tx, areErasedSQL, subjects)
	if err != nil {
		return err
	}
	if slices.Contains(erased, people.Stream(d.Owner)) {
		return isErased(d.Owner)
	}
	d.Named = slices.DeleteFunc(d.Named, func(id string) bool { return slices.Contains(erased, people.Stream(id)) })
	return nil
}

// takesDrafts refuses when nothing could come of a draft.
func (is standing) takesDrafts(reference string) error {
	c := is.call
	switch c.Stage {
	case call.None:
		return fmt.Errorf("%w: %w", ErrClosed, law.Nonsensef(law.Why("drafts-not-judged", law.Ref("call", reference)), "%s has not been judged yet; try again when its dates are known", reference))
	case call.Drafted:
		return fmt.Errorf("%w: %w", ErrClosed, law.Nonsensef(law.Why("drafts-not-published", law.Ref("call", reference)), "%s has not been published yet", reference))
	case call.Cancelled:
		return fmt.Errorf("%w: %w", ErrClosed, law.Nonsensef(law.Why("drafts-cancelled", law.Ref("call", reference)), "%s was cancelled and takes no tenders", reference))
	}
	limit := c.Limit()
	switch {
	case is.clock.Now().Before(limit):
		return nil
	case is.isGone():
		at, _ := gone(c)
		return fmt.Errorf("%w: %w", ErrClosed, law.Nonsensef(law.Why("drafts-gone", law.Ref("call", reference), law.At("at", at, c.Rules.Zone)), "the drafts of %s are gone since %s, 30 days after its limit", reference, calendar.Instant(at)))
	case c.Stage == call.Published || c.Stage == call.Open || c.Stage == call.Shut:
		return nil // the tenders are sealed: more time may still be given
	}
	return fmt.Errorf("%w: %w", ErrClosed, law.Nonsensef(law.Why("drafts-past-limit", law.Ref("call", reference), law.At("at", limit, c.Rules.Zone)), "the limit of %s passed at %s and its tenders are opened, so that none can be submitted any more", reference, calendar.Instant(limit)))
}

func checkName(name string) error {
	if err := law.CheckCode("the draft's name", name); err != nil {
		return err
	}
	if idForm.MatchString(name) {
		return law.Nonsensef(law.Why("draft-name-like-id", law.Ref("name", name)), "the draft's name %s looks like an id of a draft; take another", name)
	}
	return nil
}

// named finds contact and signatory. Who is not known, not written yet, erased or
// named by an address is left out: a draft may be incomplete.
func (s *Store) named(ctx context.Context, owner string, who ...string) ([]string, error) {
	var ids []string
	for _, w := range who {
		if w == "" || people.ByAddress(w) {
			continue
		}
		p, err := s.people.Find(ctx, w)
		switch {
		case errors.Is(err, people.ErrUnknown):
		case err != nil:
			return nil, err
		case !p.Erased && p.ID != owner && !slices.Contains(ids, p.ID):
			ids = append(ids, p.ID)
		}
	}
	return ids, nil
}
