package call

import (
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
)

// Check refuses an assignment of nobody or of the same person twice.
func (o AssignEvaluators) Check() error {
	if err := law.CheckCode("tender", o.Tender); err != nil {
		return err
	}
	if len(o.Evaluators) == 0 {
		return fmt.Errorf("evaluators is missing: name at least one")
	}
	for i, e := range o.Evaluators {
		if err := law.CheckCode(fmt.Sprintf("evaluators[%d]", i), e); err != nil {
			return err
		}
		if slices.Index(o.Evaluators, e) != i {
			return fmt.Errorf("evaluators names %s twice", e)
		}
	}
	return nil
}

// Decide assigns an eligible tender to evaluators without a conflict.
func (o AssignEvaluators) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	stages := []Stage{Opened, Evaluating}
	t, ok := c.tender(f, o.Tender)
	if t.Round > 1 { // whoever is judged again
		stages = append(stages, Decided, Running)
	}
	if err := c.must("assigning evaluators", stages...); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer); err != nil {
		return nil, err
	}
	if !ok {
		return nil, law.Refuse("assignment", "no-such-tender", "%s is not a tender of %s", o.Tender, c.Reference)
	}
	if t.Stage != "eligible" {
		return nil, law.Refuse("assignment", "not-eligible", "%s is %s: only an eligible tender is evaluated", o.Tender, t.Stage)
	}
	if n := c.Rules.Evaluation.PerTender; len(o.Evaluators) < n {
		return nil, law.Refuse("assignment", "too-few", "%d evaluators are named; the rule book asks for %d a tender", len(o.Evaluators), n)
	}
	for _, p := range o.Evaluators {
		if err := c.unconflicted(p, t); err != nil {
			return nil, err
		}
	}
	for _, p := range c.Assignments[o.Tender] {
		if !slices.Contains(o.Evaluators, p) && !slices.Contains(t.Conflicts, p) && !slices.Contains(t.Barred, p) {
			return nil, law.Refuse("assignment", "already-assigned", "%s evaluates %s already; only an evaluator in conflict can be replaced", p, o.Tender)
		}
	}
	return []Event{EvaluatorsAssigned{
		Tender: o.Tender, Evaluators: o.Evaluators,
		Promise: law.Promise{Letters: law.To(o.Evaluators, "evaluator-assigned", map[string]string{"call": c.Reference, "tender": o.Tender})},
	}}, nil
}

// unconflicted refuses an evaluator who is tied to the tender: a party to it,
// of the same organisation, or in a conflict declared before (Fin. Reg. art. 61).
func (c Call) unconflicted(person string, t TenderFact) error {
	e, ok := c.Evaluator(person)
	switch {
	case !ok:
		return law.Refuse("evaluators", "not-appointed", "%s is not an evaluator of %s; appoint them first", person, c.Reference)
	case e.DeclaredAt.IsZero():
		return law.Refuse("evaluators", "not-declared", "%s has not declared impartiality yet", person)
	case slices.Contains(t.Parties, person):
		return law.Refuse("conflicts", "party", "%s is a party to %s and cannot evaluate it", person, t.Reference)
	case slices.Contains(t.Conflicts, person):
		return law.Refuse("conflicts", "declared", "%s is in conflict with %s", person, t.Reference)
	case e.Organisation != "" && slices.ContainsFunc(t.Orgs, func(o string) bool { return strings.EqualFold(o, e.Organisation) }):
		return law.Refuse("conflicts", "same-organisation", "%s is of %s, which is a party to %s", person, e.Organisation, t.Reference)
	}
	return nil
}

// tender returns what is known of one tender of this call.
func (c Call) tender(f law.Facts, ref string) (TenderFact, bool) {
	if law.CallOf(ref) != c.Reference {
		return TenderFact{}, false
	}
	t, ok := f.State(law.TwinningStream(ref)).(Tender)
	if !ok {
		return TenderFact{}, false
	}
	return t.TenderFact(), true
}

