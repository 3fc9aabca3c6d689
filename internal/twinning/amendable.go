package twinning

import (
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// What an amendment may change: months, money, organisations, people, and that the twinning stays eligible.

// amendable refuses changes that the contract, or the rules that it is pinned to, do
// not allow on the day of a receipt.
func (t Twinning) amendable(o Changes, from calendar.Date, letter bool, terms terms, c call.Call, r law.Receipt) error {
	today := terms.day(r.ReceivedAt)
	holds := from
	if from.IsZero() || from.Before(today) {
		holds = today
	}
	if o.Months > 0 {
		if err := t.months(o, holds, today, terms); err != nil {
			return err
		}
	}
	if !o.Costs.None() {
		if err := t.budget(o, from, today, letter, terms.book.Amendments); err != nil {
			return err
		}
	}
	if err := t.joining(o); err != nil {
		return err
	}
	if err := t.leavesWithReport(o, terms); err != nil {
		return err
	}
	if err := t.parts(o, from, today, letter, terms); err != nil {
		return err
	}
	if err := t.engageable(o.Personnel, t.Tender.amended(o), terms); err != nil {
		return err
	}
	for _, x := range []struct {
		role   law.Role
		person string
	}{{law.Contact, o.Contact}, {law.Signatory, o.Signatory}} {
		if x.person == "" {
			continue
		}
		if x.person == t.speaker(x.role) {
			return law.Refuse("parties", "is-it-already", law.Who("person", x.person), law.Word("role", "role", x.role), law.Ref("tender", t.Reference))
		}
		if err := t.mayBeParty(c, r, x.role, x.person); err != nil {
			return err
		}
	}
	return t.eligibleStill(o, terms, today)
}

// months refuses another end than one that lies ahead, within the most months that the
// rule book has, and that is agreed before the last month ends. While the twinning is suspended
// it may have ended, and the months move at once: from a later day on, it may be resumed before.
func (t Twinning) months(o Changes, holds, today calendar.Date, terms terms) error {
	end := t.Contract.Month(o.Months).Until
	switch {
	case t.Stage == Reporting || (t.Stage != Suspended || holds.After(today)) && !holds.Before(t.Contract.End()):
		return law.Refuse("amendment", "months-over", law.Ref("tender", t.Reference), law.On("end", t.Contract.End().AddDays(-1)))
	case o.Months == t.Contract.Months:
		return law.Refuse("amendment", "changes-nothing", law.Word("value", "value", "months"))
	case o.Months > terms.book.MostMonths():
		return law.Refuse("amendment", "too-many-months", law.Count("months", o.Months), law.Count("allowed", terms.book.MostMonths()))
	case !end.After(holds):
		return law.Refuse("amendment", "end-past", law.Count("months", o.Months), law.On("end", end.AddDays(-1)), law.On("from", holds))
	}
	return nil
}

// budget refuses cost kinds below what is claimed, in another currency,
// or moved further than the rule book has it. More money is committed by the call before the last signature. Amounts change with the
// last signature: between it and a later day a claim could take what is given up.
func (t Twinning) budget(o Changes, from, today calendar.Date, letter bool, rules *call.Amendments) error {
	total := o.Costs.Total()
	switch {
	case t.Contract.Amount.IsNone():
		return law.Refuse("money", "nothing-to-claim", law.Ref("tender", t.Reference))
	case total.Currency() != t.Contract.Amount.Currency():
		return law.Refuse("amendment", "currency", law.Currency("currency", total.Currency()), law.Currency("contract", t.Contract.Amount.Currency()))
	case o.Costs.equal(t.Contract.Costs):
		return law.Refuse("amendment", "changes-nothing", law.Word("value", "value", "costs"))
	case from.After(today):
		return law.Refuse("amendment", "money-at-once", law.On("from", from))
	}
	// Its instalments stay owed: what is given up may be awarded to another tender.
	if advanced, _ := t.Payments.PreFinanced(total.Currency()); total.LessThan(advanced) {
		return law.Refuse("amendment", "below-pre-financing", law.Money("amount", total), law.Money("advanced", advanced))
	}
	for _, k := range CostKinds() {
		if claimed := t.ClaimedSum(k, ""); o.Costs.Of(k).LessThan(claimed) {
			return law.Refuse("amendment", "below-claimed", law.Word("kind", "cost-kind", k), law.Money("amount", o.Costs.Of(k)), law.Money("claimed", claimed))
		}
	}
	if rules == nil || rules.Shift == nil || !total.Equal(t.Contract.Amount) || !letter && rules.Shift.Mode == call.ReportOnly {
		return nil
	}
	return t.withinShare(o, rules.Shift)
}

func (c Costs) equal(o Costs) bool {
	return !slices.ContainsFunc(CostKinds(), func(k CostKind) bool { return !c.Of(k).Equal(o.Of(k)) })
}

// withinShare refuses a shift with which all shifts together move more than the share of the base.
func (t Twinning) withinShare(o Changes, rule *call.Shifting) error {
	base, all := t.Contract.Costs, map[CostKind]Movements(nil)
	if t.Amending != nil {
		all = t.Amending.Moved
		if rule.Base == call.FirstContract && !t.Amending.First.None() {
			base = t.Amending.First
		}
	}
	all = moved(all, t.Contract.Costs, o.Costs)
	if rule.Scope == call.OfTheContract {
		sum := money.Zero(base.Total().Currency())
		for _, k := range CostKinds() {
			sum = sum.Add(all[k].In)
		}
		return beyondShare("contract", sum, base.Total(), rule)
	}
	for _, k := range CostKinds() {
		for _, sum := range []money.Amount{all[k].In, all[k].Out} {
			if err := beyondShare(string(k), sum, base.Of(k), rule); err != nil {
				return err
			}
		}
	}
	return nil
}

func beyondShare(of string, sum, base money.Amount, rule *call.Shifting) error {
	if !beyond(sum, base, rule) {
		return nil
	}
	return law.Refuse("amendment", "beyond-share", law.Word("of", "shift", of), law.Money("moved", sum), law.Money("base", base), law.Score("share", rule.Share))
}

func beyond(sum, base money.Amount, rule *call.Shifting) bool {
	return base.Decimal().Mul(rule.Share).LessThan(sum.Decimal().Mul(decimal.NewFromInt(100)))
}

// byReport tells whether a shift is within what a party reports by letter.
func (t Twinning) byReport(kind string, o Changes, rules *call.Amendments) bool {
	switch kind {
	case call.ChangeShift:
		return rules.Shift != nil && rules.Shift.Mode == call.ReportOnly && t.withinShare(o, rules.Shift) == nil
	case call.ChangeParts:
		return rules.Parts != nil && rules.Parts.Mode == call.ReportOnly && t.shiftsParts(o) && t.withinParts(o, rules.Parts) == nil
	}
	return false
}

// joining refuses organisations that are there already, that are not there, or
// without which no adopter is left.
func (t Twinning) joining(o Changes) error {
	for _, j := range o.Joins {
		if _, there := t.Tender.Organisation(j.ID); there {
			return law.Refuse("amendment", "joined-already", law.Word("organisation", "organisation", j.ID), law.Ref("tender", t.Reference))
		}
	}
	for _, id := range o.Leaves {
		if !slices.Contains(t.Tender.Adopters, id) {
			return law.Refuse("amendment", "no-adopter", law.Word("organisation", "organisation", id), law.Ref("tender", t.Reference))
		}
	}
	next := t.Tender.amended(o)
	if len(next.Adopters) == 0 {
		return law.Refuse("amendment", "last-adopter", law.Ref("tender", t.Reference))
	}
	if _, there := next.Organisation(next.Contractor); !there {
		return law.Refuse("organisations", "not-in-tender", law.Word("organisation", "organisation", o.Contractor), law.Ref("tender", t.Reference))
	}
	if day, left := t.leftOn(o.Contractor); left || slices.Contains(o.Leaves, next.Contractor) {
		if !left {
			return law.Refuse("amendment", "leaving-contractor", law.Word("organisation", "organisation", next.Contractor))
		}
		return law.Refuse("amendment", "contractor-left", law.Word("organisation", "organisation", o.Contractor), law.Ref("tender", t.Reference), law.On("from", day))
	}
	if o.Contractor != "" && o.Contractor == t.Tender.Contractor {
		return law.Refuse("amendment", "changes-nothing", law.Word("value", "value", "contractor"))
	}
	if o.Type != "" && o.Type == t.Tender.Type {
		return law.Refuse("amendment", "changes-nothing", law.Word("value", "value", "type"))
	}
	return nil
}

// verifiedOrJoined is what was found of what an organisation declares. Of one that joins it is
// looked at by who signs the amendment for the procurer: nobody else can before it has joined.
func (t Twinning) verifiedOrJoined(organisation string, declared Attribute) (holds, ok bool) {
	joins := func(o Changes) bool {
		return slices.ContainsFunc(o.Joins, func(x Organisation) bool { return x.ID == organisation })
	}
	if _, part := t.Tender.Organisation(organisation); !part {
		return true, true
	}
	if t.Amending != nil && slices.ContainsFunc(t.Amending.List, func(a Amendment) bool { return a.Status == AmendmentHolds && joins(a.Changes) }) {
		return true, true
	}
	return t.verified(organisation, declared)
}

// eligibleStill asks the rules of eligibility again, by which the tender was judged, on
// the day of a receipt: what was eligible without the changes is so with them.
func (t Twinning) eligibleStill(o Changes, terms terms, today calendar.Date) error {
	was, is := t.Tender, t.Tender.amended(o)
	if t.Contract != nil && !t.Contract.Costs.None() {
		was.Costs, is.Costs = t.Contract.Costs, t.Contract.Costs
	}
	if !o.Costs.None() {
		is.Costs = o.Costs
	}
	before := was.findings(terms.book, today, t.Files, t.verifiedOrJoined)
	for _, f := range failing(is.findings(terms.book, today, t.Files, t.verifiedOrJoined)) {
		i := slices.IndexFunc(before, func(x Finding) bool { return x.Rule == f.Rule })
		if i < 0 || before[i].OK {
			return law.Refuse("amendment", "not-eligible", law.Because("finding", f.Why))
		}
	}
	return nil
}
