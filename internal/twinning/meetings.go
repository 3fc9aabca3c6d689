package twinning

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// How a meeting of a twinning stands.
const (
	MeetingPlanned   = "planned"
	MeetingHeld      = "held"
	MeetingCancelled = "cancelled"
)

// A TwinningMeeting is a meeting of the parties of a twinning: its kick-off, or another one.
type TwinningMeeting struct {
	Meeting      string                `json:"meeting"`        // a code that whoever planned it gave
	Sort         string                `json:"kind,omitempty"` // of the rule book
	Title        law.Text              `json:"title"`
	Starts       time.Time             `json:"starts"`
	Ends         time.Time             `json:"ends"`
	Place        law.Text              `json:"place,omitempty"`
	Online       bool                  `json:"online,omitempty"`
	Stands       string                `json:"stands"`
	By           string                `json:"by"`
	At           time.Time             `json:"at"`            // when it was planned
	Why          law.Text              `json:"why,omitempty"` // it was moved, or cancelled
	Number       int                   `json:"number,omitempty"`
	Participants []MeetingParticipants `json:"participants,omitempty"`
	Outcome      law.Text              `json:"outcome,omitempty"`
	Files        []string              `json:"files,omitempty"` // opaque names in the store
}

// MeetingParticipants says how many of an organisation took part; no person is named.
type MeetingParticipants struct {
	Organisation string `json:"organisation"` // code of the organisation in the tender
	Persons      int    `json:"persons"`
}

// PlanTwinningMeeting invites to a meeting, or enters one that was held without being planned here.
type PlanTwinningMeeting struct {
	Meeting string             `json:"meeting"`
	Sort    string             `json:"kind,omitempty"`
	Title   law.Text           `json:"title"`
	Starts  calendar.WallClock `json:"starts"` // in the zone of the rule book
	Ends    calendar.WallClock `json:"ends"`
	Place   law.Text           `json:"place,omitempty"`
	Online  bool               `json:"online,omitempty"`
}

// MoveTwinningMeeting gives a planned meeting another time or place.
type MoveTwinningMeeting struct {
	Meeting string             `json:"meeting"`
	Starts  calendar.WallClock `json:"starts"`
	Ends    calendar.WallClock `json:"ends"`
	Place   law.Text           `json:"place,omitempty"`
	Online  bool               `json:"online,omitempty"`
	Why     law.Text           `json:"why"`
}

// CancelTwinningMeeting says that a planned meeting is not held.
type CancelTwinningMeeting struct {
	Meeting string   `json:"meeting"`
	Why     law.Text `json:"why"`
}

// RecordTwinningMeeting says that a meeting was held. A later record replaces an earlier one;
// both can be read in the history.
type RecordTwinningMeeting struct {
	Meeting      string                `json:"meeting"`
	Participants []MeetingParticipants `json:"participants"`
	Outcome      law.Text              `json:"outcome"`
	Files        []string              `json:"files,omitempty"` // that were added for it
}

// TwinningMeetingsOwed says which meetings are held, and by which days.
type TwinningMeetingsOwed struct {
	Owed []obligation.Owed `json:"owed"` // meeting-KIND
}

// TwinningMeetingPlanned says when and where a meeting is held.
type TwinningMeetingPlanned struct {
	Meeting string    `json:"meeting"`
	Sort    string    `json:"kind,omitempty"`
	Title   law.Text  `json:"title"`
	Starts  time.Time `json:"starts"`
	Ends    time.Time `json:"ends"`
	Place   law.Text  `json:"place,omitempty"`
	Online  bool      `json:"online,omitempty"`
	law.Promise
}

// TwinningMeetingMoved gives it another time or place.
type TwinningMeetingMoved struct {
	Meeting string    `json:"meeting"`
	Starts  time.Time `json:"starts"`
	Ends    time.Time `json:"ends"`
	Place   law.Text  `json:"place,omitempty"`
	Online  bool      `json:"online,omitempty"`
	Why     law.Text  `json:"why"`
	law.Promise
}

// TwinningMeetingCancelled says that it is not held.
type TwinningMeetingCancelled struct {
	Meeting string   `json:"meeting"`
	Why     law.Text `json:"why"`
	law.Promise
}

// TwinningMeetingHeld says who took part in a meeting, and what came of it.
type TwinningMeetingHeld struct {
	Meeting      string                `json:"meeting"`
	Sort         string                `json:"kind,omitempty"`
	Number       int                   `json:"number"` // from 1; the last one counts
	Participants []MeetingParticipants `json:"participants"`
	Outcome      law.Text              `json:"outcome"`
	Files        []string              `json:"files,omitempty"`
}

func (PlanTwinningMeeting) Kind() string   { return "plan-twinning-meeting" }
func (MoveTwinningMeeting) Kind() string   { return "move-twinning-meeting" }
func (CancelTwinningMeeting) Kind() string { return "cancel-twinning-meeting" }
func (RecordTwinningMeeting) Kind() string { return "record-twinning-meeting" }

