package explain

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// employs says what personnel contracts allow.
func (m *deriver) employs(list []twinning.PersonnelContract) {
	for _, p := range list {
		m.say("step-personnel-contract", law.Word("contract", "personnel", p.ID), law.Who("person", p.Person), law.Word("role", "personnel-role", p.Role), law.Money("rate", p.Rate),
			law.Word("unit", "unit", p.Unit), law.Money("most", p.Most), law.On("from", p.From), law.On("until", p.Until))
	}
}

// employed says what is claimed under the personnel contract of an expense.
func (m *deriver) employed(x twinning.Expense) {
	t := m.tender()
	if t.Contract == nil || x.Quantity == nil {
		return
	}
	p, known := t.Contract.Under(x.Personnel)
	if !known {
		return
	}
	m.say("step-under-personnel-contract", law.Word("contract", "personnel", p.ID), law.Money("amount", x.AsClaimed().Amount), law.Score("quantity", *x.Quantity), law.Word("unit", "unit", p.Unit),
		law.Money("rate", p.Rate), law.Score("sum", p.Rate.Decimal().Mul(*x.Quantity)), law.Money("claimed", t.PersonnelUse()[p.ID]), law.Money("most", p.Most))
}

// parts says what each organisation's part of the costs was and is.
func (m *deriver) parts(was, is []twinning.Share) {
	before := twinning.Tender{Shares: was}
	for _, s := range is {
		share := before.Share(s.Organisation)
		if share.IsNone() {
			share = money.Zero(s.Amount.Currency())
		}
		m.say("step-amended-share", law.Word("organisation", "organisation", s.Organisation), law.Money("was", share), law.Money("is", s.Amount))
	}
}

// distributed says what is due to who leaves, or from them.
func (m *deriver) distributed(list []twinning.Distribution) {
	for _, d := range list {
		m.say("step-distribution", law.Word("organisation", "organisation", d.Organisation), law.Money("claimed", d.Claimed), law.Money("accepted", d.Accepted), law.Money("received", d.Received),
			amount("due-to", d.DueTo), amount("due-from", d.DueFrom))
	}
}
