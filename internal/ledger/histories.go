package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrNoHistory is what an Archive says of a hash that it does not hold.
var ErrNoHistory = errors.New("no such history is stored")

// An Archive stores Temporal's histories of ended runs beside the record, by the SHA-256 that an event history-kept.v1 holds. What is stored
// is never changed or removed.
type Archive struct{ pool *pgxpool.Pool }

// Archive is the ledger's own.
func (l *Ledger) Archive() Archive { return Archive{l.pool} }

const (
	sqlStoreHistory = `INSERT INTO ledger.histories (sha256, gz) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING`
	sqlLoadHistory  = `SELECT gz FROM ledger.histories WHERE sha256 = $1`
)

// Store stores a history, once: its bytes compressed by gzip, under the hexadecimal SHA-256 of the bytes before compression.
func (a Archive) Store(ctx context.Context, sha256 string, gz []byte) error {
	if _, err := a.pool.Exec(ctx, sqlStoreHistory, sha256, gz); err != nil {
		return fmt.Errorf("store history %s: %w", sha256, err)
	}
	return nil
}

// Load returns a history as it was stored, compressed; ErrNoHistory where there is none.
func (a Archive) Load(ctx context.Context, sha256 string) ([]byte, error) {
	var gz []byte
	err := a.pool.QueryRow(ctx, sqlLoadHistory, sha256).Scan(&gz)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("read history %s: %w", sha256, ErrNoHistory)
	}
	if err != nil {
		return nil, fmt.Errorf("read history %s: %w", sha256, err)
	}
	return gz, nil
}
