package programme_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

func TestTheShippedMarketplaceIsARuleBookThatSaysOfEachValueWhereItComesFrom(t *testing.T) {
	t.Parallel()
	text, err := programmes.FS.ReadFile("markets/health.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseMarket("markets/health.yaml", text)
	require.NoError(t, err)
	require.Len(t, rules.Priorities, 3)
	require.Equal(t, "6 months", rules.ValidFor.String())
	require.Contains(t, rules.Sources, "valid_for: sample: no source says how long an entry stands")
	for _, p := range rules.Priorities {
		for _, term := range p.Topics {
			require.NotEmpty(t, term.Title.FR, term.ID)
			require.NotEmpty(t, term.Title.DE, term.ID)
		}
	}
	_, err = programme.ParseMarket("x.yaml", append(text, []byte("\nmisspelt: 1\n")...))
	require.ErrorContains(t, err, `unknown field "misspelt"`)
}
