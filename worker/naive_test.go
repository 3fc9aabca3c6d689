package main

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/bill"
	"twinning.example/engine/internal/lifetest"
)

// naive is the model that one would write first: a command is a signal, and two
// activities, one that records it and one that tells people; a moment is a
// timer, and an activity that sends its letter.
func naive(ctx workflow.Context, commands, moments int) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
	signals := workflow.GetSignalChannel(ctx, "command")
	for n := range commands {
		var command json.RawMessage
		signals.Receive(ctx, &command)
		for _, name := range []string{"record", "tell"} {
			if err := workflow.ExecuteActivity(ctx, name, command).Get(ctx, nil); err != nil {
				return err
			}
		}
		if n*moments/commands == (n+1)*moments/commands { // every other command is followed by a moment
			continue
		}
		if err := workflow.Sleep(ctx, 10*time.Millisecond); err != nil {
			return err
		}
		if err := workflow.ExecuteActivity(ctx, "remind", n).Get(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

// naiveYear is as many commands, with the same bodies, moments and letters.
func naiveYear(t testing.TB) cost {
	t.Helper()
	c := lifetest.NewTemporal(t)
	w := worker.New(c.Client, "naive", worker.Options{})
	w.RegisterWorkflowWithOptions(naive, workflow.RegisterOptions{Name: "naive"})
	for _, name := range []string{"record", "tell"} {
		w.RegisterActivityWithOptions(func(context.Context, json.RawMessage) error { return nil }, activity.RegisterOptions{Name: name})
	}
	w.RegisterActivityWithOptions(func(context.Context, int) error { return nil }, activity.RegisterOptions{Name: "remind"})
	require.NoError(t, w.Start())
	defer w.Stop()
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "naive", TaskQueue: "naive"}, "naive", lifetest.Commands, lifetest.Moments)
	require.NoError(t, err)
	sent := 0
	for _, s := range lifetest.Year() {
		if s.Stream == lifetest.Stream {
			require.NoError(t, c.SignalWorkflow(t.Context(), "naive", "", "command", s.Command))
			sent++
		}
	}
	for ; sent < lifetest.Commands; sent++ { // those of the engine
		require.NoError(t, c.SignalWorkflow(t.Context(), "naive", "", "command", struct{}{}))
	}
	require.NoError(t, run.Get(t.Context(), nil))
	h, err := histories{c.Client}.History(t.Context(), "naive", "")
	require.NoError(t, err)
	n := cost{Bill: bill.Of(h)}
	counted, err := c.Actions(t.Context())
	require.NoError(t, err)
	require.Equal(t, counted, n.Actions())
	_, _, n.bytes, err = c.Describe(t.Context(), "naive")
	require.NoError(t, err)
	return n
}
