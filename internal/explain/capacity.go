package explain

import (
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
)

// topicDecided is the branch of a topic: by who offers, who seeks, and the rule of the rule book.
func (m *deriver) topicDecided(e capacity.TopicDecided) {
	m.rule("initiatives")
	i, _ := m.before.(capacity.Initiative)
	was, _ := i.Topic(e.Topic)
	offers, seeks := i.Sides(e.Topic)
	for _, c := range i.Countries {
		is, stated := c.Interest(e.Topic)
		if !stated {
			continue
		}
		if f, ok := m.own(func(v law.Event) bool {
			s, is := v.(capacity.TopicInterestStated)
			return is && s.Country == c.Code && s.Topic == e.Topic
		}); ok {
			m.fact(f, "fact-topic-interest", law.Word("country", "country", c.Code), answer("offers", is.Offers), answer("seeks", is.Seeks))
		}
	}
	m.say("step-topic-sides", law.Count("offers", len(offers)), law.Count("seeks", len(seeks)), law.Count("countries", len(i.Countries)))
	if e.By != "" {
		m.say("step-topic-by-staff", law.Who("by", e.By))
	} else {
		oneSided := i.Rules.OneSided.Then
		if was.Branch == capacity.Waiting {
			oneSided = i.Rules.OneSided.After
		}
		branch, why := capacity.BranchOf(offers, seeks, oneSided)
		m.say("step-topic-one-sided", law.Word("branch", "capacity-branch", oneSided))
		m.say("step-topic-branch", law.Because("why", why), law.Word("branch", "capacity-branch", branch), check("holds", branch == e.Branch))
	}
	m.outcome("outcome-topic", law.Word("topic", "capacity-topic", e.Topic), law.Word("branch", "capacity-branch", e.Branch))
}

// pairingProposed is the suggestion that a pairing follows, with its reasons and its weights.
func (m *deriver) pairingProposed(e capacity.PairingProposed) {
	m.rule("initiatives")
	i, _ := m.before.(capacity.Initiative)
	if f, ok := m.own(func(v law.Event) bool { t, is := v.(capacity.TopicDecided); return is && t.Topic == e.Topic }); ok {
		m.fact(f, "fact-topic-paired")
	}
	all := i.Suggest(e.Topic)
	for n, s := range all {
		if s.Offers != e.Offers || s.Seeks != e.Seeks {
			continue
		}
		for _, why := range s.Reasons {
			m.say("step-pairing-reason", law.Because("why", why))
		}
		m.say("step-pairing-weights", law.Count("activity", i.Rules.Weights.Activity), law.Count("language", i.Rules.Weights.Language), law.Count("score", s.Score), check("holds", s.Score == e.Score))
		m.say("step-pairing-rank", law.Count("place", n+1), law.Count("number", len(all)))
	}
	m.outcome("outcome-pairing", law.Word("offers", "country", e.Offers), law.Word("seeks", "country", e.Seeks), law.On("until", e.Until))
}
