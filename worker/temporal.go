package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/contrib/opentelemetry"
	sdklog "go.temporal.io/sdk/log"
)

// dial waits for Temporal as long as it takes: a worker may be up before it. It
// returns the namespace, too.
func dial(ctx context.Context, admin *admin, traces trace.TracerProvider, log *slog.Logger) (c client.Client, namespace string, err error) {
	o, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return nil, "", fmt.Errorf("read TEMPORAL_*: %w", err)
	}
	o.Logger = sdklog.NewStructuredLogger(log)
	o.MetricsHandler = opentelemetry.NewMetricsHandler(opentelemetry.MetricsHandlerOptions{Meter: admin.meter()})
	if o.Interceptors, err = traced(traces); err != nil {
		return nil, "", err
	}
	for pause := 200 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		c, err := client.DialContext(ctx, o)
		if err == nil {
			return c, cmp.Or(o.Namespace, client.DefaultNamespace), nil
		}
		log.Warn("Temporal cannot be reached; trying again", "address", o.HostPort, "error", err)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, "", fmt.Errorf("reach Temporal at %s: %w", o.HostPort, err)
		}
	}
}

// histories reads histories of runs from Temporal.
type histories struct{ client.Client }

func (h histories) History(ctx context.Context, workflow, run string) (*history.History, error) {
	var all history.History
	events := h.GetWorkflowHistory(ctx, workflow, run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return nil, err
		}
		all.Events = append(all.Events, e)
	}
	return &all, nil
}
