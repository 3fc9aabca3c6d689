// Package capacity is the law of a capacity-building initiative: topics on which countries
// teach one another.
//
// Until a closing date the countries of a dated list say of each topic whether they offer
// expertise, seek it, or both. At the closing date each topic is decided by itself: see
// BranchOf. A topic for which no country showed interest or availability becomes a
// masterclass. Where one country offers what another seeks, the staff propose pairings,
// and both countries answer; a pairing that both accept begins a country twinning, which
// reports by periods and is closed with a joint report.
//
// What people write is a text. The package is pure.
package capacity

import (
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
)

// Root is what the streams of initiatives begin with.
const Root = "initiative/"

// Words are a term in the languages of the desk.
type Words = market.Words

// A Term is a code of the rule book with its words.
type Term = market.Term

// StreamOf is the stream of an initiative; false where the reference cannot be one.
func StreamOf(reference string) (string, bool) {
	_, ok := market.MarketStream(reference) // letters, digits and single hyphens
	return Root + reference, ok
}

// normal is a country code of ISO 3166-1.
func normal(code string) string { return law.NormalCountry(strings.ToUpper(code)) }
