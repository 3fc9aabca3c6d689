package explain

import (
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// ofTwinning describes a fact of a tender's life, up to the contract.
func (d describer) ofTwinning(e twinning.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case twinning.TenderSubmitted:
		return law.Why("tender-submitted", who, law.Count("number", e.Number), law.SHA256("hmac", e.HMAC), law.Because("verdict", e.Verdict.Why))
	case twinning.TenderRefusedLate:
		return law.Why("tender-refused-late", who, law.SHA256("hmac", e.HMAC), law.Because("verdict", e.Verdict.Why))
	case twinning.TenderWithdrawn:
		return law.Why("tender-withdrawn", who, d.because("why", e.Reason), amount("freed", e.Freed))
	case twinning.TenderRefused:
		return law.Why("tender-refused", who, law.SHA256("hmac", e.HMAC), law.Word("rule", "rule", e.Rule), narrate.Verbatim("code", e.Code), d.refusal("why", e.Refusal))
	case twinning.PartyChangeProposed:
		return law.Why("party-change-proposed", who, law.Who("person", e.Person), law.Word("role", "role", e.Role), d.because("why", e.Why))
	case twinning.PartyChanged:
		if at.Actor == law.Engine {
			who = law.Because("who", law.Why("actor", law.Who("person", e.Person)))
		}
		return law.Why("party-changed", who, law.Word("role", "role", e.Role), law.Who("person", e.Person), law.Who("was", e.Was))
	case twinning.WithdrawalUndone:
		return law.Why("withdrawal-undone", who, d.because("why", e.Reason))
	case twinning.ChangeNoted:
		if e.What == call.ChangedDeadline {
			return law.Why("deadline-change-noted", law.Clock("until", e.Until, e.Zone), d.because("why", e.Why))
		}
		return law.Why("rules-change-noted", law.SHA256("rules", e.Rules), d.because("why", e.Why))
	case twinning.CancellationNoted:
		if e.Moot {
			return law.Why("cancellation-changes-nothing")
		}
		return law.Why("cancellation-noted", d.because("why", e.Why))
	case twinning.ClarificationRequested:
		if d.sealed {
			return law.Why("clarification-requested-sealed", who)
		}
		return law.Why("clarification-requested", who, fieldNames("fields", e.Fields), written("question", e.Question))
	case twinning.ClarificationGiven:
		if d.sealed {
			return law.Why("clarification-given-sealed", who)
		}
		return law.Why("clarification-given", who, law.SHA256("hash", e.SHA256), written("answer", e.Answer))
	case twinning.EligibilityProposed:
		return law.Why("eligibility-proposed", who, eligibility("verdict", e.Eligible), findings("against", e.Against), d.because("why", e.Reason))
	case twinning.EligibilityDecided:
		if o := e.Override; o != nil {
			return law.Why("eligibility-overridden", who, law.Who("proposer", o.By), eligibility("verdict", e.Eligible), findings("against", o.Against), d.because("why", o.Reason))
		}
		return law.Why("eligibility-decided", who, eligibility("verdict", e.Eligible), law.Count("rules", len(e.Findings)), d.because("why", e.Reason))
	case twinning.EvidenceAdded:
		return law.Why("evidence-added", who, narrate.Verbatim("file", e.File), law.Word("for", "purpose", e.For))
	case twinning.EvidenceWithdrawn:
		return law.Why("evidence-withdrawn", who, narrate.Verbatim("file", e.File), law.Word("for", "purpose", e.For))
	case twinning.OrganisationLinked:
		if d.sealed {
			return law.Why("organisation-linked-sealed", who)
		}
		if e.Record == "" {
			return law.Why("organisation-unlinked", who, law.Word("organisation", "organisation", e.Organisation))
		}
		return law.Why("organisation-linked", who, law.Word("organisation", "organisation", e.Organisation), law.Ref("record", e.Record))
	case twinning.AttributeVerified:
		return law.Why("attribute-verified", who, law.Word("attribute", "attribute", e.Attribute.ID), law.Word("organisation", "organisation", e.Organisation),
			check("holds", e.Holds), d.because("why", e.Why))
	case twinning.ConflictDeclared:
		return law.Why("conflict-declared", law.Who("by", e.By), law.Who("evaluator", e.Evaluator), d.because("why", e.Why))
	case twinning.AssignmentNoted:
		return law.Why("assignment-noted", law.People("evaluators", e.Evaluators))
	case twinning.EvaluationRecorded, twinning.TenderEvaluated, twinning.ArbitrationOpened, twinning.ConsensusAwaited,
		twinning.ConsensusProposed, twinning.ConsensusAgreed, twinning.ReevaluationOrdered:
		return d.ofEvaluation(e, at)
	case twinning.OutcomeNoted:
		return law.Why("outcome-noted", law.Word("verdict", "verdict", e.Verdict), law.Because("place", e.Where()), law.Score("score", e.Score),
			law.Money("amount", e.Amount), d.found("why", e.Why), answer("moot", e.Moot))
	case twinning.ComplaintLodged:
		if d.sealed {
			return law.Why("complaint-lodged-sealed", who, law.Count("number", e.Number))
		}
		return law.Why("complaint-lodged", who, law.Count("number", e.Number), law.Word("grounds", "grounds", e.Grounds), written("text", e.Text))
	case twinning.ComplaintReviewed:
		return law.Why("complaint-was-reviewed", who, answer("upheld", e.Upheld), law.Count("number", e.Number), law.Word("finding", "grounds", e.Finding), d.because("why", e.Reason))
	case twinning.ComplaintWindowClosed:
		return law.Why("tender-complaints-over")
	default:
		return d.ofRunning(e, at)
	}
}

