// Package survey is the law of a survey: a questionnaire that is data, put to every country
// of a dated list.
//
// The staff name respondents of each country. These answer for their country, in as many
// versions as they like, until the end of the closing date; after it only by leave of the
// staff, which is a fact. The result is computed from the last version of each country
// alone: see SurveyResult. What of it is public is said by the rule book.
//
// What people write is a text. The package is pure.
package survey

import (
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
)

// Root is what the streams of surveys begin with.
const Root = "survey/"

// Words are a term in the languages of the desk.
type Words = market.Words

// A Term is a code of the rule book with its words.
type Term = market.Term

// StreamOf is the stream of a survey; false where the reference cannot be one.
func StreamOf(reference string) (string, bool) {
	_, ok := market.MarketStream(reference) // letters, digits and single hyphens
	return Root + reference, ok
}

// hasTerm tells whether a list of terms has a code.
func hasTerm(terms []Term, id string) bool {
	for _, t := range terms {
		if t.ID == id {
			return true
		}
	}
	return false
}

// normal is a country code of ISO 3166-1.
func normal(code string) string { return law.NormalCountry(strings.ToUpper(code)) }
