package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// Checkpoint signs what the ledger holds now. It recomputes the root from the leaves and refuses to sign another.
func (l *Ledger) Checkpoint(ctx context.Context) (format.Checkpoint, error) {
	if l.signer == nil {
		return format.Checkpoint{}, errors.New("sign checkpoint: no note key was given; CreateNoteKey makes the file that holds one")
	}
	c := format.Checkpoint{Origin: l.signer.Name()}
	err := l.Snapshot(ctx, func(ctx context.Context, s Snapshot) (err error) {
		c.Size = s.Size()
		db := s.(*snapshot).tx
		if c.Leaves, err = readLeaves(ctx, db, c.Size); err != nil || c.Size == 0 {
			return err
		}
		var stored []byte
		if err := db.QueryRow(ctx, sqlRootAt, c.Size).Scan(&stored); err != nil {
			return fmt.Errorf("read root of size %d: %w", c.Size, err)
		}
		if c.Root, err = format.RootOfLeaves(c.Leaves); err == nil && !bytes.Equal(c.Root[:], stored) {
			err = fmt.Errorf("the leaves do not give the root of size %d: %w", c.Size, ErrCorrupt)
		}
		return err
	})
	if err == nil && c.Size == 0 {
		c.Root, err = format.RootOfLeaves(nil)
	}
	if err != nil {
		return format.Checkpoint{}, fmt.Errorf("sign checkpoint: %w", err)
	}
	return c, c.Sign(l.signer)
}

func readLeaves(ctx context.Context, db querier, size int64) ([][32]byte, error) {
	rows, err := db.Query(ctx, sqlLeaves, size)
	if err != nil {
		return nil, fmt.Errorf("read leaves: %w", err)
	}
	leaves := make([][32]byte, 0, size)
	var position int64
	var leaf []byte
	_, err = pgx.ForEachRow(rows, []any{&position, &leaf}, func() error {
		if position != int64(len(leaves)) || len(leaf) != 32 {
			return fmt.Errorf("the leaf at position %d is missing: %w", len(leaves), ErrCorrupt)
		}
		leaves = append(leaves, [32]byte(leaf))
		return nil
	})
	if err == nil && int64(len(leaves)) != size {
		err = fmt.Errorf("the leaf at position %d is missing: %w", len(leaves), ErrCorrupt)
	}
	if err != nil {
		return nil, fmt.Errorf("read leaves: %w", err)
	}
	return leaves, nil
}
