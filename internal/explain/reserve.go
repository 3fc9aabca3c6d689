package explain

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func (m *deriver) reserveActivated(e call.ReserveActivated) {
	m.rule("reserve", "/award/policy")
	c := m.before.(call.Call)
	if f, ok := m.own(isA[call.AwardReleased]); ok {
		m.fact(f, "fact-reserve-list")
	}
	if f, ok := m.own(isA[call.BudgetFreed]); ok {
		m.fact(f, "fact-last-freed")
	}
	for i, s := range c.Reserve {
		m.say("step-on-reserve-with-score", law.Count("number", i+1), law.Ref("tender", s.Tender), law.Because("place", call.Outcome{Place: s.Place, Again: s.Again}.Where()),
			law.Score("score", s.Score), law.Money("amount", s.Amount))
	}
	for _, s := range c.Reserve {
		if s.Tender != e.Tender {
			continue
		}
		chance := c.Fundability(s)
		m.say("step-first-of-reserve", law.Ref("tender", e.Tender), narrate.Verbatim("envelope", s.Envelope), check("holds", chance.Next))
		m.say("step-free-for-it", law.Money("free", chance.Free), law.Money("amount", e.Amount))
	}
	m.say("step-left-minus", law.Money("before", c.Left), law.Money("amount", e.Amount), law.Money("left", c.Left.Sub(e.Amount)))
	m.outcome("outcome-reserve-awarded", law.Ref("tender", e.Tender), law.Money("amount", e.Amount), law.Money("left", e.Left))
}

func (m *deriver) budgetFreed(e call.BudgetFreed) {
	m.rule("budget", "/budget")
	c := m.before.(call.Call)
	if f, ok := m.own(func(v law.Event) bool {
		r, is := v.(call.ReserveActivated)
		return is && r.Tender == e.Tender || isA[call.AwardReleased](v)
	}); ok {
		m.fact(f, "fact-committed", law.Ref("tender", e.Tender))
	}
	m.say("step-committed", law.Ref("tender", e.Tender), law.Money("before", c.Committed[e.Tender]), law.Money("amount", e.Amount), law.Money("after", c.Committed[e.Tender].Sub(e.Amount)))
	m.say("step-left-plus", law.Money("before", c.Left), law.Money("amount", e.Amount), law.Money("left", c.Left.Add(e.Amount)))
	m.outcome("outcome-left", law.Money("left", e.Left))
}

func (m *deriver) endNoted(e call.EndNoted) {
	m.rule("end-of-a-twinning")
	m.still(e.Tender)
}

// still counts the awards that have not ended, without one.
func (m *deriver) still(but string) {
	c := m.before.(call.Call)
	n, going := 0, 0
	for tender := range c.Committed {
		if n++; tender != but && c.Ended[tender] == "" {
			going++
		}
	}
	m.say("step-still-going", law.Count("number", n), law.Count("going", going))
}

func (m *deriver) callFinished(call.CallFinished) {
	m.rule("end-of-the-call")
	m.still("")
	m.say("step-reserve-not-reached", law.Count("number", len(m.before.(call.Call).Reserve)))
	m.outcome("outcome-finished")
}

// freed says how much of an award is free again.
func (m *deriver) freed(freed money.Amount) {
	t := m.tender()
	if freed.IsZero() || t.Outcome == nil {
		m.say("step-nothing-awarded")
		return
	}
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "fact-award-of", law.Money("amount", t.Outcome.Amount))
	}
	m.say("step-awarded-is-free", law.Money("awarded", t.Outcome.Amount), law.Money("freed", freed))
}
