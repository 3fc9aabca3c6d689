package explain

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

func (m *matter) logSubmitted(e twinning.LogSubmitted) {
	m.rule("logs", "/running/log_within")
	m.contract()
	t := m.tender()
	if t.Contract != nil {
		month := calendar.Month(t.Contract.M1, e.Month)
		m.say("month %d from M1 %s: %s to %s", e.Month, t.Contract.M1, month.From, month.LastDay())
	}
	if e.Number == 1 {
		m.due(fmt.Sprintf("log-%02d", e.Month), e.Late)
	}
	m.claimed()
	m.outcome("version %d of the log of month %d, with %s", e.Number, e.Month, count(len(e.Expenses), "claim", "claims"))
}

// claimed compares what is claimed of each cost kind with the contract.
func (m *matter) claimed() {
	was, is := m.tender(), m.after.(twinning.Twinning)
	if is.Contract == nil {
		return
	}
	for _, k := range twinning.CostKinds() {
		before, after := was.ClaimedSum(k, ""), is.ClaimedSum(k, "")
		if !before.Equal(after) || !after.IsZero() {
			m.under(string(k)+" costs claimed", before, after, is.Contract.Costs.Of(k))
		}
	}
}

// under says that a sum stays under its ceiling.
func (m *matter) under(what string, before, after, ceiling money.Amount) {
	m.say("%s: %s + %s = %s, within the ceiling of %s: %s", what, before.Human(), after.Sub(before).Human(), after.Human(), ceiling.Human(), yes(!ceiling.LessThan(after)))
}

func (m *matter) expenseApproved(e twinning.ExpenseApproved) {
	m.rule("expenses", "/running/review_within")
	m.contract()
	t := m.tender()
	x, _ := t.Expense(e.Expense)
	m.claim(e.Expense)
	m.say("the expense is %s: the next step is to %s it", x.Status, x.NextStep())
	hands := []string{"claimed by " + m.who.name(x.Claimant)}
	for _, s := range []twinning.Step{twinning.Verify, twinning.Authorise} {
		if by := x.Approvals[s]; by != "" {
			hands = append(hands, did(s)+" by "+m.who.name(by))
		}
	}
	m.say("%s, now %s by %s: nobody twice: %s", and(hands), did(e.Step), m.who.name(m.e.Actor), yes(!slices.Contains([]string{
		x.Claimant, x.Payee, x.Approvals[twinning.Verify], x.Approvals[twinning.Authorise],
	}, m.e.Actor)))
	if had, ok := t.Hands[m.e.Actor]; ok {
		m.say("%s had a hand in the expenses before, to %s one: the same: %s", m.who.name(m.e.Actor), had, yes(had == e.Step))
	}
	is := m.after.(twinning.Twinning)
	if t.Contract != nil {
		switch e.Step {
		case twinning.Authorise:
			m.under(string(x.Kind)+" costs authorised", t.Spent(x.Kind), is.Spent(x.Kind), t.Contract.Costs.Of(x.Kind))
		case twinning.Pay:
			m.under(string(x.Kind)+" costs paid", t.PaidSum(x.Kind), is.PaidSum(x.Kind), t.Contract.Costs.Of(x.Kind))
		case twinning.Verify:
		}
	}
	m.outcome("%s: %s, %s", e.Expense, did(e.Step), e.Amount.Human())
}

// claim names the claim of an expense, and its last correction.
func (m *matter) claim(id string) {
	of := func(v law.Event) bool {
		switch v := v.(type) {
		case twinning.LogSubmitted:
			return slices.ContainsFunc(v.Expenses, func(c twinning.Claim) bool { return c.ID == id })
		case twinning.ExpenseCorrected:
			return v.Claim.ID == id
		}
		return false
	}
	if f, ok := m.own(of); ok {
		m.fact(f, "the claim of expense %s", id)
	}
	for _, step := range []twinning.Step{twinning.Verify, twinning.Authorise} {
		if f, ok := m.own(func(v law.Event) bool {
			a, is := v.(twinning.ExpenseApproved)
			return is && a.Expense == id && a.Step == step
		}); ok {
			m.fact(f, "expense %s %s", id, did(step))
		}
	}
}

func (m *matter) expenseCorrected(e twinning.ExpenseCorrected) {
	m.rule("expenses")
	m.contract()
	m.claim(e.Claim.ID)
	if f, ok := m.own(func(v law.Event) bool { r, is := v.(twinning.ExpenseReturned); return is && r.Expense == e.Claim.ID }); ok {
		m.fact(f, "its return")
	}
	x, _ := m.tender().Expense(e.Claim.ID)
	m.say("as stated %s, as corrected %s: %s", x.Amount.Human(), e.Claim.Amount.Human(), e.Claim.Amount.Sub(x.Amount).Human())
	m.claimed()
	m.outcome("%s is claimed again, with %s", e.Claim.ID, e.Claim.Amount.Human())
}

func (m *matter) reportSubmitted(e twinning.ReportSubmitted) {
	m.rule("reports", "/running/"+e.Report+"_within")
	m.contract()
	if e.Number == 1 {
		m.due(e.Report+"-report", e.Late)
	}
	m.outcome("version %d of the %s report", e.Number, e.Report)
}

func (m *matter) reportAccepted(e twinning.ReportAccepted) {
	m.rule("reports")
	if f, ok := m.own(func(v law.Event) bool { r, is := v.(twinning.ReportSubmitted); return is && r.Report == e.Report }); ok {
		m.fact(f, "the %s report", e.Report)
	}
	t := m.tender()
	if e.Report == twinning.Final {
		typ, _ := m.book.rules.Type(t.Tender.Type)
		for _, need := range typ.Closure {
			m.say("%s asks for %s: %s", typ.ID, need.ID, yes(slices.ContainsFunc(t.Reports[e.Report].Evidence, func(x twinning.Evidence) bool { return x.ID == need.ID })))
		}
		for i, k := range m.book.rules.Types {
			if k.ID == typ.ID {
				m.values(fmt.Sprintf("/types/%d/closure", i))
			}
		}
	}
	m.outcome("the %s report is accepted", e.Report)
}
