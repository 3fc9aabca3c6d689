package ledger

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"twinning.example/engine/internal/ledger/format"
)

// signatures checks the signatures of batches beside everything else: they are the dearest part.
type signatures struct {
	queue chan signedAt
	done  sync.WaitGroup
	good  atomic.Int64

	mu  sync.Mutex
	bad []Finding
}

type signedAt struct {
	format.Batch
	key   format.PublicKey
	where int64 // the position to name
}

func newSignatures() *signatures {
	s := &signatures{queue: make(chan signedAt, 256)}
	for range runtime.GOMAXPROCS(0) {
		s.done.Go(func() {
			for b := range s.queue {
				if b.key.Signed(b.Batch) {
					s.good.Add(1)
					continue
				}
				s.mu.Lock()
				if len(s.bad) < maxFindings {
					s.bad = append(s.bad, Finding{Position: b.where, What: "the signature of the batch of positions " + span{b.First, b.Size - 1}.String() +
						" is not that of key " + b.Signer + ": it was changed or added by whoever has no key"})
				}
				s.mu.Unlock()
			}
		})
	}
	return s
}

// wait returns what is wrong, by position.
func (s *signatures) wait() []Finding {
	close(s.queue)
	s.done.Wait()
	slices.SortFunc(s.bad, func(a, b Finding) int { return int(a.Position - b.Position) })
	return s.bad
}

// instants are those of a batch, on the two clocks.
type instants struct{ at, recorded time.Time }

// elapsedMoment is the latest moment that has elapsed in a stream.
type elapsedMoment struct {
	due      time.Time
	position int64
}

// signed judges the batch that an event is in: who signed it, and whether that key may append this event.
func (v *verifier) signed(at int64, h Header) {
	if !v.batches.ok || v.batches.row.Size <= at {
		return // it is in no batch: said elsewhere
	}
	if b := v.batches.row; v.signer.size != b.Size {
		v.signer = judgedBatch{size: b.Size}
		key, ok := v.trust.registry.Load().Keys[b.Signer]
		switch err := key.Trusts(b); {
		case !ok || key.Position >= b.Size:
			v.found(b.First, "the batch of positions %s was signed by the key %s, which is not registered before it", span{b.First, b.Size - 1}, b.Signer)
		case err != nil:
			v.found(b.First, "%v", err)
		default:
			v.signer.key, v.signer.ok = key, true
		}
	}
	if !v.signer.ok {
		return
	}
	if err := format.MayAppend(v.signer.key.Roles, h); err != nil {
		v.found(at, "%v", err)
	}
}

// judgedBatch is what is known of the signer of a batch.
type judgedBatch struct {
	size int64
	key  format.RegisteredKey
	ok   bool
}

// moment remembers which moments have elapsed, and holds receipts to them and to the tolerance.
func (v *verifier) moment(at int64, h Header) {
	if !h.Due.IsZero() && h.Command == "" {
		if was := v.elapsed[h.Stream]; h.Due.After(was.due) {
			v.elapsed[h.Stream] = elapsedMoment{h.Due, at}
		}
	}
	if !h.IsReceipt() || !v.batches.ok || v.batches.row.Size <= at {
		return
	}
	if v.settled == nil {
		v.found(at, "nothing says which tolerance held when this was received")
		return
	}
	if err := format.ReceiptAge(h, v.batches.row.At, *v.settled); err != nil {
		v.found(at, "%v", err)
		return
	}
	if before, ok := v.recordedBefore(h.Stamped); ok {
		if err := format.ReceiptOrder(h, before); err != nil {
			v.found(at, "%v", err)
		}
	}
	if m, ok := v.elapsed[h.Stream[:len(h.Stream)-len("/in")]]; ok && !h.Received.After(m.due) {
		v.found(at, "it was received at %s, and the moment %s had elapsed at position %d", h.Received.Format(format.InstantLayout), m.due.Format(format.InstantLayout), m.position)
	}
}

// recordedBefore is what had been recorded, at the latest, at an instant of PostgreSQL's clock.
func (v *verifier) recordedBefore(stamped time.Time) (time.Time, bool) {
	for i := len(v.instants) - 1; i >= 0; i-- {
		if !v.instants[i].at.After(stamped) {
			return v.instants[i].recorded, true
		}
	}
	return time.Time{}, false
}

// remember keeps the instants of a batch for as long as a receipt may be stamped before it.
func (v *verifier) remember(b format.Batch) {
	v.instants = append(v.instants, instants{b.At, b.Recorded})
	if len(v.instants) > 20_000 {
		v.instants = append(v.instants[:0], v.instants[len(v.instants)-10_000:]...)
	}
}
