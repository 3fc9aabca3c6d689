package call_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

func noted(events []law.Event) call.ReevaluationNoted {
	for _, e := range events {
		if n, ok := e.(call.ReevaluationNoted); ok {
			return n
		}
	}
	return call.ReevaluationNoted{}
}

func result(ref, score string) call.NoteReevaluation {
	n := Number(score).Div(Number("20"))
	return call.NoteReevaluation{
		Tender: ref, Type: "full-adoption", Score: Number(score), Amount: EUR("40000.00"),
		Points: map[string]decimal.Decimal{"relevance": n, "impact": n, "implementation": n},
	}
}

func reserve(w *World) []string {
	var refs []string
	for _, s := range w.Call().Reserve {
		refs = append(refs, s.Tender)
	}
	return refs
}

func TestASecondEvaluationGivesAPlaceOnTheReserveListAndTakesNothing(t *testing.T) {
	t.Parallel()
	w := New(t).Told(ContestedBook())
	w.Deaf = true // what the tenders make of it is another test's
	send := func(ref, score string) call.ReevaluationNoted {
		return noted(w.Do(Stream, law.Engine, result(ref, score)))
	}
	e := send(C, "100")
	require.Equal(t, call.Reserve, e.Verdict)
	require.True(t, e.Ahead, "the cut itself is enough")
	require.Equal(t, Number("100"), *e.Cut)
	require.Equal(t, 1, e.Place)
	require.Equal(t, []string{C, B}, reserve(w))
	e = send(D, "100")
	require.Equal(t, 2, e.Place, "behind those who got there before")
	require.Equal(t, []string{C, D, B}, reserve(w))
	e = send(E, "80")
	require.Equal(t, call.Reserve, e.Verdict)
	require.False(t, e.Ahead)
	require.Equal(t, []string{C, D, B, E}, reserve(w), "of equals the one that was there first")
	e = send(E, "99.9999")
	require.False(t, e.Ahead)
	require.Equal(t, []string{C, D, E, B}, reserve(w), "by its score")
	e = send(E, "59.9999")
	require.Equal(t, call.Rejected, e.Verdict)
	require.Contains(t, narrate.English().Reason(e.Why), "below the threshold of 60")
	require.Equal(t, []string{C, D, B}, reserve(w))
	e = send(B, "60")
	require.Equal(t, call.Reserve, e.Verdict)
	require.Equal(t, 3, e.Place)
	require.Equal(t, EUR("40000.00"), w.Call().Committed[A])
	require.Equal(t, EUR("20000.00"), w.Call().Left)
	e = send(A, "10")
	require.Equal(t, call.Awarded, e.Verdict, "what was awarded stays awarded")
	require.Equal(t, EUR("40000.00"), w.Call().Committed[A])
}

func TestASecondEvaluationIsJudgedByTheThresholdsOfCriteriaToo(t *testing.T) {
	t.Parallel()
	four := Number("4")
	w := New(t).Told(contested(func(b *call.RuleBook) { b.Evaluation.Criteria[1].Threshold = &four }))
	w.Deaf = true
	r := result(C, "100")
	r.Points["impact"] = Number("3.9")
	e := noted(w.Do(Stream, law.Engine, r))
	require.Equal(t, call.Rejected, e.Verdict)
	require.Contains(t, narrate.English().Reason(e.Why), "impact has 3.9 points, below its own threshold of 4")
}

func TestWhereNobodyWasAwardedTheThresholdIsTheCut(t *testing.T) {
	t.Parallel()
	w := New(t).Told(contested(func(b *call.RuleBook) {
		b.Award.Envelopes = []call.Envelope{{ID: "small", Types: []string{"adaptation"}, Budget: EUR("9000.00")}}
	}))
	w.Deaf = true
	r := result(C, "60")
	r.Type = "adaptation"
	e := noted(w.Do(Stream, law.Engine, r))
	require.True(t, e.Ahead)
	require.Nil(t, e.Cut)
	require.Equal(t, 1, e.Place)
	require.Empty(t, law.Letters(e), "there is no money for it")
}

