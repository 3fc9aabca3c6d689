package twinning

import (
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// TenderRefused keeps a submission that was refused for another reason than
// lateness, by its HMAC and the refusal. It is sealed: the parameters may tell
// what is in it.
type TenderRefused struct {
	HMAC string `json:"hmac_sha256"` // Tender.HMAC
	law.Refusal
}

// WithdrawalUndone makes a withdrawn tender stand again, before its limit.
type WithdrawalUndone struct {
	Reason law.Text          `json:"reason,omitempty"`
	Owed   []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// EligibilityProposed is a decision against what the rules found. It holds when
// another person of the staff signs it.
type EligibilityProposed struct {
	Eligible bool      `json:"eligible"`
	Reason   law.Text  `json:"reason"`
	Against  []string  `json:"against"`            // the rules that found otherwise; none where all found it eligible
	Findings []Finding `json:"findings,omitempty"` // of all rules: the second signature is under these
	law.Promise
}

// An Override says who decided on eligibility against what the rules found.
type Override struct {
	By       string   `json:"by"`
	SignedBy string   `json:"signed_by"`
	Against  []string `json:"against"`
	Reason   law.Text `json:"reason"`
}

// ArbitrationOpened says that two scores are too far apart: one more evaluator
// is asked, and the two closest scores will count (domain.md 6).
type ArbitrationOpened struct {
	Higher     decimal.Decimal   `json:"higher"`
	Lower      decimal.Decimal   `json:"lower"`
	Difference decimal.Decimal   `json:"difference"`
	Allowed    decimal.Decimal   `json:"allowed"`           // the rule's share of the higher
	Reports    int               `json:"reports,omitempty"` // that counted
	Owed       []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// ConsensusAwaited says that every report is in and that their evaluators are
// to agree on one.
type ConsensusAwaited struct {
	Counted []string          `json:"counted"` // who must agree
	Owed    []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// ConsensusProposed is one report that the evaluators may agree on. It takes
// the place of an earlier proposal.
type ConsensusProposed struct {
	Number int             `json:"number,omitempty"` // from 1, so that nobody agrees to another
	By     string          `json:"by"`
	Scores []Score         `json:"scores"`
	Total  decimal.Decimal `json:"total"`
	law.Promise
}

// ConsensusAgreed is one evaluator's agreement to the proposal.
type ConsensusAgreed struct {
	Evaluator string `json:"evaluator"`
}

// ComplaintWindowClosed says that the decision on this tender can no longer be
// contested.
type ComplaintWindowClosed struct {
	At time.Time `json:"at"`
}

// ComplaintLodged contests a decision, for an error of procedure or of fact.
type ComplaintLodged struct {
	Number  int               `json:"number"` // from 1
	Grounds string            `json:"grounds"`
	Text    law.Text          `json:"text"`
	Owed    []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// ComplaintReviewed is the answer to a complaint. Upheld, the tender is judged
// again; the first result stays visible.
type ComplaintReviewed struct {
	Number  int               `json:"number"`
	Upheld  bool              `json:"upheld"`
	Finding string            `json:"finding"` // procedure, facts or none
	Reason  law.Text          `json:"reason"`
	Owed    []obligation.Owed `json:"owed,omitempty"` // another decision on eligibility, or another evaluation
	// AfterAward tells that the award had been released: another evaluation can
	// then only lead to the reserve list.
	AfterAward bool `json:"after_award,omitempty"`
	law.Promise
}

// ReevaluationOrdered has a tender evaluated again because a score that counted
// came from an evaluator in conflict.
type ReevaluationOrdered struct {
	Reason law.Text          `json:"reason"`
	Owed   []obligation.Owed `json:"owed,omitempty"` // the other evaluation
	law.Promise
}
