package twinning

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// An Expense is a claim and what became of it. Claimant, verifier, authoriser
// and payer are four people.
type Expense struct {
	Claim
	Month     int             `json:"month"`
	Status    ExpenseStatus   `json:"status"`
	Claimant  string          `json:"claimant"`
	Approvals map[Step]string `json:"approvals,omitempty"` // person ids
	Stated    *money.Amount   `json:"stated,omitempty"`    // the first claim, where it was corrected
	Why       law.Text        `json:"why,omitempty"`       // of the last return, of its parking, rejection or withdrawal
	Apart     bool            `json:"apart,omitempty"`     // claimed apart from the log of its month

	Deducted *money.Amount `json:"deducted,omitempty"` // what was taken off at its verification
	Error    string        `json:"error,omitempty"`    // the type of error for which it was

	Recovered *money.Amount `json:"recovered,omitempty"` // what of it was paid and came back
	Checked   []string      `json:"checked,omitempty"`   // what its verification confirmed
	Sampled   bool          `json:"sampled,omitempty"`   // it was in a draw

	Converted *Conversion `json:"converted,omitempty"` // how it came to its amount, where it was claimed in another currency
}

// AsClaimed is the claim as it was made, in its own currency.
func (e Expense) AsClaimed() Claim {
	c := e.Claim
	if e.Converted != nil {
		c.Amount = e.Converted.Claimed
	}
	return c
}

// conversionOf is how a claim came to its amount, nil where it is in the currency of the contract.
func conversionOf(list []Conversion, id string) *Conversion {
	for _, one := range list {
		if one.Expense == id {
			return &one
		}
	}
	return nil
}

// Accepted is what is paid of an expense: what is claimed, less what was
// deducted at its verification.
func (e Expense) Accepted() money.Amount {
	if e.Deducted == nil {
		return e.Amount
	}
	return e.Amount.Sub(*e.Deducted)
}

// Net is what is accepted of an expense, less what came back of it.
func (e Expense) Net() money.Amount {
	if e.Recovered == nil {
		return e.Accepted()
	}
	return e.Accepted().Sub(*e.Recovered)
}

// open tells whether an expense can still come to another end than its payment.
func (e Expense) open() bool {
	switch e.Status {
	case Claimed, ExpenseVerified, ExpenseReturns, Parked:
		return true
	}
	return false
}

// An ExpenseStatus is where an expense stands.
type ExpenseStatus string

// The statuses of an expense, in their order.
const (
	Claimed         ExpenseStatus = "claimed"
	ExpenseVerified ExpenseStatus = "verified"
	Authorised      ExpenseStatus = "authorised"
	Paid            ExpenseStatus = "paid"
	ExpenseReturns  ExpenseStatus = "returned"
	Parked          ExpenseStatus = "parked"    // put aside; it can be taken up again
	Rejects         ExpenseStatus = "rejected"  // for good
	ExpenseWithdrew ExpenseStatus = "withdrawn" // by who claimed it
	Lapsed          ExpenseStatus = "lapsed"    // neither authorised nor paid when the twinning was terminated
)

// A Step is one of the three approvals (double check of every step of a
// transaction, and no one hand in two of them: Reg. 718/2007, 907/2014).
type Step string

// The steps, in their order. A claim is none, but a hand as well.
const (
	claim     Step = "claim"
	Verify    Step = "verify"
	Authorise Step = "authorise"
	Pay       Step = "pay"
	Accept    Step = "accept" // of a log: a hand where the rule book says so, and no approval
)

// NextStep is the approval that an expense waits for, "" for none.
func (e Expense) NextStep() Step {
	switch e.Status {
	case Claimed:
		return Verify
	case ExpenseVerified:
		return Authorise
	case Authorised:
		return Pay
	}
	return ""
}

func (s Step) leadsTo() ExpenseStatus {
	switch s {
	case Verify:
		return ExpenseVerified
	case Authorise:
		return Authorised
	case Pay:
		return Paid
	}
	return ""
}

// ClaimedSum is the sum of what is claimed and neither returned, rejected nor withdrawn, of one cost kind or,
// with "", of all; the expense of the id is left out.
func (t Twinning) ClaimedSum(kind CostKind, but string) money.Amount {
	return t.sum(kind, but, Claimed, ExpenseVerified, Parked, Authorised, Paid)
}

// Spent is the sum of what is authorised or paid.
func (t Twinning) Spent(kind CostKind) money.Amount { return t.sum(kind, "", Authorised, Paid) }

// PaidSum is the sum of what is paid.
func (t Twinning) PaidSum(kind CostKind) money.Amount { return t.sum(kind, "", Paid) }

func (t Twinning) sum(kind CostKind, but string, statuses ...ExpenseStatus) money.Amount {
	total := money.Amount{}
	if t.Contract != nil {
		total = money.Zero(t.Contract.Amount.Currency())
	}
	for _, e := range t.Expenses {
		if e.ID != but && (kind == "" || e.Kind == kind) && slices.Contains(statuses, e.Status) {
			total = total.Add(e.Net())
		}
	}
	return total
}

// Unpaid lists the expenses that still wait for an approval.
func (t Twinning) Unpaid() []Expense {
	var open []Expense
	for _, e := range t.Expenses {
		if e.NextStep() != "" {
			open = append(open, e)
		}
	}
	return open
}

// lapses tells whether an expense is not paid any more once the twinning is
// terminated: it is not authorised, or it is the fixed sum for a completion that
// does not come.
func (e Expense) lapses() bool {
	switch e.Status {
	case Claimed, ExpenseVerified, ExpenseReturns, Parked:
		return true
	case Authorised:
		return e.Kind == Subcontracting
	}
	return false
}

// setExpense returns the expenses with one replaced.
func setExpense(list []Expense, e Expense) []Expense {
	list = slices.Clone(list)
	for i := range list {
		if list[i].ID == e.ID {
			list[i] = e
			return list
		}
	}
	return append(list, e)
}
