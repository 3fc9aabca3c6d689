package views

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

//go:embed wishes.sql
var wishesSQL string

// The kinds of wishes.
const (
	// Nudge looks at running lives again, as after a release that changed a rule.
	Nudge = "nudge"
	// Restore starts every life again from the ledger, as after the loss of
	// Temporal's own database.
	Restore = "restore"
)

// A Wish is what staff wish of the workers.
type Wish struct {
	ID      int64      `db:"id" json:"id"`
	Kind    string     `db:"kind" json:"kind"`
	Prefix  string     `db:"prefix" json:"prefix"`
	DoneAt  *time.Time `db:"done_at" json:"done_at,omitempty"`
	Lives   *int       `db:"lives" json:"lives,omitempty"`
	Problem *string    `db:"problem" json:"problem,omitempty"`
}

const (
	wishSQL      = `INSERT INTO views.wishes (kind, prefix) VALUES ($1, $2) RETURNING id`
	openWishSQL  = `SELECT id, kind, prefix, done_at, lives, problem FROM views.wishes WHERE done_at IS NULL ORDER BY id`
	oneWishSQL   = `SELECT id, kind, prefix, done_at, lives, problem FROM views.wishes WHERE id = $1`
	fulfilSQL    = `UPDATE views.wishes SET done_at = clock_timestamp(), lives = $2, problem = $3 WHERE id = $1`
	wishInterval = 100 * time.Millisecond
)

// Wish records a wish for the workers.
func (s *Store) Wish(ctx context.Context, kind, prefix string) (int64, error) {
	var id int64
	if err := s.pool.QueryRow(ctx, wishSQL, kind, prefix).Scan(&id); err != nil {
		return 0, fmt.Errorf("record the wish to %s: %w", kind, err)
	}
	return id, nil
}

// Wishes lists what is still open, the oldest first.
func (s *Store) Wishes(ctx context.Context) ([]Wish, error) {
	rows, err := s.pool.Query(ctx, openWishSQL)
	if err != nil {
		return nil, fmt.Errorf("read wishes: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Wish])
	if err != nil {
		return nil, fmt.Errorf("read wishes: %w", err)
	}
	return list, nil
}

// Fulfil says what became of a wish.
func (s *Store) Fulfil(ctx context.Context, id int64, lives int, problem error) error {
	var why *string
	if problem != nil {
		text := problem.Error()
		why = &text
	}
	if _, err := s.pool.Exec(ctx, fulfilSQL, id, lives, why); err != nil {
		return fmt.Errorf("record what became of wish %d: %w", id, err)
	}
	return nil
}

// AwaitWish waits until a wish is done, or the context ends.
func (s *Store) AwaitWish(ctx context.Context, id int64) (Wish, error) {
	for {
		rows, err := s.pool.Query(ctx, oneWishSQL, id)
		if err != nil {
			return Wish{}, fmt.Errorf("read wish %d: %w", id, err)
		}
		w, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Wish])
		if err != nil {
			return Wish{}, fmt.Errorf("read wish %d: %w", id, err)
		}
		if w.DoneAt != nil {
			return w, nil
		}
		select {
		case <-ctx.Done():
			return w, ctx.Err()
		case <-time.After(wishInterval):
		}
	}
}
