package twinning

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// What an amendment does to the parts of the costs that organisations have, and what is
// due to an organisation that leaves, or from it.

// A Distribution is what an organisation that leaves has claimed and received.
type Distribution struct {
	Organisation string       `json:"organisation"`
	Share        money.Amount `json:"share,omitzero"` // its part of the costs, where they are divided
	Keeps        money.Amount `json:"keeps,omitzero"` // of that, with the amendment
	Claimed      money.Amount `json:"claimed"`
	Accepted     money.Amount `json:"accepted"`          // of that: what is authorised or paid
	Received     money.Amount `json:"received"`          // as the parties report it
	DueTo        money.Amount `json:"due_to,omitzero"`   // accepted and not received
	DueFrom      money.Amount `json:"due_from,omitzero"` // received and not accepted
}

// checkParts refuses parts of the costs that no contract could have.
func checkParts(name string, list []Share) error {
	for i, s := range list {
		at := fmt.Sprintf("%s[%d]", name, i)
		if err := law.CheckCode(at+".organisation", s.Organisation); err != nil {
			return err
		}
		switch {
		case s.Amount.IsNone():
			return law.Nonsensef(law.WrongMissingAmount(at+".amount"), "%s.amount is missing; write 0 where it is nothing, as in EUR 0", at)
		case s.Amount.IsNegative():
			return law.Nonsensef(law.WrongNegative(at+".amount"), "%s.amount is %s; it may not be negative", at, s.Amount)
		case slices.IndexFunc(list, func(o Share) bool { return o.Organisation == s.Organisation }) != i:
			return law.Nonsensef(law.WrongTwice(at+".organisation", s.Organisation), "%s.organisation names %q twice", at, s.Organisation)
		}
	}
	return nil
}

// parts refuses parts of the costs that the rule book does not divide, of others than the
// organisations, below what is claimed, or moved further than it has it.
func (t Twinning) parts(o Changes, from, today calendar.Date, letter bool, terms terms) error {
	if len(o.Shares) == 0 {
		return nil
	}
	switch {
	case !terms.book.Eligibility.Shares:
		return law.Refuse("amendment", "not-divided", law.Ref("call", law.CallOf(t.Reference)))
	case sameShares(o.Shares, t.Tender.Shares):
		return law.Refuse("amendment", "changes-nothing", law.Word("value", "value", "shares"))
	case from.After(today):
		return law.Refuse("amendment", "money-at-once", law.On("from", from))
	}
	next := t.Tender.amended(o)
	for _, s := range o.Shares {
		organisation := law.Word("organisation", "organisation", s.Organisation)
		if _, there := next.Organisation(s.Organisation); !there {
			return law.Refuse("organisations", "not-in-tender", organisation, law.Ref("tender", t.Reference))
		}
		day, leaves := t.leftOn(s.Organisation)
		if slices.Contains(o.Leaves, s.Organisation) {
			day, leaves = today, true
		}
		if claimed := t.claimedBy(s.Organisation, Claimed, ExpenseVerified, Parked, Authorised, Paid); leaves && claimed.LessThan(s.Amount) {
			return law.Refuse("amendment", "share-of-leaver", organisation, law.Money("amount", s.Amount), law.Money("claimed", claimed), law.On("from", day))
		}
	}
	for _, organisation := range t.Tender.Organisations {
		claimed := t.claimedBy(organisation.ID, Claimed, ExpenseVerified, Parked, Authorised, Paid)
		if share := next.partOf(organisation.ID, claimed.Currency()); share.LessThan(claimed) {
			return law.Refuse("amendment", "share-below-claimed", law.Word("organisation", "organisation", organisation.ID), law.Money("amount", share), law.Money("claimed", claimed))
		}
	}
	rule := terms.book.Amendments.Parts
	if rule == nil || !letter && rule.Mode == call.ReportOnly {
		return nil
	}
	return t.withinParts(o, rule)
}

