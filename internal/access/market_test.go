package access_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/market"
)

// The table of docs/access.md is what the policies decide about entries and interests.
func TestWhoSeesWhatOfAMarketplaceIsAsTheTableSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(text), "| viewer | what an entry says | who made it, what became of it | an interest | contact data |\n|---|---|---|---|---|\n")
	require.True(t, ok)
	viewers := map[string][]access.Viewer{
		"the public": {{}, {Person: "stranger"}}, "whoever made the entry": {{Person: "maker"}},
		"the staff of the marketplace, the operator":        {{Person: "staff"}, {Operator: true}},
		"whoever expressed the interest, and whom it is to": {{Person: "by"}, {Person: "to"}},
	}
	m := market.Market{Reference: "HEALTH", Stage: market.Opened, Rules: market.Rules{Officers: []string{"staff"}}}
	seen := 0
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		require.NotEmpty(t, viewers[cells[0]], cells[0])
		seen++
		for _, v := range viewers[cells[0]] {
			for _, stage := range []market.Stage{market.Drafted, market.Submitted, market.Returned, market.Published, market.Lapsed, market.Withdrawn, market.Matched, market.Stopped} {
				e := market.Entry{Reference: "HEALTH-ABCDEFGHIJKL", Market: "HEALTH", Stage: stage, By: "maker", SubmittedAt: time.Unix(1, 0)}
				s := access.OfEntry(v, m, e)
				require.Equal(t, holds(cells[1], stage), s.Reads(), "%v, %s", v, stage)
				require.Equal(t, holds(cells[2], stage), s.Standing(), "%v, %s", v, stage)
			}
			for _, stage := range []market.Stage{market.Expressed, market.Accepted, market.Declined, market.Withdrawn, market.Lapsed, market.Introduced} {
				s := access.OfInterest(v, market.Interest{Stage: stage, By: "by", To: "to"})
				require.Equal(t, holds(cells[3], stage), s.Reads(), "%v, %s", v, stage)
				require.Equal(t, holds(cells[4], stage), s.Contact(), "%v, %s", v, stage)
			}
		}
	}
	require.Equal(t, len(viewers), seen)
}

// holds tells whether a cell names a stage.
func holds(cell string, stage market.Stage) bool {
	if cell == "all but draft" {
		return stage != market.Drafted
	}
	return cell == "all" || slices.Contains(strings.Fields(cell), string(stage))
}
