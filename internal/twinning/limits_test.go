package twinning_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A clock is a limit on the clocks of a zone, and the instant that a person
// worked out for it.
type clock struct{ zone, wall, utc string }

// Both nights of clock change, and days without one, in Brussels and elsewhere.
// The instants are written by hand from the rules of each zone.
func clocks() []clock {
	return []clock{
		{"Europe/Brussels", "2019-08-07T17:00", "2019-08-07T15:00:00Z"},
		{"Europe/Brussels", "2019-10-27T02:30+02:00", "2019-10-27T00:30:00Z"}, // the first of two
		{"Europe/Brussels", "2019-10-27T02:30+01:00", "2019-10-27T01:30:00Z"}, // the second
		{"Europe/Brussels", "2019-10-27T03:00", "2019-10-27T02:00:00Z"},
		{"Europe/Brussels", "2020-03-29T01:59:59", "2020-03-29T00:59:59Z"}, // a second before the gap
		{"Europe/Brussels", "2020-03-29T03:00", "2020-03-29T01:00:00Z"},    // a second after it
		{"Europe/Lisbon", "2019-08-07T17:00", "2019-08-07T16:00:00Z"},
		{"Europe/Lisbon", "2019-10-27T01:30+01:00", "2019-10-27T00:30:00Z"},
		{"Europe/Lisbon", "2019-10-27T01:30+00:00", "2019-10-27T01:30:00Z"},
		{"Europe/Helsinki", "2019-10-27T03:30+03:00", "2019-10-27T00:30:00Z"},
		{"Europe/Helsinki", "2019-10-27T03:30+02:00", "2019-10-27T01:30:00Z"},
		{"Atlantic/Azores", "2019-10-27T00:30+00:00", "2019-10-27T00:30:00Z"},
		{"Atlantic/Azores", "2019-10-27T00:30-01:00", "2019-10-27T01:30:00Z"},
		{"Atlantic/Azores", "2020-03-29T01:00", "2020-03-29T01:00:00Z"},
		{"Australia/Lord_Howe", "2019-04-07T01:45+11:00", "2019-04-06T14:45:00Z"}, // half an hour comes twice
		{"Australia/Lord_Howe", "2019-04-07T01:45+10:30", "2019-04-06T15:15:00Z"},
		{"Australia/Lord_Howe", "2019-10-06T02:30", "2019-10-05T15:30:00Z"}, // and is left out
		{"America/New_York", "2019-11-03T01:30-04:00", "2019-11-03T05:30:00Z"},
		{"America/New_York", "2019-11-03T01:30-05:00", "2019-11-03T06:30:00Z"},
		{"America/New_York", "2020-03-08T03:00", "2020-03-08T07:00:00Z"},
	}
}

// A limit is judged to the microsecond, on every clock, with every rule.
func TestALimitIsJudgedToTheMicrosecondOnEveryClock(t *testing.T) {
	t.Parallel()
	rows := 0
	for _, at := range clocks() {
		instant, err := time.Parse(time.RFC3339, at.utc)
		require.NoError(t, err)
		for _, inclusive := range []bool{true, false} {
			for _, grace := range []time.Duration{0, 10 * time.Minute} {
				for _, off := range []time.Duration{-time.Microsecond, 0, time.Microsecond} {
					rows++
					t.Run(fmt.Sprintf("%s %s inclusive %v grace %s %v", at.zone, at.wall, inclusive, grace, off), func(t *testing.T) {
						t.Parallel()
						submitsAt(t, at, instant, inclusive, grace, off)
					})
				}
			}
		}
	}
	require.Equal(t, 20*2*2*3, rows)
}

// submitsAt submits at a limit, grace included, or so far from it.
func submitsAt(t *testing.T, at clock, instant time.Time, inclusive bool, grace, off time.Duration) {
	c := limited(t, at, inclusive, grace)
	require.Equal(t, instant, c.Deadlines[0].Rule.Instant, "the instant that a person worked out")
	received := instant.Add(grace + off)
	events, err := twinning.SubmitTender{Tender: Tender(A)}.Decide(twinning.Twinning{Reference: A}, c, law.Receipt{Actor: Contact(A), ReceivedAt: received, Position: 100})
	require.NoError(t, err)
	require.Len(t, events, 1)

	inTime := off < 0 || off == 0 && inclusive
	var v twinning.TimeVerdict
	switch e := events[0].(type) {
	case twinning.TenderSubmitted:
		v = e.Verdict
	case twinning.TenderRefusedLate:
		v = e.Verdict
	default:
		require.Fail(t, "no verdict", "%T", e)
	}
	require.Equal(t, inTime, v.InTime)
	require.Equal(t, inTime, events[0].Kind() == "tender-submitted.v1")
	require.Equal(t, int64(1), v.Position, "the version that judged")
	said := narrate.English().Reason(v.Why)
	require.Contains(t, said, want(inTime, inclusive, grace, off))
	require.Contains(t, said, "("+calendar.Instant(instant)+")", "the limit in UTC")
	require.Contains(t, said, "("+calendar.Instant(received)+")", "the receipt in UTC")
	require.Contains(t, said, " in "+at.zone)
	zone, err := calendar.Zone(at.zone)
	require.NoError(t, err)
	require.Contains(t, said, "due "+instant.In(zone).Format("2006-01-02 15:04:05.000000 -07:00"))
}

