package call

import (
	"slices"

	"twinning.example/engine/internal/law"
)

// A Count is one of the numbers that a rule book limits: a cap, and the country
// for which it is counted where each country has its own.
type Count struct {
	Cap     string `json:"cap"`
	Country string `json:"country,omitempty"`
}

// counts lists what an award to a tender would count for.
func (b RuleBook) counts(t TenderFact) []Count {
	var list []Count
	for _, k := range b.Award.Most {
		if len(k.Types) > 0 && !slices.Contains(k.Types, t.Type) {
			continue
		}
		if k.Country == "" {
			list = append(list, Count{Cap: k.ID})
			continue
		}
		for _, country := range t.countriesOf(k.Country) {
			list = append(list, Count{Cap: k.ID, Country: country})
		}
	}
	return list
}

// countriesOf are the countries of the organisations with a role, sorted, once each.
func (t TenderFact) countriesOf(role PartyRole) []string {
	switch role {
	case Organisations:
		return t.Countries
	case Originators:
		return t.From
	case Adopters:
		return t.To
	case Contractor:
		return t.Contracts
	case Facilitators:
	}
	return nil
}

// most is how many tenders at most count for a cap.
func (b RuleBook) most(id string) int {
	for _, k := range b.Award.Most {
		if k.ID == id {
			return k.Most
		}
	}
	return 0
}

// reached is the first of the counts that is full already, nil for none.
func (b RuleBook) reached(counts []Count, there func(Count) int) *Count {
	for _, n := range counts {
		if there(n) >= b.most(n.Cap) {
			return &n
		}
	}
	return nil
}

// capWhy says that a cap keeps a tender from its award. It names no other tender.
func (b RuleBook) capWhy(n Count) law.Reason {
	i := slices.IndexFunc(b.Award.Most, func(k Cap) bool { return k.ID == n.Cap })
	return law.Why("cap-reached", law.Count("most", b.Award.Most[i].Most), law.Words("types", "type", b.Award.Most[i].Types), law.Word("country", "country", n.Country))
}

// awardedFor is how many awards of the call count for a number. An award that came to
// its end without a contract counts no more.
func (c Call) awardedFor(n Count) int {
	there := 0
	for tender, counts := range c.Counted { // any order: it is a sum
		if slices.Contains(counts, n) && (c.Ended[tender] == "" || c.Contracts[tender]) {
			there++
		}
	}
	return there
}

// capped is the cap that keeps somebody on the reserve list from an award, nil for none.
func (c Call) capped(s Step) *Count { return c.Rules.reached(s.Counts, c.awardedFor) }
