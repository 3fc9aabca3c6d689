package market

import (
	"cmp"
	"slices"

	"twinning.example/engine/internal/law"
)

// A Suggestion is a counterpart of an entry, with what speaks for it.
type Suggestion struct {
	Entry   string    `json:"entry"` // reference
	Sum     int       `json:"sum"`   // of the weights
	Reasons []Weighed `json:"reasons"`
}

// A Weighed reason is one thing that two entries have in common, with its weight.
type Weighed struct {
	law.Reason
	Weight int `json:"weight"`
}

// Suggest gives the counterparts of an entry among others, the likeliest first. It is
// computed from the entries and the weights of the rule book alone; the order in which the
// others are given changes nothing. Nothing is suggested to an entry that is not published,
// and none that is not: nor an entry to itself, to others of the same person or the same
// organisation, or, where the rule book asks for another country, of the same country. Of
// two entries each is suggested to the other with the same sum.
func (r Rules) Suggest(to Entry, among []Entry) (list []Suggestion) {
	for _, e := range among {
		if s, ok := r.suggestion(to, e); ok {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Sum, a.Sum), cmp.Compare(a.Entry, b.Entry))
	})
	return slices.CompactFunc(list, func(a, b Suggestion) bool { return a.Entry == b.Entry })
}

// counterparts tells whether two entries may be suggested to each other.
func (r Rules) counterparts(a, b Entry) bool {
	return a.Public() && b.Public() && a.Market == b.Market && a.Reference != b.Reference && a.By != b.By &&
		a.Content.Side != b.Content.Side && a.Content.Organisation != b.Content.Organisation &&
		(!r.OtherCountry || differ(a, b))
}

func differ(a, b Entry) bool {
	return law.NormalCountry(a.Content.Country) != law.NormalCountry(b.Content.Country)
}

func (r Rules) suggestion(to, e Entry) (Suggestion, bool) {
	if !r.counterparts(to, e) {
		return Suggestion{}, false
	}
	s := Suggestion{Entry: e.Reference, Reasons: []Weighed{}}
	add := func(weight int, why law.Reason) {
		if weight > 0 {
			s.Sum += weight
			s.Reasons = append(s.Reasons, Weighed{why, weight})
		}
	}
	a, b := to.Content, e.Content
	if a.Priority == b.Priority {
		add(r.Weights.Priority, law.Why("market-same-priority", law.Word("priority", "priority", a.Priority)))
		if a.Topic == b.Topic {
			add(r.Weights.Topic, law.Why("market-same-topic", law.Word("topic", "topic", a.Topic)))
		}
	}
	if a.Kind == b.Kind {
		add(r.Weights.Kind, law.Why("market-same-kind", law.Word("kind", "kind-of-solution", a.Kind)))
	}
	if types := both(a.Types, b.Types); len(types) > 0 {
		add(r.Weights.Type*len(types), law.Why("market-same-types", law.Words("types", "type", types)))
	}
	if languages := both(a.Languages, b.Languages); len(languages) > 0 {
		add(r.Weights.Language, law.Why("market-both-speak", law.Words("languages", "language", languages)))
	}
	if differ(to, e) {
		add(r.Weights.OtherCountry, law.Why("market-other-country", law.Words("countries", "country", sorted(a.Country, b.Country))))
	}
	offer := a
	if b.Side == Offer {
		offer = b
	}
	if percent := r.Percent(offer.Readiness); percent > 0 {
		add(r.Weights.Ready*percent/100, law.Why("market-ready", law.Count("percent", percent)))
	}
	return s, s.Sum >= max(1, r.Least)
}

// both are the codes of two lists, in their order.
func both(a, b []string) (list []string) {
	for _, code := range a {
		if slices.Contains(b, code) {
			list = append(list, code)
		}
	}
	slices.Sort(list)
	return list
}

func sorted(codes ...string) []string {
	slices.Sort(codes)
	return codes
}
