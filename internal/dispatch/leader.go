package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// leaderLock is the advisory lock of the one worker that dispatches and relays;
// another takes over when it dies.
const leaderLock = 0x7477_6469_7370 // "twdisp"

// Lead runs f while this process holds the leader's lock, and again whenever f
// ends before the context does.
func Lead(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger, f func(context.Context) error) {
	for ctx.Err() == nil {
		if err := lead(ctx, pool, f); err != nil && ctx.Err() == nil {
			log.Warn("this worker leads no longer; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// lead runs f under the lock, for as long as the connection that holds it lives.
func lead(ctx context.Context, pool *pgxpool.Pool, f func(context.Context) error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var mine bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", leaderLock).Scan(&mine); err != nil || !mine {
		return err
	}
	held, stop := context.WithCancelCause(ctx)
	var pings sync.WaitGroup
	pings.Go(func() { stop(untilDead(held, conn)) })
	err = f(held)
	if cause := context.Cause(held); err == nil && cause != nil {
		err = cause
	}
	stop(nil)
	pings.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if _, unlock := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", leaderLock); unlock != nil {
		return errors.Join(err, unlock, conn.Conn().Close(ctx)) // with the connection goes the lock
	}
	return err
}

// untilDead waits until a connection does not answer any more.
func untilDead(ctx context.Context, conn *pgxpool.Conn) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Second):
		}
		if err := conn.Ping(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// Run is one part of what a leader does.
type Run struct {
	Name string
	Run  func(context.Context) error
}

// Beside runs all of them until the context ends. One that fails is started
// again, later and later up to 5 s, and stops none of the others.
func Beside(ctx context.Context, log *slog.Logger, runs ...Run) {
	var all sync.WaitGroup
	defer all.Wait()
	for _, r := range runs {
		all.Go(func() {
			for pause := 100 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, 5*time.Second) {
				began := time.Now()
				if err := r.Run(ctx); err != nil && ctx.Err() == nil {
					log.Error("a part of dispatching stopped; starting it again, the others go on", "part", r.Name, "error", err)
				}
				if time.Since(began) > time.Minute {
					pause = 100 * time.Millisecond
				}
				select {
				case <-ctx.Done():
				case <-time.After(pause):
				}
			}
		})
	}
}
