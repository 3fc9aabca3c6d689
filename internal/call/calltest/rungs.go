package calltest

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// rungs are the reminders of a world: which were ever planned, and what became
// of each, by stream and key.
type rungs struct {
	planned  map[string]time.Time
	outcomes map[string]obligation.Passed
}

func (r rungs) clone() rungs { return rungs{maps.Clone(r.planned), maps.Clone(r.outcomes)} }

// Outcomes are the rungs that an event says the one outcome of: the one whose
// moment it is, and those that it made needless.
func (f Fact) Outcomes() []obligation.Passed {
	if p, ok := f.Event.(interface{ RungOutcome() obligation.Passed }); ok {
		return append([]obligation.Passed{p.RungOutcome()}, f.NotSent...)
	}
	return f.NotSent
}

// tally keeps what an event says of rungs, and checks that it is the first to do
// so, at or before their moment, and that nothing is planned that is over.
func (w *World) tally(stream string, l law.Law, is law.State, f Fact) {
	w.t.Helper()
	for _, p := range f.Outcomes() {
		key := stream + " " + p.Key
		require.NotContains(w.t, w.rungs.outcomes, key, "%s has two outcomes", key)
		require.False(w.t, p.At.Before(w.last[stream]), "%s: its outcome comes after its moment, %s", key, p.At)
		require.NotEmpty(w.t, p.Why, "%s is %s, and nobody says why", key, p.Outcome)
		w.rungs.outcomes[key] = p
	}
	for _, p := range f.NotSent {
		require.NotEqual(w.t, obligation.Sent, p.Outcome, p.Key)
		require.Contains(w.t, w.rungs.planned, stream+" "+p.Key)
	}
	for _, p := range l.Schedule(is, w).Plan() {
		key := stream + " " + p.Key
		require.NotContains(w.t, w.rungs.outcomes, key, "%s is planned again", key)
		w.rungs.planned[key] = p.At
	}
}

// Without lists the rungs of a life that were planned and have no outcome.
func (w *World) Without(stream string) []string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(w.rungs.planned)) {
		_, over := w.rungs.outcomes[key]
		if of, rung, _ := strings.Cut(key, " "); of == stream && !over {
			list = append(list, rung)
		}
	}
	return list
}
