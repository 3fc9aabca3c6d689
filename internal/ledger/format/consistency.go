package format

import (
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
		root, err := RootOfLeaves(newer.Leaves[:older.Size])
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
