package call

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// Follows names the call whose leftover this call spends again.
type Follows struct {
	Call   string       `json:"call"`
	Amount money.Amount `json:"amount"` // of this call's budget, as the first call gave it
}

// How the reports of several evaluators become one score, by name.
const (
	Mean   = "mean"
	Median = "median"
)

// Arbitration says when scores are so far apart that one more evaluator is
// asked: strictly more than a share of the higher (domain.md 6: 30 %).
type Arbitration struct {
	Share decimal.Decimal `json:"share"`           // percent of the higher score
	Alone string          `json:"alone,omitempty"` // what one report that counts is; "" is AloneCounts
}

// What one report that counts is where scores are compared with each other.
const (
	AloneCounts = "counts" // the score
	AloneSecond = "second" // not enough: a second evaluator reports
)

// Least is how many reports that count a tender takes: as many as evaluators are asked for, and two where one alone is not enough.
func (e Evaluation) Least() int {
	if e.Arbitration != nil && e.Arbitration.Alone == AloneSecond {
		return max(e.PerTender, 2)
	}
	return e.PerTender
}

// ConflictRules say what is a conflict of an evaluator besides being a party
// to the tender or of the same organisation, which always is one.
type ConflictRules struct {
	SameCountry bool            `json:"same_country,omitempty"` // as any organisation of the tender
	Within      calendar.Length `json:"within,omitzero"`        // a former organisation counts for so long after it was left
}

// An Envelope is a part of the budget that is kept for some types.
type Envelope struct {
	ID     string       `json:"id"`
	Types  []string     `json:"types"` // a type is in at most one envelope
	Budget money.Amount `json:"budget"`
}

// A Round is one of the rounds in which tenders are told what became of them,
// in the order of the rule book (PRAG 6.5.10.1: those who failed after those
// who succeeded).
type Round struct {
	Verdict Verdict         `json:"verdict"`
	After   calendar.Length `json:"after,omitzero"` // from the release; none is at once
}

// Complaints say how long a decision may be contested, and how long contracts
// wait for it.
type Complaints struct {
	Within       calendar.Length `json:"within"`              // from the notification, to lodge one
	ReviewWithin calendar.Length `json:"review_within"`       // from its receipt, to review it
	Standstill   calendar.Length `json:"standstill,omitzero"` // from the last round of letters, without a contract
	Leftover     string          `json:"leftover,omitempty"`  // whether what is left is given to another call meanwhile; "" is LeftoverFree
}

// Whether what is left of a call is given to another one while its decisions can be contested, or are.
const (
	LeftoverFree = "free"
	LeftoverHeld = "held"
)
