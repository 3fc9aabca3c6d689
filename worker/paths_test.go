package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
)

// Each path of a life runs to its end on a real server. With RECORD=1 the
// histories are stored where workflows replays them on every run:
//
//	RECORD=1 go test -count=1 ./worker -run 'Path|Year|Renew|Fall'

func TestEveryPathRunsToItsEnd(t *testing.T) {
	t.Parallel()
	for name, steps := range lifetest.Paths() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, lifetest.Options{Rate: pacing})
			r.work(nil)
			r.live(steps)
			record(t, name, r.ended(lifetest.Stream))
			r.Check(lifetest.Stream)
			r.Check(calltest.Stream)
		})
	}
}

// live runs steps and what follows from them by itself. Where nothing is asked
// for a long time the clock jumps, and the worker brings the lives whose moments have passed.
func (r *rig) live(steps []lifetest.Step) {
	r.t.Helper()
	r.clock(time.Time{})
	for _, s := range steps {
		r.jump(s.At)
		r.submit(s)
	}
	r.clock(lifetest.Ends(steps))
}

// jump goes to an instant, but for the last days before it.
func (r *rig) jump(to time.Time) {
	r.t.Helper()
	clock, err := r.Ledger.Clock(r.t.Context())
	require.NoError(r.t, err)
	if near := to.AddDate(0, 0, -3); near.After(clock.Now()) {
		r.clock(near)
	}
	r.at(to)
}

func (r *rig) clock(to time.Time) {
	r.t.Helper()
	require.NoError(r.t, r.Ledger.SetClock(r.t.Context(), to, pacing, true))
}

func TestALifeThatRenewsIsOneLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: pacing})
	r.temporal = lifetest.NewRenewing(t)
	r.work(nil)
	r.live(lifetest.Year())
	r.ended(lifetest.Stream)
	n := r.Check(lifetest.Stream)
	require.Equal(t, lifetest.Commands, n.Commands)
	require.Equal(t, lifetest.Letters, n.Letters)

	runs := r.runs(lifetest.Stream)
	require.Greater(t, len(runs), 3)
	for i, run := range runs {
		started := run.Events[0].GetWorkflowExecutionStartedEventAttributes()
		require.Equal(t, taskTimeout, started.GetWorkflowTaskTimeout().AsDuration(), "what the first run was started with holds for run %d", i+1)
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
	half := len(steps) - 2
	r.clock(time.Time{})
	for i, s := range steps {
		r.jump(s.At)
		if i == half {
			release := r.block()
			time.AfterFunc(4*time.Second, release)
		}
		r.submit(s)
	}
	r.clock(lifetest.Ends(steps))
	h := r.ended(lifetest.Stream)
	record(t, "fell-back", h)
	r.Check(lifetest.Stream)
	regular := 0
	for _, e := range h.Events {
		if e.EventType == enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED && e.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName() == "Execute" {
			regular++
		}
	}
	require.Positive(t, regular, "the table was locked, and Execute did not mind")
}

// block lets no Execute say where its life stands, until it is released.
func (r *rig) block() (release func()) {
	r.t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, ledgertest.Superuser(r.t))
	require.NoError(r.t, err)
	_, err = conn.Exec(ctx, "BEGIN; LOCK TABLE views.lives IN EXCLUSIVE MODE")
	require.NoError(r.t, err)
	return func() { conn.Close(ctx) } // and with it goes the lock
}
