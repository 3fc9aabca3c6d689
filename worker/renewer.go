package main

import (
	"context"
	"log/slog"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// renewEvery is how often rows of an earlier version are looked for, in real time: there are some after an upgrade, while workers of
// both versions run (our choice).
const renewEvery = 5 * time.Minute

// A renewer makes the tables of where lives stand again where a worker of an earlier version has written rows.
type renewer struct {
	ledger *ledger.Ledger
	store  *views.Store
	log    *slog.Logger
	left   int // rows that stayed as they were: of lives that cannot be read
}

// run looks until the context ends. What fails is tried again.
func (r *renewer) run(ctx context.Context) error {
	for {
		if err := r.once(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn("the tables of where lives stand cannot be made again; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(renewEvery):
		}
	}
}

func (r *renewer) once(ctx context.Context) error {
	outdated, err := r.store.Outdated(ctx)
	if err != nil || outdated <= r.left {
		return err
	}
	r.log.Info("making the tables of where lives stand again: an earlier version has written rows", "rows", outdated)
	if err := state.RenewLives(ctx, r.ledger, r.store); err != nil {
		return err
	}
	r.left, err = r.store.Outdated(ctx)
	return err
}
