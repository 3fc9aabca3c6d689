package demo

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// lot is the seed from which evaluators are drawn.
func (c *Cast) lot() string { return fmt.Sprintf("demo-%d", c.seed) }

// former is what one of the evaluators declares: they were of an organisation
// of a tender, less than two years before the first deadline.
func (c *Cast) former(alias string) []call.FormerTie {
	if list := c.roles[law.Evaluator]; alias != list[len(list)-1] {
		return nil
	}
	t := c.parts[formerlyTied].tender
	o, _ := t.Organisation(t.Adopters[0])
	return []call.FormerTie{{Organisation: o.Name, Until: calendar.Date{Year: 2018, Month: 5, Day: 31}}}
}

// formerly are evaluators of whom one has left an organisation of that tender.
func (c *Cast) formerly() []string {
	list := c.roles[law.Evaluator]
	return []string{c.id(list[0]), c.id(list[len(list)-1])}
}

// panel is the call as far as the law of conflicts asks for it.
func (c *Cast) panel() call.Call {
	d, err := c.book.DeadlineRule(c.id(officer))
	if err != nil {
		panic(err) // the rule book was checked
	}
	is := call.Call{Reference: c.book.Reference, Rules: c.book.RuleBook, Deadlines: []call.DeadlineVersion{{Rule: d}}}
	for _, alias := range c.roles[law.Evaluator] {
		p := c.person(alias)
		is.Evaluators = append(is.Evaluators, call.Evaluator{Person: c.id(alias), Organisation: p.Organisation, Country: p.Country, Former: c.former(alias)})
	}
	return is
}

// conflict tells whether the law finds one of an evaluator with a tender.
func conflict(is call.Call) func(call.Evaluator, call.TenderFact) bool {
	return func(e call.Evaluator, t call.TenderFact) bool { return len(is.Conflicts(e, t)) > 0 }
}

// parties is what the law of conflicts asks of a tender.
func (e *entry) parties() call.TenderFact {
	f := call.TenderFact{Reference: e.ref, Parties: []string{e.tender.Contact, e.tender.Signatory}}
	for _, o := range e.tender.Organisations {
		f.Orgs = append(f.Orgs, o.Name)
	}
	return f
}

// assign says who gives which report, by the draw that the law will make from
// the seed; the tender with a conflict is assigned by hand before it. "" where
// everybody could be assigned.
func (c *Cast) assign() string {
	is := c.panel()
	byHand := c.parts[conflicted]
	for n := range byHand.reports {
		byHand.reports[n].evaluator = c.roles[law.Evaluator][n]
	}
	if c.tied() == "" {
		return "too few evaluators could be assigned by hand"
	}
	load := map[string]int{c.id(c.tied()): 1, c.id(byHand.reports[1].evaluator): 1}
	var facts []call.TenderFact
	for _, e := range c.evaluated() {
		if e != byHand {
			facts = append(facts, e.parties())
		}
	}
	drawn, short := call.Draw(c.lot(), is.Rules.Evaluation.PerTender, facts, is.Evaluators, load, conflict(is))
	if len(short) > 0 {
		return "too few evaluators were without a conflict"
	}
	for ref, people := range drawn {
		e := c.byRef(ref)
		for n, p := range people {
			e.reports[n].evaluator = c.alias(p)
		}
	}
	e := c.parts[struck]
	e.void.evaluator, e.reports[1].evaluator = e.reports[1].evaluator, ""
	for _, more := range []struct {
		of   *entry
		list []report
	}{{e, e.reports[1:]}, {c.parts[arbitrated], c.parts[arbitrated].reports[2:]}, {c.parts[complains], c.parts[complains].again}} {
		for n := range more.list {
			if more.list[n].evaluator = c.spare(more.of); more.list[n].evaluator == "" {
				return "too few evaluators were left for another report"
			}
		}
	}
	return ""
}

// tied is who declares a conflict with the tender that is assigned by hand.
func (c *Cast) tied() string { return c.spare(c.parts[conflicted]) }

func (c *Cast) alias(id string) string {
	for alias, is := range c.ids {
		if is == id {
			return alias
		}
	}
	panic("demo: nobody has the id " + id)
}

// spare is the first evaluator who is in no conflict with a tender and has not
// reported on it, "" for none.
func (c *Cast) spare(e *entry) string {
	is := c.panel()
	for _, v := range is.Evaluators {
		alias := c.alias(v.Person)
		has := func(r report) bool { return r.evaluator == alias }
		if !conflict(is)(v, e.parties()) && !slices.ContainsFunc(e.reports, has) && !slices.ContainsFunc(e.again, has) && e.void.evaluator != alias {
			return alias
		}
	}
	return ""
}
