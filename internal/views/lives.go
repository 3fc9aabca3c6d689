package views

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/life"
)

//go:embed lives.sql
var livesSQL string

// A Standing is where a life stands.
type Standing struct {
	Stream  string     `db:"stream" json:"stream"`
	Version int64      `db:"version" json:"version"`
	Judged  int64      `db:"judged" json:"judged"`
	Stage   string     `db:"stage" json:"stage"`
	NextAt  *time.Time `db:"next_at" json:"next_at,omitempty"` // programme instant
	Letters int        `db:"letters" json:"letters"`
	Over    bool       `db:"over" json:"over"`
	People  []string   `db:"people" json:"-"` // who have a part in it; nil where it is not known
}

const (
	standSQL = `INSERT INTO views.lives (stream, version, judged, stage, next_at, letters, over, counted, people, owed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $2)
ON CONFLICT (stream) DO UPDATE SET version = EXCLUDED.version, judged = EXCLUDED.judged, stage = EXCLUDED.stage,
    next_at = EXCLUDED.next_at, over = EXCLUDED.over, people = EXCLUDED.people, owed_at = EXCLUDED.owed_at, counted = greatest(lives.counted, EXCLUDED.counted),
    letters = CASE WHEN lives.counted <= EXCLUDED.counted THEN EXCLUDED.letters ELSE lives.letters END
WHERE lives.version <= EXCLUDED.version AND lives.judged <= EXCLUDED.judged`
	replaceSQL = `INSERT INTO views.lives (stream, version, judged, stage, next_at, letters, over, counted, people, owed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $2)
ON CONFLICT (stream) DO UPDATE SET version = EXCLUDED.version, judged = EXCLUDED.judged, stage = EXCLUDED.stage, next_at = EXCLUDED.next_at, people = EXCLUDED.people,
    letters = EXCLUDED.letters, over = EXCLUDED.over, counted = EXCLUDED.counted, owed_at = EXCLUDED.owed_at`
	// For the rest of the transaction: what follows looks up rows by their keys, and a plan for that is right whatever they are.
	planOnceSQL = `SELECT set_config('plan_cache_mode', 'force_generic_plan', true)`
	lettersSQL  = `UPDATE views.lives SET letters = $2, counted = $4 WHERE stream = $1 AND version <= $3 AND counted <= $4`
	allSQL      = `SELECT stream, version, judged, stage, next_at, letters, over, people FROM views.lives WHERE stream LIKE $1 || '%' ORDER BY stream`
	inStageSQL  = `SELECT stream FROM views.lives WHERE stream LIKE $1 || '%' AND stage = $2 AND NOT over ORDER BY stream`
	keptSQL     = `SELECT stream FROM views.lives WHERE over AND letters = 0 AND stage = 'over' AND starts_with(stream, '` + law.TenderFamily + `') ORDER BY stream`
	dueSQL      = `SELECT stream, version, judged, stage, next_at, letters, over, people FROM views.lives
		WHERE next_at < $1 AND (next_at, stream) > ($2, $3) ORDER BY next_at, stream LIMIT 1000`
	nextSQL  = `SELECT min(next_at) FROM views.lives`
	placeSQL = `SELECT position FROM views.places WHERE name = $1`
	moveSQL  = `INSERT INTO views.places (name, position) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET position = EXCLUDED.position WHERE places.position < EXCLUDED.position`
	resetSQL = `UPDATE views.places SET position = $2 WHERE name = $1`
)

// Stand records where a life stands, never an older sight over a newer one. A
// crash may lose it: the next Judge says it again.
func (s *Store) Stand(ctx context.Context, stream string, now life.Now) error {
	return s.stand(ctx, standSQL, stream, now, false)
}

// Replace records where a life stands whose stream is shorter than it was, as
// after the ledger was restored from before.
func (s *Store) Replace(ctx context.Context, stream string, now life.Now) error {
	return s.stand(ctx, replaceSQL, stream, now, true)
}

