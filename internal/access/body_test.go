package access_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
)

// The table of docs/access.md is what the policies decide about bodies.
func TestWhoSeesWhatOfABodyIsAsTheTableSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(text), "| an application, declared interests |\n|---|---|---|---|---|\n")
	require.True(t, ok)
	viewers := map[string][]access.Viewer{
		"the public": {{}, {Person: "stranger"}}, "who applied": {{Person: "applicant"}}, "who sits": {{Person: "member"}, {Person: "alternate"}, {Person: "chair"}},
		"the secretariat, the operator": {{Person: "staff"}, {Operator: true}},
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
			for _, rule := range []bool{false, true} {
				b := body.Body{
					Stage: body.Active, Rules: body.BodyRules{Officers: []string{"staff"}, Publish: body.BodyPublishRule{Members: rule, Persons: rule, Meetings: rule, Documents: rule, Minutes: rule, Decisions: rule, Votes: rule, Advice: rule, Actions: rule}},
					Members: []body.Member{{ID: "EE", Person: "member", Alternates: []string{"alternate"}}}, Chairs: []body.Chair{{Chair: "chair", Person: "chair"}},
				}
				sight := access.OfBody(v, b, "applicant")
				published := []bool{sight.Members(), sight.Persons(), sight.Meetings(), sight.Documents(), sight.Minutes(), sight.Decisions(), sight.Votes(), sight.Advice(), sight.Actions()}
				want := map[string]bool{"all": true, "-": false, "if the rule book says so": rule, "own": v.Person == "applicant"}
				for i, sees := range []bool{sight.Reads(), published[0], sight.Inside(), sight.Application()} {
					require.Contains(t, want, cells[i+1])
					require.Equal(t, want[cells[i+1]], sees, "%v, %d", v, i)
				}
				for i, p := range published {
					require.Equal(t, published[0], p, "%v, %d", v, i)
				}
			}
		}
	}
	require.Equal(t, len(viewers), seen)
}
