package twinning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func TestAVerdictOnLatenessIsToldInWords(t *testing.T) {
	t.Parallel()
	said := func(d calendar.Deadline, received, zone string) string {
		at, err := calendar.ParseInstant(received)
		require.NoError(t, err)
		return narrate.English().Reason(twinning.Judged(d, at, zone))
	}
	deadline := func(wall string, inclusive bool, grace time.Duration) calendar.Deadline {
		w, err := calendar.ParseWallClock(wall)
		require.NoError(t, err)
		d, err := calendar.NewDeadline(calendar.Deadline{Name: "submission-of-tenders", Wall: w, Zone: "Europe/Brussels", Inclusive: inclusive, Grace: grace})
		require.NoError(t, err)
		return d
	}
	due := "; due 2019-08-07 17:00:00.000000 +02:00 in Europe/Brussels (2019-08-07T15:00:00.000000Z), that instant "
	for _, c := range []struct {
		received  string
		inclusive bool
		grace     time.Duration
		want      string
	}{
		{
			"2019-08-07T15:00:27.000000Z", true, 0,
			"received 2019-08-07 17:00:27.000000 +02:00 in Europe/Brussels (2019-08-07T15:00:27.000000Z): 27 s late for submission of tenders" + due + "included",
		},
		{
			"2019-08-07T15:00:00.000001Z", true, 0,
			"received 2019-08-07 17:00:00.000001 +02:00 in Europe/Brussels (2019-08-07T15:00:00.000001Z): 0.000001 s late for submission of tenders" + due + "included",
		},
		{
			"2019-08-07T15:00:00.000000Z", true, 0,
			"received 2019-08-07 17:00:00.000000 +02:00 in Europe/Brussels (2019-08-07T15:00:00.000000Z): in time for submission of tenders, at exactly the deadline, which still counts" + due + "included",
		},
		{
			"2019-08-07T15:00:00.000000Z", false, 0,
			"received 2019-08-07 17:00:00.000000 +02:00 in Europe/Brussels (2019-08-07T15:00:00.000000Z): late for submission of tenders, at exactly the deadline, which no longer counts" + due + "excluded",
		},
		{
			"2019-08-07T14:52:32.000000Z", false, 0,
			"received 2019-08-07 16:52:32.000000 +02:00 in Europe/Brussels (2019-08-07T14:52:32.000000Z): in time for submission of tenders, 7 min 28 s before the deadline" + due + "excluded",
		},
		{
			"2019-08-07T15:00:27.125000Z", true, 30 * time.Second,
			"received 2019-08-07 17:00:27.125000 +02:00 in Europe/Brussels (2019-08-07T15:00:27.125000Z): in time for submission of tenders, 27.125 s after the deadline but within its public grace of 30 s" + due + "included",
		},
		{
			"2019-08-07T15:00:00.000000Z", false, 30 * time.Second,
			"received 2019-08-07 17:00:00.000000 +02:00 in Europe/Brussels (2019-08-07T15:00:00.000000Z): in time for submission of tenders, at exactly the deadline and within its public grace of 30 s" + due + "excluded",
		},
		{
			"2019-08-07T15:00:30.000000Z", false, 30 * time.Second,
			"received 2019-08-07 17:00:30.000000 +02:00 in Europe/Brussels (2019-08-07T15:00:30.000000Z): late for submission of tenders, at exactly the end of its public grace of 30 s, which no longer counts" + due + "excluded",
		},
		{
			"2019-08-07T15:01:30.000000Z", true, 30 * time.Second,
			"received 2019-08-07 17:01:30.000000 +02:00 in Europe/Brussels (2019-08-07T15:01:30.000000Z): 1 min 30 s late for submission of tenders, 1 min after the end of its public grace of 30 s" + due + "included",
		},
	} {
		d := deadline("2019-08-07T17:00", c.inclusive, c.grace)
		require.Equal(t, c.want, said(d, c.received, ""))
		require.Equal(t, c.want, said(d, c.received, "Europe/Brussels"))
	}
	d := deadline("2019-10-27T02:30+01:00", true, 0)
	require.Equal(t, "received 2019-10-26 20:45:00.000000 -04:00 in America/New_York (2019-10-27T00:45:00.000000Z): in time for submission of tenders, "+
		"45 min before the deadline; due 2019-10-26 21:30:00.000000 -04:00 in America/New_York (2019-10-27T01:30:00.000000Z), that instant included",
		said(d, "2019-10-27T00:45:00.000000Z", "America/New_York"))
	utc := "received 2019-10-27T00:45:00.000000Z: in time for submission of tenders, 45 min before the deadline; due 2019-10-27T01:30:00.000000Z, that instant included"
	require.Equal(t, utc, said(d, "2019-10-27T00:45:00.000000Z", "UTC"))
	require.Equal(t, utc, said(d, "2019-10-27T00:45:00.000000Z", "Nowhere"))
}
