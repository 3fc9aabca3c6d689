package twinning

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check wants a day and a reason.
func (o RedateDeliverable) Check() error {
	if err := law.CheckCode("deliverable", o.Deliverable); err != nil {
		return err
	}
	if o.Due.IsZero() {
		return errMissing("due", "a deliverable is given another day")
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide gives a deliverable another day, before it is submitted and into the future, within
// the months of the contract: later ones come by an amendment.
func (o RedateDeliverable) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	d, terms, err := t.deliverableOf(o.Deliverable, "re-dating-a-deliverable", c, Contracted, Active)
	if err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact); err != nil {
		return nil, err
	}
	last := t.Contract.End().AddDays(-1)
	switch today := terms.day(r.ReceivedAt); {
	case d.Number > 0:
		return nil, law.Refuse("deliverables", "submitted", law.Word("deliverable", "deliverable", d.ID))
	case !o.Due.After(today):
		return nil, law.Refuse("deliverables", "not-ahead", law.On("due", o.Due), law.On("today", today))
	case o.Due.After(last):
		return nil, law.Refuse("deliverables", "after-the-end", law.On("due", o.Due), law.On("last", last))
	}
	return []Event{DeliverableRedated{
		Deliverable: d.ID, Was: t.DeliverableDue(d), Due: o.Due, Reason: o.Reason,
		Owed:    []obligation.Owed{{ID: oweDeliverable(d.ID), Ladder: ladderDeliverable, Who: []string{t.Tender.Contact}, Due: o.Due}},
		Promise: t.letters(c.People(law.Officer), "deliverable-redated", law.Word("deliverable", "deliverable", d.ID), law.On("on", o.Due), law.Quote("reason", o.Reason)),
	}}, nil
}

// Check wants words, and names of files.
func (o SubmitDeliverable) Check() error {
	if err := law.CheckCode("deliverable", o.Deliverable); err != nil {
		return err
	}
	for _, f := range o.Files {
		if err := law.CheckStored("files", f); err != nil {
			return err
		}
	}
	if err := law.CheckText("why_late", o.WhyLate); err != nil {
		return err
	}
	return law.CheckRequired("what", o.What)
}

// Decide takes a deliverable until it is accepted. What comes late says why.
func (o SubmitDeliverable) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	d, terms, err := t.deliverableOf(o.Deliverable, "submitting-a-deliverable", c, Active, Reporting)
	if err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact); err != nil {
		return nil, err
	}
	if d.Status == StatusAccepted {
		return nil, law.Refuse("deliverables", "accepted", law.Word("deliverable", "deliverable", d.ID))
	}
	for _, f := range o.Files {
		if err := t.added(f, Target{Purpose: ForDeliverable, ID: d.ID}); err != nil {
			return nil, err
		}
	}
	if rule, _ := terms.book.Deliverable(d.ID); rule.Upload && len(o.Files) == 0 {
		return nil, law.Refuse("deliverables", "no-file", law.Word("deliverable", "deliverable", d.ID))
	}
	today := terms.day(r.ReceivedAt)
	e := DeliverableSubmitted{Deliverable: d.ID, Number: d.Number + 1, What: o.What, Files: o.Files}
	if due := t.DeliverableDue(d); e.Number == 1 && !due.IsZero() && terms.late(r.ReceivedAt, due) {
		if o.WhyLate == "" {
			return nil, law.Refuse("deliverables", "late", law.Word("deliverable", "deliverable", d.ID), law.On("due", due))
		}
		e.Late, e.WhyLate = true, o.WhyLate
	}
	e.Owed = []obligation.Owed{{ID: oweDeliverableReview(d.ID, e.Number), Ladder: ladderReview, Who: c.People(law.Officer), Due: terms.due(today, terms.book.Running.ReviewWithin)}}
	return []Event{e}, nil
}

// Check wants a deliverable.
func (o AcceptDeliverable) Check() error { return law.CheckCode("deliverable", o.Deliverable) }

// Decide accepts what was submitted.
func (o AcceptDeliverable) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if _, _, err := t.judgeableDeliverable(o.Deliverable, c, r); err != nil {
		return nil, err
	}
	return []Event{DeliverableAccepted(o)}, nil
}

// Check wants a reason.
func (o ReturnDeliverable) Check() error {
	if err := law.CheckCode("deliverable", o.Deliverable); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide asks for it again, within the time for reviews.
func (o ReturnDeliverable) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	d, terms, err := t.judgeableDeliverable(o.Deliverable, c, r)
	if err != nil {
		return nil, err
	}
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin)
	return []Event{DeliverableReturned{
		Deliverable: d.ID, Reason: o.Reason,
		Owed:    []obligation.Owed{{ID: oweDeliverableAgain(d.ID, d.Number+1), Ladder: ladderDeliverable, Who: []string{t.Tender.Contact}, Due: due}},
		Promise: t.letters([]string{t.Tender.Contact}, "deliverable-returned", law.Word("deliverable", "deliverable", d.ID), law.On("due", due), law.Quote("reason", o.Reason)),
	}}, nil
}

func (t Twinning) deliverableOf(id, act string, c call.Call, stages ...Stage) (Deliverable, terms, error) {
	if err := t.must(act, stages...); err != nil {
		return Deliverable{}, terms{}, err
	}
	d, known := t.Deliverable(id)
	if !known {
		return d, terms{}, law.Refuse("deliverables", "unknown", law.Word("deliverable", "deliverable", id), law.Ref("tender", t.Reference))
	}
	terms, err := t.terms(c)
	return d, terms, err
}

func (t Twinning) judgeableDeliverable(id string, c call.Call, r law.Receipt) (Deliverable, terms, error) {
	d, terms, err := t.deliverableOf(id, "judging-a-deliverable", c, Active, Suspended, Reporting)
	if err != nil {
		return d, terms, err
	}
	if err := staff(c, r, law.Officer); err != nil {
		return d, terms, err
	}
	switch d.Status {
	case StatusSubmitted:
		return d, terms, nil
	case "":
		return d, terms, law.Refuse("deliverables", "not-submitted", law.Word("deliverable", "deliverable", d.ID))
	}
	return d, terms, law.Refuse("deliverables", "judged-already", law.Word("deliverable", "deliverable", d.ID), law.Word("status", "status", d.Status))
}

// deliverableOpen refuses files for a deliverable that there is not, or that is accepted.
func (t Twinning) deliverableOpen(id string) error {
	if err := t.must("adding-evidence", Active, Reporting); err != nil {
		return err
	}
	switch d, known := t.Deliverable(id); {
	case !known:
		return law.Refuse("deliverables", "unknown", law.Word("deliverable", "deliverable", id), law.Ref("tender", t.Reference))
	case d.Status == StatusAccepted:
		return law.Refuse("deliverables", "accepted", law.Word("deliverable", "deliverable", id))
	}
	return nil
}
