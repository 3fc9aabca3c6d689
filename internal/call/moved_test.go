package call_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// anew has a tender evaluated anew with the same score, by another evaluator in
// the place of one whose conflict has come to light.
func anew(w *World, ref, points string) {
	w.Do(Tendering(ref), Officer, twinning.RecordConflict{Evaluator: Ben, Why: "his sister's"})
	w.Do(Stream, Officer, call.AssignEvaluators{Tender: ref, Evaluators: []string{Ada, Cleo}})
	w.Do(Tendering(ref), Cleo, Scores(points))
}

func TestATenderThatWasEvaluatedAnewHasMovedAlsoWithTheSameScore(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4")
	w.Do(Stream, Officer, call.PrepareAward{})
	Run(t, w,
		Row{Name: "it rests on other reports", Given: func(w *World) { anew(w, B, "4") }, By: Head, When: call.ReleaseAward{}, Refused: "award/moved", After: func(t *testing.T, w *World) {
			p, err := w.Call().Preview(w, law.Receipt{ReceivedAt: w.Now})
			require.NoError(t, err)
			require.Equal(t, B+" has been evaluated anew, on other reports than before", narrate.English().Reason(*p.Moved))
			w.Do(Stream, Officer, call.PrepareAward{})
			w.Do(Stream, Head, call.ReleaseAward{})
		}},
		Row{Name: "a conflict of who had no part in it moves nothing", Given: func(w *World) {
			w.Do(Tendering(B), Officer, twinning.RecordConflict{Evaluator: Cleo, Why: "her sister's"})
		}, By: Head, When: call.ReleaseAward{}, Then: []string{"award-released.v1"}},
	)
}

func TestAPanelIsAskedAgainWhenAScoreThatItLeftHasMoved(t *testing.T) {
	t.Parallel()
	decide := call.DecidePanel{Present: []string{Ada, Cleo}, Minutes: SHA("the minutes")}
	Run(t, paneled(t),
		Row{Name: "another score", Given: func(w *World) {
			w.Do(Stream, Officer, decide)
			anew(w, B, "3")
		}, By: Officer, When: call.PrepareAward{}, Refused: "panel/moved"},
		Row{Name: "asked again it may leave it", Given: func(w *World) {
			w.Do(Stream, Officer, decide)
			anew(w, B, "3")
			w.Do(Stream, Officer, decide)
		}, By: Officer, When: call.PrepareAward{}, Then: []string{"award-prepared.v1"}},
		Row{Name: "who withdrew needs no panel", Given: func(w *World) {
			w.Do(Stream, Officer, decide)
			withdraw(w, B)
		}, By: Officer, When: call.PrepareAward{}, Then: []string{"award-prepared.v1"}},
	)
}

func TestAPanelIsNotAskedWhereNothingWasEvaluated(t *testing.T) {
	t.Parallel()
	with := book(func(b *call.RuleBook) { b.Evaluation.Panel = true })
	w := New(t).Opened(with).Published().Submitted(A).Shut()
	withdraw(w, A)
	w.Decided()
	require.Equal(t, call.Finished, w.Call().Stage)
}

func TestWhoWithdrawsBeforeTheirLetterIsToldNothingAndHoldsNothing(t *testing.T) {
	t.Parallel()
	told := func(w *World) []string {
		var refs []string
		for _, f := range w.History(Stream) {
			if e, ok := f.Event.(call.OutcomesAnnounced); ok {
				for _, s := range e.Outcomes {
					refs = append(refs, s.Tender)
				}
			}
		}
		return refs
	}
	w := New(t).Contested(ContestedBook()).At("2019-09-17T09:00")
	withdraw(w, B)
	require.Empty(t, w.Call().Reserve)
	w.At("2019-09-20T09:00")
	require.Equal(t, []string{A, D, C}, told(w))
	require.Equal(t, twinning.Withdrawn, w.Twinning(B).Stage)
	require.Empty(t, w.Refusals)

	late := ContestedBook()
	late.Award.Letters = []call.Round{{Verdict: call.Rejected}, {Verdict: call.Reserve}, {Verdict: call.Awarded, After: Length("3 days")}}
	w = New(t).Contested(late).At("2019-09-17T09:00")
	require.Equal(t, EUR("20000.00"), w.Call().Left)
	withdraw(w, A)
	require.Equal(t, EUR("60000.00"), w.Call().Left, "its money is free at once")
	w.Do(Stream, Head, call.ActivateReserve{})
	w.Until(w.Clock("2019-09-20T09:00").Add(time.Microsecond))
	require.Equal(t, []string{D, C, B}, told(w))
	require.Equal(t, twinning.Awarded, w.Twinning(B).Stage)
	require.Equal(t, EUR("20000.00"), w.Call().Left)
	require.Empty(t, w.Refusals)
}

