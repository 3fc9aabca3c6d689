package calltest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
)

// A RecordedStory is what an earlier build recorded of a call and its tenders.
type RecordedStory struct {
	facts []recordedFact // in the order in which they were recorded
}

type recordedFact struct {
	stream string
	frozenEvent
}

// ReadStory reads the frozen events of a story: those of its call, and those of its tenders.
func ReadStory(t T, calls, tenders, name string) *RecordedStory {
	t.Helper()
	s := &RecordedStory{}
	for _, dir := range []string{calls, tenders} {
		files, err := filepath.Glob(filepath.Join(dir, name+"-*.jsonl"))
		require.NoError(t, err)
		require.NotEmpty(t, files, "%s: no story %s", dir, name)
		for _, file := range files {
			text, err := os.ReadFile(file) //nolint:gosec // a name of ours
			require.NoError(t, err)
			_, reference, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".jsonl"), "-")
			stream := law.CallStream(reference)
			if law.CallOf(reference) != "" {
				stream = law.TwinningStream(reference)
			}
			for _, line := range bytes.Split(bytes.TrimSpace(text), []byte{'\n'}) {
				f := recordedFact{stream: stream}
				require.NoError(t, json.Unmarshal(line, &f.frozenEvent))
				s.facts = append(s.facts, f)
			}
		}
	}
	slices.SortFunc(s.facts, func(a, b recordedFact) int { return cmp.Compare(a.At.Position, b.At.Position) })
	return s
}

// Cuts are the places before which everything had been heard by everybody: each before the first fact of a person's command.
func (s *RecordedStory) Cuts() []int {
	var cuts []int
	for n, f := range s.facts {
		if f.At.Command != "" && f.At.Actor != law.Engine && (n == 0 || s.facts[n-1].At.Command != f.At.Command) {
			cuts = append(cuts, n)
		}
	}
	return append(cuts, len(s.facts))
}

// World is the world after so many facts, as today's law folds them. It goes on from there.
func (s *RecordedStory) World(t T, facts int) *World {
	t.Helper()
	w := New(t)
	for _, f := range s.facts[:facts] {
		l, is := w.life(f.stream)
		e, err := l.Event(f.Kind, f.Body)
		require.NoError(t, err, "%s can no longer be read", f.Kind)
		is = l.Evolve(is, e, f.At)
		w.states[f.stream] = is
		delete(w.sums, f.stream)
		for _, p := range l.Schedule(is, w).Plan() {
			w.rungs.planned[f.stream+" "+p.Key] = p.At
		}
		w.history[f.stream] = append(w.history[f.stream], Fact{Event: e, At: f.At})
		w.Now, w.last[f.stream], w.position = f.At.RecordedAt, f.At.RecordedAt, f.At.Position+1
	}
	return w
}
