package twinning

import "twinning.example/engine/internal/law"

// UndoWithdrawal makes a withdrawn tender stand again, before its limit.
type UndoWithdrawal struct {
	Reason law.Text `json:"reason,omitempty"`
}

// SignEligibility is the second signature under a decision against the findings.
type SignEligibility struct{}

// RecordConflict brings an evaluator's conflict to light that they have not
// declared themselves.
type RecordConflict struct {
	Evaluator string   `json:"evaluator"`
	Why       law.Text `json:"why"`
}

// ProposeConsensus is one report that the evaluators may agree on.
type ProposeConsensus struct {
	Scores []Score `json:"scores"`
}

// AgreeConsensus is an evaluator's agreement to the proposal.
type AgreeConsensus struct {
	Proposal int `json:"proposal,omitempty"` // to be sure: the number of the proposal that must stand
}

// Grounds of a complaint. Merit is none: a review asks whether the procedure
// was kept and the facts were right (Commission, evaluation review).
const (
	GroundsProcedure = "procedure"
	GroundsFacts     = "facts"
	GroundsNone      = "none" // what a review finds where there is no error
)

// LodgeComplaint contests a decision on a tender.
type LodgeComplaint struct {
	Grounds string   `json:"grounds"`
	Text    law.Text `json:"text"`
}

// ReviewComplaint answers the complaint that is open.
type ReviewComplaint struct {
	Upheld  bool     `json:"upheld"`
	Finding string   `json:"finding"`
	Reason  law.Text `json:"reason"`
}

// OrderReevaluation has a tender evaluated again because a score that counted
// came from an evaluator in conflict.
type OrderReevaluation struct {
	Reason law.Text `json:"reason"`
}

func (UndoWithdrawal) Kind() string    { return "undo-withdrawal" }
func (SignEligibility) Kind() string   { return "sign-eligibility" }
func (RecordConflict) Kind() string    { return "record-conflict" }
func (ProposeConsensus) Kind() string  { return "propose-consensus" }
func (AgreeConsensus) Kind() string    { return "agree-consensus" }
func (LodgeComplaint) Kind() string    { return "lodge-complaint" }
func (ReviewComplaint) Kind() string   { return "review-complaint" }
func (OrderReevaluation) Kind() string { return "order-reevaluation" }

func (UndoWithdrawal) command()    {}
func (SignEligibility) command()   {}
func (RecordConflict) command()    {}
func (ProposeConsensus) command()  {}
func (AgreeConsensus) command()    {}
func (LodgeComplaint) command()    {}
func (ReviewComplaint) command()   {}
func (OrderReevaluation) command() {}

// A complaint may quote what is sealed.
func (LodgeComplaint) Sealed() bool { return true }
