package narrate

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"twinning.example/engine/internal/law"
)

// Country is the name of a country in a language (CLDR); the code where it has none.
func Country(lang, code string) string {
	region, err := language.ParseRegion(law.NormalCountry(code))
	if err != nil {
		return code
	}
	if name := display.Regions(language.Make(lang)).Name(region); name != "" {
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
