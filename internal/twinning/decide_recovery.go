package twinning

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// IntendRecovery tells the parties what is to be recovered, and why.
type IntendRecovery struct {
	Of      string       `json:"of"`                // expense, pre-financing or finding
	Expense string       `json:"expense,omitempty"` // that was paid, for an expense
	Amount  money.Amount `json:"amount"`
	Reason  law.Text     `json:"reason"`
}

// ObserveRecovery is what a party says to it.
type ObserveRecovery struct {
	Number int      `json:"number"`
	Text   law.Text `json:"text"`
}

// DecideRecovery confirms, reduces or drops an intended recovery.
type DecideRecovery struct {
	Number  int           `json:"number"`
	Verdict string        `json:"verdict"`          // confirm, reduce or drop
	Amount  *money.Amount `json:"amount,omitempty"` // of a reduction: what is still recovered
	Deduct  bool          `json:"deduct,omitempty"` // from the next payments; otherwise it is ordered
	Reason  law.Text      `json:"reason"`
}

// OrderRecovery asks the parties to pay what was to be deducted.
type OrderRecovery struct {
	Number int `json:"number"`
}

// ReceiveRecovery records that it was paid back, whole or in part.
type ReceiveRecovery struct {
	Number int           `json:"number"`
	Amount money.Amount  `json:"amount"`
	On     calendar.Date `json:"on,omitzero"` // value date; zero is today
	Ref    string        `json:"ref"`         // of the bank, a code
}

// WaiveRecovery gives up what is left of it; two people do.
type WaiveRecovery struct {
	Number int      `json:"number"`
	Reason law.Text `json:"reason"`
}

func (IntendRecovery) Kind() string  { return "intend-recovery" }
func (ObserveRecovery) Kind() string { return "observe-recovery" }
func (DecideRecovery) Kind() string  { return "decide-recovery" }
func (OrderRecovery) Kind() string   { return "order-recovery" }
func (ReceiveRecovery) Kind() string { return "receive-recovery" }
func (WaiveRecovery) Kind() string   { return "waive-recovery" }

func (IntendRecovery) command()  {}
func (ObserveRecovery) command() {}
func (DecideRecovery) command()  {}
func (OrderRecovery) command()   {}
func (ReceiveRecovery) command() {}
func (WaiveRecovery) command()   {}

// paidStages are those in which something may have been paid.
var paidStages = []Stage{Active, Suspended, Reporting, Closed, Terminated, Retained}

func (t Twinning) parties() []string { return []string{t.Tender.Contact, t.Tender.Signatory} }

func checkSum(a money.Amount) error {
	if a.IsNone() || a.IsZero() || a.IsNegative() {
		return law.Nonsensef(law.WrongAbove("amount"), "amount must be above zero, as in EUR 123.45")
	}
	return nil
}

func checkRecovery(number int) error {
	if number < 1 {
		return law.Nonsensef(law.WrongFromOne("number"), "number is %d; recoveries are numbered from 1", number)
	}
	return nil
}

