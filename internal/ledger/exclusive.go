package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Exclusively runs f while no other process of this ledger, and nobody else in this one, runs something under the same name: for what must
// be read and then recorded as one step, where no version of one stream can tell. It waits until the other is done. It holds nothing that an
// append waits for, and ends with the connection.
func (l *Ledger) Exclusively(ctx context.Context, name string, f func() error) error {
	l.exclusive.Lock() // so that this process holds one connection for it at most
	defer l.exclusive.Unlock()
	tx, err := l.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("wait for others: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // nothing was written; the lock ends with it
	sum := sha256.Sum256([]byte("twinning-exclusive v1\n" + name))
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(binary.BigEndian.Uint64(sum[:]))); err != nil { //nolint:gosec // any 64 bits
		return fmt.Errorf("wait for others: %w", err)
	}
	return f()
}
