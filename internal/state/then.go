package state

import (
	"context"
	"fmt"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
)

// Before is the ledger position before which lies all that had happened in a
// life by an instant, whenever it was recorded; false where that is nothing.
// The events of a life stand in the order in which they happened.
func Before(ctx context.Context, bodies Bodies, from Source, stream string, at time.Time) (int64, bool, error) {
	return before(ctx, bodies, from, stream, func(e law.Event, r law.Recorded) bool { return happened(e, r, at) })
}

// happened tells whether an event had happened by an instant.
func happened(e law.Event, r law.Recorded, at time.Time) bool {
	return e != nil && law.EngineRecord(e.Kind()) || !law.When(e, r).After(at)
}

// RecordedBefore is the ledger position before which lies all that a life had
// recorded by an instant: what anybody could read then.
func RecordedBefore(ctx context.Context, bodies Bodies, from Source, stream string, at time.Time) (int64, bool, error) {
	return before(ctx, bodies, from, stream, func(_ law.Event, r law.Recorded) bool { return !r.RecordedAt.After(at) })
}

func before(ctx context.Context, bodies Bodies, from Source, stream string, counts func(law.Event, law.Recorded) bool) (int64, bool, error) {
	l, ok := lives.Law(stream)
	if !ok {
		return 0, false, fmt.Errorf("%s is not the stream of a life", stream)
	}
	events, err := from.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return 0, false, fmt.Errorf("read %s: %w", stream, err)
	}
	opened, err := bodies.OpenBodies(ctx, events)
	if err != nil {
		return 0, false, fmt.Errorf("open bodies of %s: %w", stream, err)
	}
	last := int64(-1)
	for i, e := range events {
		var v law.Event // nil where the body was erased
		if !e.Removed && opened[i] != nil {
			if v, err = Decode(l, e.Kind, opened[i]); err != nil {
				return 0, false, fmt.Errorf("%s version %d: %w", stream, e.Version, err)
			}
		}
		if !counts(v, Around(e)) {
			break
		}
		last = e.Position
	}
	return last + 1, last >= 0, nil
}
