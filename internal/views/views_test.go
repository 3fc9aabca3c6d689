package views_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/health"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

func open(t *testing.T) *views.Store {
	ledgertest.New(t)
	s, err := views.Open(t.Context(), ledgertest.DSN(t, "twinning_app"), 4)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

func TestADoorReadsTheViewsThatAWorkerHasMadeAndWritesNone(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	asDoor := ledgertest.DSN(t, ledger.RoleDoor)
	_, err := views.Open(t.Context(), asDoor, 2)
	require.ErrorIs(t, err, views.ErrNotMade)
	worker := open(t)
	require.NoError(t, worker.Stand(t.Context(), "call/A", life.Now{Version: 3, Stage: "open"}))

	door, err := views.Open(t.Context(), asDoor, 2)
	require.NoError(t, err)
	defer door.Close()
	all, err := door.All(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, all, 1)
	_, err = door.AllParked(t.Context())
	require.NoError(t, err)
	for _, a := range health.Check(t.Context(), door.Pool()) {
		require.NotContains(t, a.Says, "cannot be asked", a.Check)
	}
	require.ErrorContains(t, door.Stand(t.Context(), "call/A", life.Now{Version: 4, Stage: "awarded"}), "permission denied")
	_, err = door.Request(t.Context(), views.Nudge, "call/A")
	require.ErrorContains(t, err, "permission denied")
}

func TestAnOlderSightOfALifeNeverTakesThePlaceOfANewerOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	moment := time.Date(2019, 8, 7, 15, 0, 0, 1000, time.UTC)
	require.NoError(t, s.Stand(t.Context(), "call/A", life.Now{Version: 3, Judged: 9, Stage: "open", Moment: moment, Letters: 2}))
	require.NoError(t, s.Stand(t.Context(), "call/A", life.Now{Version: 2, Judged: 12, Stage: "published"}))
	require.NoError(t, s.Stand(t.Context(), "call/A", life.Now{Version: 3, Judged: 8, Stage: "published"}))
	all, err := s.All(t.Context(), "call/")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, "open", all[0].Stage)
	require.True(t, moment.Equal(*all[0].NextAt))

	require.NoError(t, s.Delivered(t.Context(), "call/A", life.Left{Letters: 0, Version: 2}))
	all, err = s.All(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, 2, all[0].Letters, "letters of an older version say nothing of a newer one")
	require.NoError(t, s.Delivered(t.Context(), "call/A", life.Left{Letters: 0, Version: 3}))
	all, err = s.All(t.Context(), "")
	require.NoError(t, err)
	require.Zero(t, all[0].Letters)
}

// Whoever counted letters before the last one was sent may say so afterwards.
func TestAnOlderCountOfLettersNeverTakesThePlaceOfANewerOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	letters := func() int {
		all, err := s.All(t.Context(), "call/A")
		require.NoError(t, err)
		require.Len(t, all, 1)
		return all[0].Letters
	}
	require.NoError(t, s.Stand(t.Context(), "call/A", life.Now{Version: 3, Judged: 9, Letters: 1, Counted: 9}))
	require.NoError(t, s.Delivered(t.Context(), "call/A", life.Left{Version: 3, Counted: 12}))
	require.NoError(t, s.Stand(t.Context(), "call/A", life.Now{Version: 3, Judged: 11, Stage: "open", Letters: 1, Counted: 11}))
	require.Zero(t, letters())
	require.NoError(t, s.Stand(t.Context(), "call/A", life.Now{Version: 4, Judged: 11, Letters: 2, Counted: 14}))
	require.Equal(t, 2, letters(), "one more was promised")
	require.NoError(t, s.Delivered(t.Context(), "call/A", life.Left{Version: 4, Counted: 13}))
	require.Equal(t, 2, letters(), "and was not there yet when these were counted")
	require.NoError(t, s.Delivered(t.Context(), "call/A", life.Left{Version: 4, Counted: 16}))
	require.Zero(t, letters())
}

func TestALifeIsDueOnceItsMomentLiesBehind(t *testing.T) {
	t.Parallel()
	s := open(t)
	moment := time.Date(2019, 8, 7, 15, 0, 0, 0, time.UTC)
	require.NoError(t, s.Stand(t.Context(), "call/A", life.Now{Version: 1, Stage: "open", Moment: moment}))
	require.NoError(t, s.Stand(t.Context(), "call/B", life.Now{Version: 1, Stage: "finished", Over: true}))
	due, err := all(s.Due(t.Context(), moment))
	require.NoError(t, err)
	require.Empty(t, due, "a clock that stands at a moment has not passed it")
	due, err = all(s.Due(t.Context(), moment.Add(time.Microsecond)))
	require.NoError(t, err)
	require.Len(t, due, 1)
	next, ok, err := s.Next(t.Context())
	require.NoError(t, err)
	require.True(t, ok)
	require.True(t, moment.Equal(next))
}

func TestAPlaceNeverGoesBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, p := range []int64{5, 9, 7} {
		require.NoError(t, s.Move(t.Context(), "dispatcher", p))
	}
	place, err := s.Place(t.Context(), "dispatcher")
	require.NoError(t, err)
	require.EqualValues(t, 9, place)
	place, err = s.Place(t.Context(), "nobody")
	require.NoError(t, err)
	require.Zero(t, place)
}

func TestARequestIsOpenUntilItIsCompleted(t *testing.T) {
	t.Parallel()
	s := open(t)
	first, err := s.Request(t.Context(), views.Nudge, "call/A")
	require.NoError(t, err)
	_, err = s.Request(t.Context(), views.Restore, "")
	require.NoError(t, err)
	open, err := s.Requests(t.Context())
	require.NoError(t, err)
	require.Len(t, open, 2)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = s.AwaitRequest(ctx, first)
	require.Error(t, err, "nobody completes it")
	require.NoError(t, s.Complete(t.Context(), first, 3, errors.New("one life could not be reached")))
	w, err := s.AwaitRequest(t.Context(), first)
	require.NoError(t, err)
	require.Equal(t, 3, *w.Lives)
	require.Equal(t, "one life could not be reached", *w.Problem)
	_, err = s.Request(t.Context(), "dance", "")
	require.Error(t, err)
}

func TestNobodyWhoIsDueIsHiddenByThoseWhoHaveBeenDueForLonger(t *testing.T) {
	t.Parallel()
	s := open(t)
	const n = 2500
	moment := time.Date(2019, time.July, 1, 0, 0, 0, 0, time.UTC)
	_, err := s.Pool().Exec(t.Context(), `INSERT INTO views.lives (stream, version, judged, stage, next_at, letters, over)
		SELECT 'twinning/X/' || lpad(n::text, 6, '0'), 1, 1, 'submitted', $1::timestamptz + n / 900 * interval '1 hour', 0, false FROM generate_series(1, $2) n`, moment, n)
	require.NoError(t, err)
	due, err := all(s.Due(t.Context(), moment.Add(24*time.Hour)))
	require.NoError(t, err)
	require.Len(t, due, n)
	seen := map[string]bool{}
	for _, is := range due {
		seen[is.Stream] = true
	}
	require.Len(t, seen, n)
}

func all(due iter.Seq2[views.Standing, error]) (list []views.Standing, err error) {
	for is, err := range due {
		if err != nil {
			return list, err
		}
		list = append(list, is)
	}
	return list, nil
}
