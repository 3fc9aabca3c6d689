package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
)

// A dateRow is one date of a call. A version of the deadline says from when on
// it is in force.
type dateRow struct {
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
	UID       string `json:"uid,omitempty"`
	Sequence  *int   `json:"sequence,omitempty"`
	ChangedAt string `json:"changed_at,omitempty"`
	Until     string `json:"until,omitempty"` // the end of a window, UTC
	note      string // of an entry of a calendar
	key       string
	start     time.Time // instant, zero for a whole day
	end       time.Time
}

// deadlineRows are all versions of the deadline rule, in the order of the ledger.
func deadlineRows(c call.Call) []dateRow {
	rows := make([]dateRow, len(c.Deadlines))
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
		rows[i] = dateRow{
			What: what, Date: d.Rule.Wall.Date.String(), At: calendar.Instant(d.Rule.Instant), Wall: d.Rule.Wall.String(),
			Zone: d.Rule.Zone, Inclusive: &d.Rule.Inclusive, Grace: d.Rule.Grace.String(), Covers: d.Rule.Covers, Why: why,
			SignedBy: d.Rule.SignedBy, InForce: calendar.Instant(d.RecordedAt), Position: d.Position, TZData: d.Rule.TZData,
			start: d.Rule.Instant, note: d.Rule.Wall.String() + " in " + d.Rule.Zone + because(why),
		}
	}
	return rows
}

// dates are the published dates of a call, in the order of its life. Of the
// versions of the deadline the last for everyone is an entry of the calendar;
// versions for named tenders or parties are shown to those whom they name and to
// the staff, and published to nobody.
func dates(c call.Call, own covering) []dateRow {
	b := c.Rules
	day := func(key, what string, on calendar.Date) dateRow {
		return dateRow{key: key, What: what, Date: on.String()}
	}
	rows := []dateRow{day("publication", "publication", b.Dates.Publication), day("opening", "tenders are taken from", b.Dates.Opening)}
	for i, w := range b.Dates.Webinars {
		rows = append(rows, day(fmt.Sprintf("webinar-%d", i+1), w.Name, w.On))
	}
	keys := deadlineKeys(c, own)
	for i, d := range deadlineRows(c) {
		if len(d.Covers) == 0 || own.may(d.Covers) {
			d.key = keys[i]
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
func openingDate(c call.Call) dateRow {
	row := dateRow{key: "opening-of-tenders", What: "opening of the tenders", Zone: c.Rules.Zone}
	zone := zoneOf(c)
	moment, byItself := c.OpeningMoment()
	switch {
	case !c.OpenedAt.IsZero():
		row.start, row.note = c.OpenedAt, "the tenders were opened"
	case byItself:
		row.start, row.note = moment, "the tenders are opened by themselves"
	default:
		row.start, row.note = c.Limit(), "two people of the staff open the tenders, from then on"
		if cal, err := c.Rules.Calendar(); err == nil && !c.Rules.Dates.OpenWithin.IsZero() {
			row.end = calendar.Period(calendar.DateOf(row.start, zone), c.Rules.Dates.OpenWithin, cal.Holidays).End(zone)
			row.Until = calendar.Instant(row.end)
		}
	}
	row.Date, row.At, row.Wall = calendar.DateOf(row.start, zone).String(), calendar.Instant(row.start), row.start.In(zone).Format("2006-01-02T15:04:05.999999")
	return row
}

func (a *app) callDates() *cobra.Command {
	var ical bool
	var as string
	cmd := &cobra.Command{
		Use: "dates CALL", Short: "Show the dates of a call, with every version of its deadline",
		Long: `Show the dates of a call, with every version of its deadline for everyone. A version
for named tenders or parties, and a late admission, is shown only to those whom it
names and to the staff, with --as. In the calendar each date keeps its identity; when
it moves its sequence rises, so that it moves in a calendar program, too.`,
		Example: "  twinning call dates DHE-2019\n  twinning call dates DHE-2019 --ical > dhe-2019.ics", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			if err := a.mustBegin(ctx, stream); err != nil {
				return err
			}
			reader, err := a.reader(ctx, as)
			if err != nil {
				return err
			}
			states, err := a.callStates(ctx, stream)
			if err != nil {
				return err
			}
			if len(states) == 0 {
				return notFound("%s has not been opened yet", args[0])
			}
			c := states[len(states)-1].call
			own, err := a.covering(ctx, c, reader)
			if err != nil {
				return err
			}
			if ical {
				_, err = io.WriteString(a.out, icalendar(c.Reference, published(states, own)))
				return err
			}
			rows := withEntries(dates(c, own), published(states, own))
			n := a.names(ctx, rows)
			return printAll(a, rows, func(w io.Writer) {
				var lines []table.Row
				for _, d := range rows {
					note := ""
					when := d.Date
					switch {
					case d.key == "opening-of-tenders":
						when, note = d.Wall+" "+d.Zone, d.At+", "+d.note
						if d.Until != "" {
							note += ", until " + d.Until
						}
					case d.At != "":
						when = d.Wall + " " + d.Zone
						counts := "that instant included"
						if !*d.Inclusive {
							counts = "that instant excluded"
						}
						note = fmt.Sprintf("%s, %s, grace %s%s%s; in force from %s", d.At, counts, d.Grace, whom(d, n), because(d.Why), d.InForce)
					}
					lines = append(lines, table.Row{d.What, when, note})
				}
				columns(w, table.Row{"WHAT", "WHEN", ""}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "show a party or the staff what is named for them, too: alias or id of a `PERSON`")
	cmd.Flags().BoolVar(&ical, "ical", false, "as an iCalendar file (RFC 5545)")
	return cmd
}
