package explain

import (
	"cmp"
	"fmt"
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func (m *deriver) logSubmitted(e twinning.LogSubmitted) {
	m.rule("logs", "/running/log_within")
	m.contract()
	t := m.tender()
	if t.Contract != nil {
		month := t.Contract.LogSpan(e.Month)
		m.say("step-month", law.Count("month", e.Month), law.On("m1", t.Contract.M1), law.On("from", month.From), law.On("to", month.LastDay()))
	}
	if e.Number == 1 {
		m.due(fmt.Sprintf("log-%02d", e.Month), e.Late)
	}
	m.converted(e.Conversions...)
	m.claimed()
	m.outcome("outcome-log", law.Count("number", e.Number), law.Count("month", e.Month), law.Count("claims", len(e.Expenses)))
}

func (m *deriver) expensesClaimed(e twinning.ExpensesClaimed) {
	m.rule("expenses")
	m.contract()
	m.converted(e.Conversions...)
	m.claimed()
	for _, c := range e.Expenses {
		m.outcome("outcome-claimed-again", narrate.Verbatim("expense", c.ID), law.Money("amount", c.Amount))
	}
}

// converted shows how claims in another currency came to their amounts, and
// computes it once more from the rates that the call had.
func (m *deriver) converted(conversions ...twinning.Conversion) {
	if len(conversions) == 0 {
		return
	}
	m.values("/running/currencies")
	for _, one := range conversions {
		if one.Rates > 1 {
			m.say("step-mean-rate", law.Currency("currency", one.Claimed.Currency()), law.Count("rates", one.Rates), law.On("from", one.From), law.On("to", one.To),
				law.Score("rate", one.Rate), law.Word("rounding", "rounding", one.Rounding))
		} else {
			m.say("step-one-rate", law.Currency("currency", one.Claimed.Currency()), law.On("from", one.From), law.On("to", one.To), law.Score("rate", one.Rate))
		}
		again, err := twinning.Converted(one.Claimed, one.Rate, one.Amount.Currency(), one.Rounding)
		m.say("step-converted", narrate.Verbatim("expense", one.Expense), law.Money("claimed", one.Claimed), law.Score("rate", one.Rate), law.Money("amount", one.Amount),
			law.Word("rounding", "rounding", one.Rounding), law.Word("convention", "rate-convention", one.Convention), law.Count("import", one.Import), check("holds", err == nil && again.Equal(one.Amount)))
	}
}

// sampleDrawn draws once more from the seed.
func (m *deriver) sampleDrawn(e twinning.SampleDrawn) {
	m.rule("expenses", "/running/expenses/sample/share", "/running/expenses/sample/above")
	m.contract()
	var open []twinning.Expense
	for _, x := range m.tender().Expenses {
		if x.Status == twinning.Claimed && !x.Sampled {
			open = append(open, x)
		}
	}
	again := twinning.SampleDrawn{}
	if rules := m.book.rules.Running.Expenses; rules != nil && rules.Sample != nil {
		again = twinning.Drawn(e.Seed, open, *rules.Sample)
	}
	m.say("step-sample", law.Count("open", len(open)), law.Count("above", len(e.Above)), law.Count("drawn", len(e.Drawn)), narrate.Verbatim("seed", e.Seed),
		check("holds", slices.Equal(again.Drawn, e.Drawn) && slices.Equal(again.Above, e.Above) && slices.Equal(again.Passed, e.Passed)))
	m.outcome("outcome-sample", law.Count("looked", len(e.Above)+len(e.Drawn)), law.Count("passed", len(e.Passed)))
}

// claimed compares what is claimed of each cost kind with the contract.
func (m *deriver) claimed() {
	was, is := m.tender(), m.after.(twinning.Twinning)
	if is.Contract == nil {
		return
	}
	for _, k := range twinning.CostKinds() {
		before, after := was.ClaimedSum(k, ""), is.ClaimedSum(k, "")
		if !before.Equal(after) || !after.IsZero() {
			m.under(k, twinning.Claimed, before, after, is.Contract.Costs.Of(k))
		}
	}
}

// under says that what was claimed, authorised or paid of a cost kind stays under its ceiling.
func (m *deriver) under(kind twinning.CostKind, status twinning.ExpenseStatus, before, after, ceiling money.Amount) {
	m.say("step-within-ceiling", law.Word("kind", "cost-kind", kind), law.Word("status", "expense-status", status), law.Money("before", before),
		law.Money("more", after.Sub(before)), law.Money("after", after), law.Money("ceiling", ceiling), check("holds", !ceiling.LessThan(after)))
}

func (m *deriver) expenseApproved(e twinning.ExpenseApproved) {
	m.rule("expenses", "/running/review_within")
	m.contract()
	t := m.tender()
	x, _ := t.Expense(e.Expense)
	m.claim(e.Expense)
	m.say("step-next", law.Word("status", "expense-status", x.Status), law.Word("step", "approval", x.NextStep()))
	before := []law.Reason{law.Why("done-by", law.Word("status", "expense-status", twinning.Claimed), law.Who("person", x.Claimant))}
	for _, s := range []twinning.Step{twinning.Verify, twinning.Authorise} {
		if by := x.Approvals[s]; by != "" {
			before = append(before, law.Why("done-by", done("status", s), law.Who("person", by)))
		}
	}
	m.say("step-nobody-twice", law.Reasons("before", before), done("status", e.Step), law.Who("person", m.e.Actor), check("holds", !slices.Contains([]string{
		x.Claimant, x.Payee, x.Approvals[twinning.Verify], x.Approvals[twinning.Authorise],
	}, m.e.Actor)))
	if had, ok := t.Duties[m.e.Actor]; ok {
		m.say("step-same-step", law.Who("person", m.e.Actor), law.Word("had", "approval", had), check("holds", had == e.Step))
	}
	if e.Deducted != nil {
		m.say("step-deducted", law.Money("amount", x.Amount), law.Money("deducted", *e.Deducted), law.Money("accepted", e.Amount))
	}
	is := m.after.(twinning.Twinning)
	if t.Contract != nil {
		switch e.Step {
		case twinning.Authorise:
			m.under(x.Kind, twinning.Authorised, t.Spent(x.Kind), is.Spent(x.Kind), t.Contract.Costs.Of(x.Kind))
		case twinning.Pay:
			m.under(x.Kind, twinning.Paid, t.PaidSum(x.Kind), is.PaidSum(x.Kind), t.Contract.Costs.Of(x.Kind))
		case twinning.Verify:
			m.employed(x)
		}
	}
	m.outcome("outcome-expense", narrate.Verbatim("expense", e.Expense), done("status", e.Step), law.Money("amount", e.Amount))
}

// claim names the claim of an expense, and its last correction.
func (m *deriver) claim(id string) {
	of := func(v law.Event) bool {
		switch v := v.(type) {
		case twinning.LogSubmitted:
			return slices.ContainsFunc(v.Expenses, func(c twinning.Claim) bool { return c.ID == id })
		case twinning.ExpensesClaimed:
			return slices.ContainsFunc(v.Expenses, func(c twinning.Claim) bool { return c.ID == id })
		case twinning.ExpenseCorrected:
			return v.Claim.ID == id
		}
		return false
	}
	if f, ok := m.own(of); ok {
		m.fact(f, "fact-claim", narrate.Verbatim("expense", id))
	}
	for _, step := range []twinning.Step{twinning.Verify, twinning.Authorise} {
		if f, ok := m.own(func(v law.Event) bool {
			a, is := v.(twinning.ExpenseApproved)
			return is && a.Expense == id && a.Step == step
		}); ok {
			m.fact(f, "fact-expense-step", narrate.Verbatim("expense", id), done("status", step))
		}
	}
}

func (m *deriver) expenseCorrected(e twinning.ExpenseCorrected) {
	m.rule("expenses")
	m.contract()
	m.claim(e.Claim.ID)
	if f, ok := m.own(func(v law.Event) bool { r, is := v.(twinning.ExpenseReturned); return is && r.Expense == e.Claim.ID }); ok {
		m.fact(f, "fact-return")
	}
	if e.Conversion != nil {
		m.converted(*e.Conversion)
	}
	x, _ := m.tender().Expense(e.Claim.ID)
	m.say("step-corrected", law.Money("stated", x.Amount), law.Money("corrected", e.Claim.Amount), law.Money("difference", e.Claim.Amount.Sub(x.Amount)))
	m.claimed()
	m.outcome("outcome-claimed-again", narrate.Verbatim("expense", e.Claim.ID), law.Money("amount", e.Claim.Amount))
}

func (m *deriver) reportSubmitted(e twinning.ReportSubmitted) {
	m.rule("reports", "/running/"+e.Report+"_within")
	m.contract()
	if e.Number == 1 {
		m.due(e.Report+"-report", e.Late)
	}
	m.outcome("outcome-report", law.Count("number", e.Number), law.Word("report", "report", e.Report))
}

func (m *deriver) reportAccepted(e twinning.ReportAccepted) {
	m.rule("reports")
	if f, ok := m.own(func(v law.Event) bool { r, is := v.(twinning.ReportSubmitted); return is && r.Report == e.Report }); ok {
		m.fact(f, "fact-the-report", law.Word("report", "report", e.Report))
	}
	t := m.tender()
	if e.Report == twinning.Final {
		typ, _ := m.book.rules.Type(t.Tender.Type)
		for _, need := range typ.Closure {
			m.say("step-evidence-asked", narrate.Verbatim("type", cmp.Or(typ.Name, typ.ID)), narrate.Verbatim("evidence", cmp.Or(need.Name, need.ID)),
				check("holds", slices.ContainsFunc(t.Reports[e.Report].Evidence, func(x twinning.Evidence) bool { return x.ID == need.ID })))
		}
		for i, k := range m.book.rules.Types {
			if k.ID == typ.ID {
				m.values(fmt.Sprintf("/types/%d/closure", i))
			}
		}
	}
	m.outcome("outcome-report-accepted", law.Word("report", "report", e.Report))
}
