package main

import (
	"context"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// forCall is the most that a tender waits for its call: one life that cannot
// judge never holds up the others.
const forCall = 5 * time.Second

// waits tells whether a tender should wait: its call has been brought nothing
// yet of what it received earlier, and the tender is judged by what its call has
// recorded. So a backlog, as after an outage, is judged in the order in which
// people sent it. The caller holds the lock.
func (b *bringer) waits(ctx context.Context, stream string, e errand) bool {
	if !strings.HasPrefix(stream, law.TenderFamily) {
		return false
	}
	of := law.CallStream(law.CallOf(law.Reference(stream)))
	c, busy := b.busy[of]
	w, wanted := b.want[of]
	if !busy || time.Since(c.since) > forCall || c.first > e.first && (!wanted || w.first > e.first) {
		return false
	}
	if !b.calls[of] {
		b.calls[of] = true
		time.AfterFunc(forCall-time.Since(c.since)+time.Millisecond, func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			delete(b.calls, of)
			b.setOutTenders(ctx, of)
		})
	}
	return true
}

// setOutTenders goes to the tenders that waited for their call. The caller
// holds the lock.
func (b *bringer) setOutTenders(ctx context.Context, of string) {
	ref, ok := strings.CutPrefix(of, law.CallStream(""))
	if !ok {
		return
	}
	for stream := range b.want {
		if strings.HasPrefix(stream, call.TenderPrefix(ref)) {
			b.setOut(ctx, stream)
		}
	}
}
