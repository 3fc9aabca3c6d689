package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/api/history/v1"
	sdklog "go.temporal.io/sdk/log"

	"twinning.example/engine/activities"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
)

var silent = sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))

// A rig is a house whose lives run on a real Temporal server.
type rig struct {
	*lifetest.House
	t        testing.TB
	temporal *lifetest.Temporal
	options  dispatch.Options
	rate     float64 // programme seconds a second, while the clock runs
	admin    *admin  // of the worker that work started last
	traces   trace.TracerProvider
}

func newRig(t testing.TB, o lifetest.Options) *rig {
	t.Helper()
	rate := o.Rate
	if rate == 0 {
		rate = pacing
	}
	return &rig{House: lifetest.New(t, o), t: t, temporal: lifetest.NewTemporal(t), rate: rate}
}

// work starts a worker with a dispatcher and a relay, as main does, under a law;
// nil is ours. It works until stop is called, or the test ends.
func (r *rig) work(laws func(string) (law.Law, bool)) (stop func()) {
	r.t.Helper()
	log := slog.New(slog.DiscardHandler)
	l := ledgertest.Open(r.t, ledger.Options{Conns: 16})
	admin, err := listenAdmin("127.0.0.1:0", log)
	require.NoError(r.t, err)
	admin.asks(r.Store, r.temporal.Client)
	r.admin = admin
	folder := state.NewFolder(l, remembered)
	folder.Laws = laws
	w := newWorker(r.temporal.Client, config{})
	lot := &parking.Lot{Ledger: l, Folder: folder, Store: r.Store, Log: log}
	metrics, err := dispatch.NewMetrics(admin.meter())
	require.NoError(r.t, err)
	acts := &activities.Activities{
		Ledger: l, Folder: folder, Lives: r.Store, Addresses: people.NewDirectory(l), Post: r.Post, Origin: "ledger.test", Parking: lot,
		Histories: histories{r.temporal.Client}, HistoryStore: l.Archive(), Traces: r.traces,
	}
	require.NoError(r.t, registerSearch(r.t.Context(), r.temporal.Client, r.temporal.Namespace, 0))
	acts.Search.Store(true)
	register(w, acts)
	require.NoError(r.t, w.Start())
	ctx, cancel := context.WithCancel(context.Background())
	d := driving{
		temporal: r.temporal.Client, ledger: l, store: r.Store, log: log, admin: admin, lot: lot, fatal: func(err error) { r.t.Error(err) },
		dispatcher: dispatch.New(r.temporal.Client, l, r.Store, lot, log, metrics, r.options),
	}
	var all sync.WaitGroup
	all.Go(func() { drive(ctx, d) })
	stop = sync.OnceFunc(func() {
		cancel()
		all.Wait()
		w.Stop()
		admin.close()
	})
	r.t.Cleanup(stop)
	return stop
}

// at waits until the programme clock, which runs, shows an instant.
func (r *rig) at(instant time.Time) {
	r.t.Helper()
	for {
		clock, err := r.Ledger.Clock(r.t.Context())
		require.NoError(r.t, err)
		if !clock.Now().Before(instant) {
			return
		}
		wait, ever := clock.Until(instant)
		require.True(r.t, ever, "the clock stands still")
		time.Sleep(wait) // time itself: the clock runs
	}
}

// submit takes a step through the door and waits for its answer.
func (r *rig) submit(s lifetest.Step) door.Receipt {
	r.t.Helper()
	for {
		receipt, err := r.Door.Submit(r.t.Context(), door.Request{
			Stream: s.Stream, As: s.By, Command: r.AsRead(s.Stream, s.Command), ID: door.NewID(), Wait: time.Minute, Begins: true,
		})
		if errors.Is(err, door.ErrNotReceived) {
			continue
		}
		require.NoError(r.t, err)
		want := door.Done
		if s.Refused {
			want = door.Refused
		}
		require.Equal(r.t, want, receipt.Status, "%s of %s: %v", s.Command.Kind(), s.At, receipt.Refusal)
		return receipt
	}
}

// ended waits until a life has ended, and returns its last run's history.
func (r *rig) ended(stream string) *history.History {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Minute)
	defer cancel()
	require.NoError(r.t, r.temporal.GetWorkflow(ctx, stream, "").Get(ctx, nil))
	h, err := histories{r.temporal.Client}.History(ctx, stream, "")
	require.NoError(r.t, err)
	return h
}

// check is Check, once every letter of a life was delivered.
func (r *rig) check(stream string) lifetest.Tally {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		all, err := r.Store.All(r.t.Context(), stream)
		require.NoError(r.t, err)
		return len(all) == 1 && all[0].Letters == 0
	}, 20*time.Second, 20*time.Millisecond)
	return r.Check(stream)
}
