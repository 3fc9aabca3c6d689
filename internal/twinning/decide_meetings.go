package twinning

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// Bounds of our choice.
const (
	mostMeetings = 200
	mostPersons  = 100_000
	longest      = 31 * 24 * time.Hour
)

var meetingCode = regexp.MustCompile(`^[a-z0-9-]{1,60}$`)

// meetingStages are those in which the parties meet.
var meetingStages = []Stage{Contracted, Active, Suspended, Reporting}

func checkMeeting(code string) error {
	if err := law.CheckCode("meeting", code); err != nil {
		return err
	}
	if !meetingCode.MatchString(code) {
		return law.Nonsensef(law.Why("nonsense-short-code", law.Path("field", "meeting"), law.Count("most", 60)), "meeting is %q; its code has at most 60 small letters, digits and hyphens", code)
	}
	return nil
}

// Check wants a code, a title and times.
func (o PlanTwinningMeeting) Check() error {
	if err := checkMeeting(o.Meeting); err != nil {
		return err
	}
	if o.Sort != "" {
		if err := law.CheckCode("kind", o.Sort); err != nil {
			return err
		}
	}
	if err := law.CheckRequired("title", o.Title); err != nil {
		return err
	}
	return law.CheckText("place", o.Place)
}

// Decide plans a meeting and invites to it. Nobody is invited to one that has begun.
func (o PlanTwinningMeeting) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.convenes("planning-a-meeting", c, r)
	if err != nil {
		return nil, err
	}
	if _, known := t.Meeting(o.Meeting); known {
		return nil, law.Refuse("meetings", "known", law.Word("meeting", "twinning-meeting", o.Meeting), law.Ref("tender", t.Reference))
	}
	if len(t.Meetings) >= mostMeetings {
		return nil, law.Refuse("meetings", "too-many", law.Ref("tender", t.Reference), law.Count("allowed", mostMeetings))
	}
	switch running := terms.book.Running; {
	case o.Sort == "" && len(running.Meetings) > 0:
		return nil, law.Refuse("meetings", "kind-missing", law.Words("kinds", "twinning-meeting-kind", running.MeetingKinds()))
	case o.Sort != "" && !slices.Contains(running.MeetingKinds(), o.Sort):
		return nil, law.Refuse("meetings", "kind-unknown", law.Word("kind", "twinning-meeting-kind", o.Sort))
	}
	from, to, err := terms.meets(o.Starts, o.Ends)
	if err != nil {
		return nil, err
	}
	if from.Before(c.ReleasedAt) {
		return nil, law.Refuse("meetings", "too-early", law.At("starts", from, terms.book.Zone), law.At("award", c.ReleasedAt, terms.book.Zone))
	}
	if err := t.meetsBy(from, terms, r); err != nil {
		return nil, err
	}
	e := TwinningMeetingPlanned{Meeting: o.Meeting, Sort: o.Sort, Title: o.Title, Starts: from, Ends: to, Place: o.Place, Online: o.Online}
	if from.After(r.ReceivedAt) {
		e.Promise = t.letters(t.invited(c), "twinning-meeting-planned", law.Quote("title", o.Title), law.At("starts", from, terms.book.Zone), law.At("ends", to, terms.book.Zone),
			mode("mode", o.Place, o.Online), law.Quote("place", o.Place), entry("calendar", o.Meeting, from, to))
	}
	return []Event{e}, nil
}

// Check wants times and a reason.
func (o MoveTwinningMeeting) Check() error {
	if err := checkMeeting(o.Meeting); err != nil {
		return err
	}
	if err := law.CheckText("place", o.Place); err != nil {
		return err
	}
	return law.CheckRequired("why", o.Why)
}

