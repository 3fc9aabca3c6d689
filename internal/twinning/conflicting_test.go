package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func TestAConflictComesToLightAtAnyTime(t *testing.T) {
	t.Parallel()
	record := twinning.RecordConflict{Evaluator: Ada, Why: "she owns a part of it"}
	one := []string{"conflict-declared.v1"}
	Run(t, judged(t, Book(), Ada, Ben, Cleo),
		Row{Name: "an officer records it", By: Officer, When: record, Then: one, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, []twinning.Tie{{Evaluator: Ada, Why: record.Why, By: Officer, At: w.Now}}, Resolved(w, is.Conflicts))
			history := w.History(Tendering(A))
			told := map[string]string{}
			for _, l := range law.Letters(history[len(history)-1].Event) {
				told[l.To] = l.Template
			}
			require.Equal(t, map[string]string{Officer: "conflict-declared", SecondHand: "conflict-declared", Ada: "conflict-recorded"}, told)
		}},
		Row{Name: "the head does", By: Head, When: record, Then: one},
		Row{Name: "no other evaluator does", By: Ben, When: record, Refused: "roles/not-allowed"},
		Row{Name: "of nobody who evaluates", By: Officer, When: twinning.RecordConflict{Evaluator: Stranger, Why: "x"}, Refused: "evaluators/not-an-evaluator"},
		Row{Name: "once", Given: func(w *World) { w.Do(Tendering(A), Ada, tied) }, By: Officer, When: record, Refused: "conflicts/already-declared"},
		Row{Name: "the tender is evaluated without them in the same answer, where enough are left", Given: func(w *World) {
			w.Scored(A, "4").Do(Tendering(A), Cleo, Scores("1"))
		}, By: Head, When: twinning.RecordConflict{Evaluator: Cleo, Why: "x"}, Then: []string{"conflict-declared.v1", "tender-evaluated.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "80", w.Twinning(A).Score.String())
			require.Equal(t, []string{Ada, Ben}, w.Twinning(A).Counted)
		}},
	)
	Run(t, New(t).Opened(Book()).Published().Submitted(A),
		Row{Name: "not while tenders are sealed", By: Officer, When: record, Refused: "sealed/not-opened"})
	Run(t, New(t).Opened(Book()).Published(),
		Row{Name: "not of a tender that nobody sent", By: Officer, When: record, Refused: "stages/no-tender"})
	stages := map[string]*World{
		"awarded": New(t).Awarded(), "active": New(t).Running(),
		"terminated": func() *World {
			w := New(t).Running()
			w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "x"})
			return w
		}(),
	}
	for name, w := range stages {
		Run(t, w, Row{Name: "while " + name + ", and the head is told", By: Officer, When: record, Then: one, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Stage(name), is.Stage, "money once awarded is never withdrawn")
			require.Equal(t, "100", is.Score.String(), "what was decided stays visible")
			require.Equal(t, []string{Ada}, is.InDoubt())
			history := w.History(Tendering(A))
			var to []string
			for _, l := range law.Letters(history[len(history)-1].Event) {
				to = append(to, l.To)
			}
			require.Contains(t, to, Head)
		}})
	}
	over := New(t).Awarded()
	over.Until(over.Clock("2030-01-01T00:00"))
	Run(t, over, Row{Name: "but not when the record is closed", To: Tendering(C), By: Officer, When: record, Refused: "stages/over"})
}

func TestTheHeadMayHaveATenderEvaluatedAgain(t *testing.T) {
	t.Parallel()
	order := twinning.OrderReevaluation{Reason: "a score came from an owner"}
	known := func(w *World) {
		w.Do(Tendering(C), Officer, twinning.RecordConflict{Evaluator: Ada, Why: "x"})
		w.Do(Tendering(A), Officer, twinning.RecordConflict{Evaluator: Ada, Why: "x"})
	}
	ordered := []string{"reevaluation-ordered.v1"}
	w := New(t).Awarded()
	Run(t, w,
		Row{Name: "one that was rejected", Given: known, To: Tendering(C), By: Head, When: order, Then: ordered, After: func(t *testing.T, w *World) {
			is := Resolved(w, w.Twinning(C))
			require.Equal(t, twinning.Eligible, is.Stage)
			require.Equal(t, []string{"40", string(twinning.Rejected), string(order.Reason)}, []string{is.Rounds[0].Score.String(), string(is.Rounds[0].Stage), string(is.Rounds[0].Why)}, "the first result stays")
			require.Empty(t, is.Reviews)
			require.Equal(t, []string{Ada, Ben}, is.TenderFact().Barred)
		}},
		Row{Name: "not one that was awarded", Given: known, To: Tendering(A), By: Head, When: order, Refused: "stages/wrong-stage"},
		Row{Name: "not an officer", Given: known, To: Tendering(C), By: Officer, When: order, Refused: "roles/not-allowed"},
		Row{Name: "not without a conflict of somebody who counted", Given: func(w *World) {
			w.Do(Tendering(C), Officer, twinning.RecordConflict{Evaluator: Cleo, Why: "x"})
		}, To: Tendering(C), By: Head, When: order, Refused: "reevaluation/no-conflict"},
	)
	again := w.Clone(t)
	known(again)
	again.Do(Tendering(C), Head, order)
	for _, p := range []string{"p-dora", "p-emil"} {
		again.Do(Stream, Officer, call.AppointEvaluator{Evaluator: p})
		again.Do(Stream, p, call.DeclareImpartiality{})
	}
	again.Do(Stream, Officer, call.AssignEvaluators{Tender: C, Evaluators: []string{"p-dora", "p-emil"}})
	again.Do(Tendering(C), "p-dora", Scores("4"))
	events := again.Do(Tendering(C), "p-emil", Scores("5"))
	require.Equal(t, 2, events[1].(twinning.TenderEvaluated).Round)
	require.Equal(t, "90", again.Twinning(C).Score.String())

	nobody := New(t).Opened(Book()).Published().Submitted(A).Shut().Eligible(A).Assigned(A).Scored(A, "1").Decided()
	Run(t, nobody, Row{Name: "not once the call is finished", Given: func(w *World) {
		w.Do(Tendering(A), Officer, twinning.RecordConflict{Evaluator: Ada, Why: "x"})
	}, By: Head, When: order, Refused: "reevaluation/call-finished"})
}

func TestTheHeadIsToldOfAConflictBehindADecisionAlsoBeforeItsLetters(t *testing.T) {
	t.Parallel()
	told := func(evaluator string) []string {
		w := New(t).Contested(ContestedBook()) // the letters of C are still to come
		var to []string
		for _, e := range w.Do(Tendering(C), Officer, twinning.RecordConflict{Evaluator: evaluator, Why: "x"}) {
			for _, l := range law.Letters(e) {
				to = append(to, l.To)
			}
		}
		return to
	}
	require.Contains(t, told(Ada), Head)
	require.NotContains(t, told(Cleo), Head, "who had no part in its score")
}
