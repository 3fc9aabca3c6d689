// Package views holds tables that people read, and the places of followers. No
// view is the record: each can be made again from the ledger.
package views

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"twinning.example/engine/internal/telemetry"
)

// ErrNotMade: no worker has made the tables yet, and this role may not.
var ErrNotMade = errors.New("the tables of the schema views are not there yet: a worker makes them when it starts")

// A Store is the schema views, as the role twinning_app, or twinning_door, which
// only reads.
type Store struct {
	pool  *pgxpool.Pool
	known atomic.Pointer[horizon] // nil: nothing has been looked at
}

// makeLock keeps two processes from making the tables at once.
const makeLock = 0x7477_7669_6577 // "twview"

// Open connects and makes the tables where they are missing, if the role may:
// else ErrNotMade. conns is the most connections that it takes.
func Open(ctx context.Context, dsn string, conns int32) (*Store, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not a PostgreSQL connection string") // its text may hold a password
	}
	config.MaxConns = conns
	config.ConnConfig.Tracer = telemetry.SQL{}
	// No view is the record: a crash may lose its last moments, which are read again.
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "off"
	config.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_custom_plan" // one plan for any person and prefix reads all lives
	config.ConnConfig.RuntimeParams["application_name"] = "twinning views"
	config.ConnConfig.RuntimeParams["jit"] = "off" // what it compiles takes longer to compile than to run
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open views: %w", err)
	}
	s := &Store{pool: pool}
	if err := s.make(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) make(ctx context.Context) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var may, made bool
		err := tx.QueryRow(ctx, "SELECT has_schema_privilege('views', 'CREATE'), to_regclass('views.lives') IS NOT NULL").Scan(&may, &made)
		switch {
		case err != nil:
			return fmt.Errorf("make views: %w", err)
		case !may && !made:
			return ErrNotMade
		case !may:
			return nil
		}
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", makeLock); err != nil {
			return fmt.Errorf("make views: %w", err)
		}
		for _, sql := range []string{livesSQL, requestsSQL, parkedSQL, operationSQL, unsentSQL, entriesSQL, stagesTableSQL, owedTableSQL} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return fmt.Errorf("make views: %w", err)
			}
		}
		return nil
	})
}

// Close gives the connections back.
func (s *Store) Close() { s.pool.Close() }

// Ping asks whether PostgreSQL answers.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// Pool is for those who keep a lock on a connection of their own.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }
