package views

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

//go:embed unsent.sql
var unsentSQL string

// Unsent is what the relay could not send of one event.
type Unsent struct {
	Position int64     `db:"position" json:"position"` // of the event that holds the messages
	Stream   string    `db:"stream" json:"stream"`     // the life that they are for or, with Whole, the event's own stream
	Whole    bool      `db:"whole" json:"whole"`       // the event cannot be read: all of its messages wait
	Cause    string    `db:"cause" json:"cause"`
	Since    time.Time `db:"since" json:"since"` // database instant, UTC
}

const (
	keepUnsentSQL = `INSERT INTO views.unsent_messages (position, stream, whole, cause) VALUES ($1, $2, $3, $4)
ON CONFLICT (position, stream, whole) DO UPDATE SET cause = EXCLUDED.cause`
	dropUnsentSQL = `DELETE FROM views.unsent_messages WHERE position = $1 AND stream = $2 AND whole = $3`
	// What waits for a life, and what waits of its own events: others may not have heard of them.
	unsentAroundSQL = `SELECT EXISTS (SELECT FROM views.unsent_messages u WHERE u.stream = $1
    OR EXISTS (SELECT FROM ledger.events e WHERE e.position = u.position AND e.stream = $1))`
	unsentRowsSQL = `SELECT position, stream, whole, cause, since FROM views.unsent_messages WHERE starts_with(stream, $1) ORDER BY position, stream, whole`
)

// KeepUnsent records what could not be sent, or another cause of what is recorded.
func (s *Store) KeepUnsent(ctx context.Context, u Unsent) error {
	if _, err := s.pool.Exec(ctx, keepUnsentSQL, u.Position, u.Stream, u.Whole, u.Cause); err != nil {
		return fmt.Errorf("record that the messages of position %d wait: %w", u.Position, err)
	}
	return nil
}

// DropUnsent forgets what has been sent.
func (s *Store) DropUnsent(ctx context.Context, u Unsent) error {
	if _, err := s.pool.Exec(ctx, dropUnsentSQL, u.Position, u.Stream, u.Whole); err != nil {
		return fmt.Errorf("record that the messages of position %d were sent: %w", u.Position, err)
	}
	return nil
}

// Unsent lists what waits of the streams that begin with a prefix, by position.
func (s *Store) Unsent(ctx context.Context, prefix string) ([]Unsent, error) {
	rows, err := s.pool.Query(ctx, unsentRowsSQL, prefix)
	if err != nil {
		return nil, fmt.Errorf("read the messages that wait: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Unsent])
	if err != nil {
		return nil, fmt.Errorf("read the messages that wait: %w", err)
	}
	return all, nil
}

// UnsentAround tells whether messages to a life, or of one of its own events, wait.
func (s *Store) UnsentAround(ctx context.Context, stream string) (waits bool, err error) {
	if err := s.pool.QueryRow(ctx, unsentAroundSQL, stream).Scan(&waits); err != nil {
		return false, fmt.Errorf("read the messages that wait: %w", err)
	}
	return waits, nil
}
