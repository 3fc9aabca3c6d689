package demo

import (
	"context"
	"fmt"
	"log/slog"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"twinning.example/engine/internal/bill"
)

// Cost is what the year of the twinning that is paid by instalments cost on Temporal.
type Cost struct {
	Tender  string `json:"tender"`
	Actions int    `json:"actions"`
	Events  int    `json:"events"` // of its history
	Bytes   int64  `json:"bytes"`
}

// What a year may cost at most.
const (
	mostActions = 230
	mostEvents  = 750
	mostBytes   = 160_000
)

// cost asks Temporal; nil where no such twinning is played.
func (d *Demo) cost(ctx context.Context) (*Cost, error) {
	if d.cast.story == nil {
		return nil, nil
	}
	e := d.cast.story.advanced.tender
	c, err := client.Dial(client.Options{HostPort: d.stack.TemporalAddress, Namespace: d.stack.Namespace, Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	if err != nil {
		return nil, fmt.Errorf("ask Temporal what a year cost: %w", err)
	}
	defer c.Close()
	h := &history.History{}
	for events := c.GetWorkflowHistory(ctx, e.stream(), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		event, err := events.Next()
		if err != nil {
			return nil, fmt.Errorf("read the history of %s: %w", e.stream(), err)
		}
		h.Events = append(h.Events, event)
	}
	is, err := c.DescribeWorkflow(ctx, e.stream(), "")
	if err != nil {
		return nil, fmt.Errorf("ask Temporal what %s cost: %w", e.stream(), err)
	}
	return &Cost{Tender: e.ref, Actions: bill.Of(h).Actions(), Events: len(h.Events), Bytes: is.RawResponse.GetWorkflowExecutionInfo().GetHistorySizeBytes()}, nil
}

// affordable is what the year of a twinning may cost.
func (i *inspection) affordable(c *Cost) {
	if c != nil {
		i.is("the year of the twinning that is paid by instalments costs what is promised", c.Actions > 0 && c.Actions <= mostActions && c.Events <= mostEvents && c.Bytes <= mostBytes,
			"%d of %d Actions, %d of %d events, %d of %d bytes", c.Actions, mostActions, c.Events, mostEvents, c.Bytes, mostBytes)
	}
}
