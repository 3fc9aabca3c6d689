package activities

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"

	"twinning.example/engine/internal/life"
)

// heartbeat tells Temporal, until it is stopped, now and then, that this worker
// lives: what a dead worker held is given to another one after a short silence,
// not after all the time that it might have taken. What is short says nothing,
// and costs nothing.
func heartbeat(ctx context.Context) (stop func()) {
	if !activity.IsActivity(ctx) {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		beat := time.NewTicker(life.Silence / 4)
		defer beat.Stop()
		for {
			select {
			case <-done:
				return
			case <-beat.C:
				activity.RecordHeartbeat(ctx)
			}
		}
	}()
	return func() { close(done) }
}
