package twinning

import (
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// paysNoMore tells whether no payment is left from which something can be deducted.
func (t Twinning) paysNoMore() bool {
	return t.Stage == Retained || (t.Stage == Closed || t.Stage == Terminated) && t.settledUp()
}

// order asks for what is left of a recovery.
func (t Twinning) order(x Recovery, terms terms, at time.Time) RecoveryOrdered {
	left, due := x.Amount.Sub(x.Got), terms.due(terms.day(at), terms.book.Running.Recovery.PayWithin)
	return RecoveryOrdered{
		Number: x.Number, Amount: left, Due: due,
		Owed:    []obligation.Owed{{ID: oweRecovery(x.Number, "payment"), Ladder: ladderRecovery, Who: t.parties(), Due: due}},
		Promise: t.letters(t.parties(), "recovery-ordered", law.Count("number", x.Number), law.Money("amount", left), law.On("due", due), law.Quote("reason", x.Decision)),
	}
}

// deductFrom takes what is to be deducted off a payment: as much of it as there is, the oldest first.
func (t Twinning) deductFrom(item string, amount money.Amount, how payment) (events []Event, rest money.Amount) {
	most, held := amount, how.held
	if how.run > 0 {
		if most = money.Zero(amount.Currency()); how.most != nil {
			most = *how.most
		}
	}
	for _, x := range t.Recoveries {
		if x.Status != RecoveryDeducts || amount.IsZero() || most.IsZero() {
			continue
		}
		take := x.Left()
		if how.run == 0 { // what payments under way take off is not taken off twice
			kept := least(held, take)
			held, take = held.Sub(kept), take.Sub(kept)
		}
		if take = least(take, most); take.IsZero() {
			continue
		}
		amount, most = amount.Sub(take), most.Sub(take)
		left := x.Left().Sub(take)
		events = append(events, RecoveryDeducted{
			Number: x.Number, Payment: item, Amount: take, Left: left,
			Promise: t.letters(t.parties(), "recovery-deducted", law.Count("number", x.Number), law.Money("amount", take), law.Money("paid", amount), law.Money("left", left)),
		})
	}
	return events, amount
}

// orderRest orders what no payment is left to deduct from: the twinning as it stands after the last one.
func (t Twinning) orderRest(terms terms, at time.Time) []Event {
	var events []Event
	for _, x := range t.Recoveries {
		if x.Status == RecoveryDeducts && terms.book.Running.Recovery != nil {
			events = append(events, t.order(x, terms, at))
		}
	}
	return events
}

// Check wants a number.
func (o OrderRecovery) Check() error { return checkRecovery(o.Number) }

// Decide asks for what was to be deducted.
func (o OrderRecovery) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.recovering("ordering-a-recovery", c, r, law.Officer, law.Head)
	if err != nil {
		return nil, err
	}
	x, err := t.recoveryAt(o.Number, RecoveryDeducts)
	if err != nil {
		return nil, err
	}
	if err := t.undeducted(x, c); err != nil {
		return nil, err
	}
	return []Event{t.order(x, terms, r.ReceivedAt)}, nil
}

// Check wants an amount and the bank's reference.
func (o ReceiveRecovery) Check() error {
	if err := checkRecovery(o.Number); err != nil {
		return err
	}
	if err := checkSum(o.Amount); err != nil {
		return err
	}
	return law.CheckCode("ref", o.Ref)
}

// Decide records what came back, never more than is left.
func (o ReceiveRecovery) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.recovering("receiving-a-recovery", c, r, law.Payer, law.Officer)
	if err != nil {
		return nil, err
	}
	x, err := t.recoveryAt(o.Number, RecoveryAsked, RecoveryDeducts)
	if err != nil {
		return nil, err
	}
	if err := t.undeducted(x, c); err != nil {
		return nil, err
	}
	today := terms.day(r.ReceivedAt)
	on := o.On
	if on.IsZero() {
		on = today
	}
	switch {
	case o.Amount.Currency() != x.Amount.Currency():
		return nil, law.Refuse("recoveries", "currency", law.Currency("currency", o.Amount.Currency()), law.Currency("contract", x.Amount.Currency()))
	case x.Left().LessThan(o.Amount):
		return nil, law.Refuse("recoveries", "more-than-left", law.Money("amount", o.Amount), law.Money("left", x.Left()))
	case on.After(today):
		return nil, law.Refuse("payments", "ahead", law.On("on", on), law.On("today", today))
	case on.Before(terms.day(x.At)):
		return nil, law.Refuse("recoveries", "before-intended", law.On("on", on), law.On("since", terms.day(x.At)))
	}
	left := x.Left().Sub(o.Amount)
	return []Event{RecoveryReceived{
		Number: x.Number, Amount: o.Amount, Left: left, On: on, Ref: o.Ref,
		Promise: t.letters(t.parties(), "recovery-received", law.Count("number", x.Number), law.Money("amount", o.Amount), law.On("on", on), law.Money("left", left)),
	}}, nil
}

// Check wants reasons.
func (o WaiveRecovery) Check() error {
	if err := checkRecovery(o.Number); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide is the first or the second signature under a waiver; one of the two is the head's.
func (o WaiveRecovery) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if _, err := t.recovering("waiving-a-recovery", c, r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	x, err := t.recoveryAt(o.Number, RecoveryAsked, RecoveryDeducts)
	switch {
	case err != nil:
		return nil, err
	case t.undeducted(x, c) != nil:
		return nil, t.undeducted(x, c)
	case x.Waiving == "":
		return []Event{WaiverProposed(o)}, nil
	case x.Waiving == r.Actor:
		return nil, law.Refuse("recoveries", "same-person", law.Who("person", r.Actor), law.Count("number", x.Number))
	case !c.Has(r.Actor, law.Head) && !c.Has(x.Waiving, law.Head):
		return nil, law.Refuse("recoveries", "waiver-without-head", law.Count("number", x.Number))
	}
	return []Event{RecoveryWaived{
		Number: x.Number, Amount: x.Left(), Reason: o.Reason,
		Promise: t.letters(t.parties(), "recovery-waived", law.Count("number", x.Number), law.Money("amount", x.Left()), law.Quote("reason", o.Reason)),
	}}, nil
}
