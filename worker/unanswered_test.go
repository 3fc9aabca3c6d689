package main

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/views"
)

func (r *rig) version(stream string) (version int64, err error) {
	events, err := r.Ledger.Read(r.t.Context(), ledger.Query{Stream: stream})
	return int64(len(events)), err
}

// answered waits until a receipt has its answer.
func (r *rig) answered(position int64, within time.Duration) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		left, err := r.Ledger.Waiting(r.t.Context(), position, position+1, 1)
		return err == nil && len(left) == 0
	}, within, 20*time.Millisecond, "position %d has no answer", position)
}

func TestAPlaceThatSomebodyMovedForwardLosesNoCommand(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: 1})
	r.options.UnansweredAfter = time.Second
	r.Play(lifetest.Contracts(lifetest.Tender))
	r.Until(lifetest.Active().At)
	position := r.Receive(refused())
	size, err := r.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.NoError(t, r.Store.Move(t.Context(), views.DispatcherPlace, size)) // twinning_app may
	r.work(nil)
	r.answered(position, 30*time.Second)
}

func TestAPlaceBeyondTheEndIsPutBackToTheFirstReceiptWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: 1})
	r.options.UnansweredAfter = time.Hour
	r.Play(lifetest.Contracts(lifetest.Tender))
	r.Until(lifetest.Active().At)
	position := r.Receive(refused())
	require.NoError(t, r.Store.Move(t.Context(), views.DispatcherPlace, math.MaxInt32))
	r.work(nil)
	r.answered(position, 30*time.Second)
	require.Eventually(t, func() bool {
		size, err := r.Ledger.Size(t.Context())
		require.NoError(t, err)
		place, err := r.Store.Place(t.Context(), views.DispatcherPlace)
		require.NoError(t, err)
		return place == size
	}, 10*time.Second, 20*time.Millisecond)
}

func TestANudgeReachesALifeThatNoViewKnows(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: 1})
	r.options.UnansweredAfter = time.Hour
	var opening lifetest.Step
	for _, s := range lifetest.Year() {
		if s.Stream == calltest.Stream {
			opening = s
			break
		}
	}
	r.Until(opening.At)
	position := r.Receive(opening)
	require.NoError(t, r.Store.Move(t.Context(), views.DispatcherPlace, position+1))
	r.work(nil)
	for _, prefix := range []string{calltest.Stream, ""} {
		id, err := r.Store.Request(t.Context(), views.Nudge, prefix)
		require.NoError(t, err)
		done, err := r.Store.AwaitRequest(t.Context(), id)
		require.NoError(t, err)
		require.Nil(t, done.Problem)
		require.Equal(t, 1, *done.Lives)
	}
	r.answered(position, time.Second)
}
