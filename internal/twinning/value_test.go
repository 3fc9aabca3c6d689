package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/twinning"
)

// eventful is a world with three and more of everything that lists grow by.
func eventful(t *testing.T) *World {
	w := New(t).Opened(Book()).Published().Submitted(A, B, C)
	for _, to := range []string{"2019-08-08T17:00", "2019-08-09T17:00", "2019-08-10T17:00", "2019-08-12T17:00"} {
		w.Do(Stream, Head, call.ExtendDeadline{To: Wall(to), Why: "storm"})
		w.Do(Tendering(A), Contact(A), submitting(same))
	}
	w.At("2019-08-13T09:00")
	for range 4 {
		w.Do(Tendering(A), Contact(A), submitting(same)) // too late
	}
	w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: Stranger})
	w.Do(Stream, Stranger, call.DeclareImpartiality{})
	w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: Dora})
	for range 4 {
		w.Do(Tendering(A), Stranger, submitting(same)) // not theirs
	}
	w.Shut().Eligible(A, B, C)
	for _, p := range []string{Dora, Undeclared} {
		w.Do(Tendering(A), p, tied)
	}
	w.Do(Stream, Officer, call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Ben, Cleo, Stranger}})
	w.Assigned(B, C).Scored(B, "4").Scored(C, "2").Scored(A, "5")
	w.Do(Tendering(A), Cleo, Scores("5"))
	w.Do(Tendering(A), Stranger, Scores("5"))
	w.Decided().Signed(A, B).At("2019-11-20T09:00")
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "1.00"), Claim("Y", twinning.Direct, "1.00"), Claim("Z", twinning.Direct, "1.00")))
	w.Approved("X", steps...).Do(Tendering(A), Head, suspend)
	w.At("2019-12-01T09:00").Do(Tendering(A), Head, resume)
	w.Do(Tendering(A), Head, terminate)
	return w
}

// Two facts that follow one state lead to two states that know nothing of each
// other: what one appends is never seen, or overwritten, by the other.
func TestAStateIsAValue(t *testing.T) {
	t.Parallel()
	w := eventful(t)
	for _, s := range w.Streams("") {
		l, _ := lives.Law(s)
		is := l.Zero(s)
		for _, f := range w.History(s) {
			zero, ok := law.Event(nil), false
			if l.Name() == "call" {
				zero, ok = call.Events.Zero(f.Event.Kind())
			} else {
				zero, ok = twinning.Events.Zero(f.Event.Kind())
			}
			require.True(t, ok)
			other, err := l.Event(f.Event.Kind(), Filled(t, zero))
			require.NoError(t, err)
			before := w.SumOf(is)
			one := l.Evolve(is, f.Event, f.At)
			sum := w.SumOf(one)
			two := l.Evolve(is, other, f.At)
			require.Equal(t, before, w.SumOf(is), f.Event.Kind())
			require.Equal(t, sum, w.SumOf(one), "%s is overwritten by another", f.Event.Kind())
			l.Evolve(two, f.Event, f.At)
			require.Equal(t, sum, w.SumOf(one), "%s is overwritten by another", f.Event.Kind())
			is = one
		}
	}
}