// eligibility is what a decision on eligibility says.
func eligibility(name string, eligible bool) law.Param {
	if eligible {
		return law.Word(name, "eligibility", "eligible")
	}
	return law.Word(name, "eligibility", "ineligible")
}

// fieldNames are fields of a tender, as its file names them.
func fieldNames(name string, fields []string) law.Param { return law.Words(name, "field", fields) }

// ofEvaluation describes a fact of an evaluation: with its figures, unless the reader
// may not see them yet.
func (d describer) ofEvaluation(e twinning.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case twinning.EvaluationRecorded:
		if d.isUnread(e.Evaluator) {
			return law.Why("evaluation-recorded-unread", law.Who("evaluator", e.Evaluator))
		}
		return law.Why("evaluation-recorded", law.Who("evaluator", e.Evaluator), law.Score("total", e.Total))
	case twinning.ArbitrationOpened:
		if d.isUnread("") {
			return law.Why("arbitration-opened-unread")
		}
		return law.Why("arbitration-opened", law.Score("higher", e.Higher), law.Score("lower", e.Lower), law.Score("difference", e.Difference), law.Score("allowed", e.Allowed))
	case twinning.ConsensusAwaited:
		return law.Why("consensus-awaited", law.People("evaluators", e.Counted))
	case twinning.ConsensusProposed:
		if d.isUnread("") {
			return law.Why("consensus-proposed-unread", who)
		}
		return law.Why("consensus-proposed", who, law.Score("total", e.Total), law.Count("number", e.Number))
	case twinning.ConsensusAgreed:
		return law.Why("consensus-agreed", law.Who("evaluator", e.Evaluator))
	case twinning.TenderEvaluated:
		if d.isUnread("") {
			return law.Why("tender-evaluated-unread", answer("again", e.Round > 1), law.People("discounted", e.Discounted))
		}
		return law.Why("tender-evaluated", answer("again", e.Round > 1), law.Score("score", e.Score), law.Word("method", "method", e.Method),
			law.Count("reports", len(e.Counted)), law.People("discounted", e.Discounted))
	case twinning.ReevaluationOrdered:
		return law.Why("reevaluation-ordered", who, d.because("why", e.Reason))
	default:
		return d.ofLetter(e)
	}
}

