package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// A MeetingsPage is the meetings of a twinning, and those that are still to be held.
type MeetingsPage struct {
	Tender   string       `json:"tender"`
	Zone     string       `json:"zone"` // of the rule book; the instants are in UTC
	Awaited  []MeetingDue `json:"awaited"`
	Meetings []MeetingRow `json:"meetings"` // in the order in which they were planned
}

// A MeetingDue is a kind of meeting that is to be held by a day.
type MeetingDue struct {
	Sort string `json:"kind"`
	Name string `json:"name"`
	Due  string `json:"due"`
}

// A MeetingRow is one meeting.
type MeetingRow struct {
	Meeting      string              `json:"meeting"`
	Sort         string              `json:"kind,omitempty"`
	Name         string              `json:"name,omitempty"` // of the kind, as the rule book calls it
	Title        law.Text            `json:"title"`
	Starts       string              `json:"starts"`
	Ends         string              `json:"ends"`
	Place        law.Text            `json:"place,omitempty"`
	Online       bool                `json:"online"`
	Stands       string              `json:"stands"` // planned, held, cancelled
	Person       string              `json:"person"` // who planned it
	Why          law.Text            `json:"why,omitempty"`
	Participants []MeetingAttendance `json:"participants,omitempty"`
	Outcome      law.Text            `json:"outcome,omitempty"`
	Files        []string            `json:"files,omitempty"` // names in the store
}

// MeetingAttendance is how many of an organisation took part.
type MeetingAttendance struct {
	Organisation string `json:"organisation"`
	Name         string `json:"name"`
	Persons      int    `json:"persons"`
}

// Meetings are those of a twinning. Those see them who see its contract.
func (q *Queries) Meetings(ctx context.Context, v access.Viewer, stream string) (MeetingsPage, error) {
	is, c, err := q.tender(ctx, law.Reference(stream))
	if err != nil {
		return MeetingsPage{}, err
	}
	t, ok := is.State.(twinning.Twinning)
	if !ok || !access.Of(v, c, t).Sees(access.Running) {
		return MeetingsPage{}, hidden(stream)
	}
	book, _ := c.Book(t.RulesSHA())
	page := MeetingsPage{Tender: t.Reference, Zone: Zone(c).String(), Awaited: []MeetingDue{}, Meetings: []MeetingRow{}}
	names := map[string]string{}
	for _, k := range book.Running.Meetings {
		names[k.ID] = k.Name
		o, _ := obligation.Find(t.Obligations, twinning.MeetingOwed(k.ID))
		if due, holds := o.Current(); holds && o.Open() {
			page.Awaited = append(page.Awaited, MeetingDue{Sort: k.ID, Name: k.Name, Due: due.On.String()})
		}
	}
	for _, m := range t.Meetings {
		row := MeetingRow{
			Meeting: m.Meeting, Sort: m.Sort, Name: names[m.Sort], Title: m.Title, Starts: calendar.Instant(m.Starts), Ends: calendar.Instant(m.Ends),
			Place: m.Place, Online: m.Online, Stands: m.Stands, Person: m.By, Why: m.Why, Outcome: m.Outcome, Files: m.Files,
		}
		for _, p := range m.Participants {
			o, _ := t.Tender.Organisation(p.Organisation)
			row.Participants = append(row.Participants, MeetingAttendance{Organisation: p.Organisation, Name: o.Name, Persons: p.Persons})
		}
		page.Meetings = append(page.Meetings, row)
	}
	return texts.Told(ctx, texts.New(q.ledger), page)
}
