package access_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/capacity"
)

// The table of docs/access.md is what the policies decide about initiatives.
func TestWhoSeesWhatOfAnInitiativeIsAsTheTableSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(text), "| remarks, reports, why it declined |\n|---|---|---|---|\n")
	require.True(t, ok)
	viewers := map[string][]access.Viewer{
		"the public": {{}, {Person: "stranger"}}, "who speaks for another country": {{Person: "other"}}, "who speaks for the country": {{Person: "own"}},
		"the staff of the initiative, the operator": {{Person: "staff"}, {Operator: true}},
	}
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
			for _, stage := range []capacity.Stage{capacity.Opened, capacity.Closed} {
				s := access.OfInitiative(v, capacity.Initiative{
					Stage: stage, Rules: capacity.InitiativeRules{Officers: []string{"staff"}},
					Countries: []capacity.Country{{Code: "SE", Contacts: []string{"own"}}, {Code: "AT", Contacts: []string{"other"}}},
				}, "SE")
				for i, sees := range []bool{s.Reads(), s.Board(), s.Own()} {
					want := map[string]bool{"all": true, "-": false, "after the closing date": stage == capacity.Closed}
					require.Contains(t, want, cells[i+1])
					require.Equal(t, want[cells[i+1]], sees, "%v, %s, %d", v, stage, i)
				}
			}
		}
	}
	require.Equal(t, len(viewers), seen)
}
