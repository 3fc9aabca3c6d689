package activities_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// stricter is another version of the rule book: logs are due later, reminders
// go out later.
func stricter() call.ChangeRules {
	b := lifetest.Book()
	b.Running.LogWithin = calltest.Length("25 days")
	for name, ladder := range b.Reminders.Ladders {
		for i := range ladder.Rungs {
			ladder.Rungs[i].Days++
		}
		b.Reminders.Ladders[name] = ladder
	}
	return calltest.Change(b, "more time")
}

func tender(t *testing.T, h *lifetest.House) twinning.Twinning {
	t.Helper()
	var is state.Folded
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) (err error) {
		is, err = h.Folder.Fold(ctx, from, lifetest.Stream)
		return err
	}))
	return is.State.(twinning.Twinning)
}

// changeAt plays the year with the rule book changed at a time, up to another.
func changeAt(t *testing.T, when, until time.Time) *lifetest.House {
	t.Helper()
	h := lifetest.New(t, lifetest.Options{})
	steps := []lifetest.Step{
		{At: when, Stream: calltest.Stream, By: calltest.Head, Command: stricter()},
		{At: when.Add(time.Minute), Stream: calltest.Stream, By: calltest.Officer, Command: call.SignProposal{Number: 1, SHA256: stricter().SHA256}},
	}
	for _, s := range lifetest.Year() {
		if s.At.Before(until) {
			steps = append(steps, s)
		}
	}
	h.Play(lifetest.Sorted(steps))
	h.Until(until)
	h.Judge(lifetest.Stream)
	return h
}

var (
	beforeContract = time.Date(2019, 7, 18, 0, 0, 0, 0, time.UTC)
	afterContract  = time.Date(2019, 7, 25, 0, 0, 0, 0, time.UTC)
	secondMonth    = time.Date(2019, 10, 20, 0, 0, 0, 0, time.UTC)
)

func TestRulesThatChangeAfterTheContractChangeNothingForTheTwinning(t *testing.T) {
	t.Parallel()
	var due map[string]string
	var passed map[string]obligation.Passed
	t.Run("as it would have been", func(t *testing.T) {
		as := lifetest.New(t, lifetest.Options{})
		until(t, as, secondMonth)
		as.Until(secondMonth)
		as.Judge(lifetest.Stream)
		due, passed = dues(tender(t, as)), rungs(t, as)
	})
	changed := changeAt(t, afterContract, secondMonth)
	require.Equal(t, due, dues(tender(t, changed)))
	require.Equal(t, passed, rungs(t, changed), "every reminder came when it would have")

	sha := lifetest.Opening().SHA256
	events, err := changed.Ledger.Read(t.Context(), ledger.Query{Stream: lifetest.Stream})
	require.NoError(t, err)
	for _, e := range events {
		require.Equal(t, sha, e.Rules, "%s is decided under the rule book of the contract", e.Kind)
	}
}

func TestRulesThatChangeBeforeTheContractHoldForIt(t *testing.T) {
	t.Parallel()
	h := changeAt(t, beforeContract, secondMonth)
	is := tender(t, h)
	require.Equal(t, stricter().SHA256, is.Contract.Rules)
	first, ok := obligation.Find(is.Obligations, "log-01")
	require.True(t, ok)
	due, _ := first.Current()
	require.Equal(t, "2019-09-23", due.On.String(), "25 days after 28 August, which is a Sunday: Monday")
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: lifetest.Stream, Kinds: []string{twinning.LogSubmitted{}.Kind()}})
	require.NoError(t, err)
	require.NotEmpty(t, events)
	for _, e := range events {
		require.Equal(t, stricter().SHA256, e.Rules)
	}
}

// dues are the due dates of a life, by obligation.
func dues(is twinning.Twinning) map[string]string {
	all := map[string]string{}
	for _, o := range is.Obligations {
		for _, d := range o.Dues {
			all[o.ID] += d.On.String() + " "
		}
	}
	return all
}

// rungs are the outcomes of reminders, with their instants.
func rungs(t *testing.T, h *lifetest.House) map[string]obligation.Passed {
	t.Helper()
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: lifetest.Stream})
	require.NoError(t, err)
	bodies, err := h.Ledger.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	all := map[string]obligation.Passed{}
	for i, e := range events {
		v, err := state.Decode(twinning.Law, e.Kind, bodies[i])
		require.NoError(t, err)
		outcomes, err := law.RungOutcomes(v, bodies[i])
		require.NoError(t, err)
		for _, p := range outcomes {
			all[p.Key] = p
		}
	}
	return all
}
