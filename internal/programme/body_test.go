package programme_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

func TestTheShippedBodiesAreRuleBooksThatSayOfEachValueWhereItComesFrom(t *testing.T) {
	t.Parallel()
	for name, voting := range map[string]int{"ehealth-stakeholder-group": 4, "ehealth-task-force": 5, "ehealth-network": 1, "ehds-steering-group": 1, "health-information-network": 1} {
		text, err := programmes.FS.ReadFile("bodies/" + name + ".yaml")
		require.NoError(t, err)
		rules, err := programme.ParseBody(name, text)
		require.NoError(t, err)
		require.NotEmpty(t, rules.Sources)
		n := 0
		for _, s := range rules.Seats {
			require.NotEmpty(t, s.Title.FR, s.ID)
			require.NotEmpty(t, s.Title.DE, s.ID)
			if s.Votes {
				n++
			}
		}
		require.Equal(t, voting, n, name)
		_, err = programme.ParseBody("x.yaml", append(text, []byte("\nmisspelt: 1\n")...))
		require.ErrorContains(t, err, `unknown field "misspelt"`)
	}
}

// Consensus, failing that two thirds, one vote a Member State.
func TestTheSteeringGroupOfTheHealthDataSpaceDecidesAsItsArticleSays(t *testing.T) {
	t.Parallel()
	text, err := programmes.FS.ReadFile("bodies/ehds-steering-group.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseBody("ehds", text)
	require.NoError(t, err)
	require.Equal(t, body.ByCountry, rules.Decisions.Vote)
	require.Equal(t, []string{body.Consensus, body.Majority}, []string{rules.Decisions.Steps[0].By, rules.Decisions.Steps[1].By})
	require.Equal(t, body.BodyShare{Num: 2, Den: 3}, rules.Decisions.Steps[1].Share)
	require.Len(t, rules.Seats[0].Countries.Codes, 27)
}