// want is the middle of the sentence, as a person would say it.
func want(inTime, inclusive bool, grace, off time.Duration) string {
	const what = "submission of tenders"
	switch {
	case inTime && grace > 0 && off < 0:
		return "in time for " + what + ", 9 min 59.999999 s after the deadline but within its public grace of 10 min"
	case inTime && grace > 0:
		return "in time for " + what + ", 10 min after the deadline but within its public grace of 10 min"
	case inTime && off < 0:
		return "in time for " + what + ", 0.000001 s before the deadline"
	case inTime:
		return "in time for " + what + ", at exactly the deadline, which still counts"
	case grace > 0 && off == 0:
		return "late for " + what + ", at exactly the end of its public grace of 10 min, which no longer counts"
	case grace > 0:
		return "10 min 0.000001 s late for " + what + ", 0.000001 s after the end of its public grace of 10 min"
	case off == 0 && !inclusive:
		return "late for " + what + ", at exactly the deadline, which no longer counts"
	}
	return "0.000001 s late for " + what
}

// limited is a call that takes tenders, with a limit on some zone's clocks.
func limited(t *testing.T, at clock, inclusive bool, grace time.Duration) call.Call {
	wall := Wall(at.wall)
	b := in(wall.Date.AddDays(-30).String(), wall.Date.String())
	b.Zone = at.zone
	b.Dates.Deadline = call.Limit{On: wall.Date, At: at.wall[len("2006-01-02T"):], Inclusive: inclusive, Grace: grace.String()}
	require.Empty(t, b.Check())
	published, err := b.DeadlineRule(Officer)
	require.NoError(t, err)
	before := published.Instant.AddDate(0, 0, -60)
	c := call.Call{}.Evolve(call.CallOpened{Rules: b, SHA256: SHA("b"), Roles: Roles(), Deadline: published}, law.Recorded{RecordedAt: before, ReceivedAt: before, Position: 1})
	c = c.Evolve(call.CallPublished{}, law.Recorded{RecordedAt: before, ReceivedAt: before, Position: 2})
	return c.Evolve(call.SubmissionOpened{At: before}, law.Recorded{RecordedAt: before, Position: 3})
}

// An hour that the clocks show twice needs an offset, and one that they leave
// out is no limit, in a rule book as in an extension or an admission.
func TestALimitIsNeverAnHourThatTheClocksShowTwiceOrNotAtAll(t *testing.T) {
	t.Parallel()
	for _, at := range []clock{
		{"Europe/Brussels", "2019-10-27T02:30", "twice"},
		{"Europe/Brussels", "2020-03-29T02:30", "never"},
		{"Europe/Brussels", "2019-10-27T02:30+03:00", "wrong offset"},
		{"Europe/Lisbon", "2019-10-27T01:30", "twice"},
		{"Europe/Lisbon", "2020-03-29T01:30", "never"},
		{"Europe/Helsinki", "2020-03-29T03:30", "never"},
		{"Atlantic/Azores", "2019-10-27T00:30", "twice"},
		{"Atlantic/Azores", "2020-03-29T00:30", "never"},
		{"Australia/Lord_Howe", "2019-04-07T01:45", "twice"},
		{"Australia/Lord_Howe", "2019-10-06T02:15", "never"},
		{"America/New_York", "2019-11-03T01:30", "twice"},
		{"America/New_York", "2020-03-08T02:30", "never"},
	} {
		t.Run(at.zone+" "+at.wall, func(t *testing.T) {
			t.Parallel()
			wall := Wall(at.wall)
			b := in(wall.Date.AddDays(-30).String(), wall.Date.String())
			b.Zone, b.Dates.Deadline.At = at.zone, at.wall[len("2006-01-02T"):]
			problems := b.Check()
			require.Len(t, problems, 1, "%v", problems)
			require.Equal(t, "/dates/deadline/at", problems[0].Path)

			before := clock{at.zone, wall.Date.AddDays(-10).String() + "T12:00", ""}
			c := limited(t, before, true, 0)
			r := law.Receipt{Actor: Head, ReceivedAt: c.Limit().Add(-time.Hour), Position: 100}
			_, err := call.ExtendDeadline{To: wall, Why: "storm"}.Decide(c, New(t), r)
			requireRefused(t, "deadlines/no-such-time", err)
			w := New(t).Opened(Book()).Published().Submitted(A)
			_, err = call.AdmitLate{Tender: A, To: wall, Why: "storm"}.Decide(c, w, r)
			requireRefused(t, "deadlines/no-such-end", err)
		})
	}
}
