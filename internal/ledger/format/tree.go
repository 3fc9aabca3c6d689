package format

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

// NewTree is the tree of no leaves, to be appended to.
func NewTree() *compact.Range { return trees.NewEmptyRange(0) }

func FrontierOf(tree *compact.Range) []byte { return bytes.Join(tree.Hashes(), nil) }

func RootOf(tree *compact.Range) ([32]byte, error) {
	if tree.End() == 0 {
		return sha256.Sum256(nil), nil
	}
	root, err := tree.GetRootHash(nil)
	if err != nil {
		return [32]byte{}, fmt.Errorf("compute root of %d leaves: %w", tree.End(), err)
	}
	return [32]byte(root), nil
}

// TreeFrom takes up a stored frontier, and refuses one that does not give the stored root.
func TreeFrom(size int64, frontier, root []byte) (*compact.Range, error) {
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
	computed, err := RootOf(tree)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(computed[:], root) {
		return nil, fmt.Errorf("the batch row of size %d has a frontier that does not give its root: %w", size, ErrCorrupt)
	}
	return tree, nil
}

// LeadsTo says that the frontier before a batch and the batch's leaves give its root.
func LeadsTo(b Batch, before, own []byte) bool {
	if int64(len(own)) != (b.Size-b.First)*sha256.Size || len(before)%sha256.Size != 0 {
		return false
	}
	hashes := make([][]byte, 0, len(before)/sha256.Size)
	for rest := before; len(rest) > 0; rest = rest[sha256.Size:] {
		hashes = append(hashes, rest[:sha256.Size])
	}
	var tree *compact.Range
	tree, err := trees.NewRange(0, uint64(b.First), hashes)
	if err != nil {
		return false
	}
	for rest := own; len(rest) > 0; rest = rest[sha256.Size:] {
		if tree.Append(rest[:sha256.Size], nil) != nil {
			return false
		}
	}
	root, err := RootOf(tree)
	return err == nil && bytes.Equal(root[:], b.Root)
}
