package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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
		(&app{}).meetingsText(&out, query.MeetingsPage{Tender: "DHE-2019-K7Q2MD", Zone: zone.name, Meetings: []query.MeetingRow{
			{Meeting: "m-1", Title: "Kick-off", Starts: "2019-10-26T10:00:00.000000Z", Ends: "2019-10-27T10:00:00.000000Z", Online: true, Stands: "planned"},
		}}, query.Names{})
		require.Contains(t, out.String(), zone.before)
		require.Contains(t, out.String(), zone.after)
	}
}
