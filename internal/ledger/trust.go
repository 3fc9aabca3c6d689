package ledger

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// trust answers for events that somebody decides on: that each stands in the tree whose root its batch has, that the batch was signed by a
// key that the ledger knows, that the key may append such an event, and that a body which is gone was erased by an event that says so. What
// has been found once is kept in memory; what PostgreSQL holds is never believed for itself.
type trust struct {
	roots map[string]format.PublicKey // whose registrations are believed from the start; empty: nothing can be trusted
	walks bool                        // whoever asks compares every leaf with the roots: here, signatures are enough

	registry atomic.Pointer[format.Registry]
	own      atomic.Pointer[ownFacts]
	loading  sync.Mutex // held by whoever reads registry or own anew
	signed   foundRight

	mu     sync.Mutex
	leaves leaves // emptied when they have grown too many
}

type trustedLeaf struct {
	leaf  [32]byte
	batch *provedBatch
}

// provedBatch is what is kept of a batch whose signature and root have been checked.
type provedBatch struct {
	signer       string
	first        int64
	recorded, at time.Time
}

const rememberedLeaves = 100_000

func newTrust(roots []format.PublicKey) *trust {
	t := &trust{leaves: leaves{}}
	r := format.NewRegistry(roots)
	t.roots = r.Roots
	t.registry.Store(r)
	t.own.Store(noOwnFacts())
	return t
}

// ownVersions is how far the ledger's own streams are: that of keys, and those of erasures and settings together.
type ownVersions struct{ keys, others int64 }

// judge sets Untrusted on each event that must not be decided on. Whoever has read how far the ledger's own streams are says so, else own is nil.
func (t *trust) judge(ctx context.Context, db querier, own *ownVersions, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	if len(t.roots) == 0 {
		return fmt.Errorf("no operator's public key is trusted: name its file (TWINNING_TRUST): %w", ErrNoTrust)
	}
	proved, err := t.prove(ctx, db, own, events)
	if err != nil {
		return err
	}
	registry, facts := t.registry.Load(), t.own.Load()
	if registry.Damaged != nil {
		return fmt.Errorf("%s is damaged, so nobody knows whom to trust: %w: %w", KeysStream, registry.Damaged, ErrNoTrust)
	}
	for i := range events {
		if err := proved.check(registry, facts, &events[i]); err != nil {
			events[i].Untrusted = err.Error()
		}
	}
	return proved.judgeReceipts(ctx, db, facts, events)
}

// prove finds what these events are judged by: their batches, read where they are not remembered. What the ledger says of itself is read before
// them, in the same round trip where nobody has read it yet.
func (t *trust) prove(ctx context.Context, db querier, own *ownVersions, events []Event) (leaves, error) {
	found, missing := t.remembered(events)
	if own != nil {
		if err := t.reload(ctx, db, own); err != nil {
			return nil, err
		}
		return found, t.readBatches(ctx, db, missing, found)
	}
	own = &ownVersions{}
	var batches []readBatch
	var both pgx.Batch
	both.Queue(sqlOwnVersions).QueryRow(func(row pgx.Row) error { return row.Scan(&own.keys, &own.others) })
	if len(missing) > 0 {
		both.Queue(sqlBatchesOf, missing).Query(func(rows pgx.Rows) (err error) {
			batches, err = collectBatches(rows)
			return err
		})
	}
	if err := db.SendBatch(ctx, &both).Close(); err != nil {
		return nil, fmt.Errorf("read how far keys, erasures and settings are, and batches: %w", err)
	}
	if err := t.reload(ctx, db, own); err != nil {
		return nil, err
	}
	t.believe(batches, found)
	return found, nil
}

func (t *trust) proveBatches(ctx context.Context, db querier, events []Event) (leaves, error) {
	found, missing := t.remembered(events)
	return found, t.readBatches(ctx, db, missing, found)
}

