package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// keeping is a year played to its retention, beside the worker's sweeper.
type keeping struct {
	*lifetest.House
	t *testing.T
	s *retentionSweeper
}

func newKeeping(t *testing.T) *keeping {
	t.Helper()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Year())
	return &keeping{h, t, &retentionSweeper{
		ledger: h.Ledger, store: h.Store, erase: ledgertest.DSN(t, ledger.RoleErase), log: slog.New(slog.DiscardHandler),
	}}
}

// at lets the clock stand there, judges and passes on what there is.
func (k *keeping) at(at time.Time) {
	k.t.Helper()
	k.Until(at)
	k.Judge(lifetest.Stream)
	k.Relay()
}

func (k *keeping) delivered() {
	k.t.Helper()
	_, err := k.Activities.Notify(k.t.Context(), life.NotifyInput{Stream: lifetest.Stream})
	require.NoError(k.t, err)
}

func (k *keeping) verified() (ledger.Report, *state.Recount) {
	k.t.Helper()
	recount := state.NewRecount(k.t.Context(), k.Ledger)
	report, err := k.Ledger.Verify(k.t.Context(), ledger.VerifyOptions{MustSeal: state.MustSeal, StateHash: recount.StateHash, Guards: true})
	require.NoError(k.t, err)
	require.Empty(k.t, report.Findings)
	return report, recount
}

func (k *keeping) twinning() (is twinning.Twinning) {
	k.t.Helper()
	require.NoError(k.t, k.Ledger.Snapshot(k.t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		f, err := state.NewFolder(k.Ledger, 0).Fold(ctx, from, lifetest.Stream)
		if err == nil {
			is = f.State.(twinning.Twinning)
		}
		return err
	}))
	return is
}

func TestWhatIsSealedGoesByItselfWithTheEndOfTheRetentionAndWaitsForAHoldAndForLetters(t *testing.T) {
	t.Parallel()
	k := newKeeping(t)
	is := k.twinning()
	require.Equal(t, twinning.Retained, is.Stage)
	sweep := func() ledger.Report {
		require.NoError(t, k.s.sweep(t.Context()))
		k.Relay()
		require.NoError(t, k.s.sweep(t.Context()))
		report, _ := k.verified()
		return report
	}
	require.Zero(t, sweep().Removed, "it is retained")

	k.Play([]lifetest.Step{{
		At: is.RetainTil.Start(time.UTC), Stream: lifetest.Stream, By: calltest.Head, Command: twinning.PlaceHold{Authority: "Court of Auditors", Reason: "an audit"},
	}})
	later := is.RetainTil.AddDays(200).Start(time.UTC)
	k.at(later)
	require.Equal(t, twinning.Retained, k.twinning().Stage, "it is held beyond its years")
	require.Zero(t, sweep().Removed)

	k.Play([]lifetest.Step{{At: later.Add(time.Hour), Stream: lifetest.Stream, By: calltest.Head, Command: twinning.LiftHold{Reason: "the audit is closed"}}})
	k.at(later.Add(2 * time.Hour))
	require.Equal(t, twinning.Over, k.twinning().Stage)
	require.Zero(t, sweep().Removed, "its letters wait: their words are sealed in it")
	k.delivered()
	require.NoError(t, k.s.sweep(t.Context()))
	before, _ := k.verified()
	require.Zero(t, before.Removed, "the relay has not read all of it yet")
	after := sweep()
	require.Positive(t, after.Removed)
	require.Equal(t, []int{after.Removed, 1}, []int{after.Expired, after.ExpiredLives})
	require.Equal(t, before.Size+1, after.Size, "one event says so, and nothing else was recorded")
	require.Equal(t, after.Removed, sweep().Removed, "once")

	require.Equal(t, twinning.Over, k.twinning().Stage, "what is left folds")
	_, recount := k.verified()
	require.Positive(t, recount.Blind, "states before which a body went are said not to be compared")
	said, err := k.Ledger.Expirations(t.Context(), lifetest.Stream)
	require.NoError(t, err)
	require.Len(t, said, 1)
	require.NotEmpty(t, said[0].Bodies)
	require.NoError(t, k.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		lines, err := explain.NewExplainer(k.Ledger, from, explain.Reader{Viewer: access.Operator}).History(ctx, lifetest.Stream, false)
		require.NotEmpty(t, lines)
		return err
	}))
}

