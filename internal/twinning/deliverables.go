package twinning

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A Deliverable is one of what the type of a twinning hands over. Its day is that of its
// obligation.
type Deliverable struct {
	ID       string     `json:"id"` // as the rule book names it
	Number   int        `json:"number,omitempty"`
	What     law.Text   `json:"what,omitempty"`
	Files    []string   `json:"files,omitempty"` // opaque names in the store
	Status   string     `json:"status,omitempty"`
	Late     bool       `json:"late,omitempty"`
	WhyLate  law.Text   `json:"why_late,omitempty"`
	Why      law.Text   `json:"why,omitempty"` // it was returned
	Redating []Redating `json:"redating,omitempty"`
}

// A Redating is a new day for a deliverable.
type Redating struct {
	By     string        `json:"by"`
	At     time.Time     `json:"at"`
	Was    calendar.Date `json:"was"`
	Due    calendar.Date `json:"due"`
	Reason law.Text      `json:"reason"`
}

// RedateDeliverable gives a deliverable that is not submitted yet another day.
type RedateDeliverable struct {
	Deliverable string        `json:"deliverable"`
	Due         calendar.Date `json:"due"`
	Reason      law.Text      `json:"reason"`
}

// SubmitDeliverable hands a deliverable over.
type SubmitDeliverable struct {
	Deliverable string   `json:"deliverable"`
	What        law.Text `json:"what"`
	Files       []string `json:"files,omitempty"`    // that were added for it
	WhyLate     law.Text `json:"why_late,omitempty"` // asked for once its day is over
}

// AcceptDeliverable accepts a deliverable.
type AcceptDeliverable struct {
	Deliverable string `json:"deliverable"`
}

// ReturnDeliverable asks for it again.
type ReturnDeliverable struct {
	Deliverable string   `json:"deliverable"`
	Reason      law.Text `json:"reason"`
}

// DeliverablesPlanned says what is delivered, and by which days.
type DeliverablesPlanned struct {
	Owed []obligation.Owed `json:"owed"` // deliverable-ID
}

// DeliverableRedated gives a deliverable another day.
type DeliverableRedated struct {
	Deliverable string            `json:"deliverable"`
	Was         calendar.Date     `json:"was"`
	Due         calendar.Date     `json:"due"`
	Reason      law.Text          `json:"reason"`
	Owed        []obligation.Owed `json:"owed"`
	law.Promise
}

// DeliverableSubmitted is a deliverable as it was handed over.
type DeliverableSubmitted struct {
	Deliverable string            `json:"deliverable"`
	Number      int               `json:"number"` // from 1; the last one counts
	What        law.Text          `json:"what"`
	Files       []string          `json:"files,omitempty"`
	Late        bool              `json:"late"`
	WhyLate     law.Text          `json:"why_late,omitempty"`
	Owed        []obligation.Owed `json:"owed"`
}

// DeliverableAccepted says that an officer accepts a deliverable.
type DeliverableAccepted struct {
	Deliverable string `json:"deliverable"`
}

// DeliverableReturned asks for it again.
type DeliverableReturned struct {
	Deliverable string            `json:"deliverable"`
	Reason      law.Text          `json:"reason"`
	Owed        []obligation.Owed `json:"owed"`
	law.Promise
}

func (RedateDeliverable) Kind() string { return "redate-deliverable" }
func (SubmitDeliverable) Kind() string { return "submit-deliverable" }
func (AcceptDeliverable) Kind() string { return "accept-deliverable" }
func (ReturnDeliverable) Kind() string { return "return-deliverable" }

func (RedateDeliverable) command() {}
func (SubmitDeliverable) command() {}
func (AcceptDeliverable) command() {}
func (ReturnDeliverable) command() {}

func (DeliverablesPlanned) Kind() string  { return "deliverables-planned.v1" }
func (DeliverableRedated) Kind() string   { return "deliverable-redated.v1" }
func (DeliverableSubmitted) Kind() string { return "deliverable-submitted.v1" }
func (DeliverableAccepted) Kind() string  { return "deliverable-accepted.v1" }
func (DeliverableReturned) Kind() string  { return "deliverable-returned.v1" }

func (DeliverablesPlanned) event()  {}
func (DeliverableRedated) event()   {}
func (DeliverableSubmitted) event() {}
func (DeliverableAccepted) event()  {}
func (DeliverableReturned) event()  {}

// A deliverableEvent is a fact about a deliverable.
//
//sumtype:decl
type deliverableEvent interface {
	Event
	deliverable()
}

func (DeliverablesPlanned) deliverable()  {}
func (DeliverableRedated) deliverable()   {}
func (DeliverableSubmitted) deliverable() {}
func (DeliverableAccepted) deliverable()  {}
func (DeliverableReturned) deliverable()  {}

const (
	deliverablePrefix       = "deliverable-"
	deliverableReviewPrefix = deliverablePrefix + "review-"
)

func oweDeliverable(id string) string { return deliverablePrefix + id }
func oweDeliverableAgain(id string, number int) string {
	return oweDeliverable(id) + "-version-" + itoa(number)
}

