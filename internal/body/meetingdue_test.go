package body_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// meets are the rules of the network with a meeting at least every three months.
func meets(t testing.TB) BodyRules {
	r := rules(t, "ehealth-network")
	r.Meetings.Every = calendar.Length{N: 3, Unit: calendar.Months}
	r.Reminders.Ladders[MeetingLadder] = obligation.Ladder{What: "next meeting of the body", Lapse: "It has met less often.", Rungs: []obligation.Rung{
		{Name: "reminder", Days: -30, To: []string{obligation.Owner}, Letter: "reminder"}, {Name: "overdue", Days: 1, To: []string{obligation.Owner}, Letter: "overdue"},
	}}
	return r
}

func owesMeeting(w *World, id string) (due string, open bool) {
	o, _ := obligation.Find(is(w).Obligations, id)
	on, _ := o.Current()
	return on.On.String(), o.Open()
}

// Where the rule book says how often a body meets, each meeting is owed by its secretariat, with the letters of a ladder.
func TestABodyThatMeetsEachQuarterOwesTheNextMeeting(t *testing.T) {
	t.Parallel()
	w := New(t)
	w.Do(network, staff, OpenBody{Rules: meets(t)})
	due, open := owesMeeting(w, "meeting-1")
	require.True(t, open)
	require.Equal(t, is(w).Obligations[0].Who, []string{staff})
	w.Do(network, staff, NameChair{"member", chair})
	w.Do(network, staff, seat("EE", "EE", estonia, second))
	w.Do(network, staff, seat("MT", "MT", malta))
	w.Do(network, staff, seat("FR", "FR", france))

	w.At(Date(due).AddDays(2).String() + "T09:00")
	letters := told(w, network)
	require.Equal(t, 1, letters[staff+" reminder"], "thirty days before")
	require.Equal(t, 1, letters[staff+" overdue"])

	day := Date(due).AddDays(20)
	w.Do(network, chair, meet("15", day.String()))
	_, open = owesMeeting(w, "meeting-1")
	require.True(t, open, "it is not held by being convened")
	require.Equal(t, "15", is(w).Coming())
	w.At(day.String() + "T10:00")
	w.Do(network, staff, RecordPresence{"15", there("EE", second, "MT", malta, "FR", france)})
	_, open = owesMeeting(w, "meeting-1")
	require.False(t, open)
	next, open := owesMeeting(w, "meeting-2")
	require.True(t, open)
	require.False(t, Date(next).Before(day.AddMonths(3)), "counted from the day of the meeting")
	require.Len(t, is(w).Obligations, 3, "two meetings and the minutes")

	w.Do(network, staff, RecordPresence{"15", there("EE", second, "MT", malta)}) // a correction of who was there owes nothing more
	require.Len(t, is(w).Obligations, 3)
}

// What is due after the mandate is not owed, until the mandate is extended so far; with the mandate it ends.
func TestTheNextMeetingIsOwedWithinTheMandate(t *testing.T) {
	t.Parallel()
	short := meets(t)
	short.Mandate.Ends = Date("2019-08-01")
	w := New(t)
	w.Do(network, staff, OpenBody{Rules: short})
	_, open := owesMeeting(w, "meeting-1")
	require.False(t, open, "the mandate is over before")
	w.Do(network, staff, ExtendBody{Ends: Date("2020-08-01"), Why: "The work goes on."})
	_, open = owesMeeting(w, "meeting-1")
	require.True(t, open)
	w.Do(network, staff, ExtendBody{Ends: Date("2020-09-01"), Why: "And on."})
	require.Len(t, is(w).Obligations, 1, "it is owed already")
	w.At("2020-09-02T09:00")
	require.Equal(t, Ended, is(w).Stage)
	_, open = owesMeeting(w, "meeting-1")
	require.False(t, open)

	long := meets(t)
	long.Mandate.Begins, short.Mandate.Begins = Date("2019-03-22"), Date("2019-03-22")
	whole, later := New(t), New(t)
	whole.Do(network, staff, OpenBody{Rules: long})
	later.Do(network, staff, OpenBody{Rules: short})
	later.Do(network, staff, ExtendBody{Ends: Date("2020-08-01"), Why: "The work goes on."})
	first, _ := owesMeeting(whole, "meeting-1")
	due, _ := owesMeeting(later, "meeting-1")
	require.Equal(t, first, due, "of a mandate that began before the opening the first meeting is counted from the opening, whenever it is extended")

	bare := meets(t)
	delete(bare.Reminders.Ladders, MeetingLadder)
	require.ErrorContains(t, bare.Check(), "reminders.ladders.body-meeting is missing")
	what, by := Law.Owes(obligation.Obligation{ID: "meeting-1", Ladder: MeetingLadder})
	require.Equal(t, "meeting (meeting-1)", what)
	require.Equal(t, []law.Role{law.Officer}, by)
}
