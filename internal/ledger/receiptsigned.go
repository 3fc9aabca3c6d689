package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// Prove reads the signed batches of these positions, and the keys that signed them.
func (l *Ledger) Prove(ctx context.Context, positions []int64) (*format.Signed, error) {
	s := &format.Signed{Keys: []format.Inclusion{}}
	keys, err := l.Read(ctx, Query{Stream: KeysStream})
	if err != nil {
		return nil, fmt.Errorf("prove a receipt: %w", err)
	}
	for _, e := range keys {
		s.Keys = append(s.Keys, e.WithBody())
		positions = append(positions, e.Position)
	}
	s.KeyEvents = int64(len(keys))
	rows, err := l.pool.Query(ctx, sqlBatchesOf, positions)
	if err != nil {
		return nil, fmt.Errorf("prove a receipt: %w", err)
	}
	s.Batches, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (b format.SignedBatch, err error) {
		var recorded, at time.Time
		err = row.Scan(&b.Size, &b.First, &b.Root, &recorded, &at, &b.Signer, &b.Signature, &b.Before, &b.Leaves)
		b.RecordedAt, b.At = recorded.UTC().Format(format.InstantLayout), at.UTC().Format(format.InstantLayout)
		return b, err
	})
	if err != nil {
		return nil, fmt.Errorf("prove a receipt: %w", err)
	}
	slices.SortFunc(s.Batches, func(a, b format.SignedBatch) int { return int(a.First - b.First) })
	return s, nil
}
