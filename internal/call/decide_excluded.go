package call

import (
	"slices"
	"time"

	"twinning.example/engine/internal/law"
)

// competes refuses a person who competes in the call: a party to any of its
// tenders, or of an organisation that is one. Whoever competes judges nobody, as
// a rival's loss is their gain; a tender that was withdrawn counts, too. The
// tender is not named: it may be one that nobody but its parties may read.
func (c Call) competes(e Evaluator, tenders []TenderFact) error {
	for _, t := range tenders {
		switch {
		case t.ReceivedAt.IsZero(): // nothing of it was in time
		case slices.Contains(t.Parties, e.Person):
			return law.Refuse("conflicts", "competes", law.Who("person", e.Person), law.Ref("call", c.Reference))
		case memberOf(e.Organisation, t.Orgs):
			return law.Refuse("conflicts", "organisation-competes", law.Who("person", e.Person), law.Ref("call", c.Reference))
		}
	}
	return nil
}

// Rival is an evaluator who is one of these people, or of one of these
// organisations, false for none.
func (c Call) Rival(people, organisations []string) (Evaluator, bool) {
	i := slices.IndexFunc(c.Evaluators, func(e Evaluator) bool {
		return slices.Contains(people, e.Person) || memberOf(e.Organisation, organisations)
	})
	if i < 0 {
		return Evaluator{}, false
	}
	return c.Evaluators[i], true
}

// opens is the end of the sealing and, with it, of the appointment of every
// evaluator who competes: before it nobody may know who that is, and nobody has
// evaluated anything. A tender is not refused for them, as it is no fault of
// those who sent it, and an appointment can be given to somebody else.
func (c Call) opens(f law.Facts, at time.Time, by ...string) []Event {
	events := []Event{c.open(at, by...)}
	var out []string
	tenders := c.tenders(f)
	for _, e := range c.Evaluators {
		if c.competes(e, tenders) != nil {
			out = append(out, e.Person)
		}
	}
	if len(out) == 0 {
		return events
	}
	letters := append(law.To(out, "evaluator-excluded", law.Ref("call", c.Reference)), law.To(c.People(law.Officer), "evaluators-excluded", law.Ref("call", c.Reference), law.Count("number", len(out)))...)
	return append(events, EvaluatorsExcluded{Evaluators: out, At: at, Promise: law.Promise{Letters: letters}})
}

// opensByItself tells whether the tenders are still to be opened at a moment of
// the rule book. Who competes must be known at it.
func (c Call) opensByItself() bool {
	_, byItself := c.OpeningMoment()
	return byItself && (c.Stage == Published || c.Stage == Open || c.Stage == Shut)
}
