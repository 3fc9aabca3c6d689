package explain

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func (m *matter) reserveActivated(e call.ReserveActivated) {
	m.rule("reserve", "/award/policy")
	c := m.before.(call.Call)
	if f, ok := m.own(isA[call.AwardReleased]); ok {
		m.fact(f, "the reserve list of the award")
	}
	if f, ok := m.own(isA[call.BudgetFreed]); ok {
		m.fact(f, "the last money that was freed")
	}
	for i, s := range c.Reserve {
		m.say("%d. of the reserve list: %s, place %s, %s points, %s", i+1, s.Tender, narrate.English().Reason(call.Outcome{Place: s.Place, Again: s.Again}.Where()), s.Score, s.Amount.Human())
	}
	for _, s := range c.Reserve {
		if s.Tender != e.Tender {
			continue
		}
		chance, of := c.Fundability(s), ""
		if s.Envelope != "" {
			of = " for the envelope " + s.Envelope
		}
		m.say("%s is the first of it%s: %s", e.Tender, of, yes(chance.Next))
		m.say("free for it: %s, of which it asks for %s", chance.Free.Human(), e.Amount.Human())
	}
	m.say("%s left - %s = %s left", c.Left.Human(), e.Amount.Human(), c.Left.Sub(e.Amount).Human())
	m.outcome("%s is awarded %s; %s is left", e.Tender, e.Amount.Human(), e.Left.Human())
}

func (m *matter) budgetFreed(e call.BudgetFreed) {
	m.rule("budget", "/budget")
	c := m.before.(call.Call)
	if f, ok := m.own(func(v law.Event) bool {
		r, is := v.(call.ReserveActivated)
		return is && r.Tender == e.Tender || isA[call.AwardReleased](v)
	}); ok {
		m.fact(f, "what was committed to %s", e.Tender)
	}
	m.say("committed to %s: %s - %s = %s", e.Tender, c.Committed[e.Tender].Human(), e.Amount.Human(), c.Committed[e.Tender].Sub(e.Amount).Human())
	m.say("%s left + %s = %s left", c.Left.Human(), e.Amount.Human(), c.Left.Add(e.Amount).Human())
	m.outcome("%s is left", e.Left.Human())
}

func (m *matter) endNoted(e call.EndNoted) {
	m.rule("end of a twinning")
	m.still(e.Tender)
}

// still counts the awards that have not ended, without one.
func (m *matter) still(but string) {
	c := m.before.(call.Call)
	n, going := 0, 0
	for tender := range c.Committed {
		if n++; tender != but && c.Ended[tender] == "" {
			going++
		}
	}
	m.say("%s was committed to %s; %d of them go on", "money", count(n, "tender", "tenders"), going)
}

func (m *matter) callFinished(call.CallFinished) {
	m.rule("end of the call")
	m.still("")
	m.say("%s on the reserve list, and told that it was not reached", count(len(m.before.(call.Call).Reserve), "tender is", "tenders are"))
	m.outcome("finished")
}

// freed says how much of an award is free again.
func (m *matter) freed(freed money.Amount) {
	t := m.tender()
	if freed.IsZero() || t.Outcome == nil {
		m.say("nothing had been awarded, and nothing is free again")
		return
	}
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "the award of %s", t.Outcome.Amount.Human())
	}
	m.say("%s awarded - nothing under contract = %s free again", t.Outcome.Amount.Human(), freed.Human())
}
