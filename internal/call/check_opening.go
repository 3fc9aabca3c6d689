package call

import (
	"errors"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// opening checks when the tenders are opened: by themselves at a session, which
// is one instant between the last limit and the award, or by two people.
func (c *check) opening(b RuleBook) {
	const within, session = "/dates/open_within", "/dates/opening_session"
	d := b.Dates
	can := c.length(d.OpenWithin, within)
	s := d.OpeningSession
	if s != nil {
		c.unless(d.OpenWithin.IsZero(), within, "no such field where there is an opening_session", []string{session},
			"tenders are opened by themselves at dates/opening_session; nobody has a time to open them")
		c.session(b, *s, session)
		return
	}
	if h, ok := b.periods(); can && ok && !d.Deadline.On.IsZero() && !d.Award.IsZero() {
		last := calendar.Period(d.Deadline.On, d.OpenWithin, h)
		c.unless(last.Before(d.Award), within, "a length that ends before "+d.Award.String(), []string{"/dates/deadline/date", "/dates/award", "/holidays"},
			"%s from the deadline end on %s, which is not before dates/award, %s", d.OpenWithin, last, d.Award)
	}
}

func (c *check) session(b RuleBook, s Session, path string) {
	c.unless(!s.On.IsZero(), path+"/date", "a day of the calendar, as in 2019-08-08", nil, "is missing")
	if s.On.IsZero() {
		return
	}
	d := b.Dates
	c.unless(d.Award.IsZero() || s.On.Before(d.Award), path+"/date", "a day before "+d.Award.String(), []string{"/dates/award"},
		"%s is not before dates/award, %s", s.On, d.Award)
	if _, err := calendar.Zone(b.Zone); err != nil {
		return // a problem of the zone
	}
	if _, err := s.wall(); err != nil {
		c.refused(err, path+"/at", "an hour, as in 10:00")
		return
	}
	at, err := s.Instant(b.Zone)
	if err != nil {
		c.refused(err, path+"/at", onceOnClocks(b.Zone), "/zone", path+"/date", path+"/offset")
		return
	}
	rule, err := b.DeadlineRule("")
	if err != nil {
		return // a problem of the deadline
	}
	allowed := onClocks(rule.Limit(), b.Zone) + " or a later moment"
	if rule.Inclusive {
		allowed = "a moment after " + onClocks(rule.Limit(), b.Zone)
	}
	c.unless(!at.Before(rule.Last()), path, allowed,
		[]string{"/zone", "/dates/deadline/date", "/dates/deadline/at", "/dates/deadline/inclusive", "/dates/deadline/grace", path + "/date", path + "/at"},
		"at %s tenders could be in time still: the deadline, grace included, has not passed", onClocks(at, b.Zone))
}

// onceOnClocks is what an hour must be.
func onceOnClocks(zone string) string {
	return "an hour that the clocks in " + zone + " show exactly once on that day; where they show it twice, or jump over it, an offset beside it says which is meant, as in offset: +02:00"
}

// noInstant says why a time as it was written means no instant.
func noInstant(err error) law.Reason {
	var no *calendar.NoInstant
	if !errors.As(err, &no) {
		return law.Why("time-unreadable")
	}
	at, offsets := law.Clock("time", no.Wall, no.Zone), law.Words("offsets", "offset", no.Offsets)
	switch no.Code {
	case calendar.Skipped:
		return law.Why("time-skipped", at, offsets)
	case calendar.Twice:
		return law.Why("time-twice", at, offsets)
	default:
		return law.Why("offset-not-used", at, offsets)
	}
}

// onClocks is an instant as the clocks in a zone show it.
func onClocks(at time.Time, zone string) string {
	loc, err := calendar.Zone(zone)
	if err != nil {
		loc = time.UTC
	}
	if at.Second() != 0 {
		return at.In(loc).Format("2006-01-02 15:04:05")
	}
	return at.In(loc).Format("2006-01-02 15:04")
}
