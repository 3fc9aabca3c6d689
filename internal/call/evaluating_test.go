package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func TestOnlyWhoIsTiedToNothingIsAssigned(t *testing.T) {
	t.Parallel()
	assign := func(ref string, people ...string) call.AssignEvaluators {
		return call.AssignEvaluators{Tender: ref, Evaluators: people}
	}
	Run(t, New(t).Opened(Book()).Published().Submitted(A, B).Shut().Eligible(A),
		Row{Name: "two who have declared", By: Officer, When: assign(A, Ada, Ben), Then: []string{"evaluators-assigned.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, call.Evaluating, w.Call().Stage)
			require.Equal(t, []string{Ada, Ben}, w.Twinning(A).Assigned, "the tender is told")
			require.Empty(t, w.Refusals)
		}},
		Row{Name: "three are as good", By: Officer, When: assign(A, Ada, Ben, Cleo), Then: []string{"evaluators-assigned.v1"}},
		Row{Name: "the head may not", By: Head, When: assign(A, Ada, Ben), Refused: "roles/not-allowed"},
		Row{Name: "a tender that is none", By: Officer, When: assign(C, Ada, Ben), Refused: "assignment/no-such-tender"},
		Row{Name: "a tender of another call", By: Officer, When: assign("DHE-2020-AAAAAA", Ada, Ben), Refused: "assignment/no-such-tender"},
		Row{Name: "a tender that is not eligible", By: Officer, When: assign(B, Ada, Ben), Refused: "assignment/not-eligible"},
		Row{Name: "a tender that is evaluated", Given: func(w *World) { w.Assigned(A).Scored(A, "4") }, By: Officer, When: assign(A, Ada, Ben, Cleo), Refused: "assignment/not-eligible"},
		Row{Name: "one alone", By: Officer, When: assign(A, Ada), Refused: "assignment/too-few"},
		Row{Name: "who is not appointed", By: Officer, When: assign(A, Ada, Stranger), Refused: "evaluators/not-appointed"},
		Row{Name: "who has not declared", By: Officer, When: assign(A, Ada, Undeclared), Refused: "evaluators/not-declared"},
		Row{Name: "who is of a party's organisation, however it is written", By: Officer, When: assign(A, Ada, OfAlpha), Refused: "evaluators/not-appointed"},
		Row{Name: "who has declared a conflict", Given: func(w *World) {
			w.Do(Tendering(A), Ada, twinning.DeclareConflict{Why: "my brother's"})
		}, By: Officer, When: assign(A, Ada, Ben), Refused: "conflicts/declared"},
		Row{Name: "but who has may evaluate another", Given: func(w *World) {
			w.Do(Tendering(B), Ada, twinning.DeclareConflict{Why: "my brother's"})
		}, By: Officer, When: assign(A, Ada, Ben), Then: []string{"evaluators-assigned.v1"}},
		Row{Name: "who evaluates already is not dropped without a reason", Given: func(w *World) { w.Assigned(A) }, By: Officer, When: assign(A, Ada, Cleo), Refused: "assignment/no-reason"},
		Row{Name: "but for a reason", Given: func(w *World) { w.Assigned(A) }, By: Officer, When: call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Cleo}, Why: "Ben is ill"}, Then: []string{"evaluators-assigned.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{Ada, Cleo}, w.Twinning(A).Assigned)
			require.Equal(t, map[string]string{Cleo: "evaluator-assigned", Ben: "evaluator-replaced"}, told(w.History(Stream)), "Ada knows")
			o, _ := obligation.Find(w.Twinning(A).Obligations, "evaluation-"+Ben)
			require.False(t, o.Open())
			require.Empty(t, w.Refusals)
		}},
		Row{Name: "who comes back owes a report again", Given: func(w *World) {
			w.Assigned(A).Do(Stream, Officer, call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Cleo}, Why: "Ben is ill"})
		}, By: Officer, When: call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Ben}, Why: "Ben is well"}, Then: []string{"evaluators-assigned.v1"}, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(w.Twinning(A).Obligations, "evaluation-"+Ben)
			require.True(t, o.Open())
		}},
		Row{Name: "who has reported is not dropped at all", Given: func(w *World) {
			w.Assigned(A).Do(Tendering(A), Ben, Scores("4"))
		}, By: Officer, When: call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Cleo}, Why: "Ben is ill"}, Refused: "assignment/reported"},
		Row{Name: "the same again changes nothing", Given: func(w *World) { w.Assigned(A) }, By: Officer, When: assign(A, Ben, Ada), Refused: "assignment/unchanged"},
		Row{Name: "who is in conflict is dropped as a matter of course", Given: func(w *World) {
			w.Assigned(A).Do(Tendering(A), Ben, twinning.DeclareConflict{Why: "my brother's"})
		}, By: Officer, When: assign(A, Ada, Cleo), Then: []string{"evaluators-assigned.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{Ada, Cleo}, w.Twinning(A).Assigned)
		}},
	)
	Run(t, New(t).Opened(Book()).Published().Submitted(A),
		Row{Name: "nobody while tenders may come", By: Officer, When: assign(A, Ada, Ben), Refused: "stages/wrong-stage"})
}

// told is who was sent which letter by the last event of a history.
func told(history []Fact) map[string]string {
	all := map[string]string{}
	for _, l := range law.Letters(history[len(history)-1].Event) {
		all[l.To] = l.Template
	}
	return all
}

