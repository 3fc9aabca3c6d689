package explain

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// ofCall describes a fact of a call.
func (d describer) ofCall(e call.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case call.CallOpened:
		return law.Why("call-opened", who, law.Ref("call", e.Rules.Reference), narrate.Verbatim("title", e.Rules.Title), law.Money("budget", e.Rules.Budget),
			law.SHA256("rules", e.SHA256), published("deadline", e.Deadline))
	case call.RulesChanged:
		return law.Why("rules-changed", who, law.SHA256("rules", e.SHA256), law.Who("proposer", e.ProposedBy), d.because("why", e.Why))
	case call.RulesProposed:
		return law.Why("rules-proposed", who, law.SHA256("rules", e.SHA256), d.because("why", e.Why))
	case call.ShorteningProposed:
		return law.Why("shortening-proposed", who, published("deadline", e.Deadline), d.because("why", e.Deadline.Why))
	case call.DeadlineShortened:
		return law.Why("deadline-shortened", who, law.Who("proposer", e.ProposedBy), law.People("covers", e.Deadline.Covers), published("deadline", e.Deadline), d.because("why", e.Deadline.Why))
	case call.CancellationProposed:
		return law.Why("cancellation-proposed", who, d.because("why", e.Why))
	case call.CallCancelled:
		return law.Why("call-cancelled", who, law.Who("proposer", e.ProposedBy), d.because("why", e.Why))
	case call.CallPublished:
		return law.Why("call-published", who)
	case call.SubmissionOpened:
		return law.Why("submission-opened")
	case call.DeadlineSet:
		return law.Why("deadline-set", who, law.People("covers", e.Deadline.Covers), published("deadline", e.Deadline), d.because("why", e.Deadline.Why))
	case call.SubmissionShut:
		return law.Why("submission-shut")
	case call.LateAdmitted:
		return law.Why("late-admitted", who, law.Ref("tender", e.Tender), published("deadline", e.Deadline), d.because("why", e.Deadline.Why))
	case call.OpeningSigned:
		return law.Why("opening-signed", who)
	case call.TendersOpened:
		return law.Why("tenders-opened", law.People("by", e.By))
	case call.AmendmentFunded:
		return law.Why("amendment-funded", who, law.Money("amount", e.Amount), law.Ref("tender", e.Tender), law.Count("number", e.Number), d.because("why", e.Why), law.Money("left", e.Left))
	case call.LeftoverReopened:
		return law.Why("leftover-reopened", who, law.Money("amount", e.Amount), law.Ref("call", e.Call), d.because("why", e.Why), law.Money("left", e.Left))
	case call.RatesImported:
		return law.Why("rates-imported", who, law.Count("number", len(e.Rates)), narrate.Verbatim("source", e.Source), law.Count("changed", e.Changed), d.because("why", e.Why))
	case call.PayingAccountSet, call.PaymentRunPrepared, call.PaymentLineRemoved, call.PaymentRunReleased, call.PaymentRunWithdrawn, call.PaymentExecuted, call.PaymentReturned:
		return d.ofRun(e, at)
	case call.ContractNoted:
		return law.Why("contract-noted", law.Ref("tender", e.Tender), law.On("start", e.M1))
	case call.EndNoted:
		return law.Why("end-noted", law.Ref("tender", e.Tender), law.Word("how", "stage", e.How))
	case call.CallFinished:
		return law.Why("call-has-finished")
	case call.StandstillEnded:
		return law.Why("standstill-ended")
	case call.ComplaintWindowClosed:
		return law.Why("call-complaints-over")
	case call.ComplaintNoted:
		return law.Why("complaint-noted", law.Ref("tender", e.Tender), law.Word("status", "complaint", e.Status))
	case call.RungPassed:
		return d.rung(e.Passed, e.Letters)
	case call.RoleGiven, call.RoleWithdrawn, call.RoleReplaced, call.RoleChanged, call.AbsenceSet, call.AbsenceBegan, call.AbsenceEnded:
		return d.ofRole(e, at)
	default:
		return d.ofAward(e, at)
	}
}

// published is the limit of a deadline as it was published.
func published(name string, d calendar.Deadline) law.Param { return law.Clock(name, d.Wall, d.Zone) }

