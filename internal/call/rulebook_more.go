package call

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/money"
)

// How the reports of several evaluators become one score, by name.
const (
	Mean   = "mean"
	Median = "median"
)

// Arbitration says when scores are so far apart that one more evaluator is
// asked: strictly more than a share of the higher (domain.md 6: 30 %).
type Arbitration struct {
	Share decimal.Decimal `json:"share"` // percent of the higher score
}

// An Envelope is a part of the budget that is kept for some types.
type Envelope struct {
	ID     string       `json:"id"`
	Types  []string     `json:"types"` // a type is in at most one envelope
	Budget money.Amount `json:"budget"`
}
