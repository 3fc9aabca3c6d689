package capacity

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A ReturnedReport says why a report was returned.
type ReturnedReport struct {
	By  string    `json:"by"` // person id, of the staff
	At  time.Time `json:"at"`
	Why law.Text  `json:"why"`
}

// An Extension is one of a country twinning.
type Extension struct {
	Months int       `json:"months"` // from its beginning
	By     string    `json:"by"`     // person id, of the staff
	At     time.Time `json:"at"`
	Why    law.Text  `json:"why"`
}

// A FollowUp is what followed a country twinning.
type FollowUp struct {
	Country string        `json:"country"`
	By      string        `json:"by"` // person id
	At      time.Time     `json:"at"`
	On      calendar.Date `json:"on"`
	What    law.Text      `json:"what"`
}

// anyTwinning is a country twinning by its number.
func (i Initiative) anyTwinning(number int) (Twinning, error) {
	n := slices.IndexFunc(i.Twinnings, func(t Twinning) bool { return t.Number == number })
	if n < 0 {
		return Twinning{}, law.Refuse("initiatives", "no-such-twinning", law.Count("number", number))
	}
	return i.Twinnings[n], nil
}

// steered is a country twinning that goes on, for whoever is of the staff.
func (i Initiative) steered(number int, r law.Receipt) (Twinning, error) {
	if err := i.steers(r); err != nil {
		return Twinning{}, err
	}
	t, err := i.anyTwinning(number)
	if err == nil && !t.Running() {
		err = law.Refuse("initiatives", "twinning-over", law.Count("number", number))
	}
	return t, err
}

// versionOf is the id of a version of a report that is owed under an id first: a later one is owed because the one before it was returned, or because
// its period became longer.
func versionOf(first string, version int) string {
	if version == 1 {
		return first
	}
	return fmt.Sprintf("%s-version-%d", first, version)
}

// versions is how many versions are owed, or were, of what is owed under an id first.
func (i Initiative) versions(first string) int {
	for n := 1; ; n++ {
		if _, there := obligation.Find(i.Obligations, versionOf(first, n+1)); !there {
			return n
		}
	}
}

// Owes is the id under which the report of a country on a period is owed, or was last.
func (t Twinning) Owes(i Initiative, period int, country string) string {
	first := reportOf(t.Number, period, country)
	return versionOf(first, i.versions(first))
}

// again is what a country owes whose report of a period is returned: another version, or the one that is owed already. It is due as late as a report
// on the period is, however early it is returned.
func (i Initiative) again(t Twinning, period int, country string, today calendar.Date) obligation.Owed {
	first := reportOf(t.Number, period, country)
	n := i.versions(first)
	if last, _ := obligation.Find(i.Obligations, versionOf(first, n)); !last.Open() {
		n++
	}
	due := t.Periods(i.Rules.Twinning)[period-1]
	if today.After(due) {
		due = today
	}
	return obligation.Owed{ID: versionOf(first, n), Ladder: ReportLadder, Who: i.contacts(country), Due: due.AddDays(i.Rules.Twinning.ReportDays)}
}

// owedLonger is what a country twinning owes in addition, or later, when it lasts longer. Where the end of a period moves whose report is there
// already, another version of it is owed.
func (i Initiative) owedLonger(t, longer Twinning) (list []obligation.Owed) {
	before := i.owed(t)
	for _, o := range i.owed(longer) {
		n := i.versions(o.ID)
		last, there := obligation.Find(i.Obligations, versionOf(o.ID, n))
		due, _ := last.Current()
		moves := !slices.ContainsFunc(before, func(b obligation.Owed) bool { return b.ID == o.ID && b.Due == o.Due })
		switch {
		case there && last.Open() && !due.On.Before(o.Due), there && !last.Open() && !moves:
			continue
		case there && last.Open():
			o.ID = last.ID
		case there:
			o.ID = versionOf(o.ID, n+1)
		}
		list = append(list, o)
	}
	return list
}

func (c ReturnCountryReport) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	t, err := i.steered(c.Twinning, r)
	if err != nil {
		return nil, err
	}
	is, err := i.asks(c.Country)
	if err != nil {
		return nil, err
	}
	report, there := t.Report(c.Period, is.Code)
	switch {
	case !there:
		return nil, law.Refuse("initiatives", "no-such-report", law.Word("country", "country", is.Code), law.Count("period", c.Period))
	case report.Returned != nil:
		return nil, law.Refuse("initiatives", "returned-already", law.Word("country", "country", is.Code), law.Count("period", c.Period))
	}
	e := CountryReportReturned{Twinning: t.Number, Period: c.Period, Country: is.Code, By: r.Actor, Why: c.Why, Owed: i.again(t, c.Period, is.Code, i.Day(r.ReceivedAt))}
	e.Letters = law.To(i.contacts(is.Code), "country-report-returned", law.Ref("initiative", i.Reference), law.Count("number", t.Number), law.Count("period", c.Period), law.On("due", e.Owed.Due), law.Quote("why", c.Why))
	return []Event{e}, nil
}

