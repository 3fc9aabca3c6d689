package query

import (
	"context"
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// A DateRow is one date of a call. A version of the deadline says from when on
// it is in force.
type DateRow struct {
	What      string   `json:"what"`
	Date      string   `json:"date"`
	At        string   `json:"at,omitempty"`   // the instant, UTC
	Wall      string   `json:"wall,omitempty"` // as published
	Zone      string   `json:"zone,omitempty"`
	Inclusive *bool    `json:"inclusive,omitempty"`
	Grace     string   `json:"grace,omitempty"`
	Covers    []string `json:"covers,omitempty"` // empty is everyone
	Why       string   `json:"why,omitempty"`
	SignedBy  string   `json:"signed_by,omitempty"`
	InForce   string   `json:"in_force_from,omitempty"`
	Position  int64    `json:"position,omitempty"`
	TZData    string   `json:"tzdata,omitempty"`

	// Of its entry in a calendar: an identity that stays, how often it has moved,
	// and since when it stands as it does.
	UID       string    `json:"uid,omitempty"`
	Sequence  *int      `json:"sequence,omitempty"`
	ChangedAt string    `json:"changed_at,omitempty"`
	Until     string    `json:"until,omitempty"` // the end of a window, UTC
	Note      string    `json:"-"`               // of an entry of a calendar
	Key       string    `json:"-"`               // of an entry of a calendar; "" for none
	start     time.Time // instant, zero for a whole day
	end       time.Time
}

// deadlineRows are all versions of the deadline rule, in the order of the ledger.
func deadlineRows(c call.Call) []DateRow {
	rows := make([]DateRow, len(c.Deadlines))
	for i, d := range c.Deadlines {
		what := "deadline for tenders"
		if d.Admission > 0 {
			what = "late admission"
		}
		if d.Shortened {
			what = "shortened since"
		}
		why := string(d.Rule.Why)
		if why == "" {
			why = "the rule book of the call"
		}
		rows[i] = DateRow{
			What: what, Date: d.Rule.Wall.Date.String(), At: calendar.Instant(d.Rule.Instant), Wall: d.Rule.Wall.String(),
			Zone: d.Rule.Zone, Inclusive: &d.Rule.Inclusive, Grace: d.Rule.Grace.String(), Covers: d.Rule.Covers, Why: why,
			SignedBy: d.Rule.SignedBy, InForce: calendar.Instant(d.RecordedAt), Position: d.Position, TZData: d.Rule.TZData,
			start: d.Rule.Instant, Note: d.Rule.Wall.String() + " in " + d.Rule.Zone + because(why),
		}
	}
	return rows
}

// dates are the published dates of a call, in the order of its life. Of the
// versions of the deadline the last for everyone is an entry of the calendar;
// versions for named tenders or parties are shown to those whom they name and to
// the staff, and published to nobody.
func dates(c call.Call, own covering) []DateRow {
	b := c.Rules
	day := func(key, what string, on calendar.Date) DateRow {
		return DateRow{Key: key, What: what, Date: on.String()}
	}
	rows := []DateRow{day("publication", "publication", b.Dates.Publication), day("opening", "tenders are taken from", b.Dates.Opening)}
	for i, w := range b.Dates.Webinars {
		rows = append(rows, day(fmt.Sprintf("webinar-%d", i+1), w.Name, w.On))
	}
	keys := deadlineKeys(c, own)
	for i, d := range deadlineRows(c) {
		if len(d.Covers) == 0 || own.may(d.Covers) {
			d.Key = keys[i]
			rows = append(rows, d)
		}
	}
	return append(rows, openingDate(c), day("award", "award", b.Dates.Award), day("start", "first month begins", b.Dates.Start),
		day("latest-start", "latest first day of a late contract", b.Contract.LatestStart))
}

// deadlineKeys are the identities of the versions of the deadline that are
// entries of a calendar, by their place: the last for everyone and, for each
// name of the reader, the last one that names it. So two tenders of one party
// have two entries. One that the deadline for everyone has overtaken is none.
func deadlineKeys(c call.Call, own covering) map[int]string {
	keys := map[int]string{}
	public := -1
	for i, d := range c.Deadlines {
		if len(d.Rule.Covers) == 0 && !d.Shortened {
			public = i
		}
	}
	if public >= 0 {
		keys[public] = "deadline"
	}
	for _, name := range own.names {
		last := -1
		for i, d := range c.Deadlines {
			if slices.Contains(d.Rule.Covers, name) && !d.Shortened {
				last = i
			}
		}
		if last >= 0 && keys[last] == "" && (public < 0 || c.Deadlines[last].Rule.Last().After(c.Deadlines[public].Rule.Last())) {
			keys[last] = "named-deadline-" + name
		}
	}
	return keys
}

// openingDate is the opening of the tenders: when it was; or the moment of the
// rule book; or the window for two people, from the first instant at which
// nothing more can be in time, with its end where the rule book gives one. It
// waits for every version of the deadline, also for those that name somebody.
func openingDate(c call.Call) DateRow {
	row := DateRow{Key: "opening-of-tenders", What: "opening of the tenders", Zone: c.Rules.Zone}
	zone := Zone(c)
	moment, byItself := c.OpeningMoment()
	switch {
	case !c.OpenedAt.IsZero():
		row.start, row.Note = c.OpenedAt, "the tenders were opened"
	case byItself:
		row.start, row.Note = moment, "the tenders are opened by themselves"
	default:
		row.start, row.Note = c.Limit(), "two people of the staff open the tenders, from then on"
		if cal, err := c.Rules.Calendar(); err == nil && !c.Rules.Dates.OpenWithin.IsZero() {
			row.end = calendar.Period(calendar.DateOf(row.start, zone), c.Rules.Dates.OpenWithin, cal.Holidays).End(zone)
			row.Until = calendar.Instant(row.end)
		}
	}
	row.Date, row.At, row.Wall = calendar.DateOf(row.start, zone).String(), calendar.Instant(row.start), row.start.In(zone).Format("2006-01-02T15:04:05.999999")
	return row
}

// A DateList is the dates of a call, and its calendar.
type DateList struct {
	Rows     []DateRow
	Call     string
	calendar []entry
}

// Calendar is the list as an iCalendar file (RFC 5545). The same ledger gives the
// same file whenever it is asked for.
func (l DateList) Calendar() string { return icalendar(l.Call, l.calendar) }

// Dates are the dates of a call with every version of its deadline for everyone. A
// version for named tenders or parties, and a late admission, is shown to those whom
// it names and to the staff alone.
func (q *Queries) Dates(ctx context.Context, v access.Viewer, reference string) (DateList, error) {
	stream := law.CallStream(reference)
	if err := q.MustBegin(ctx, stream); err != nil {
		return DateList{}, err
	}
	states, err := q.callStates(ctx, stream)
	if err != nil {
		return DateList{}, err
	}
	if len(states) == 0 {
		return DateList{}, absent("%s has not been opened yet", reference)
	}
	c := states[len(states)-1].call
	own, err := q.covering(ctx, c, v)
	if err != nil {
		return DateList{}, err
	}
	entries := published(states, own)
	return DateList{Call: c.Reference, Rows: withEntries(dates(c, own), entries), calendar: entries}, nil
}
