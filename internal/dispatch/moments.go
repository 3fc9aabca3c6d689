package dispatch

import (
	"context"
	"maps"
	"math"
	"time"

	"twinning.example/engine/internal/ledger"
)

// late is how long after its moment a life is looked at whose own timer should
// have rung: a fallback below Temporal's timers, and what wakes lives when
// somebody moves a programme clock that stands still.
const late = 30 * time.Second

// A waking is the moment that a life was last woken for, and when.
type waking struct{ moment, at time.Time }

// Watch brings lives whose moment has passed, until the context ends.
func (d *Dispatcher) Watch(ctx context.Context) error {
	woken := map[string]waking{}
	for {
		clock, err := d.ledger.Clock(ctx)
		if err == nil {
			err = d.wakeDue(ctx, clock, woken)
		}
		if err != nil && ctx.Err() == nil {
			d.log.Warn("the clock cannot be watched; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(watchEvery(clock)):
		}
	}
}

// watchEvery is often on a clock that is moved by hand, seldom on one that runs.
func watchEvery(c ledger.Clock) time.Duration {
	if c.Identity || c.DatabaseNow.IsZero() {
		return late / 2
	}
	return 20 * time.Millisecond
}

func (d *Dispatcher) wakeDue(ctx context.Context, clock ledger.Clock, woken map[string]waking) error {
	patience := d.ledger.Tolerance()
	if clock.Identity {
		patience += late
	} else if clock.Running && clock.Rate > 0 {
		patience += time.Second
	}
	due := map[string]bool{}
	for s, err := range d.store.Due(ctx, clock.Now()) {
		if err != nil {
			return err
		}
		due[s.Stream] = true
		by, passed := clock.PassedFor(*s.NextAt)
		was := woken[s.Stream]
		if !passed || by < patience || was.moment.Equal(*s.NextAt) && (d.busy(s.Stream) || time.Since(was.at) < time.Second) {
			continue
		}
		woken[s.Stream] = waking{moment: *s.NextAt, at: time.Now()}
		d.bring(ctx, s.Stream, delivery{first: math.MaxInt64, reason: "moment"})
	}
	maps.DeleteFunc(woken, func(stream string, _ waking) bool { return !due[stream] })
	return nil
}

// busy tells whether a delivery to a life is pending or in flight.
func (d *Dispatcher) busy(stream string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, inFlight := d.inFlight[stream]
	_, pending := d.pending[stream]
	return inFlight || pending
}
