package dispatch

import (
	"context"
	"time"

	"twinning.example/engine/internal/lives"
)

// forCall is the most that a tender waits for its call: one life that cannot
// judge never holds up the others.
const forCall = 5 * time.Second

// callFirst tells whether a tender should wait: its call has been brought
// nothing yet of what it received earlier, and the tender is judged by what its
// call has recorded. So a backlog, as after an outage, is judged in the order in
// which people sent it. The caller holds the lock.
func (d *Dispatcher) callFirst(ctx context.Context, stream string, e delivery) bool {
	of := lives.Home(stream)
	if of == stream {
		return false
	}
	c, busy := d.inFlight[of]
	w, pending := d.pending[of]
	if !busy || time.Since(c.since) > forCall || c.first > e.first && (!pending || w.first > e.first) {
		return false
	}
	if !d.delayed[of] {
		d.delayed[of] = true
		time.AfterFunc(forCall-time.Since(c.since)+time.Millisecond, func() {
			d.mu.Lock()
			defer d.mu.Unlock()
			delete(d.delayed, of)
			d.startTenders(ctx, of)
		})
	}
	return true
}

// startTenders begins what is pending for the tenders that waited for their
// call. The caller holds the lock.
func (d *Dispatcher) startTenders(ctx context.Context, of string) {
	for stream := range d.pending {
		if stream != of && lives.Home(stream) == of {
			d.start(ctx, stream)
		}
	}
}
