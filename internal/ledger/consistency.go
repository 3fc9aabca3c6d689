package ledger

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrRewritten says that two checkpoints cannot be of one ledger that only grew.
var ErrRewritten = errors.New("the ledger was cut or rebuilt between the two checkpoints")

// CheckConsistency proves that the newer checkpoint's ledger begins with the older one's. It needs the newer one's hashes, or a proof.
func CheckConsistency(older, newer Checkpoint, proof [][32]byte) error {
	switch {
	case older.Origin != newer.Origin:
		return fmt.Errorf("compare checkpoints: one is of %s and one of %s", older.Origin, newer.Origin)
	case older.Size > newer.Size:
		return fmt.Errorf("compare checkpoints: the newer has %d events and the older %d: %w", newer.Size, older.Size, ErrRewritten)
	case len(newer.Leaves) > 0:
		root, err := rootOfLeaves(newer.Leaves[:older.Size])
		if err != nil {
			return fmt.Errorf("compare checkpoints: %w", err)
		}
		if root != older.Root {
			return fmt.Errorf("compare checkpoints: the first %d events are not the same: %w", older.Size, ErrRewritten)
		}
		return nil
	case older.Size == newer.Size:
		if older.Root != newer.Root {
			return fmt.Errorf("compare checkpoints: the %d events are not the same: %w", older.Size, ErrRewritten)
		}
		return nil
	case older.Size == 0:
		return nil
	}
	hashes := make(tlog.TreeProof, len(proof))
	for i := range proof {
		hashes[i] = proof[i]
	}
	if err := tlog.CheckTree(hashes, newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return fmt.Errorf("compare checkpoints: the proof does not lead from one root to the other: %w", ErrRewritten)
	}
	return nil
}

// InclusionProof proves the leaf at a position in the tree of the first size leaves.
func (l *Ledger) InclusionProof(ctx context.Context, position, size int64) ([][32]byte, error) {
	if position < 0 || position >= size {
		return nil, fmt.Errorf("prove position %d: the tree has %d leaves", position, size)
	}
	hashes, err := l.storedHashes(ctx, size)
	if err != nil {
		return nil, fmt.Errorf("prove position %d: %w", position, err)
	}
	proof, err := tlog.ProveRecord(size, position, hashes)
	if err != nil {
		return nil, fmt.Errorf("prove position %d: %w", position, err)
	}
	return plain(proof), nil
}

// ConsistencyProof proves that the tree of newer leaves begins with the tree of older leaves.
func (l *Ledger) ConsistencyProof(ctx context.Context, older, newer int64) ([][32]byte, error) {
	if older < 1 || older > newer {
		return nil, fmt.Errorf("prove that %d leaves begin with %d: that cannot be", newer, older)
	}
	hashes, err := l.storedHashes(ctx, newer)
	if err != nil {
		return nil, fmt.Errorf("prove that %d leaves begin with %d: %w", newer, older, err)
	}
	proof, err := tlog.ProveTree(newer, older, hashes)
	if err != nil {
		return nil, fmt.Errorf("prove that %d leaves begin with %d: %w", newer, older, err)
	}
	return plain(proof), nil
}

func plain[P ~[]tlog.Hash](proof P) [][32]byte {
	out := make([][32]byte, len(proof))
	for i, h := range proof {
		out[i] = h
	}
	return out
}

// storedHashes builds the tree in memory: some 64 bytes an event.
func (l *Ledger) storedHashes(ctx context.Context, size int64) (tlog.HashReader, error) {
	leaves, err := readLeaves(ctx, l.pool, size)
	if err != nil {
		return nil, err
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, n := range indexes {
			out[i] = stored[n]
		}
		return out, nil
	})
	for i, leaf := range leaves {
		more, err := tlog.StoredHashesForRecordHash(int64(i), leaf, reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return reader, nil
}
