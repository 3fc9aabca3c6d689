package twinning

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// Check refuses a conflict without a reason.
func (o DeclareConflict) Check() error { return law.CheckRequired("why", o.Why) }

// Decide takes an evaluator's own word, at any time from the opening on: from
// then on no score of theirs counts here.
func (o DeclareConflict) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.stands("declaring-a-conflict"); err != nil {
		return nil, err
	}
	if err := opened(c, r); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Evaluator); err != nil {
		return nil, err
	}
	return t.tie(ConflictDeclared{Evaluator: r.Actor, Why: o.Why}, c, r)
}

// Check refuses a conflict of nobody, or without a reason.
func (o RecordConflict) Check() error {
	if err := law.CheckCode("evaluator", o.Evaluator); err != nil {
		return err
	}
	return law.CheckRequired("why", o.Why)
}

// Decide brings a conflict to light that the evaluator has not declared
// themselves. They are told.
func (o RecordConflict) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.stands("recording-a-conflict"); err != nil {
		return nil, err
	}
	if err := opened(c, r); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	if _, ok := c.Evaluator(o.Evaluator); !ok {
		return nil, law.Refuse("evaluators", "not-an-evaluator", law.Who("person", o.Evaluator), law.Ref("call", c.Reference))
	}
	e := ConflictDeclared{Evaluator: o.Evaluator, Why: o.Why, By: r.Actor, Promise: t.letters([]string{o.Evaluator}, "conflict-recorded")}
	return t.tie(e, c, r)
}

// stands refuses a word about a tender that there is not, or about a record
// that is closed.
func (t Twinning) stands(what string) error {
	if t.Stage == None {
		return t.must(what)
	}
	if t.Stage == Over {
		return law.Refuse("stages", "over", law.Ref("tender", t.Reference), law.Word("act", "act", what))
	}
	return nil
}

// tie ties an evaluator to the tender, once, and says what follows. Officers
// are told; and the head, who may order a re-evaluation, where a score of
// theirs counted in an outcome.
func (t Twinning) tie(e ConflictDeclared, c call.Call, r law.Receipt) ([]Event, error) {
	if t.Conflicted(e.Evaluator) {
		return nil, law.Refuse("conflicts", "already-declared", law.Who("person", e.Evaluator), law.Ref("tender", t.Reference))
	}
	e.Decided = t.Stage == Evaluated && (t.secondLook() || c.Ranks(t.Reference))
	told := c.People(law.Officer)
	if (t.Outcome != nil || e.Decided) && slices.Contains(t.Counted, e.Evaluator) {
		told = slices.Concat(told, c.People(law.Head))
	}
	e.Letters = append(t.letters(told, "conflict-declared").Letters, e.Letters...)
	return t.andThen(e, c, r)
}

// InDoubt lists who counted in the score of a decided tender and is in
// conflict with it, as came to light later.
func (t Twinning) InDoubt() []string {
	if t.Outcome == nil {
		return nil
	}
	var people []string
	for _, p := range t.Counted {
		if t.Conflicted(p) {
			people = append(people, p)
		}
	}
	return people
}

// Check refuses an order without a reason.
func (o OrderReevaluation) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide has a tender that was not awarded evaluated again, by others, because
// a score that counted came from an evaluator in conflict. Money once awarded
// is never withdrawn, so that an awarded tender stays as it is.
func (o OrderReevaluation) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("ordering-a-re-evaluation", Reserve, Rejected); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	if c.Stage != call.Decided && c.Stage != call.Running {
		return nil, law.Refuse("reevaluation", "call-finished", law.Ref("call", c.Reference), law.Word("stage", "stage", c.Stage), law.Ref("tender", t.Reference))
	}
	if len(t.InDoubt()) == 0 {
		return nil, law.Refuse("reevaluation", "no-conflict", law.Ref("tender", t.Reference))
	}
	if open, waits := t.openComplaint(); waits {
		return nil, law.Refuse("reevaluation", "complaint-open", law.Count("number", open.Number), law.Ref("tender", t.Reference))
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	people := append(slices.Clone(c.People(law.Officer)), t.Tender.Contact)
	return []Event{ReevaluationOrdered{Reason: o.Reason, Owed: t.owedAgain(terms, t.Stage, c, r), Promise: t.letters(people, "reevaluation-ordered")}}, nil
}
