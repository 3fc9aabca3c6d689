package main

import (
	"fmt"
	"io"
	"time"

	ics "github.com/arran4/golang-ical"
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
	key       string   // of its entry in a calendar
}

func deadlineRows(c call.Call) []dateRow {
	rows := make([]dateRow, len(c.Deadlines))
	for i, d := range c.Deadlines {
		rows[i] = dateRow{
			What: "deadline for tenders", Date: d.Rule.Wall.Date.String(), At: calendar.Instant(d.Rule.Instant), Wall: d.Rule.Wall.String(),
			Zone: d.Rule.Zone, Inclusive: &d.Rule.Inclusive, Grace: d.Rule.Grace.String(), Covers: d.Rule.Covers, Why: d.Rule.Why,
			SignedBy: d.Rule.SignedBy, InForce: calendar.Instant(d.RecordedAt), Position: d.Position, TZData: d.Rule.TZData,
		}
	}
	return rows
}

// dates are all the dates of a call, in the order of its life.
func dates(c call.Call) []dateRow {
	b := c.Rules
	day := func(key, what string, on calendar.Date) dateRow {
		return dateRow{key: key, What: what, Date: on.String()}
	}
	rows := []dateRow{day("publication", "publication", b.Dates.Publication), day("opening", "tenders are taken from", b.Dates.Opening)}
	for i, w := range b.Dates.Webinars {
		rows = append(rows, day(fmt.Sprintf("webinar-%d", i+1), w.Name, w.On))
	}
	rows = append(rows, deadlineRows(c)...)
	return append(rows, day("award", "award", b.Dates.Award), day("start", "first month begins", b.Dates.Start),
		day("latest-start", "latest first day of a late contract", b.Contract.LatestStart))
}

func (a *app) callDates() *cobra.Command {
	var ical bool
	cmd := &cobra.Command{
		Use: "dates CALL", Short: "Show the dates of a call, with every version of its deadline",
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
			c, err := a.callOf(ctx, stream)
			if err != nil {
				return err
			}
			if c.Stage == call.None {
				return notFound("%s has not been opened yet", args[0])
			}
			if ical {
				now, err := a.now(ctx)
				if err != nil {
					return err
				}
				_, err = io.WriteString(a.out, icalendar(c, now))
				return err
			}
			n := a.names(ctx)
			rows := dates(c)
			return printAll(a, rows, func(w io.Writer) {
				var lines []table.Row
				for _, d := range rows {
					note := ""
					when := d.Date
					if d.At != "" {
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
	cmd.Flags().BoolVar(&ical, "ical", false, "as an iCalendar file (RFC 5545)")
	return cmd
}

// icalendar gives each date an entry with an identity that stays; the deadline
// for everyone has one entry, whose sequence counts its versions.
func icalendar(c call.Call, now time.Time) string {
	cal := ics.NewCalendar()
	cal.SetMethod(ics.MethodPublish)
	cal.SetProductId("-//twinning//call dates//EN")
	cal.SetName(c.Reference)
	entry := func(id, what string) *ics.VEvent {
		e := cal.AddEvent(id + "." + c.Reference + "@twinning.example")
		e.SetDtStampTime(now)
		e.SetSummary(c.Reference + ": " + what)
		e.SetProperty(ics.ComponentPropertyTransp, "TRANSPARENT")
		return e
	}
	var last *call.DeadlineVersion
	versions := 0
	for i, d := range c.Deadlines {
		if len(d.Rule.Covers) == 0 {
			versions, last = versions+1, &c.Deadlines[i]
		}
	}
	for _, d := range dates(c) {
		on, err := calendar.ParseDate(d.Date)
		if d.key == "" || err != nil {
			continue
		}
		e := entry(d.key, d.What)
		e.SetAllDayStartAt(time.Date(on.Year, on.Month, on.Day, 0, 0, 0, 0, time.UTC))
		e.SetSequence(len(c.Books) - 1)
	}
	if last != nil {
		e := entry("deadline", "deadline for tenders")
		e.SetStartAt(last.Rule.Instant)
		e.SetEndAt(last.Rule.Instant)
		e.SetSequence(versions - 1)
		e.SetDescription(last.Rule.Wall.String() + " in " + last.Rule.Zone + because(last.Rule.Why))
	}
	return cal.Serialize(ics.WithNewLineWindows)
}