// Check wants what is recovered, an amount and reasons.
func (o IntendRecovery) Check() error {
	switch o.Of {
	case OfExpense:
		if err := law.CheckCode("expense", o.Expense); err != nil {
			return err
		}
	case OfPreFinancing, OfFinding:
		if o.Expense != "" {
			return law.Nonsensef(law.WrongAlone("expense", "of", "expense"), "expense is given with of expense alone")
		}
	default:
		return law.Nonsensef(law.WrongValue("of", "expense", "pre-financing", "finding"), "of %q is not known; allowed are expense, pre-financing or finding", o.Of)
	}
	if err := checkSum(o.Amount); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide tells the parties, who have the rule book's days to answer. No more is asked back
// than was paid and has neither come back nor is asked back already.
func (o IntendRecovery) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.recovering("intending-a-recovery", c, r, law.Officer, law.Head)
	if err != nil {
		return nil, err
	}
	if t.Contract == nil || t.Contract.Amount.IsNone() { // it came to no contract, or runs without money
		return nil, law.Refuse("money", "nothing-to-claim", law.Ref("tender", t.Reference))
	}
	if o.Amount.Currency() != t.Contract.Amount.Currency() {
		return nil, law.Refuse("recoveries", "currency", law.Currency("currency", o.Amount.Currency()), law.Currency("contract", t.Contract.Amount.Currency()))
	}
	if o.Of == OfExpense {
		x, err := t.expense(o.Expense)
		if err != nil {
			return nil, err
		}
		if x.Status != Paid {
			return nil, law.Refuse("recoveries", "not-paid", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
		}
	}
	if o.Of == OfPreFinancing && (slices.Contains(running, t.Stage) || len(t.Payments.Open()) > 0) {
		return nil, law.Refuse("recoveries", "still-clears", law.Ref("tender", t.Reference))
	}
	if most := t.Recoverable(o.Of, o.Expense); most.LessThan(o.Amount) {
		return nil, law.Refuse("recoveries", "too-much", law.Word("of", "recovery-of", o.Of), law.Money("amount", o.Amount), law.Money("most", most))
	}
	heads := slices.DeleteFunc(slices.Clone(c.People(law.Head)), func(p string) bool { return p == r.Actor })
	if len(heads) == 0 {
		return nil, law.Refuse("recoveries", "nobody-decides", law.Who("person", r.Actor))
	}
	rule := terms.book.Running.Recovery
	number, until := len(t.Recoveries)+1, terms.due(terms.day(r.ReceivedAt), rule.Observations)
	return []Event{RecoveryIntended{
		Number: number, Of: o.Of, Expense: o.Expense, Amount: o.Amount, Reason: o.Reason, Until: until,
		Owed: []obligation.Owed{
			{ID: oweRecovery(number, "observations"), Ladder: ladderRecoveryObserved, Who: []string{t.Tender.Contact}, Due: until},
			{ID: oweRecovery(number, "decision"), Ladder: ladderRecoveryDecided, Who: heads, Due: terms.due(until, terms.book.Running.ReviewWithin)},
		},
		Promise: t.letters(t.parties(), "recovery-intended", law.Count("number", number), law.Money("amount", o.Amount), law.On("due", until), law.Quote("reason", o.Reason)),
	}}, nil
}

// recovering are the terms of a recovery, for who may do something about one.
func (t Twinning) recovering(act string, c call.Call, r law.Receipt, roles ...law.Role) (terms, error) {
	if err := t.must(act, paidStages...); err != nil {
		return terms{}, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return terms, err
	}
	if terms.book.Running.Recovery == nil {
		return terms, law.Refuse("recoveries", "no-rule", law.Ref("tender", t.Reference))
	}
	if len(roles) == 0 {
		return terms, t.party(r, law.Contact, law.Signatory)
	}
	if err := staff(c, r, roles...); err != nil {
		return terms, err
	}
	if slices.Contains(t.parties(), r.Actor) {
		return terms, law.Refuse("recoveries", "party", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	}
	return terms, nil
}

// recoveryAt finds a recovery that stands so.
func (t Twinning) recoveryAt(number int, statuses ...RecoveryStatus) (Recovery, error) {
	x, known := t.Recovery(number)
	if !known {
		return x, law.Refuse("recoveries", "no-such-recovery", law.Ref("tender", t.Reference), law.Count("number", number))
	}
	if !slices.Contains(statuses, x.Status) {
		return x, law.Refuse("recoveries", "status", law.Count("number", number), law.Word("status", "recovery-status", x.Status))
	}
	return x, nil
}

// Check wants words.
func (o ObserveRecovery) Check() error {
	if err := checkRecovery(o.Number); err != nil {
		return err
	}
	return law.CheckRequired("text", o.Text)
}

// Decide records what a party says, until the last day for it.
func (o ObserveRecovery) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.recovering("observing-a-recovery", c, r)
	if err != nil {
		return nil, err
	}
	x, err := t.recoveryAt(o.Number, RecoveryIntends)
	if err != nil {
		return nil, err
	}
	if terms.late(r.ReceivedAt, x.Until) {
		return nil, law.Refuse("recoveries", "observations-over", law.Count("number", x.Number), law.On("until", x.Until))
	}
	return []Event{RecoveryObserved{Number: x.Number, Text: o.Text, Promise: t.letters(c.People(law.Head), "recovery-observed", law.Count("number", x.Number), law.Quote("text", o.Text))}}, nil
}

// Check wants a verdict with its amount, and reasons.
func (o DecideRecovery) Check() error {
	if err := checkRecovery(o.Number); err != nil {
		return err
	}
	switch o.Verdict {
	case RecoveryConfirm, RecoveryDrop:
		if o.Amount != nil {
			return law.Nonsensef(law.WrongAlone("amount", "verdict", "reduce"), "amount is given with the verdict reduce alone")
		}
	case RecoveryReduce:
		if o.Amount == nil {
			return errMissing("amount", "write what is still recovered")
		}
		if err := checkSum(*o.Amount); err != nil {
			return err
		}
	default:
		return law.Nonsensef(law.WrongValue("verdict", "confirm", "reduce", "drop"), "verdict %q is not known; allowed are confirm, reduce or drop", o.Verdict)
	}
	if o.Verdict == RecoveryDrop && o.Deduct {
		return law.Nonsensef(law.WrongBeside("deduct", "verdict"), "deduct is not given with the verdict drop")
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide is the head's, who has not intended it, once the parties have observed or the time
// for it is over. What is not deducted from payments is ordered at once.
func (o DecideRecovery) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.recovering("deciding-a-recovery", c, r, law.Head)
	if err != nil {
		return nil, err
	}
	x, err := t.recoveryAt(o.Number, RecoveryIntends)
	switch {
	case err != nil:
		return nil, err
	case r.Actor == x.By:
		return nil, law.Refuse("recoveries", "same-person", law.Who("person", r.Actor), law.Count("number", x.Number))
	case len(x.Observations) == 0 && !terms.late(r.ReceivedAt, x.Until):
		return nil, law.Refuse("recoveries", "observations-awaited", law.Count("number", x.Number), law.On("until", x.Until))
	}
	e := RecoveryDecided{Number: x.Number, Verdict: o.Verdict, Amount: x.Amount, Deduct: o.Deduct, Reason: o.Reason}
	switch {
	case o.Verdict == RecoveryDrop:
		e.Amount = money.Zero(x.Amount.Currency())
		e.Promise = t.letters(t.parties(), "recovery-dropped", law.Count("number", x.Number), law.Quote("reason", o.Reason))
		return []Event{e}, nil
	case o.Verdict == RecoveryReduce:
		if o.Amount.Currency() != x.Amount.Currency() {
			return nil, law.Refuse("recoveries", "currency", law.Currency("currency", o.Amount.Currency()), law.Currency("contract", x.Amount.Currency()))
		}
		if !o.Amount.LessThan(x.Amount) {
			return nil, law.Refuse("recoveries", "not-reduced", law.Money("amount", *o.Amount), law.Money("intended", x.Amount))
		}
		e.Amount = *o.Amount
	}
	if o.Deduct {
		if t.paysNoMore() {
			return nil, law.Refuse("recoveries", "nothing-to-pay", law.Ref("tender", t.Reference))
		}
		e.Promise = t.letters(t.parties(), "recovery-decided", law.Count("number", x.Number), law.Money("amount", e.Amount), law.Quote("reason", o.Reason))
		return []Event{e}, nil
	}
	x.Amount = e.Amount
	x.Decision = o.Reason
	return []Event{e, t.order(x, terms, r.ReceivedAt)}, nil
}
