package lifetest

import (
	"context"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/state"
)

// A Tally is what the ledger holds of a life.
type Tally struct {
	Commands, Moments, Letters int
	Stages                     []string // in the order in which they were reached
}

// Check is sure of what holds for every life, however it was driven: each
// command has one answer, each rung one outcome, each letter promised one final
// fate, and none went twice.
func (h *House) Check(stream string) (n Tally) {
	h.t.Helper()
	received, events, fates := h.read(life.Inbox(stream)), h.read(stream), h.read(life.Letters(stream))
	n.Commands = len(received)
	answers := map[string][]ledger.Event{}
	for _, e := range events {
		switch {
		case e.Command == "":
			n.Moments++
		case !law.EngineRecord(e.Kind):
			answers[e.Command] = append(answers[e.Command], e)
		}
	}
	for _, r := range received {
		a, ok, err := h.Ledger.Answer(h.t.Context(), stream, r.Command)
		require.NoError(h.t, err)
		require.True(h.t, ok, "%s has no answer", r.Command)
		require.Len(h.t, answers[r.Command], len(a.Events), "%s has more than one answer", r.Command)
		delete(answers, r.Command)
	}
	require.Empty(h.t, answers, "answers to nothing")
	final := map[string]int{}
	for i, body := range h.bodies(fates) {
		if fates[i].Kind == (law.LetterSent{}).Kind() {
			fate, err := law.Fates.Decode(fates[i].Kind, body)
			require.NoError(h.t, err)
			final[fate.(law.LetterSent).Letter]++
		}
	}
	rungs := map[string]bool{}
	is := h.fold(stream, events, func(e law.Event, body []byte, is state.Folded) {
		outcomes, err := law.RungOutcomes(e, body)
		require.NoError(h.t, err)
		for _, p := range outcomes {
			require.False(h.t, rungs[p.Key], "%s has two outcomes", p.Key)
			rungs[p.Key] = true
		}
		if s := is.State.StageName(); len(n.Stages) == 0 || n.Stages[len(n.Stages)-1] != s {
			n.Stages = append(n.Stages, s)
		}
	})
	for _, l := range is.Promised {
		require.Equal(h.t, 1, final[l.ID], "letter %s", l.ID)
	}
	require.Len(h.t, final, len(is.Promised))
	n.Letters = len(final)
	h.noLetterTwice()
	return n
}

// fold folds a life anew, event by event, by our own law.
func (h *House) fold(stream string, events []ledger.Event, each func(law.Event, []byte, state.Folded)) (is state.Folded) {
	h.t.Helper()
	require.NoError(h.t, h.Ledger.Snapshot(h.t.Context(), func(ctx context.Context, from ledger.Snapshot) (err error) {
		is, err = state.FoldAt(ctx, h.Ledger, from, stream, 1) // position 0 is the ledger's own
		return err
	}))
	for i, body := range h.bodies(events) {
		var err error
		is, err = state.Step(is, events[i], body)
		require.NoError(h.t, err)
		e, err := state.Decode(is.Law, events[i].Kind, body)
		require.NoError(h.t, err)
		each(e, body, is)
	}
	return is
}

func (h *House) noLetterTwice() {
	h.t.Helper()
	seen := map[string]bool{}
	for _, m := range h.Post.Sent() {
		require.False(h.t, seen[m.MessageID], "a letter was handed over twice")
		seen[m.MessageID] = true
	}
}

func (h *House) read(stream string) []ledger.Event {
	h.t.Helper()
	events, err := h.Ledger.Read(h.t.Context(), ledger.Query{Stream: stream})
	require.NoError(h.t, err)
	return events
}

func (h *House) bodies(events []ledger.Event) [][]byte {
	h.t.Helper()
	bodies, err := h.Ledger.OpenBodies(h.t.Context(), events)
	require.NoError(h.t, err)
	return bodies
}