func TestWhoCouldHaveBeenFundedIsNotToldThatTheMoneyWasShort(t *testing.T) {
	t.Parallel()
	rules := book(func(b *call.RuleBook) { b.Award.Policy = call.Stop })
	tenders := []call.TenderFact{
		{Reference: A, Score: Number("90"), Amount: EUR("43000.00")},
		{Reference: B, Score: Number("80"), Amount: EUR("43000.00")},
		{Reference: C, Score: Number("70"), Amount: EUR("17000.00")},
	}
	e := call.AwardReleased{Award: call.Decide(tenders, rules, EUR("65000.00"))}
	var why []string
	for _, m := range call.Law.Messages(call.Call{}, e) {
		why = append(why, narrate.English().Reason(m.Body.(call.Outcome).Why))
	}
	require.Equal(t, []string{
		"it is above the threshold, and the budget can fund it",
		"it is above the threshold, and the budget left could not fund it",
		"it is above the threshold, and the award stopped before it, at a better one that the money left could not fund",
	}, why)
}

func TestAPlaceIsThatOfTheRankingOrOfTheReserveList(t *testing.T) {
	t.Parallel()
	place := func(w *World, ref string) string {
		p := ""
		for _, f := range w.History(Tendering(ref)) {
			if e, ok := f.Event.(twinning.OutcomeNoted); ok {
				p = narrate.English().Words(e.Letters[0])["place"]
			}
		}
		return p
	}
	w := New(t).Told(ContestedBook())
	require.Equal(t, "2 in the ranking", place(w, B))
	w.Complain(C).Uphold(C).Again(C, "5")
	require.Equal(t, "1 on the reserve list", place(w, C))
	w.Complain(D).Uphold(D).Again(D, "1")
	require.Equal(t, "none, since it was evaluated again after the ranking", place(w, D))
	decline(w, A)
	w.Do(Stream, Head, call.ActivateReserve{})
	require.Equal(t, "1 on the reserve list", place(w, C))
	require.Equal(t, twinning.Awarded, w.Twinning(C).Stage)
}

func TestWhatAFinishedCallLeftIsReopenedToo(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Shut().Eligible(A).Assigned(A).Scored(A, "1").Decided()
	require.Equal(t, call.Finished, w.Call().Stage)
	w.Do(Stream, Head, reopen("43000.00"))
	require.Equal(t, EUR("889000.00"), w.Call().Left)
	w.Do(second, Officer, Opening(following("43000.00")))
}

func TestWhatAScoreIsMadeOfDoesNotChangeInTheMiddleOfAnEvaluation(t *testing.T) {
	t.Parallel()
	swapped := another(func(b *call.RuleBook) {
		b.Evaluation.Criteria[0].Weight, b.Evaluation.Criteria[1].Weight = b.Evaluation.Criteria[1].Weight, b.Evaluation.Criteria[0].Weight
	})
	w := New(t).Opened(Book()).Published().Submitted(A)
	Run(t, w, Row{Name: "before the opening", By: Head, When: swapped, Then: changed})
	w.Shut().Eligible(A).Assigned(A)
	Run(t, w,
		Row{Name: "weights", By: Head, When: swapped, Refused: "rule-book/settled"},
		Row{Name: "the end of a scale", By: Head, When: another(func(b *call.RuleBook) { b.Evaluation.Criteria[0].Max = 10 }), Refused: "rule-book/settled"},
		Row{Name: "the median", By: Head, When: another(func(b *call.RuleBook) { b.Evaluation.Aggregate = call.Median }), Refused: "rule-book/settled"},
		Row{Name: "the mean by its name is the mean", By: Head, When: another(func(b *call.RuleBook) { b.Evaluation.Aggregate = call.Mean }), Then: changed},
		Row{Name: "a name", By: Head, When: another(func(b *call.RuleBook) { b.Evaluation.Criteria[0].Name = "Fit" }), Then: changed},
	)
}
