package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

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
