package twinning

import (
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// Keys of the moments that are not rungs.
const (
	momentStart  = "m1"
	momentEnd    = "last-month-ends"
	momentRetain = "retention-begins"
	momentOver   = "retention-ends"

	momentAmendment = "amendment-in-force" // before the months end on the same instant

	momentWindow = "complaint-window-closed@"
)

// moments lists what happens by itself from here on, by (instant, key).
func (t Twinning) moments(c call.Call) []law.Moment {
	terms, err := t.terms(c)
	if err != nil {
		return nil // without a rule book there are no moments
	}
	var ms []law.Moment
	add := func(key string, day calendar.Date, since time.Time) {
		at := day.Start(terms.cal.Zone).UTC()
		if !at.After(since) {
			at = since.Add(time.Microsecond)
		}
		ms = append(ms, law.Moment{At: at, Key: key})
	}
	switch t.Stage {
	case Contracted:
		add(momentStart, t.Contract.M1, t.Contract.At)
	case Active:
		add(momentEnd, t.Contract.End(), t.ResumedAt) // it may have passed while the twinning was suspended
	case Ineligible, Rejected, Withdrawn, Cancelled:
		since := later(t.EndedAt, t.SettledAt)
		if t.Stage == Withdrawn { // until the last limit the withdrawal may be undone
			since = later(since, c.Limit())
		}
		if !t.contestable() {
			add(momentRetain, terms.due(terms.day(t.EndedAt), terms.book.Retention.After).AddDays(1), since)
		}
	case Terminated:
		if t.settledUp() {
			add(momentRetain, terms.due(terms.day(t.EndedAt), terms.book.Retention.After).AddDays(1), t.EndedAt)
		}
	case Retained:
		if t.Hold == nil && !t.Recovering() && len(t.Payments.Open()) == 0 {
			add(momentOver, t.RetainTil.AddDays(1), later(later(later(t.EndedAt, t.HoldLifted), t.recoveredAt()), t.paidAgainAt()))
		}
	}
	if a, waits := t.Amended(); waits && a.Status == AmendmentAgreed && !t.Ends() && slices.Contains(running, t.Stage) {
		add(momentAmendment, a.From, a.At)
	}
	if o, ok := obligation.Find(t.Obligations, oweWindow); ok && o.Open() {
		due, _ := o.Current()
		ms = append(ms, law.Moment{At: due.On.End(terms.cal.Zone), Key: momentWindow + due.On.String()})
	}
	for _, p := range t.schedule(c, terms).Plan() {
		ms = append(ms, law.Moment{At: p.At, Key: p.Key, Idle: p.Idle()})
	}
	slices.SortStableFunc(ms, law.CompareMoments)
	return ms
}

// schedule is what the rungs of the life are computed from.
func (t Twinning) schedule(c call.Call, terms terms) obligation.Schedule {
	return obligation.Schedule{Owed: t.owed(c), Ladders: terms.book.Reminders.Ladders, Cal: terms.cal, Passed: t.Passed}
}

// owed are the obligations, those of a role of the call with the people who have
// the role now.
func (t Twinning) owed(c call.Call) []obligation.Obligation {
	if !c.RolesMoved() {
		return t.Obligations
	}
	list := slices.Clone(t.Obligations)
	for i, o := range list {
		_, roles := owedBy(o)
		if who, ok := c.Owners(roles); ok && o.Open() {
			list[i].Who = who
		}
	}
	return list
}

// contestable tells whether the decision on the tender can still be contested,
// or is: its record is not closed before.
func (t Twinning) contestable() bool {
	window, _ := obligation.Find(t.Obligations, oweWindow)
	_, waits := t.openComplaint()
	return waits || window.Open()
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// elapse is what happens at a moment.
func (t Twinning) elapse(c call.Call, m law.Moment) []Event {
	terms, err := t.terms(c)
	if err != nil {
		return nil
	}
	if strings.HasPrefix(m.Key, momentWindow) {
		return []Event{ComplaintWindowClosed{At: m.At}}
	}
	switch m.Key {
	case momentStart:
		if t.Ends() && !t.Contract.M1.Before(t.Ending.Effective) { // nothing is pre-financed of what is terminated before it begins
			return []Event{ActivitiesBegan{At: m.At}}
		}
		return append([]Event{ActivitiesBegan{At: m.At}}, t.fallsDue(call.AfterM1, terms, c, m.At)...)
	case momentEnd:
		return []Event{ReportingBegan{At: m.At, Owed: t.latest(terms, c)}}
	case momentAmendment:
		if a, waits := t.Amended(); waits {
			return []Event{t.inForce(a, c, terms, a.From, m.At)}
		}
		return nil
	case momentRetain:
		return []Event{t.retain(terms, m.At, money.Zero(terms.book.Budget.Currency()).Add(t.PaidSum("")))}
	case momentOver:
		return []Event{RetentionEnded{At: m.At}}
	}
	for _, p := range t.schedule(c, terms).Plan() {
		if p.Key == m.Key {
			return []Event{t.rung(c, p)}
		}
	}
	return nil
}

func (t Twinning) rung(c call.Call, p obligation.Planned) RungPassed {
	e := RungPassed{Passed: p.Record()}
	if e.Outcome != obligation.Sent {
		return e
	}
	var people []string
	for _, to := range p.Rung.To {
		switch to {
		case obligation.Owner:
			people = append(people, p.Obligation.Who...)
		case string(law.Contact):
			people = append(people, t.Tender.Contact)
		case string(law.Signatory):
			people = append(people, t.Tender.Signatory)
		default:
			people = append(people, c.People(law.Role(to))...)
		}
	}
	e.Promise = t.letters(people, p.Rung.Letter, law.Word("obligation", "obligation", p.Obligation.ID), law.On("due", p.Due.On),
		law.Rules("what", "reminders.ladders."+p.Obligation.Ladder+".what", p.Ladder.What), law.Rules("lapse", "reminders.ladders."+p.Obligation.Ladder+".lapse", p.Ladder.Lapse))
	return e
}
