package narrate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// Each country has its name of today in each language, from one table.
func TestEachCountryHasItsNameOfToday(t *testing.T) {
	t.Parallel()
	for _, lang := range narrate.Languages() {
		seen := map[string]string{}
		for _, code := range law.Countries() {
			name := narrate.Country(lang, code)
			require.NotEqual(t, code, name, lang)
			require.Empty(t, seen[name], "%s in %s", name, lang)
			seen[name] = code
		}
		require.Equal(t, "QZ", narrate.Country(lang, "QZ"), "what no table names")
	}
	for code, is := range map[string][3]string{ // those that changed their name since the tables of golang.org/x/text, and the EU's own codes
		"MK": {"North Macedonia", "Macédoine du Nord", "Nordmazedonien"},
		"SZ": {"Eswatini", "Eswatini", "Eswatini"},
		"TR": {"Türkiye", "Turquie", "Türkei"},
		"CZ": {"Czechia", "Tchéquie", "Tschechien"},
		"EL": {"Greece", "Grèce", "Griechenland"},
		"UK": {"United Kingdom", "Royaume-Uni", "Vereinigtes Königreich"},
		"XK": {"Kosovo", "Kosovo", "Kosovo"},
		"BA": {"Bosnia and Herzegovina", "Bosnie-Herzégovine", "Bosnien und Herzegowina"},
	} {
		require.Equal(t, is, [3]string{narrate.Country("en", code), narrate.Country("fr", code), narrate.Country("de", code)})
	}
}
