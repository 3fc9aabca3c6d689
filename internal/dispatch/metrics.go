package dispatch

import (
	"context"
	"fmt"
	"sync/atomic"

	"go.opentelemetry.io/otel/metric"
)

// Metrics are what /metrics says of dispatching. A worker that does not lead
// says zero.
type Metrics struct {
	unanswered, parked atomic.Int64
	beyondEnd          metric.Int64Counter
}

// NewMetrics registers them.
func NewMetrics(m metric.Meter) (*Metrics, error) {
	x := &Metrics{}
	for name, g := range map[string]struct {
		about string
		value *atomic.Int64
	}{
		"twinning_unanswered_receipts": {"Receipts that have had no answer for longer than they should, but those of parked lives.", &x.unanswered},
		"twinning_parked_lives":        {"Lives that are left alone because they failed again and again.", &x.parked},
	} {
		_, err := m.Int64ObservableGauge(name, metric.WithDescription(g.about), metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(g.value.Load())
			return nil
		}))
		if err != nil {
			return nil, fmt.Errorf("make the metric %s: %w", name, err)
		}
	}
	var err error
	x.beyondEnd, err = m.Int64Counter("twinning_place_beyond_end", metric.WithDescription("Followers' places found beyond the end of the ledger, and put back."))
	if err != nil {
		return nil, fmt.Errorf("make the metric twinning_place_beyond_end: %w", err)
	}
	return x, nil
}

// PlaceBeyondEnd counts a follower's place that lay beyond the end of the ledger.
func (m *Metrics) PlaceBeyondEnd(ctx context.Context) { m.beyondEnd.Add(ctx, 1) }

// reset is for a worker that no longer leads.
func (m *Metrics) reset() {
	m.unanswered.Store(0)
	m.parked.Store(0)
}
