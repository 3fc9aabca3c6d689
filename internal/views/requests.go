package views

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

//go:embed requests.sql
var requestsSQL string

// The kinds of requests.
const (
	// Nudge has lives judge again, as after a release that changed a rule, and
	// takes up those that are parked.
	Nudge = "nudge"
	// Restore starts every life again from the ledger, as after the loss of
	// Temporal's own database.
	Restore = "restore"
	// Look has one life judge again; what is parked stays parked.
	Look = "look"
)

// A Request is what an operator asks of the workers.
type Request struct {
	ID      int64      `db:"id" json:"id"`
	Kind    string     `db:"kind" json:"kind"`
	Prefix  string     `db:"prefix" json:"prefix"`
	DoneAt  *time.Time `db:"done_at" json:"done_at,omitempty"`
	Lives   *int       `db:"lives" json:"lives,omitempty"`
	Problem *string    `db:"problem" json:"problem,omitempty"`
}

const (
	requestSQL      = `INSERT INTO views.requests (kind, prefix) VALUES ($1, $2) RETURNING id`
	openRequestsSQL = `SELECT id, kind, prefix, done_at, lives, problem FROM views.requests WHERE done_at IS NULL ORDER BY id`
	oneRequestSQL   = `SELECT id, kind, prefix, done_at, lives, problem FROM views.requests WHERE id = $1`
	completeSQL     = `UPDATE views.requests SET done_at = clock_timestamp(), lives = $2, problem = $3 WHERE id = $1`
	requestInterval = 100 * time.Millisecond
)

// Request records a request to the workers, and returns its id.
func (s *Store) Request(ctx context.Context, kind, prefix string) (int64, error) {
	var id int64
	if err := s.pool.QueryRow(ctx, requestSQL, kind, prefix).Scan(&id); err != nil {
		return 0, fmt.Errorf("record the request to %s: %w", kind, err)
	}
	return id, nil
}

// Requests lists what is still open, the oldest first.
func (s *Store) Requests(ctx context.Context) ([]Request, error) {
	rows, err := s.pool.Query(ctx, openRequestsSQL)
	if err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Request])
	if err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	return list, nil
}

// Complete records what became of a request.
func (s *Store) Complete(ctx context.Context, id int64, lives int, problem error) error {
	var why *string
	if problem != nil {
		text := problem.Error()
		why = &text
	}
	if _, err := s.pool.Exec(ctx, completeSQL, id, lives, why); err != nil {
		return fmt.Errorf("record what became of request %d: %w", id, err)
	}
	return nil
}

// AwaitRequest waits until a request is done, or the context ends.
func (s *Store) AwaitRequest(ctx context.Context, id int64) (Request, error) {
	for {
		rows, err := s.pool.Query(ctx, oneRequestSQL, id)
		if err != nil {
			return Request{}, fmt.Errorf("read request %d: %w", id, err)
		}
		w, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Request])
		if err != nil {
			return Request{}, fmt.Errorf("read request %d: %w", id, err)
		}
		if w.DoneAt != nil {
			return w, nil
		}
		select {
		case <-ctx.Done():
			return w, ctx.Err()
		case <-time.After(requestInterval):
		}
	}
}
