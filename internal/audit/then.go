package audit

import (
	"context"
	"fmt"
	"time"

	"twinning.example/engine/internal/ledger"
)

// Before is the ledger position before which lies all that a stream had recorded
// by an instant; false where that is nothing.
func Before(ctx context.Context, from Source, stream string, at time.Time) (int64, bool, error) {
	events, err := from.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return 0, false, fmt.Errorf("read %s: %w", stream, err)
	}
	last := int64(-1)
	for _, e := range events {
		if e.Recorded.After(at) {
			break
		}
		last = e.Position
	}
	return last + 1, last >= 0, nil
}
