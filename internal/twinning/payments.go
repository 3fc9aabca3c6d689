package twinning

import (
	"cmp"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// Payments are what is paid to a twinning by instalments, and to which account.
type Payments struct {
	Instalments []Instalment `json:"instalments,omitempty"` // in the order in which they fell due
	Account     *Account     `json:"account,omitempty"`     // the one that is paid to: two people have given it
	Proposed    *Account     `json:"proposed,omitempty"`    // waits for the second person
	Accounts    int          `json:"accounts,omitempty"`    // how many have been given so far
	AgainAt     time.Time    `json:"again_at,omitzero"`     // when the last payment that had come back was made again
	Former      []Account    `json:"-"`                     // accounts that were confirmed before: a run that was released names one
}

// ReturnedPayment is the kind of an instalment that is owed because a payment came back.
const ReturnedPayment = "returned"

// DefaultInterest is the kind of an instalment that is owed for another one's delay.
const DefaultInterest = "interest"

// An Instalment is one payment that has fallen due.
type Instalment struct {
	ID      string           `json:"id"`               // of the rule book, or interest-ID for what was paid late
	What    string           `json:"what"`             // its kind: pre-financing, interim, balance, fixed-sum or interest
	Gross   money.Amount     `json:"gross"`            // what it covers of accepted costs, or what is paid before there are any
	Cleared money.Amount     `json:"cleared"`          // the pre-financing that is taken off
	Amount  money.Amount     `json:"amount"`           // what is paid
	Covers  []string         `json:"covers,omitempty"` // expenses that are paid with it
	Due     calendar.Date    `json:"due"`              // the last day in time
	Status  InstalmentStatus `json:"status"`           //
	Left    int              `json:"left,omitempty"`   // days that were left when its time was suspended
	Ground  string           `json:"ground,omitempty"` // for which it was, of the rule book's list
	Paid    calendar.Date    `json:"paid,omitzero"`    // value date
	Ref     string           `json:"ref,omitempty"`    // of the bank
	By      string           `json:"by,omitempty"`     // who recorded the payment
	Moved   int              `json:"moved,omitempty"`  // how often its time was suspended
	Since   time.Time        `json:"since,omitzero"`   // since when it is owed
	Stopped calendar.Date    `json:"stopped,omitzero"` // the day of the last suspension
}

// An InstalmentStatus is where an instalment stands.
type InstalmentStatus string

// The statuses of an instalment.
const (
	InstalmentOwed    InstalmentStatus = "owed"
	InstalmentStopped InstalmentStatus = "suspended"
	InstalmentPays    InstalmentStatus = "paid"
	InstalmentDropped InstalmentStatus = "dropped" // it is needed no more: the twinning has ended
	InstalmentClears  InstalmentStatus = "cleared" // nothing is paid: pre-financing covers it
)

// open tells whether something is still paid.
func (i Instalment) open() bool { return i.Status == InstalmentOwed || i.Status == InstalmentStopped }

// An Account is a bank account. What names it stands sealed in the receipt of who gave it.
type Account struct {
	Number  int      `json:"number"` // from 1
	By      string   `json:"by"`
	Country string   `json:"country"` // of the account holder's address
	Check   string   `json:"check,omitempty"`
	Second  string   `json:"second,omitempty"` // who confirmed it
	Holder  law.Text `json:"-"`
	IBAN    law.Text `json:"-"`
	BIC     law.Text `json:"-"`
	Street  law.Text `json:"-"`
	Post    law.Text `json:"-"`
	Town    law.Text `json:"-"`
}

// What a verification of payee says (Reg. 2024/886: since 9 October 2025).
const (
	PayeeMatches  = "match"
	PayeeClose    = "close-match"
	PayeeDiffers  = "no-match"
	PayeeUnproven = "not-possible"
)

// evolvePayments is Evolve for instalments and accounts.
func (t Twinning) evolvePayments(e paymentEvent, at law.Recorded) Twinning {
	p := t.Payments
	switch e := e.(type) {
	case InstalmentDue:
		x := Instalment{ID: e.Instalment, What: e.What, Gross: e.Gross, Cleared: e.Cleared, Amount: e.Amount, Covers: e.Covers, Due: e.Due, Status: InstalmentOwed, Since: e.At}
		if x.Amount.IsZero() {
			x.Status = InstalmentClears
			t = t.settle(x, "")
		}
		t.Payments = p.with(x)
		return t.owe(e.At, "", e.Owed)
	case InstalmentPaid:
		x, _ := p.Instalment(e.Instalment)
		by := cmp.Or(e.By, at.Actor)
		x.Status, x.Paid, x.Ref, x.By = InstalmentPays, e.On, e.Ref, by
		t = t.settle(x, by)
		t.Payments, t.Duties = p.with(x), with(t.Duties, by, Pay)
		if x.What == ReturnedPayment {
			t.Payments.AgainAt = at.At()
		}
		t.Obligations = obligation.Meet(t.Obligations, oweInstalment(x), at.At())
	case InstalmentReduced:
		x, _ := p.Instalment(e.Instalment)
		if x.Gross, x.Amount = e.Amount, e.Amount; e.Amount.IsZero() {
			x.Status = InstalmentDropped
			cause := obligation.CauseClosed
			if t.Stage == Terminated {
				cause = obligation.CauseTerminated
			}
			t.Obligations = obligation.End(t.Obligations, at.At(), cause, is(oweInstalment(x)))
		}
		t.Payments = p.with(x)
	case InterestAccrued:
		x := Instalment{ID: InterestOn(e.Instalment), What: DefaultInterest, Gross: e.Amount, Amount: e.Amount, Due: e.Due, Status: InstalmentOwed, Since: at.At()}
		t.Payments = p.with(x)
		return t.owe(at.At(), "", e.Owed)
	case PaymentSuspended:
		x, _ := p.Instalment(e.Instalment)
		t.Obligations = obligation.End(t.Obligations, at.At(), obligation.CausePaymentSuspended, is(oweInstalment(x)))
		x.Status, x.Ground, x.Left, x.Stopped = InstalmentStopped, e.Ground, e.Left, e.On
		t.Payments = p.with(x)
	case PaymentResumed:
		x, _ := p.Instalment(e.Instalment)
		x.Status, x.Due, x.Ground, x.Left = InstalmentOwed, e.Due, "", 0
		x.Moved++
		t.Payments = p.with(x)
		return t.owe(at.At(), "", e.Owed)
	case AccountSet:
		n := p.copied()
		n.Accounts, n.Proposed = e.Number, &Account{
			Number: e.Number, By: at.Actor, Country: e.Country, Holder: e.Holder, IBAN: e.IBAN, BIC: e.BIC, Street: e.Street, Post: e.Post, Town: e.Town,
		}
		t.Payments = n
		t.Obligations = meetAll(t.Obligations, ladderAccount, at.At())
		return t.owe(at.At(), "", e.Owed)
	case AccountConfirmed:
		n := p.copied()
		a := *p.Proposed
		a.Check, a.Second = e.Payee, at.Actor
		if n.Account != nil {
			n.Former = append(slices.Clip(n.Former), *n.Account)
		}
		n.Account, n.Proposed = &a, nil
		t.Payments = n
		t.Obligations = obligation.Meet(t.Obligations, oweAccount(e.Number), at.At())
	case PaymentReturnNoted:
		if e.Instalment != "" {
			t.Payments = p.with(Instalment{ID: e.Instalment, What: ReturnedPayment, Gross: e.Amount, Amount: e.Amount, Cleared: money.Zero(e.Amount.Currency()), Due: e.Due, Status: InstalmentOwed, Since: at.At()})
		}
		return t.owe(at.At(), "", e.Owed)
	case AccountRefused:
		n := p.copied()
		n.Proposed = nil
		t.Payments = n
		t.Obligations = obligation.Meet(t.Obligations, oweAccount(e.Number), at.At())
	}
	return t
}

// settle has the expenses of an instalment paid.
func (t Twinning) settle(x Instalment, by string) Twinning {
	for _, id := range x.Covers {
		e, known := t.Expense(id)
		if !known {
			continue
		}
		e.Status = Paid
		if by != "" {
			e.Approvals = with(e.Approvals, Pay, by)
		}
		t.Expenses = setExpense(t.Expenses, e)
	}
	return t
}

// Instalment returns the instalment of that id.
func (p *Payments) Instalment(id string) (Instalment, bool) {
	if p == nil {
		return Instalment{}, false
	}
	for _, x := range p.Instalments {
		if x.ID == id {
			return x, true
		}
	}
	return Instalment{}, false
}

// with is a copy with one instalment set.
func (p *Payments) with(x Instalment) *Payments {
	n := p.copied()
	list := make([]Instalment, 0, len(n.Instalments)+1)
	set := false
	for _, i := range n.Instalments {
		if i.ID == x.ID {
			i, set = x, true
		}
		list = append(list, i)
	}
	if !set {
		list = append(list, x)
	}
	n.Instalments = list
	return n
}

func (p *Payments) copied() *Payments {
	if p == nil {
		return &Payments{}
	}
	n := *p
	return &n
}

// Open lists the instalments that are still to be paid.
func (p *Payments) Open() []Instalment {
	var open []Instalment
	if p == nil {
		return nil
	}
	for _, x := range p.Instalments {
		if x.open() {
			open = append(open, x)
		}
	}
	return open
}

// PreFinanced is what was paid before there were costs, and Uncleared what of it no
// accepted cost has covered yet. One that fell due counts, since it will be paid.
func (p *Payments) PreFinanced(currency string) (paid, uncleared money.Amount) {
	paid, uncleared = money.Zero(currency), money.Zero(currency)
	if p == nil {
		return paid, uncleared
	}
	for _, x := range p.Instalments {
		if x.What == preFinancing {
			paid, uncleared = paid.Add(x.Amount), uncleared.Add(x.Amount)
		}
		uncleared = uncleared.Sub(x.Cleared)
	}
	return paid, uncleared
}

// PaidOut is what was paid by instalments, without interest.
func (p *Payments) PaidOut(currency string) money.Amount {
	sum := money.Zero(currency)
	if p == nil {
		return sum
	}
	for _, x := range p.Instalments {
		if x.Status == InstalmentPays && x.What != DefaultInterest && x.What != ReturnedPayment {
			sum = sum.Add(x.Amount)
		}
	}
	return sum
}

// covered tells whether an expense stands in an instalment already.
func (p *Payments) covered(expense string) bool {
	if p == nil {
		return false
	}
	for _, x := range p.Instalments {
		for _, id := range x.Covers {
			if id == expense {
				return true
			}
		}
	}
	return false
}

func oweInstalment(x Instalment) string { return "instalment-" + x.ID }
func oweAccount(number int) string      { return "account-" + itoa(number) }

// InterestOn is the instalment that is the interest on another one.
func InterestOn(instalment string) string { return "interest-" + instalment }
