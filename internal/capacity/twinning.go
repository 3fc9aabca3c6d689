package capacity

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A TwinningStage is where a country twinning stands.
type TwinningStage string

// The stages of a country twinning.
const (
	Running  TwinningStage = "running"
	Reported TwinningStage = "reporting" // the joint report is sent, and waits for the other country
	Ended    TwinningStage = "finished"  // both countries agreed on the joint report
	Stopped  TwinningStage = "terminated"
)

// A Twinning is a country twinning: one country teaches another, without money, by activities of the rule book.
type Twinning struct {
	Number  int            `json:"number"` // of its pairing
	Topic   string         `json:"topic"`
	Offers  string         `json:"offers"` // country
	Seeks   string         `json:"seeks"`  // country
	Begins  calendar.Date  `json:"begins"`
	Months  int            `json:"months"`
	Stage   TwinningStage  `json:"stage"`
	Reports []PeriodReport `json:"reports,omitempty"`
	Joint   *JointReport   `json:"joint,omitempty"`
	EndedAt time.Time      `json:"ended_at,omitzero"`
	Why     law.Text       `json:"why,omitempty"` // it was stopped

	Left       string      `json:"left,omitempty"` // country that went on no longer
	Extensions []Extension `json:"extensions,omitempty"`
	FollowUps  []FollowUp  `json:"follow_ups,omitempty"`
}

// A PeriodReport is what one country did in a period. The last one of a country and a period counts.
type PeriodReport struct {
	Period     int               `json:"period"` // from 1
	Country    string            `json:"country"`
	By         string            `json:"by"` // person id
	At         time.Time         `json:"at"`
	Activities []CountryActivity `json:"activities,omitempty"`
	Nothing    law.Text          `json:"nothing,omitempty"` // why nothing was done
	Returned   *ReturnedReport   `json:"returned,omitempty"`
}

// A CountryActivity is one that took place.
type CountryActivity struct {
	Activity     string        `json:"activity"` // of the rule book
	On           calendar.Date `json:"on"`
	What         law.Text      `json:"what"`
	Participants int           `json:"participants,omitempty"`
}

// A JointReport closes a country twinning.
type JointReport struct {
	Country  string    `json:"country"` // that sent it
	By       string    `json:"by"`      // person id
	At       time.Time `json:"at"`
	Text     law.Text  `json:"text"`
	FollowUp bool      `json:"follow_up,omitempty"` // a structured follow-up is asked for
	Form     law.Text  `json:"form,omitempty"`      // in what form
	AgreedAt time.Time `json:"agreed_at,omitzero"`  // by the other country
}

// Running tells whether a country twinning goes on.
func (t Twinning) Running() bool { return t.Stage == Running || t.Stage == Reported }

// Of tells whether a country is one of the two.
func (t Twinning) Of(country string) bool { return country == t.Offers || country == t.Seeks }

// Other is the other country.
func (t Twinning) Other(country string) string {
	if country == t.Offers {
		return t.Seeks
	}
	return t.Offers
}

// Ends is the first day after it.
func (t Twinning) Ends() calendar.Date { return t.Begins.AddMonths(t.Months) }

// Periods are the days on which its reporting periods end, by the rule book: the last one may be shorter.
func (t Twinning) Periods(r CountryTwinningRule) (ends []calendar.Date) {
	for m := r.PeriodMonths(); ; m += r.PeriodMonths() {
		if m >= t.Months {
			return append(ends, t.Ends().AddDays(-1))
		}
		ends = append(ends, t.Begins.AddMonths(m).AddDays(-1))
	}
}

// Report is what a country reported of a period.
func (t Twinning) Report(period int, country string) (PeriodReport, bool) {
	for _, r := range t.Reports {
		if r.Period == period && r.Country == country {
			return r, true
		}
	}
	return PeriodReport{}, false
}

// owed is what a country twinning owes from its beginning: a report of each country for each period, and the joint report.
func (i Initiative) owed(t Twinning) (list []obligation.Owed) {
	for n, end := range t.Periods(i.Rules.Twinning) {
		for _, c := range []string{t.Offers, t.Seeks} {
			list = append(list, obligation.Owed{ID: reportOf(t.Number, n+1, c), Ladder: ReportLadder, Who: i.contacts(c), Due: end.AddDays(i.Rules.Twinning.ReportDays)})
		}
	}
	return append(list, obligation.Owed{ID: closureOf(t.Number), Ladder: ClosureLadder, Who: i.contacts(t.Offers, t.Seeks), Due: t.Ends().AddDays(i.Rules.Twinning.ClosesDays)})
}

