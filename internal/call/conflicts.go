package call

import (
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// Conflicts are the reasons why an evaluator may not judge a tender, each as a
// refusal with a code of its own: what they declared or staff recorded, and what
// is computed: a party to the tender, of the same organisation, and where the
// rule book says so of the same country or of an organisation that they left
// too short a while ago (Fin. Reg. art. 61).
func (c Call) Conflicts(e Evaluator, t TenderFact) []law.Refusal {
	var found []law.Refusal
	add := func(err error) {
		if r, ok := law.Refused(err); ok {
			found = append(found, *r)
		}
	}
	if slices.Contains(t.Parties, e.Person) {
		add(law.Refuse("conflicts", "party", law.Who("person", e.Person), law.Ref("tender", t.Reference)))
	}
	if slices.Contains(t.Conflicts, e.Person) {
		add(law.Refuse("conflicts", "declared", law.Who("person", e.Person), law.Ref("tender", t.Reference)))
	}
	if memberOf(e.Organisation, t.Orgs) {
		add(law.Refuse("conflicts", "same-organisation", law.Who("person", e.Person), law.Ref("tender", t.Reference)))
	}
	rules := ConflictRules{}
	if c.Rules.Evaluation.Conflicts != nil {
		rules = *c.Rules.Evaluation.Conflicts
	}
	if rules.SameCountry && countryOf(e.Country, t.Countries) {
		add(law.Refuse("conflicts", "same-country", law.Who("person", e.Person), law.Ref("tender", t.Reference), law.Ref("call", c.Reference)))
	}
	for _, tie := range e.Former {
		if !memberOf(tie.Organisation, t.Orgs) {
			continue
		}
		if since, holds := c.recently(rules); holds && tie.Until.After(since) {
			add(law.Refuse("conflicts", "former-organisation", law.Who("person", e.Person), law.Ref("tender", t.Reference), law.On("until", tie.Until), law.Period("within", rules.Within)))
		}
	}
	return found
}

// recently is the day since which an organisation must have been left to be a
// conflict: the length of the rule book, counted back from the day of the
// first deadline for tenders, whatever extensions came later. Who left on the
// very day left no less than that long ago.
func (c Call) recently(rules ConflictRules) (calendar.Date, bool) {
	cal, err := c.Rules.Calendar()
	if err != nil || rules.Within.IsZero() || len(c.Deadlines) == 0 {
		return calendar.Date{}, false
	}
	return calendar.PeriodBefore(c.Deadlines[0].Rule.Wall.Date, rules.Within, cal.Holidays), true
}

// memberOf tells whether an organisation is one of those named, however its
// name is written: capitals and spaces around it do not matter.
func memberOf(organisation string, names []string) bool {
	organisation = strings.TrimSpace(organisation)
	return organisation != "" && slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), organisation) })
}

func countryOf(country string, countries []string) bool {
	country = Country(country)
	return country != "" && slices.ContainsFunc(countries, func(n string) bool { return Country(n) == country })
}

// Country is a country code as ISO 3166-1 writes it: the EU's own codes for
// Greece and the United Kingdom are EL and UK.
func Country(code string) string {
	switch code = strings.ToUpper(strings.TrimSpace(code)); code {
	case "EL":
		return "GR"
	case "UK":
		return "GB"
	}
	return code
}

// fit refuses an evaluator who may not evaluate a tender: not appointed, not
// declared, not briefed where the rule book asks for it, heard in an earlier
// round already (our choice: a second evaluation is made by others), or in
// conflict.
func (c Call) fit(person string, t TenderFact) error {
	e, ok := c.Evaluator(person)
	switch {
	case !ok:
		return law.Refuse("evaluators", "not-appointed", law.Who("person", person), law.Ref("call", c.Reference))
	case e.DeclaredAt.IsZero():
		return law.Refuse("evaluators", "not-declared", law.Who("person", person))
	case c.Rules.Evaluation.Briefing && e.BriefedAt.IsZero():
		return law.Refuse("evaluators", "not-briefed", law.Who("person", person), law.Ref("call", c.Reference))
	case slices.Contains(t.Barred, person):
		return law.Refuse("conflicts", "earlier-round", law.Who("person", person), law.Ref("tender", t.Reference))
	}
	if found := c.Conflicts(e, t); len(found) > 0 {
		return &found[0]
	}
	return nil
}
