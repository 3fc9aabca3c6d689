package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// Meetings stand on the clocks of the call, on both sides of a change of the clocks and in a zone of half hours.
func TestMeetingsAreListedOnTheClocksOfTheCall(t *testing.T) {
	t.Parallel()
	for _, zone := range []struct{ name, before, after string }{
		{"Europe/Brussels", "2019-10-26 12:00 Europe/Brussels", "2019-10-27 11:00 Europe/Brussels"},
		{"Atlantic/Reykjavik", "2019-10-26 10:00 Atlantic/Reykjavik", "2019-10-27 10:00 Atlantic/Reykjavik"},
		{"America/St_Johns", "2019-10-26 07:30 America/St_Johns", "2019-10-27 07:30 America/St_Johns"},
	} {
		var out strings.Builder
		(&app{}).meetingsText(&out, narrate.English(), query.MeetingsPage{Tender: "DHE-2019-K7Q2MD", Zone: zone.name, Meetings: []query.MeetingRow{
			{Meeting: "m-1", Title: "Kick-off", Starts: "2019-10-26T10:00:00.000000Z", Ends: "2019-10-27T10:00:00.000000Z", Online: true, Stands: "planned"},
		}}, query.Names{})
		require.Contains(t, out.String(), zone.before)
		require.Contains(t, out.String(), zone.after)
	}
}

// How a meeting or a payment run stands is told in words, as everything else is.
func TestMeetingsAndRunsStandInWords(t *testing.T) {
	t.Parallel()
	german, err := narrate.New("de", nil, "")
	require.NoError(t, err)
	var out strings.Builder
	(&app{}).meetingsText(&out, german, query.MeetingsPage{Zone: "Europe/Brussels", Meetings: []query.MeetingRow{{Stands: "cancelled"}}}, query.Names{})
	showRuns(&out, german, query.RunsPage{Runs: []query.RunRow{{Status: call.RunReleased}}}, query.Names{})
	showRun(&out, german, query.RunPage{RunRow: query.RunRow{Status: call.RunWithdrawn}, Rows: []call.RunLine{{Status: call.LineExecuted}}}, query.Names{})
	for family, codes := range map[string][]string{"meeting-status": {"cancelled"}, "run-status": {"released", "withdrawn"}, "line-status": {"executed"}} {
		for _, code := range codes {
			require.NotEqual(t, code, german.Word(family, code))
			require.Contains(t, out.String(), german.Word(family, code))
			require.NotContains(t, out.String(), code)
		}
	}
}
