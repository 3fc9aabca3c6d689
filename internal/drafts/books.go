package drafts

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/law"
)

// KeepBook is for how long the rule book of a call, or of another life, that is not opened is kept from its
// last saving, on the programme clock: 180 days of 24 hours each (our choice).
const KeepBook = 180 * 24 * time.Hour

// MostBooks is how many rule books one person may keep (our choice).
const MostBooks = 50

// A Book is the rule book of a life that is not opened yet and, of a call, who shall have which role.
// It is no fact; nobody but who writes it reads it.
type Book struct {
	ID        string              `json:"-"`    // opaque: b- and 16 characters of base32
	Text      string              `json:"text"` // YAML, as it was typed
	Roles     map[law.Role]string `json:"roles,omitempty"`
	Kind      string              `json:"kind,omitempty"`      // the noun of the kind of life; none: a call
	Reference string              `json:"reference,omitempty"` // under which the life is to be opened; a call's stands in its text
	Sent      string              `json:"sent,omitempty"`      // the id of the command that it was last sent with, while nothing was changed since
	SavedAt   time.Time           `json:"-"`                   // programme instant
	Version   string              `json:"-"`                   // opaque: another one after each saving
}

const (
	bookColumns = `SELECT id, book, key_id, kek_id, wrapped, saved_at FROM drafts.books WHERE person = $1 AND saved_at >= $2`
	bookSQL     = bookColumns + ` AND id = $3`
	booksSQL    = bookColumns + ` ORDER BY saved_at DESC, id`
	newBookSQL  = `INSERT INTO drafts.books (id, person, book, key_id, kek_id, wrapped, saved_at)
SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM drafts.books WHERE person = $2) < $8`
	saveBookSQL  = `UPDATE drafts.books SET book = $3, key_id = $4, kek_id = $5, wrapped = $6, saved_at = $7 WHERE id = $1 AND person = $2 AND ($8 = '' OR key_id = $8)`
	dropBookSQL  = `DELETE FROM drafts.books WHERE id = $1 AND person = $2 AND ($3 = '' OR key_id = $3)`
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
		ID string
		sealed
		SavedAt time.Time
	}
	found, err := s.pool.Query(ctx, sql, append([]any{person, clock.Now().Add(-KeepBook)}, more...)...)
	if err != nil {
		return nil, fmt.Errorf("read rule books: %w", err)
	}
	rows, err := pgx.CollectRows(found, func(r pgx.CollectableRow) (x row, err error) {
		return x, r.Scan(&x.ID, &x.Body, &x.Key, &x.KEK, &x.Wrapped, &x.SavedAt)
	})
	if err != nil {
		return nil, fmt.Errorf("read rule books: %w", err)
	}
	var list []Book
	for _, x := range rows {
		b := Book{ID: x.ID, SavedAt: x.SavedAt, Version: x.Key}
		err := s.openKept(x.sealed, bookPlace(x.ID, person), &b)
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
		return b, fmt.Errorf("%w: %w", ErrNonsense, law.Nonsensef(law.Why("draft-book-bytes", law.Count("count", len(b.Text)), law.Count("most", Limit)), "the rule book has %d bytes; %d are allowed", len(b.Text), Limit))
	}
	begins := b.ID == ""
	if begins {
		b.ID = "b-" + strings.ToLower(rand.Text()[:16])
	}
	is, err := s.keep(ctx, person, "a rule book", func(is saving) error {
		body := is.key.Seal(bookPlace(b.ID, is.person), text)
		if begins {
			done, err := is.tx.Exec(ctx, newBookSQL, b.ID, is.person, body, is.key.ID, is.key.WrappedBy, is.key.Wrapped, is.at, MostBooks)
			if err == nil && done.RowsAffected() == 0 {
				return fmt.Errorf("%w: %w", ErrNonsense, law.Nonsensef(law.Why("draft-books-many", law.Count("most", MostBooks)), "you keep %d rule books already: drop one of them first", MostBooks))
			}
			return err
		}
		done, err := is.tx.Exec(ctx, saveBookSQL, b.ID, is.person, body, is.key.ID, is.key.WrappedBy, is.key.Wrapped, is.at, b.Version)
		if err == nil && done.RowsAffected() == 0 {
			return ErrMoved
		}
		return err
	})
	if err != nil {
		return b, err
	}
	b.SavedAt, b.Version = is.at, is.key.ID
	return b, nil
}

// DropBook removes a rule book of a person with its key: its call was opened, or is not wanted. Where a version is given and is no longer the last
// one, what was saved since stays.
func (s *Store) DropBook(ctx context.Context, person, id, version string) error {
	if _, err := s.pool.Exec(ctx, dropBookSQL, id, person, version); err != nil {
		return fmt.Errorf("drop a rule book: %w", err)
	}
	return nil
}

// sweepBooks removes the rule books whose time is over, and those of people who were erased.
func (s *Store) sweepBooks(ctx context.Context) (int64, error) {
	return s.sweepKept(ctx, sweepBookSQL, KeepBook, "rule books")
}
