package twinning

import (
	"cmp"
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Evolve returns the twinning as it stands after e. It never refuses: an event
// has already happened.
func (t Twinning) Evolve(e Event, at law.Recorded) Twinning { return t.evolve(e, at).meetAwaited(at) }

func (t Twinning) evolve(e Event, at law.Recorded) Twinning {
	when := at.At()
	switch e := e.(type) {
	case TenderSubmitted:
		t.Stage, t.Tender, t.SubmittedBy = Submitted, e.Tender, at.Actor
		t.Versions = append(slices.Clip(t.Versions), Version{
			Number: e.Number, ReceivedAt: at.ReceivedAt, Position: at.Position, HMAC: e.HMAC, Nonce: e.Nonce, By: at.Actor, Admission: e.Verdict.Admission,
		})
		t = t.owe(when, "", e.Owed)
	case TenderRefusedLate:
		t.Late = append(slices.Clip(t.Late), LateAttempt{ReceivedAt: at.ReceivedAt, Position: at.Position, HMAC: e.HMAC, Why: e.Verdict.Why, By: at.Actor})
	case TenderWithdrawn:
		t = t.end(Withdrawn, when, obligation.CauseWithdrawn).moot()
		t.Proposal, t.ProposedBy = nil, ""
	case ClarificationRequested:
		t.Stage, t.Question = Clarification, &Question{Number: t.questions() + 1, Fields: e.Fields, Question: e.Question}
		t.Proposal, t.ProposedBy = nil, ""
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseClarifying, func(o obligation.Obligation) bool { return slices.Contains(e.Rests, o.ID) })
		t = t.owe(when, "", e.Owed)
	case ClarificationGiven:
		t.Stage, t.Tender = Submitted, e.Tender
		t.Proposal, t.ProposedBy = nil, ""
		q := *t.Question
		q.Answer = e.Answer
		t.Question = &q
		t.Obligations = obligation.Meet(t.Obligations, oweClarification(q.Number), when)
		t = t.owe(when, obligation.CauseClarifying, e.Owed)
	case EligibilityDecided:
		t.Findings, t.Override, t.Proposal, t.ProposedBy, t.DecidedBy = e.Findings, e.Override, nil, "", at.Actor
		t.Obligations = obligation.Meet(t.Obligations, oweEligibilityOf(len(t.Rounds)+1), when)
		if e.Eligible {
			t.Stage = Eligible
			t.Obligations = obligation.End(t.Obligations, when, obligation.CauseWithoutClarification, is(oweClarification(t.questions())))
		} else {
			t = t.end(Ineligible, when, obligation.CauseIneligible)
			t = t.owe(when, "", e.Owed)
		}
	case ConflictDeclared:
		t.Conflicts = append(slices.Clip(t.Conflicts), Tie{Evaluator: e.Evaluator, Why: e.Why, By: e.By, At: when})
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseInConflict, is(oweEvaluation(e.Evaluator)))
		if !e.Decided {
			t = t.discount(e.Evaluator, when)
		}
	case AssignmentNoted:
		for _, p := range t.Assigned {
			if !slices.Contains(e.Evaluators, p) {
				t.Obligations = obligation.End(t.Obligations, when, obligation.CauseReassigned, is(oweEvaluation(p)))
			}
		}
		t.Assigned = e.Evaluators
		t = t.owe(when, "", e.Owed)
	case EvaluationRecorded:
		t.Reviews = append(slices.Clip(t.Reviews), Review(e))
		t.Obligations = obligation.Meet(t.Obligations, oweEvaluation(e.Evaluator), when)
	case TenderEvaluated:
		t.Stage, t.Score, t.Means, t.Counted = Evaluated, e.Score, e.Means, e.Counted
		t.Method, t.Mean, t.Median, t.Spread = e.Method, e.Mean, e.Median, e.Spread
		t.Obligations = meetAll(t.Obligations, ladderArbitration, when)
		t.Obligations = meetAll(t.Obligations, ladderConsensus, when)
		t.Obligations = obligation.Meet(t.Obligations, oweReevaluation(len(t.Rounds)+1), when)
	case OutcomeNoted:
		t = t.note(e, when)
	case ContractPrepared:
		t.Prepared = &Preparation{By: at.Actor, At: when, Start: e.Start, Why: e.Why, Personnel: e.Personnel}
		t = t.void(e.Void, when)
	case ContractSigned:
		t = t.unsigned(e.Void)
		t.Signatures = with(t.Signatures, e.Party, Signature{By: at.Actor, At: when, SHA256: e.SHA256, Start: e.Start})
		t = t.signed(e, when)
	case ContractInForce:
		t.Stage = Contracted
		t.Contract = &Contract{M1: e.M1, Months: e.Months, Period: e.Period, Short: e.Short, Rules: e.Rules, Amount: e.Amount, Costs: e.Costs, At: when, SHA256: e.SHA256, Why: t.why(e.M1), Personnel: t.engages()}
		t.Obligations = meetAll(obligation.Meet(t.Obligations, oweContract, when), ladderSignature, when)
		t = t.owe(when, "", e.Owed)
	case ContractDeclined:
		t = t.end(Withdrawn, when, obligation.CauseContractDeclined)
	case ActivitiesBegan:
		t.Stage = Active
		t.Obligations = obligation.Meet(t.Obligations, oweStart, when)
	case LogSubmitted, LogAccepted, LogReturned, ExpenseApproved, ExpenseReturned, ExpenseCorrected,
		ReportSubmitted, ReportAccepted, ReportReturned, TwinningSuspended, TwinningResumed, ReportingBegan,
		TwinningTerminated, TwinningClosed, RetentionBegan, RetentionEnded, RungPassed, LogCorrected, HoldPlaced, HoldLifted,
		SuspensionAsked, SuspensionRefused:
		return t.evolveYear(e.(yearEvent), at)
	case ExpensesClaimed, ExpenseWithdrawn, ExpenseRejected, ExpenseParked, ExpenseTakenUp, SampleDrawn, ExpensesAwaited:
		return t.evolveClaims(e.(claimEvent), at)
	case TerminationIntended, TerminationObserved, TerminationDropped, TerminationDecided:
		return t.evolveTermination(e.(terminationEvent), at)
	case AmendmentPrepared, AmendmentSigned, AmendmentInForce, AmendmentRefused, AmendmentWithdrawn:
		return t.evolveAmendment(e.(amendmentEvent), at)
	case RecoveryIntended, RecoveryObserved, RecoveryDecided, RecoveryOrdered, RecoveryDeducted, RecoveryReceived, WaiverProposed, RecoveryWaived:
		return t.evolveRecovery(e.(recoveryEvent), at)
	case LetterUnreached, UnreachedSettled, LetterBounced, LettersSentAgain:
		return t.evolveLetters(e.(letterEvent), at)
	case ReportSigned, TwinningCompleted:
		return t.evolveClosing(e.(closingEvent), at)
	case DeliverablesPlanned, DeliverableRedated, DeliverableSubmitted, DeliverableAccepted, DeliverableReturned:
		return t.evolveDeliverable(e.(deliverableEvent), at)
	case TwinningMeetingsOwed, TwinningMeetingPlanned, TwinningMeetingMoved, TwinningMeetingCancelled, TwinningMeetingHeld:
		return t.evolveMeeting(e.(meetingEvent), at)
	case InstalmentDue, InstalmentPaid, InstalmentReduced, InterestAccrued, PaymentSuspended, PaymentResumed, AccountSet, AccountConfirmed, AccountRefused, PaymentReturnNoted:
		return t.evolvePayments(e.(paymentEvent), at)
	case TenderRefused, WithdrawalUndone, EligibilityProposed, ArbitrationOpened, ConsensusAwaited, ConsensusProposed, ConsensusAgreed,
		ComplaintWindowClosed, ComplaintLodged, ComplaintReviewed, ReevaluationOrdered, ChangeNoted, CancellationNoted,
		PartyChangeProposed, PartyChanged, EvidenceAdded, EvidenceWithdrawn, OrganisationLinked, AttributeVerified:
		return t.evolveReview(e.(reviewEvent), at)
	}
	return t
}