// ofAward describes a fact of an evaluation or an award.
func (d describer) ofAward(e call.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case call.EvaluatorsExcluded:
		return law.Why("evaluators-excluded", law.People("evaluators", e.Evaluators))
	case call.EvaluatorAppointed:
		if at.Actor == law.Engine {
			return law.Why("evaluator-accepted", law.Who("evaluator", e.Evaluator))
		}
		return law.Why("evaluator-appointed", who, law.Who("evaluator", e.Evaluator))
	case call.ImpartialityDeclared:
		return law.Why("impartiality-declared", law.Who("evaluator", e.Evaluator), former("former", e.Former))
	case call.EvaluatorsBriefed:
		return law.Why("evaluators-briefed", who, law.People("evaluators", e.Evaluators), written("material", e.Material))
	case call.EvaluatorsAssigned:
		return law.Why("evaluators-assigned", who, law.Ref("tender", e.Tender), law.People("evaluators", e.Evaluators), d.because("why", e.Why))
	case call.AssignmentsDrawn:
		return law.Why("assignments-drawn", who, law.Count("number", len(e.Assignments)), narrate.Verbatim("seed", e.Seed), drawn("drawn", e.Assignments))
	case call.PanelDecided:
		return law.Why("panel-decided", who, law.People("present", e.Present), law.SHA256("minutes", e.Minutes), d.panel("scores", e.Scores))
	case call.AwardPrepared:
		return law.Why("award-prepared", who, inShort("award", e.Award))
	case call.AwardReleased:
		return law.Why("award-released", who, inShort("award", e.Award))
	case call.ReserveActivated:
		return law.Why("reserve-activated", who, law.Ref("tender", e.Tender), law.Because("place", call.Outcome{Place: e.Place, Again: e.Again}.Where()),
			law.Money("amount", e.Amount), law.Money("left", e.Left))
	case call.BudgetFreed:
		return law.Why("budget-freed", law.Money("amount", e.Amount), law.Ref("tender", e.Tender), d.found("why", e.Why), law.Money("left", e.Left))
	case call.OutcomesAnnounced:
		return law.Why("outcomes-announced", law.Word("verdict", "verdict", e.Verdict), law.Count("number", len(e.Outcomes)),
			law.On("complaints", e.ComplaintsUntil), law.On("standstill", e.StandstillUntil))
	case call.ReevaluationNoted:
		return law.Why("reevaluation-noted", law.Ref("tender", e.Tender), law.Score("score", e.Score), law.Word("verdict", "verdict", e.Verdict),
			law.Count("place", e.Place), law.Because("why", e.Why))
	default:
		return d.ofLetter(e)
	}
}

// ofRole describes a fact about who has which role.
func (d describer) ofRole(e call.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case call.RoleGiven:
		if at.Actor == law.Engine {
			return law.Why("role-accepted", law.Who("person", e.Person), law.Word("role", "role", e.Role), law.On("from", e.From), d.because("why", e.Why))
		}
		return law.Why("role-given", who, law.Who("person", e.Person), law.Word("role", "role", e.Role), law.On("from", e.From), d.because("why", e.Why))
	case call.RoleWithdrawn:
		return law.Why("role-withdrawn", who, law.Who("person", e.Person), law.Word("role", "role", e.Role), law.On("from", e.From), d.because("why", e.Why))
	case call.RoleReplaced:
		return law.Why("role-replaced", who, law.Who("person", e.Person), law.Who("by", e.By), law.Word("role", "role", e.Role), law.On("from", e.From), d.because("why", e.Why))
	case call.RoleChanged:
		return law.Why("role-changed", law.Count("number", e.Number))
	case call.AbsenceSet:
		return law.Why("absence-set", who, law.Who("deputy", e.Deputy), law.Who("person", e.Person), law.On("from", e.From), law.On("until", e.Until))
	case call.AbsenceBegan:
		return law.Why("absence-began", law.Count("number", e.Number))
	case call.AbsenceEnded:
		if at.Command != "" {
			return law.Why("absence-ended-by-somebody", who, law.Count("number", e.Number))
		}
		return law.Why("absence-ended", law.Count("number", e.Number))
	default:
		return d.ofLetter(e)
	}
}

// former are the organisations that an evaluator has left.
func former(name string, ties []call.FormerTie) law.Param {
	list := make([]law.Reason, len(ties))
	for i, f := range ties {
		list[i] = law.Why("former-organisation", narrate.Verbatim("organisation", f.Organisation), law.On("until", f.Until))
	}
	return law.Reasons(name, list)
}

// drawn is who was drawn for what.
func drawn(name string, assignments []call.Drawn) law.Param {
	list := make([]law.Reason, len(assignments))
	for i, a := range assignments {
		list[i] = law.Why("drawn-for", law.Ref("tender", a.Tender), law.People("evaluators", a.Evaluators))
	}
	return law.Reasons(name, list)
}

// panel is what a panel changed.
func (d describer) panel(name string, scores []call.PanelScore) law.Param {
	list := make([]law.Reason, len(scores))
	for i, s := range scores {
		list[i] = law.Why("score-by-panel", law.Ref("tender", s.Tender), law.Score("was", s.Was), law.Score("score", s.Score), d.because("why", s.Why), law.People("absent", s.Absent))
	}
	return law.Reasons(name, list)
}

// inShort is an award in a few words.
func inShort(name string, a call.AwardDecision) law.Param {
	return law.Because(name, law.Why("award-in-short", law.Count("awarded", len(a.With(call.Awarded))), law.Count("reserve", len(a.With(call.Reserve))),
		law.Count("rejected", len(a.With(call.Rejected))), law.Money("left", a.Left), law.Money("budget", a.Budget)))
}
