package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/transparency-dev/merkle/compact"
)

// leaves are those of some positions, each with the batch that proves it. Whoever judges has its own: what is remembered may go at any time.
type leaves map[int64]trustedLeaf

// readBatches proves the batches of these positions, adds their leaves to found, and remembers them.
func (t *trust) readBatches(ctx context.Context, db querier, positions []int64, found leaves) error {
	rows, err := db.Query(ctx, sqlBatchesOf, positions)
	if err != nil {
		return fmt.Errorf("read batches: %w", err)
	}
	type proved struct {
		batch
		before, hashes []byte
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p proved, err error) {
		err = row.Scan(&p.size, &p.first, &p.root, &p.recorded, &p.at, &p.signer, &p.signature, &p.before, &p.hashes)
		p.recorded, p.at = p.recorded.UTC(), p.at.UTC()
		return p, err
	})
	if err != nil {
		return fmt.Errorf("read batches: %w", err)
	}
	registry := t.registry.Load()
	for _, p := range list {
		if _, err := registry.signer(p.batch); err != nil || !t.walks && !leadsTo(p.batch, p.before, p.hashes) {
			continue // its events stay unproved
		}
		t.remember(p.batch, p.hashes, found)
	}
	return nil
}

// leadsTo says that the frontier before a batch and the batch's leaves give its root.
func leadsTo(b batch, before, own []byte) bool {
	if int64(len(own)) != (b.size-b.first)*sha256.Size || len(before)%sha256.Size != 0 {
		return false
	}
	hashes := make([][]byte, 0, len(before)/sha256.Size)
	for rest := before; len(rest) > 0; rest = rest[sha256.Size:] {
		hashes = append(hashes, rest[:sha256.Size])
	}
	var tree *compact.Range
	tree, err := trees.NewRange(0, uint64(b.first), hashes)
	if err != nil {
		return false
	}
	for rest := own; len(rest) > 0; rest = rest[sha256.Size:] {
		if tree.Append(rest[:sha256.Size], nil) != nil {
			return false
		}
	}
	root, err := rootOf(tree)
	return err == nil && bytes.Equal(root[:], b.root)
}

func (t *trust) remember(b batch, hashes []byte, found leaves) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.leaves)+len(hashes)/sha256.Size > rememberedLeaves {
		clear(t.leaves)
	}
	proved := &provedBatch{b.signer, b.first, b.recorded, b.at}
	for i := range len(hashes) / sha256.Size {
		leaf := trustedLeaf{[32]byte(hashes[i*sha256.Size:]), proved}
		t.leaves[b.first+int64(i)], found[b.first+int64(i)] = leaf, leaf
	}
}

// committed remembers a batch that this process has just committed.
func (t *trust) committed(b batch, events []Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.leaves)+len(events) > rememberedLeaves {
		clear(t.leaves)
	}
	proved := &provedBatch{b.signer, b.first, b.recorded, b.at}
	for _, e := range events {
		t.leaves[e.Position] = trustedLeaf{e.Leaf, proved}
	}
}

// check judges one event.
func (l leaves) check(r *registry, own *ownFacts, e *Event) error {
	known, ok := l[e.Position]
	if !ok || known.leaf != e.Leaf {
		return errors.New("it is in no batch that a registered key has signed")
	}
	if LeafHash(e.HeaderBytes, e.BodyHash) != e.Leaf {
		return errors.New("header and body hash were changed")
	}
	switch {
	case e.Removed:
		if _, ok := own.erased[e.Position]; !ok || !e.Sealed() {
			return errors.New("its body is gone, and no event says that it was erased, or it was not sealed")
		}
	case BodyHash(e.Salt, e.Stored) != e.BodyHash:
		return errors.New("its body was changed")
	}
	key, ok := r.keys[known.batch.signer]
	if !ok {
		return fmt.Errorf("its batch was signed by the key %s, which is not registered", known.batch.signer)
	}
	if err := key.trusts(batch{first: known.batch.first, recorded: known.batch.recorded}); err != nil {
		return err
	}
	return mayAppend(key.Roles, e.Header)
}
