package call

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check refuses an admission of nobody, without a reason or without an end.
func (o AdmitLate) Check() error {
	if err := law.CheckCode("tender", o.Tender); err != nil {
		return err
	}
	if o.To.IsZero() {
		return law.Nonsensef(law.WrongClock("to"), "to is missing: write a wall-clock time, as in 2019-08-09T12:00")
	}
	return law.CheckRequired("why", o.Why)
}

// Decide admits one tender late, until the opening: a tender that was refused
// as late, or that stands and may be replaced by one more version. The end of
// an admission is exact: the grace of the rule book is not added to it.
func (o AdmitLate) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("admitting-a-tender-late", Open, Shut); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Head); err != nil {
		return nil, err
	}
	t, ok := c.tender(f, o.Tender)
	if !ok {
		return nil, law.Refuse("deadlines", "no-such-tender", law.Ref("tender", o.Tender), law.Ref("call", c.Reference))
	}
	if t.Stage != "" && t.Stage != "submitted" {
		return nil, law.Refuse("deadlines", "not-submitted", law.Ref("tender", o.Tender), law.Word("stage", "stage", t.Stage))
	}
	d, err := calendar.NewDeadline(calendar.Deadline{
		Name: "late-admission", Wall: o.To, Zone: c.Rules.Zone, Inclusive: o.Inclusive,
		Covers: []string{o.Tender}, Why: o.Why, SignedBy: r.Actor,
	})
	if err != nil {
		return nil, law.Refuse("deadlines", "no-such-end", law.Because("why", noInstant(err)))
	}
	used := t.Admissions
	if now, ok := c.notBefore(d, func(v DeadlineVersion) bool { return v.unused(used) && !v.Shortened }); !ok {
		return nil, law.Refuse("deadlines", "admitted-already", law.Ref("tender", o.Tender), law.At("until", now.Instant, c.Rules.Zone))
	}
	if !d.Last().After(r.ReceivedAt) {
		return nil, law.Refuse("deadlines", "admission-in-the-past", law.At("deadline", d.Instant, c.Rules.Zone))
	}
	if err := c.inOrder(d); err != nil {
		return nil, err
	}
	return []Event{LateAdmitted{
		Number: c.admissions() + 1, Tender: o.Tender, Deadline: d,
		Promise: law.Promise{Letters: law.To(t.senders(), "late-admission",
			law.Ref("call", c.Reference), law.Ref("tender", o.Tender), law.Clock("until", o.To, c.Rules.Zone), law.Quote("why", o.Why))},
	}}, nil
}

func (c Call) admissions() int {
	n := 0
	for _, d := range c.Deadlines {
		n = max(n, d.Admission)
	}
	return n
}

// senders are the people who sent a tender, or tried to. Who else speaks for it
// is a part of the tender, and sealed: a fact of the call does not name them.
func (t TenderFact) senders() []string { return append(slices.Clone(t.Senders), t.Attempts...) }

// Check has nothing to refuse.
func (OpenTenders) Check() error { return nil }

// Decide takes one of two signatures under the opening of the tenders, once
// nothing more can be in time. With the second they are opened.
func (OpenTenders) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if c.Stage == Published || c.Stage == Open {
		return nil, law.Refuse("sealed", "not-shut", law.Ref("call", c.Reference), law.At("limit", c.Limit(), c.Rules.Zone))
	}
	if err := c.must("opening-the-tenders", Shut); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	if moment, ok := c.OpeningMoment(); ok {
		return nil, law.Refuse("sealed", "by-itself", law.Ref("call", c.Reference), law.At("moment", moment, c.Rules.Zone))
	}
	switch c.OpeningSigned {
	case r.Actor:
		return nil, law.Refuse("four-eyes", "signed-already", law.Who("person", r.Actor))
	case "":
		others := c.openersBut(r.Actor)
		return []Event{OpeningSigned{By: r.Actor, Promise: law.Promise{Letters: law.To(others, "opening-signed", law.Ref("call", c.Reference))}}}, nil
	}
	return c.opens(f, r.ReceivedAt, c.OpeningSigned, r.Actor), nil
}

// openersBut are the people of the staff who may sign the opening, but one.
func (c Call) openersBut(person string) []string {
	var people []string
	for _, p := range slices.Concat(c.People(law.Officer), c.People(law.Head)) {
		if p != person {
			people = append(people, p)
		}
	}
	return people
}

// open ends the sealing.
func (c Call) open(at time.Time, by ...string) TendersOpened {
	people := slices.Concat(c.People(law.Officer), c.People(law.Head), c.People(law.Auditor))
	return TendersOpened{At: at, By: by, Promise: law.Promise{Letters: law.To(people, "tenders-opened", law.Ref("call", c.Reference))}}
}

// shut is the end of the time for tenders. Where a rule book says until when
// they must be opened, that is owed from now on.
func (c Call) shut(at time.Time) SubmissionShut {
	e := SubmissionShut{At: at}
	cal, err := c.Rules.Calendar()
	if err != nil || c.Rules.Dates.OpenWithin.IsZero() {
		return e
	}
	due := calendar.Period(calendar.DateOf(at, cal.Zone), c.Rules.Dates.OpenWithin, cal.Holidays)
	e.Owed = []obligation.Owed{{ID: opening, Ladder: opening, Who: slices.Concat(c.People(law.Officer), c.People(law.Head)), Due: due}}
	return e
}
