package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/health"
	"twinning.example/engine/internal/views"
)

// admin is the worker's own port: /healthz says that the process lives,
// /readyz that it drives lives, PostgreSQL and Temporal answering; /metrics and
// /version. It serves operators and belongs on no public network.
type admin struct {
	listener net.Listener
	server   *http.Server
	provider *sdkmetric.MeterProvider
	driving  atomic.Bool
	parts    atomic.Pointer[parts]
}

type parts struct {
	store    *views.Store
	temporal client.Client
}

func listenAdmin(addr string, log *slog.Logger) (*admin, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on TWINNING_ADMIN_ADDR: %w", err)
	}
	registry := prometheus.NewRegistry()
	exporter, err := otelprom.New(otelprom.WithRegisterer(registry))
	if err != nil {
		return nil, fmt.Errorf("make metrics: %w", err)
	}
	a := &admin{listener: listener, provider: sdkmetric.NewMeterProvider(sdkmetric.WithReader(exporter))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.HandleFunc("GET /version", version)
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	a.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := a.server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Error("the admin port stopped", "error", err)
		}
	}()
	return a, nil
}

func (a *admin) addr() string { return a.listener.Addr().String() }

func (a *admin) meter() metric.Meter { return a.provider.Meter("twinning.example/engine/worker") }

func (a *admin) asks(store *views.Store, temporal client.Client) {
	a.parts.Store(&parts{store: store, temporal: temporal})
}

func (a *admin) ready(yes bool) { a.driving.Store(yes) }

func (a *admin) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	p := a.parts.Load()
	if p == nil || !a.driving.Load() {
		http.Error(w, "not yet, or no longer, driving lives", http.StatusServiceUnavailable)
		return
	}
	if err := p.store.Ping(ctx); err != nil {
		http.Error(w, "PostgreSQL does not answer", http.StatusServiceUnavailable)
		return
	}
	if _, err := p.temporal.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		http.Error(w, "Temporal does not answer", http.StatusServiceUnavailable)
		return
	}
	for _, ask := range []func(context.Context, *pgxpool.Pool) (health.Answer, error){health.Appends, health.Clock} {
		answer, err := ask(ctx, p.store.Pool())
		if err != nil || answer.Level == health.Bad {
			http.Error(w, firstOf(answer.Says, "PostgreSQL cannot be asked"), http.StatusServiceUnavailable)
			return
		}
	}
	receipts, err := health.UnansweredReceipts(ctx, p.store.Pool())
	if err != nil || receipts.Level == health.Bad {
		if err != nil {
			receipts.Says = "receipts without an answer cannot be counted"
		}
		http.Error(w, "receipts: "+receipts.Says, http.StatusServiceUnavailable)
		return
	}
	parked, err := health.ParkedLives(ctx, p.store.Pool())
	if err != nil {
		http.Error(w, "parked lives cannot be counted", http.StatusServiceUnavailable)
		return
	}
	if parked.Level != health.OK {
		fmt.Fprintln(w, "ready; parked lives:", parked.Says)
		return
	}
	fmt.Fprintln(w, "ready")
}

func firstOf(says, otherwise string) string {
	if says == "" {
		return otherwise
	}
	return says
}

func version(w http.ResponseWriter, _ *http.Request) {
	info, _ := debug.ReadBuildInfo()
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(map[string]string{"version": info.Main.Version, "go": info.GoVersion}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (a *admin) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := errors.Join(a.server.Shutdown(ctx), a.provider.Shutdown(ctx)); err != nil {
		a.server.Close()
	}
}