// Decide moves a planned meeting to a time that lies ahead.
func (o MoveTwinningMeeting) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, m, err := t.toMeet("moving-a-meeting", o.Meeting, c, r)
	if err != nil {
		return nil, err
	}
	from, to, err := terms.meets(o.Starts, o.Ends)
	switch {
	case err != nil:
		return nil, err
	case !from.After(r.ReceivedAt):
		return nil, law.Refuse("meetings", "not-ahead", law.At("starts", from, terms.book.Zone))
	}
	if err := t.meetsBy(from, terms, r); err != nil {
		return nil, err
	}
	return []Event{TwinningMeetingMoved{
		Meeting: o.Meeting, Starts: from, Ends: to, Place: o.Place, Online: o.Online, Why: o.Why,
		Promise: t.letters(t.invited(c), "twinning-meeting-moved", law.Quote("title", m.Title), law.At("starts", from, terms.book.Zone), law.At("ends", to, terms.book.Zone),
			mode("mode", o.Place, o.Online), law.Quote("place", o.Place), entry("calendar", o.Meeting, from, to), law.Quote("why", o.Why)),
	}}, nil
}

// Check wants a reason.
func (o CancelTwinningMeeting) Check() error {
	if err := checkMeeting(o.Meeting); err != nil {
		return err
	}
	return law.CheckRequired("why", o.Why)
}

// Decide cancels a planned meeting. What the rule book wants held stays owed.
func (o CancelTwinningMeeting) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, m, err := t.toMeet("cancelling-a-meeting", o.Meeting, c, r)
	if err != nil {
		return nil, err
	}
	return []Event{TwinningMeetingCancelled{
		Meeting: o.Meeting, Why: o.Why,
		Promise: t.letters(t.invited(c), "twinning-meeting-cancelled", law.Quote("title", m.Title), law.At("starts", m.Starts, terms.book.Zone), law.Quote("why", o.Why), entry("calendar", m.Meeting, m.Starts, m.Ends)),
	}}, nil
}

// Check wants who took part, and what came of it.
func (o RecordTwinningMeeting) Check() error {
	if err := checkMeeting(o.Meeting); err != nil {
		return err
	}
	if len(o.Participants) == 0 {
		return errMissing("participants", "the record of a meeting says how many of each organisation took part")
	}
	seen := map[string]bool{}
	for i, p := range o.Participants {
		at := fmt.Sprintf("participants[%d]", i)
		if err := law.CheckCode(at+".organisation", p.Organisation); err != nil {
			return err
		}
		switch {
		case seen[p.Organisation]:
			return law.Nonsensef(law.WrongTwice(at+".organisation", p.Organisation), "%s.organisation %q is there twice", at, p.Organisation)
		case p.Persons < 1 || p.Persons > mostPersons:
			return law.Nonsensef(law.WrongRange(at+".persons", 1, mostPersons), "%s.persons is %d; 1 to %d are allowed", at, p.Persons, mostPersons)
		}
		seen[p.Organisation] = true
	}
	for _, f := range o.Files {
		if err := law.CheckStored("files", f); err != nil {
			return err
		}
	}
	return law.CheckRequired("outcome", o.Outcome)
}

// Decide records a meeting once it has begun, or corrects its record.
func (o RecordTwinningMeeting) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.convenes("recording-a-meeting", c, r)
	if err != nil {
		return nil, err
	}
	m, known := t.Meeting(o.Meeting)
	switch {
	case !known:
		return nil, law.Refuse("meetings", "unknown", law.Word("meeting", "twinning-meeting", o.Meeting), law.Ref("tender", t.Reference))
	case m.Stands == MeetingCancelled:
		return nil, law.Refuse("meetings", "over", law.Word("meeting", "twinning-meeting", o.Meeting), law.Word("stands", "meeting-status", m.Stands))
	case m.Starts.After(r.ReceivedAt):
		return nil, law.Refuse("meetings", "ahead", law.Word("meeting", "twinning-meeting", o.Meeting), law.At("starts", m.Starts, terms.book.Zone))
	}
	for _, p := range o.Participants {
		if _, part := t.Tender.Organisation(p.Organisation); !part {
			return nil, law.Refuse("meetings", "organisation-unknown", law.Word("organisation", "organisation", p.Organisation), law.Ref("tender", t.Reference))
		}
	}
	for _, f := range o.Files {
		if err := t.added(f, Target{Purpose: ForMeeting, ID: m.Meeting}); err != nil {
			return nil, err
		}
	}
	return []Event{TwinningMeetingHeld{Meeting: m.Meeting, Sort: m.Sort, Number: m.Number + 1, Participants: o.Participants, Outcome: o.Outcome, Files: o.Files}}, nil
}

