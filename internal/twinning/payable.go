package twinning

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// What of a twinning a payment run of its call can pay, and what the bank's answer means for it.

// NotePayment follows from the execution of a line of a payment run.
type NotePayment struct{ call.Payment }

// NotePaymentReturn follows from the return of a line of a payment run.
type NotePaymentReturn struct{ call.Return }

// PaymentReturnNoted says that a payment was not made, or came back: then it is owed by another name.
type PaymentReturnNoted struct {
	Run        int               `json:"run"`
	Of         string            `json:"of"`
	Item       string            `json:"item"`
	Amount     money.Amount      `json:"amount"` // that was to be transferred
	On         calendar.Date     `json:"on"`
	Code       string            `json:"code"`                 // of ISO 20022
	Instalment string            `json:"instalment,omitempty"` // by which it is owed now, "" where it was never paid
	Due        calendar.Date     `json:"due,omitzero"`
	Owed       []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

func (NotePayment) Kind() string        { return "note-payment" }
func (NotePaymentReturn) Kind() string  { return "note-payment-return" }
func (PaymentReturnNoted) Kind() string { return "payment-return-noted.v1" }

func (NotePayment) command()       {}
func (NotePaymentReturn) command() {}
func (PaymentReturnNoted) event()  {}

// Check has little to refuse.
func (o NotePayment) Check() error { return law.CheckCode("ref", o.Ref) }

// Check has little to refuse.
func (o NotePaymentReturn) Check() error { return law.CheckCode("code", o.Code) }

// Decide records that the item was paid with the run, by the hand that released it.
func (o NotePayment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	how := payment{on: o.On, ref: o.Ref, by: o.By, at: r.ReceivedAt, run: o.Run, most: o.Line.Deducted}
	if o.Line.Of == call.OfInstalment {
		x, known := t.Payments.Instalment(o.Line.Item)
		if !known || !x.open() {
			return nil, law.Refuse("payments", "settled", law.Word("instalment", "instalment", o.Line.Item), law.Word("status", "instalment-status", x.Status))
		}
		return t.pay(x, how, terms, c), nil
	}
	x, err := t.expense(o.Line.Item)
	if err != nil {
		return nil, err
	}
	if x.Status != Authorised {
		return nil, law.Refuse("expenses", "no-step", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
	}
	e := ExpenseApproved{Expense: x.ID, Step: Pay, Amount: x.Accepted(), Run: o.Run, By: o.By}
	e.Promise = t.letters([]string{x.Claimant}, "payment-made", law.Word("expense", "expense", x.ID), law.Money("amount", e.Amount))
	return t.payExpense(e, how, terms), nil
}

// Decide tells the parties that a payment did not reach them. What had been paid is owed again.
func (o NotePaymentReturn) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	e := PaymentReturnNoted{Run: o.Run, Of: o.Line.Of, Item: o.Line.Item, Amount: o.Line.Amount, On: o.On, Code: o.Code}
	if o.Booked {
		terms, err := t.terms(c)
		if err != nil {
			return nil, err
		}
		e.Instalment = "returned-" + itoa(o.Run) + "-" + itoa(o.Line.Number)
		e.Due = terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin)
		e.Owed = []obligation.Owed{{ID: oweInstalment(Instalment{ID: e.Instalment}), Ladder: ladderInstalment, Who: c.People(law.Payer), Due: e.Due}}
	}
	e.Promise = t.letters(t.parties(), "payment-came-back", law.Money("amount", o.Line.Amount), law.On("on", o.On), law.Word("code", "bank-code", o.Code))
	return []Event{e}, nil
}

// paidAgainAt is when the last payment that had come back was made again.
func (t Twinning) paidAgainAt() time.Time {
	if t.Payments == nil {
		return time.Time{}
	}
	return t.Payments.AgainAt
}

func least(a, b money.Amount) money.Amount {
	if b.LessThan(a) {
		return b
	}
	return a
}

// settledBy tells whether the payment of a line has been noted here.
func (t Twinning) settledBy(l call.RunLine) bool {
	if l.Of == call.OfInstalment {
		x, known := t.Payments.Instalment(l.Item)
		return !known || !x.open()
	}
	x, known := t.Expense(l.Item)
	return !known || x.Status != Authorised
}

// held is what payments under way take off for recoveries, and have not been noted with. The run but is left out.
func (t Twinning) held(c call.Call, but int) money.Amount {
	sum := money.Zero(t.Contract.Amount.Currency())
	for _, u := range c.Underway(t.Reference, but) {
		if u.Line.Deducted != nil && !t.settledBy(u.Line) {
			sum = sum.Add(*u.Line.Deducted)
		}
	}
	return sum
}

