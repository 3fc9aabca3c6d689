package programme_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/programme"
)

func TestACallHasThePartsOfItsProgrammeThatItsOwnRuleBookDoesNotHave(t *testing.T) {
	t.Parallel()
	book, err := os.ReadFile("../../programmes/dhe-2019.yaml")
	require.NoError(t, err)
	whole, err := programme.Parse("dhe-2019.yaml", book)
	require.NoError(t, err)
	at := strings.Index(string(book), "\nholidays:")
	require.Positive(t, at)
	before, holidays := book[:at+1], book[at+1:]
	require.NotRegexp(t, `\n[a-z]`, string(holidays), "holidays are its last part")

	parts := append([]byte("zone: {value: Europe/Paris, source: the board}\n"), holidays...)
	text, err := programme.WithParts("dhe-2019.yaml", before, parts)
	require.NoError(t, err)
	again, err := programme.Parse("dhe-2019.yaml", text)
	require.NoError(t, err)
	require.Equal(t, whole.Holidays, again.Holidays)
	require.Equal(t, "Europe/Brussels", again.Zone, "its own part holds")
	require.Equal(t, whole.RuleBook, again.RuleBook)

	text, err = programme.WithParts("dhe-2019.yaml", book, parts)
	require.NoError(t, err)
	require.Equal(t, string(book), string(text), "it has every part itself")
}

func TestPartsAreThoseThatAProgrammeMayGive(t *testing.T) {
	t.Parallel()
	require.NoError(t, programme.CheckParts("parts.yaml", []byte("zone: Europe/Brussels\n")))
	require.ErrorContains(t, programme.CheckParts("parts.yaml", []byte("zone: Europe/Brussels\nreference: DHE-2019\n")), `"reference" is no part of a rule book that a programme may give`)
	require.Error(t, programme.CheckParts("parts.yaml", []byte("- zone\n")))
	require.Error(t, programme.CheckParts("parts.yaml", []byte("zone: [\n")))
}
