package call

import (
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// Payments say how what is accepted is paid. Without them each expense is paid
// by itself, once it is authorised.
type Payments struct {
	Instalments []Instalment `json:"instalments,omitempty"` // none: each expense is paid by itself
	SuspendFor  []Ground     `json:"suspend_for,omitempty"` // for what the time for an instalment may be suspended
	Interest    *Interest    `json:"interest,omitempty"`    // on what is paid late; none: there is none
	Runs        string       `json:"runs,omitempty"`        // RunsRequired: what is transferred is paid by a run alone; else by hand too
	Limits      *Limits      `json:"limits,omitempty"`      // none: whoever authorises does so for any amount, and returning and accepting are no hand
}

// Limits say how far one person goes.
type Limits struct {
	// Authorise is the most that an authoriser authorises of one expense; the head authorises more. None: any amount.
	Authorise money.Amount `json:"authorise,omitempty"`
	// Hands tells that who returns an expense, and who accepts or returns a log, has a hand in the expenses of the
	// twinning: they do no other step of them.
	Hands bool `json:"hands,omitempty"`
}

// RunsRequired is the rule that what is transferred is paid by a payment run alone.
const RunsRequired = "required"

// OnlyByRuns tells whether nothing is paid by hand.
func (b RuleBook) OnlyByRuns() bool { return b.Payments != nil && b.Payments.Runs == RunsRequired }

// LimitsOf are the limits of a rule book; without any nothing is limited.
func (b RuleBook) LimitsOf() Limits {
	if b.Payments == nil || b.Payments.Limits == nil {
		return Limits{}
	}
	return *b.Payments.Limits
}

// The kinds of instalments.
const (
	PreFinancing = "pre-financing" // before there are costs; later instalments clear it
	InterimPay   = "interim"       // what is authorised by then and not paid, less what it clears
	Balance      = "balance"       // what is left at the end, less what it clears
	FixedSumPay  = "fixed-sum"     // the fixed sum of subcontracting
)

// What an instalment falls due after.
const (
	AfterContract = "contract"       // the second signature
	AfterM1       = "m1"             // the first day of M1
	AfterInterim  = "interim-report" // its acceptance
	AfterEnd      = "closure"        // the closure or, of what is owed then, the termination
)

// An Instalment is one payment of the rule book.
type Instalment struct {
	ID     string           `json:"id"`
	Kind   string           `json:"kind"`             // PreFinancing, InterimPay, Balance, FixedSumPay
	After  string           `json:"after"`            // AfterContract, AfterM1, AfterInterim, AfterEnd
	Within calendar.Length  `json:"within"`           // the time to pay, from then on
	Share  *decimal.Decimal `json:"share,omitempty"`  // of pre-financing: percent of the contract, rounded down to the minor unit
	Amount money.Amount     `json:"amount,omitempty"` // of pre-financing: at most the contract; none where Share says how much
}

// A Ground is something for which the time for an instalment may be suspended.
type Ground struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Interest is what is owed for each day after the due day, up to and with the
// day of payment.
type Interest struct {
	Rate      decimal.Decimal `json:"rate"`               // percent a year
	Reference string          `json:"reference"`          // where the rate comes from, as in "ECB main refinancing rate plus 3.5 points"
	Days      int             `json:"days"`               // of a year: 365 or 360
	Rounding  string          `json:"rounding,omitempty"` // HalfUp, which is also "", HalfEven or Down
	Least     money.Amount    `json:"least,omitempty"`    // less than this is not owed; none: any is
}

// InstalmentsAfter lists the instalments that something makes due.
func (b RuleBook) InstalmentsAfter(what string) []Instalment {
	if b.Payments == nil {
		return nil
	}
	var list []Instalment
	for _, i := range b.Payments.Instalments {
		if i.After == what {
			list = append(list, i)
		}
	}
	return list
}

// ByInstalments tells whether expenses are paid by instalments, and not each by itself.
func (b RuleBook) ByInstalments() bool { return b.Payments != nil && len(b.Payments.Instalments) > 0 }

// PaysFixedSum tells whether the fixed sum of subcontracting is an instalment of its own.
func (b RuleBook) PaysFixedSum() bool {
	return b.Payments != nil && slices.ContainsFunc(b.Payments.Instalments, func(i Instalment) bool { return i.Kind == FixedSumPay })
}