// undeducted refuses to settle otherwise what a payment with the bank takes off.
func (t Twinning) undeducted(x Recovery, c call.Call) error {
	if x.Status != RecoveryDeducts {
		return nil
	}
	for _, u := range c.Underway(t.Reference, 0) {
		if u.Released && u.Line.Deducted != nil && !t.settledBy(u.Line) {
			return law.Refuse("recoveries", "in-a-run", law.Count("number", x.Number), law.Count("run", u.Run))
		}
	}
	return nil
}

// byHand refuses a payment by hand of what stands in a run or, where the rule book wants runs, of anything that is transferred.
func (t Twinning) byHand(of, item string, owed, held money.Amount, terms terms, c call.Call) error {
	if u, is := c.InRun(t.Reference, of, item); is {
		return law.Refuse("payments", "in-a-run", law.Word("item", "item", item), law.Count("run", u.Run))
	}
	_, rest := t.deductFrom(item, owed, payment{held: held})
	if terms.book.OnlyByRuns() && !rest.IsZero() {
		return law.Refuse("payments", "by-runs", law.Word("item", "item", item))
	}
	return nil
}

// pays are the stages in which something is paid.
var pays = []Stage{Contracted, Active, Suspended, Reporting, Closed, Terminated, Retained}

// Payables are what is owed, in the order in which it fell due, as if the run of that number were not there. What
// recoveries take off is taken off in that order.
func (t Twinning) Payables(c call.Call, but int) []call.Payable {
	terms, err := t.terms(c)
	if err != nil || !slices.Contains(pays, t.Stage) || t.Contract == nil || t.Contract.Amount.IsNone() {
		return nil
	}
	held := t.held(c, but)
	toDeduct := money.Zero(t.Contract.Amount.Currency())
	for _, x := range t.Recoveries {
		if x.Status == RecoveryDeducts {
			toDeduct = toDeduct.Add(x.Left())
		}
	}
	if toDeduct = toDeduct.Sub(held); toDeduct.IsNegative() {
		toDeduct = money.Zero(toDeduct.Currency())
	}
	account, check, no := t.paidTo()
	var list []call.Payable
	add := func(of, item, kind string, owed money.Amount, due calendar.Date, not string) {
		p := call.Payable{PaymentLine: call.PaymentLine{Of: of, Item: item, Kind: kind, Owed: owed, Amount: owed, Due: due, Account: account, Payee: check}, Not: not}
		if p.Not == "" && slices.ContainsFunc(c.Underway(t.Reference, but), func(u call.Underway) bool { return u.Line.Of == of && u.Line.Item == item }) {
			p.Not = call.InAnotherRun
		}
		if p.Not == "" {
			if take := least(toDeduct, owed); !take.IsZero() {
				toDeduct = toDeduct.Sub(take)
				p.Deducted, p.Amount = &take, owed.Sub(take)
			}
			if p.Not = no; p.Amount.IsZero() {
				p.Not = call.AllDeducted
			}
		}
		list = append(list, p)
	}
	for _, x := range t.Payments.Open() {
		not := ""
		if x.Status == InstalmentStopped {
			not = call.ItsSuspended
		}
		add(call.OfInstalment, x.ID, x.What, x.Amount, x.Due, not)
	}
	if terms.book.ByInstalments() {
		return list
	}
	for _, x := range t.Expenses {
		if x.Status != Authorised || x.Kind == Subcontracting && t.Stage != Closed || t.Payments.covered(x.ID) {
			continue
		}
		var due calendar.Date
		if o, owed := obligation.Find(t.Obligations, owePayment(x.ID)); owed {
			d, _ := o.Current()
			due = d.On
		}
		add(call.OfExpense, x.ID, string(x.Kind), x.Accepted(), due, "")
	}
	return list
}

// paidTo is the account that is paid to, or why there is none.
func (t Twinning) paidTo() (number int, check, no string) {
	switch {
	case t.Payments != nil && t.Payments.Account != nil:
		return t.Payments.Account.Number, t.Payments.Account.Check, ""
	case t.Payments != nil && t.Payments.Proposed != nil:
		return 0, "", call.NotConfirmed
	}
	return 0, "", call.NoAccount
}

// PaidBy refuses who may not release a payment: a party, or who has another hand in the expenses.
func (t Twinning) PaidBy(person string) error { return t.paysHere(person) }

// PreparedBy tells whether somebody may prepare a payment: no party, and nobody who claimed, verified or authorised.
func (t Twinning) PreparedBy(person string) bool {
	had, did := t.Duties[person]
	return person != t.Tender.Contact && person != t.Tender.Signatory && (!did || had == Pay || had == Accept)
}

// AccountAt is the account of a number, one that was confirmed.
func (p *Payments) AccountAt(number int) (Account, bool) {
	if p == nil {
		return Account{}, false
	}
	if p.Account != nil && p.Account.Number == number {
		return *p.Account, true
	}
	for _, a := range p.Former {
		if a.Number == number {
			return a, true
		}
	}
	return Account{}, false
}
