package twinning

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// An Event is a fact of a tender's life. Who, when and why stand in the
// ledger's header.
//
//sumtype:decl
type Event interface {
	law.Event
	event()
}

// A TimeVerdict says how a deadline judged a receipt.
type TimeVerdict struct {
	InTime    bool              `json:"in_time"`
	Deadline  calendar.Deadline `json:"deadline"`            // the version that judged
	Position  int64             `json:"position"`            // where that version is recorded
	Admission int               `json:"admission,omitempty"` // where it was a late admission, which this submission uses up
	Why       law.Reason        `json:"why"`                 // see Judged
}

// TenderSubmitted is one version of a tender, in time. The last one counts; all are kept.
type TenderSubmitted struct {
	Number  int               `json:"number"` // from 1: a line, never a tree
	Tender  Tender            `json:"tender"`
	HMAC    string            `json:"hmac_sha256"`     // Tender.HMAC
	Nonce   string            `json:"nonce,omitempty"` // its key
	Verdict TimeVerdict       `json:"verdict"`
	Owed    []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// TenderRefusedLate keeps a tender that came too late, by its HMAC; its content
// stays, sealed, in the receipt, and so does the key. This event is in the clear.
type TenderRefusedLate struct {
	HMAC    string      `json:"hmac_sha256"` // Tender.HMAC
	Verdict TimeVerdict `json:"verdict"`
	law.Promise
}

// TenderWithdrawn ends a tender at the tenderer's wish.
type TenderWithdrawn struct {
	Reason law.Text     `json:"reason,omitempty"`
	Freed  money.Amount `json:"freed,omitzero"` // where it had been awarded
	// Untold: the award had been released, and the letters about this tender were still to come.
	Untold bool `json:"untold,omitempty"`
	law.Promise
}

// ClarificationRequested asks about an obvious clerical error, and says exactly
// which fields may change (Ombudsman 1846/2023/FA).
type ClarificationRequested struct {
	Fields   []string          `json:"fields"`
	Question law.Text          `json:"question"`
	Rests    []string          `json:"rests,omitempty"` // obligations that wait for the answer
	Owed     []obligation.Owed `json:"owed"`
	law.Promise
}

// ClarificationGiven is the tenderer's correction of those fields.
type ClarificationGiven struct {
	Answer law.Text          `json:"answer"`
	Tender Tender            `json:"tender"` // corrected, whole
	SHA256 string            `json:"sha256"`
	Owed   []obligation.Owed `json:"owed,omitempty"` // the decision on eligibility, which waited meanwhile
}

// A Finding is one eligibility rule's verdict.
type Finding struct {
	Rule string     `json:"rule"`
	OK   bool       `json:"ok"`
	Why  law.Reason `json:"why"`
}

// Equal tells whether two findings say the same.
func (f Finding) Equal(o Finding) bool { return f.Rule == o.Rule && f.OK == o.OK && f.Why.Equal(o.Why) }

// EligibilityDecided says whether a tender will be evaluated, rule by rule.
type EligibilityDecided struct {
	Eligible bool              `json:"eligible"`
	Findings []Finding         `json:"findings"`
	Reason   law.Text          `json:"reason"`
	Override *Override         `json:"override,omitempty"` // against the findings, by two people
	Owed     []obligation.Owed `json:"owed,omitempty"`     // the time for complaints, of who is ineligible
	law.Promise
}

// ConflictDeclared says that an evaluator is tied to this tender.
type ConflictDeclared struct {
	Evaluator string   `json:"evaluator"`
	Why       law.Text `json:"why"`
	By        string   `json:"by,omitempty"` // who brought it to light, where not the evaluator
	// Decided tells that the award had been released with the score of this
	// tender: it stands, and the head may order another evaluation.
	Decided bool `json:"decided,omitempty"`
	law.Promise
}

// AssignmentNoted copies the call's assignment of evaluators.
type AssignmentNoted struct {
	Evaluators []string          `json:"evaluators"`
	Owed       []obligation.Owed `json:"owed"`
}

// A Score is the points of one criterion, with the evaluator's comment.
type Score struct {
	Criterion string          `json:"criterion"`
	Points    decimal.Decimal `json:"points"`
	Comment   law.Text        `json:"comment"`
}

// EvaluationRecorded is one evaluator's report.
type EvaluationRecorded struct {
	Evaluator string          `json:"evaluator"`
	Scores    []Score         `json:"scores"`
	Total     decimal.Decimal `json:"total"` // of 100, by the weights
}

// TenderEvaluated is the mean of all reports that count.
type TenderEvaluated struct {
	Score   decimal.Decimal            `json:"score"` // of 100
	Means   map[string]decimal.Decimal `json:"means"` // points by criterion
	Counted []string                   `json:"counted"`

	Method     string          `json:"method,omitempty"` // mean, median, arbitration, consensus; "" is mean
	Mean       decimal.Decimal `json:"mean,omitzero"`
	Median     decimal.Decimal `json:"median,omitzero"`
	Spread     decimal.Decimal `json:"spread,omitzero"`      // the highest total less the lowest
	Discounted []string        `json:"discounted,omitempty"` // whose reports do not count: they are in conflict
	Round      int             `json:"round,omitempty"`      // 2 from the first re-evaluation on
}

// OutcomeNoted copies what the call decided.
type OutcomeNoted struct {
	call.Outcome
	Moot bool              `json:"moot,omitempty"` // the tender had been withdrawn meanwhile
	Owed []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// ContractSigned is one of the two signatures.
type ContractSigned struct {
	Party  string        `json:"party"`            // contractor or procurer
	SHA256 string        `json:"sha256,omitempty"` // of the text that was signed, where the signature names it
	Start  calendar.Date `json:"start,omitzero"`   // M1 of that text, where it is not the common start
	Why    law.Text      `json:"why,omitempty"`    // why it is not
	Void   []string      `json:"void,omitempty"`   // the other party, where M1 of what it had signed has passed

	Owed []obligation.Owed `json:"owed,omitempty"` // the other signature, where the rule book has letters about it
}

// ContractInForce fixes M1, the months and the rule book for the twinning's life.
type ContractInForce struct {
	M1     calendar.Date     `json:"m1"`
	Months int               `json:"months"`
	Late   bool              `json:"late"` // signed after the common start, so M1 is its own
	Rules  string            `json:"rules"`
	Amount money.Amount      `json:"amount"`
	Costs  Costs             `json:"costs"`
	Owed   []obligation.Owed `json:"owed"`
	Period int               `json:"period,omitempty"`       // months of a log; 0 is 1
	SHA256 string            `json:"sha256,omitempty"`       // of the text that both signed, where the last signature names it
	Short  string            `json:"short_months,omitempty"` // the rule of the rule book; "" is that of before there was one
	law.Promise
}

// ContractDeclined frees the money of an award.
type ContractDeclined struct {
	Reason law.Text     `json:"reason"`
	Freed  money.Amount `json:"freed"`
	law.Promise
}
