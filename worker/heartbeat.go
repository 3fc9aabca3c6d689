package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/health"
	"twinning.example/engine/internal/views"
)

// errShorter ends a worker: what it remembers of the ledger is not there any more.
var errShorter = errors.New("the ledger is shorter than it was, as after PostgreSQL was restored from before; this worker ends, so that one that remembers nothing is started in its place")

// A heartbeat says every few seconds, in a row of its own, that this worker
// lives, whether it leads, and what Temporal says. It ends the worker when the
// ledger has become shorter.
type heartbeat struct {
	driving
	self  views.Worker
	leads atomic.Bool
	size  int64 // the longest that the ledger was
}

func newHeartbeat(d driving) *heartbeat {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	now := time.Now().UTC()
	return &heartbeat{driving: d, self: views.Worker{
		ID: fmt.Sprintf("%s/%d/%d", host, os.Getpid(), now.UnixNano()), Version: health.Version(), TZData: calendar.TZData, StartedAt: now,
	}}
}

// run beats until the context ends. A beat that cannot be recorded is logged,
// and seen by the absence of its row.
func (h *heartbeat) run(ctx context.Context) {
	for {
		if err := h.beat(ctx); err != nil && ctx.Err() == nil {
			h.log.Warn("this worker cannot say that it lives; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			if err := h.store.Gone(ctx, h.self.ID); err != nil {
				h.log.Warn("this worker cannot say that it has ended", "error", err)
			}
			return
		case <-time.After(health.BeatEvery):
		}
	}
}

func (h *heartbeat) beat(ctx context.Context) error {
	size, err := h.ledger.Size(ctx)
	if err != nil {
		return err
	}
	if size < h.size {
		h.log.Error(errShorter.Error(), "size", size, "was", h.size)
		h.fatal(errShorter)
		return nil
	}
	h.size = size
	h.self.Leads, h.self.Temporal = h.leads.Load(), h.asksTemporal(ctx)
	trouble, _ := h.ledger.Trouble()
	h.self.HostAt, h.self.Trouble = time.Now().UTC(), string(trouble)
	return h.store.Heartbeat(ctx, h.self)
}

// asksTemporal is what Temporal says, "" where it is well.
func (h *heartbeat) asksTemporal(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if _, err := h.temporal.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return err.Error()
	}
	return ""
}
