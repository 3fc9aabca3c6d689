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

// readBatch is a batch with what proves it.
type readBatch struct {
	format.Batch
	before, hashes []byte
}

// readBatches proves the batches of these positions, adds their leaves to found, and remembers them.
func (t *trust) readBatches(ctx context.Context, db querier, positions []int64, found leaves) error {
	if len(positions) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, sqlBatchesOf, positions)
	if err != nil {
		return fmt.Errorf("read batches: %w", err)
	}
	list, err := collectBatches(rows)
	t.believe(list, found)
	return err
}

func collectBatches(rows pgx.Rows) ([]readBatch, error) {
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p readBatch, err error) {
		err = row.Scan(&p.Size, &p.First, &p.Root, &p.Recorded, &p.At, &p.Signer, &p.Signature, &p.before, &p.hashes)
		p.Recorded, p.At = p.Recorded.UTC(), p.At.UTC()
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("read batches: %w", err)
	}
	return list, nil
}

// believe adds the leaves of those that a key which the ledger knows has signed to found, and remembers them. The events of others stay unproved.
func (t *trust) believe(list []readBatch, found leaves) {
	registry := t.registry.Load()
	for _, p := range list {
		if _, err := registry.SignerBy(p.Batch, t.signed.right); err != nil || !t.walks && !format.LeadsTo(p.Batch, p.before, p.hashes) {
			continue
		}
		t.remember(p.Batch, p.hashes, found)
	}
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
