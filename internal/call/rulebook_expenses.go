package call

import (
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/money"
)

// Expenses says what a claim names and which costs are refused. A rule book
// without it refuses no more than it ever did.
type Expenses struct {
	Refused    []string   `json:"refused,omitempty"`    // of Refusable
	Needed     []string   `json:"needed,omitempty"`     // of ClaimFields: what each claim names
	Once       bool       `json:"once,omitempty"`       // an invoice that is claimed again needs a reason
	Categories []Category `json:"categories,omitempty"` // of which each claim names one
	Checklist  []Check    `json:"checklist,omitempty"`  // what a verification confirms
	Sample     *Sample    `json:"sample,omitempty"`     // where not every claim is looked at
}

// A Category is a kind of cost below personnel, direct and subcontracting. One
// with a rate is a unit cost: a claim names a quantity, proof of the work and no
// invoice. So is a lump sum, which is claimed once.
type Category struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	Refused bool          `json:"refused,omitempty"` // no claim of it is taken, as of exchange losses and bank charges
	Unit    string        `json:"unit,omitempty"`    // of what the rate is for one, in words: day
	Rate    *money.Amount `json:"rate,omitempty"`    // for one unit
	Lump    *money.Amount `json:"lump,omitempty"`    // of all of it, whatever it cost; then there is no rate
}

// Fixed tells whether what a category costs stands in the rule book: it takes no invoice.
func (k Category) Fixed() bool { return k.Rate != nil || k.Lump != nil }

// A Check is a question of the checklist of a verification.
type Check struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// A Sample says which claims a verification looks at where it does not look at
// all: those above an amount, and a share of the others that is drawn by a seed.
type Sample struct {
	Share decimal.Decimal `json:"share"`           // percent of the claims that are not above it, rounded up to whole claims
	Above money.Amount    `json:"above,omitempty"` // claims above it are always looked at; none is no such amount
}

// Currencies says how a claim in another currency than the budget's is
// converted. Without it none is taken.
type Currencies struct {
	Convention string `json:"convention"` // which days' rates count
	Rounding   string `json:"rounding"`   // of the converted amount to the minor unit, and of a mean of rates
	Decimals   int    `json:"decimals"`   // of a mean of rates; one rate alone is taken as it is
}

// Costs that a rule book can refuse.
const (
	DeductibleVAT = "deductible-vat" // VAT that the claimant can deduct
	InSuspension  = "in-suspension"  // costs of a day on which the twinning was suspended
	BeforeMonth   = "before-month"   // costs of a day before the month with whose log they come
)

// Refusable are the costs that a rule book can refuse.
func Refusable() []string { return []string{DeductibleVAT, InSuspension, BeforeMonth} }

// ClaimFields are what a rule book can ask each claim to name.
func ClaimFields() []string {
	return []string{"category", "supplier", "supplier_id", "invoice", "invoice_date", "paid_on", "from", "net", "vat", "evidence", "reference"}
}

// Conventions: the rates of which days count for a claim.
const (
	MonthOfPayment    = "month-of-payment"    // of the month in which it was paid or, where that is not said, in which the cost arose
	MonthOfSubmission = "month-of-submission" // of the month in which it is claimed
	PeriodAverage     = "average"             // of the period that the claim names or, where it names none, of its month of the twinning
)

// Conventions are the known ones.
func Conventions() []string { return []string{MonthOfPayment, MonthOfSubmission, PeriodAverage} }

// Roundings.
const (
	HalfUp   = "half-up"   // away from zero from the half on
	HalfEven = "half-even" // to the even neighbour at the half
	Down     = "down"      // towards zero
)

// Roundings are the known ones.
func Roundings() []string { return []string{HalfUp, HalfEven, Down} }

// Refuses tells whether a cost of that name is refused.
func (e *Expenses) Refuses(what string) bool { return e != nil && slices.Contains(e.Refused, what) }

// Category returns the category of that id.
func (e *Expenses) Category(id string) (Category, bool) {
	if e == nil {
		return Category{}, false
	}
	i := slices.IndexFunc(e.Categories, func(c Category) bool { return c.ID == id })
	if i < 0 {
		return Category{}, false
	}
	return e.Categories[i], true
}