func TestADestructionSurvivesTheDeathOfItsWorkerAtEachStep(t *testing.T) {
	t.Parallel()
	k := newKeeping(t)
	k.at(k.twinning().RetainTil.AddDays(2).Start(time.UTC))
	k.delivered()
	require.Equal(t, twinning.Over, k.twinning().Stage)
	fresh := func(erase string) *retentionSweeper {
		return &retentionSweeper{ledger: k.Ledger, store: k.Store, erase: erase, log: k.s.log, finished: erase != k.s.erase}
	}
	require.NoError(t, k.Store.Move(t.Context(), "relay", 1<<40)) // as where the relay has passed on everything
	dies := fresh("postgres://nobody@127.0.0.1:1/nowhere")
	require.Error(t, dies.sweep(t.Context()), "it records what goes, and is gone before it does it")
	require.False(t, dies.finished, "it would go on with that")
	for range 3 {
		again := fresh(k.s.erase)
		require.NoError(t, again.sweep(t.Context()))
		require.True(t, again.clean[lifetest.Stream])
	}
	report, _ := k.verified()
	require.Positive(t, report.Expired)
	said, err := k.Ledger.Expirations(t.Context(), lifetest.Stream)
	require.NoError(t, err)
	require.Len(t, said, 1)
}

func TestWhatIsSealedWaitsForWhatItsOwnFactsMeanForOthers(t *testing.T) {
	t.Parallel()
	k := newKeeping(t)
	k.at(k.twinning().RetainTil.AddDays(2).Start(time.UTC))
	k.delivered()
	k.Relay()
	events, err := k.Ledger.Read(t.Context(), ledger.Query{Stream: lifetest.Stream})
	require.NoError(t, err)
	unsent := views.Unsent{Position: events[0].Position, Stream: calltest.Stream, Cause: "the call cannot take it"}
	require.NoError(t, k.Store.KeepUnsent(t.Context(), unsent))
	require.NoError(t, k.s.sweep(t.Context()))
	report, _ := k.verified()
	require.Zero(t, report.Removed, "a message of its own waits for its call")

	require.NoError(t, k.Store.DropUnsent(t.Context(), unsent))
	require.NoError(t, k.s.sweep(t.Context()))
	report, _ = k.verified()
	require.Positive(t, report.Removed)
}

func TestWhatIsSealedWaitsForTheAnswerToACommandThatCameLate(t *testing.T) {
	t.Parallel()
	k := newKeeping(t)
	til := k.twinning().RetainTil
	k.at(til.AddDays(2).Start(time.UTC))
	k.delivered()
	k.Receive(lifetest.Step{
		At: til.AddDays(3).Start(time.UTC), Stream: lifetest.Stream, By: calltest.Head, Command: twinning.PlaceHold{Authority: "Court of Auditors", Reason: "an audit"},
	})
	k.Relay()
	var said strings.Builder
	k.s.log = slog.New(slog.NewTextHandler(&said, nil))
	require.NoError(t, k.s.sweep(t.Context()))
	report, _ := k.verified()
	require.Zero(t, report.Removed, "it is judged by all that is there")
	require.Empty(t, said.String(), "it may be judged in a moment")
	require.Contains(t, k.s.awaited, lifetest.Stream)
	for _, ago := range []time.Duration{2 * time.Hour, 2 * time.Hour, 25 * time.Hour} { // as where nobody judges it
		h := k.s.awaited[lifetest.Stream]
		k.s.awaited[lifetest.Stream] = held{since: h.since.Add(-ago), told: h.told.Add(-ago)}
		require.NoError(t, k.s.sweep(t.Context()))
	}
	require.Equal(t, 2, strings.Count(said.String(), "a command there has no answer"), "once a day: %s", said.String())
	require.Contains(t, said.String(), "stream="+lifetest.Stream)
	k.Judge(lifetest.Stream)
	require.NoError(t, k.s.sweep(t.Context()))
	report, _ = k.verified()
	require.Zero(t, report.Removed, "the relay has not come to the answer")
	k.Relay()
	require.NoError(t, k.s.sweep(t.Context()))
	report, _ = k.verified()
	require.Positive(t, report.Removed, "what it answers changes nothing: the retention has ended")
	require.Empty(t, k.s.awaited)
}
