package programme

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/programmes"
)

// Each kind of rule book is read for the command that opens its life, and is written again from the rules of a life that was opened with it.
func TestARuleBookOfALifeIsReadAndWrittenAgain(t *testing.T) {
	t.Parallel()
	for noun, file := range map[string]string{
		"survey": "surveys/ehn-2021.yaml", "body": "bodies/steering-committee.yaml", "market": "markets/health.yaml",
		"initiative": "initiatives/capacityhd.yaml", "masterclass": "masterclasses/trieste-2024.yaml",
	} {
		data, err := fs.ReadFile(programmes.FS, file)
		require.NoError(t, err)
		b, err := ParseLifeBook(noun, file, data)
		require.NoError(t, err, file)
		require.NotEmpty(t, b.Title.EN)
		require.NotEmpty(t, b.Zone)
		ids := make([]string, len(b.People))
		for i := range ids {
			ids[i] = "p-" + b.People[i]
		}
		open := b.Opens(ids)
		require.NoError(t, open.Check(), file)
		var rules any
		switch c := open.(type) {
		case survey.OpenSurvey:
			rules = c.Rules
		case body.OpenBody:
			rules = c.Rules
		case market.OpenMarket:
			rules = c.Rules
			require.Equal(t, c.Rules, b.Changes(ids, "x").(market.ChangeMarket).Rules)
		case capacity.OpenInitiative:
			rules = c.Rules
		case masterclass.OpenMasterclass:
			rules = c.Rules
			require.Equal(t, "p-eva-3", c.Rules.Experts[2].Person)
		}
		text, err := Written(rules, func(id string) string { return id[2:] })
		require.NoError(t, err)
		again, err := ParseLifeBook(noun, "again.yaml", text)
		require.NoError(t, err, "%s:\n%s", file, text)
		require.Equal(t, b.People, again.People)
		require.Equal(t, open, again.Opens(ids), "%s:\n%s", file, text)
		own, err := Staffed("again.yaml", text, "olga", "hana")
		require.NoError(t, err)
		again, err = ParseLifeBook(noun, "own.yaml", own)
		require.NoError(t, err)
		require.Equal(t, []string{"olga", "hana"}, again.People[:2])
	}
	_, err := ParseLifeBook("call", "x.yaml", nil)
	require.Error(t, err)
}
