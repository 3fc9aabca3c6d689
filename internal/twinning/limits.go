package twinning

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// Approves is the role that gives the next approval of an expense, "" for none. What
// is above the limit of an authoriser is authorised by the head.
func Approves(x Expense, book call.RuleBook) law.Role {
	step := x.NextStep()
	if most := book.LimitsOf().Authorise; step == Authorise && !most.IsNone() && most.LessThan(x.Accepted()) {
		return law.Head
	}
	return hands[step]
}

// mayApprove refuses who has not the role of the next step.
func (t Twinning) mayApprove(x Expense, c call.Call, r law.Receipt) error {
	terms, err := t.terms(c)
	if err != nil {
		return err
	}
	role := Approves(x, terms.book)
	if role == law.Head && !c.Has(r.Actor, role) && c.Has(r.Actor, law.Authoriser) {
		return law.Refuse("ceilings", "authoriser", law.Who("person", r.Actor), law.Word("expense", "expense", x.ID), law.Money("amount", x.Accepted()), law.Money("most", terms.book.LimitsOf().Authorise))
	}
	return staff(c, r, role)
}

// oneHand refuses who has another hand in the expenses of the twinning.
func (t Twinning) oneHand(person string, step Step) error {
	if had, ok := t.Duties[person]; ok && had != step {
		return law.Refuse("four-eyes", "same-person", law.Who("person", person), law.Ref("tender", t.Reference), law.Word("had", "approval", had), law.Word("step", "approval", step))
	}
	return nil
}

// judges tells whether who judges a log has a hand in the expenses of the
// twinning, and refuses who has another one.
func (t Twinning) judges(c call.Call, r law.Receipt) (bool, error) {
	terms, err := t.terms(c)
	if err != nil || !terms.book.LimitsOf().Hands {
		return false, err
	}
	return true, t.oneHand(r.Actor, Accept)
}

// hand has somebody have a hand in the expenses of the twinning.
func (t Twinning) hand(has bool, person string, step Step) Twinning {
	if has {
		t.Duties = with(t.Duties, person, step)
	}
	return t
}
