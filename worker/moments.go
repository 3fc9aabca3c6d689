package main

import (
	"context"
	"math"
	"time"

	"twinning.example/engine/internal/ledger"
)

// late is how long after its moment a life is looked at whose own timer should
// have rung: a net below Temporal's timers, and the only hand that wakes lives
// when somebody moves a programme clock that stands still.
const late = 30 * time.Second

// A waking is the moment that a life was last woken for, and when.
type waking struct{ moment, at time.Time }

// watch brings lives whose moment has passed.
func (b *bringer) watch(ctx context.Context) error {
	woken := map[string]waking{}
	for {
		clock, err := b.ledger.Clock(ctx)
		if err == nil {
			err = b.wakeDue(ctx, clock, woken)
		}
		if err != nil && ctx.Err() == nil {
			b.log.Warn("the clock cannot be watched; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pace(clock)):
		}
	}
}

// pace is often on a clock that is moved by hand, seldom on one that runs.
func pace(c ledger.Clock) time.Duration {
	if c.Identity || c.DatabaseNow.IsZero() {
		return late / 2
	}
	return 20 * time.Millisecond
}

func (b *bringer) wakeDue(ctx context.Context, clock ledger.Clock, woken map[string]waking) error {
	due, err := b.store.Due(ctx, clock.Now())
	if err != nil {
		return err
	}
	patience := b.ledger.Tolerance()
	if clock.Identity {
		patience += late
	} else if clock.Running && clock.Rate > 0 {
		patience += time.Second
	}
	for _, d := range due {
		by, passed := clock.PassedFor(*d.NextAt)
		was := woken[d.Stream]
		if !passed || by < patience || was.moment.Equal(*d.NextAt) && (b.away(d.Stream) || time.Since(was.at) < time.Second) {
			continue
		}
		woken[d.Stream] = waking{moment: *d.NextAt, at: time.Now()}
		b.bring(ctx, d.Stream, errand{first: math.MaxInt64, nudge: "moment"})
	}
	return nil
}

// away tells whether somebody is on the way to a life.
func (b *bringer) away(stream string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, busy := b.busy[stream]
	_, wanted := b.want[stream]
	return busy || wanted
}
