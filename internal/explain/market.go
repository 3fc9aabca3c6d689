package explain

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
)

// interestExpressed is the suggestion that an interest may rest on: what the two entries had in common then, with the weights of the rule book.
// It is computed from what both entries published.
func (m *deriver) interestExpressed(e market.InterestExpressed) {
	m.rule("interests")
	m.outcome("outcome-interest", law.Ref("entry", e.Entry), law.On("until", e.Until))
	if e.From == "" {
		m.say("step-no-own-entry")
		return
	}
	place, _ := m.facts.State(market.Root + market.Of(e.Entry)).(market.Market)
	to, known := m.facts.State(market.EntryRoot + e.Entry).(market.Entry)
	from, also := m.facts.State(market.EntryRoot + e.From).(market.Entry)
	if !known || !also || place.Stage == "" { // the command, which says whose they are, is not for this reader
		return
	}
	is, back := place.Rules.Suggest(from, []market.Entry{to}), place.Rules.Suggest(to, []market.Entry{from})
	if len(is) == 0 {
		m.say("step-not-suggested", law.Count("least", place.Rules.Least))
		return
	}
	for _, why := range is[0].Reasons {
		m.say("step-suggestion-reason", law.Count("weight", why.Weight), law.Because("why", why.Reason))
	}
	m.say("step-suggestion-sum", law.Count("sum", is[0].Sum), law.Count("least", place.Rules.Least))
	m.say("step-suggestion-back", check("holds", len(back) == 1 && back[0].Sum == is[0].Sum))
}

// introductionMade rests on the consent of both.
func (m *deriver) introductionMade(e market.IntroductionMade) {
	m.rule("interests")
	if f, ok := m.own(isA[market.InterestExpressed]); ok {
		m.fact(f, "fact-interest-expressed")
	}
	if f, ok := m.own(isA[market.InterestAccepted]); ok {
		m.fact(f, "fact-interest-accepted")
	}
	m.say("step-both-consent", law.Count("consents", len(e.Consents)), check("holds", len(e.Consents) == 2))
	m.outcome("outcome-introduced", law.Ref("entry", e.Entry))
}
