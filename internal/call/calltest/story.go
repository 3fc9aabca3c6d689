package calltest

import (
	"fmt"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// Each chapter of the story goes on where the one before it ends.

// Opened is the call, opened from a rule book.
func (w *World) Opened(book call.RuleBook) *World {
	w.Do(Stream, Officer, Opening(book))
	return w
}

// Published is the call taking tenders, on its second day.
func (w *World) Published() *World {
	w.Do(Stream, Officer, call.PublishCall{})
	return w.At("2019-06-12T09:00")
}

// Submitted has tenders that came in time, and evaluators.
func (w *World) Submitted(refs ...string) *World {
	for _, ref := range refs {
		w.Do(Tendering(ref), Contact(ref), twinning.SubmitTender{Tender: Tender(ref)})
	}
	return w.Appointed()
}

// Appointed has evaluators, who have declared but for one.
func (w *World) Appointed() *World {
	for _, p := range []string{Ada, Ben, Cleo, Undeclared} {
		w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: p})
	}
	w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: OfAlpha, Organisation: "ALPHA"})
	for _, p := range []string{Ada, Ben, Cleo, OfAlpha} {
		w.Do(Stream, p, call.DeclareImpartiality{})
	}
	return w
}

// Shut is the day after the deadline.
func (w *World) Shut() *World {
	w.Sealed().Do(Stream, Officer, call.OpenTenders{})
	w.Do(Stream, Head, call.OpenTenders{})
	return w
}

// Sealed has the limit passed, and nothing opened yet.
func (w *World) Sealed() *World { return w.At("2019-08-08T09:00") }

// Eligible has tenders found eligible.
func (w *World) Eligible(refs ...string) *World {
	for _, ref := range refs {
		w.Do(Tendering(ref), Officer, twinning.DecideEligibility{Eligible: true})
	}
	return w
}

// Ineligible has tenders found ineligible by two officers, although they meet
// every rule.
func (w *World) Ineligible(refs ...string) *World {
	for _, ref := range refs {
		w.Do(Tendering(ref), Officer, twinning.DecideEligibility{Override: true, Reason: "it is no adoption"})
		w.Do(Tendering(ref), SecondHand, twinning.SignEligibility{})
	}
	return w
}

// Assigned has tenders with their two evaluators.
func (w *World) Assigned(refs ...string) *World {
	for _, ref := range refs {
		w.Do(Stream, Officer, call.AssignEvaluators{Tender: ref, Evaluators: []string{Ada, Ben}})
	}
	return w
}

// Scored has one tender with the same points from both evaluators.
func (w *World) Scored(ref, points string) *World {
	w.Do(Tendering(ref), Ada, Scores(points))
	w.Do(Tendering(ref), Ben, Scores(points))
	return w
}

// Decided has the award released on its day.
func (w *World) Decided() *World {
	w.At("2019-09-16T10:00")
	w.Do(Stream, Officer, call.PrepareAward{})
	w.Do(Stream, Head, call.ReleaseAward{})
	return w
}

// Signed has contracts with both signatures.
func (w *World) Signed(refs ...string) *World {
	for _, ref := range refs {
		w.Do(Tendering(ref), Signatory(ref), twinning.SignContract{})
		w.Do(Tendering(ref), Procurer, twinning.SignContract{})
	}
	return w
}

// Awarded is the world in which tender A has been awarded, tender B too, and C is below the threshold.
func (w *World) Awarded() *World {
	w.Opened(Book()).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C)
	return w.Scored(A, "5").Scored(B, "4").Scored(C, "2").Decided()
}

// Running is the world in which the twinnings A and B are active, in their second month.
func (w *World) Running() *World { return w.Awarded().Signed(A, B).At("2019-11-20T09:00") }

// Log is a log of a month of a contract from 14 October 2019, with claims.
func Log(month int, claims ...twinning.Claim) twinning.SubmitLog {
	on := calendar.Month(Date("2019-10-14"), month).From
	return twinning.SubmitLog{Month: month, Activities: []twinning.Activity{{On: on, What: "A workshop", Where: "Ghent", Participants: 12}}, Expenses: claims}
}