// ofRunning describes a fact of a contract and of what follows it.
func (d describer) ofRunning(e twinning.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case twinning.ContractPrepared:
		return law.Why("contract-prepared", who, law.On("start", e.Start), law.Count("personnel", len(e.Personnel)), d.because("why", e.Why))
	case twinning.ContractSigned:
		if e.SHA256 != "" {
			return law.Why("contract-signed-text", who, law.Word("party", "party", e.Party), law.SHA256("sha256", e.SHA256), law.On("start", e.Start), d.because("why", e.Why))
		}
		return law.Why("contract-signed", who, law.Word("party", "party", e.Party))
	case twinning.ContractInForce:
		return law.Why("contract-in-force", law.Count("months", e.Months), law.On("start", e.M1), answer("late", e.Late), law.Money("amount", e.Amount), law.SHA256("rules", e.Rules))
	case twinning.ContractDeclined:
		return law.Why("contract-was-declined", who, d.because("why", e.Reason), amount("freed", e.Freed))
	case twinning.ActivitiesBegan:
		return law.Why("activities-began")
	case twinning.LogSubmitted:
		if e.Nothing != "" {
			return law.Why("log-empty", who, law.Count("number", e.Number), law.Count("month", e.Month), d.because("why", e.Nothing), law.Count("expenses", len(e.Expenses)), answer("late", e.Late))
		}
		return law.Why("log-submitted", who, law.Count("number", e.Number), law.Count("month", e.Month), law.Count("activities", len(e.Activities)),
			law.Count("expenses", len(e.Expenses)), answer("late", e.Late))
	case twinning.LogAccepted:
		return law.Why("log-accepted", who, law.Count("month", e.Month))
	case twinning.LogReturned:
		return law.Why("log-returned", who, law.Count("month", e.Month), d.because("why", e.Reason))
	case twinning.LogCorrected:
		return law.Why("log-corrected", who, law.Count("month", e.Month), law.Count("activities", len(e.Activities)), d.because("why", e.Reason))
	case twinning.ExpensesClaimed, twinning.ExpenseWithdrawn, twinning.ExpenseRejected, twinning.ExpenseParked, twinning.ExpenseTakenUp, twinning.SampleDrawn, twinning.ExpensesAwaited:
		return d.ofClaims(e, at)
	case twinning.AmendmentPrepared, twinning.AmendmentSigned, twinning.AmendmentInForce, twinning.AmendmentRefused, twinning.AmendmentWithdrawn:
		return d.ofAmendment(e, at)
	case twinning.TerminationIntended:
		return law.Why("termination-intended", who, law.On("until", e.Until), d.because("why", e.Reason))
	case twinning.TerminationObserved:
		return law.Why("termination-observed", who, d.because("why", e.Text))
	case twinning.TerminationDropped:
		return law.Why("termination-dropped", who, d.because("why", e.Reason))
	case twinning.TerminationDecided:
		return law.Why("termination-decided", who, law.On("effective", e.Effective), law.On("until", e.ClaimUntil), d.because("why", e.Reason))
	case twinning.RecoveryIntended, twinning.RecoveryObserved, twinning.RecoveryDecided, twinning.RecoveryOrdered, twinning.RecoveryDeducted, twinning.RecoveryReceived,
		twinning.WaiverProposed, twinning.RecoveryWaived:
		return d.ofRecovery(e, at)
	case twinning.ReportSigned, twinning.TwinningCompleted,
		twinning.DeliverablesPlanned, twinning.DeliverableRedated, twinning.DeliverableSubmitted, twinning.DeliverableAccepted, twinning.DeliverableReturned:
		return d.ofClosing(e, at)
	case twinning.TwinningMeetingsOwed, twinning.TwinningMeetingPlanned, twinning.TwinningMeetingMoved, twinning.TwinningMeetingCancelled, twinning.TwinningMeetingHeld:
		return d.ofMeeting(e, at)
	case twinning.InstalmentDue, twinning.InstalmentPaid, twinning.InstalmentReduced, twinning.InterestAccrued, twinning.PaymentSuspended, twinning.PaymentResumed,
		twinning.AccountSet, twinning.AccountConfirmed, twinning.AccountRefused, twinning.PaymentReturnNoted:
		return d.ofPayments(e, at)
	case twinning.SuspensionAsked:
		return law.Why("suspension-asked", who, answer("force", e.ForceMajeure), d.because("why", e.Reason))
	case twinning.SuspensionRefused:
		return law.Why("suspension-refused", who, d.because("why", e.Reason))
	case twinning.HoldPlaced:
		return law.Why("hold-placed", who, written("authority", e.Authority), d.because("why", e.Reason))
	case twinning.LetterUnreached:
		return law.Why("letter-unreached", law.Who("person", e.To), law.Word("template", "template", e.Template), law.Word("cause", "letter-cause", e.Why))
	case twinning.UnreachedSettled:
		return law.Why("unreached-settled", who, law.Count("number", e.Number), law.Word("how", "reached", e.How), answer("again", e.Again), d.because("note", e.Note))
	case twinning.LetterBounced:
		return law.Why("letter-bounced", who, law.Word("letter", "letter", e.Letter), narrate.Verbatim("status", string(e.Status)))
	case twinning.LettersSentAgain:
		return law.Why("letters-sent-again", law.Count("letters", len(e.Letters)), law.Count("number", e.Number))
	case twinning.HoldLifted:
		return law.Why("hold-lifted", who, d.because("why", e.Reason))
	case twinning.ExpenseApproved:
		if e.Run > 0 {
			return law.Why("expense-paid-by-run", narrate.Verbatim("expense", e.Expense), law.Money("amount", e.Amount), law.Count("run", e.Run), law.Who("by", e.By))
		}
		if e.Deducted != nil {
			return law.Why("expense-verified-less", who, narrate.Verbatim("expense", e.Expense), law.Money("amount", e.Amount), law.Money("deducted", *e.Deducted),
				law.Word("error", "error-type", e.Error), d.because("why", e.Reason))
		}
		return law.Why("expense-approved", who, law.Word("step", "approval", e.Step), narrate.Verbatim("expense", e.Expense), law.Money("amount", e.Amount))
	case twinning.ExpenseReturned:
		return law.Why("expense-returned", who, narrate.Verbatim("expense", e.Expense), d.because("why", e.Reason))
	case twinning.ExpenseCorrected:
		return law.Why("expense-corrected", who, narrate.Verbatim("expense", e.Claim.ID), law.Money("amount", e.Claim.Amount), d.because("why", e.Reason))
	case twinning.ReportSubmitted:
		return law.Why("report-submitted", who, law.Count("number", e.Number), law.Word("report", "report", e.Report), answer("late", e.Late))
	case twinning.ReportAccepted:
		return law.Why("report-accepted", who, law.Word("report", "report", e.Report))
	case twinning.ReportReturned:
		return law.Why("report-returned", who, law.Word("report", "report", e.Report), d.because("why", e.Reason))
	case twinning.TwinningSuspended:
		return law.Why("twinning-suspended", who, d.because("why", e.Reason))
	case twinning.TwinningResumed:
		return law.Why("twinning-resumed", who, law.Count("days", e.Days))
	case twinning.ReportingBegan:
		return law.Why("reporting-began")
	case twinning.TwinningTerminated:
		return law.Why("twinning-terminated", who, d.because("why", e.Reason), law.Money("spent", e.Spent), law.Money("freed", e.Freed))
	case twinning.TwinningClosed:
		if e.Despite != "" {
			return law.Why("twinning-closed-despite", who, law.Words("missing", "obligation", e.Missing), law.Count("count", len(e.Missing)), d.because("why", e.Despite),
				law.Money("spent", e.Spent), law.Money("freed", e.Freed))
		}
		return law.Why("twinning-closed", who, law.Money("spent", e.Spent), law.Money("freed", e.Freed))
	case twinning.RetentionBegan:
		return law.Why("retention-began", law.Count("years", e.Years), law.On("until", e.Until))
	case twinning.RetentionEnded:
		return law.Why("retention-ended")
	case twinning.RungPassed:
		return d.rung(e.Passed, e.Letters)
	default:
		return d.ofLetter(e)
	}
}