func (c ExtendCountryTwinning) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	t, err := i.steered(c.Twinning, r)
	switch {
	case err != nil:
		return nil, err
	case t.Stage == Reported:
		return nil, law.Refuse("initiatives", "joint-report-waits", law.Count("number", t.Number))
	case c.Months > i.Rules.Twinning.MostMonths:
		return nil, law.Refuse("initiatives", "too-long", law.Count("most", i.Rules.Twinning.MostMonths))
	case c.Months <= t.Months:
		return nil, law.Refuse("initiatives", "not-longer", law.Count("number", t.Number), law.Count("months", t.Months))
	case !i.Day(r.ReceivedAt).Before(t.Ends()):
		return nil, law.Refuse("initiatives", "ended-already", law.Count("number", t.Number), law.On("ended", t.Ends().AddDays(-1)))
	}
	longer := t
	longer.Months = c.Months
	e := CountryTwinningExtended{Twinning: t.Number, Months: c.Months, By: r.Actor, Why: c.Why, Owed: i.owedLonger(t, longer)}
	e.Letters = law.To(append(i.contacts(t.Offers, t.Seeks), i.Rules.Officers...), "country-twinning-extended", law.Ref("initiative", i.Reference), law.Count("number", t.Number), law.Count("months", c.Months),
		law.On("until", longer.Ends().AddDays(-1)), law.Quote("why", c.Why))
	return []Event{e}, nil
}

func (c LeaveCountryTwinning) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	t, country, err := i.twinning(c.Twinning, r)
	if err != nil {
		return nil, err
	}
	return []Event{CountryTwinningLeft{
		Twinning: t.Number, Country: country, By: r.Actor, Why: c.Why,
		Promise: law.Promise{Letters: law.To(append(i.contacts(t.Offers, t.Seeks), i.Rules.Officers...), "country-twinning-left", law.Ref("initiative", i.Reference), law.Count("number", t.Number),
			law.Word("country", "country", country), law.Quote("why", c.Why))},
	}}, nil
}

func (c ReportCountryFollowUp) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	t, err := i.anyTwinning(c.Twinning)
	country := ""
	if err == nil {
		country = i.speaks(t, r.Actor)
	}
	switch {
	case country == "": // the same whether there is one or not
		return nil, law.Refuse("initiatives", "not-your-twinning", law.Count("number", c.Twinning))
	case t.Stage != Ended || t.Joint == nil || !t.Joint.FollowUp:
		return nil, law.Refuse("initiatives", "no-follow-up", law.Count("number", t.Number))
	case c.On.After(i.Day(r.ReceivedAt)):
		return nil, law.Refuse("initiatives", "follow-up-ahead", law.On("on", c.On))
	case c.On.Before(t.Begins):
		return nil, law.Refuse("initiatives", "follow-up-before", law.On("on", c.On), law.Count("number", t.Number), law.On("begins", t.Begins))
	}
	return []Event{CountryFollowUpReported{Twinning: t.Number, Country: country, By: r.Actor, On: c.On, What: c.What}}, nil
}

// evolveCourse adds up what happens in the course of a country twinning and after it.
func (i Initiative) evolveCourse(e courseEvent, when time.Time) Initiative {
	switch e := e.(type) {
	case CountryReportReturned:
		i = i.withTwinning(e.Twinning, func(t *Twinning) {
			t.Reports = law.Changed(t.Reports, func(r PeriodReport) bool { return r.Period == e.Period && r.Country == e.Country }, func(r *PeriodReport) {
				r.Returned = &ReturnedReport{By: e.By, At: when, Why: e.Why}
			})
		})
		i.Obligations = obligation.Owe(i.Obligations, when, obligation.CauseMoreTime, e.Owed)
	case CountryTwinningExtended:
		i = i.withTwinning(e.Twinning, func(t *Twinning) {
			t.Months = e.Months
			t.Extensions = append(slices.Clip(t.Extensions), Extension{Months: e.Months, By: e.By, At: when, Why: e.Why})
		})
		i.Obligations = obligation.Owe(i.Obligations, when, obligation.CauseMoreTime, e.Owed...)
	case CountryTwinningLeft:
		i = i.over(e.Twinning, Stopped, e.Why, when)
		i = i.withTwinning(e.Twinning, func(t *Twinning) { t.Left = e.Country })
	case CountryFollowUpReported:
		i = i.withTwinning(e.Twinning, func(t *Twinning) {
			t.FollowUps = append(slices.Clip(t.FollowUps), FollowUp{Country: e.Country, By: e.By, At: when, On: e.On, What: e.What})
		})
	}
	return i
}

// periodOf is the id under which a report was owed first, also of a later version.
func periodOf(id string) string {
	first, _, _ := strings.Cut(id, "-version-")
	return first
}