func (PlanTwinningMeeting) command()   {}
func (MoveTwinningMeeting) command()   {}
func (CancelTwinningMeeting) command() {}
func (RecordTwinningMeeting) command() {}

func (TwinningMeetingsOwed) Kind() string     { return "twinning-meetings-owed.v1" }
func (TwinningMeetingPlanned) Kind() string   { return "twinning-meeting-planned.v1" }
func (TwinningMeetingMoved) Kind() string     { return "twinning-meeting-moved.v1" }
func (TwinningMeetingCancelled) Kind() string { return "twinning-meeting-cancelled.v1" }
func (TwinningMeetingHeld) Kind() string      { return "twinning-meeting-held.v1" }

func (TwinningMeetingsOwed) event()     {}
func (TwinningMeetingPlanned) event()   {}
func (TwinningMeetingMoved) event()     {}
func (TwinningMeetingCancelled) event() {}
func (TwinningMeetingHeld) event()      {}

// A meetingEvent is a fact about a meeting.
//
//sumtype:decl
type meetingEvent interface {
	Event
	meeting()
}

func (TwinningMeetingsOwed) meeting()     {}
func (TwinningMeetingPlanned) meeting()   {}
func (TwinningMeetingMoved) meeting()     {}
func (TwinningMeetingCancelled) meeting() {}
func (TwinningMeetingHeld) meeting()      {}

// MeetingOwed is the obligation to hold a meeting of a kind.
func MeetingOwed(kind string) string { return "meeting-" + kind }

// meetings are those that the rule book wants held by a day; none where it wants none.
func (t Twinning) meetings(terms terms, m1 calendar.Date, months int) []Event {
	var owed []obligation.Owed
	last := terms.book.Running.Month(m1, months).LastDay()
	for _, k := range terms.book.Running.Meetings {
		if k.Within.IsZero() {
			continue
		}
		due := terms.due(m1, k.Within)
		if due.After(last) {
			due = last
		}
		owed = append(owed, obligation.Owed{ID: MeetingOwed(k.ID), Ladder: ladderMeeting, Who: []string{t.Tender.Contact}, Due: due})
	}
	if len(owed) == 0 {
		return nil
	}
	return []Event{TwinningMeetingsOwed{Owed: owed}}
}

// Meeting returns the meeting of that code.
func (t Twinning) Meeting(code string) (TwinningMeeting, bool) {
	i := slices.IndexFunc(t.Meetings, func(m TwinningMeeting) bool { return m.Meeting == code })
	if i < 0 {
		return TwinningMeeting{}, false
	}
	return t.Meetings[i], true
}

// hasMet tells whether a meeting that is owed was held, also while what is owed rests.
func (t Twinning) hasMet(o obligation.Obligation) bool {
	return slices.ContainsFunc(t.Meetings, func(m TwinningMeeting) bool { return m.Stands == MeetingHeld && MeetingOwed(m.Sort) == o.ID })
}

func (t Twinning) setMeeting(code string, change func(*TwinningMeeting)) Twinning {
	t.Meetings = slices.Clone(t.Meetings)
	for i := range t.Meetings {
		if t.Meetings[i].Meeting == code {
			change(&t.Meetings[i])
		}
	}
	return t
}

// evolveMeeting is Evolve of a fact about a meeting.
func (t Twinning) evolveMeeting(e meetingEvent, at law.Recorded) Twinning {
	when := at.At()
	switch e := e.(type) {
	case TwinningMeetingsOwed:
		return t.owe(when, "", e.Owed)
	case TwinningMeetingPlanned:
		t.Meetings = append(slices.Clip(t.Meetings), TwinningMeeting{
			Meeting: e.Meeting, Sort: e.Sort, Title: e.Title, Starts: e.Starts, Ends: e.Ends, Place: e.Place, Online: e.Online,
			Stands: MeetingPlanned, By: at.Actor, At: when,
		})
		return t
	case TwinningMeetingMoved:
		return t.setMeeting(e.Meeting, func(m *TwinningMeeting) {
			m.Starts, m.Ends, m.Place, m.Online, m.Why = e.Starts, e.Ends, e.Place, e.Online, e.Why
		})
	case TwinningMeetingCancelled:
		return t.setMeeting(e.Meeting, func(m *TwinningMeeting) { m.Stands, m.Why = MeetingCancelled, e.Why })
	case TwinningMeetingHeld:
		t.Obligations = obligation.Meet(t.Obligations, MeetingOwed(e.Sort), when)
		return t.setMeeting(e.Meeting, func(m *TwinningMeeting) {
			m.Stands, m.Number, m.Participants, m.Outcome, m.Files = MeetingHeld, e.Number, e.Participants, e.Outcome, e.Files
		})
	}
	return t
}

// invited are told of a meeting: who speaks for the tender, and the officers.
func (t Twinning) invited(c call.Call) []string {
	return append([]string{t.Tender.Contact, t.Tender.Signatory}, c.People(law.Officer)...)
}
