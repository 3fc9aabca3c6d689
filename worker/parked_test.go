package main

import (
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/views"
)

// panicky is our law, which panics over the moments of one tender while it is broken.
type panicky struct {
	law.Law
	broken *atomic.Bool
}

func (p panicky) Elapse(s law.State, f law.Facts, m law.Moment) []law.Event {
	if p.broken.Load() {
		var none []int
		_ = none[len(m.Key)] // as a mistake in a rule would
	}
	return p.Law.Elapse(s, f, m)
}

func (r *rig) facts(stream string) (all []law.LifeParked) {
	r.t.Helper()
	events, err := r.Ledger.Read(r.t.Context(), ledger.Query{Stream: stream, Kinds: []string{law.LifeParked{}.Kind()}})
	require.NoError(r.t, err)
	for _, e := range events {
		body, err := r.Ledger.Body(r.t.Context(), e)
		require.NoError(r.t, err)
		var fact law.LifeParked
		require.NoError(r.t, json.Unmarshal(body, &fact))
		all = append(all, fact)
	}
	return all
}

// parkedLetters counts the letters that say that something was parked.
func (r *rig) parkedLetters() (n int) {
	for _, m := range r.Post.Sent() {
		if strings.Contains(m.Subject, "Left alone after failures") {
			n++
		}
	}
	return n
}

func TestALawThatPanicsOverAMomentParksThatLifeAloneAndANudgeTakesItUp(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: 1})
	other := lifetest.Crowd(1)[0]
	r.Play(lifetest.Contracts(lifetest.Tender, other))
	r.Until(lifetest.Active().At)
	var broken atomic.Bool
	r.work(func(stream string) (law.Law, bool) {
		l, ok := lives.Law(stream)
		if stream == lifetest.Stream {
			return panicky{l, &broken}, ok
		}
		return l, ok
	})
	r.submit(refused())
	asked := refused()
	asked.Stream = law.TwinningStream(other)
	r.submit(asked)
	before := r.parkedLetters()
	broken.Store(true)
	all, err := r.Store.All(t.Context(), lifetest.Stream)
	require.NoError(t, err)
	moment := *all[0].NextAt
	require.NoError(t, r.Ledger.SetClock(t.Context(), moment.Add(time.Microsecond), 0, false))

	var parked []views.Parked
	require.Eventually(t, func() bool {
		parked, err = r.Store.AllParked(t.Context())
		require.NoError(t, err)
		return len(parked) > 0
	}, 30*time.Second, 20*time.Millisecond)
	require.Len(t, parked, 1)
	require.Equal(t, lifetest.Stream, parked[0].Stream)
	require.Equal(t, parking.LawPanicked, parked[0].Code)
	require.Equal(t, parking.ByLife, parked[0].By)
	require.Contains(t, parked[0].Error, "index out of range")
	facts := r.facts(lifetest.Stream)
	require.Len(t, facts, 1)
	require.NotEmpty(t, facts[0].Moment)
	require.Contains(t, parked[0].Error, facts[0].Moment, "the error names stream and moment")
	require.Contains(t, parked[0].Error, lifetest.Stream)
	require.NotEmpty(t, facts[0].Letters)
	require.Eventually(t, func() bool { return r.parkedLetters()-before == len(facts[0].Letters) }, 20*time.Second, 20*time.Millisecond, "staff get one letter each")

	r.submit(asked) // the others go on
	waits := r.Receive(refused())
	time.Sleep(2 * time.Second) // time itself: long enough to try many times
	require.Len(t, r.facts(lifetest.Stream), 1, "one parking is one fact")
	require.Equal(t, len(facts[0].Letters), r.parkedLetters()-before)
	left, err := r.Ledger.Waiting(t.Context(), waits, waits+1, 1)
	require.NoError(t, err)
	require.Len(t, left, 1, "it is not judged past the moment")

	broken.Store(false)
	id, err := r.Store.Request(t.Context(), views.Nudge, lifetest.Stream)
	require.NoError(t, err)
	done, err := r.Store.AwaitRequest(t.Context(), id)
	require.NoError(t, err)
	require.Nil(t, done.Problem)
	r.answered(waits, 20*time.Second)
	parked, err = r.Store.AllParked(t.Context())
	require.NoError(t, err)
	require.Empty(t, parked)
	r.submit(refused())
}