// tenders returns what is known of all tenders, in order of their references.
func (c Call) tenders(f law.Facts) []TenderFact {
	var all []TenderFact
	for _, s := range f.Streams(TenderPrefix(c.Reference)) {
		if t, ok := f.State(s).(Tender); ok {
			all = append(all, t.TenderFact())
		}
	}
	return all
}

// TenderPrefix is what the streams of a call's tenders begin with.
func TenderPrefix(call string) string { return law.TwinningStream(call) + "-" }

// Check has nothing to refuse.
func (PrepareAward) Check() error { return nil }

// Decide ranks every evaluated tender. No tender may still be on its way. Where
// none is evaluated the award is empty, and the call comes to its end with it.
func (PrepareAward) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("preparing the award", Opened, Evaluating); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	award, err := c.award(f)
	if err != nil {
		return nil, err
	}
	return []Event{AwardPrepared{Award: award}}, nil
}

func (c Call) award(f law.Facts) (AwardDecision, error) {
	var evaluated []TenderFact
	var waiting []string
	for _, t := range c.tenders(f) {
		switch t.Stage {
		case "evaluated":
			evaluated = append(evaluated, t)
		case "submitted", "clarification-requested", "eligible", "arbitration", "consensus":
			waiting = append(waiting, t.Reference+" ("+t.Stage+")")
		}
	}
	if len(waiting) > 0 {
		return AwardDecision{}, law.Refuse("award", "not-all-evaluated", "%d tenders are still on their way: %s", len(waiting), few(waiting))
	}
	return Decide(evaluated, c.Rules, c.Rules.Budget), nil
}

func few(s []string) string {
	if len(s) > 5 {
		return strings.Join(s[:5], ", ") + fmt.Sprintf(" and %d more", len(s)-5)
	}
	return strings.Join(s, ", ")
}

// Check has nothing to refuse.
func (ReleaseAward) Check() error { return nil }

// Decide releases the prepared award by another person than prepared it, and
// only while the tenders in it stand as they stood.
func (ReleaseAward) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("releasing the award", Opened, Evaluating); err != nil {
		return nil, err
	}
	if c.Prepared == nil {
		return nil, law.Refuse("award", "not-prepared", "no award of %s has been prepared; prepare it first", c.Reference)
	}
	if err := c.may(r, law.Head, law.Officer); err != nil {
		return nil, err
	}
	if r.Actor == c.PreparedBy {
		return nil, law.Refuse("four-eyes", "preparer", "%s prepared this award; another person must release it", r.Actor)
	}
	now, err := c.award(f)
	if err != nil {
		return nil, err
	}
	if !now.Equal(*c.Prepared) {
		return nil, law.Refuse("award", "moved", "a tender has moved since the award was prepared: %s; prepare it again", firstDifference(*c.Prepared, now))
	}
	return c.released(now, r)
}

func firstDifference(was, is AwardDecision) string {
	for i := range max(len(was.Steps), len(is.Steps)) {
		switch {
		case i >= len(was.Steps):
			return is.Steps[i].Tender + " is new in the ranking"
		case i >= len(is.Steps):
			return was.Steps[i].Tender + " is no longer in the ranking"
		case was.Steps[i].Tender != is.Steps[i].Tender:
			return fmt.Sprintf("place %d was %s and is %s", i+1, was.Steps[i].Tender, is.Steps[i].Tender)
		case !was.Steps[i].Score.Equal(is.Steps[i].Score):
			return fmt.Sprintf("%s had the score %s and has %s", is.Steps[i].Tender, was.Steps[i].Score, is.Steps[i].Score)
		case !was.Steps[i].Amount.Equal(is.Steps[i].Amount):
			return fmt.Sprintf("%s asked for %s and asks for %s", is.Steps[i].Tender, was.Steps[i].Amount, is.Steps[i].Amount)
		}
	}
	return "the budget or the rules are others"
}
