package programme_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

func TestTheShippedSurveysAreRuleBooksThatSayOfEachValueWhereItComesFrom(t *testing.T) {
	t.Parallel()
	for name, countries := range map[string]int{"surveys/ehn-2021.yaml": 27, "surveys/hin-needs.yaml": 53} {
		text, err := programmes.FS.ReadFile(name)
		require.NoError(t, err)
		rules, err := programme.ParseSurvey(name, text)
		require.NoError(t, err)
		require.Len(t, rules.Countries.Codes, countries)
		require.NotEmpty(t, rules.Sources)
		for _, v := range rules.Vocabularies {
			for _, term := range v.Terms {
				require.NotEmpty(t, term.Title.FR, term.ID)
				require.NotEmpty(t, term.Title.DE, term.ID)
			}
		}
		for _, q := range rules.Questions {
			require.NotEmpty(t, q.Title.FR, q.ID)
			require.NotEmpty(t, q.Title.DE, q.ID)
		}
		_, err = programme.ParseSurvey("x.yaml", append(text, []byte("\nmisspelt: 1\n")...))
		require.ErrorContains(t, err, `unknown field "misspelt"`)
	}
}

// The five questions stand as they were put to the Member States.
func TestTheSurveyOfTheEHealthNetworkHasItsFiveQuestionsAsTheyStandThere(t *testing.T) {
	t.Parallel()
	text, err := programmes.FS.ReadFile("surveys/ehn-2021.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseSurvey("ehn", text)
	require.NoError(t, err)
	var asked []string
	for _, q := range rules.Questions {
		asked = append(asked, q.Title.EN)
	}
	require.Equal(t, []string{
		"Would you be interested to apply in order to receive advice from other Member States?",
		"Would you be interested to apply in order to provide experts?",
		"If yes, what are the areas where you would be interested to build the capacity?",
		"If not, what are the main reasons?",
		"Do you see a need for a more structural follow up once the project is over and in what form?",
	}, asked)
	require.Len(t, rules.Vocabulary("areas"), 3)
	require.Len(t, rules.Vocabulary("activities"), 5)
}
