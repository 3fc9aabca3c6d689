package views

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

//go:embed operation.sql
var operationSQL string

// A Worker is what a worker process last said of itself. Instants are real ones.
type Worker struct {
	ID        string    `db:"id" json:"id"`
	Version   string    `db:"version" json:"version"`
	TZData    string    `db:"tzdata" json:"tzdata"`
	StartedAt time.Time `db:"started_at" json:"started_at"`
	SeenAt    time.Time `db:"seen_at" json:"seen_at"`
	Leads     bool      `db:"leads" json:"leads"`
	HostAt    time.Time `db:"host_at" json:"host_at"`
	Temporal  string    `db:"temporal" json:"temporal"` // "" where Temporal answered
	Trouble   string    `db:"trouble" json:"trouble"`   // "" where what it appended last was stored, else why it was not
}

// An Unanswered receipt is one that has waited for an answer too long.
type Unanswered struct {
	Position int64     `db:"position" json:"position"`
	Stream   string    `db:"stream" json:"stream"` // of the life
	Command  string    `db:"command" json:"command"`
	Since    time.Time `db:"since" json:"since"` // real time
}

// A Run is when something that operators do was last done, and over how many events.
type Run struct {
	Name   string    `db:"name" json:"name"`
	At     time.Time `db:"at" json:"at"` // real time
	Size   int64     `db:"size" json:"size"`
	Passed bool      `db:"passed" json:"passed"`
}

// The names of runs.
const (
	Verification = "verify"
	Checkpoint   = "checkpoint"
)

const (
	heartbeatSQL = `INSERT INTO views.workers (id, version, tzdata, started_at, seen_at, leads, host_at, temporal, trouble)
VALUES ($1, $2, $3, $4, clock_timestamp(), $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at, leads = EXCLUDED.leads, host_at = EXCLUDED.host_at, temporal = EXCLUDED.temporal,
    trouble = EXCLUDED.trouble`
	forgetSQL  = `DELETE FROM views.workers WHERE seen_at < clock_timestamp() - interval '1 day'`
	goneSQL    = `DELETE FROM views.workers WHERE id = $1`
	workersSQL = `SELECT id, version, tzdata, started_at, seen_at, leads, host_at, temporal, trouble FROM views.workers ORDER BY seen_at DESC`

	clearUnansweredSQL = `DELETE FROM views.unanswered WHERE NOT position = ANY ($1::bigint[])`
	keepUnansweredSQL  = `INSERT INTO views.unanswered (position, stream, command, since)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[]) ON CONFLICT (position) DO UPDATE SET
    stream = EXCLUDED.stream, command = EXCLUDED.command, since = EXCLUDED.since`

	runsSQL = `SELECT name, at, size, passed FROM views.runs ORDER BY name`

	ranSQL = `INSERT INTO views.runs (name, at, size, passed) VALUES ($1, clock_timestamp(), $2, $3)
ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at, size = EXCLUDED.size, passed = EXCLUDED.passed`
)

// Heartbeat records that a worker lives; SeenAt is PostgreSQL's instant.
func (s *Store) Heartbeat(ctx context.Context, w Worker) error {
	b := &pgx.Batch{}
	b.Queue(heartbeatSQL, w.ID, w.Version, w.TZData, w.StartedAt, w.Leads, w.HostAt, w.Temporal, w.Trouble)
	b.Queue(forgetSQL)
	if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("record that this worker lives: %w", err)
	}
	return nil
}

// Gone records that a worker has ended.
func (s *Store) Gone(ctx context.Context, id string) error {
	if _, err := s.pool.Exec(ctx, goneSQL, id); err != nil {
		return fmt.Errorf("record that this worker has ended: %w", err)
	}
	return nil
}

// Workers lists what the workers of the last day said of themselves, the latest first.
func (s *Store) Workers(ctx context.Context) ([]Worker, error) {
	rows, err := s.pool.Query(ctx, workersSQL)
	if err != nil {
		return nil, fmt.Errorf("read the workers: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Worker])
	if err != nil {
		return nil, fmt.Errorf("read the workers: %w", err)
	}
	return list, nil
}

// KeepUnanswered records which receipts have waited too long, in place of those
// that were recorded before.
func (s *Store) KeepUnanswered(ctx context.Context, list []Unanswered) error {
	positions, streams, commands, since := make([]int64, len(list)), make([]string, len(list)), make([]string, len(list)), make([]time.Time, len(list))
	for i, u := range list {
		positions[i], streams[i], commands[i], since[i] = u.Position, u.Stream, u.Command, u.Since
	}
	b := &pgx.Batch{}
	b.Queue(clearUnansweredSQL, positions)
	b.Queue(keepUnansweredSQL, positions, streams, commands, since)
	if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("record the receipts without an answer: %w", err)
	}
	return nil
}

// Runs lists what was run, each as it was last.
func (s *Store) Runs(ctx context.Context) ([]Run, error) {
	rows, err := s.pool.Query(ctx, runsSQL)
	if err != nil {
		return nil, fmt.Errorf("read what was run: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Run])
	if err != nil {
		return nil, fmt.Errorf("read what was run: %w", err)
	}
	return list, nil
}

// Ran records that a run was made just now.
func (s *Store) Ran(ctx context.Context, name string, size int64, passed bool) error {
	if _, err := s.pool.Exec(ctx, ranSQL, name, size, passed); err != nil {
		return fmt.Errorf("record when %s was last run: %w", name, err)
	}
	return nil
}