// Claim is a claim of the first month.
func Claim(id string, kind twinning.CostKind, amount string) twinning.Claim {
	return twinning.Claim{ID: id, Kind: kind, Amount: EUR(amount), On: Date("2019-10-20"), What: "Travel"}
}

// Approved takes an expense of twinning A up to a step.
func (w *World) Approved(expense string, steps ...twinning.Step) *World {
	hands := map[twinning.Step]string{twinning.Verify: Verifier, twinning.Authorise: Authoriser, twinning.Pay: Payer}
	for _, s := range steps {
		w.Do(Tendering(A), hands[s], twinning.ApproveExpense{Expense: expense, Step: s})
	}
	return w
}

// Logged has every month of a twinning logged and accepted, in the month after it.
func (w *World) Logged(ref string, claims ...twinning.Claim) *World {
	for n := 1; n <= w.Twinning(ref).Contract.Months; n++ {
		month := w.Twinning(ref).Contract.Month(n)
		w.At(fmt.Sprintf("%sT09:00", month.Until.AddDays(1)))
		log := twinning.SubmitLog{Month: n, Activities: []twinning.Activity{{On: month.From, What: "A workshop"}}}
		if n == 1 {
			log.Expenses = claims
		}
		w.Do(Tendering(ref), Contact(ref), log)
		w.Do(Tendering(ref), Officer, twinning.AcceptLog{Month: n})
	}
	return w
}

// FinalReport is the final report of a full adoption.
func FinalReport() twinning.SubmitReport {
	return twinning.SubmitReport{Report: twinning.Final, Summary: "It runs.", Evidence: []twinning.Evidence{
		{ID: "infrastructure", What: "On its own servers."}, {ID: "licence", What: "Open source."},
	}}
}

// Reported has the final report of a twinning accepted.
func (w *World) Reported(ref string) *World {
	w.Do(Tendering(ref), Contact(ref), FinalReport())
	w.Do(Tendering(ref), Officer, twinning.AcceptReport{Report: twinning.Final})
	return w
}

// Contested is the world of a contested call: A has been awarded the money, B is
// on the reserve list, C and D are below the threshold, E is not eligible; the
// award has just been released.
func (w *World) Contested(book call.RuleBook) *World {
	w.Opened(book).Published().Submitted(A, B, C, D, E)
	w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: Dora})
	w.Do(Stream, Dora, call.DeclareImpartiality{})
	w.Shut().Eligible(A, B, C, D).Assigned(A, B, C, D).Scored(A, "5").Scored(B, "4").Scored(C, "2").Scored(D, "2.5")
	w.At("2019-09-12T10:00")
	return w.Ineligible(E).Decided()
}

// Told is the contested call on the day after the last round of letters.
func (w *World) Told(book call.RuleBook) *World { return w.Contested(book).At("2019-09-20T09:00") }

// Complain lodges a complaint about the procedure.
func (w *World) Complain(ref string) *World {
	w.Do(Tendering(ref), Contact(ref), twinning.LodgeComplaint{Grounds: twinning.GroundsProcedure, Text: "one report is about another tender"})
	return w
}

// Uphold and Dismiss answer it.
func (w *World) Uphold(ref string) *World {
	w.Do(Tendering(ref), Head, twinning.ReviewComplaint{Upheld: true, Finding: twinning.GroundsProcedure, Reason: "so it is"})
	return w
}

func (w *World) Dismiss(ref string) *World {
	w.Do(Tendering(ref), Head, twinning.ReviewComplaint{Finding: twinning.GroundsNone, Reason: "it is not"})
	return w
}

// Again has a tender evaluated by others than before.
func (w *World) Again(ref, points string) *World {
	w.Do(Stream, Officer, call.AssignEvaluators{Tender: ref, Evaluators: []string{Cleo, Dora}})
	w.Do(Tendering(ref), Cleo, Scores(points))
	w.Do(Tendering(ref), Dora, Scores(points))
	return w
}
