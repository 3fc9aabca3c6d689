package narrate

import (
	_ "embed"
	"encoding/json"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"twinning.example/engine/internal/law"
)

// countriesJSON are the names of the countries of ISO 3166-1, of the European Union and of Kosovo, as CLDR 48 (2025) has them, with "and" for its
// "&": the tables of golang.org/x/text are of CLDR 32, before North Macedonia, Eswatini and Türkiye had these names.
//
//go:embed countries.json
var countriesJSON []byte

// countryNames are by code and language.
var countryNames = sync.OnceValue(func() (names map[string]map[string]string) {
	if err := json.Unmarshal(countriesJSON, &names); err != nil {
		panic(err) // it comes with the program, and a test reads it
	}
	return names
})

// Country is the name of a country in a language; the code where it has none.
func Country(lang, code string) string {
	if name := countryNames()[law.NormalCountry(code)][lang]; name != "" {
		return name
	}
	return code
}

// Tongue is the name of a language, ISO 639-1, in a language (CLDR); the code where it has none.
func Tongue(lang, code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	if name := display.Languages(language.Make(lang)).Name(tag); name != "" {
		return name
	}
	return code
}
