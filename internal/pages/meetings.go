package pages

import (
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/twinning"
)

// whileMet are the stages of a twinning in which the parties meet.
var whileMet = []string{"contracted", "active", "suspended", "reporting"}

// bothSides speak for a tender.
var bothSides = []law.Role{law.Contact, law.Signatory}

// meetingForms are the commands about the meetings of a twinning, drawn from their schemas.
var meetingForms = []form{
	drawnOf(twinning.PlanTwinningMeeting{}, form{
		tender: true, party: bothSides, hands: officers, stages: whileMet, aside: true,
		drawn: drawn{start: func(_ target, asked url.Values) any {
			return map[string]any{"kind": asked.Get("kind"), "meeting": asked.Get("kind")}
		}},
	}, input{name: "kind", kind: "pick", from: "meeting-kinds"}, input{name: "title", kind: "line", required: true}, input{name: "place", kind: "line"}),
	drawnOf(twinning.RecordTwinningMeeting{}, form{
		tender: true, party: bothSides, hands: officers, stages: whileMet,
		drawn: drawn{open: someMeeting(twinning.MeetingPlanned, twinning.MeetingHeld), start: recordedMeeting, files: func(content map[string]any, _ string) string {
			return twinning.Target{Purpose: twinning.ForMeeting, ID: scalar(content["meeting"])}.String()
		}},
	}, input{name: "meeting", kind: "pick", from: "meetings"}, input{name: "participants.organisation", kind: "pick", from: "organisations"}, input{name: "files", kind: "uploads"}),
	drawnOf(twinning.MoveTwinningMeeting{}, form{
		tender: true, party: bothSides, hands: officers, stages: whileMet, rare: true,
		drawn: drawn{open: someMeeting(twinning.MeetingPlanned)},
	}, input{name: "meeting", kind: "pick", from: "planned-meetings"}, input{name: "place", kind: "line"}),
	drawnOf(twinning.CancelTwinningMeeting{}, form{
		tender: true, party: bothSides, hands: officers, stages: whileMet, rare: true,
		drawn: drawn{open: someMeeting(twinning.MeetingPlanned)},
	}, input{name: "meeting", kind: "pick", from: "planned-meetings"}),
}

// recordedMeeting is the record of a meeting as it stands, to be corrected.
func recordedMeeting(t target, asked url.Values) any {
	m, known := t.is.Meeting(asked.Get("meeting"))
	if !known || m.Stands != twinning.MeetingHeld {
		return nil
	}
	return asContent(twinning.RecordTwinningMeeting{Meeting: m.Meeting, Participants: m.Participants, Outcome: m.Outcome, Files: m.Files})
}

func someMeeting(statuses ...string) func(target) bool {
	return func(t target) bool {
		return slices.ContainsFunc(t.is.Meetings, func(m twinning.TwinningMeeting) bool { return slices.Contains(statuses, m.Stands) })
	}
}

// meetingPicks are the kinds of meeting, or the meetings that a form can be about.
func (t target) meetingPicks(r *request, from string, add func(value, text string)) {
	if from == "meeting-kinds" {
		for _, k := range t.call.Book.Running.Meetings {
			add(k.ID, k.Name)
		}
		return
	}
	for _, m := range t.is.Meetings {
		if m.Stands == twinning.MeetingPlanned || from == "meetings" && m.Stands == twinning.MeetingHeld {
			add(m.Meeting, r.say("meeting.one", string(m.Title), r.instant(m.Starts, t.call.In)))
		}
	}
}

// meetings are the meetings of a twinning, those that are to be held first.
func (d *desk) meetings(r *request, stream string) (*chart.Figure, error) {
	page, err := d.Queries.Meetings(r.Context(), r.viewer, stream)
	if isHidden(err) {
		return nil, nil
	}
	if err != nil || len(page.Meetings)+len(page.Awaited) == 0 {
		return nil, err
	}
	zone, err := calendar.Zone(page.Zone)
	if err != nil {
		return nil, err
	}
	f := &chart.Figure{Title: r.say("meetings"), Header: []string{r.say("meeting"), r.say("meeting.when"), r.say("meeting.where"), r.say("owed.standing"), r.say("meeting.present"), r.say("meeting.outcome")}}
	for _, x := range page.Awaited {
		f.Rows = append(f.Rows, []string{x.Name, "", "", r.say("meeting-status.awaited", r.date(x.Due)), "", ""})
	}
	for _, m := range page.Meetings {
		name, where := string(m.Title), string(m.Place)
		if m.Name != "" {
			name = r.say("meeting.of", m.Name, name)
		}
		if m.Online {
			where = strings.TrimPrefix(where+", "+r.say("meeting.online"), ", ")
		}
		var present []string
		for _, x := range m.Participants {
			present = append(present, x.Name+" "+r.number(x.Persons))
		}
		what := string(m.Outcome)
		if what == "" {
			what = string(m.Why)
		}
		f.Rows = append(f.Rows, []string{name, r.instant(m.Starts, zone), where, r.word("meeting-status", m.Stands), strings.Join(present, ", "), what})
	}
	return f, nil
}