func (s *Store) stand(ctx context.Context, sql, stream string, now life.Now, replaces bool) error {
	var next *time.Time
	if !now.Moment.IsZero() {
		next = &now.Moment
	}
	b := &pgx.Batch{} // one transaction
	b.Queue(planOnceSQL)
	b.Queue(sql, stream, now.Version, now.Judged, now.Stage, next, now.Letters, now.Over, now.Counted, now.People)
	if isTender(stream) {
		b.Queue(countSQL, stream)
		owe(b, stream, now.Version, now.Owing)
	}
	if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("record where %s stands: %w", stream, err)
	}
	return s.list(ctx, stream, now.Version, now.Listing, replaces)
}

// Delivered records how many letters of a life still wait.
func (s *Store) Delivered(ctx context.Context, stream string, left life.Left) error {
	if _, err := s.pool.Exec(ctx, lettersSQL, stream, left.Letters, left.Version, left.Counted); err != nil {
		return fmt.Errorf("record the letters of %s: %w", stream, err)
	}
	return nil
}

// All lists lives whose stream begins with a prefix.
func (s *Store) All(ctx context.Context, prefix string) ([]Standing, error) {
	return s.standings(ctx, allSQL, prefix)
}

// InStage are the streams of the lives that begin with a prefix, stand in a stage and are not over.
func (s *Store) InStage(ctx context.Context, prefix, stage string) ([]string, error) {
	return s.streams(ctx, inStageSQL, prefix, stage)
}

func (s *Store) streams(ctx context.Context, sql string, args ...any) ([]string, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read lives: %w", err)
	}
	streams, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read lives: %w", err)
	}
	return streams, nil
}

// Kept are the tenders whose retention has ended, and whose letters all have their fate.
func (s *Store) Kept(ctx context.Context) ([]string, error) { return s.streams(ctx, keptSQL) }

// Due gives all lives whose moment lies before an instant of the programme clock, the oldest first. It reads a page at a time; one whose moment
// changes meanwhile may be left out, or given twice. The first error is the last that it gives.
func (s *Store) Due(ctx context.Context, before time.Time) iter.Seq2[Standing, error] {
	return func(yield func(Standing, error) bool) {
		after := Standing{NextAt: &time.Time{}}
		for {
			page, err := s.standings(ctx, dueSQL, before, *after.NextAt, after.Stream)
			if err != nil {
				yield(Standing{}, err)
				return
			}
			if len(page) == 0 {
				return
			}
			for _, is := range page {
				if !yield(is, nil) {
					return
				}
			}
			after = page[len(page)-1]
		}
	}
}

func (s *Store) standings(ctx context.Context, sql string, args ...any) ([]Standing, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read lives: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Standing])
	if err != nil {
		return nil, fmt.Errorf("read lives: %w", err)
	}
	return list, nil
}

// Next is the first moment that any life waits for, false for none.
func (s *Store) Next(ctx context.Context) (time.Time, bool, error) {
	var at *time.Time
	if err := s.pool.QueryRow(ctx, nextSQL).Scan(&at); err != nil {
		return time.Time{}, false, fmt.Errorf("read lives: %w", err)
	}
	if at == nil {
		return time.Time{}, false, nil
	}
	return at.UTC(), true, nil
}

// The followers of the ledger that keep their places here.
const (
	DispatcherPlace = "dispatcher"
	RelayPlace      = "relay"
	UnreachedPlace  = "unreached" // of letters that did not come
)

// Place is how far a follower has come.
func (s *Store) Place(ctx context.Context, name string) (int64, error) {
	var position int64
	err := s.pool.QueryRow(ctx, placeSQL, name).Scan(&position)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the place of %s: %w", name, err)
	}
	return position, nil
}

// Move records how far a follower has come, never back.
func (s *Store) Move(ctx context.Context, name string, position int64) error {
	if _, err := s.pool.Exec(ctx, moveSQL, name, position); err != nil {
		return fmt.Errorf("record the place of %s: %w", name, err)
	}
	return nil
}

// Reset puts a follower's place back, where it lay beyond the end of the ledger.
func (s *Store) Reset(ctx context.Context, name string, position int64) error {
	if _, err := s.pool.Exec(ctx, resetSQL, name, position); err != nil {
		return fmt.Errorf("put back the place of %s: %w", name, err)
	}
	return nil
}