// speaks is the country of a twinning for which a person speaks, "" for none.
func (i Initiative) speaks(t Twinning, person string) string {
	for _, c := range []string{t.Offers, t.Seeks} {
		if i.Speaks(person, c) {
			return c
		}
	}
	return ""
}

// twinning is a country twinning that goes on, and the country for which whoever sends a command speaks.
func (i Initiative) twinning(number int, r law.Receipt) (t Twinning, country string, err error) {
	n := slices.IndexFunc(i.Twinnings, func(t Twinning) bool { return t.Number == number })
	if n >= 0 {
		t = i.Twinnings[n]
		country = i.speaks(t, r.Actor)
	}
	if country == "" { // the same whether there is one or not
		return t, "", law.Refuse("initiatives", "not-your-twinning", law.Count("number", number))
	}
	if !t.Running() {
		return t, "", law.Refuse("initiatives", "twinning-over", law.Count("number", number))
	}
	return t, country, nil
}

func (c ReportCountryTwinning) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	t, country, err := i.twinning(c.Twinning, r)
	if err != nil {
		return nil, err
	}
	ends := t.Periods(i.Rules.Twinning)
	if c.Period > len(ends) {
		return nil, law.Refuse("initiatives", "no-such-period", law.Count("periods", len(ends)))
	}
	from := t.Begins
	if c.Period > 1 {
		from = ends[c.Period-2].AddDays(1)
	}
	if today := calendar.DateOf(r.ReceivedAt, i.zone()); today.Before(from) {
		return nil, law.Refuse("initiatives", "period-ahead", law.On("from", from))
	}
	for _, a := range c.Activities {
		if _, is := i.Rules.Activity(a.Activity); !is {
			return nil, law.Refuse("initiatives", "no-such-activity", law.Word("activity", "capacity-activity", a.Activity))
		}
		if a.On.Before(from) || a.On.After(ends[c.Period-1]) {
			return nil, law.Refuse("initiatives", "outside-period", law.On("on", a.On), law.On("from", from), law.On("until", ends[c.Period-1]))
		}
	}
	return []Event{CountryTwinningReported{Twinning: t.Number, Country: country, By: r.Actor, Period: c.Period, Activities: c.Activities, Nothing: c.Nothing, Met: t.Owes(i, c.Period, country)}}, nil
}

func (c SendJointReport) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	t, country, err := i.twinning(c.Twinning, r)
	if err != nil {
		return nil, err
	}
	return []Event{JointReportSent{
		Twinning: t.Number, Country: country, By: r.Actor, Text: c.Text, FollowUp: c.FollowUp, Form: c.Form,
		Promise: law.Promise{Letters: law.To(i.contacts(t.Other(country)), "joint-report", law.Ref("initiative", i.Reference), law.Count("number", t.Number), law.Word("country", "country", country))},
	}}, nil
}

func (c AgreeJointReport) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	t, country, err := i.twinning(c.Twinning, r)
	if err != nil {
		return nil, err
	}
	if t.Joint == nil {
		return nil, law.Refuse("initiatives", "no-joint-report", law.Count("number", t.Number))
	}
	if t.Joint.Country == country {
		return nil, law.Refuse("initiatives", "own-joint-report", law.Word("country", "country", t.Other(country)))
	}
	return []Event{CountryTwinningClosed{
		Twinning: t.Number, Country: country, By: r.Actor, FollowUp: t.Joint.FollowUp,
		Promise: law.Promise{Letters: law.To(append(i.contacts(t.Offers, t.Seeks), i.Rules.Officers...), "country-twinning-closed", law.Ref("initiative", i.Reference), law.Count("number", t.Number))},
	}}, nil
}

func (c StopCountryTwinning) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := i.steers(r); err != nil {
		return nil, err
	}
	n := slices.IndexFunc(i.Twinnings, func(t Twinning) bool { return t.Number == c.Twinning })
	if n < 0 {
		return nil, law.Refuse("initiatives", "no-such-twinning", law.Count("number", c.Twinning))
	}
	t := i.Twinnings[n]
	if !t.Running() {
		return nil, law.Refuse("initiatives", "twinning-over", law.Count("number", t.Number))
	}
	return []Event{CountryTwinningStopped{
		Twinning: t.Number, By: r.Actor, Why: c.Why,
		Promise: law.Promise{Letters: law.To(i.contacts(t.Offers, t.Seeks), "country-twinning-stopped", law.Ref("initiative", i.Reference), law.Count("number", t.Number), law.Quote("why", c.Why))},
	}}, nil
}