// inItsCurrency refuses parts of the costs in another currency than the contract's: they are not compared with it.
func (t Twinning) inItsCurrency(shares []Share) error {
	for _, s := range shares {
		if s.Amount.Currency() != t.Contract.Amount.Currency() {
			return law.Refuse("amendment", "currency", law.Currency("currency", s.Amount.Currency()), law.Currency("contract", t.Contract.Amount.Currency()))
		}
	}
	return nil
}

// partOf is the part of an organisation, nothing where it has none.
func (t Tender) partOf(organisation, currency string) money.Amount {
	if share := t.Share(organisation); !share.IsNone() {
		return share
	}
	return money.Zero(currency)
}

func sameShares(a, b []Share) bool {
	of := func(in []Share) func(Share) bool {
		return func(s Share) bool {
			i := slices.IndexFunc(in, func(o Share) bool { return o.Organisation == s.Organisation })
			return i < 0 && !s.Amount.IsZero() || i >= 0 && !in[i].Amount.Equal(s.Amount)
		}
	}
	return !slices.ContainsFunc(a, of(b)) && !slices.ContainsFunc(b, of(a))
}

// claimedBy is the sum of what an organisation claims, by the status of the claims.
func (t Twinning) claimedBy(organisation string, statuses ...ExpenseStatus) money.Amount {
	sum := money.Zero(t.Contract.Amount.Currency())
	for _, x := range t.Expenses {
		if x.Organisation == organisation && slices.Contains(statuses, x.Status) {
			sum = sum.Add(x.Net())
		}
	}
	return sum
}

// withinParts refuses a shift with which all shifts between organisations together move more
// than the share of the base. Where an organisation joins or leaves, or the amount changes, the parts
// follow from that, and nothing is measured.
func (t Twinning) withinParts(o Changes, rule *call.Shifting) error {
	if !t.shiftsParts(o) {
		return nil
	}
	base, all := t.Tender.Shares, map[string]Movements(nil)
	if t.Amending != nil {
		all = t.Amending.Parts
		if rule.Base == call.FirstContract && len(t.Amending.FirstParts) > 0 {
			base = t.Amending.FirstParts
		}
	}
	all = movedParts(all, t.Tender, t.Tender.amended(o))
	whole, in := money.Zero(t.Contract.Amount.Currency()), money.Zero(t.Contract.Amount.Currency())
	of := map[string]money.Amount{}
	for _, s := range base {
		whole, of[s.Organisation] = whole.Add(s.Amount), s.Amount
	}
	for _, organisation := range t.Tender.Organisations {
		m, has := all[organisation.ID]
		if !has {
			continue
		}
		in = in.Add(m.In)
		was, had := of[organisation.ID]
		if !had {
			was = money.Zero(whole.Currency())
		}
		for _, sum := range []money.Amount{m.In, m.Out} {
			if rule.Scope != call.OfEachPart {
				continue
			}
			if beyond(sum, was, rule) {
				return law.Refuse("amendment", "beyond-share-of", law.Word("organisation", "organisation", organisation.ID), law.Money("moved", sum), law.Money("base", was), law.Score("share", rule.Share))
			}
		}
	}
	if rule.Scope == call.OfTheContract {
		return beyondShare("contract", in, whole, rule)
	}
	return nil
}

// shiftsParts tells whether changes move money between the organisations that there are.
func (t Twinning) shiftsParts(o Changes) bool {
	same := o.Costs.None() || o.Costs.Total().Equal(t.Contract.Amount)
	return len(o.Shares) > 0 && len(o.Joins) == 0 && len(o.Leaves) == 0 && same
}

// movedParts adds what one shift moves between organisations to what all shifts before it have moved.
func movedParts(all map[string]Movements, was, is Tender) map[string]Movements {
	for _, o := range is.Organisations {
		a, b := was.Share(o.ID), is.Share(o.ID)
		if a.IsNone() && b.IsNone() {
			continue
		}
		diff := b.Sub(a)
		if diff.IsZero() {
			continue
		}
		m, known := all[o.ID]
		if !known {
			m = Movements{In: money.Zero(diff.Currency()), Out: money.Zero(diff.Currency())}
		}
		if diff.IsNegative() {
			m.Out = m.Out.Sub(diff)
		} else {
			m.In = m.In.Add(diff)
		}
		all = with(all, o.ID, m)
	}
	return all
}

