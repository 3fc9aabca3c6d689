package main

import (
	"context"
	"log/slog"
	"sync"

	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
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
	files      *evidence.Store // nil: this worker has no store of files
	lot        *parking.Lot
	erase      string      // the connection string of twinning_erase; "": this worker destroys nothing
	fatal      func(error) // told why this process must end
}

// byRelay parks a life whose facts, or whose messages, cannot be passed on.
type byRelay struct{ lot *parking.Lot }

// Park parks a life for the relay.
func (b byRelay) Park(ctx context.Context, stream string, cause error) error {
	return b.lot.Park(ctx, stream, parking.ByRelay, cause)
}

// purposesKept is how many lives are remembered to see whether invitations have a purpose (our choice).
const purposesKept = 1000

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
			r := &dispatch.Relay{Ledger: d.ledger, Store: d.store, Log: d.log, Parker: byRelay{d.lot}}
			d.dispatcher.Resume(r.Resume)
			s := &sweeper{drafts: drafts.New(d.ledger, people.NewDirectory(d.ledger), d.store.Pool()), every: sweepEvery, log: d.log}
			o := &dispatch.Purposes{Ledger: d.ledger, Folder: state.NewFolder(d.ledger, purposesKept), Store: d.store, Log: d.log}
			u := &dispatch.Unreached{Ledger: d.ledger, Folder: state.NewFolder(d.ledger, purposesKept), Store: d.store, Log: d.log}
			parts := append(d.dispatcher.Parts(), dispatch.Run{Name: "relay", Run: r.Run}, dispatch.Run{Name: "sweeper", Run: s.run}, dispatch.Run{Name: "purposes", Run: o.Run}, dispatch.Run{Name: "unreached", Run: u.Run},
				dispatch.Run{Name: "reads", Run: (&readsSweeper{reads: reads.New(d.store.Pool()), log: d.log}).run},
				dispatch.Run{Name: "renewer", Run: (&renewer{ledger: d.ledger, store: d.store, log: d.log}).run})
			if d.files != nil {
				f := &fileSweeper{files: d.files, log: d.log}
				parts = append(parts, dispatch.Run{Name: "files", Run: f.run})
			}
			if d.erase != "" {
				k := &retentionSweeper{ledger: d.ledger, store: d.store, erase: d.erase, log: d.log}
				parts = append(parts, dispatch.Run{Name: "retention", Run: k.run})
			}
			dispatch.Beside(ctx, d.log, parts...)
			return nil
		})
	})
	<-ctx.Done()
}
