package calltest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/twinning"
)

// record adds an event to a life and checks what holds for every one: it comes
// back from JSON as it went, its fold leaves the old state alone, and a stage
// changes only by a move of the table.
func (w *World) record(stream string, e law.Event, at law.Recorded) {
	w.t.Helper()
	at.Position, at.Version, at.RecordedAt = w.position, int64(len(w.history[stream])+1), w.Now
	w.position++
	l, was := w.life(stream)
	before := w.sum(stream, was)
	around := law.Enclose(l, was, l.Evolve(was, e, at), w, e)
	read := reread(w.t, l, e, around)
	is := l.Evolve(was, read, at)
	require.Equal(w.t, before, sum(w.t, was), "%s changed the state it was given", e.Kind())
	after := sum(w.t, is)
	if stored := l.Evolve(was, e, at); !reflect.DeepEqual(is, stored) { // which takes a fraction of the time of sums
		require.Equal(w.t, after, sum(w.t, stored), "%s adds up to another state once it was stored", e.Kind())
	}
	require.True(w.t, was.StageName() == is.StageName() || moves(stream, was.StageName(), e.Kind(), is.StageName()),
		"%s moved %s from %q to %q, which is not in the table", e.Kind(), stream, was.StageName(), is.StageName())
	f := Fact{Event: read, At: at, NotSent: around.NotSent}
	w.tally(stream, l, is, f)
	for n, m := range around.Messages {
		w.inbox = append(w.inbox, delivery{id: fmt.Sprintf("%d-%d/%s", at.Position, n, stream), from: stream, Message: m})
	}
	w.states[stream], w.sums[stream] = is, after
	w.history[stream] = append(w.history[stream], f)
}

// reread writes an event with its envelope and reads both back.
func reread(t T, l law.Law, e law.Event, around law.Envelope) law.Event {
	t.Helper()
	body, err := law.WriteEvent(e, around)
	require.NoError(t, err)
	read, err := l.Event(e.Kind(), body)
	require.NoError(t, err, string(body))
	again, err := law.WriteEvent(read, around)
	require.NoError(t, err)
	require.Equal(t, string(body), string(again), "%s comes back as another", e.Kind())
	stored, err := law.ReadMessages(body)
	require.NoError(t, err, string(body))
	require.Len(t, stored, len(around.Messages), "%s", e.Kind())
	notSent, err := law.ReadNotSent(body)
	require.NoError(t, err, string(body))
	require.Equal(t, around.NotSent, notSent)
	return read
}

// sum is a state as JSON, by which states are compared.
func sum(t T, s law.State) string {
	t.Helper()
	b, err := json.Marshal(s)
	require.NoError(t, err)
	return string(b)
}

// sum is that of the state of a life as it was recorded: whoever changes it since is found by the next who compares.
func (w *World) sum(stream string, s law.State) string {
	w.t.Helper()
	if known, ok := w.sums[stream]; ok {
		return known
	}
	return sum(w.t, s)
}

// moves tells whether the table of a life has a move.
func moves(stream, from, by, to string) bool {
	if strings.HasPrefix(stream, "call/") {
		for _, r := range call.Stages() {
			for _, m := range r.Moves {
				if string(r.Stage) == from && m.By == by && string(m.To) == to {
					return true
				}
			}
		}
		return false
	}
	if !strings.HasPrefix(stream, law.TenderFamily) {
		return true // an invitation has no table
	}
	for _, r := range twinning.Stages() {
		for _, m := range r.Moves {
			if string(r.Stage) == from && m.By == by && string(m.To) == to {
				return true
			}
		}
	}
	return false
}

// Folded is a life folded from its first event, with every event recorded so
// much later and so much further on: neither may matter.
func (w *World) Folded(stream string, later int64) law.State {
	l, _ := lives.Law(stream)
	s := l.Zero(stream)
	for _, f := range w.history[stream] {
		f.At.Position += later
		s = l.Evolve(s, f.Event, f.At)
	}
	return s
}

// SumOf is a state as JSON.
func (w *World) SumOf(s law.State) string { return sum(w.t, s) }
