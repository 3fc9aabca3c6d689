package drafts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/people"
)

// What one person keeps for themselves, sheets, forms and rule books, is sealed, saved, opened and swept alike.

// sealed is what a row keeps under a key of its own.
type sealed struct {
	Body, Wrapped []byte
	Key, KEK      string
}

// openKept reads what was sealed at a place into a value.
func (s *Store) openKept(is sealed, place string, into any) error {
	key, err := s.ledger.OpenKey(is.Key, is.KEK, is.Wrapped)
	if err != nil {
		return err
	}
	text, err := key.Open(place, is.Body)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// A saving is what a person saves, in one transaction.
type saving struct {
	tx     pgx.Tx
	person string // by id
	key    format.Key
	at     time.Time // programme instant
}

// keep lets a person who was not erased save something, named by what in errors. Errors of who and what they save come back as they are.
func (s *Store) keep(ctx context.Context, person, what string, write func(saving) error) (saving, error) {
	p, err := s.actor(ctx, person)
	if err != nil {
		return saving{}, err
	}
	clock, err := s.ledger.Clock(ctx)
	if err != nil {
		return saving{}, err
	}
	key, err := s.ledger.NewKey()
	if err != nil {
		return saving{}, err
	}
	is := saving{person: p.ID, key: key, at: clock.Now()}
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
		is.tx = tx
		return write(is)
	})
	for _, known := range []error{people.ErrUnknown, ErrNonsense, ErrMoved} {
		if errors.Is(err, known) {
			return is, err
		}
	}
	if err != nil {
		return is, fmt.Errorf("save %s: %w", what, err)
	}
	return is, nil
}

// sweepKept removes with sql what was saved longer ago than it is kept.
func (s *Store) sweepKept(ctx context.Context, sql string, kept time.Duration, what string) (int64, error) {
	clock, err := s.ledger.Clock(ctx)
	if err != nil {
		return 0, err
	}
	done, err := s.pool.Exec(ctx, sql, clock.Now().Add(-kept))
	if err != nil {
		return 0, fmt.Errorf("remove %s: %w", what, err)
	}
	return done.RowsAffected(), nil
}
