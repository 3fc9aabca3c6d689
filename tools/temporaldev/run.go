package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"go.temporal.io/server/temporal"
)

// startPatience is how long a start may take. A busy machine needs seconds; whoever waits longer waits for nothing.
const startPatience = 2 * time.Minute

// Ready is the line that says the server can be used.
type Ready struct {
	Ready    bool   `json:"ready"`
	Frontend string `json:"frontend"`
	UI       string `json:"ui"`      // empty without a web page
	Metrics  string `json:"metrics"` // empty without metrics
	PID      int    `json:"pid"`
	TookMS   int64  `json:"took_ms"` // since the process began
}

// run starts everything, tells ready, and stops it all in order once the context ends.
func run(ctx context.Context, o Options, ready io.Writer, began time.Time) (err error) {
	if err := free(o.IP, o.listeners()); err != nil {
		return err
	}
	logFilter := newLogFilter(o.LogLevel)
	logger, err := newLogger(logFilter.level)
	if err != nil {
		return err
	}
	claim, err := o.Postgres.claim(ctx)
	if err != nil {
		return err
	}
	defer claim.Close(context.Background())
	if err := o.Postgres.prepare(ctx, claim, logger); err != nil {
		return err
	}
	server, err := newServer(o, logger)
	if err != nil {
		return fmt.Errorf("assemble Temporal: %w", err)
	}
	if err := server.Start(); err != nil {
		return fmt.Errorf("start Temporal: %w", err)
	}
	defer func() { err = errors.Join(err, stop(server, logFilter)) }()

	starting, cancel := context.WithTimeoutCause(ctx, startPatience, fmt.Errorf("not ready within %s", startPatience))
	defer cancel()
	if err := awaitNamespaces(starting, o); err != nil {
		return err
	}
	line := Ready{Ready: true, Frontend: o.address(o.Ports.GRPC[0]), PID: os.Getpid()}
	if o.MetricsPort != 0 {
		line.Metrics = "http://" + o.address(o.MetricsPort) + "/metrics"
		if err := listening(starting, o.address(o.MetricsPort)); err != nil {
			return fmt.Errorf("wait for the metrics: %w", err)
		}
	}
	if o.UIPort != 0 {
		line.UI = "http://" + o.address(o.UIPort)
		page := startPage(o)
		defer page.Stop()
		if err := listening(starting, o.address(o.UIPort)); err != nil {
			return fmt.Errorf("wait for the web page: %w", err)
		}
	}
	line.TookMS = time.Since(began).Milliseconds()
	if err := json.NewEncoder(ready).Encode(line); err != nil {
		return fmt.Errorf("tell ready: %w", err)
	}
	logFilter.raise()
	<-ctx.Done()
	return nil
}

// stop ends Temporal's services one after the other.
func stop(server temporal.Server, logFilter logFilter) error {
	logFilter.lower()
	if err := server.Stop(); err != nil {
		return fmt.Errorf("stop Temporal: %w", err)
	}
	return nil
}
