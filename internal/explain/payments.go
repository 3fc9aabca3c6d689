package explain

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// ofPayments describes a fact of instalments and of the account that they go to.
// It tells nothing of what names an account.
func (d describer) ofPayments(e twinning.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case twinning.InstalmentDue:
		return law.Why("instalment-due", narrate.Verbatim("instalment", e.Instalment), law.Word("kind", "instalment-kind", e.What), law.Money("gross", e.Gross),
			law.Money("cleared", e.Cleared), law.Money("amount", e.Amount), law.On("due", e.Due))
	case twinning.PaymentReturnNoted:
		return law.Why("payment-return-noted", narrate.Verbatim("item", e.Item), law.Money("amount", e.Amount), law.Count("run", e.Run), law.On("on", e.On),
			narrate.Verbatim("code", e.Code), narrate.Verbatim("again", e.Instalment), law.On("due", e.Due))
	case twinning.InstalmentPaid:
		if e.Run > 0 {
			return law.Why("instalment-paid-by-run", narrate.Verbatim("instalment", e.Instalment), law.Money("amount", e.Amount), law.On("on", e.On), law.Count("run", e.Run),
				law.Who("by", e.By), narrate.Verbatim("ref", e.Ref), law.Count("late", e.Late))
		}
		return law.Why("instalment-paid", who, narrate.Verbatim("instalment", e.Instalment), law.Money("amount", e.Amount), law.On("on", e.On), narrate.Verbatim("ref", e.Ref), law.Count("late", e.Late))
	case twinning.InstalmentReduced:
		return law.Why("instalment-reduced", narrate.Verbatim("instalment", e.Instalment), law.Money("by", e.By), law.Money("amount", e.Amount))
	case twinning.InterestAccrued:
		return law.Why("interest-accrued", narrate.Verbatim("instalment", e.Instalment), law.Count("days", e.Days), narrate.Verbatim("rate", e.Rate), law.Money("amount", e.Amount), law.On("due", e.Due))
	case twinning.PaymentSuspended:
		return law.Why("payment-suspended", who, narrate.Verbatim("instalment", e.Instalment), law.Count("left", max(0, e.Left)), d.because("why", e.Reason))
	case twinning.PaymentResumed:
		return law.Why("payment-resumed", who, narrate.Verbatim("instalment", e.Instalment), law.Count("days", e.Days), law.On("due", e.Due))
	case twinning.AccountSet:
		return law.Why("account-set", who, law.Count("number", e.Number))
	case twinning.AccountConfirmed:
		return law.Why("account-confirmed", who, law.Count("number", e.Number), law.Word("payee", "payee-check", e.Payee), d.because("why", e.Reason))
	case twinning.AccountRefused:
		return law.Why("account-refused", who, law.Count("number", e.Number), law.Word("payee", "payee-check", e.Payee), d.because("why", e.Reason))
	default:
		return law.Reason{}
	}
}

func (m *deriver) instalmentDue(e twinning.InstalmentDue) {
	m.rule("payments", "/payments/instalments")
	m.contract()
	is := m.after.(twinning.Twinning)
	currency := e.Amount.Currency()
	for _, id := range e.Covers {
		if x, known := is.Expense(id); known {
			m.say("step-covers", narrate.Verbatim("expense", id), law.Money("amount", x.Accepted()))
		}
	}
	m.say("step-instalment", law.Money("gross", e.Gross), law.Money("cleared", e.Cleared), law.Money("amount", e.Amount), check("holds", e.Gross.Sub(e.Cleared).Equal(e.Amount)))
	_, uncleared := is.Payments.PreFinanced(currency)
	m.outcome("outcome-uncleared", law.Money("uncleared", uncleared))
}

func (m *deriver) instalmentReduced(e twinning.InstalmentReduced) {
	m.rule("payments", "/payments/instalments")
	x, _ := m.tender().Payments.Instalment(e.Instalment)
	m.say("step-reduced", law.Money("before", x.Amount), law.Money("by", e.By), law.Money("after", e.Amount), check("holds", x.Amount.Sub(e.By).Equal(e.Amount)))
}

func (m *deriver) interestAccrued(e twinning.InterestAccrued) {
	m.rule("payments", "/payments/interest")
	m.say("step-interest", law.Money("base", e.Base), narrate.Verbatim("rate", e.Rate), law.Count("days", e.Days), law.Count("year", e.Year),
		law.Word("rounding", "rounding", e.Rounding), law.Money("amount", e.Amount))
}
