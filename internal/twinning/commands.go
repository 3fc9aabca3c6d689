package twinning

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A Command is a request that a tender's life may refuse. Decide is pure: the
// same twinning, call and receipt give the same answer for ever.
//
//sumtype:decl
type Command interface {
	law.Command
	Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error)
	command()
}

// SubmitTender submits a tender, or another version of it.
type SubmitTender struct {
	Tender Tender `json:"tender"`
}

// WithdrawTender ends a tender at the tenderer's wish.
type WithdrawTender struct {
	Reason law.Text `json:"reason,omitempty"`
}

// RequestClarification asks about an obvious clerical error.
type RequestClarification struct {
	Fields   []string `json:"fields"`
	Question law.Text `json:"question"`
}

// ClarifyTender corrects the fields asked about, and no other.
type ClarifyTender struct {
	Answer law.Text `json:"answer"`
	Tender Tender   `json:"tender"`
}

// DecideEligibility says whether a tender will be evaluated.
type DecideEligibility struct {
	Eligible bool     `json:"eligible"`
	Reason   law.Text `json:"reason,omitempty"`
	Override bool     `json:"override,omitempty"` // against the findings: it takes a second signature
}

// DeclareConflict is an evaluator's own word that they are tied to a tender.
type DeclareConflict struct {
	Why law.Text `json:"why"`
}

// NoteAssignment follows from the call's assignment.
type NoteAssignment struct {
	Evaluators []string `json:"evaluators"`
}

// RecordEvaluation is one evaluator's report.
type RecordEvaluation struct {
	Scores []Score `json:"scores"`
}

// NoteOutcome follows from the call's decision.
type NoteOutcome struct {
	call.Outcome
}

// SignContract gives one of the two signatures.
type SignContract struct {
	// Start is M1 where the contract comes after the common start; zero for the
	// day after the second signature.
	Start calendar.Date `json:"start,omitzero"`

	SHA256 string   `json:"sha256,omitempty"` // of the contract that is signed, as contract show gives it
	Why    law.Text `json:"why,omitempty"`    // why M1 is Start
}

// DeclineContract gives an award back.
type DeclineContract struct {
	Reason law.Text `json:"reason"`
}

// SubmitLog is the log of a month.
type SubmitLog struct {
	Month      int        `json:"month"`
	Activities []Activity `json:"activities,omitempty"`
	Nothing    law.Text   `json:"nothing,omitempty"` // why nothing was done in the month, in place of activities
	Expenses   []Claim    `json:"expenses,omitempty"`
}

// AcceptLog accepts the log of a month.
type AcceptLog struct {
	Month int `json:"month"`
}

// ReturnLog asks for another log of the month.
type ReturnLog struct {
	Month  int      `json:"month"`
	Reason law.Text `json:"reason"`
}

// ApproveExpense is the next of the three approvals.
type ApproveExpense struct {
	Expense string `json:"expense"`
	Step    Step   `json:"step"` // verify, authorise or pay; it must be the next one

	// Accepted is what the verification accepts of what is claimed, where that is less.
	Accepted *money.Amount `json:"accepted,omitempty"`
	Error    string        `json:"error,omitempty"`  // the type of error, of the rule book's list
	Reason   law.Text      `json:"reason,omitempty"` // why less is accepted

	Checked []string `json:"checked,omitempty"` // questions of the rule book's checklist that the verification confirms
}

// ReturnExpense sends an expense back.
type ReturnExpense struct {
	Expense string   `json:"expense"`
	Reason  law.Text `json:"reason"`
}

// CorrectExpense replaces a returned claim.
type CorrectExpense struct {
	Claim  Claim    `json:"claim"`
	Reason law.Text `json:"reason"`
}

// SubmitReport submits the interim or the final report.
type SubmitReport struct {
	Report   string     `json:"report"`
	Summary  law.Text   `json:"summary"`
	Evidence []Evidence `json:"evidence,omitempty"`

	Lessons      law.Text `json:"lessons,omitempty"`        // of the final report: what was learned
	FollowUp     FollowUp `json:"follow_up,omitempty"`      // of the final report: whether a follow-up is wanted
	FollowUpForm law.Text `json:"follow_up_form,omitempty"` // and in what form
}

// AcceptReport accepts a report.
type AcceptReport struct {
	Report string `json:"report"`
}

// ReturnReport asks for another report.
type ReturnReport struct {
	Report string   `json:"report"`
	Reason law.Text `json:"reason"`
}

// SuspendTwinning pauses what the parties owe.
type SuspendTwinning struct {
	Reason law.Text `json:"reason"`
}

// ResumeTwinning goes on.
type ResumeTwinning struct{}

// TerminateTwinning ends a twinning before its time: at once or, under a rule book with
// running.termination, by the decision that follows an intention.
type TerminateTwinning struct {
	Reason    law.Text      `json:"reason"`
	Effective calendar.Date `json:"effective,omitzero"` // the first day that is no part of it any more; zero is the day of the decision
}

// CloseTwinning closes a twinning with the evidence of its type.
type CloseTwinning struct {
	Despite law.Text `json:"despite,omitempty"` // the head's reason to close it although a report or a log is missing
}

