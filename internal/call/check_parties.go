package call

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/law"
)

// parties checks what is asked of organisations: how many there are, and what they have.
func (c *check) parties(b RuleBook) {
	c.numbers(b.Eligibility.Parties, "/eligibility/parties")
	for i, t := range b.Types {
		c.numbers(t.Parties, fmt.Sprintf("/types/%d/parties", i))
	}
	c.once("/eligibility/countries", "code", ids(b.Eligibility.Countries, func(k OtherCountry) string { return k.Code }))
	for i, k := range b.Eligibility.Countries {
		path := fmt.Sprintf("/eligibility/countries/%d", i)
		c.unless(law.UserAssigned(k.Code), path+"/code", "a code that ISO 3166-1 leaves to its users: AA, QM to QZ, XA to XZ, ZZ", nil, "%q is none", k.Code)
		c.refused(law.CheckRequired("it", k.Name), path+"/name", "one line of text")
		c.unless(k.Until.IsZero() || !k.Until.Before(k.From), path+"/until", k.From.String()+" or a later day", []string{path + "/from"}, "%s is before from, %s", k.Until, k.From)
	}
	list := b.Eligibility.Attributes
	c.once("/eligibility/attributes", "id", ids(list, func(a Attribute) string { return a.ID }))
	for i, a := range list {
		path := fmt.Sprintf("/eligibility/attributes/%d", i)
		c.refused(law.CheckRequired("it", a.Name), path+"/name", "one line of text")
		c.role(a.Of, AttributedRoles(), path+"/of")
		c.unless(a.Least >= 0, path+"/least", "a whole number from 1 on, or no such field for any value", nil, "%d is below zero", a.Least)
		day := b.Dates.Deadline.On
		c.unless(a.HeldSince.IsZero() || day.IsZero() || !a.HeldSince.After(day), path+"/held_since", "a day up to "+day.String(), []string{"/dates/deadline/date"},
			"%s is after dates/deadline/date, %s", a.HeldSince, day)
	}
	c.unless(!b.Eligibility.Shares || !b.Moneyless(), "/eligibility/shares", "no shares, or a budget", []string{"/budget"}, "there is no budget that this could be a part of")
}

func (c *check) numbers(p *Parties, path string) {
	for _, role := range CountedRoles() {
		n := p.Of(role)
		if n == nil {
			continue
		}
		at := path + "/" + string(role)
		c.within(n.Least, 0, 200, at+"/least")
		c.unless(n.Most == 0 || n.Most >= max(1, n.Least) && n.Most <= 200, at+"/most", fmt.Sprintf("a whole number from %d to 200, or no such field for any number", max(1, n.Least)),
			[]string{at + "/least"}, "%d is not between %d and 200", n.Most, max(1, n.Least))
	}
}

func (c *check) role(role PartyRole, roles []PartyRole, path string) {
	var names []string
	for _, r := range roles {
		names = append(names, string(r))
	}
	c.unless(slices.Contains(roles, role), path, joined(names), nil, "%q is not known", role)
}

// caps checks how many tenders at most are awarded.
func (c *check) caps(b RuleBook) {
	const all = "/award/most"
	types := ids(b.Types, func(t Type) string { return t.ID })
	c.once(all, "id", ids(b.Award.Most, func(k Cap) string { return k.ID }))
	for i, k := range b.Award.Most {
		path := fmt.Sprintf("%s/%d", all, i)
		c.within(k.Most, 1, 10_000, path+"/most")
		for j, t := range k.Types {
			c.unless(slices.Contains(types, t), fmt.Sprintf("%s/types/%d", path, j), joined(types), []string{"/types"}, "%q is not a type of this call", t)
		}
		c.once(path+"/types", "", k.Types)
		if k.Country != "" {
			c.role(k.Country, CappedRoles(), path+"/country")
		}
	}
}

// committees checks the bodies that accompany twinnings.
func (c *check) committees(b RuleBook) {
	c.once("/committees", "id", ids(b.Committees, func(k Committee) string { return k.ID }))
	for i, k := range b.Committees {
		path := fmt.Sprintf("/committees/%d", i)
		c.refused(law.CheckRequired("it", k.Name), path+"/name", "one line of text")
		c.length(k.Meets, path+"/meets")
		c.unless(k.Body == "" || isReference(k.Body), path+"/body", "the reference of a body, as in DHE-BOARD", nil, "%q is not a reference", k.Body)
	}
}
