package twinning

import "twinning.example/engine/internal/law"

// Kinds are final names with a version. A new shape is a new kind.

func (TenderSubmitted) Kind() string        { return "tender-submitted.v1" }
func (TenderRefusedLate) Kind() string      { return "tender-refused-late.v1" }
func (TenderWithdrawn) Kind() string        { return "tender-withdrawn.v1" }
func (ClarificationRequested) Kind() string { return "clarification-requested.v1" }
func (ClarificationGiven) Kind() string     { return "clarification-given.v1" }
func (EligibilityDecided) Kind() string     { return "eligibility-decided.v1" }
func (ConflictDeclared) Kind() string       { return "conflict-declared.v1" }
func (AssignmentNoted) Kind() string        { return "assignment-noted.v1" }
func (EvaluationRecorded) Kind() string     { return "evaluation-recorded.v1" }
func (TenderEvaluated) Kind() string        { return "tender-evaluated.v1" }
func (OutcomeNoted) Kind() string           { return "outcome-noted.v1" }
func (ContractSigned) Kind() string         { return "contract-signed.v1" }
func (ContractInForce) Kind() string        { return "contract-in-force.v1" }
func (ContractDeclined) Kind() string       { return "contract-declined.v1" }
func (ActivitiesBegan) Kind() string        { return "activities-began.v1" }
func (LogSubmitted) Kind() string           { return "log-submitted.v1" }
func (LogAccepted) Kind() string            { return "log-accepted.v1" }
func (LogReturned) Kind() string            { return "log-returned.v1" }
func (ExpenseApproved) Kind() string        { return "expense-approved.v1" }
func (ExpenseReturned) Kind() string        { return "expense-returned.v1" }
func (ExpenseCorrected) Kind() string       { return "expense-corrected.v1" }
func (ReportSubmitted) Kind() string        { return "report-submitted.v1" }
func (ReportAccepted) Kind() string         { return "report-accepted.v1" }
func (ReportReturned) Kind() string         { return "report-returned.v1" }
func (TwinningSuspended) Kind() string      { return "twinning-suspended.v1" }
func (TwinningResumed) Kind() string        { return "twinning-resumed.v1" }
func (ReportingBegan) Kind() string         { return "reporting-began.v1" }
func (TwinningTerminated) Kind() string     { return "twinning-terminated.v1" }
func (TwinningClosed) Kind() string         { return "twinning-closed.v1" }
func (RetentionBegan) Kind() string         { return "retention-began.v1" }
func (RetentionEnded) Kind() string         { return "retention-ended.v1" }
func (RungPassed) Kind() string             { return "rung-passed.v1" }
func (TenderRefused) Kind() string          { return "tender-refused.v1" }
func (WithdrawalUndone) Kind() string       { return "withdrawal-undone.v1" }
func (EligibilityProposed) Kind() string    { return "eligibility-proposed.v1" }
func (ArbitrationOpened) Kind() string      { return "arbitration-opened.v1" }
func (ConsensusAwaited) Kind() string       { return "consensus-awaited.v1" }
func (ConsensusProposed) Kind() string      { return "consensus-proposed.v1" }
func (ConsensusAgreed) Kind() string        { return "consensus-agreed.v1" }
func (ComplaintWindowClosed) Kind() string  { return "complaint-window-closed.v1" }
func (ComplaintLodged) Kind() string        { return "complaint-lodged.v1" }
func (ComplaintReviewed) Kind() string      { return "complaint-reviewed.v1" }
func (ReevaluationOrdered) Kind() string    { return "reevaluation-ordered.v1" }

func (TenderSubmitted) event()        {}
func (TenderRefusedLate) event()      {}
func (TenderWithdrawn) event()        {}
func (ClarificationRequested) event() {}
func (ClarificationGiven) event()     {}
func (EligibilityDecided) event()     {}
func (ConflictDeclared) event()       {}
func (AssignmentNoted) event()        {}
func (EvaluationRecorded) event()     {}
func (TenderEvaluated) event()        {}
func (OutcomeNoted) event()           {}
func (ContractSigned) event()         {}
func (ContractInForce) event()        {}
func (ContractDeclined) event()       {}
func (ActivitiesBegan) event()        {}
func (LogSubmitted) event()           {}
func (LogAccepted) event()            {}
func (LogReturned) event()            {}
func (ExpenseApproved) event()        {}
func (ExpenseReturned) event()        {}
func (ExpenseCorrected) event()       {}
func (ReportSubmitted) event()        {}
func (ReportAccepted) event()         {}
func (ReportReturned) event()         {}
func (TwinningSuspended) event()      {}
func (TwinningResumed) event()        {}
func (ReportingBegan) event()         {}
func (TwinningTerminated) event()     {}
func (TwinningClosed) event()         {}
func (RetentionBegan) event()         {}
func (RetentionEnded) event()         {}
func (RungPassed) event()             {}
func (TenderRefused) event()          {}
func (WithdrawalUndone) event()       {}
func (EligibilityProposed) event()    {}
func (ArbitrationOpened) event()      {}
func (ConsensusAwaited) event()       {}
func (ConsensusProposed) event()      {}
func (ConsensusAgreed) event()        {}
func (ComplaintWindowClosed) event()  {}
func (ComplaintLodged) event()        {}
func (ComplaintReviewed) event()      {}
func (ReevaluationOrdered) event()    {}

