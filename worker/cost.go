package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	sdklog "go.temporal.io/sdk/log"

	"twinning.example/engine/internal/bill"
)

// printCost writes what the last run of a life cost on Temporal, as JSON: Actions, events of its history, and their bytes. It needs TEMPORAL_* alone.
func printCost(ctx context.Context, stream string, to io.Writer) error {
	o, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return fmt.Errorf("read TEMPORAL_*: %w", err)
	}
	o.Logger = sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))
	c, err := client.DialContext(ctx, o)
	if err != nil {
		return fmt.Errorf("reach Temporal at %s: %w", o.HostPort, err)
	}
	defer c.Close()
	h, err := histories{c}.History(ctx, stream, "")
	if err != nil {
		return fmt.Errorf("read the history of %s: %w", stream, err)
	}
	is, err := c.DescribeWorkflow(ctx, stream, "")
	if err != nil {
		return fmt.Errorf("ask Temporal for %s: %w", stream, err)
	}
	b := bill.Of(h)
	return json.NewEncoder(to).Encode(map[string]int64{
		"actions": int64(b.Actions()), "events": int64(b.Events), "bytes": is.RawResponse.GetWorkflowExecutionInfo().GetHistorySizeBytes(),
	})
}
