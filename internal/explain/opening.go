package explain

import (
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func (m *matter) lateAdmitted(e call.LateAdmitted) {
	m.rule("deadlines")
	m.limit(e.Deadline)
	for i, d := range m.before.(call.Call).Deadlines {
		if f, ok := at(m.line, d.Position); ok {
			m.fact(f, "version %d of the deadline, until %s", i+1, instant(d.Rule.Limit()))
		}
	}
	m.say("it lies after the command: %s", seconds(e.Deadline.Last().Sub(m.instant())))
	m.say("admission %d is for %s alone, signed by %s, and used up by one submission", e.Number, e.Tender, m.who.name(e.Deadline.SignedBy))
	m.outcome("%s may be submitted once more, until %s", e.Tender, instant(e.Deadline.Limit()))
}

func (m *matter) openingSigned(e call.OpeningSigned) {
	m.rule("opening", "/dates/opening_session", "/dates/open_within")
	m.afterLimit()
	m.say("signatures before: %s", none(m.before.(call.Call).OpeningSigned == "", "0 of 2", "1 of 2, made void since"))
	m.outcome("signed by %s; another person must sign it, too", m.who.name(e.By))
}

func (m *matter) tendersOpened(e call.TendersOpened) {
	m.rule("opening", "/dates/opening_session", "/dates/open_within")
	m.afterLimit()
	if f, ok := m.own(isA[call.OpeningSigned]); ok && len(e.By) > 0 {
		m.fact(f, "the first signature")
	}
	if len(e.By) == 2 {
		m.say("signed by %s: two people: %s", m.people(e.By), yes(e.By[0] != e.By[1]))
	} else {
		m.say("the moment of the rule book, never before the last limit: %s", instant(e.At))
	}
	m.outcome("the tenders are read from %s", instant(e.At))
}

// afterLimit compares with the last limit of any version in force.
func (m *matter) afterLimit() {
	c := m.before.(call.Call)
	if f, ok := m.own(isA[call.SubmissionShut]); ok {
		m.fact(f, "nothing more could be in time")
	}
	m.say("%s - the last limit of any version %s = %s", instant(m.instant()), instant(c.Limit()), seconds(m.instant().Sub(c.Limit())))
}

func none(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func (m *matter) tenderRefused(e twinning.TenderRefused) {
	m.rule(e.Rule)
	m.d.Rule.Code = e.Code
	why := refusals[e.Rule]
	m.values(why.paths...)
	m.stood()
	m.outcome("refused by %s/%s, and the attempt is kept, HMAC-SHA256 %s: %s", e.Rule, e.Code, e.HMAC, narrate.English().Refusal(e.Refusal))
}

func (m *matter) withdrawalUndone(twinning.WithdrawalUndone) {
	m.rule("withdrawal")
	if f, ok := m.own(isA[twinning.TenderWithdrawn]); ok {
		m.fact(f, "the withdrawal")
	}
	limit := m.call().Limit()
	m.say("%s - the last limit %s = %s", instant(m.instant()), instant(limit), seconds(m.instant().Sub(limit)))
	m.outcome("the tender stands again")
}

func (m *matter) eligibilityProposed(e twinning.EligibilityProposed) {
	m.rule("eligibility")
	if f, ok := m.own(tenderText); ok {
		m.fact(f, "the tender that was judged")
	}
	m.say("the rules that found otherwise: %s", none(len(e.Against) == 0, "none", strings.Join(e.Against, ", ")))
	m.outcome("proposed by %s; it holds when another person of the staff signs it", m.who.name(m.e.Actor))
}
