package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

// Interoperability and common specifications, Trieste, 5 June 2024, 09:00-18:00 CEST.
func TestTheMasterclassOfTriesteIsHeldWhenAndWhereTheSourceSays(t *testing.T) {
	t.Parallel()
	text, err := programmes.FS.ReadFile("masterclasses/trieste-2024.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseMasterclass("trieste-2024.yaml", text)
	require.NoError(t, err)
	from, to, err := rules.Times(rules.Sessions[0])
	require.NoError(t, err)
	require.Equal(t, time.Date(2024, 6, 5, 7, 0, 0, 0, time.UTC), from.UTC())
	require.Equal(t, time.Date(2024, 6, 5, 16, 0, 0, 0, time.UTC), to.UTC())
	require.Equal(t, "Trieste, Italy", rules.Sessions[0].Place.EN)
	require.Len(t, rules.Groups, 6)
	require.NotEmpty(t, rules.Sources)
	for _, g := range rules.Groups {
		require.NotEmpty(t, g.Title.FR)
		require.NotEmpty(t, g.Title.DE)
	}
	_, err = programme.ParseMasterclass("x.yaml", append(text, []byte("\nmisspelt: 1\n")...))
	require.ErrorContains(t, err, `unknown field "misspelt"`)
}
