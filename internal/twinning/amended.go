package twinning

import (
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// Amendment returns the amendment of a number.
func (t Twinning) Amendment(number int) (Amendment, bool) {
	if t.Amending == nil || number < 1 || number > len(t.Amending.List) {
		return Amendment{}, false
	}
	return t.Amending.List[number-1], true
}

// Amended is the amendment that waits for signatures or for its day; there is at most one.
func (t Twinning) Amended() (Amendment, bool) {
	if t.Amending == nil {
		return Amendment{}, false
	}
	a := t.Amending.List[len(t.Amending.List)-1]
	return a, a.Status == AmendmentOpen || a.Status == AmendmentAgreed
}

// Awaits lists for whom signatures are still missing.
func (a Amendment) Awaits() []string {
	return slices.DeleteFunc(slices.Clone(a.Asks), func(who string) bool { _, signed := a.Signatures[who]; return signed })
}

// evolveAmendment is Evolve for amendments.
func (t Twinning) evolveAmendment(e amendmentEvent, at law.Recorded) Twinning {
	when := at.At()
	switch e := e.(type) {
	case AmendmentPrepared:
		next := Amending{}
		if t.Amending != nil {
			next = *t.Amending
		}
		a := Amendment{
			Number: e.Number, Party: e.Party, By: at.Actor, At: when, Changes: e.Changes, Before: e.Before, After: e.After,
			From: e.From, Letter: e.Letter, Asks: e.Asks, Reason: e.Reason, SHA256: e.SHA256, Status: AmendmentOpen, Leaving: e.Leaving,
		}
		if len(e.Asks) == 0 {
			a.Status = AmendmentAgreed
		}
		next.List = append(slices.Clip(next.List), a)
		t.Amending = &next
		t = t.owe(when, "", e.Owed)
	case AmendmentSigned:
		a, _ := t.Amendment(e.Number)
		a.Signatures = with(a.Signatures, e.For, Signature{By: at.Actor, At: when, SHA256: e.SHA256})
		if len(a.Awaits()) == 0 {
			a.Status = AmendmentAgreed
		}
		t = t.setAmendment(a)
		t.Obligations = obligation.Meet(t.Obligations, oweAmendment(e.Number, e.For), when)
	case AmendmentInForce:
		t = t.amend(e, when)
	case AmendmentRefused:
		t = t.endAmendment(e.Number, AmendmentNo, e.Reason, when)
	case AmendmentWithdrawn:
		t = t.endAmendment(e.Number, AmendmentBack, e.Reason, when)
	}
	return t
}

func (t Twinning) setAmendment(a Amendment) Twinning {
	next := *t.Amending
	next.List = slices.Clone(next.List)
	next.List[a.Number-1] = a
	t.Amending = &next
	return t
}

func (t Twinning) endAmendment(number int, status string, why law.Text, at time.Time) Twinning {
	a, _ := t.Amendment(number)
	a.Status, a.Why, a.EndedAt = status, why, at
	t.Obligations = obligation.End(t.Obligations, at, obligation.CauseAmendmentEnded, func(o obligation.Obligation) bool {
		return slices.ContainsFunc(a.Asks, func(who string) bool { return o.ID == oweAmendment(number, who) })
	})
	return t.setAmendment(a)
}

// amend gives the contract, and who the twinning is between, the values of an amendment.
func (t Twinning) amend(e AmendmentInForce, at time.Time) Twinning {
	a, _ := t.Amendment(e.Number)
	a.Status, a.From, a.EndedAt = AmendmentHolds, e.From, at
	if len(e.Left) > 0 {
		a.Leaving = e.Left
	}
	t = t.setAmendment(a)
	next := *t.Amending
	if next.First.None() {
		next.First = t.Contract.Costs
	}
	for _, value := range a.After.names() {
		next.By = with(next.By, value, a.Number)
	}
	if !a.Changes.Costs.None() && a.After.Amount.Equal(a.Before.Amount) {
		next.Moved = moved(next.Moved, a.Before.Costs, a.After.Costs)
	}
	if len(a.Changes.Shares) > 0 && len(next.FirstParts) == 0 {
		next.FirstParts = t.Tender.Shares
	}
	if t.shiftsParts(a.Changes) {
		next.Parts = movedParts(next.Parts, t.Tender, t.Tender.amended(a.Changes))
	}
	t.Amending = &next
	if e.Account > 0 && t.Payments != nil {
		t.Payments = t.Payments.without()
	}
	contract := *t.Contract
	if len(a.Changes.Personnel) > 0 {
		contract.Personnel = engaged(contract.Personnel, a.Changes.Personnel)
	}
	if a.After.Months > 0 {
		contract.Months = a.After.Months
		t.Obligations = obligation.End(t.Obligations, at, obligation.CauseAmended, func(o obligation.Obligation) bool { return t.beyond(o, contract.Months) })
	}
	if !a.After.Costs.None() {
		contract.Costs, contract.Amount = a.After.Costs, a.After.Amount
	}
	t.Contract = &contract
	was := t.Tender
	t.Tender = t.Tender.amended(a.Changes)
	t.Tender.Contact, t.Tender.Signatory = was.Contact, was.Signatory
	for _, x := range []struct { // in one order: one person may have been both
		role   law.Role
		person string
	}{{law.Contact, a.Changes.Contact}, {law.Signatory, a.Changes.Signatory}} {
		if x.person != "" {
			t = t.changeParty(PartyChanged{Role: x.role, Person: x.person, Was: t.speaker(x.role)})
		}
	}
	return t.owe(at, obligation.CauseAmended, e.Owed).rest(at)
}

// without is that no bank account is paid to: another one is given, and confirmed by a second person.
func (p *Payments) without() *Payments {
	n := p.copied()
	if n.Account != nil {
		n.Former = append(slices.Clip(n.Former), *n.Account)
	}
	n.Account, n.Proposed = nil, nil
	return n
}

// beyond selects what is owed for months that a contract of so many does not have.
func (t Twinning) beyond(o obligation.Obligation, months int) bool {
	stay := logMonths(months, t.Contract.Period)
	for _, n := range t.Contract.Logs() {
		if o.ID == oweLog(n) && !slices.Contains(stay, n) {
			return true
		}
	}
	return false
}

// mostMonths is the most that a contract can be amended to.
const mostMonths = 60

// gone selects logs of months that the contract does not have any more.
func (t Twinning) gone(o obligation.Obligation) bool {
	for n := t.Contract.Months + 1; n <= mostMonths; n++ {
		if o.ID == oweLog(n) {
			return true
		}
	}
	return false
}

// amended is the tender with the changes of an amendment; what it was to cost stays.
func (t Tender) amended(c Changes) Tender {
	if c.Type != "" {
		t.Type = c.Type
	}
	t.Organisations = slices.Concat(t.Organisations, c.Joins)
	t.Adopters = slices.DeleteFunc(slices.Clone(t.Adopters), func(id string) bool { return slices.Contains(c.Leaves, id) })
	for _, o := range c.Joins {
		if o.ID != c.Contractor {
			t.Adopters = append(t.Adopters, o.ID)
		}
	}
	if len(c.Shares) > 0 {
		t.Shares = c.Shares
	}
	if c.Contractor != "" {
		t.Contractor = c.Contractor
	}
	if c.Contact != "" {
		t.Contact = c.Contact
	}
	if c.Signatory != "" {
		t.Signatory = c.Signatory
	}
	return t
}

// Named lists the values that an amendment names: months, costs, type, adopters,
// contractor, contact, signatory, shares, personnel, and activity.
func (e AmendmentPrepared) Named() []string {
	names := e.After.names()
	if e.Changes.Activity != "" {
		names = append(names, "activity")
	}
	return names
}

// names lists the values that are given, as explain and the page name them.
func (v Values) names() []string {
	var names []string
	add := func(given bool, name string) {
		if given {
			names = append(names, name)
		}
	}
	add(v.Months > 0, "months")
	add(!v.Costs.None(), "costs")
	add(v.Type != "", "type")
	add(len(v.Adopters) > 0, "adopters")
	add(v.Contractor != "", "contractor")
	add(v.Contact != "", "contact")
	add(v.Signatory != "", "signatory")
	add(len(v.Shares) > 0, "shares")
	add(len(v.Personnel) > 0, "personnel")
	return names
}

// moved adds what one shift moves to what all shifts before it have moved.
func moved(all map[CostKind]Movements, was, is Costs) map[CostKind]Movements {
	for _, k := range CostKinds() {
		diff := is.Of(k).Sub(was.Of(k))
		m, known := all[k]
		if !known {
			m = Movements{In: money.Zero(diff.Currency()), Out: money.Zero(diff.Currency())}
		}
		if diff.IsNegative() {
			m.Out = m.Out.Sub(diff)
		} else {
			m.In = m.In.Add(diff)
		}
		all = with(all, k, m)
	}
	return all
}
