package dispatch

import (
	"context"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/views"
)

// atATime is the most receipts without an answer that are read at a time.
const atATime = 10_000

// A search remembers what it has found, so that each event is read once: below
// scanned everything is answered but what is open.
type search struct {
	scanned int64
	open    []ledger.Waiting // by position
	since   map[int64]time.Time
	brought map[int64]time.Time
}

// Unanswered finds receipts that have had no answer for too long, whatever the
// follower's place says, brings them again, and records them for operators. It
// works until the context ends.
func (d *Dispatcher) Unanswered(ctx context.Context) error {
	s := &search{since: map[int64]time.Time{}, brought: map[int64]time.Time{}}
	every := min(d.options.UnansweredAfter/4, 5*time.Second)
	return forever(ctx, every, d.log, "receipts without an answer cannot be looked for", func(ctx context.Context) error { return d.search(ctx, s) })
}

func (d *Dispatcher) search(ctx context.Context, s *search) error {
	if err := d.readParked(ctx); err != nil {
		return err
	}
	size, err := d.ledger.Size(ctx)
	if err != nil {
		return err
	}
	if size < s.scanned {
		d.log.Error("the ledger is shorter than it was, as after PostgreSQL was restored from before: every receipt is looked at again", "size", size, "was", s.scanned)
		*s = search{since: map[int64]time.Time{}, brought: map[int64]time.Time{}}
	}
	if s.open, err = d.ledger.StillWaiting(ctx, s.open); err != nil {
		return err
	}
	for s.scanned < size && len(s.open) < atATime {
		found, err := d.ledger.Waiting(ctx, s.scanned, size, atATime)
		if err != nil {
			return err
		}
		s.open = append(s.open, found...)
		if s.scanned = size; len(found) == atATime {
			s.scanned = found[len(found)-1].Position + 1
		}
	}
	return d.bringAgain(ctx, s, time.Now())
}

// bringAgain brings the lives that owe an answer for too long, each once in
// that time, and records the receipts.
func (d *Dispatcher) bringAgain(ctx context.Context, s *search, now time.Time) error {
	var late []views.Unanswered
	since, brought := map[int64]time.Time{}, map[int64]time.Time{}
	asked := map[string]bool{}
	unparked := 0
	for _, w := range s.open {
		first, known := s.since[w.Position]
		if !known {
			first = now
		}
		since[w.Position], brought[w.Position] = first, s.brought[w.Position]
		if now.Sub(first) < d.options.UnansweredAfter {
			continue
		}
		late = append(late, views.Unanswered{Position: w.Position, Stream: w.Stream, Command: w.Command, Since: first})
		if d.isParked(w.Stream) {
			continue
		}
		unparked++
		if now.Sub(s.brought[w.Position]) < d.options.UnansweredAfter || asked[w.Stream] || d.busy(w.Stream) {
			continue
		}
		asked[w.Stream], brought[w.Position] = true, now
		d.log.Error("a receipt has had no answer for too long: it is brought again", "stream", w.Stream, "position", w.Position, "since", first)
		d.bring(ctx, w.Stream, delivery{first: w.Position, last: w.Position, leaf: w.Leaf, command: w.Command, reason: "again"})
	}
	s.since, s.brought = since, brought
	d.metrics.unanswered.Store(int64(unparked))
	return d.store.KeepUnanswered(ctx, late)
}

// readParked reads which lives are parked.
func (d *Dispatcher) readParked(ctx context.Context) error {
	all, err := d.store.AllParked(ctx)
	if err != nil {
		return err
	}
	parked := make(map[string]bool, len(all))
	for _, p := range all {
		parked[p.Stream] = true
	}
	d.mu.Lock()
	d.parked = parked
	d.mu.Unlock()
	d.metrics.parked.Store(int64(len(parked)))
	return nil
}

func (d *Dispatcher) isParked(stream string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.parked[stream]
}
