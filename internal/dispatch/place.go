package dispatch

import (
	"context"
	"time"

	"twinning.example/engine/internal/views"
)

// move tells keepPlace that the place may have moved.
func (d *Dispatcher) move() {
	select {
	case d.moved <- struct{}{}:
	default:
	}
}

// keepPlace keeps the place in its row, soon after it has moved: what was
// brought and not recorded is brought again, which costs a little.
func (d *Dispatcher) keepPlace(ctx context.Context) {
	var kept int64
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.moved:
		}
		select { // others may be about to move it, too
		case <-ctx.Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
		place := d.firstUnjudged()
		if place == kept {
			continue
		}
		if err := d.store.Move(ctx, views.DispatcherPlace, place); err != nil {
			if ctx.Err() == nil {
				d.log.Warn("the dispatcher's place cannot be kept; trying again", "error", err)
				d.move()
			}
			continue
		}
		kept = place
	}
}

// firstUnjudged is the first receipt that has not been judged for sure.
func (d *Dispatcher) firstUnjudged() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	place := d.seen
	for _, deliveries := range []map[string]delivery{d.pending, d.inFlight} {
		for _, e := range deliveries {
			place = min(place, e.first)
		}
	}
	return place
}
