package ledger

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
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
	batch
	key   PublicKey
	where int64 // the position to name
}

func newSignatures() *signatures {
	s := &signatures{queue: make(chan signedAt, 256)}
	for range runtime.GOMAXPROCS(0) {
		s.done.Go(func() {
			for b := range s.queue {
				if b.key.signed(b.batch) {
					s.good.Add(1)
					continue
				}
				s.mu.Lock()
				if len(s.bad) < maxFindings {
					s.bad = append(s.bad, Finding{b.where, "the signature of the batch of positions " + span{b.first, b.size - 1}.String() +
						" is not that of key " + b.signer + ": it was changed or added by whoever has no key"})
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
	if !v.batches.ok || v.batches.row.size <= at {
		return // it is in no batch: said elsewhere
	}
	if b := v.batches.row; v.signer.size != b.size {
		v.signer = judgedBatch{size: b.size}
		key, ok := v.trust.registry.Load().keys[b.signer]
		switch err := key.trusts(b); {
		case !ok || key.Position >= b.size:
			v.found(b.first, "the batch of positions %s was signed by the key %s, which is not registered before it", span{b.first, b.size - 1}, b.signer)
		case err != nil:
			v.found(b.first, "%v", err)
		default:
			v.signer.key, v.signer.ok = key, true
		}
	}
	if !v.signer.ok {
		return
	}
	if err := mayAppend(v.signer.key.Roles, h); err != nil {
		v.found(at, "%v", err)
	}
}

// judgedBatch is what is known of the signer of a batch.
type judgedBatch struct {
	size int64
	key  RegisteredKey
	ok   bool
}

// moment remembers which moments have elapsed, and holds receipts to them and to the tolerance.
func (v *verifier) moment(at int64, h Header) {
	if !h.Due.IsZero() && h.Command == "" {
		if was := v.elapsed[h.Stream]; h.Due.After(was.due) {
			v.elapsed[h.Stream] = elapsedMoment{h.Due, at}
		}
	}
	if !h.isReceipt() || !v.batches.ok || v.batches.row.size <= at {
		return
	}
	if v.settled == nil {
		v.found(at, "nothing says which tolerance held when this was received")
		return
	}
	if err := receiptAge(h, v.batches.row.at, *v.settled); err != nil {
		v.found(at, "%v", err)
		return
	}
	if before, ok := v.recordedBefore(h.Stamped); ok {
		if err := receiptOrder(h, before); err != nil {
			v.found(at, "%v", err)
		}
	}
	if m, ok := v.elapsed[h.Stream[:len(h.Stream)-len("/in")]]; ok && !h.Received.After(m.due) {
		v.found(at, "it was received at %s, and the moment %s had elapsed at position %d", h.Received.Format(instantLayout), m.due.Format(instantLayout), m.position)
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
func (v *verifier) remember(b batch) {
	v.instants = append(v.instants, instants{b.at, b.recorded})
	if len(v.instants) > 20_000 {
		v.instants = append(v.instants[:0], v.instants[len(v.instants)-10_000:]...)
	}
}
