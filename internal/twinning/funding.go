package twinning

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

var _ call.Fundable = Twinning{}

// unused is what the call has committed to the twinning for amendments, and no amendment has taken.
func (t Twinning) unused(c call.Call) money.Amount {
	if t.Contract == nil || t.Contract.Amount.IsNone() {
		return money.Amount{}
	}
	left := money.Zero(t.Contract.Amount.Currency())
	if raised, given := c.Raised[t.Reference]; given {
		left = raised
	}
	if t.Amending == nil {
		return left
	}
	for _, a := range t.Amending.List {
		if more := a.After.Amount.Sub(a.Before.Amount); a.Status == AmendmentHolds && !a.Changes.Costs.None() && !more.IsNegative() {
			left = left.Sub(more)
		}
	}
	return left
}

// AsksMore is what the amendment that waits for signatures asks for beyond what is committed.
func (t Twinning) AsksMore(c call.Call) (money.Amount, int, error) {
	a, open := t.Amended()
	if err := t.must("funding-an-amendment", running...); err != nil {
		return money.Amount{}, 0, err
	}
	if !open || a.Status != AmendmentOpen {
		return money.Amount{}, 0, law.Refuse("amendment", "nothing-prepared", law.Ref("tender", t.Reference))
	}
	if a.Changes.Costs.None() || !t.Contract.Amount.LessThan(a.After.Amount) {
		return money.Amount{}, 0, law.Refuse("amendment", "asks-no-money", law.Ref("tender", t.Reference), law.Count("number", a.Number))
	}
	missing := a.After.Amount.Sub(t.Contract.Amount).Sub(t.unused(c))
	if missing.IsNegative() || missing.IsZero() {
		return money.Amount{}, 0, law.Refuse("amendment", "funded-already", law.Ref("tender", t.Reference), law.Count("number", a.Number))
	}
	return missing, a.Number, nil
}

// Told are the people who sign for the tenderer.
func (t Twinning) Told() []string { return once([]string{t.Tender.Contact, t.Tender.Signatory}) }

// funded refuses an amendment that takes more than the call has committed.
func (t Twinning) funded(o Changes, c call.Call) error {
	if o.Costs.None() {
		return nil
	}
	more := o.Costs.Total().Sub(t.Contract.Amount)
	if free := t.unused(c); free.LessThan(more) {
		return law.Refuse("amendment", "not-funded", law.Money("more", more), law.Money("funded", free), law.Ref("tender", t.Reference), law.Ref("call", c.Reference))
	}
	return nil
}