func oweDeliverableReview(id string, number int) string {
	return deliverableReviewPrefix + id + "-version-" + itoa(number)
}

// DeliverableOf is the deliverable of an obligation, by the obligation's id and its ladder, and whether it is owed by whoever judges it: the id
// alone does not tell, since that of a deliverable may begin with "review-". It is "" where the obligation is about none.
func DeliverableOf(id, ladder string) (deliverable string, judged bool) {
	prefix := map[string]string{ladderReview: deliverableReviewPrefix, ladderDeliverable: deliverablePrefix}[ladder]
	deliverable, of := strings.CutPrefix(id, prefix)
	if prefix == "" || !of {
		return "", false
	}
	if i := strings.LastIndex(deliverable, "-version-"); i > 0 {
		if _, err := strconv.Atoi(deliverable[i+len("-version-"):]); err == nil {
			deliverable = deliverable[:i]
		}
	}
	return deliverable, ladder == ladderReview
}

// planned is what a twinning of its type delivers from M1 on, by the ends of months; none
// where the rule book has none.
func (t Twinning) planned(terms terms, m1 calendar.Date, months int) []Event {
	typ, _ := terms.book.Type(t.Tender.Type)
	var owed []obligation.Owed
	for _, d := range typ.Deliverables {
		owed = append(owed, obligation.Owed{
			ID: oweDeliverable(d.ID), Ladder: ladderDeliverable, Who: []string{t.Tender.Contact}, Due: calendar.Month(m1, min(d.Month, months)).LastDay(),
		})
	}
	if len(owed) == 0 {
		return nil
	}
	return []Event{DeliverablesPlanned{Owed: owed}}
}

// Deliverable returns the deliverable of that id.
func (t Twinning) Deliverable(id string) (Deliverable, bool) {
	i := slices.IndexFunc(t.Deliverables, func(d Deliverable) bool { return d.ID == id })
	if i < 0 {
		return Deliverable{}, false
	}
	return t.Deliverables[i], true
}

// DeliverableDue is the day by which a deliverable is owed, zero where it is not owed now.
func (t Twinning) DeliverableDue(d Deliverable) calendar.Date {
	for _, id := range []string{oweDeliverable(d.ID), oweDeliverableAgain(d.ID, d.Number+1)} {
		o, _ := obligation.Find(t.Obligations, id)
		if due, _ := o.Current(); o.Open() {
			return due.On
		}
	}
	return calendar.Date{}
}

func (t Twinning) setDeliverable(d Deliverable) Twinning {
	t.Deliverables = slices.Clone(t.Deliverables)
	for i := range t.Deliverables {
		if t.Deliverables[i].ID == d.ID {
			t.Deliverables[i] = d
		}
	}
	return t
}

// evolveDeliverable is Evolve of a fact about a deliverable.
func (t Twinning) evolveDeliverable(e deliverableEvent, at law.Recorded) Twinning {
	when := at.At()
	switch e := e.(type) {
	case DeliverablesPlanned:
		t.Deliverables = slices.Clone(t.Deliverables)
		for _, o := range e.Owed {
			t.Deliverables = append(t.Deliverables, Deliverable{ID: o.ID[len(deliverablePrefix):]})
		}
		return t.owe(when, "", e.Owed)
	case DeliverableRedated:
		d, _ := t.Deliverable(e.Deliverable)
		d.Redating = append(slices.Clip(d.Redating), Redating{By: at.Actor, At: when, Was: e.Was, Due: e.Due, Reason: e.Reason})
		return t.setDeliverable(d).owe(when, obligation.CauseRedated, e.Owed)
	case DeliverableSubmitted:
		d, _ := t.Deliverable(e.Deliverable)
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseDeliverableReplaced, is(oweDeliverableReview(d.ID, e.Number-1)))
		t.Obligations = obligation.Meet(t.Obligations, oweDeliverable(d.ID), when)
		t.Obligations = obligation.Meet(t.Obligations, oweDeliverableAgain(d.ID, e.Number), when)
		d.Number, d.What, d.Files, d.Status, d.Why = e.Number, e.What, e.Files, StatusSubmitted, ""
		if e.Late {
			d.Late, d.WhyLate = true, e.WhyLate
		}
		return t.setDeliverable(d).owe(when, "", e.Owed)
	case DeliverableAccepted:
		return t.judgeDeliverable(e.Deliverable, StatusAccepted, "", when)
	case DeliverableReturned:
		return t.judgeDeliverable(e.Deliverable, StatusReturned, e.Reason, when).owe(when, "", e.Owed).rest(when)
	}
	return t
}

func (t Twinning) judgeDeliverable(id, status string, why law.Text, at time.Time) Twinning {
	d, _ := t.Deliverable(id)
	d.Status, d.Why = status, why
	t.Obligations = obligation.Meet(t.Obligations, oweDeliverableReview(id, d.Number), at)
	return t.setDeliverable(d)
}

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
