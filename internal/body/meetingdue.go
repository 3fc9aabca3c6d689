package body

import (
	"strconv"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/obligation"
)

// Where the rule book says how often a body meets, its secretariat owes the next meeting: the first one counted from the first day of the
// mandate, or from the opening where that is later, and each one after it from the day of the last that was held. A meeting that would be due
// after the mandate is owed once the mandate is extended so far.

func isMeeting(o obligation.Obligation) bool { return o.Ladder == MeetingLadder }

func meetingOf(n int) string { return "meeting-" + strconv.Itoa(n) }

// meetingOwed is the meeting that follows a day; none where the rule book does not say how often the body meets, or its mandate is over before.
func (b Body) meetingOwed(from calendar.Date) obligation.Owed {
	if b.Rules.Meetings.Every.IsZero() {
		return obligation.Owed{}
	}
	due, n := b.after(from, b.Rules.Meetings.Every), 1
	for _, o := range b.Obligations {
		if isMeeting(o) {
			n++
		}
	}
	if !b.Ends.IsZero() && due.After(b.Ends) {
		return obligation.Owed{}
	}
	return b.owes(MeetingLadder, meetingOf(n), due, b.Rules.Officers...)
}

// begun is the day from which the first meeting is counted, of a body that was opened at an instant.
func (b Body) begun(opened time.Time) calendar.Date {
	from := b.Rules.Mandate.Begins
	if today := b.today(opened); today.After(from) {
		from = today
	}
	return from
}

// firstMeeting is owed from the opening on.
func (b Body) firstMeeting(at time.Time) obligation.Owed { return b.meetingOwed(b.begun(at)) }

// owedMeeting is the meeting that is owed, "" for none.
func (b Body) owedMeeting() string {
	for _, o := range b.Obligations {
		if isMeeting(o) && o.Open() {
			return o.ID
		}
	}
	return ""
}

// Coming is the first meeting that is convened and not held yet, "" for none.
func (b Body) Coming() string {
	var first Meeting
	for _, m := range b.Meetings {
		if m.Stands == Convened && (first.ID == "" || m.Starts.Before(first.Starts)) {
			first = m
		}
	}
	return first.ID
}

// lastHeld is the day of the last meeting that was held, or the day given where there was none after it.
func (b Body) lastHeld(day calendar.Date) calendar.Date {
	for _, m := range b.Meetings {
		if on := b.today(m.Starts); m.Stands == Held && on.After(day) {
			day = on
		}
	}
	return day
}

// nextMeeting is which meeting is no longer owed once it is recorded who was at one, and which one is owed next. One that was held before
// another of which that is recorded already changes nothing.
func (b Body) nextMeeting(m Meeting) (met string, next obligation.Owed) {
	on := b.today(m.Starts)
	if b.lastHeld(on) != on {
		return "", obligation.Owed{}
	}
	return b.owedMeeting(), b.meetingOwed(on)
}

// meetingAgain is the meeting that is owed with a longer mandate, where none is.
func (b Body) meetingAgain(at time.Time) obligation.Owed {
	if b.owedMeeting() != "" {
		return obligation.Owed{}
	}
	from := b.lastHeld(b.begun(b.OpenedAt))
	owed := b.meetingOwed(from)
	if today := b.today(at); owed.ID != "" && owed.Due.Before(today) { // its day was beyond the mandate, and is not missed
		return b.meetingOwed(today)
	}
	return owed
}
