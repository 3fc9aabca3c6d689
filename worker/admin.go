package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel/metric"
	"go.temporal.io/sdk/client"

	adminport "twinning.example/engine/internal/admin"
	"twinning.example/engine/internal/health"
	"twinning.example/engine/internal/views"
)

// admin is the worker's port for operators. It is ready when the worker drives lives,
// PostgreSQL and Temporal answering.
type admin struct {
	port    *adminport.Port
	driving atomic.Bool
	parts   atomic.Pointer[parts]
}

type parts struct {
	store    *views.Store
	temporal client.Client
}

func listenAdmin(addr string, log *slog.Logger) (*admin, error) {
	a := &admin{}
	var err error
	a.port, err = adminport.Listen(addr, log, a.isReady)
	return a, err
}

func (a *admin) addr() string { return a.port.Addr() }

func (a *admin) meter() metric.Meter { return a.port.Meter("twinning.example/engine/worker") }

func (a *admin) asks(store *views.Store, temporal client.Client) {
	a.parts.Store(&parts{store: store, temporal: temporal})
}

func (a *admin) ready(yes bool) { a.driving.Store(yes) }

func (a *admin) isReady(ctx context.Context) (string, error) {
	p := a.parts.Load()
	if p == nil || !a.driving.Load() {
		return "", errors.New("not yet, or no longer, driving lives")
	}
	if err := p.store.Ping(ctx); err != nil {
		return "", errors.New("no answer from PostgreSQL")
	}
	if _, err := p.temporal.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return "", errors.New("no answer from Temporal")
	}
	for _, ask := range []func(context.Context, *pgxpool.Pool) (health.Answer, error){health.Appends, health.Clock} {
		answer, err := ask(ctx, p.store.Pool())
		if err != nil || answer.Level == health.Bad {
			return "", errors.New(firstOf(answer.Says, "PostgreSQL cannot be asked"))
		}
	}
	receipts, err := health.UnansweredReceipts(ctx, p.store.Pool())
	if err != nil || receipts.Level == health.Bad {
		if err != nil {
			receipts.Says = "receipts without an answer cannot be counted"
		}
		return "", errors.New("receipts: " + receipts.Says)
	}
	parked, err := health.ParkedLives(ctx, p.store.Pool())
	switch {
	case err != nil:
		return "", errors.New("parked lives cannot be counted")
	case parked.Level != health.OK:
		return "ready; parked lives: " + parked.Says, nil
	}
	return "ready", nil
}

func firstOf(says, otherwise string) string {
	if says == "" {
		return otherwise
	}
	return says
}

func (a *admin) close() { a.port.Close() }