// A yearEvent is a fact from the first month on.
//
//sumtype:decl
type yearEvent interface {
	Event
	year()
}

func (LogSubmitted) year()       {}
func (LogAccepted) year()        {}
func (LogReturned) year()        {}
func (ExpenseApproved) year()    {}
func (ExpenseReturned) year()    {}
func (ExpenseCorrected) year()   {}
func (ReportSubmitted) year()    {}
func (ReportAccepted) year()     {}
func (ReportReturned) year()     {}
func (TwinningSuspended) year()  {}
func (TwinningResumed) year()    {}
func (ReportingBegan) year()     {}
func (TwinningTerminated) year() {}
func (TwinningClosed) year()     {}
func (RetentionBegan) year()     {}
func (RetentionEnded) year()     {}
func (RungPassed) year()         {}

// A reviewEvent is a fact of the second look at a tender: refusals, agreement,
// complaints, re-evaluation.
//
//sumtype:decl
type reviewEvent interface {
	Event
	review()
}

func (TenderRefused) review()         {}
func (WithdrawalUndone) review()      {}
func (EligibilityProposed) review()   {}
func (ArbitrationOpened) review()     {}
func (ConsensusAwaited) review()      {}
func (ConsensusProposed) review()     {}
func (ConsensusAgreed) review()       {}
func (ComplaintWindowClosed) review() {}
func (ComplaintLodged) review()       {}
func (ComplaintReviewed) review()     {}
func (ReevaluationOrdered) review()   {}

// Sealed until the opening: a tender's content is read by its parties and, from
// then on, by staff.
func (TenderSubmitted) Sealed() bool    { return true }
func (ClarificationGiven) Sealed() bool { return true }
func (TenderRefused) Sealed() bool      { return true }
func (TenderWithdrawn) Sealed() bool    { return true } // it names who is told
func (WithdrawalUndone) Sealed() bool   { return true }
func (ComplaintLodged) Sealed() bool    { return true }

// Refuses tells that the event is a refusal: its command's receipt says so.
func (TenderRefusedLate) Refuses() bool { return true }
func (TenderRefused) Refuses() bool     { return true }

// Events reads the facts of a tender's life.
var Events = law.NewCatalogue[Event](
	TenderSubmitted{}, TenderRefusedLate{}, TenderWithdrawn{}, ClarificationRequested{}, ClarificationGiven{},
	EligibilityDecided{}, ConflictDeclared{}, AssignmentNoted{}, EvaluationRecorded{}, TenderEvaluated{}, OutcomeNoted{},
	ContractPrepared{}, ContractSigned{}, ContractInForce{}, ContractDeclined{}, ActivitiesBegan{},
	LogSubmitted{}, LogAccepted{}, LogReturned{}, ExpenseApproved{}, ExpenseReturned{}, ExpenseCorrected{},
	ReportSubmitted{}, ReportAccepted{}, ReportReturned{}, TwinningSuspended{}, TwinningResumed{}, ReportingBegan{},
	TwinningTerminated{}, TwinningClosed{}, RetentionBegan{}, RetentionEnded{}, RungPassed{},
	TenderRefused{}, WithdrawalUndone{}, EligibilityProposed{}, ArbitrationOpened{}, ConsensusAwaited{}, ConsensusProposed{}, ConsensusAgreed{},
	ComplaintWindowClosed{}, ComplaintLodged{}, ComplaintReviewed{}, ReevaluationOrdered{},
	ChangeNoted{}, CancellationNoted{},
	PartyChangeProposed{}, PartyChanged{},
	EvidenceAdded{}, EvidenceWithdrawn{},
	ExpensesClaimed{}, ExpenseWithdrawn{}, ExpenseRejected{}, ExpenseParked{}, ExpenseTakenUp{}, SampleDrawn{}, ExpensesAwaited{},
	LogCorrected{}, HoldPlaced{}, HoldLifted{}, SuspensionAsked{}, SuspensionRefused{}, LetterUnreached{}, UnreachedSettled{}, LetterBounced{}, LettersSentAgain{},
	OrganisationLinked{}, AttributeVerified{},
	TerminationIntended{}, TerminationObserved{}, TerminationDropped{}, TerminationDecided{},
	AmendmentPrepared{}, AmendmentSigned{}, AmendmentInForce{}, AmendmentRefused{}, AmendmentWithdrawn{},
	ReportSigned{}, TwinningCompleted{}, DeliverablesPlanned{}, DeliverableRedated{}, DeliverableSubmitted{}, DeliverableAccepted{}, DeliverableReturned{},
	TwinningMeetingsOwed{}, TwinningMeetingPlanned{}, TwinningMeetingMoved{}, TwinningMeetingCancelled{}, TwinningMeetingHeld{},
	InstalmentDue{}, InstalmentPaid{}, InstalmentReduced{}, InterestAccrued{}, PaymentSuspended{}, PaymentResumed{}, AccountSet{}, AccountConfirmed{}, AccountRefused{}, PaymentReturnNoted{},
	RecoveryIntended{}, RecoveryObserved{}, RecoveryDecided{}, RecoveryOrdered{}, RecoveryDeducted{}, RecoveryReceived{}, WaiverProposed{}, RecoveryWaived{},
)
