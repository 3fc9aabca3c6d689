package activities_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// until plays the steps of the year before an instant, each life judging by hand.
func until(t *testing.T, h *lifetest.House, before time.Time) {
	t.Helper()
	var steps []lifetest.Step
	for _, s := range lifetest.Year() {
		if s.At.Before(before) {
			steps = append(steps, s)
		}
	}
	h.Play(steps)
}

func kinds(t *testing.T, h *lifetest.House, stream string) []string {
	t.Helper()
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: stream})
	require.NoError(t, err)
	var all []string
	for _, e := range events {
		all = append(all, e.Kind)
	}
	return all
}

func TestAMomentComesAfterEveryCommandThatWasReceivedBeforeItHoweverManyThereAre(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	reminder := time.Date(2019, 6, 19, 6, 0, 0, 0, time.UTC)
	until(t, h, reminder)
	at := reminder.Add(-time.Hour)
	h.Until(at)
	for n := range 150 { // while nobody judges
		h.Receive(lifetest.Step{At: at.Add(time.Duration(n) * time.Second), Stream: lifetest.Stream, By: calltest.Officer, Command: twinning.AcceptLog{Month: 1}})
	}
	h.Until(reminder.Add(24 * time.Hour))
	require.True(t, h.Judge(lifetest.Stream).Fell, "what is due next may be another date now")
	all := kinds(t, h, lifetest.Stream)
	require.Len(t, all, 1+150+1)
	require.Equal(t, "rung-passed.v1", all[len(all)-1], "the moment was let elapse before commands that came earlier")
}

func TestWhatMeetsAnObligationSaysOnceWhichOfItsLettersAreNotSentAndTheirMomentsNeverCome(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	until(t, h, time.Date(2019, 6, 21, 0, 0, 0, 0, time.UTC))
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: lifetest.Stream})
	require.NoError(t, err)
	bodies, err := h.Ledger.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	last := len(events) - 1
	require.Equal(t, twinning.EligibilityDecided{}.Kind(), events[last].Kind)
	over, err := law.ReadNotSent(bodies[last])
	require.NoError(t, err)
	require.Equal(t, []obligation.Passed{{
		Key: "eligibility@2019-06-24/overdue", Obligation: "eligibility", Due: calltest.Date("2019-06-24"), Rung: "overdue",
		At: time.Date(2019, 6, 25, 6, 0, 0, 0, time.UTC), Outcome: obligation.Suppressed, Why: obligation.CauseDone, Done: calendar.Date{Year: 2019, Month: time.June, Day: 20},
	}}, over)
	h.Until(time.Date(2019, 6, 28, 0, 0, 0, 0, time.UTC))
	require.False(t, h.Judge(lifetest.Stream).Wakes, "there is nothing to wake for")
	require.Len(t, kinds(t, h, lifetest.Stream), len(events))
}

func TestJudgeSaysWhatAFreshSightWouldSay(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	for _, s := range lifetest.Year()[:14] {
		h.Until(s.At)
		h.Receive(s)
		for _, stream := range append([]string{calltest.Stream, lifetest.Stream}, h.Relay()...) {
			said, again := h.Judge(stream), h.Judge(stream)
			require.InDelta(t, said.WakeAfter, again.WakeAfter, float64(time.Second), stream)
			said.WakeAfter, again.WakeAfter = 0, 0
			require.GreaterOrEqual(t, again.Judged, said.Judged)
			require.GreaterOrEqual(t, again.Counted, said.Counted, "an older count never claims to be newer")
			said.Judged, again.Judged = 0, 0
			said.Counted, again.Counted = 0, 0
			said.Events, said.Fell = nil, false // what this Judge recorded; the next one records nothing
			require.Equal(t, again, said, "%s after %s", stream, s.Command.Kind())
			h.Folder.Forget(stream)
			cold := h.Judge(stream)
			cold.WakeAfter, cold.Judged, cold.Counted = 0, 0, 0
			require.Equal(t, again, cold, "%s after %s, cold", stream, s.Command.Kind())
		}
	}
}

func TestKeepingARunThatWentOnKeepsWhatItHasBecome(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	until(t, h, lifetest.Start().Add(24*time.Hour))
	grown := &histories{events: 3}
	h.Activities.Histories = grown
	keep := func() {
		require.NoError(t, h.Activities.Archive(t.Context(), life.ArchiveInput{Stream: calltest.Stream, Workflow: calltest.Stream, Run: "r"}))
	}
	keep()
	keep()
	require.Len(t, filter(kinds(t, h, calltest.Stream), "history-kept.v1"), 1, "asked again it does nothing")
	grown.events = 5
	keep()
	require.Len(t, filter(kinds(t, h, calltest.Stream), "history-kept.v1"), 2, "the run went on")
}
