package drafts

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
)

// KeepBook is for how long the rule book of a call that is not opened is kept from its
// last saving, on the programme clock: 180 days of 24 hours each (our choice).
const KeepBook = 180 * 24 * time.Hour

// MostBooks is how many rule books one person may keep (our choice).
const MostBooks = 50

// A Book is the rule book of a call that is not opened yet, and who shall have which role.
// It is no fact; nobody but who writes it reads it.
type Book struct {
	ID      string              `json:"-"`    // opaque: b- and 16 characters of base32
	Text    string              `json:"text"` // YAML, as it was typed
	Roles   map[law.Role]string `json:"roles,omitempty"`
	SavedAt time.Time           `json:"-"` // programme instant
	Version string              `json:"-"` // opaque: another one after each saving
}

const (
	bookColumns = `SELECT id, book, key_id, kek_id, wrapped, saved_at FROM drafts.books WHERE person = $1 AND saved_at >= $2`
	bookSQL     = bookColumns + ` AND id = $3`
	booksSQL    = bookColumns + ` ORDER BY saved_at DESC, id`
	newBookSQL  = `INSERT INTO drafts.books (id, person, book, key_id, kek_id, wrapped, saved_at)
SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM drafts.books WHERE person = $2) < $8`
	saveBookSQL  = `UPDATE drafts.books SET book = $3, key_id = $4, kek_id = $5, wrapped = $6, saved_at = $7 WHERE id = $1 AND person = $2 AND ($8 = '' OR key_id = $8)`
	dropBookSQL  = `DELETE FROM drafts.books WHERE id = $1 AND person = $2`
	sweepBookSQL = `DELETE FROM drafts.books WHERE saved_at < $1 OR 'person/' || person IN (` + subjectsSQL + `)`
)

func bookPlace(id, person string) string { return strings.Join([]string{"book", id, person}, "\n") }

// Books are the rule books that a person, by id, writes, the last saved first. One that
// cannot be opened is left out.
func (s *Store) Books(ctx context.Context, person string) ([]Book, error) {
	return s.books(ctx, person, booksSQL)
}

// Book is one of them. The error is ErrNotFound where there is none of this person, and
// ErrChanged where it cannot be opened.
func (s *Store) Book(ctx context.Context, person, id string) (Book, error) {
	list, err := s.books(ctx, person, bookSQL, id)
	switch {
	case err != nil:
		return Book{}, err
	case len(list) == 0:
		return Book{}, ErrNotFound
	}
	return list[0], nil
}

func (s *Store) books(ctx context.Context, person, sql string, more ...any) ([]Book, error) {
	clock, err := s.ledger.Clock(ctx)
	if err != nil {
		return nil, err
	}
	type row struct {
		ID, Key, KEK  string
		Book, Wrapped []byte
		SavedAt       time.Time
	}
	found, err := s.pool.Query(ctx, sql, append([]any{person, clock.Now().Add(-KeepBook)}, more...)...)
	if err != nil {
		return nil, fmt.Errorf("read rule books: %w", err)
	}
	rows, err := pgx.CollectRows(found, func(r pgx.CollectableRow) (x row, err error) {
		return x, r.Scan(&x.ID, &x.Book, &x.Key, &x.KEK, &x.Wrapped, &x.SavedAt)
	})
	if err != nil {
		return nil, fmt.Errorf("read rule books: %w", err)
	}
	var list []Book
	for _, x := range rows {
		b := Book{ID: x.ID, SavedAt: x.SavedAt, Version: x.Key}
		key, err := s.ledger.OpenKey(x.Key, x.KEK, x.Wrapped)
		if err == nil {
			var text []byte
			if text, err = key.Open(bookPlace(x.ID, person), x.Book); err == nil {
				err = json.Unmarshal(text, &b)
			}
		}
		if err != nil && len(more) > 0 {
			return nil, fmt.Errorf("%w: the rule book was changed by others than this program, or sealed with another key file", ErrChanged)
		}
		if err == nil {
			list = append(list, b)
		}
	}
	return list, nil
}

// SaveBook keeps a rule book of a person, by id: a new one where it has no ID, else in
// place of what was kept under it. Where a Version is given and is no longer the last one
// the error is ErrMoved, and nothing is replaced.
func (s *Store) SaveBook(ctx context.Context, person string, b Book) (Book, error) {
	text, err := json.Marshal(b)
	if err != nil {
		return b, fmt.Errorf("write a rule book: %w", err)
	}
	if len(b.Text) > Limit {
		return b, fmt.Errorf("%w: the rule book has %d bytes; %d are allowed", ErrNonsense, len(b.Text), Limit)
	}
	p, err := s.actor(ctx, person)
	if err != nil {
		return b, err
	}
	clock, err := s.ledger.Clock(ctx)
	if err != nil {
		return b, err
	}
	key, err := s.ledger.NewKey()
	if err != nil {
		return b, err
	}
	begins := b.ID == ""
	if begins {
		b.ID = "b-" + strings.ToLower(rand.Text()[:16])
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, durableSQL); err != nil {
			return err
		}
		erased, err := column(ctx, tx, areErasedSQL, []string{people.Stream(p.ID)})
		if err != nil {
			return err
		}
		if len(erased) > 0 {
			return isErased(p.ID)
		}
		sealed := key.Seal(bookPlace(b.ID, p.ID), text)
		if begins {
			done, err := tx.Exec(ctx, newBookSQL, b.ID, p.ID, sealed, key.ID, key.WrappedBy, key.Wrapped, clock.Now(), MostBooks)
			if err == nil && done.RowsAffected() == 0 {
				return fmt.Errorf("%w: you keep %d rule books already: drop one of them first", ErrNonsense, MostBooks)
			}
			return err
		}
		done, err := tx.Exec(ctx, saveBookSQL, b.ID, p.ID, sealed, key.ID, key.WrappedBy, key.Wrapped, clock.Now(), b.Version)
		if err == nil && done.RowsAffected() == 0 {
			return ErrMoved
		}
		return err
	})
	if err != nil {
		for _, known := range []error{people.ErrUnknown, ErrNonsense, ErrMoved} {
			if errors.Is(err, known) {
				return b, err
			}
		}
		return b, fmt.Errorf("save a rule book: %w", err)
	}
	b.SavedAt, b.Version = clock.Now(), key.ID
	return b, nil
}

// DropBook removes a rule book of a person with its key: its call was opened, or is not wanted.
func (s *Store) DropBook(ctx context.Context, person, id string) error {
	if _, err := s.pool.Exec(ctx, dropBookSQL, id, person); err != nil {
		return fmt.Errorf("drop a rule book: %w", err)
	}
	return nil
}

// sweepBooks removes the rule books whose time is over, and those of people who were erased.
func (s *Store) sweepBooks(ctx context.Context) (int64, error) {
	clock, err := s.ledger.Clock(ctx)
	if err != nil {
		return 0, err
	}
	done, err := s.pool.Exec(ctx, sweepBookSQL, clock.Now().Add(-KeepBook))
	if err != nil {
		return 0, fmt.Errorf("remove rule books: %w", err)
	}
	return done.RowsAffected(), nil
}
