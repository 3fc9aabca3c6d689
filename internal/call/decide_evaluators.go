package call

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/law"
)

// Check refuses a briefing of nobody, or about nothing.
func (o BriefEvaluators) Check() error {
	if err := people("evaluators", o.Evaluators); err != nil {
		return err
	}
	return law.CheckRequired("material", o.Material)
}

// Decide notes that evaluators have been briefed, as often as they are.
func (o BriefEvaluators) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("briefing-evaluators", Drafted, Published, Open, Shut, Opened, Evaluating, Decided, Running); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer); err != nil {
		return nil, err
	}
	for _, p := range o.Evaluators {
		if _, ok := c.Evaluator(p); !ok {
			return nil, law.Refuse("evaluators", "not-appointed", law.Who("person", p), law.Ref("call", c.Reference))
		}
	}
	return []Event{EvaluatorsBriefed{
		Evaluators: o.Evaluators, Material: o.Material,
		Promise: law.Promise{Letters: law.To(o.Evaluators, "evaluator-briefed", law.Ref("call", c.Reference), law.Quote("material", o.Material))},
	}}, nil
}

// mostTies is how many organisations an evaluator may have left: more than
// anybody has, and fewer than would fill the ledger (our choice).
const mostTies = 50

// Check refuses ties to nothing, without an end, or told twice.
func (o DeclareImpartiality) Check() error {
	if len(o.Former) > mostTies {
		return law.Nonsensef(law.WrongMany("former", len(o.Former), mostTies), "former has %d entries; %d are allowed", len(o.Former), mostTies)
	}
	for i, tie := range o.Former {
		at := fmt.Sprintf("former[%d]", i)
		if err := law.CheckRequired(at+".organisation", tie.Organisation); err != nil {
			return err
		}
		if tie.Until.IsZero() {
			return law.Nonsensef(law.WrongDay(at+".until"), "%s.until is missing: write the last day, as in 2018-05-31", at)
		}
		if slices.Index(o.Former, tie) != i {
			return law.Nonsensef(law.WrongTwice(at, at), "%s is there twice: %s until %s", at, tie.Organisation, tie.Until)
		}
	}
	return nil
}

// Decide takes the declaration of an appointed evaluator, once.
func (o DeclareImpartiality) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.may(r, law.Evaluator); err != nil {
		return nil, err
	}
	e, _ := c.Evaluator(r.Actor)
	if !e.DeclaredAt.IsZero() {
		return nil, law.Refuse("evaluators", "already-declared", law.Who("person", r.Actor))
	}
	return []Event{ImpartialityDeclared{Evaluator: r.Actor, Former: o.Former}}, nil
}
