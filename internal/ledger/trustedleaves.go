package ledger

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
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
		format.Batch
		before, hashes []byte
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p proved, err error) {
		err = row.Scan(&p.Size, &p.First, &p.Root, &p.Recorded, &p.At, &p.Signer, &p.Signature, &p.before, &p.hashes)
		p.Recorded, p.At = p.Recorded.UTC(), p.At.UTC()
		return p, err
	})
	if err != nil {
		return fmt.Errorf("read batches: %w", err)
	}
	registry := t.registry.Load()
	for _, p := range list {
		if _, err := registry.Signer(p.Batch); err != nil || !t.walks && !format.LeadsTo(p.Batch, p.before, p.hashes) {
			continue // its events stay unproved
		}
		t.remember(p.Batch, p.hashes, found)
	}
	return nil
}

func (t *trust) remember(b format.Batch, hashes []byte, found leaves) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.leaves)+len(hashes)/sha256.Size > rememberedLeaves {
		clear(t.leaves)
	}
	proved := &provedBatch{b.Signer, b.First, b.Recorded, b.At}
	for i := range len(hashes) / sha256.Size {
		leaf := trustedLeaf{[32]byte(hashes[i*sha256.Size:]), proved}
		t.leaves[b.First+int64(i)], found[b.First+int64(i)] = leaf, leaf
	}
}

// committed remembers a batch that this process has just committed.
func (t *trust) committed(b format.Batch, events []Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.leaves)+len(events) > rememberedLeaves {
		clear(t.leaves)
	}
	proved := &provedBatch{b.Signer, b.First, b.Recorded, b.At}
	for _, e := range events {
		t.leaves[e.Position] = trustedLeaf{e.Leaf, proved}
	}
}

// check judges one event.
func (l leaves) check(r *format.Registry, own *ownFacts, e *Event) error {
	known, ok := l[e.Position]
	if !ok || known.leaf != e.Leaf {
		return errors.New("it is in no batch that a registered key has signed")
	}
	if format.LeafHash(e.HeaderBytes, e.BodyHash) != e.Leaf {
		return errors.New("header and body hash were changed")
	}
	switch {
	case e.Removed:
		if len(own.erasers(e.Position, e.Header)) == 0 || !e.Sealed() {
			return errors.New("its body is gone, and no event says that it was erased, or it was not sealed" + own.pretended(e.Position, e.Header))
		}
	case format.BodyHash(e.Salt, e.Stored) != e.BodyHash:
		return errors.New("its body was changed")
	}
	key, ok := r.Keys[known.batch.signer]
	if !ok {
		return fmt.Errorf("its batch was signed by the key %s, which is not registered", known.batch.signer)
	}
	if err := key.Trusts(format.Batch{First: known.batch.first, Recorded: known.batch.recorded}); err != nil {
		return err
	}
	return format.MayAppend(key.Roles, e.Header)
}
