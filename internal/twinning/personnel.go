package twinning

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A PersonnelContract is under which somebody works for a twinning: recorded with the
// contract or by an amendment, and named by claims of what they cost.
type PersonnelContract struct {
	ID           string        `json:"id"`
	Person       string        `json:"person"`                 // person id
	Organisation string        `json:"organisation,omitempty"` // id of the organisation of the tender that employs them
	Role         string        `json:"role"`                   // of the rule book's list, where it has one
	Rate         money.Amount  `json:"rate"`                   // for one unit
	Unit         string        `json:"unit"`                   // hour, day or month
	Most         money.Amount  `json:"most"`                   // that is claimed under it in all, in the currency of the rate
	From         calendar.Date `json:"from"`
	Until        calendar.Date `json:"until"` // the last day
}

// Units are what a rate of a personnel contract is for one of.
func Units() []string { return []string{"hour", "day", "month"} }

// mostPersonnel is the most personnel contracts that one command names.
const mostPersonnel = 200

// checkPersonnel refuses personnel contracts that nobody could have.
func checkPersonnel(list []PersonnelContract) error {
	if len(list) > mostPersonnel {
		return law.Nonsensef(law.WrongMany("personnel", len(list), mostPersonnel), "personnel has %d entries; %d are allowed", len(list), mostPersonnel)
	}
	for i, p := range list {
		at := fmt.Sprintf("personnel[%d]", i)
		for _, code := range []struct{ name, value string }{{"id", p.ID}, {"person", p.Person}, {"role", p.Role}} {
			if err := law.CheckCode(at+"."+code.name, code.value); err != nil {
				return err
			}
		}
		if p.Organisation != "" {
			if err := law.CheckCode(at+".organisation", p.Organisation); err != nil {
				return err
			}
		}
		switch {
		case slices.IndexFunc(list, func(o PersonnelContract) bool { return o.ID == p.ID }) != i:
			return law.Nonsensef(law.WrongTwice(at+".id", p.ID), "%s.id %q is there twice", at, p.ID)
		case !slices.Contains(Units(), p.Unit):
			return law.Nonsensef(law.WrongValue(at+".unit", law.Codes(Units())...), "%s.unit %q is not known; hour, day and month are allowed", at, p.Unit)
		case p.Rate.IsNone() || p.Rate.IsZero() || p.Rate.IsNegative():
			return law.Nonsensef(law.WrongAbove(at+".rate"), "%s.rate must be above zero, as in EUR 250.00", at)
		case p.Most.IsNone() || p.Most.IsZero() || p.Most.IsNegative():
			return law.Nonsensef(law.WrongAbove(at+".most"), "%s.most must be above zero, as in EUR 20000.00", at)
		case p.Most.Currency() != p.Rate.Currency():
			return law.Nonsensef(law.WrongCurrency(at+".most"), "%s.most is in another currency than the rate, %s", at, p.Rate)
		case p.From.IsZero() || p.Until.IsZero() || p.Until.Before(p.From):
			return law.Nonsensef(law.WrongPeriod(at), "%s: from and until are the first and the last day of the contract", at)
		}
	}
	return nil
}

// Under returns the personnel contract of an id.
func (c Contract) Under(id string) (PersonnelContract, bool) {
	i := slices.IndexFunc(c.Personnel, func(p PersonnelContract) bool { return p.ID == id })
	if i < 0 {
		return PersonnelContract{}, false
	}
	return c.Personnel[i], true
}

// engaged are personnel contracts with others, each of which stands instead of one of its id.
func engaged(list, with []PersonnelContract) []PersonnelContract {
	list = slices.Clone(list)
	for _, p := range with {
		if i := slices.IndexFunc(list, func(o PersonnelContract) bool { return o.ID == p.ID }); i >= 0 {
			list[i] = p
		} else {
			list = append(list, p)
		}
	}
	return list
}

// engageable refuses personnel contracts that the rule book does not have, of organisations
// that the tender has not, or that leave out what is claimed under them already.
func (t Twinning) engageable(list []PersonnelContract, in Tender, terms terms) error {
	rule := terms.book.Running.Personnel
	if len(list) > 0 && rule == nil {
		return law.Refuse("personnel", "none", law.Ref("tender", t.Reference))
	}
	for _, p := range list {
		id := law.Word("contract", "personnel", p.ID)
		if !rule.Role(p.Role) {
			return law.Refuse("personnel", "no-such-role", id, law.Word("role", "personnel-role", p.Role))
		}
		if _, there := in.Organisation(p.Organisation); p.Organisation != "" && !there {
			return law.Refuse("organisations", "not-in-tender", law.Word("organisation", "organisation", p.Organisation), law.Ref("tender", t.Reference))
		}
		for _, x := range t.Expenses {
			if x.Personnel != p.ID || !x.Counts() || x.Status == ExpenseReturns { // what went back is claimed anew, under the contract as it is then
				continue
			}
			days := x.days()
			was, _ := t.Contract.Under(p.ID)
			switch {
			case p.Person != was.Person:
				return law.Refuse("personnel", "person-of-claims", id, law.Word("expense", "expense", x.ID))
			case p.Unit != was.Unit:
				return law.Refuse("personnel", "unit-of-claims", id, law.Word("expense", "expense", x.ID), law.Word("unit", "unit", was.Unit))
			case x.Organisation != "" && p.Organisation != "" && x.Organisation != p.Organisation:
				return law.Refuse("personnel", "another-organisation", law.Word("expense", "expense", x.ID), id, law.Word("organisation", "organisation", x.Organisation))
			case p.Rate.Currency() != x.AsClaimed().Amount.Currency():
				return law.Refuse("personnel", "currency", law.Word("expense", "expense", x.ID), law.Currency("currency", x.AsClaimed().Amount.Currency()), id, law.Currency("contract-currency", p.Rate.Currency()))
			case days.From.Before(p.From) || !days.Until.AddDays(-1).Before(p.Until.AddDays(1)):
				return law.Refuse("personnel", "days-of-claims", id, law.Word("expense", "expense", x.ID), law.On("from", days.From), law.On("to", days.LastDay()))
			}
			if err := p.pays(x.AsClaimed()); err != nil {
				return err
			}
		}
		if sum := t.under(p, nil); p.Most.LessThan(sum) {
			return law.Refuse("personnel", "below-claimed", id, law.Money("most", p.Most), law.Money("claimed", sum))
		}
	}
	return nil
}

