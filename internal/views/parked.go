package views

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

//go:embed parked.sql
var parkedSQL string

// A Failure is what went wrong with one life. Neither code nor text holds
// personal data.
type Failure struct {
	Stream string
	Code   string // kebab-case
	Text   string // for an operator
	By     string // life, dispatcher or relay
}

// Parked is a life that fails. ParkedAt is nil while it is still tried. The
// instants are real ones, by PostgreSQL's clock.
type Parked struct {
	Stream   string     `db:"stream" json:"stream"`
	Since    time.Time  `db:"since" json:"since"`
	LastAt   time.Time  `db:"last_at" json:"last_at"`
	Attempts int        `db:"attempts" json:"attempts"`
	Code     string     `db:"code" json:"code"`
	Error    string     `db:"error" json:"error"`
	By       string     `db:"by" json:"by"`
	ParkedAt *time.Time `db:"parked_at" json:"parked_at,omitempty"`
}

// failureMemory is after which a failure of a life that was not parked no
// longer counts: between the two it worked.
const failureMemory = 10 * time.Minute

const (
	parkedColumns = `stream, since, last_at, attempts, code, error, by, parked_at`
	failedSQL     = `INSERT INTO views.parked AS p (stream, since, last_at, attempts, code, error, by)
VALUES ($1, clock_timestamp(), clock_timestamp(), 1, $2, $3, $4)
ON CONFLICT (stream) DO UPDATE SET last_at = EXCLUDED.last_at, code = EXCLUDED.code, error = EXCLUDED.error, by = EXCLUDED.by,
    since = CASE WHEN p.parked_at IS NULL AND p.last_at < EXCLUDED.last_at - $5::interval THEN EXCLUDED.since ELSE p.since END,
    attempts = CASE WHEN p.parked_at IS NULL AND p.last_at < EXCLUDED.last_at - $5::interval THEN 1 ELSE p.attempts + 1 END
RETURNING ` + parkedColumns
	parkSQL       = `UPDATE views.parked SET parked_at = coalesce(parked_at, clock_timestamp()) WHERE stream = $1`
	unparkSQL     = `DELETE FROM views.parked WHERE stream = $1 AND parked_at IS NOT NULL`
	allParkedSQL  = `SELECT ` + parkedColumns + ` FROM views.parked WHERE parked_at IS NOT NULL ORDER BY stream`
	lastFailedSQL = `SELECT ` + parkedColumns + ` FROM views.parked WHERE stream = $1`
)

// Failed counts a failure of a life, and returns how often it has failed in a row.
func (s *Store) Failed(ctx context.Context, f Failure) (Parked, error) {
	rows, err := s.pool.Query(ctx, failedSQL, f.Stream, f.Code, f.Text, f.By, failureMemory)
	if err != nil {
		return Parked{}, fmt.Errorf("count a failure of %s: %w", f.Stream, err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Parked])
	if err != nil {
		return Parked{}, fmt.Errorf("count a failure of %s: %w", f.Stream, err)
	}
	return p, nil
}

// Park leaves a life that has failed alone until Unpark.
func (s *Store) Park(ctx context.Context, stream string) error {
	if _, err := s.pool.Exec(ctx, parkSQL, stream); err != nil {
		return fmt.Errorf("park %s: %w", stream, err)
	}
	return nil
}

// Unpark has a life taken up again; a next parking is another one.
func (s *Store) Unpark(ctx context.Context, stream string) error {
	if _, err := s.pool.Exec(ctx, unparkSQL, stream); err != nil {
		return fmt.Errorf("take up %s: %w", stream, err)
	}
	return nil
}

// IsParked tells whether a life is parked.
func (s *Store) IsParked(ctx context.Context, stream string) (bool, error) {
	rows, err := s.pool.Query(ctx, lastFailedSQL, stream)
	if err != nil {
		return false, fmt.Errorf("read whether %s is parked: %w", stream, err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Parked])
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read whether %s is parked: %w", stream, err)
	}
	return p.ParkedAt != nil, nil
}

// AllParked lists the parked lives by stream.
func (s *Store) AllParked(ctx context.Context) ([]Parked, error) {
	rows, err := s.pool.Query(ctx, allParkedSQL)
	if err != nil {
		return nil, fmt.Errorf("read parked lives: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Parked])
	if err != nil {
		return nil, fmt.Errorf("read parked lives: %w", err)
	}
	return all, nil
}