// evolveYear is Evolve from the first month on.
func (t Twinning) evolveYear(e yearEvent, at law.Recorded) Twinning {
	when := at.At()
	switch e := e.(type) {
	case LogSubmitted:
		t = t.takeLog(e, at)
	case LogAccepted:
		t = t.judgeLog(e.Month, StatusAccepted, when).hand(e.Hand, at.Actor, Accept)
	case LogReturned:
		t = t.judgeLog(e.Month, StatusReturned, when).hand(e.Hand, at.Actor, Accept)
		t = t.owe(when, "", e.Owed).rest(when)
	case ExpenseApproved:
		x, _ := t.Expense(e.Expense)
		by := cmp.Or(e.By, at.Actor)
		x.Status, x.Approvals = e.Step.leadsTo(), with(x.Approvals, e.Step, by)
		if e.Deducted != nil {
			x.Deducted, x.Error = e.Deducted, e.Error
		}
		if e.Checked != nil {
			x.Checked = e.Checked
		}
		t.Expenses = setExpense(t.Expenses, x)
		t.Duties = with(t.Duties, by, e.Step)
		if e.Step == Pay {
			t.Obligations = obligation.Meet(t.Obligations, owePayment(e.Expense), when)
		}
		t = t.owe(when, "", e.Owed)
	case ExpenseReturned:
		x, _ := t.Expense(e.Expense)
		x.Status, x.Why, x.Approvals = ExpenseReturns, e.Reason, nil
		x.Deducted, x.Error, x.Checked = nil, "", nil
		t.Expenses = setExpense(t.Expenses, x)
		t = t.hand(e.Step != "", at.Actor, e.Step)
	case ExpenseCorrected:
		x, _ := t.Expense(e.Claim.ID)
		if x.Stated == nil {
			stated := x.Amount
			x.Stated = &stated
		}
		x.Claim, x.Status, x.Claimant, x.Approvals, x.Converted = e.Claim, Claimed, at.Actor, nil, e.Conversion
		x.Deducted, x.Error, x.Checked = nil, "", nil
		t.Expenses = setExpense(t.Expenses, x)
		t.Duties = with(t.Duties, at.Actor, claim)
	case ReportSubmitted:
		t.Reports = with(t.Reports, e.Report, Report{
			Number: e.Number, Summary: e.Summary, Evidence: e.Evidence, Status: StatusSubmitted, Late: e.Late,
			Lessons: e.Lessons, FollowUp: e.FollowUp, FollowUpForm: e.FollowUpForm, SHA256: e.SHA256,
		})
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseReportReplaced, is(oweReportReview(e.Report, e.Number-1)))
		t.Obligations = obligation.Meet(t.Obligations, e.Report+"-report", when)
		t.Obligations = obligation.Meet(t.Obligations, oweReportAgain(e.Report, e.Number), when)
		t = t.owe(when, "", e.Owed)
	case ReportAccepted:
		t = t.judgeReport(e.Report, StatusAccepted, when)
		t = t.owe(when, "", e.Owed)
	case ReportReturned:
		t = t.judgeReport(e.Report, StatusReturned, when)
		t = t.owe(when, "", e.Owed).rest(when)
	case TwinningSuspended:
		t.Stage, t.SuspendedAt = Suspended, when
		t = t.rest(when).answerSuspension(when)
	case TwinningResumed:
		t.Unlogged = append(slices.Clip(t.Unlogged), e.Unlogged...)
		t.Pauses = append(slices.Clip(t.Pauses), Pause{From: t.SuspendedAt, Until: when})
		t.Stage, t.SuspendedAt, t.ResumedAt, t.PausedDays = Active, time.Time{}, when, t.PausedDays+e.Days
		t = t.owe(when, "", e.Owed)
	case ReportingBegan:
		t.Stage = Reporting
		t = t.owe(when, "", e.Owed)
	case TwinningTerminated:
		t = t.end(Terminated, when, obligation.CauseTerminated)
		t.Expenses = slices.Clone(t.Expenses)
		for i, x := range t.Expenses {
			if x.lapses() {
				t.Expenses[i].Status = Lapsed
			}
		}
	case TwinningClosed:
		t.Obligations = obligation.Meet(t.Obligations, oweClosure, when)
		t.Obligations = obligation.Meet(t.Obligations, oweLatest, when)
		t = t.end(Closed, when, obligation.CauseClosed)
		t = t.owe(when, "", e.Owed)
	case RetentionBegan:
		t.Stage, t.RetainTil = Retained, e.Until
		t = t.owe(when, "", e.Owed)
	case RetentionEnded:
		t.Stage = Over
		t.Obligations = meetAll(t.Obligations, ladderRetention, when)
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseClosed, func(o obligation.Obligation) bool { return o.Ladder == ladderUnreached })
	case SuspensionAsked:
		t = t.askSuspension(e, at)
	case SuspensionRefused:
		t = t.answerSuspension(when)
	case LogCorrected:
		t = t.correctLog(e, at)
	case HoldPlaced:
		t.Hold = &Hold{By: at.Actor, At: when, Authority: e.Authority, Reason: e.Reason}
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseHeld, func(o obligation.Obligation) bool { return o.Ladder == ladderRetention })
	case HoldLifted:
		t.Hold, t.HoldLifted = nil, when
		t = t.owe(when, obligation.CauseHeld, e.Owed)
	case RungPassed:
		t.Passed = with(t.Passed, e.Key, true)
	}
	return t
}

