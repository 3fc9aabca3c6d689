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
	"twinning.example/engine/internal/narrate"
)

// A DateRow is one date of a call. A version of the deadline says from when on
// it is in force.
type DateRow struct {
	Kind      DateKind `json:"kind"`
	What      string   `json:"what"` // the kind in the reader's language; the name of a webinar
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

// A DateKind is what a date of a call is of.
type DateKind string

// The kinds of dates.
const (
	Publication    DateKind = "publication"
	TakenFrom      DateKind = "tenders-taken-from"
	Webinar        DateKind = "webinar"
	Deadline       DateKind = "deadline-for-tenders"
	LateAdmission  DateKind = "late-admission"
	ShortenedSince DateKind = "shortened-since"
	TendersOpening DateKind = "opening-of-tenders"
	Award          DateKind = "award"
	FirstMonth     DateKind = "first-month"
	LatestStart    DateKind = "latest-start"
)

// deadlineRows are all versions of the deadline rule, in the order of the ledger.
func deadlineRows(tell *narrate.Narrator, c call.Call) []DateRow {
	rows := make([]DateRow, len(c.Deadlines))
	for i, d := range c.Deadlines {
		kind := Deadline
		if d.Admission > 0 {
			kind = LateAdmission
		}
		if d.Shortened {
			kind = ShortenedSince
		}
		why := string(d.Rule.Why)
		if why == "" {
			why = tell.Reason(law.Why("date-of-the-rule-book"))
		}
		rows[i] = DateRow{
			Kind: kind, What: tell.Word("date", string(kind)), Date: d.Rule.Wall.Date.String(), At: calendar.Instant(d.Rule.Instant), Wall: d.Rule.Wall.String(),
			Zone: d.Rule.Zone, Inclusive: &d.Rule.Inclusive, Grace: d.Rule.Grace.String(), Covers: d.Rule.Covers, Why: why,
			SignedBy: d.Rule.SignedBy, InForce: calendar.Instant(d.RecordedAt), Position: d.Position, TZData: d.Rule.TZData,
			start: d.Rule.Instant, Note: tell.Reason(law.Why("date-because", law.Clock("at", d.Rule.Wall, d.Rule.Zone), narrate.Verbatim("why", why))),
		}
	}
	return rows
}

// dates are the published dates of a call, in the order of its life. Of the
// versions of the deadline the last for everyone is an entry of the calendar;
// versions for named tenders or parties are shown to those whom they name and to
// the staff, and published to nobody.
func dates(tell *narrate.Narrator, c call.Call, own covering) []DateRow {
	b := c.Rules.In(tell.Language())
	day := func(key string, kind DateKind, on calendar.Date) DateRow {
		return DateRow{Key: key, Kind: kind, What: tell.Word("date", string(kind)), Date: on.String()}
	}
	rows := []DateRow{day("publication", Publication, b.Dates.Publication), day("opening", TakenFrom, b.Dates.Opening)}
	for i, w := range b.Dates.Webinars {
		row := day(fmt.Sprintf("webinar-%d", i+1), Webinar, w.On)
		row.What = w.Name
		rows = append(rows, row)
	}
	keys := deadlineKeys(c, own)
	for i, d := range deadlineRows(tell, c) {
		if len(d.Covers) == 0 || own.may(d.Covers) {
			d.Key = keys[i]
			rows = append(rows, d)
		}
	}
	return append(rows, openingDate(tell, c), day("award", Award, b.Dates.Award), day("start", FirstMonth, b.Dates.Start),
		day("latest-start", LatestStart, b.Contract.LatestStart))
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
func openingDate(tell *narrate.Narrator, c call.Call) DateRow {
	row := DateRow{Key: "opening-of-tenders", Kind: TendersOpening, What: tell.Word("date", string(TendersOpening)), Zone: c.Rules.Zone}
	zone := Zone(c)
	moment, byItself := c.OpeningMoment()
	switch {
	case !c.OpenedAt.IsZero():
		row.start, row.Note = c.OpenedAt, tell.Reason(law.Why("tenders-were-opened"))
	case byItself:
		row.start, row.Note = moment, tell.Reason(law.Why("tenders-open-by-themselves"))
	default:
		row.start, row.Note = c.Limit(), tell.Reason(law.Why("two-people-open-tenders"))
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
	language string
	calendar []entry
}

// Calendar is the list as an iCalendar file (RFC 5545), in the language in which it was
// asked for. The same ledger gives the same file whenever it is asked for.
func (l DateList) Calendar() string { return icalendar(l.Call, l.language, l.calendar) }

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
		return DateList{}, absent(law.Why("call-not-opened", law.Ref("call", reference)))
	}
	c := states[len(states)-1].call
	own, err := q.covering(ctx, c, v)
	if err != nil {
		return DateList{}, err
	}
	tell := narrate.For(ctx)
	entries := published(tell, states, own)
	return DateList{Call: c.Reference, Rows: withEntries(dates(tell, c, own), entries), language: narrate.LanguageOf(ctx), calendar: entries}, nil
}
