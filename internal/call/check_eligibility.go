package call

import (
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// eligibility checks what is asked of parties and documents.
func (c *check) eligibility(b RuleBook) {
	e := b.Eligibility
	var places []string
	for i, code := range e.PartiesIn {
		path := fmt.Sprintf("/eligibility/parties_in/%d", i)
		listed := slices.ContainsFunc(e.Countries, func(k OtherCountry) bool { return k.Code == code })
		c.unless(code == Union || law.KnownCountry(code) || listed, path, "EU, for a Member State by the dated table of members, two capitals of ISO 3166-1, as in NO, or a code of eligibility/countries", nil,
			"%q is no country code", code)
		place := law.NormalCountry(code)
		first := slices.Index(places, place)
		c.unless(first < 0, path, "each place once", nil, "%q is there twice: it is also entry %d", code, first+1)
		places = append(places, place)
	}
	rules := b.EligibilityRules()
	for i, rule := range e.Binding {
		c.unless(slices.Contains(rules, rule), fmt.Sprintf("/eligibility/binding/%d", i), "a rule of eligibility of this rule book: "+joined(rules), nil,
			"%q is no rule that binds", rule)
	}
	c.once("/eligibility/binding", "", e.Binding)
	for i, d := range e.Documents {
		c.unless(d.MaxBytes >= 0, fmt.Sprintf("/eligibility/documents/%d/max_bytes", i), "a whole number of bytes from 1 on, or no such field for any size", nil,
			"%d bytes are below zero", d.MaxBytes)
	}
}

// Union is the one union that a rule book may name instead of countries.
const Union = "EU"

// follows checks the call whose leftover this one spends.
func (c *check) follows(b RuleBook) {
	const path = "/follows"
	f := b.Follows
	if f == nil {
		return
	}
	c.unless(isReference(f.Call), path+"/call", "the reference of a call, as in DHE-2019", nil, "%q is not a reference", f.Call)
	c.unless(f.Call != b.Reference, path+"/call", "the reference of another call", []string{"/reference"}, "%s would follow itself", f.Call)
	c.part(f.Amount, path+"/amount", b.Budget)
}

// part checks an amount that is a part of the budget, and tells whether it is one.
func (c *check) part(a money.Amount, path string, budget money.Amount) bool {
	before := len(c.problems)
	c.positive(a, path)
	if code := budget.Currency(); code != "" && !a.IsNone() {
		same := money.SameCurrency(a, budget)
		c.unless(same, path, "an amount in "+code, []string{"/budget"}, "%s is not in the currency of the budget, %s", a, code)
		c.unless(!same || !budget.LessThan(a), path, "at most the budget, "+budget.String(), []string{"/budget"}, "%s is more than the budget, %s", a, budget)
	}
	return len(c.problems) == before
}

// joined writes names in a sentence.
func joined(names []string) string { return strings.Join(names, ", ") }
