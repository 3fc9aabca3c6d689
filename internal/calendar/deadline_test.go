package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/calendar"
)

// deadline makes a deadline that the test itself wrote.
func deadline(t require.TestingT, at, zone string, inclusive bool, grace time.Duration) calendar.Deadline {
	d, err := calendar.NewDeadline(calendar.Deadline{
		Name: "submission of tenders", Wall: wall(t, at), Zone: zone, Inclusive: inclusive, Grace: grace,
	})
	require.NoError(t, err)
	return d
}

func TestVerdictsCompareInstantsToTheMicrosecond(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ wall, zone, instant string }{
		{"2019-08-07T17:00", "Europe/Brussels", "2019-08-07T15:00:00.000000Z"},
		{"2019-08-07T23:59:59", "Europe/Brussels", "2019-08-07T21:59:59.000000Z"},
		{"2019-03-31T03:00", "Europe/Brussels", "2019-03-31T01:00:00.000000Z"},
		{"2019-03-31T02:30+01:00", "Europe/Brussels", "2019-03-31T01:30:00.000000Z"},
		{"2019-10-27T02:30+02:00", "Europe/Brussels", "2019-10-27T00:30:00.000000Z"},
		{"2019-10-27T02:30+01:00", "Europe/Brussels", "2019-10-27T01:30:00.000000Z"},
		{"2020-03-29T01:59:59", "Europe/Brussels", "2020-03-29T00:59:59.000000Z"},
		{"2020-10-25T03:00", "Europe/Brussels", "2020-10-25T02:00:00.000000Z"},
		{"2019-08-07T17:00", "America/St_Johns", "2019-08-07T19:30:00.000000Z"},
		{"2019-04-07T01:45+10:30", "Australia/Lord_Howe", "2019-04-06T15:15:00.000000Z"},
		{"2019-08-07T17:00", "Asia/Kathmandu", "2019-08-07T11:15:00.000000Z"},
		{"2011-12-31T00:00", "Pacific/Apia", "2011-12-30T10:00:00.000000Z"},
	} {
		for _, grace := range []time.Duration{0, time.Microsecond, 10 * time.Minute} {
			for _, inclusive := range []bool{true, false} {
				d := deadline(t, c.wall, c.zone, inclusive, grace)
				require.Equal(t, c.instant, calendar.Instant(d.Instant))
				require.Equal(t, "2025c", d.TZData)
				limit := d.Instant.Add(grace)
				require.Equal(t, limit, d.Limit())
				require.True(t, d.InTime(limit.Add(-time.Microsecond)))
				require.Equal(t, inclusive, d.InTime(limit))
				require.False(t, d.InTime(limit.Add(time.Microsecond)))
				require.Equal(t, inclusive, d.InTime(limit.Add(999)), "what is finer than a microsecond is cut off")
				require.True(t, d.InTime(limit.Add(-1)))
				require.False(t, d.InTime(d.Last()))
				require.True(t, d.InTime(d.Last().Add(-time.Microsecond)))
				require.Equal(t, inclusive, d.Last().After(limit))
				require.Equal(t, inclusive, d.InTime(limit.In(zone(t, "Asia/Kathmandu"))), "instants have no zone")
			}
		}
	}
}

func TestNothingIsInTimeFromLastOnAndEverythingBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		grace := time.Duration(rapid.Int64Range(0, 3_600_000_000).Draw(t, "grace")) * time.Microsecond
		d := deadline(t, "2019-08-07T17:00", "Europe/Brussels", rapid.Bool().Draw(t, "inclusive"), grace)
		received := d.Limit().Add(time.Duration(rapid.Int64Range(-5000, 5000).Draw(t, "ns")))
		require.Equal(t, received.Before(d.Last()), d.InTime(received))
	})
}

func TestTheHourThatComesTwiceIsTwoDeadlines(t *testing.T) {
	t.Parallel()
	first := deadline(t, "2019-10-27T02:30+02:00", "Europe/Brussels", true, 0)
	second := deadline(t, "2019-10-27T02:30+01:00", "Europe/Brussels", true, 0)
	require.Equal(t, time.Hour, second.Instant.Sub(first.Instant))
	between := first.Instant.Add(30 * time.Minute)
	require.False(t, first.InTime(between))
	require.True(t, second.InTime(between))
}

func TestAVersionCoversEveryoneOrWhomItNames(t *testing.T) {
	t.Parallel()
	d := deadline(t, "2019-08-07T17:00", "Europe/Brussels", true, 0)
	require.True(t, d.AppliesTo("DHE-2019-ABC123"))
	d.Covers = []string{"DHE-2019-ABC123", "p-k3j5h7"}
	require.True(t, d.AppliesTo("DHE-2019-ABC123"))
	require.True(t, d.AppliesTo("p-k3j5h7"))
	require.False(t, d.AppliesTo("DHE-2019-XYZ789"))
}

func TestADeadlineThatMeansNoOneInstantIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	good := calendar.Deadline{Name: "submission of tenders", Wall: wall(t, "2019-08-07T17:00"), Zone: "Europe/Brussels"}
	for sentence, change := range map[string]func(*calendar.Deadline){
		"a deadline needs a name that says what is due": func(d *calendar.Deadline) { d.Name = "" },
		"deadline for submission of tenders: 02:30 on 2019-10-27 exists twice in Europe/Brussels, because the clocks go back: write +02:00 or +01:00": func(d *calendar.Deadline) {
			d.Wall = wall(t, "2019-10-27T02:30")
		},
		`deadline for submission of tenders: "CET" is not a time zone: write a full name of the IANA database (2025c here), such as Europe/Brussels, or UTC`: func(d *calendar.Deadline) {
			d.Zone = "CET"
		},
		"deadline for submission of tenders: grace -1s is not zero or a number of microseconds": func(d *calendar.Deadline) { d.Grace = -time.Second },
		"deadline for submission of tenders: grace 1ns is not zero or a number of microseconds": func(d *calendar.Deadline) { d.Grace = 1 },
		`deadline for submission of tenders: it covers "a" twice`:                               func(d *calendar.Deadline) { d.Covers = []string{"a", "b", "a"} },
		`deadline for submission of tenders: it covers someone without a reference`:             func(d *calendar.Deadline) { d.Covers = []string{""} },
		`deadline for submission of tenders: "" is not a wall-clock time: write it as in 2019-08-07T17:00 or 2019-08-07T17:00:30`: func(d *calendar.Deadline) {
			d.Wall = calendar.WallClock{}
		},
	} {
		terms := good
		change(&terms)
		_, err := calendar.NewDeadline(terms)
		require.EqualError(t, err, sentence)
	}
}

func TestADeadlineOwnsWhatItCovers(t *testing.T) {
	t.Parallel()
	covers := []string{"DHE-2019-ABC123"}
	d, err := calendar.NewDeadline(calendar.Deadline{Name: "n", Wall: wall(t, "2019-08-07T17:00"), Zone: "UTC", Covers: covers})
	require.NoError(t, err)
	covers[0] = "changed"
	require.Equal(t, []string{"DHE-2019-ABC123"}, d.Covers)
}

func TestARecordedDeadlineIsReadBackAndNeverComputedAgain(t *testing.T) {
	t.Parallel()
	d, err := calendar.NewDeadline(calendar.Deadline{
		Name: "submission of tenders", Wall: wall(t, "2019-08-07T17:00"), Zone: "Europe/Brussels", Inclusive: true, Grace: 10 * time.Minute,
		Covers: []string{"DHE-2019-ABC123"}, Why: "the portal was down", SignedBy: "p-k3j5h7",
	})
	require.NoError(t, err)
	text, err := json.Marshal(d)
	require.NoError(t, err)
	require.Equal(t, `{"name":"submission of tenders","wall":"2019-08-07T17:00","zone":"Europe/Brussels","instant":"2019-08-07T15:00:00.000000Z",`+
		`"tzdata":"2025c","inclusive":true,"grace":"10m0s","covers":["DHE-2019-ABC123"],"why":"the portal was down","signed_by":"p-k3j5h7"}`, string(text))
	var read calendar.Deadline
	require.NoError(t, json.Unmarshal(text, &read))
	require.Equal(t, d, read)

	// A rule that an older tzdata understood otherwise keeps the instant that it had.
	old := `{"name":"n","wall":"2019-08-07T17:00","zone":"Europe/Brussels","instant":"2019-08-07T16:00:00.000000Z","tzdata":"2018a","inclusive":false}`
	require.NoError(t, json.Unmarshal([]byte(old), &read))
	require.Equal(t, "2019-08-07T16:00:00.000000Z", calendar.Instant(read.Instant))
	require.Equal(t, "2018a", read.TZData)
	require.Zero(t, read.Grace)
	require.Nil(t, read.Covers)

	for _, bad := range []string{
		`{}`, `{"instant":"2019-08-07T16:00:00Z"}`, `{"instant":"2019-08-07T16:00:00.000000Z","grace":"-1s"}`,
		`{"instant":"2019-08-07T16:00:00.000000Z","grace":"soon"}`, `{"instant":"2019-08-07T16:00:00.000000Z","wall":"17:00"}`,
	} {
		require.Error(t, json.Unmarshal([]byte(bad), &read), bad)
	}
}

func TestGraceIsReadStrictly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"0s": 0, "30s": 30 * time.Second, "10m": 10 * time.Minute, "1h30m": 90 * time.Minute, "1us": time.Microsecond} {
		got, err := calendar.ParseGrace(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"", "30", "-30s", "1ns", "ten minutes", "1d"} {
		_, err := calendar.ParseGrace(text)
		require.ErrorContains(t, err, "is not a grace: write hours, minutes and seconds", text)
	}
}