// days are those that a claim is of: its period, or its one day.
func (c Claim) days() calendar.Span {
	if c.From.IsZero() {
		return calendar.Span{From: c.On, Until: c.On.AddDays(1)}
	}
	return calendar.Span{From: c.From, Until: c.Until.AddDays(1)}
}

// employed refuses a claim of personnel costs that names no personnel contract, or one
// that was not in force, and more than quantity times its rate.
func (t Twinning) employed(c Claim, terms terms) error {
	rule, id := terms.book.Running.Personnel, law.Word("expense", "expense", c.ID)
	if c.Personnel == "" {
		if rule.Takes(string(c.Kind)) {
			return law.Refuse("personnel", "contract-missing", id, law.Word("kind", "cost-kind", c.Kind))
		}
		return nil
	}
	if !rule.Takes(string(c.Kind)) {
		return law.Refuse("personnel", "not-of-this-kind", id, law.Word("kind", "cost-kind", c.Kind))
	}
	p, known := t.Contract.Under(c.Personnel)
	contract, days := law.Word("contract", "personnel", c.Personnel), c.days()
	switch {
	case !known:
		return law.Refuse("personnel", "no-such-contract", id, contract, law.Ref("tender", t.Reference))
	case c.Payee != "" && c.Payee != p.Person:
		return law.Refuse("personnel", "another-person", id, contract, law.Who("person", c.Payee))
	case c.Organisation != "" && p.Organisation != "" && c.Organisation != p.Organisation:
		return law.Refuse("personnel", "another-organisation", id, contract, law.Word("organisation", "organisation", c.Organisation))
	case days.From.Before(p.From) || p.Until.Before(days.LastDay()):
		return law.Refuse("personnel", "not-in-force", id, contract, law.On("from", days.From), law.On("to", days.LastDay()), law.On("begins", p.From), law.On("ends", p.Until))
	case c.Amount.Currency() != p.Rate.Currency():
		return law.Refuse("personnel", "currency", id, law.Currency("currency", c.Amount.Currency()), contract, law.Currency("contract-currency", p.Rate.Currency()))
	case c.Quantity == nil:
		return law.Refuse("personnel", "quantity-missing", id, law.Word("unit", "unit", p.Unit))
	}
	return p.pays(c)
}

// pays refuses more than quantity times the rate.
func (p PersonnelContract) pays(c Claim) error {
	if c.Quantity == nil {
		return nil
	}
	if exact := p.Rate.Decimal().Mul(*c.Quantity); exact.LessThan(c.Amount.Decimal()) {
		return law.Refuse("personnel", "above-rate", law.Word("expense", "expense", c.ID), law.Money("amount", c.Amount), law.Score("quantity", *c.Quantity), law.Word("unit", "unit", p.Unit), law.Money("rate", p.Rate), law.Score("sum", exact))
	}
	return nil
}

// withinPersonnel refuses claims with which more is claimed under a personnel contract
// than it has in all. The claims are as they came, in their own currency.
func (t Twinning) withinPersonnel(claims []Claim) error {
	for _, c := range claims {
		p, known := t.Contract.Under(c.Personnel)
		if c.Personnel == "" || !known {
			continue
		}
		if sum := t.under(p, claims); p.Most.LessThan(sum) {
			return law.Refuse("personnel", "above-most", law.Word("contract", "personnel", p.ID), law.Money("claimed", sum), law.Money("most", p.Most))
		}
	}
	return nil
}

// under is what is claimed under a personnel contract, with claims that come now instead of those
// of their ids. What a verification took off is claimed no more; of a claim in a currency that was
// converted all of it stays, as what was taken off is in another one.
func (t Twinning) under(p PersonnelContract, claims []Claim) money.Amount {
	sum := money.Zero(p.Rate.Currency())
	for _, x := range t.Expenses {
		again := slices.ContainsFunc(claims, func(c Claim) bool { return c.ID == x.ID })
		if again || x.Personnel != p.ID || !x.Counts() || x.Status == ExpenseReturns {
			continue
		}
		if x.Converted != nil {
			sum = sum.Add(x.Converted.Claimed)
		} else {
			sum = sum.Add(x.Net())
		}
	}
	for _, c := range claims {
		if c.Personnel == p.ID {
			sum = sum.Add(c.Amount)
		}
	}
	return sum
}

// PersonnelUse is what is claimed under each personnel contract of a twinning, by its id.
func (t Twinning) PersonnelUse() map[string]money.Amount {
	use := map[string]money.Amount{}
	if t.Contract == nil {
		return use
	}
	for _, p := range t.Contract.Personnel {
		use[p.ID] = t.under(p, nil)
	}
	return use
}
