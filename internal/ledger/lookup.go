package ledger

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// BlindIndex names a value that must not stand in the clear, so that the bodies which hold it can be found without opening others: a subject
// of those bodies, "index/" and an HMAC of the value under a key derived from the key file. It goes with the body's key when the body is
// erased, and Verify compares it, as any subject. The first is for what is sealed now; the others are for what was sealed under older lines
// of the key file. ErrNoKey where the ledger was opened without a key file.
func (l *Ledger) BlindIndex(field, value string) ([]string, error) {
	if l.keys == nil {
		return nil, fmt.Errorf("look up %s: no key file was given: %w", field, ErrNoKey)
	}
	return l.keys.BlindIndex(field, value), nil
}

// A Head is how far a stream is.
type Head struct {
	Stream  string
	Version int64
}

// Concerning lists the streams under a prefix that hold a sealed body which concerns one of the subjects, each with how far it is, the one
// first that was last recorded for them. It reads no event that concerns nobody of them.
func (l *Ledger) Concerning(ctx context.Context, prefix string, subjects ...string) ([]Head, error) {
	return l.heads(ctx, sqlConcerning, prefix, subjects)
}

// Heads says how far those of the streams are that have begun, in no order.
func (l *Ledger) Heads(ctx context.Context, streams ...string) ([]Head, error) {
	return l.heads(ctx, sqlHeads, "", streams)
}

func (l *Ledger) heads(ctx context.Context, sql, prefix string, of []string) ([]Head, error) {
	return reread(ctx, l, func() ([]Head, error) {
		args := []any{of}
		if sql == sqlConcerning {
			args = append(args, prefix, endOf(prefix))
		}
		rows, err := l.pool.Query(ctx, sql, args...)
		if err != nil {
			return nil, fmt.Errorf("read how far streams are: %w", err)
		}
		heads, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h Head, err error) {
			var position int64
			err = row.Scan(&h.Stream, &h.Version, &position)
			return h, err
		})
		if err != nil {
			return nil, fmt.Errorf("read how far streams are: %w", err)
		}
		return heads, nil
	})
}

// Latest reads the last event of each of the streams that have begun, in no order. Each that must not be decided on says why.
func (l *Ledger) Latest(ctx context.Context, streams ...string) ([]Event, error) {
	return reread(ctx, l, func() ([]Event, error) {
		rows, err := l.pool.Query(ctx, sqlLatest, streams)
		if err != nil {
			return nil, fmt.Errorf("read the last events of streams: %w", err)
		}
		events, err := collect(rows)
		if err != nil {
			return nil, err
		}
		return events, l.trust.judge(ctx, l.pool, nil, events)
	})
}