func (SubmitTender) Kind() string         { return "submit-tender" }
func (WithdrawTender) Kind() string       { return "withdraw-tender" }
func (RequestClarification) Kind() string { return "request-clarification" }
func (ClarifyTender) Kind() string        { return "clarify-tender" }
func (DecideEligibility) Kind() string    { return "decide-eligibility" }
func (DeclareConflict) Kind() string      { return "declare-conflict" }
func (NoteAssignment) Kind() string       { return "note-assignment" }
func (RecordEvaluation) Kind() string     { return "record-evaluation" }
func (NoteOutcome) Kind() string          { return "note-outcome" }
func (SignContract) Kind() string         { return "sign-contract" }
func (DeclineContract) Kind() string      { return "decline-contract" }
func (SubmitLog) Kind() string            { return "submit-log" }
func (AcceptLog) Kind() string            { return "accept-log" }
func (ReturnLog) Kind() string            { return "return-log" }
func (ApproveExpense) Kind() string       { return "approve-expense" }
func (ReturnExpense) Kind() string        { return "return-expense" }
func (CorrectExpense) Kind() string       { return "correct-expense" }
func (SubmitReport) Kind() string         { return "submit-report" }
func (AcceptReport) Kind() string         { return "accept-report" }
func (ReturnReport) Kind() string         { return "return-report" }
func (SuspendTwinning) Kind() string      { return "suspend-twinning" }
func (ResumeTwinning) Kind() string       { return "resume-twinning" }
func (TerminateTwinning) Kind() string    { return "terminate-twinning" }
func (CloseTwinning) Kind() string        { return "close-twinning" }

func (SubmitTender) command()         {}
func (WithdrawTender) command()       {}
func (RequestClarification) command() {}
func (ClarifyTender) command()        {}
func (DecideEligibility) command()    {}
func (DeclareConflict) command()      {}
func (NoteAssignment) command()       {}
func (RecordEvaluation) command()     {}
func (NoteOutcome) command()          {}
func (SignContract) command()         {}
func (DeclineContract) command()      {}
func (SubmitLog) command()            {}
func (AcceptLog) command()            {}
func (ReturnLog) command()            {}
func (ApproveExpense) command()       {}
func (ReturnExpense) command()        {}
func (CorrectExpense) command()       {}
func (SubmitReport) command()         {}
func (AcceptReport) command()         {}
func (ReturnReport) command()         {}
func (SuspendTwinning) command()      {}
func (ResumeTwinning) command()       {}
func (TerminateTwinning) command()    {}
func (CloseTwinning) command()        {}

// Tenders are sealed on their way in, too, and what is said about them before
// they are opened.
func (SubmitTender) Sealed() bool   { return true }
func (ClarifyTender) Sealed() bool  { return true }
func (WithdrawTender) Sealed() bool { return true }
func (UndoWithdrawal) Sealed() bool { return true }

// Commands reads the requests to a tender's life.
var Commands = law.NewCatalogue[Command](
	SubmitTender{}, WithdrawTender{}, RequestClarification{}, ClarifyTender{}, DecideEligibility{}, DeclareConflict{},
	NoteAssignment{}, RecordEvaluation{}, NoteOutcome{}, PrepareContract{}, SignContract{}, DeclineContract{},
	SubmitLog{}, AcceptLog{}, ReturnLog{}, ApproveExpense{}, ReturnExpense{}, CorrectExpense{},
	SubmitReport{}, AcceptReport{}, ReturnReport{}, SuspendTwinning{}, ResumeTwinning{}, TerminateTwinning{}, CloseTwinning{},
	UndoWithdrawal{},
	RecordConflict{}, ProposeConsensus{}, AgreeConsensus{}, OrderReevaluation{},
	LodgeComplaint{}, ReviewComplaint{},
	SignEligibility{},
	NoteChange{}, NoteCancellation{},
	ChangeContact{}, ChangeSignatory{}, AcceptChange{}, NoteInvitation{},
	AddEvidence{}, WithdrawEvidence{},
	ClaimExpenses{}, WithdrawExpense{}, RejectExpense{}, ParkExpense{}, TakeUpExpense{}, DrawSample{},
	IntendTermination{}, ObserveTermination{}, DropTermination{}, SettleTermination{},
	PrepareAmendment{}, SignAmendment{}, RefuseAmendment{}, WithdrawAmendment{},
	CorrectLog{}, PlaceHold{}, LiftHold{}, AskSuspension{}, RefuseSuspension{}, NoteUnreached{}, SettleUnreached{}, ReportBounce{}, NoteLettersAgain{},
	LinkOrganisation{}, VerifyAttribute{},
	SignReport{}, RedateDeliverable{}, SubmitDeliverable{}, AcceptDeliverable{}, ReturnDeliverable{},
	PlanTwinningMeeting{}, MoveTwinningMeeting{}, CancelTwinningMeeting{}, RecordTwinningMeeting{},
	PayInstalment{}, SuspendPayment{}, ResumePayment{}, SetAccount{}, ConfirmAccount{}, NotePayment{}, NotePaymentReturn{},
	IntendRecovery{}, ObserveRecovery{}, DecideRecovery{}, OrderRecovery{}, ReceiveRecovery{}, WaiveRecovery{},
)
