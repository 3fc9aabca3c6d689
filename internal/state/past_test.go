package state_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
)

func TestWhatHadHappenedAndWasRecordedLaterIsOfItsTimeAndWasNotRecordedThen(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	steps := lifetest.Year()
	h.Play(steps[:3]) // the call is published, the tender is in
	limit := time.Date(2019, 6, 14, 15, 0, 0, 0, time.UTC)
	h.Until(limit.Add(3 * time.Hour)) // nobody judged meanwhile
	h.Receive(lifetest.Step{Stream: calltest.Stream, By: calltest.Officer, Command: call.OpenTenders{}})
	received := h.Judge(calltest.Stream)
	require.NotZero(t, received)

	stood := func(at time.Time, recorded bool) (c call.Call, waiting []ledger.Event, version int64) {
		require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
			past, err := state.AsOf(ctx, h.Ledger, from, at, recorded)
			require.NoError(t, err)
			require.Equal(t, at, past.Clock().Now())
			is, err := state.NewFolder(h.Ledger, 0).Fold(ctx, past, calltest.Stream)
			require.NoError(t, err)
			all, err := state.NewFolder(h.Ledger, 0).FoldAll(ctx, past, "")
			require.NoError(t, err)
			if is.Version > 0 {
				require.Equal(t, is.State, all[calltest.Stream].State, "however it is read")
			}
			c = is.State.(call.Call)
			waiting, err = past.Unanswered(ctx, calltest.Stream)
			require.NoError(t, err)
			version, err = past.Version(ctx, calltest.Stream)
			require.NoError(t, err)
			streams, err := past.Streams(ctx, "")
			require.NoError(t, err)
			require.Equal(t, at.After(steps[2].At), slices.Contains(streams, lifetest.Stream), "a tender that had not come is not there")
			_, known, err := past.Answer(ctx, life.Inbox(calltest.Stream), "0004-open-tenders")
			require.NoError(t, err)
			require.Equal(t, at.After(limit.Add(time.Hour)), known)
			return nil
		}))
		return c, waiting, version
	}
	was, _, before := stood(limit.Add(-time.Second), false)
	require.Equal(t, call.Open, was.Stage)
	c, _, later := stood(limit.Add(time.Second), false)
	require.Equal(t, call.Shut, c.Stage, "it had happened")
	require.Greater(t, later, before)
	c, _, version := stood(limit.Add(time.Second), true)
	require.Equal(t, call.Published, c.Stage, "neither the day on which it opened nor its limit was recorded yet")
	require.Less(t, version, before)
	c, waiting, _ := stood(limit.Add(4*time.Hour), true)
	require.Equal(t, calltest.Officer, c.OpeningSigned)
	require.Empty(t, waiting)
	c, _, version = stood(lifetest.Start().Add(-time.Hour), false)
	require.Equal(t, call.None, c.Stage)
	require.Zero(t, version)
}
