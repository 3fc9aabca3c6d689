package jobs

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/people"
)

// Keep is for how long an export is kept, from when it was done or failed, and from when it
// was asked for while it waits: 7 days of 24 hours, in real time (our choice).
const Keep = 7 * 24 * time.Hour

// Most is how many exports one person may have at once (our choice).
const Most = 20

// The states of an export.
const (
	Waiting = "waiting"
	Running = "running"
	Done    = "done"
	Failed  = "failed"
)

// Why an export failed.
const (
	WhyRefused = "refused"    // its person may not have it any more, or it is not there
	WhyPrinter = "no-printer" // there is no Chromium where it was made
	WhyFailed  = "failed"     // after several attempts
)

var (
	// ErrNotFound is the cause where there is no such export, or it is somebody else's.
	ErrNotFound = errors.New("there is no such export")
	// ErrMany is the cause where somebody has as many exports as are kept.
	ErrMany = errors.New("there are as many exports as are kept")
	// ErrNotDone is the cause where an export is not made yet.
	ErrNotDone = errors.New("the export is not made yet")
	// errLost is the cause where another process has taken an export over.
	errLost = errors.New("another process makes the export")
)

// A Job is an export that somebody asked for.
type Job struct {
	ID      string     `json:"id"`
	What    string     `json:"what"`
	Stream  string     `json:"stream"` // of the call or the tender
	File    string     `json:"file"`   // what it is called as a file
	Format  string     `json:"format"`
	State   string     `json:"state"`         // waiting, running, done or failed
	Why     string     `json:"why,omitempty"` // a code, where it failed
	Rows    int64      `json:"rows"`          // written so far
	All     int64      `json:"all"`           // as far as is known, 0 for not
	Size    int64      `json:"size"`          // bytes, once it is done
	AskedAt time.Time  `json:"asked_at"`      // real time, as the others
	DoneAt  *time.Time `json:"done_at,omitempty"`
	GoneAt  time.Time  `json:"gone_at"` // from then on it cannot be read
	Ask     export.Ask `json:"-"`
	person  string
}

// A Store keeps exports in PostgreSQL, as the role twinning_door's or twinning_app's. It is
// safe for any number of goroutines; any number of processes may have one open.
type Store struct {
	Ledger  *ledger.Ledger
	Pool    *pgxpool.Pool
	Maker   *export.Maker
	Printer *export.Printer
	// Lease is for how long a process that does not answer keeps an export; 0 is 20 s.
	Lease time.Duration
	// Every is how often a process looks for exports that others left; 0 is 2 s.
	Every time.Duration

	woken chan struct{}
}

// New keeps exports over connections that others hold.
func New(l *ledger.Ledger, pool *pgxpool.Pool, m *export.Maker, p *export.Printer) *Store {
	return &Store{Ledger: l, Pool: pool, Maker: m, Printer: p, woken: make(chan struct{}, 1)}
}

var idForm = regexp.MustCompile(`^x-[a-z2-7]{26}$`)

// NewID draws the id of an export.
func NewID() string { return "x-" + strings.ToLower(rand.Text()[:26]) }

const (
	columns = `id, person, stream, ask, file, state, why, rows_done, rows_all, size, asked_at, done_at, gone_at`
	// Nobody reads what was begun before the last erasure.
	lastErasure = `(SELECT coalesce(max(position), -1) FROM ledger.events WHERE stream = 'ledger/erasures')`
	readable    = `gone_at > clock_timestamp() AND NOT (state = 'done' AND erasures < ` + lastErasure + `)`

	askSQL    = `INSERT INTO web.exports (id, person, stream, ask, file, state, gone_at) VALUES ($1, $2, $3, $4, $5, 'waiting', clock_timestamp() + $6) ON CONFLICT (id) DO NOTHING`
	countSQL  = `SELECT count(*) FROM web.exports WHERE person = $1 AND gone_at > clock_timestamp()`
	lockSQL   = `SELECT pg_advisory_xact_lock(7764, hashtext($1))`
	erasedSQL = `SELECT EXISTS (SELECT FROM ledger.events e, jsonb_array_elements_text(convert_from(e.body, 'UTF8')::jsonb -> 'subjects') s WHERE e.stream = 'ledger/erasures' AND s = $1)`
	findSQL   = `SELECT ` + columns + ` FROM web.exports WHERE id = $1 AND person = $2 AND ` + readable
	listSQL   = `SELECT ` + columns + ` FROM web.exports WHERE person = $1 AND ` + readable + ` ORDER BY asked_at DESC, id`
	removeSQL = `DELETE FROM web.exports WHERE id = $1 AND person = $2`
	sweepSQL  = `DELETE FROM web.exports WHERE gone_at <= clock_timestamp() OR (state = 'done' AND erasures < ` + lastErasure + `)
OR 'person/' || person IN (SELECT s FROM ledger.events e, jsonb_array_elements_text(convert_from(e.body, 'UTF8')::jsonb -> 'subjects') s WHERE e.stream = 'ledger/erasures')`
)