func (t Twinning) owe(at time.Time, why obligation.Cause, owed []obligation.Owed) Twinning {
	if len(owed) > 0 {
		t.Obligations = obligation.Owe(t.Obligations, at, why, owed...)
	}
	return t
}

// end puts a tender or twinning to an end: nobody owes anything any more but
// payments that were authorised, and to reach who got no letter.
func (t Twinning) end(s Stage, at time.Time, why obligation.Cause) Twinning {
	t.Stage, t.EndedAt = s, at
	t.Obligations = obligation.End(t.Obligations, at, why, func(o obligation.Obligation) bool {
		switch o.Ladder {
		case ladderPayment, ladderInstalment, ladderAccount, ladderRecovery, ladderRecoveryObserved, ladderRecoveryDecided, ladderUnreached:
			return false
		case ladderVerification, ladderAuthorisation:
			return s != Closed // what was claimed before is still decided on
		}
		return true
	})
	return t
}

func (t Twinning) takeLog(e LogSubmitted, at law.Recorded) Twinning {
	when := at.At()
	t.Logs = with(t.Logs, e.Month, Log{Number: e.Number, Activities: e.Activities, Nothing: e.Nothing, Status: StatusSubmitted, Late: e.Late})
	t.Obligations = obligation.End(t.Obligations, when, obligation.CauseLogReplaced, is(oweLogReview(e.Month, e.Number-1)))
	t.Obligations = obligation.Meet(t.Obligations, oweLog(e.Month), when)
	t.Obligations = obligation.Meet(t.Obligations, oweLogAgain(e.Month, e.Number), when)
	// A log sent again replaces its claims, as long as nobody has approved them.
	kept := slices.DeleteFunc(slices.Clone(t.Expenses), func(x Expense) bool {
		return x.Month == e.Month && !x.Apart && len(x.Approvals) == 0 && (x.Status == Claimed || x.Status == ExpenseReturns)
	})
	for _, c := range e.Expenses {
		kept = append(kept, Expense{Claim: c, Month: e.Month, Status: Claimed, Claimant: at.Actor, Converted: conversionOf(e.Conversions, c.ID)})
		t.Duties = with(t.Duties, at.Actor, claim)
	}
	t.Expenses = kept
	return t.owe(when, "", e.Owed)
}