// ofClaims describes what became of a claim apart from its approvals.
func (d describer) ofClaims(e twinning.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case twinning.ExpensesClaimed:
		sum := money.Amount{}
		for i, c := range e.Expenses {
			if i == 0 {
				sum = c.Amount
				continue
			}
			sum = sum.Add(c.Amount)
		}
		return law.Why("expenses-claimed", who, law.Count("expenses", len(e.Expenses)), law.Money("amount", sum))
	case twinning.ExpenseWithdrawn:
		return law.Why("expense-withdrawn", who, narrate.Verbatim("expense", e.Expense), d.because("why", e.Reason))
	case twinning.ExpenseRejected:
		return law.Why("expense-rejected", who, narrate.Verbatim("expense", e.Expense), d.because("why", e.Reason))
	case twinning.ExpenseParked:
		return law.Why("expense-parked", who, narrate.Verbatim("expense", e.Expense), d.because("why", e.Reason))
	case twinning.SampleDrawn:
		return law.Why("sample-drawn", who, narrate.Verbatim("seed", e.Seed), law.Count("looked", len(e.Above)+len(e.Drawn)), law.Count("passed", len(e.Passed)))
	case twinning.ExpensesAwaited:
		return law.Why("expenses-awaited", law.Word("step", "approval", e.Step), narrate.Verbatim("expenses", strings.Join(e.Expenses, ", ")), law.Count("number", len(e.Expenses)), law.On("due", e.Due()))
	case twinning.ExpenseTakenUp:
		return law.Why("expense-taken-up", who, narrate.Verbatim("expense", e.Expense), law.Word("step", "approval", e.Step))
	default:
		return law.Reason{}
	}
}
