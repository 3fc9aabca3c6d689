package call

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

const aLength = "a length above zero, as in 10 days, 5 working days or 1 month"

// length checks a length that may be left out, and tells whether it can be
// counted with.
func (c *check) length(l calendar.Length, path string) bool {
	if l.IsZero() {
		return false
	}
	return c.aboveZero(l, path)
}

// aboveZero checks a length that may not be left out.
func (c *check) aboveZero(l calendar.Length, path string) bool {
	_, err := calendar.ParseLength(l.String())
	c.unless(err == nil, path, aLength, nil, "%q is not a length above zero", l)
	return err == nil
}

// periods are the holidays of the rule book, by which its lengths are counted;
// false where they cannot be read, which is a problem of its own.
func (b RuleBook) periods() (calendar.Holidays, bool) {
	days := make([]calendar.Holiday, 0, len(b.Holidays))
	for _, h := range b.Holidays {
		days = append(days, calendar.Holiday{Date: h.On, Name: h.Name})
	}
	h, err := calendar.NewHolidays(days...)
	return h, err == nil
}

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

// eligibility checks what is asked of parties and documents.
func (c *check) eligibility(b RuleBook) {
	e := b.Eligibility
	var places []string
	for i, code := range e.PartiesIn {
		path := fmt.Sprintf("/eligibility/parties_in/%d", i)
		listed := slices.ContainsFunc(e.Countries, func(k OtherCountry) bool { return k.Code == code })
		c.unless(code == Union || law.KnownCountry(code) || listed, path, "EU, for a Member State by the dated table of members, two capitals of ISO 3166-1, as in NO, or a code of eligibility/countries", nil,
			"%q is no country code", code)
		place := law.NormalCountry(code)
		first := slices.Index(places, place)
		c.unless(first < 0, path, "each place once", nil, "%q is there twice: it is also entry %d", code, first+1)
		places = append(places, place)
	}
	for i, d := range e.Documents {
		c.unless(d.MaxBytes >= 0, fmt.Sprintf("/eligibility/documents/%d/max_bytes", i), "a whole number of bytes from 1 on, or no such field for any size", nil,
			"%d bytes are below zero", d.MaxBytes)
	}
}

// Union is the one union that a rule book may name instead of countries.
const Union = "EU"

// follows checks the call whose leftover this one spends.
func (c *check) follows(b RuleBook) {
	const path = "/follows"
	f := b.Follows
	if f == nil {
		return
	}
	c.unless(isReference(f.Call), path+"/call", "the reference of a call, as in DHE-2019", nil, "%q is not a reference", f.Call)
	c.unless(f.Call != b.Reference, path+"/call", "the reference of another call", []string{"/reference"}, "%s would follow itself", f.Call)
	c.part(f.Amount, path+"/amount", b.Budget)
}

// part checks an amount that is a part of the budget, and tells whether it is one.
func (c *check) part(a money.Amount, path string, budget money.Amount) bool {
	before := len(c.problems)
	c.positive(a, path)
	if code := budget.Currency(); code != "" && !a.IsNone() {
		same := money.SameCurrency(a, budget)
		c.unless(same, path, "an amount in "+code, []string{"/budget"}, "%s is not in the currency of the budget, %s", a, code)
		c.unless(!same || !budget.LessThan(a), path, "at most the budget, "+budget.String(), []string{"/budget"}, "%s is more than the budget, %s", a, budget)
	}
	return len(c.problems) == before
}

// joined writes names in a sentence.
func joined(names []string) string { return strings.Join(names, ", ") }
