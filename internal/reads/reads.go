// Package reads records who read what is sealed or personal. It stands apart from the
// ledger: the application only adds rows, and they go with a retention of their own.
package reads

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"twinning.example/engine/internal/telemetry"
)

// A Read is that somebody read something.
type Read struct {
	At      time.Time `db:"at" json:"at"`         // real time
	Person  string    `db:"person" json:"person"` // id; "" is who works at the machine of the programme
	Stream  string    `db:"stream" json:"stream"` // of the life
	What    string    `db:"what" json:"what"`     // which question or export
	Rule    string    `db:"rule" json:"rule"`     // by what they may: operator, staff, auditor, party, evaluator, procurer, hand
	Purpose string    `db:"purpose" json:"purpose,omitempty"`
}

type purposeKey struct{}

// WithPurpose says for what purpose an auditor reads.
func WithPurpose(ctx context.Context, purpose string) context.Context {
	return context.WithValue(ctx, purposeKey{}, purpose)
}

// LongestPurpose is the most characters of a purpose.
const LongestPurpose = 200

// ForPurpose is WithPurpose for a text that somebody gives; "" says nothing. It refuses a text
// that is too long, or is none.
func ForPurpose(ctx context.Context, text string) (context.Context, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return ctx, nil
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return ctx, errors.New("the purpose of a read is one line of text")
	case utf8.RuneCountInString(text) > LongestPurpose:
		return ctx, fmt.Errorf("the purpose of a read has at most %d characters", LongestPurpose)
	}
	return WithPurpose(ctx, text), nil
}

// PurposeIn is for what purpose an auditor reads, "" where they did not say.
func PurposeIn(ctx context.Context) string {
	p, _ := ctx.Value(purposeKey{}).(string)
	return p
}

// A Store keeps reads in the schema web.
type Store struct{ pool *pgxpool.Pool }

// New keeps them over connections that others hold.
func New(pool *pgxpool.Pool) *Store { return &Store{pool} }

const (
	recordSQL = `INSERT INTO web.reads (person, stream, what, rule, purpose) VALUES ($1, $2, $3, $4, $5)`
	logSQL    = `SELECT at, person, stream, what, rule, purpose FROM web.reads
		WHERE ($1 = '' OR stream = $1) AND ($2 = '' OR person = $2) AND at < $3 AND at >= $4 ORDER BY at DESC LIMIT $5`
)

// Record adds a read. Its instant is PostgreSQL's.
func (s *Store) Record(ctx context.Context, r Read) error {
	if _, err := s.pool.Exec(ctx, recordSQL, r.Person, r.Stream, r.What, r.Rule, r.Purpose); err != nil {
		return fmt.Errorf("record who read %s: %w", r.Stream, err)
	}
	return nil
}

// A Filter chooses reads; what is left empty is not asked for.
type Filter struct {
	Stream, Person string
	From, Before   time.Time // real time
	Limit          int       // 0 is 1,000
}

// Log lists reads, the newest first.
func (s *Store) Log(ctx context.Context, f Filter) ([]Read, error) {
	if f.Before.IsZero() {
		f.Before = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if f.Limit <= 0 {
		f.Limit = 1000
	}
	rows, err := s.pool.Query(ctx, logSQL, f.Stream, f.Person, f.Before, f.From, f.Limit)
	if err != nil {
		return nil, fmt.Errorf("read who read what: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Read])
	if err != nil {
		return nil, fmt.Errorf("read who read what: %w", err)
	}
	return list, nil
}

// Connect gives connections for New: dsn is the role twinning_app's or twinning_door's.
func Connect(ctx context.Context, dsn string, conns int32) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not a PostgreSQL connection string") // its text may hold a password
	}
	config.MaxConns = conns
	config.ConnConfig.Tracer = telemetry.SQL{}
	config.ConnConfig.RuntimeParams["application_name"] = "twinning reads"
	config.ConnConfig.RuntimeParams["jit"] = "off" // what it compiles takes longer to compile than to run
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the record of reads: %w", err)
	}
	return pool, nil
}
