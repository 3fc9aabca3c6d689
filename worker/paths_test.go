package main

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/views"
)

// Each path of a life runs to its end on a real server. With RECORD=1 the
// histories are stored where workflows replays them on every run:
//
//	RECORD=1 go test -count=1 ./workflows

func TestEveryPathRunsToItsEnd(t *testing.T) {
	t.Parallel()
	for name, steps := range lifetest.Paths() {
		if testing.Short() && name != "rejected" && name != "suspended" && os.Getenv("RECORD") == "" {
			continue // make slow runs the others
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, lifetest.Options{Rate: pacing})
			r.work(nil)
			r.live(steps)
			record(t, name, r.ended(lifetest.Stream))
			r.check(lifetest.Stream)
			r.check(calltest.Stream)
		})
	}
}

// live runs steps and what follows from them by itself. The clock runs between steps, so that Temporal's own timers bring moments about, and stands
// while a step is answered: however slow the machine is, no step comes after a moment that the script has it come before. Where nothing
// is asked for a long time the clock jumps, and the worker brings the lives whose moments have passed.
func (r *rig) live(steps []lifetest.Step) {
	r.t.Helper()
	for _, s := range r.begin(steps) {
		r.jump(s.At)
		r.submit(s)
	}
	r.leap(steps)
}

// begin opens and publishes the call while the clock stands, since a worker and
// a life that begin take days of it, and returns the other steps.
func (r *rig) begin(steps []lifetest.Step) []lifetest.Step {
	r.t.Helper()
	for _, s := range steps[:2] {
		require.NoError(r.t, r.Ledger.SetClock(r.t.Context(), s.At, r.rate, false))
		r.submit(s)
	}
	return steps[2:]
}

// noted waits, before a report, until the tender's life knows of the assignment: the clock is fast, and the relay may be slower.
func (r *rig) noted(s lifetest.Step) {
	r.t.Helper()
	if s.Command.Kind() == "record-evaluation" {
		r.quiet()
	}
}

// leap goes to where every life is over, once nobody has anything more to say.
func (r *rig) leap(steps []lifetest.Step) {
	r.t.Helper()
	r.quiet()
	r.clock(lifetest.Ends(steps))
}

// quiet waits until the relay has passed on everything, and both lives have answered it.
func (r *rig) quiet() {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		size, err := r.Ledger.Size(r.t.Context())
		require.NoError(r.t, err)
		relayed, err := r.Store.Place(r.t.Context(), views.RelayPlace)
		require.NoError(r.t, err)
		waiting := 0
		require.NoError(r.t, r.Ledger.Snapshot(r.t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
			for _, stream := range []string{calltest.Stream, lifetest.Stream} {
				open, err := from.Unanswered(ctx, stream)
				if waiting += len(open); err != nil {
					return err
				}
			}
			return nil
		}))
		return relayed >= size && waiting == 0
	}, 30*time.Second, 5*time.Millisecond)
}

// jump goes to an instant, where the clock stands. Before that it runs for a part of the way, if it is long: for a slow machine the rest is enough.
func (r *rig) jump(to time.Time) {
	r.t.Helper()
	clock, err := r.Ledger.Clock(r.t.Context())
	require.NoError(r.t, err)
	if far := to.Sub(clock.Now()); far > runsFor+runsFor/2 {
		r.clock(time.Time{})
		time.Sleep(min(time.Duration(float64(far/2)/r.rate), time.Second/2)) // time itself: the clock runs
	}
	require.NoError(r.t, r.Ledger.SetClock(r.t.Context(), to, 0, false))
	require.Eventually(r.t, func() bool { // moments that have passed have their effects, also in other lives
		next, any, err := r.Store.Next(r.t.Context())
		require.NoError(r.t, err)
		return !any || !next.Before(to)
	}, 30*time.Second, 5*time.Millisecond)
	r.quiet()
}

// runsFor is a way that is long enough for the clock to run a part of it.
const runsFor = 20 * 24 * time.Hour

func (r *rig) clock(to time.Time) {
	r.t.Helper()
	require.NoError(r.t, r.Ledger.SetClock(r.t.Context(), to, r.rate, true))
}

func TestALifeThatRenewsIsOneLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: pacing})
	r.temporal = lifetest.NewRenewing(t)
	r.work(nil)
	r.live(lifetest.Year())
	r.ended(lifetest.Stream)
	n := r.check(lifetest.Stream)
	require.Equal(t, lifetest.Commands, n.Commands)

	runs := r.runs(lifetest.Stream)
	require.Greater(t, len(runs), 3)
	for i, run := range runs {
		started := run.Events[0].GetWorkflowExecutionStartedEventAttributes()
		require.Equal(t, dispatch.TaskTimeout, started.GetWorkflowTaskTimeout().AsDuration(), "what the first run was started with holds for run %d", i+1)
		if i < 2 {
			record(t, fmt.Sprintf("renewed-%d", i+1), run)
		}
	}
	kept, err := r.Ledger.Read(t.Context(), keptOf(lifetest.Stream))
	require.NoError(t, err)
	require.Len(t, kept, len(runs), "the history of every run is kept")
}

// runs are the histories of a life's runs, the first first.
func (r *rig) runs(stream string) (all []*history.History) {
	r.t.Helper()
	h, err := histories{r.temporal.Client}.History(r.t.Context(), stream, "")
	require.NoError(r.t, err)
	run := h.Events[0].GetWorkflowExecutionStartedEventAttributes().GetFirstExecutionRunId()
	for run != "" {
		h, err := histories{r.temporal.Client}.History(r.t.Context(), stream, run)
		require.NoError(r.t, err)
		all = append(all, h)
		run = h.Events[len(h.Events)-1].GetWorkflowExecutionContinuedAsNewEventAttributes().GetNewExecutionRunId()
	}
	return all
}

func TestALifeThatCannotJudgeForAWhileFallsBackAndGoesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: pacing})
	r.work(nil)
	steps := lifetest.Paths()["withdrawn"]
	half := len(steps) - 4
	for i, s := range r.begin(steps) {
		r.jump(s.At)
		if i == half {
			release := r.block()
			time.AfterFunc(12*time.Second, release)
		}
		r.submit(s)
	}
	r.leap(steps)
	h := r.ended(lifetest.Stream)
	record(t, "fell-back", h)
	r.check(lifetest.Stream)
	regular := 0
	for _, e := range h.Events {
		if e.EventType == enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED && e.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName() == life.Judge {
			regular++
		}
	}
	require.Positive(t, regular, "the table was locked, and Judge did not mind")
}

// block lets no Judge say where its life stands, until it is released.
func (r *rig) block() (release func()) {
	r.t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, ledgertest.Superuser(r.t))
	require.NoError(r.t, err)
	_, err = conn.Exec(ctx, "BEGIN; LOCK TABLE views.lives IN EXCLUSIVE MODE")
	require.NoError(r.t, err)
	return func() { conn.Close(ctx) } // and with it goes the lock
}
