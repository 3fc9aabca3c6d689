package ledger

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/bits"

	"github.com/transparency-dev/merkle/compact"
)

// The tree is RFC 6962's; a frontier is the roots of its full subtrees, from left to right.
var trees = &compact.RangeFactory{Hash: func(left, right []byte) []byte {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left)
	copy(b[1+sha256.Size:], right)
	h := sha256.Sum256(b[:])
	return h[:]
}}

func frontierOf(tree *compact.Range) []byte { return bytes.Join(tree.Hashes(), nil) }

func rootOf(tree *compact.Range) ([32]byte, error) {
	if tree.End() == 0 {
		return sha256.Sum256(nil), nil
	}
	root, err := tree.GetRootHash(nil)
	if err != nil {
		return [32]byte{}, fmt.Errorf("compute root of %d leaves: %w", tree.End(), err)
	}
	return [32]byte(root), nil
}

// treeFrom takes up a stored frontier, and refuses one that does not give the stored root.
func treeFrom(size int64, frontier, root []byte) (*compact.Range, error) {
	if size < 0 || len(frontier) != sha256.Size*bits.OnesCount64(uint64(size)) {
		return nil, fmt.Errorf("the batch row of size %d has a frontier of %d bytes: %w", size, len(frontier), ErrCorrupt)
	}
	hashes := make([][]byte, 0, len(frontier)/sha256.Size)
	for i := 0; i < len(frontier); i += sha256.Size {
		hashes = append(hashes, frontier[i:i+sha256.Size])
	}
	tree, err := trees.NewRange(0, uint64(size), hashes)
	if err != nil {
		return nil, fmt.Errorf("take up frontier of size %d: %w", size, err)
	}
	computed, err := rootOf(tree)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(computed[:], root) {
		return nil, fmt.Errorf("the batch row of size %d has a frontier that does not give its root: %w", size, ErrCorrupt)
	}
	return tree, nil
}