func TestTheHeadIsToldWhenThereIsMoneyForWhoComesOntoTheList(t *testing.T) {
	t.Parallel()
	w := New(t).Told(ContestedBook())
	decline(w, A)
	w.Deaf = true
	e := noted(w.Do(Stream, law.Engine, result(C, "100")))
	require.Equal(t, []law.Letter{{To: Head, Template: "reserve-fundable", With: []law.Param{
		law.Ref("call", Reference), law.Ref("tender", C), law.Count("place", 1), law.Money("amount", EUR("40000.00")), law.Money("left", EUR("60000.00")),
	}}}, law.Letters(e))
	e = noted(w.Do(Stream, law.Engine, result(D, "100")))
	require.Empty(t, law.Letters(e), "somebody comes before")
}

func TestOnlyWhatConcernsAReleasedAwardIsNoted(t *testing.T) {
	t.Parallel()
	Run(t, New(t).Opened(Book()).Published().Submitted(A).Shut(),
		Row{Name: "before the award a tender takes part in it", By: law.Engine, When: result(A, "100"), Refused: "award/not-released"})
	other := result(C, "100")
	other.Amount = must(other.Amount)
	Run(t, New(t).Told(ContestedBook()),
		Row{Name: "nobody notes a second evaluation", By: Head, When: result(C, "100"), Refused: "roles/engine-only"},
		Row{Name: "nor a complaint", By: Head, When: call.NoteComplaint{Tender: C, Number: 1, Status: call.ComplaintLodged}, Refused: "roles/engine-only"},
		Row{Name: "nor in another currency", By: law.Engine, When: other, Refused: "money/tender-currency"},
		Row{Name: "a complaint is noted", By: law.Engine, When: call.NoteComplaint{Tender: C, Number: 1, Status: call.ComplaintLodged}, Then: []string{"complaint-noted.v1"}},
		Row{Name: "who has ended is past it", Given: func(w *World) { withdraw(w, B) }, By: law.Engine, When: result(B, "100"), Then: []string{"reevaluation-noted.v1"}, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Call().Reserve)
		}})
	w := New(t).Told(ContestedBook())
	decline(w, A)
	withdraw(w, B)
	w.At("2019-10-03T09:00")
	require.Equal(t, call.Finished, w.Call().Stage)
	e := noted(w.Do(Stream, law.Engine, result(C, "100")))
	require.Equal(t, call.Rejected, e.Verdict)
	require.Equal(t, law.Why("call-finished"), e.Why)
	require.Empty(t, w.Call().Reserve)
}

func TestADecisionThatCanBeContestedHoldsTheTimeForComplaintsOpen(t *testing.T) {
	t.Parallel()
	w := New(t).Told(ContestedBook())
	w.Deaf = true
	e := noted(w.Do(Stream, law.Engine, result(C, "10")))
	require.True(t, e.ComplaintsUntil.IsZero(), "it ends on 30 September in any case")
	w.At("2019-09-25T09:00")
	final := result(C, "10")
	final.Final = true
	require.True(t, noted(w.Do(Stream, law.Engine, final)).ComplaintsUntil.IsZero())
	e = noted(w.Do(Stream, law.Engine, result(C, "10")))
	require.Equal(t, Date("2019-10-07"), e.ComplaintsUntil)
	require.Equal(t, Date("2019-10-07"), w.Call().ComplaintsUntil)
	w.At("2019-10-08T00:01")
	require.True(t, w.Call().WindowClosed)
	e = noted(w.Do(Stream, law.Engine, result(D, "10")))
	require.Equal(t, Date("2019-10-18"), e.ComplaintsUntil)
	require.False(t, w.Call().WindowClosed)
	w.At("2019-10-19T00:01")
	require.True(t, w.Call().WindowClosed)
}

func TestARunningCallWaitsForWhoIsAheadAsLongAsThereIsMoneyForThem(t *testing.T) {
	t.Parallel()
	w := New(t).Told(ContestedBook()).At("2019-10-04T09:00").Signed(A)
	require.Equal(t, call.Running, w.Call().Stage)
	w.Do(Stream, law.Engine, call.NoteComplaint{Tender: C, Status: call.Reevaluating})
	terminate(w, A)
	require.Equal(t, call.Running, w.Call().Stage, "C is judged again")
	w.Deaf = true
	all := result(C, "100")
	all.Amount = EUR("60000.00")
	w.Do(Stream, law.Engine, all)
	require.Equal(t, call.Running, w.Call().Stage, "and may be awarded")
	w.At("2019-11-04T09:00")
	require.Equal(t, []string{C, B}, reserve(w))
	w.Revise(Change(contested(func(b *call.RuleBook) { b.Budget = EUR("59999.99") }), "less"))
	require.Equal(t, call.Finished, w.Call().Stage, "there is no money any more")
}