func TestAfterTheDecisionOnlyASecondEvaluationIsAssigned(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B).Shut().Eligible(A)
	decided := w.Call()
	decided.Stage = call.Decided
	receipt := law.Receipt{Actor: Officer, ReceivedAt: w.Now}
	_, err := call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Ben}}.Decide(decided, w, receipt)
	refusal, refused := law.Refused(err)
	require.True(t, refused)
	require.Equal(t, "assignment/first-round", RuleAndCode(refusal))
	_, err = call.DrawAssignments{Seed: "x"}.Decide(decided, w, receipt)
	refusal, refused = law.Refused(err)
	require.True(t, refused)
	require.Equal(t, "assignment/nothing-to-draw", RuleAndCode(refusal))
}

func TestAPartyEvaluatesNeitherTheirOwnTenderNorAnother(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	w.Do(Tendering(A), Stranger, twinning.SubmitTender{Tender: Tender(A)}) // whoever submits is a party as well
	w.Submitted(B)
	w.Do(Tendering(A), Contact(A), twinning.SubmitTender{Tender: Tender(A)})
	for _, p := range []string{Contact(A), Signatory(A), Stranger} {
		w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: p})
		w.Do(Stream, p, call.DeclareImpartiality{})
	}
	w.Shut().Eligible(A, B)
	for _, p := range []string{Contact(A), Signatory(A), Stranger} {
		Run(t, w,
			Row{Name: p + " of A", By: Officer, When: call.AssignEvaluators{Tender: A, Evaluators: []string{p, Ada}}, Refused: "evaluators/not-appointed"},
			Row{Name: p + " of B", By: Officer, When: call.AssignEvaluators{Tender: B, Evaluators: []string{p, Ada}}, Refused: "evaluators/not-appointed"},
		)
	}
}

func TestAnAwardIsPreparedByOneAndReleasedByAnother(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B)
	Run(t, w.Clone(t).Scored(A, "4"),
		Row{Name: "while a tender is on its way it is not prepared", By: Officer, When: call.PrepareAward{}, Refused: "award/not-all-evaluated"})
	Run(t, w.Clone(t), Row{Name: "without any evaluated tender it is empty", Given: func(w *World) {
		w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{})
		w.Do(Tendering(B), Contact(B), twinning.WithdrawTender{})
	}, By: Officer, When: call.PrepareAward{}, Then: []string{"award-prepared.v1"}})
	Run(t, New(t).Opened(Book()).Published(), Row{Name: "before evaluation there is none", By: Officer, When: call.PrepareAward{}, Refused: "stages/wrong-stage"})

	scored := w.Clone(t).Scored(A, "4").Scored(B, "5")
	prepared := func(by string) func(w *World) { return func(w *World) { w.Do(Stream, by, call.PrepareAward{}) } }
	Run(t, scored,
		Row{Name: "an officer prepares", By: Officer, When: call.PrepareAward{}, Then: []string{"award-prepared.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{B, A}, w.Call().Prepared.With(call.Awarded))
			require.Equal(t, EUR("932000.00"), w.Call().Left, "it commits nothing")
		}},
		Row{Name: "the head prepares", By: Head, When: call.PrepareAward{}, Then: []string{"award-prepared.v1"}},
		Row{Name: "an evaluator does not", By: Ada, When: call.PrepareAward{}, Refused: "roles/not-allowed"},
		Row{Name: "the head releases", Given: prepared(Officer), By: Head, When: call.ReleaseAward{}, Then: []string{"award-released.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, call.Decided, w.Call().Stage)
			require.Equal(t, EUR("852000.00"), w.Call().Left)
			require.Equal(t, twinning.Awarded, w.Twinning(A).Stage)
			require.Equal(t, 2, w.Twinning(A).Outcome.Place)
			o := w.Call().Obligations[0]
			require.False(t, o.Open(), "the decision is no longer owed")
		}},
		Row{Name: "another officer releases", Given: prepared(Officer), By: SecondHand, When: call.ReleaseAward{}, Then: []string{"award-released.v1"}},
		Row{Name: "who prepared does not", Given: prepared(Officer), By: Officer, When: call.ReleaseAward{}, Refused: "four-eyes/preparer"},
		Row{Name: "nor the head who prepared", Given: prepared(Head), By: Head, When: call.ReleaseAward{}, Refused: "four-eyes/preparer"},
		Row{Name: "nor somebody else", Given: prepared(Officer), By: Authoriser, When: call.ReleaseAward{}, Refused: "roles/not-allowed"},
		Row{Name: "what is not prepared is not released", By: Head, When: call.ReleaseAward{}, Refused: "award/not-prepared"},
		Row{Name: "a tender withdrawn meanwhile moves it", Given: func(w *World) {
			prepared(Officer)(w)
			w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{})
		}, By: Head, When: call.ReleaseAward{}, Refused: "award/moved"},
		Row{Name: "prepared again it is released", Given: func(w *World) {
			prepared(Officer)(w)
			w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{})
			prepared(SecondHand)(w)
		}, By: Officer, When: call.ReleaseAward{}, Then: []string{"award-released.v1"}},
		Row{Name: "twice is refused", Given: func(w *World) { w.Decided() }, By: Head, When: call.ReleaseAward{}, Refused: "stages/wrong-stage"},
	)
}

func TestAnAwardOfNothingFinishesTheCall(t *testing.T) {
	t.Parallel()
	w := finished(t)
	kinds := []string{}
	for _, f := range w.History(Stream) {
		kinds = append(kinds, f.Event.Kind())
	}
	require.Contains(t, kinds, "call-finished.v1")
	require.Equal(t, twinning.Rejected, w.Twinning(A).Stage)
	require.True(t, w.Call().Over())
	history := w.History(Stream)
	var told []string
	for _, l := range law.Letters(history[len(history)-1].Event) {
		told = append(told, l.To)
	}
	require.Equal(t, []string{Head, Auditor}, told)
}
