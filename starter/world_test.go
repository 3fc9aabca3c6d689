package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"twinning.example/engine/activities"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// A world judges what the command receives, as the worker's lives do, without Temporal.
type world struct {
	t testing.TB
	*lifetest.Living
	ledger *ledger.Ledger
	judge  *activities.Activities
}

func newWorld(t testing.TB, start time.Time) *world {
	l := ledgertest.NewWith(t, ledger.MigrateOptions{Simulated: &ledger.Simulated{Start: start, Rate: 1, Running: true}, Tolerance: 200 * time.Millisecond})
	store, err := views.Open(t.Context(), ledgertest.DSN(t, ledger.RoleApp), 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	judge := &activities.Activities{
		Ledger: l, Folder: state.NewFolder(l, 100), Lives: store,
		Parking: &parking.Lot{Ledger: l, Folder: state.NewFolder(l, 0), Store: store, Log: slog.New(slog.DiscardHandler)},
	}
	w := &world{t: t, ledger: l, judge: judge, Living: lifetest.Live(t, l, judge, &dispatch.Relay{Ledger: l, Store: store})}
	return w
}

// snapshotOf reads a ledger as it is.
type snapshotOf struct{ *ledger.Ledger }

func (s snapshotOf) Streams(context.Context, string) ([]string, error) { return nil, nil }

// stand sets the programme clock, waits until what lies before has passed, and
// until everything is judged.
func (w *world) stand(at time.Time) error {
	ctx := w.t.Context()
	if err := w.ledger.SetClock(ctx, at, 1, true); err != nil {
		return err
	}
	for last, still := int64(-1), 0; still < 3; {
		time.Sleep(w.ledger.Tolerance()/2 + 20*time.Millisecond) // asks again
		size, err := w.ledger.Size(ctx)
		if err != nil {
			return err
		}
		if still++; size != last {
			last, still = size, 0
		}
	}
	return nil
}

// harm changes the ledger as nobody may: as superuser, with its triggers off.
func (w *world) harm(sql string) error {
	ctx := w.t.Context()
	conn, err := pgx.Connect(ctx, ledgertest.Superuser(w.t))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "SET session_replication_role = replica; "+sql)
	return err
}

func walk(c *cobra.Command, f func(path, use, short, example string)) {
	for _, sub := range c.Commands() {
		if sub.Name() != "help" && sub.Name() != "completion" {
			f(sub.CommandPath(), sub.Use, sub.Short, sub.Example)
			walk(sub, f)
		}
	}
}
