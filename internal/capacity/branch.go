package capacity

import (
	"cmp"
	"slices"

	"twinning.example/engine/internal/law"
)

// A Branch is what becomes of a topic.
type Branch string

// The branches. At the closing date a topic takes exactly one of them.
const (
	Pairing     Branch = "pairing"     // a country offers what another one seeks: pairings are proposed
	Waiting     Branch = "waiting"     // interest on one side only: decided again on a later day, by the rule book
	Masterclass Branch = "masterclass" // it becomes a masterclass
	Dropped     Branch = "dropped"     // nothing follows
)

// BranchOf is the branch of a topic, and why: by who offers, who seeks, and what the rule book
// says follows from interest on one side only. A country is not paired with itself.
func BranchOf(offers, seeks []string, oneSided Branch) (Branch, law.Reason) {
	pair := slices.ContainsFunc(offers, func(o string) bool { return slices.ContainsFunc(seeks, func(s string) bool { return s != o }) })
	switch {
	case len(offers) == 0 && len(seeks) == 0:
		return Masterclass, law.Why("topic-without-interest")
	case pair:
		return Pairing, law.Why("topic-pairable", law.Words("offers", "country", offers), law.Words("seeks", "country", seeks))
	case len(seeks) == 0:
		return oneSided, law.Why("topic-only-offered", law.Words("offers", "country", offers))
	case len(offers) == 0:
		return oneSided, law.Why("topic-only-sought", law.Words("seeks", "country", seeks))
	}
	return oneSided, law.Why("topic-of-one-country", law.Words("offers", "country", offers))
}

// PairingWeights say how much each thing that two countries have in common counts.
type PairingWeights struct {
	Activity int `json:"activity"` // for each activity that both wish for
	Language int `json:"language"` // once, where they have one in common
}

// A Suggestion is a pairing that the statements of two countries suggest.
type Suggestion struct {
	Topic   string       `json:"topic"`
	Offers  string       `json:"offers"` // country
	Seeks   string       `json:"seeks"`  // country
	Score   int          `json:"score"`
	Reasons []law.Reason `json:"reasons"`
}

// Suggest computes the pairings of a topic from what countries stated, the best first: each country that offers with each
// other that seeks, by the weights of the rule book. It depends on no order of arrival.
func (i Initiative) Suggest(topic string) []Suggestion {
	list := []Suggestion{}
	for _, o := range i.Countries {
		for _, s := range i.Countries {
			a, offers := o.Interest(topic)
			b, seeks := s.Interest(topic)
			if o.Code == s.Code || !offers || !seeks || !a.Offers || !b.Seeks {
				continue
			}
			x := Suggestion{Topic: topic, Offers: o.Code, Seeks: s.Code, Reasons: []law.Reason{law.Why("pairing-offers-sought", law.Word("offers", "country", o.Code), law.Word("seeks", "country", s.Code))}}
			if both := common(a.Activities, b.Activities); len(both) > 0 {
				x.Score += len(both) * i.Rules.Weights.Activity
				x.Reasons = append(x.Reasons, law.Why("pairing-activities", law.Words("activities", "capacity-activity", both)))
			}
			if both := common(a.Languages, b.Languages); len(both) > 0 {
				x.Score += i.Rules.Weights.Language
				x.Reasons = append(x.Reasons, law.Why("pairing-languages", law.Words("languages", "language", both)))
			}
			list = append(list, x)
		}
	}
	slices.SortStableFunc(list, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Offers, b.Offers), cmp.Compare(a.Seeks, b.Seeks))
	})
	return list
}

// common are what two lists have in common, in order.
func common(a, b []string) (both []string) {
	for _, x := range a {
		if slices.Contains(b, x) {
			both = append(both, x)
		}
	}
	slices.Sort(both)
	return both
}
