// Package body is the law of a body: an expert group, a network of authorities, a steering
// group. Its mandate, its seats, how it meets, decides and publishes stand in its rule book.
//
// Members are called for, selected with reasons and appointed for a term, or appointed
// directly. They speak through a representative or an alternate. A meeting is convened within
// the notice of the rule book, or the shorter notice is said; a decision goes through the
// steps of the rule book, one after the other, until one is reached or none is left. Each
// step is counted by Tallied from the ballots alone, so that it can be counted again.
//
// What people write is a text. The package is pure.
package body

import (
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
)

// Root is what the streams of bodies begin with.
const Root = "body/"

// Words are a term in the languages of the desk.
type Words = market.Words

// A Term is a code of the rule book with its words.
type Term = market.Term

// StreamOf is the stream of a body; false where the reference cannot be one.
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
