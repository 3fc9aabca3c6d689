package explain

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// ofRecovery describes a fact of a recovery.
func (d describer) ofRecovery(e twinning.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case twinning.RecoveryIntended:
		return law.Why("recovery-intended", who, law.Count("number", e.Number), law.Word("of", "recovery-of", e.Of), law.Money("amount", e.Amount), law.On("until", e.Until), d.because("why", e.Reason))
	case twinning.RecoveryObserved:
		return law.Why("recovery-observed", who, law.Count("number", e.Number), d.because("why", e.Text))
	case twinning.RecoveryDecided:
		return law.Why("recovery-decided", who, law.Count("number", e.Number), law.Word("verdict", "recovery-verdict", e.Verdict), law.Money("amount", e.Amount), answer("deduct", e.Deduct), d.because("why", e.Reason))
	case twinning.RecoveryOrdered:
		return law.Why("recovery-ordered", law.Count("number", e.Number), law.Money("amount", e.Amount), law.On("due", e.Due))
	case twinning.RecoveryDeducted:
		return law.Why("recovery-deducted", law.Count("number", e.Number), narrate.Verbatim("payment", e.Payment), law.Money("amount", e.Amount), law.Money("left", e.Left))
	case twinning.RecoveryReceived:
		return law.Why("recovery-received", who, law.Count("number", e.Number), law.Money("amount", e.Amount), law.On("on", e.On), narrate.Verbatim("ref", e.Ref), law.Money("left", e.Left))
	case twinning.WaiverProposed:
		return law.Why("waiver-proposed", who, law.Count("number", e.Number), d.because("why", e.Reason))
	case twinning.RecoveryWaived:
		return law.Why("recovery-waived", who, law.Count("number", e.Number), law.Money("amount", e.Amount), d.because("why", e.Reason))
	default:
		return law.Reason{}
	}
}

func (m *deriver) recoveryIntended(e twinning.RecoveryIntended) {
	m.rule("recoveries", "/running/recovery/observations")
	t := m.tender()
	if t.Contract == nil || t.Contract.Amount.IsNone() {
		return
	}
	most := t.Recoverable(e.Of, e.Expense)
	m.say("step-recoverable", law.Word("of", "recovery-of", e.Of), law.Money("paid", t.Transferred()), law.Money("most", most), law.Money("amount", e.Amount), check("holds", !most.LessThan(e.Amount)))
	m.outcome("outcome-recovery-intended", law.Money("amount", e.Amount), law.On("until", e.Until))
}

func (m *deriver) recoveryDeducted(e twinning.RecoveryDeducted) {
	m.rule("recoveries", "/running/recovery/pay_within")
	x, _ := m.tender().Recovery(e.Number)
	m.say("step-recovery-left", law.Money("before", x.Left()), law.Money("amount", e.Amount), law.Money("left", e.Left), check("holds", x.Left().Sub(e.Amount).Equal(e.Left)))
}

func (m *deriver) recoveryReceived(e twinning.RecoveryReceived) {
	m.rule("recoveries", "/running/recovery/pay_within")
	x, _ := m.tender().Recovery(e.Number)
	m.say("step-recovery-left", law.Money("before", x.Left()), law.Money("amount", e.Amount), law.Money("left", e.Left), check("holds", x.Left().Sub(e.Amount).Equal(e.Left)))
}