// distribution is what is due to the organisations that leave, or from them.
func (t Twinning) distribution(o Changes) []Distribution {
	if len(o.Leaves) == 0 || t.Contract.Amount.IsNone() {
		return nil
	}
	next, currency := t.Tender.amended(o), t.Contract.Amount.Currency()
	var list []Distribution
	for _, id := range o.Leaves {
		d := Distribution{
			Organisation: id, Claimed: t.claimedBy(id, Claimed, ExpenseVerified, Parked, Authorised, Paid), Accepted: t.claimedBy(id, Authorised, Paid),
			Received: Tender{Shares: o.Received}.partOf(id, currency), Share: t.Tender.Share(id), Keeps: next.Share(id),
		}
		switch {
		case d.Received.LessThan(d.Accepted):
			d.DueTo = d.Accepted.Sub(d.Received)
		case d.Accepted.LessThan(d.Received):
			d.DueFrom = d.Received.Sub(d.Accepted)
		}
		list = append(list, d)
	}
	return list
}

// leavesWithReport refuses that an organisation leaves without a report of what it has received, where the
// rule book asks for one, with claims that are not decided, or with another part of the costs than what was accepted.
func (t Twinning) leavesWithReport(o Changes, terms terms) error {
	for _, s := range o.Received {
		organisation := law.Word("organisation", "organisation", s.Organisation)
		if !slices.Contains(o.Leaves, s.Organisation) {
			return law.Refuse("amendment", "report-of-another", organisation)
		}
	}
	if !terms.book.Amendments.Report {
		return nil
	}
	for _, d := range t.distribution(o) {
		organisation := law.Word("organisation", "organisation", d.Organisation)
		if !slices.ContainsFunc(o.Received, func(s Share) bool { return s.Organisation == d.Organisation }) {
			return law.Refuse("amendment", "report-missing", organisation)
		}
		for _, x := range t.Expenses {
			if x.Organisation == d.Organisation && x.open() {
				return law.Refuse("amendment", "leaver-undecided", organisation, law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
			}
		}
		if terms.book.Eligibility.Shares && (d.Keeps.IsNone() && !d.Accepted.IsZero() || !d.Keeps.IsNone() && !d.Keeps.Equal(d.Accepted)) {
			return law.Refuse("amendment", "leaver-share", organisation, law.Money("accepted", d.Accepted), law.Money("share", d.Keeps))
		}
	}
	return nil
}

// leftOn is the day from which an organisation is no part of the twinning any more.
func (t Twinning) leftOn(organisation string) (calendar.Date, bool) {
	if t.Amending == nil || organisation == "" {
		return calendar.Date{}, false
	}
	for _, a := range t.Amending.List {
		if a.Status == AmendmentHolds && slices.Contains(a.Changes.Leaves, organisation) {
			return a.From, true
		}
	}
	return calendar.Date{}, false
}

// stays refuses a cost of an organisation of a day on which it had left, or of a period that lasts until one.
func (t Twinning) stays(c Claim) error {
	if day, left := t.leftOn(c.Organisation); left && (!c.On.Before(day) || !c.days().LastDay().Before(day)) {
		return law.Refuse("expenses", "organisation-left", law.Word("expense", "expense", c.ID), law.Word("organisation", "organisation", c.Organisation), law.On("date", c.On), law.On("from", day))
	}
	return nil
}

// Holding is by which amendment each value holds that is not the one that was signed first.
func (a Amending) Holding() map[string]int {
	by := map[string]int{}
	for _, x := range a.List {
		if x.Status != AmendmentHolds {
			continue
		}
		for _, name := range x.After.names() {
			by[name] = x.Number
		}
		if x.Changes.Activity != "" {
			by["activity"] = x.Number
		}
	}
	return by
}
