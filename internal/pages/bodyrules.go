package pages

import (
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// length is a length of time in words.
func (r *request) length(l calendar.Length) string {
	return narrate.For(r.Context()).Param(law.Period("length", l))
}

// procedure are the rules of procedure of a body: how it meets, who has a vote, how it decides.
func (r *request) procedure(rules body.BodyRules) (list []fact) {
	add := func(name, value string) { list = append(list, fact{Name: r.say("body.rule." + name), Value: value}) }
	m, d := rules.Meetings, rules.Decisions
	add("notice", r.say("body.rule.least", r.length(m.Notice)))
	if !m.Every.IsZero() {
		add("every", r.say("body.rule.most", r.length(m.Every)))
	}
	add("quorum", r.quorumOf(m.Quorum))
	add("minutes", r.say("body.rule.most", r.length(m.Minutes)))
	add("comments", r.length(m.Comments))
	add("vote", r.say("body.vote."+d.Vote))
	for _, s := range d.Steps {
		list = append(list, fact{Name: s.Title.In(r.lang()), Value: r.decides(s)})
	}
	if d.Written.For.IsZero() {
		add("written", r.say("body.written.none"))
	} else {
		add("written", r.say("body.silence."+d.Written.Silence, r.length(d.Written.For)))
	}
	return list
}

func (r *request) quorumOf(s body.BodyShare) string {
	if s.IsZero() {
		return r.say("body.rule.noquorum")
	}
	return r.decides(body.DecisionStep{By: body.Majority, Share: s, Of: body.OfMembers})
}