func (t Twinning) judgeLog(month int, status string, at time.Time) Twinning {
	l := t.Logs[month]
	l.Status = status
	t.Logs = with(t.Logs, month, l)
	t.Obligations = obligation.Meet(t.Obligations, oweLogReview(month, l.Number), at)
	return t
}

func (t Twinning) judgeReport(report, status string, at time.Time) Twinning {
	r := t.Reports[report]
	r.Status = status
	t.Reports = with(t.Reports, report, r)
	t.Obligations = obligation.Meet(t.Obligations, oweReportReview(report, r.Number), at)
	return t
}

// rest lets what the parties owe rest while the twinning is suspended.
func (t Twinning) rest(at time.Time) Twinning {
	if t.Stage == Suspended {
		t.Obligations = obligation.End(t.Obligations, at, obligation.CauseSuspended, partiesOwe)
	}
	return t
}

// partiesOwe selects what the parties owe: it rests while a twinning is suspended.
func partiesOwe(o obligation.Obligation) bool {
	switch o.Ladder {
	case ladderLog, ladderInterim, ladderFinal, ladderDeliverable, ladderMeeting:
		return true
	}
	return false
}

func is(id string) func(obligation.Obligation) bool {
	return func(o obligation.Obligation) bool { return o.ID == id }
}
