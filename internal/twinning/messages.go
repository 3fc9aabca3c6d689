package twinning

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// messages tells the call what became of its money, of its decisions and of who
// contests them. The state is the one before the event.
func (t Twinning) messages(e Event) []law.Message {
	switch e := e.(type) {
	case TenderWithdrawn:
		return append(t.settled(), t.left(e)...)
	case OutcomeNoted:
		return t.outcomeMeans(e)
	case ContractDeclined:
		return t.freed(e.Freed, law.Why("contract-declined"), t.over("declined"))
	case ContractInForce:
		return []law.Message{t.toCall(call.NoteContract{Tender: t.Reference, M1: e.M1})}
	case TwinningTerminated:
		return t.freed(e.Freed, law.Why("was-terminated"), t.over("terminated"))
	case TwinningClosed:
		return t.freed(e.Freed, law.Why("cost-less"), t.over("closed"))
	case AmendmentInForce:
		if !e.Freed.IsZero() {
			return []law.Message{t.free(e.Freed, law.Why("was-amended"))}
		}
	case ComplaintLodged:
		return []law.Message{t.complaint(e.Number, call.ComplaintLodged)}
	case ComplaintReviewed:
		return []law.Message{t.complaint(e.Number, t.answers(e))}
	case ReevaluationOrdered:
		return []law.Message{t.complaint(0, call.Reevaluating)}
	case EligibilityDecided:
		if !e.Eligible {
			return t.settled()
		}
	case TenderEvaluated:
		if t.secondLook() {
			return []law.Message{t.toCall(call.NoteReevaluation{
				Tender: t.Reference, Type: t.Tender.Type, Score: e.Score, Points: e.Means, Amount: t.Tender.Costs.Total(), Final: t.contested(Rejected),
			})}
		}
	case ActivitiesBegan, ArbitrationOpened, AssignmentNoted, CancellationNoted, ChangeNoted, ClarificationGiven,
		ClarificationRequested, ComplaintWindowClosed, ConflictDeclared, ConsensusAgreed, ConsensusAwaited,
		ConsensusProposed, ContractSigned, EligibilityProposed, EvaluationRecorded, ExpenseApproved, ExpenseCorrected,
		ExpenseReturned, LogAccepted, LogReturned, LogSubmitted, PartyChangeProposed, PartyChanged, ReportAccepted, ReportReturned, ReportSubmitted,
		ReportingBegan, RetentionBegan, RetentionEnded, RungPassed, TenderRefused, TenderRefusedLate, TenderSubmitted,
		TwinningResumed, TwinningSuspended, WithdrawalUndone, EvidenceAdded, EvidenceWithdrawn, OrganisationLinked, AttributeVerified, ContractPrepared,
		ExpensesClaimed, ExpensesAwaited, ExpenseWithdrawn, ExpenseRejected, ExpenseParked, ExpenseTakenUp, LogCorrected, HoldPlaced, HoldLifted, LetterUnreached, UnreachedSettled, LetterBounced, LettersSentAgain,
		SuspensionAsked, SuspensionRefused, AmendmentPrepared, AmendmentSigned, AmendmentRefused, AmendmentWithdrawn,
		TerminationIntended, TerminationObserved, TerminationDropped, TerminationDecided,
		ReportSigned, TwinningCompleted, DeliverablesPlanned, DeliverableRedated, DeliverableSubmitted, DeliverableAccepted, DeliverableReturned,
		TwinningMeetingsOwed, TwinningMeetingPlanned, TwinningMeetingMoved, TwinningMeetingCancelled, TwinningMeetingHeld,
		InstalmentDue, InstalmentPaid, InstalmentReduced, InterestAccrued, PaymentSuspended, PaymentResumed, AccountSet, AccountConfirmed, AccountRefused, PaymentReturnNoted,
		SampleDrawn, RecoveryIntended, RecoveryObserved, RecoveryDecided, RecoveryOrdered, RecoveryDeducted, RecoveryReceived, WaiverProposed, RecoveryWaived: // nothing for other lives
	}
	return nil
}

func (t Twinning) toCall(c call.Command) law.Message {
	return law.Message{Stream: law.CallStream(law.CallOf(t.Reference)), Kind: c.Kind(), Body: c}
}

func (t Twinning) free(amount money.Amount, why law.Reason) law.Message {
	return t.toCall(call.FreeBudget{Tender: t.Reference, Amount: amount, Why: why})
}

func (t Twinning) over(how string) law.Message {
	return t.toCall(call.NoteEnd{Tender: t.Reference, How: how})
}

func (t Twinning) complaint(number int, status string) law.Message {
	return t.toCall(call.NoteComplaint{Tender: t.Reference, Number: number, Status: status})
}

// freed is money that is free again, unless it is none, before what else is said.
func (t Twinning) freed(amount money.Amount, why law.Reason, then law.Message) []law.Message {
	if amount.IsZero() {
		return []law.Message{then}
	}
	return []law.Message{t.free(amount, why), then}
}

// left is what a withdrawal means: for an award, for a place on the reserve
// list, which a tender keeps while it is judged again, and for what an award
// has made of it that it has not been told yet.
func (t Twinning) left(e TenderWithdrawn) []law.Message {
	switch {
	case !e.Freed.IsZero():
		return []law.Message{t.free(e.Freed, law.Why("was-withdrawn")), t.over(call.EndedWithdrawn)}
	case t.Stage == Awarded || t.Stage == Reserve || t.secondLook() || e.Untold: // an award without money frees nothing
		return []law.Message{t.over(call.EndedWithdrawn)}
	}
	return nil
}

// outcomeMeans is what an outcome means for the call that decided it: who had
// withdrawn meanwhile does not take it, and who has it needs no second look.
func (t Twinning) outcomeMeans(e OutcomeNoted) []law.Message {
	switch {
	case e.Moot && e.Verdict != call.Rejected:
		return []law.Message{t.over(call.EndedWithdrawn)} // which frees what was committed to it
	case !e.Moot && e.Verdict == call.Awarded, !e.Moot && t.Stage != Evaluated && t.Stage != Reserve:
		return t.settled()
	}
	return nil
}

// settled tells the call that it need not wait for a complaint, or for a second
// look, any more: nothing where it does not.
func (t Twinning) settled() []law.Message {
	open, waits := t.openComplaint()
	if waits || t.secondLook() {
		return []law.Message{t.complaint(open.Number, call.ComplaintSettled)}
	}
	return nil
}

// answers is how a complaint stands for the call once it has been answered. It
// waits for what is judged again after the award; before it, the award itself
// waits for every tender.
func (t Twinning) answers(e ComplaintReviewed) string {
	open, _ := t.openComplaint()
	switch {
	case !e.Upheld:
		return call.ComplaintDismissed
	case t.Stage != open.Against:
		return call.ComplaintSettled
	case e.AfterAward:
		return call.Reevaluating
	}
	return call.ComplaintUpheld
}
