package explain

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func (m *deriver) rulesProposed(e call.RulesProposed) {
	m.rule("rule-book", "/budget")
	m.say("step-changed", law.Words("paths", "path", changes(m.before.(call.Call).Rules, e.Rules)))
	m.awaitsSignature(e.Number)
}

func (m *deriver) shorteningProposed(e call.ShorteningProposed) {
	m.rule("deadlines", append([]string{"/dates/award"}, deadlinePaths...)...)
	m.limit(e.Deadline)
	m.versions()
	m.awaitsSignature(e.Number)
}

func (m *deriver) deadlineShortened(e call.DeadlineShortened) {
	m.rule("deadlines", append([]string{"/dates/award"}, deadlinePaths...)...)
	if f, ok := m.own(isA[call.ShorteningProposed]); ok {
		m.fact(f, "fact-limit-proposed")
	}
	m.limit(e.Deadline)
	m.versions()
	for _, n := range e.Ends {
		m.say("step-version-no-longer", law.Count("version", n))
	}
	m.twoPeople(e.ProposedBy)
	m.say("step-told", law.Count("number", len(e.Told)))
	m.outcome("outcome-deadline", instant("limit", e.Deadline.Limit()))
}

func (m *deriver) cancellationProposed(e call.CancellationProposed) {
	m.rule("cancellation")
	m.say("step-award-released", answer("released", m.before.(call.Call).Released != nil))
	m.awaitsSignature(e.Number)
}

func (m *deriver) callCancelled(e call.CallCancelled) {
	m.rule("cancellation")
	if f, ok := m.own(isA[call.CancellationProposed]); ok {
		m.fact(f, "fact-cancellation-proposed")
	}
	m.twoPeople(e.ProposedBy)
	c := m.before.(call.Call)
	m.say("step-award-released", answer("released", c.Released != nil))
	m.say("step-have-been-opened", answer("opened", !c.OpenedAt.IsZero()))
	m.say("step-told", law.Count("number", len(e.Told)))
	m.outcome("outcome-call-cancelled")
}

func (m *deriver) cancellationNoted(e twinning.CancellationNoted) {
	m.rule("cancellation")
	m.say("step-ended-by-itself", answer("moot", e.Moot))
	m.outcome("outcome-cancellation", answer("moot", e.Moot))
}

func (m *deriver) changeNoted(e twinning.ChangeNoted) {
	m.rule("equal-treatment")
	m.outcome("outcome-change-told", answer("deadline", e.What == call.ChangedDeadline), law.SHA256("rules", e.Rules))
}

func (m *deriver) evaluatorsExcluded(e call.EvaluatorsExcluded) {
	m.rule("conflicts-of-interest")
	m.say("step-competing-evaluators", law.Count("before", len(m.before.(call.Call).Evaluators)), law.Count("competing", len(e.Evaluators)))
	m.outcome("outcome-appointment-ended", people("evaluators", e.Evaluators))
}

// versions are the versions of the deadline that had been recorded before.
func (m *deriver) versions() {
	for i, d := range m.before.(call.Call).Deadlines {
		if f, ok := at(m.timeline, d.Position); ok {
			m.fact(f, "fact-version-until", law.Count("version", i+1), instant("limit", d.Rule.Limit()))
		}
	}
}

func (m *deriver) twoPeople(proposedBy string) {
	c := m.before.(call.Call)
	m.say("step-proposed-and-signed", law.Who("proposer", proposedBy), law.Who("signer", m.e.Actor), check("holds", proposedBy != m.e.Actor))
	m.say("step-one-is-head", check("holds", slices.ContainsFunc(c.Waiting(), func(p call.Proposal) bool { return p.By == proposedBy && c.HeldAt(p.By, law.Head, p.At) }) || c.Has(m.e.Actor, law.Head)))
}

func (m *deriver) awaitsSignature(number int) {
	m.outcome("outcome-awaits-signature", law.Count("number", number), law.Who("proposer", m.e.Actor))
}
