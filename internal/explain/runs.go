package explain

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
)

// ofRun describes a fact of a payment run. It tells nothing of what names an account.
func (d describer) ofRun(e call.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case call.PayingAccountSet:
		return law.Why("paying-account-set", who, law.Count("number", e.Number))
	case call.PaymentRunPrepared:
		return law.Why("payment-run-prepared", who, law.Count("run", e.Run), law.Count("lines", len(e.Lines)), law.Money("total", e.Total), law.On("on", e.On), law.Count("left", len(e.LeftOut)))
	case call.PaymentLineRemoved:
		return law.Why("payment-line-removed", who, law.Count("run", e.Run), law.Count("line", e.Line), law.Money("total", e.Total), d.because("why", e.Reason))
	case call.PaymentRunReleased:
		return law.Why("payment-run-released", who, law.Count("run", e.Run), law.Count("lines", e.Lines), law.Money("total", e.Total))
	case call.PaymentRunWithdrawn:
		return law.Why("payment-run-withdrawn", who, law.Count("run", e.Run), d.because("why", e.Reason))
	case call.PaymentExecuted:
		return law.Why("payment-executed", who, law.Count("run", e.Run), law.Count("line", e.Line), law.On("on", e.On), narrate.Verbatim("ref", e.Ref))
	case call.PaymentReturned:
		return law.Why("payment-returned", who, law.Count("run", e.Run), law.Count("line", e.Line), law.On("on", e.On), narrate.Verbatim("code", e.Code), answer("booked", e.Booked))
	default:
		return law.Reason{}
	}
}

func (m *deriver) runPrepared(e call.PaymentRunPrepared) {
	m.rule("runs", "/payments")
	m.lines(e.Lines)
	for _, o := range e.LeftOut {
		m.say("step-run-left-out", law.Word("item", "item", o.Item), law.Ref("tender", o.Tender), law.Money("amount", o.Amount), law.Word("why", "left-out", o.Why))
	}
	m.say("step-run-sum", law.Count("number", len(e.Lines)), law.Money("total", e.Total), check("holds", call.Sum(e.Lines).Equal(e.Total) && call.LinesSHA(e.Lines) == e.SHA256))
	m.outcome("outcome-run-prepared", law.Count("number", len(e.Lines)), law.Money("total", e.Total))
}

func (m *deriver) lines(lines []call.PaymentLine) {
	for _, l := range lines {
		deducted := money.Zero(l.Amount.Currency())
		if l.Deducted != nil {
			deducted = *l.Deducted
		}
		m.say("step-run-line", law.Count("line", l.Number), law.Word("item", "item", l.Item), law.Ref("tender", l.Tender), law.Money("owed", l.Owed), law.Money("deducted", deducted),
			law.Money("amount", l.Amount), law.Count("account", l.Account), law.Word("payee", "payee-check", l.Payee))
	}
}

func (m *deriver) runReleased(e call.PaymentRunReleased) {
	m.rule("runs", "/payments")
	c := m.before.(call.Call)
	run, _ := c.Run(e.Run)
	if f, ok := m.own(func(v law.Event) bool { p, is := v.(call.PaymentRunPrepared); return is && p.Run == e.Run }); ok {
		m.fact(f, "fact-run-prepared", law.Who("by", f.Actor))
	}
	m.say("step-prepared-and-released", law.Who("preparer", run.PreparedBy), law.Who("releaser", m.e.Actor), check("holds", run.PreparedBy != m.e.Actor))
	m.lines(run.Left())
	m.say("step-run-as-prepared", check("holds", c.Moved(m.facts, run) == nil && call.LinesSHA(run.Left()) == e.SHA256))
	m.say("step-run-sum", law.Count("number", e.Lines), law.Money("total", e.Total), check("holds", call.Sum(run.Left()).Equal(e.Total)))
	m.outcome("outcome-run-released", law.Count("number", e.Lines), law.Money("total", e.Total))
}
