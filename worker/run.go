package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// oneAtATime is the advisory lock of bringer and relay: of any number of
// workers one brings, and another takes over when it dies.
const oneAtATime = 0x7477_6272_696e // "twbrin"

// alone runs f while this process holds the lock, and again whenever it ends
// before the context does.
func alone(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger, f func(context.Context) error) {
	for ctx.Err() == nil {
		if err := locked(ctx, pool, f); err != nil && ctx.Err() == nil {
			log.Warn("bringer and relay stopped; starting again", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// locked runs f under the lock, for as long as the connection that holds it lives.
func locked(ctx context.Context, pool *pgxpool.Pool, f func(context.Context) error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var mine bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", oneAtATime).Scan(&mine); err != nil || !mine {
		return err
	}
	held, stop := context.WithCancelCause(ctx)
	var pings sync.WaitGroup
	pings.Go(func() { stop(dead(held, conn)) })
	err = f(held)
	if cause := context.Cause(held); err == nil && cause != nil {
		err = cause
	}
	stop(nil)
	pings.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if _, unlock := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", oneAtATime); unlock != nil {
		return errors.Join(err, unlock, conn.Conn().Close(ctx)) // with the connection goes the lock
	}
	return err
}

// dead waits until a connection does not answer any more.
func dead(ctx context.Context, conn *pgxpool.Conn) error {
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

// together runs all of them; when one ends, all end.
func together(ctx context.Context, fs ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	errs := make(chan error, len(fs))
	for _, f := range fs {
		go func() {
			errs <- f(ctx)
			stop()
		}()
	}
	var all error
	for range fs {
		if err := <-errs; err != nil && !errors.Is(err, context.Canceled) {
			all = errors.Join(all, err)
		}
	}
	return all
}
