package twinning

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
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
			ID: oweDeliverable(d.ID), Ladder: ladderDeliverable, Who: []string{t.Tender.Contact}, Due: terms.book.Running.Month(m1, min(d.Month, months)).LastDay(),
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
