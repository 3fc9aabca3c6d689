package explain

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func (m *deriver) lateAdmitted(e call.LateAdmitted) {
	m.rule("deadlines")
	m.limit(e.Deadline)
	for i, d := range m.before.(call.Call).Deadlines {
		if f, ok := at(m.timeline, d.Position); ok {
			m.fact(f, "fact-version-until", law.Count("version", i+1), instant("limit", d.Rule.Limit()))
		}
	}
	m.say("step-after-the-command", law.Lasting("by", e.Deadline.Last().Sub(m.instant())))
	m.say("step-admission-for", law.Count("number", e.Number), law.Ref("tender", e.Tender), law.Who("signer", e.Deadline.SignedBy))
	m.outcome("outcome-admitted", law.Ref("tender", e.Tender), instant("until", e.Deadline.Limit()))
}

func (m *deriver) openingSigned(e call.OpeningSigned) {
	m.rule("opening", "/dates/opening_session", "/dates/open_within")
	m.afterLimit()
	m.say("step-opening-signatures", answer("none", m.before.(call.Call).OpeningSigned == ""))
	m.outcome("outcome-opening-signed", law.Who("signer", e.By))
}

func (m *deriver) tendersOpened(e call.TendersOpened) {
	m.rule("opening", "/dates/opening_session", "/dates/open_within")
	m.afterLimit()
	if f, ok := m.own(isA[call.OpeningSigned]); ok && len(e.By) > 0 {
		m.fact(f, "fact-first-signature")
	}
	if len(e.By) == 2 {
		m.say("step-signed-by-two", law.People("signers", e.By), check("holds", e.By[0] != e.By[1]))
	} else {
		m.say("step-opening-moment", instant("at", e.At))
	}
	m.outcome("outcome-tenders-read", instant("from", e.At))
}

// afterLimit compares with the last limit of any version in force.
func (m *deriver) afterLimit() {
	c := m.before.(call.Call)
	if f, ok := m.own(isA[call.SubmissionShut]); ok {
		m.fact(f, "fact-nothing-in-time")
	}
	m.say("step-after-last-limit", instant("at", m.instant()), instant("limit", c.Limit()), law.Lasting("difference", m.instant().Sub(c.Limit())))
}

func (m *deriver) tenderRefused(e twinning.TenderRefused) {
	m.rule(e.Rule)
	m.d.Rule.Code = e.Code
	why := refusals[e.Rule]
	m.values(why.paths...)
	m.stood()
	m.outcome("outcome-tender-refused", law.Word("rule", "rule", e.Rule), law.SHA256("hmac", e.HMAC), law.BecauseOf("why", e.Refusal))
}

func (m *deriver) withdrawalUndone(twinning.WithdrawalUndone) {
	m.rule("withdrawal")
	if f, ok := m.own(isA[twinning.TenderWithdrawn]); ok {
		m.fact(f, "fact-withdrawal")
	}
	limit := m.call().Limit()
	m.say("step-before-last-limit", instant("at", m.instant()), instant("limit", limit), law.Lasting("difference", m.instant().Sub(limit)))
	m.outcome("outcome-tender-stands")
}

func (m *deriver) eligibilityProposed(e twinning.EligibilityProposed) {
	m.rule("eligibility")
	if f, ok := m.own(tenderText); ok {
		m.fact(f, "fact-tender-judged")
	}
	m.say("step-rules-otherwise", findings("against", e.Against))
	m.outcome("outcome-eligibility-proposed", law.Who("proposer", m.e.Actor))
}
