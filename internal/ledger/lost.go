package ledger

import (
	"context"
	"errors"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// reread runs a read again when the connection it was given turns out to be dead, as all of the pool's are after PostgreSQL was
// restarted. Each try throws one away; a database that is away refuses the connection after that, which is the caller's to know.
func reread[T any](ctx context.Context, l *Ledger, read func() (T, error)) (T, error) {
	for range l.options.Conns {
		if value, err := read(); !lost(ctx, err) {
			return value, err
		}
	}
	return read()
}

func lost(ctx context.Context, err error) bool {
	var refused *pgconn.PgError
	var away *pgconn.ConnectError
	switch {
	case err == nil || ctx.Err() != nil || errors.Is(err, pgx.ErrNoRows) || errors.Is(err, ErrCorrupt) || errors.Is(err, ErrNoKey):
		return false
	case errors.As(err, &away):
		return false
	case errors.As(err, &refused):
		return refused.Code == "57P01" // terminated by an administrator
	}
	var network interface{ Timeout() bool }
	return pgconn.SafeToRetry(err) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network)
}
