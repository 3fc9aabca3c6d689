package query

import (
	"context"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// A callState is a call as it stood after one of its events.
type callState struct {
	call call.Call
	at   time.Time // recorded
}

// callStates are all states of a call that was opened, in their order.
func (q *Queries) callStates(ctx context.Context, stream string) ([]callState, error) {
	l := q.ledger
	events, err := q.events(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return nil, err
	}
	bodies, err := l.OpenBodies(ctx, events)
	if err != nil {
		return nil, err
	}
	is, err := state.Zero(stream)
	if err != nil {
		return nil, err
	}
	var calls []call.Call
	var states []callState
	for i, e := range events {
		if is, err = state.Step(is, e, bodies[i]); err != nil {
			return nil, err
		}
		if c := is.State.(call.Call); c.Stage != call.None {
			calls, states = append(calls, c), append(states, callState{at: e.Recorded})
		}
	}
	if calls, err = texts.Told(ctx, texts.New(l), calls); err != nil {
		return nil, err
	}
	for i := range states {
		states[i].call = calls[i]
	}
	return states, nil
}

// Covering tells which versions of the deadline that name somebody a reader may see.
type covering struct {
	staff bool
	names []string // the reader, and those of their tenders that a version names
}

// may tells whether the reader sees a version that names these.
func (c covering) may(covers []string) bool {
	return c.staff || slices.ContainsFunc(covers, func(n string) bool { return slices.Contains(c.names, n) })
}

func (q *Queries) covering(ctx context.Context, c call.Call, v access.Viewer) (covering, error) {
	if v.Person == "" {
		return covering{}, nil
	}
	own := covering{staff: access.Holds(v, c, law.StaffRoles()...), names: []string{v.Person}}
	for _, d := range c.Deadlines {
		for _, ref := range d.Rule.Covers {
			if law.CallOf(ref) != c.Reference || slices.Contains(own.names, ref) {
				continue // a person, or known
			}
			is, err := q.fold(ctx, law.TwinningStream(ref))
			if err != nil {
				return own, err
			}
			if t := is.State.(twinning.Twinning); access.SpeaksFor(v, t) {
				own.names = append(own.names, t.Reference)
			}
		}
	}
	return own, nil
}

// An entry is a date in a calendar, as the ledger has moved it.
type entry struct {
	DateRow
	sequence         int
	created, changed time.Time // recorded
	gone             bool      // it was a date once and is none any more
}

// published are the entries of a call's calendar. The identity of each stays;
// its sequence rises whenever it moves, is called otherwise, goes or comes back.
// All instants are those at which this was recorded, so that the same ledger
// gives the same calendar whenever it is asked for.
func published(tell *narrate.Narrator, states []callState, own covering) []entry {
	var entries []entry
	for _, s := range states {
		seen := map[string]bool{}
		for _, d := range dates(tell, s.call, own) {
			if d.Key == "" {
				continue
			}
			seen[d.Key] = true
			d.UID = d.Key + "." + s.call.Reference + "@twinning.example"
			i := slices.IndexFunc(entries, func(e entry) bool { return e.Key == d.Key })
			if i < 0 {
				entries = append(entries, entry{DateRow: d, created: s.at, changed: s.at})
				continue
			}
			if e := &entries[i]; e.gone || !e.same(d) {
				*e = entry{DateRow: d, sequence: e.sequence + 1, created: e.created, changed: s.at}
			}
		}
		for i := range entries {
			if e := &entries[i]; !seen[e.Key] && !e.gone {
				e.gone, e.sequence, e.changed = true, e.sequence+1, s.at
			}
		}
	}
	return entries
}

func (e entry) same(d DateRow) bool {
	return e.What == d.What && e.Date == d.Date && e.Note == d.Note && e.start.Equal(d.start) && e.end.Equal(d.end)
}

// withEntries gives each row the identity and the sequence of its entry.
func withEntries(rows []DateRow, entries []entry) []DateRow {
	for i := range rows {
		for _, e := range entries {
			if rows[i].Key != "" && e.Key == rows[i].Key && e.same(rows[i]) {
				rows[i].UID, rows[i].Sequence, rows[i].ChangedAt = e.UID, &e.sequence, calendar.Instant(e.changed)
			}
		}
	}
	return rows
}

// icalendar writes entries as RFC 5545 asks for. An entry that is a date no more
// stays, cancelled: a program that knew it takes it away.
func icalendar(reference, language string, entries []entry) string {
	cal := ics.NewCalendar()
	cal.SetMethod(ics.MethodPublish)
	cal.SetProductId("-//twinning//call dates//" + strings.ToUpper(language))
	cal.SetName(reference)
	for _, d := range entries {
		e := cal.AddEvent(d.UID)
		e.SetDtStampTime(d.changed)
		e.SetCreatedTime(d.created)
		e.SetModifiedAt(d.changed)
		e.SetSequence(d.sequence)
		e.SetSummary(reference + ": " + d.What)
		if d.Note != "" {
			e.SetDescription(d.Note)
		}
		e.SetProperty(ics.ComponentPropertyTransp, "TRANSPARENT")
		status := ics.ObjectStatusConfirmed
		if d.gone {
			status = ics.ObjectStatusCancelled
		}
		e.SetStatus(status)
		if on, err := calendar.ParseDate(d.Date); err == nil && d.start.IsZero() {
			e.SetAllDayStartAt(time.Date(on.Year, on.Month, on.Day, 0, 0, 0, 0, time.UTC))
			continue
		}
		e.SetStartAt(d.start)
		if d.end.After(d.start) {
			e.SetEndAt(d.end)
		}
	}
	return cal.Serialize(ics.WithNewLineWindows)
}
