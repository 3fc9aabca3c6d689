package explain

import (
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func (m *matter) rulesProposed(e call.RulesProposed) {
	m.rule("rule book", "/budget")
	m.say("changed: %s", strings.Join(changes(m.before.(call.Call).Rules, e.Rules), ", "))
	m.awaitsSignature(e.Number)
}

func (m *matter) shorteningProposed(e call.ShorteningProposed) {
	m.rule("deadlines", append([]string{"/dates/award"}, deadlinePaths...)...)
	m.limit(e.Deadline)
	m.versions()
	m.awaitsSignature(e.Number)
}

func (m *matter) deadlineShortened(e call.DeadlineShortened) {
	m.rule("deadlines", append([]string{"/dates/award"}, deadlinePaths...)...)
	if f, ok := m.own(isA[call.ShorteningProposed]); ok {
		m.fact(f, "the limit as it was proposed")
	}
	m.limit(e.Deadline)
	m.versions()
	for _, n := range e.Ends {
		m.say("version %d no longer holds", n)
	}
	m.twoPeople(e.ProposedBy)
	m.say("told: %s", count(len(e.Told), "tender", "tenders"))
	m.outcome("the deadline is %s", instant(e.Deadline.Limit()))
}

func (m *matter) cancellationProposed(e call.CancellationProposed) {
	m.rule("cancellation")
	m.say("an award has been released: %s", none(m.before.(call.Call).Released == nil, "no", "yes"))
	m.awaitsSignature(e.Number)
}

func (m *matter) callCancelled(e call.CallCancelled) {
	m.rule("cancellation")
	if f, ok := m.own(isA[call.CancellationProposed]); ok {
		m.fact(f, "the cancellation as it was proposed")
	}
	m.twoPeople(e.ProposedBy)
	c := m.before.(call.Call)
	m.say("an award has been released: %s", none(c.Released == nil, "no", "yes"))
	m.say("the tenders have been opened: %s", none(c.OpenedAt.IsZero(), "no, and they stay sealed", "yes"))
	m.say("told: %s", count(len(e.Told), "tender", "tenders"))
	m.outcome("the call is cancelled, and its tenders end with it")
}

func (m *matter) cancellationNoted(e twinning.CancellationNoted) {
	m.rule("cancellation")
	m.say("the tender had ended by itself: %s", none(e.Moot, "yes", "no"))
	m.outcome("%s", none(e.Moot, "it stays as it is", "the tender ends with its call"))
}

func (m *matter) changeNoted(e twinning.ChangeNoted) {
	m.rule("equal treatment")
	m.outcome("whoever speaks for the tender is told: %s", none(e.What == call.ChangedDeadline, "the deadline", "the version "+e.Rules+" of the rule book"))
}

func (m *matter) evaluatorsExcluded(e call.EvaluatorsExcluded) {
	m.rule("conflicts of interest")
	m.say("evaluators before: %s; parties to a tender, or of an organisation that is one: %d", count(len(m.before.(call.Call).Evaluators), "evaluator", "evaluators"), len(e.Evaluators))
	m.outcome("the appointment of %s has ended", m.people(e.Evaluators))
}

// versions are the versions of the deadline that had been recorded before.
func (m *matter) versions() {
	for i, d := range m.before.(call.Call).Deadlines {
		if f, ok := at(m.line, d.Position); ok {
			m.fact(f, "version %d of the deadline, until %s", i+1, instant(d.Rule.Limit()))
		}
	}
}

func (m *matter) twoPeople(proposedBy string) {
	c := m.before.(call.Call)
	m.say("proposed by %s and signed by %s: two people: %s", m.who.name(proposedBy), m.who.name(m.e.Actor), yes(proposedBy != m.e.Actor))
	m.say("one of the two is head of programme: %s", yes(slices.ContainsFunc(c.Waiting(), func(p call.Proposal) bool { return p.By == proposedBy && c.HeldAt(p.By, law.Head, p.At) }) || c.Has(m.e.Actor, law.Head)))
}

func (m *matter) awaitsSignature(number int) {
	m.outcome("proposal %d of %s waits until another person has signed it", number, m.who.name(m.e.Actor))
}
