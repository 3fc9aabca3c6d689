package pages

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// However much waits, and on however many pages: a draft stands once, before what is due later and after what is due earlier.
func TestADraftStandsAmongWhatWaitsOnThePageOfItsDay(t *testing.T) {
	t.Parallel()
	line := func(at, what string) waitLine { return waitLine{at: at, What: what} }
	var waits []waitLine
	for day := 1; day <= 20; day++ {
		waits = append(waits, line(fmt.Sprintf("2019-06-%02dT22:00:00Z", (day+1)/2), "owed")) // two on each day
	}
	waits = append(waits, line("", "undated"))
	drafted := []waitLine{
		line("2019-06-09T15:00:00Z", "late"), line("2019-05-01T15:00:00Z", "first"), line("2019-06-03T22:00:00Z", "same"), line("", "gone"), line("2019-07-01T15:00:00Z", "last"),
	}
	for _, size := range []int{1, 2, 3, 5, 7, 21, 50} {
		var all []waitLine
		from := ""
		for at := 0; at < len(waits); at += size {
			page := waits[at:min(at+size, len(waits))]
			var shown []waitLine
			shown, from = among(page, drafted, from, at > 0, at+size < len(waits))
			all = append(all, shown...)
		}
		require.Len(t, all, len(waits)+len(drafted), "by pages of %d", size)
		for i := 1; i < len(all); i++ {
			require.LessOrEqual(t, due(all[i-1]), due(all[i]), "by pages of %d: %d", size, i)
		}
	}
}
