package call

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// What follows from facts in the lives of tenders: only the engine says it.

// Check refuses to free nothing, or less.
func (o FreeBudget) Check() error {
	if o.Amount.IsNone() || o.Amount.IsNegative() {
		return law.Nonsensef(law.WrongNegative("amount"), "amount must be zero or more, as in EUR 123.45")
	}
	return law.CheckCode("tender", o.Tender)
}

// Decide frees what is committed to a tender, never more.
func (o FreeBudget) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	if !money.SameCurrency(c.Left, o.Amount) || c.Committed[o.Tender].LessThan(o.Amount) {
		return nil, law.Refuse("budget", "not-committed", law.Money("committed", c.Committed[o.Tender]), law.Ref("tender", o.Tender), law.Money("amount", o.Amount))
	}
	return []Event{c.freed(o)}, nil
}

// freed is money that is free again. Officers are told where somebody waits for it.
func (c Call) freed(o FreeBudget) BudgetFreed {
	var letters []law.Letter
	if len(c.Reserve) > 0 {
		letters = law.To(c.People(law.Officer), "budget-freed",
			law.Ref("call", c.Reference), law.Ref("tender", o.Tender), law.Money("amount", o.Amount), law.Money("left", c.Left.Add(o.Amount)), law.Because("why", o.Why))
	}
	return BudgetFreed{Tender: o.Tender, Amount: o.Amount, Left: c.Left.Add(o.Amount), Why: o.Why, Promise: law.Promise{Letters: letters}}
}

// Check has little to refuse.
func (o NoteContract) Check() error { return law.CheckCode("tender", o.Tender) }

// Decide notes a contract once.
func (o NoteContract) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	return []Event{ContractNoted(o)}, nil
}

// EndedWithdrawn is how a tender ends that is withdrawn.
const EndedWithdrawn = "withdrawn"

// Check has little to refuse.
func (o NoteEnd) Check() error {
	if err := law.CheckText("how", o.How); err != nil {
		return err
	}
	return law.CheckCode("tender", o.Tender)
}

// Decide notes an end; with the last one the call may be finished. Who was on
// the reserve list is no longer. Who withdrew before they were told of their
// award does not take its money, which is free again.
func (o NoteEnd) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	var events []Event
	if committed := c.Committed[o.Tender]; o.How == EndedWithdrawn && !committed.IsZero() {
		e := c.freed(FreeBudget{Tender: o.Tender, Amount: committed, Why: law.Why("had-been-withdrawn")})
		events, c = append(events, e), c.after(e, r)
	}
	return append(events, c.andFinish(EndNoted(o), r)...), nil
}

// Check refuses what no complaint can come to.
func (o NoteComplaint) Check() error {
	switch o.Status {
	case ComplaintLodged, ComplaintUpheld, ComplaintDismissed, Reevaluating, ComplaintSettled:
		return law.CheckCode("tender", o.Tender)
	}
	return law.Nonsensef(law.WrongValue("status"), "status %q is nothing that a complaint can be", o.Status)
}

// Decide notes how a complaint stands. The last one that is settled may finish
// the call.
func (o NoteComplaint) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	return c.andFinish(ComplaintNoted(o), r), nil
}
