package access_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/masterclass"
)

// The table of docs/access.md is what the policies decide about masterclasses.
func TestWhoSeesWhatOfAMasterclassIsAsTheTableSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(text), "| evaluation forms |\n|---|---|---|---|---|\n")
	require.True(t, ok)
	viewers := map[string][]access.Viewer{
		"the public": {{}, {Person: "stranger"}}, "who registered": {{Person: "ada"}}, "the staff of the masterclass, the operator": {{Person: "staff"}, {Operator: true}},
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
			for _, stage := range []masterclass.Stage{masterclass.Planned, masterclass.Opened, masterclass.Held, masterclass.Cancelled} {
				m := masterclass.Masterclass{
					Stage: stage, SHA256: "x", Rules: masterclass.MasterclassRules{Officers: []string{"staff"}},
					Registrations: []masterclass.Registration{{Number: 1, Person: "ada"}, {Number: 2, Person: "ben"}},
				}
				s := access.OfMasterclass(v, m)
				for i, sees := range []bool{s.Reads(), s.Own(), s.People(), s.Evaluations()} {
					want := map[string]bool{"all": true, "-": false, "once it is open": stage != masterclass.Planned}
					require.Contains(t, want, cells[i+1])
					require.Equal(t, want[cells[i+1]], sees, "%v, %s, %d", v, stage, i)
				}
			}
		}
	}
	require.Equal(t, len(viewers), seen)
}