// remembered are the leaves of these events that have been proved before, and the positions of the others.
func (t *trust) remembered(events []Event) (found leaves, missing []int64) {
	found = make(leaves, len(events))
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range events {
		if known, ok := t.leaves[e.Position]; ok && known.leaf == e.Leaf {
			found[e.Position] = known
		} else {
			missing = append(missing, e.Position)
		}
	}
	return found, missing
}

// reload reads keys, erasures and settings again where the ledger has more of them than are known.
func (t *trust) reload(ctx context.Context, db querier, own *ownVersions) error {
	if t.registry.Load().Version == own.keys && t.own.Load().are(own) {
		return nil
	}
	t.loading.Lock()
	defer t.loading.Unlock()
	if t.registry.Load().Version != own.keys { // fewer, where the database was restored
		if err := t.reloadKeys(ctx, db); err != nil {
			return err
		}
	}
	if t.own.Load().are(own) {
		return nil
	}
	facts, err := t.readOwn(ctx, db)
	if err != nil {
		return err
	}
	t.own.Store(facts)
	return nil
}

// reloadKeys reads the keys, and proves their events by the batches that they stand in.
func (t *trust) reloadKeys(ctx context.Context, db querier) error {
	r, events, err := readRegistry(ctx, db, t.roots, math.MaxInt64)
	if err != nil {
		return err
	}
	t.registry.Store(r)
	proved, err := t.proveBatches(ctx, db, events)
	if err != nil {
		return err
	}
	for _, e := range events {
		if _, ok := proved[e.Position]; !ok && r.Damaged == nil {
			damaged := *r
			damaged.Damaged = fmt.Errorf("position %d is in no batch that a registered key has signed", e.Position)
			t.registry.Store(&damaged)
			return nil
		}
	}
	return nil
}

// checkTip refuses to append behind a last batch that nobody whom the ledger knows has signed.
func (t *trust) checkTip(ctx context.Context, db querier, b format.Batch) error {
	if len(t.roots) == 0 || b.Size == 0 {
		return nil // nothing is known, so nothing can be refused: readers without trust decide on nothing
	}
	_, err := t.registry.Load().SignerBy(b, t.signed.right)
	if err == nil {
		return nil
	}
	if err := t.reloadKeys(ctx, db); err != nil {
		return err
	}
	if _, err := t.registry.Load().SignerBy(b, t.signed.right); err != nil {
		return fmt.Errorf("the last batch, of size %d, cannot be trusted: %w: %w: %w", b.Size, err, ErrHalted, ErrCorrupt)
	}
	return nil // whether its key is revoked is for who reads what it appended
}

// maySign refuses a key that is revoked, as far as this process has read: what it signs from then on decides nothing, and would only stand in
// the way of what another key signs. Whoever decides has just read, and knows.
func (t *trust) maySign(k *format.SigningKey) error {
	if k == nil {
		return nil // store says so
	}
	if known := t.registry.Load().Keys[k.ID]; known.RevokedBy > 0 {
		return fmt.Errorf("the key %s is revoked (%s): give this process another one: %w", k.ID, known.Reason, ErrRevoked)
	}
	return nil
}

// Trusts says whether this process was given anybody's key to trust. Without one, nothing can be proved to it.
func (l *Ledger) Trusts() bool { return len(l.trust.roots) > 0 }

// Judge sets Untrusted on each of these events that must not be decided on, as Query.Trusted does for what is read.
func (l *Ledger) Judge(ctx context.Context, events []Event) error {
	_, err := reread(ctx, l, func() (struct{}, error) { return struct{}{}, l.trust.judge(ctx, l.pool, nil, events) })
	return err
}

// reloadRegistry reads the keys as they are now.
func (l *Ledger) reloadRegistry(ctx context.Context) (*format.Registry, error) {
	_, err := reread(ctx, l, func() (struct{}, error) { return struct{}{}, l.trust.reloadKeys(ctx, l.pool) })
	if err != nil {
		return nil, err
	}
	return l.trust.registry.Load(), nil
}
