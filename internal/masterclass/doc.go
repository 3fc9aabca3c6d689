// Package masterclass is the law of a masterclass: sessions on a topic that an expert team
// holds for people who register.
//
// Places have numbers, from 1 to as many as there are. Whoever registers gets the lowest
// free one, or stands on the waiting list; a place that becomes free goes by itself to whoever
// has waited longest. A rule may ask for confirmation within some days, after which a place
// lapses. The staff record who was present at each session; who was present at enough of
// them takes a certificate, whose command has a receipt like any other.
//
// What people write is a text. The package is pure.
package masterclass

import (
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/survey"
)

// Root is what the streams of masterclasses begin with.
const Root = "masterclass/"

// Words are a term in the languages of the desk.
type Words = market.Words

// A Term is a code of the rule book with its words.
type Term = market.Term

// StreamOf is the stream of a masterclass; false where the reference cannot be one.
func StreamOf(reference string) (string, bool) {
	_, ok := market.MarketStream(reference) // letters, digits and single hyphens
	return Root + reference, ok
}

// Evaluation is the evaluation form as a questionnaire.
func (r MasterclassRules) Evaluation() survey.SurveyRules {
	return survey.SurveyRules{Vocabularies: r.Vocabularies, Questions: r.Questions}
}