// Ask has an export made for somebody, who may have it: that is asked first. The same id
// asked for again by the same person is the same export.
func (s *Store) Ask(ctx context.Context, person, id string, a export.Ask) (Job, error) {
	if person == "" || !idForm.MatchString(id) {
		return Job{}, ErrNotFound
	}
	if err := s.Maker.May(ctx, access.As(person), a); err != nil {
		return Job{}, err
	}
	text, err := json.Marshal(a)
	if err != nil {
		return Job{}, fmt.Errorf("keep an export: %w", err)
	}
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockSQL, person); err != nil {
			return err
		}
		var n int
		var erased bool
		if err := tx.QueryRow(ctx, erasedSQL, people.Stream(person)).Scan(&erased); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, countSQL, person).Scan(&n); err != nil {
			return err
		}
		switch _, err := s.find(ctx, tx, person, id); {
		case err == nil:
			return nil // it was asked for before
		case !errors.Is(err, ErrNotFound):
			return err
		case erased:
			return people.ErrUnknown
		case n >= Most:
			return ErrMany
		}
		_, err := tx.Exec(ctx, askSQL, id, person, a.Stream, string(text), a.File(), Keep)
		return err
	})
	if err != nil {
		return Job{}, fmt.Errorf("keep an export: %w", err)
	}
	s.wake()
	return s.Find(ctx, person, id)
}

// wake has this process look for exports at once.
func (s *Store) wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// Find is an export of a person.
func (s *Store) Find(ctx context.Context, person, id string) (Job, error) {
	return s.find(ctx, s.Pool, person, id)
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func (s *Store) find(ctx context.Context, from querier, person, id string) (Job, error) {
	list, err := jobs(ctx, from, findSQL, id, person)
	if err != nil {
		return Job{}, err
	}
	if len(list) == 0 {
		return Job{}, ErrNotFound
	}
	return list[0], nil
}

// List are the exports of a person, the newest first.
func (s *Store) List(ctx context.Context, person string) ([]Job, error) {
	return jobs(ctx, s.Pool, listSQL, person)
}

// Remove removes an export of a person, with its key. One that is being made is given up.
func (s *Store) Remove(ctx context.Context, person, id string) error {
	done, err := s.Pool.Exec(ctx, removeSQL, id, person)
	if err != nil {
		return fmt.Errorf("remove an export: %w", err)
	}
	if done.RowsAffected() == 0 {
		return ErrNotFound
	}
	return nil
}

// Sweep removes exports whose time is over, those of people who were erased, and those that
// were begun before the last erasure, and says how many.
func (s *Store) Sweep(ctx context.Context) (int64, error) { return Sweep(ctx, s.Pool) }

// Sweep is Store.Sweep over connections alone.
func Sweep(ctx context.Context, pool *pgxpool.Pool) (int64, error) {
	done, err := pool.Exec(ctx, sweepSQL)
	if err != nil {
		return 0, fmt.Errorf("remove exports: %w", err)
	}
	return done.RowsAffected(), nil
}

func jobs(ctx context.Context, from querier, sql string, args ...any) ([]Job, error) {
	rows, err := from.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read exports: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (j Job, err error) {
		var ask string
		if err := row.Scan(&j.ID, &j.person, &j.Stream, &ask, &j.File, &j.State, &j.Why, &j.Rows, &j.All, &j.Size, &j.AskedAt, &j.DoneAt, &j.GoneAt); err != nil {
			return j, err
		}
		if err := json.Unmarshal([]byte(ask), &j.Ask); err != nil {
			return j, err
		}
		j.What, j.Format = j.Ask.What, string(j.Ask.Form.Format)
		return j, nil
	})
	if err != nil {
		return nil, fmt.Errorf("read exports: %w", err)
	}
	return list, nil
}
