package access_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/survey"
)

// The table of docs/access.md is what the policies decide about surveys.
func TestWhoSeesWhatOfASurveyIsAsTheTableSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(text), "| the answer of a country |\n|---|---|---|---|---|---|\n")
	require.True(t, ok)
	viewers := map[string][]access.Viewer{
		"the public": {{}, {Person: "stranger"}}, "who answers for another country": {{Person: "other"}}, "who answers for the country": {{Person: "own"}},
		"the staff of the survey, the operator": {{Person: "staff"}, {Operator: true}},
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
			for _, stage := range []survey.Stage{survey.Opened, survey.Closed, survey.Published} {
				for _, rule := range []bool{false, true} {
					s := survey.Survey{
						Stage: stage, Rules: survey.SurveyRules{Officers: []string{"staff"}, Publish: survey.PublishRule{Countries: rule, Texts: rule}},
						Countries: []survey.Country{{Code: "SE", Respondents: []string{"own"}}, {Code: "AT", Respondents: []string{"other"}}},
					}
					sight := access.OfSurvey(v, s, "SE")
					for i, sees := range []bool{sight.Reads(), sight.Figures(), sight.Countries(), sight.Texts(), sight.Answer()} {
						want := map[string]bool{"all": true, "-": false, "published": stage == survey.Published, "published if the rule book says so": stage == survey.Published && rule}
						require.Contains(t, want, cells[i+1])
						require.Equal(t, want[cells[i+1]], sees, "%v, %s, %d", v, stage, i)
					}
				}
			}
		}
	}
	require.Equal(t, len(viewers), seen)
}
