package twinning

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check refuses a question without fields or words.
func (o RequestClarification) Check() error {
	if len(o.Fields) == 0 {
		return errMissing("fields", "name the fields that may be corrected")
	}
	for i, f := range o.Fields {
		if err := law.CheckCode("fields", f); err != nil {
			return err
		}
		if slices.Index(o.Fields, f) != i {
			return law.Nonsensef(law.WrongTwice("fields", f), "fields names %s twice", f)
		}
	}
	return law.CheckRequired("question", o.Question)
}

// Decide asks about an obvious clerical error, in the fields that the rule book
// allows. As long as the answer is awaited the decision on eligibility rests.
func (o RequestClarification) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("asking-for-a-clarification", Submitted); err != nil {
		return nil, err
	}
	if err := opened(c, r); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Officer); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	if len(terms.book.Eligibility.ClarifiedFields) == 0 {
		return nil, law.Refuse("clarification", "no-field", law.Ref("call", c.Reference))
	}
	for _, f := range o.Fields {
		if !slices.Contains(terms.book.Eligibility.ClarifiedFields, f) {
			return nil, law.Refuse("clarification", "field-not-allowed", law.Word("field", "field", f), law.Words("allowed", "field", terms.book.Eligibility.ClarifiedFields))
		}
	}
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Eligibility.ClarifyWithin)
	return []Event{ClarificationRequested{
		Fields: o.Fields, Question: o.Question, Rests: t.resting(),
		Owed:    []obligation.Owed{{ID: oweClarification(t.questions() + 1), Ladder: ladderClarification, Who: []string{t.Tender.Contact}, Due: due}},
		Promise: t.letters([]string{t.Tender.Contact}, "clarification-requested", law.On("due", due), law.Quote("question", o.Question)),
	}}, nil
}

// Check refuses a clarification without words or with a tender that no rule book could accept.
func (o ClarifyTender) Check() error {
	if err := law.CheckRequired("answer", o.Answer); err != nil {
		return err
	}
	return o.Tender.Check()
}

// Decide takes the correction, of the fields asked about and no others.
func (o ClarifyTender) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("clarifying", Clarification); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return nil, err
	}
	if changed := t.Tender.changed(o.Tender, t.Question.Fields); len(changed) > 0 {
		return nil, law.Refuse("clarification", "field-not-asked", law.Words("changed", "field", changed), law.Words("fields", "field", t.Question.Fields))
	}
	if err := o.Tender.acceptable(c, r); err != nil {
		return nil, err
	}
	if err := o.Tender.noRival(c); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	return []Event{ClarificationGiven{Answer: o.Answer, Tender: o.Tender, SHA256: o.Tender.hash(), Owed: t.rested(terms, c, terms.day(r.ReceivedAt))}}, nil
}

// resting names what waits for a clarification: the decision on eligibility.
func (t Twinning) resting() []string {
	o, ok := obligation.Find(t.Obligations, oweEligibilityOf(len(t.Rounds)+1))
	if !ok || !o.Open() {
		return nil
	}
	return []string{o.ID}
}

// rested gives back what waited for the clarification that is given today. A
// due date that lay ahead when it was asked for moves by the days of the pause.
func (t Twinning) rested(terms terms, c call.Call, today calendar.Date) []obligation.Owed {
	var owed []obligation.Owed
	for _, o := range t.Obligations {
		due, holds := o.Current()
		if holds || !o.Met.IsZero() || due.Why != obligation.CauseClarifying {
			continue
		}
		on := due.On
		if !terms.late(due.Until, on) {
			on = terms.open(on.AddDays(terms.day(due.Until).DaysUntil(today)))
		}
		owed = append(owed, obligation.Owed{ID: o.ID, Ladder: o.Ladder, Who: c.People(law.Officer), Due: on})
	}
	return owed
}
