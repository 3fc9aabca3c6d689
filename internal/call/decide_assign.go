package call

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/law"
)

// Check refuses an assignment of nobody or of the same person twice.
func (o AssignEvaluators) Check() error {
	if err := law.CheckCode("tender", o.Tender); err != nil {
		return err
	}
	if err := law.CheckText("why", o.Why); err != nil {
		return err
	}
	return people("evaluators", o.Evaluators)
}

// people refuses a list of nobody, of who is nobody, or of the same person twice.
func people(field string, list []string) error {
	if len(list) == 0 {
		return law.Nonsensef(law.WrongMissingAny(field), "%s is missing: name at least one", field)
	}
	for i, p := range list {
		if err := law.CheckCode(fmt.Sprintf("%s[%d]", field, i), p); err != nil {
			return err
		}
		if slices.Index(list, p) != i {
			return law.Nonsensef(law.WrongTwice(field, p), "%s names %s twice", field, p)
		}
	}
	return nil
}

// Decide assigns a tender to evaluators without a conflict, in place of those
// who have it. Who is in conflict is replaced as a matter of course; anybody
// else only for a reason, and only until they have reported.
func (o AssignEvaluators) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("assigning-evaluators", Opened, Evaluating, Decided, Running); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer); err != nil {
		return nil, err
	}
	t, ok := c.tender(f, o.Tender)
	if !ok {
		return nil, law.Refuse("assignment", "no-such-tender", law.Ref("tender", o.Tender), law.Ref("call", c.Reference))
	}
	if err := c.assignable(t); err != nil {
		return nil, err
	}
	if n := c.wanted(t); len(o.Evaluators) < n {
		return nil, law.Refuse("assignment", "too-few", law.Count("named", len(o.Evaluators)), law.Ref("tender", t.Reference), law.Count("number", n))
	}
	all := c.tenders(f)
	for _, p := range o.Evaluators {
		if err := c.fit(p, t); err != nil {
			return nil, err
		}
		if e, _ := c.Evaluator(p); !slices.Contains(c.evaluatorsOf(t), p) {
			if err := c.competes(e, all); err != nil {
				return nil, err
			}
		}
	}
	now := c.evaluatorsOf(t)
	replaced := without(now, o.Evaluators)
	for _, p := range replaced {
		switch {
		case c.fit(p, t) != nil:
		case t.reported(p):
			return nil, law.Refuse("assignment", "reported", law.Who("person", p), law.Ref("tender", o.Tender))
		case o.Why.IsBlank():
			return nil, law.Refuse("assignment", "no-reason", law.Who("person", p), law.Ref("tender", o.Tender))
		}
	}
	fresh := without(o.Evaluators, now)
	if len(fresh) == 0 && len(replaced) == 0 {
		return nil, law.Refuse("assignment", "unchanged", law.People("persons", o.Evaluators), law.Ref("tender", o.Tender))
	}
	e := EvaluatorsAssigned{Tender: o.Tender, Evaluators: o.Evaluators, Why: o.Why}
	with := []law.Param{law.Ref("call", c.Reference), law.Ref("tender", o.Tender)}
	e.Letters = append(law.To(fresh, "evaluator-assigned", with...), law.To(replaced, "evaluator-replaced", with...)...)
	return []Event{e}, nil
}

// assignable refuses a tender that nobody evaluates now. Once the award is
// decided, only those who are evaluated again are.
func (c Call) assignable(t TenderFact) error {
	if t.Stage != "eligible" && t.Stage != "arbitration" {
		return law.Refuse("assignment", "not-eligible", law.Ref("tender", t.Reference), law.Word("stage", "stage", t.Stage))
	}
	if (c.Stage == Decided || c.Stage == Running) && t.Round < 2 {
		return law.Refuse("assignment", "first-round", law.Ref("call", c.Reference), law.Ref("tender", t.Reference))
	}
	return nil
}

// wanted is how many evaluators a tender must have: as many as the rule book
// asks for, or in arbitration one more than have reported.
func (c Call) wanted(t TenderFact) int {
	n := c.Rules.Evaluation.Least()
	if t.Stage != "arbitration" {
		return n
	}
	reports := 0
	for _, r := range t.Reports {
		if !slices.Contains(t.Conflicts, r.Evaluator) {
			reports++
		}
	}
	return max(n, reports) + 1
}

// evaluatorsOf are those to whom a tender is given in this round.
func (c Call) evaluatorsOf(t TenderFact) []string {
	return without(c.Assignments[t.Reference], t.Barred)
}

// counting are those of them whose report may count: who has reported without
// a conflict declared since, or may still report.
func (c Call) counting(t TenderFact) []string {
	var still []string
	for _, p := range c.evaluatorsOf(t) {
		if t.reported(p) && !slices.Contains(t.Conflicts, p) || c.fit(p, t) == nil {
			still = append(still, p)
		}
	}
	return still
}

// reported tells whether an evaluator has reported on the tender in this round.
func (t TenderFact) reported(person string) bool {
	return slices.ContainsFunc(t.Reports, func(r Report) bool { return r.Evaluator == person })
}

// without is a list without those who are in another.
func without(list, others []string) []string {
	var rest []string
	for _, p := range list {
		if !slices.Contains(others, p) {
			rest = append(rest, p)
		}
	}
	return rest
}
