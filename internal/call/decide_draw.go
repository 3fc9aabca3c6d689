package call

import (
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
)

// Check refuses a draw without a seed.
func (o DrawAssignments) Check() error {
	if err := law.CheckCode("seed", o.Seed); err != nil {
		return err
	}
	if len(o.Tenders) == 0 {
		return nil
	}
	return people("tenders", o.Tenders)
}

// Decide gives every tender that has fewer evaluators than it takes as many as
// are missing, by lot from the seed: nobody in conflict, and the loads as even
// as that allows. Whoever evaluates a tender already goes on with it.
func (o DrawAssignments) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("drawing-evaluators", Opened, Evaluating, Decided, Running); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer); err != nil {
		return nil, err
	}
	open, err := c.drawable(f, o.Tenders)
	if err != nil {
		return nil, err
	}
	missing := func(t TenderFact) int { return c.wanted(t) - len(c.counting(t)) }
	all := c.tenders(f)
	competing := map[string]bool{}
	for _, e := range c.Evaluators {
		competing[e.Person] = c.competes(e, all) != nil
	}
	tied := func(e Evaluator, t TenderFact) bool {
		return competing[e.Person] || slices.Contains(c.evaluatorsOf(t), e.Person) || c.fit(e.Person, t) != nil
	}
	drawn, short := DrawEach(o.Seed, missing, open, c.Evaluators, c.loads(f), tied)
	if len(short) > 0 {
		return nil, law.Refuse("assignment", "too-few-evaluators", law.Reasons("tenders", c.shortage(short, open, missing, tied)))
	}
	return []Event{c.drawn(o.Seed, open, drawn)}, nil
}

// drawable are the tenders that a draw is for: those named, or all, that lack
// evaluators.
func (c Call) drawable(f law.Facts, named []string) ([]TenderFact, error) {
	lacking := func(t TenderFact) bool { return len(c.counting(t)) < c.wanted(t) }
	var open []TenderFact
	for _, ref := range named {
		t, ok := c.tender(f, ref)
		if !ok {
			return nil, law.Refuse("assignment", "no-such-tender", law.Ref("tender", ref), law.Ref("call", c.Reference))
		}
		if err := c.assignable(t); err != nil {
			return nil, err
		}
		if !lacking(t) {
			return nil, law.Refuse("assignment", "enough", law.Ref("tender", ref), law.Count("number", c.wanted(t)))
		}
		open = append(open, t)
	}
	if len(named) > 0 {
		return open, nil
	}
	for _, t := range c.tenders(f) {
		if c.assignable(t) == nil && lacking(t) {
			open = append(open, t)
		}
	}
	if len(open) == 0 {
		return nil, law.Refuse("assignment", "nothing-to-draw", law.Ref("call", c.Reference))
	}
	return open, nil
}

// loads is how many reports each evaluator has given, in whatever round, or
// owes still.
func (c Call) loads(f law.Facts) map[string]int {
	loads := map[string]int{}
	for _, t := range c.tenders(f) {
		for _, p := range t.Barred {
			loads[p]++
		}
		for _, r := range t.Reports {
			loads[r.Evaluator]++
		}
		if t.Stage != "eligible" && t.Stage != "arbitration" {
			continue
		}
		for _, p := range c.counting(t) {
			if !t.reported(p) {
				loads[p]++
			}
		}
	}
	return loads
}

// shortage says of each tender that too few may evaluate how many it lacks.
func (c Call) shortage(short []string, open []TenderFact, missing func(TenderFact) int, tied func(Evaluator, TenderFact) bool) []law.Reason {
	var list []law.Reason
	open = slices.SortedFunc(slices.Values(open), func(a, b TenderFact) int { return strings.Compare(a.Reference, b.Reference) })
	for _, t := range open {
		if !slices.Contains(short, t.Reference) {
			continue
		}
		able := 0
		for _, e := range c.Evaluators {
			if !tied(e, t) {
				able++
			}
		}
		list = append(list, law.Why("short-of-evaluators", law.Ref("tender", t.Reference), law.Count("lacks", missing(t)), law.Count("able", able)))
	}
	return list
}

func (c Call) drawn(seed string, open []TenderFact, drawn map[string][]string) AssignmentsDrawn {
	e := AssignmentsDrawn{Seed: seed, PerTender: c.Rules.Evaluation.Least()}
	given := map[string]int{}
	for _, t := range open {
		for _, p := range drawn[t.Reference] {
			given[p]++
		}
		all := append(c.counting(t), drawn[t.Reference]...)
		e.Assignments = append(e.Assignments, Drawn{Tender: t.Reference, Evaluators: all})
		e.Letters = append(e.Letters, law.To(without(c.evaluatorsOf(t), all), "evaluator-replaced", law.Ref("call", c.Reference), law.Ref("tender", t.Reference))...)
	}
	slices.SortFunc(e.Assignments, func(a, b Drawn) int { return strings.Compare(a.Tender, b.Tender) })
	for _, v := range c.Evaluators {
		if n := given[v.Person]; n > 0 {
			e.Letters = append(e.Letters, law.To([]string{v.Person}, "assignments-drawn", law.Ref("call", c.Reference), law.Count("number", n))...)
		}
	}
	return e
}