// convenes refuses whoever neither speaks for the tender nor is an officer.
func (t Twinning) convenes(act string, c call.Call, r law.Receipt) (terms, error) {
	if err := t.must(act, meetingStages...); err != nil {
		return terms{}, err
	}
	if !c.Has(r.Actor, law.Officer) {
		if err := t.party(r, law.Contact, law.Signatory); err != nil {
			return terms{}, err
		}
	}
	return t.terms(c)
}

// toMeet is a meeting that is neither held nor cancelled.
func (t Twinning) toMeet(act, code string, c call.Call, r law.Receipt) (terms, TwinningMeeting, error) {
	terms, err := t.convenes(act, c, r)
	if err != nil {
		return terms, TwinningMeeting{}, err
	}
	m, known := t.Meeting(code)
	switch {
	case !known:
		return terms, m, law.Refuse("meetings", "unknown", law.Word("meeting", "twinning-meeting", code), law.Ref("tender", t.Reference))
	case m.Stands != MeetingPlanned:
		return terms, m, law.Refuse("meetings", "over", law.Word("meeting", "twinning-meeting", code), law.Word("stands", "meeting-status", m.Stands))
	}
	return terms, m, nil
}

// meets are the instants of two times on the clock of the rule book, in their order.
func (t terms) meets(starts, ends calendar.WallClock) (from, to time.Time, err error) {
	from, wrongFrom := starts.Resolve(t.book.Zone)
	to, wrongTo := ends.Resolve(t.book.Zone)
	if wrongFrom != nil || wrongTo != nil || !to.After(from) || to.Sub(from) > longest {
		return from, to, law.Refuse("meetings", "no-such-time", law.Clock("starts", starts, t.book.Zone), law.Clock("ends", ends, t.book.Zone))
	}
	return from.UTC(), to.UTC(), nil
}

// meetsBy refuses a meeting after the time for the closure, counted from the last month or, where that is past, from today.
func (t Twinning) meetsBy(from time.Time, terms terms, r law.Receipt) error {
	last := t.Contract.End().AddDays(-1)
	if today := terms.day(r.ReceivedAt); today.After(last) {
		last = today
	}
	until := terms.due(terms.due(last, terms.book.Running.FinalWithin), terms.book.Running.CloseWithin)
	if latest := terms.book.Running.Closes().Latest; !latest.IsZero() {
		if by := terms.due(last, latest); by.After(until) {
			until = by
		}
	}
	if terms.late(from, until) {
		return law.Refuse("meetings", "too-late", law.Ref("tender", t.Reference), law.At("starts", from, terms.book.Zone), law.On("until", until))
	}
	return nil
}

// entry is what a letter about a meeting has for a calendar: code, start and end. The title and
// the place are words of the letter.
func entry(name, code string, from, to time.Time) law.Param {
	return law.Rules(name, "running.meetings", strings.Join([]string{code, calendar.Instant(from), calendar.Instant(to)}, "\t"))
}

// mode says how people come together.
func mode(name string, place law.Text, online bool) law.Param {
	is := "in-person"
	switch {
	case online && place != "":
		is = "both"
	case online:
		is = "online"
	}
	return law.Word(name, "meeting-mode", is)
}

// meetingOpen refuses files for a meeting that there is not, or that is not held.
func (t Twinning) meetingOpen(code string) error {
	if err := t.must("adding-evidence", meetingStages...); err != nil {
		return err
	}
	switch m, known := t.Meeting(code); {
	case !known:
		return law.Refuse("meetings", "unknown", law.Word("meeting", "twinning-meeting", code), law.Ref("tender", t.Reference))
	case m.Stands == MeetingCancelled:
		return law.Refuse("meetings", "over", law.Word("meeting", "twinning-meeting", code), law.Word("stands", "meeting-status", m.Stands))
	}
	return nil
}
