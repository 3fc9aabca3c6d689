package main

import (
	"context"
	"log/slog"
	"sync"

	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/audit"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/views"
)

// driving is all that drive needs.
type driving struct {
	temporal   client.Client
	ledger     *ledger.Ledger
	store      *views.Store
	log        *slog.Logger
	admin      *admin
	dispatcher *dispatch.Dispatcher
	fatal      func(error) // told why this process must end
}

// drive dispatches and relays, while this worker is the one that leads, and says
// that it lives, until the context ends.
func drive(ctx context.Context, d driving) {
	d.admin.ready(true)
	defer d.admin.ready(false)
	pulse := newHeartbeat(d)
	var all sync.WaitGroup
	defer all.Wait()
	all.Go(func() { pulse.run(ctx) })
	all.Go(func() {
		dispatch.Lead(ctx, d.store.Pool(), d.log, func(ctx context.Context) error {
			pulse.leads.Store(true)
			defer pulse.leads.Store(false)
			defer d.dispatcher.Rest()
			r := &relay{ledger: d.ledger, store: d.store, folder: audit.NewFolder(d.ledger, remembered)}
			s := &sweeper{drafts: drafts.New(d.ledger, people.NewDirectory(d.ledger), d.store.Pool()), every: sweepEvery, log: d.log}
			parts := append(d.dispatcher.Parts(), dispatch.Run{Name: "relay", Run: r.run}, dispatch.Run{Name: "sweeper", Run: s.run})
			dispatch.Beside(ctx, d.log, parts...)
			return nil
		})
	})
	<-ctx.Done()
}
