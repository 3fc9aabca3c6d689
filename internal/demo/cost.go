package demo

import (
	"context"
	"encoding/json"
	"fmt"
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

// cost asks the worker, who alone talks to Temporal; nil where no such twinning is played.
func (d *Demo) cost(ctx context.Context) (*Cost, error) {
	if d.cast.story == nil {
		return nil, nil
	}
	e := d.cast.story.advanced.tender
	told, err := d.stack.AskWorker(ctx, "cost", e.stream())
	if err != nil {
		return nil, fmt.Errorf("ask what a year cost: %w", err)
	}
	c := Cost{Tender: e.ref}
	if err := json.Unmarshal(told, &c); err != nil {
		return nil, fmt.Errorf("read what a year cost: %w", err)
	}
	return &c, nil
}

// affordable is what the year of a twinning may cost.
func (i *inspection) affordable(c *Cost) {
	if c != nil {
		i.is("the year of the twinning that is paid by instalments costs what is promised", c.Actions > 0 && c.Actions <= mostActions && c.Events <= mostEvents && c.Bytes <= mostBytes,
			"%d of %d Actions, %d of %d events, %d of %d bytes", c.Actions, mostActions, c.Events, mostEvents, c.Bytes, mostBytes)
	}
}
