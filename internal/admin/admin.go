// Package admin is a process's own port: /healthz says that the process lives, /readyz
// that it does its work, /metrics and /version. It serves operators and belongs on no
// public network.
package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
)

// readyTime is how long the answer to /readyz may take.
const readyTime = 2 * time.Second

// A Port answers until it is closed.
type Port struct {
	listener net.Listener
	server   *http.Server
	provider *sdkmetric.MeterProvider
}

// Listen answers at an address, HOST:PORT. ready says what there is to say of a process
// that does its work, or as an error, which is shown, why it does not.
func Listen(addr string, log *slog.Logger, ready func(context.Context) (string, error)) (*Port, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for operators: %w", err)
	}
	registry := prometheus.NewRegistry()
	exporter, err := otelprom.New(otelprom.WithRegisterer(registry))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make metrics: %w", err), listener.Close())
	}
	p := &Port{listener: listener, provider: sdkmetric.NewMeterProvider(sdkmetric.WithReader(exporter))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		says, err := ready(ctx)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, says)
	})
	mux.HandleFunc("GET /version", version)
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	p.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := p.server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Error("the port of operators stopped", "error", err)
		}
	}()
	return p, nil
}

// Addr is where it answers.
func (p *Port) Addr() string { return p.listener.Addr().String() }

// Meter makes the metrics that /metrics shows.
func (p *Port) Meter(name string) metric.Meter { return p.provider.Meter(name) }

func version(w http.ResponseWriter, _ *http.Request) {
	info, _ := debug.ReadBuildInfo()
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(map[string]string{"version": info.Main.Version, "go": info.GoVersion}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// Close stops answering.
func (p *Port) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := errors.Join(p.server.Shutdown(ctx), p.provider.Shutdown(ctx)); err != nil {
		p.server.Close()
	}
}
