package explain

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

func (m *matter) contractSigned(e twinning.ContractSigned) {
	m.rule("contract", "/contract/sign_within", "/dates/start")
	t, c := m.tender(), m.call()
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "the award")
	}
	m.say("%s is the tender's signatory: %s; a signatory of the procurer: %s", m.who.name(m.e.Actor),
		yes(m.e.Actor == t.Tender.Signatory), yes(c.As(m.instant()).Has(m.e.Actor, law.ProcurerSignatory)))
	m.say("signatures before: %d of 2", len(t.Signatures))
	m.outcome("signed for the %s", e.Party)
}

func (m *matter) contractInForce(e twinning.ContractInForce) {
	m.rule("contract", "/dates/start", "/contract/latest_start", "/running/months", "/running/interim_month")
	t, rules := m.tender(), m.book.rules
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "the award%s", after(" of ", e.Amount))
	}
	if f, ok := m.own(isA[twinning.ContractSigned]); ok {
		m.fact(f, "the last signature")
	}
	if f, ok := m.own(tenderText); ok {
		m.fact(f, "the tender: its costs and its months")
	}
	start := rules.Dates.Start
	if m.day().Before(start) {
		m.say("signed on %s, before the common start %s: M1 is %s", m.day(), start, e.M1)
	} else {
		m.say("signed on %s, not before the common start %s: M1 is of its own, after the signature, and no later than %s: %s", m.day(), start, rules.Contract.LatestStart, e.M1)
	}
	m.say("months: the lesser of %d planned and %d allowed = %d", t.Tender.Months, rules.Running.Months, min(t.Tender.Months, rules.Running.Months))
	m.say("the last month ends with %s", calendar.Month(e.M1, e.Months).LastDay())
	if !e.Amount.IsNone() {
		sum := money.Zero(e.Amount.Currency())
		for _, k := range twinning.CostKinds() {
			sum = sum.Add(e.Costs.Of(k))
			m.say("ceiling of %s costs: %s", k, e.Costs.Of(k).Human())
		}
		m.say("their sum is %s; awarded is %s", sum.Human(), e.Amount.Human())
	}
	m.outcome("in force for %s from %s, under the rule book %s for its whole life", count(e.Months, "month", "months"), e.M1, e.Rules)
}

func (m *matter) contractDeclined(e twinning.ContractDeclined) {
	m.rule("contract")
	m.freed(e.Freed)
	m.outcome("declined")
}

func (m *matter) activitiesBegan(twinning.ActivitiesBegan) {
	m.rule("months")
	m.contract()
	if k := m.tender().Contract; k != nil {
		m.begins("M1", k.M1)
	}
	m.outcome("activities may be logged")
}

func (m *matter) reportingBegan(twinning.ReportingBegan) {
	m.rule("months", "/running/final_within")
	m.contract()
	if k := m.tender().Contract; k != nil {
		m.say("%s + %s = the last day is %s", k.M1, count(k.Months, "month", "months"), k.End().AddDays(-1))
		m.begins("the day after the last month", k.End())
	}
	m.outcome("the final report is awaited")
}

// contract is the fact of the contract.
func (m *matter) contract() {
	if f, ok := m.own(isA[twinning.ContractInForce]); ok {
		m.fact(f, "the contract")
	}
}

// begins says at which instant a day begins by the clocks of the rule book.
func (m *matter) begins(what string, day calendar.Date) {
	m.say("%s, %s, begins in %s at %s", what, day, m.book.rules.Zone, instant(day.Start(m.zone()).UTC()))
}

func (m *matter) retentionBegan(e twinning.RetentionBegan) {
	m.rule("retention", "/retention/after", "/retention/years", "/retention/small_years", "/retention/small_up_to")
	r, t := m.book.rules.Retention, m.tender()
	paid := m.after.(twinning.Twinning).PaidSum("")
	if paid.IsNone() && !r.SmallUpTo.IsNone() { // there was no contract
		paid = money.Zero(r.SmallUpTo.Currency())
	}
	small := "above"
	if !r.SmallUpTo.LessThan(paid) {
		small = "not above"
	}
	if f, ok := m.own(isA[twinning.ExpenseApproved]); ok {
		m.fact(f, "the last approval of an expense")
	}
	if !t.EndedAt.IsZero() {
		m.say("it ended on %s", calendar.DateOf(t.EndedAt, m.zone()))
	}
	if r.SmallUpTo.IsNone() {
		m.say("the programme has no money: %s", count(e.Years, "year", "years"))
	} else {
		m.say("%s was paid, which is %s %s: %s", paid.Human(), small, r.SmallUpTo.Human(), count(e.Years, "year", "years"))
	}
	m.say("%s + %s = %s", calendar.DateOf(e.At, m.zone()), count(e.Years, "year", "years"), e.Until)
	m.outcome("kept until %s", e.Until)
}

func (m *matter) retentionEnded(twinning.RetentionEnded) {
	m.rule("retention")
	if f, ok := m.own(isA[twinning.RetentionBegan]); ok {
		m.fact(f, "the last day of retention")
	}
	m.begins("the day after the last one", m.tender().RetainTil.AddDays(1))
	m.outcome("the years are over")
}

func (m *matter) twinningResumed(e twinning.TwinningResumed) {
	m.rule("suspension")
	t := m.tender()
	if f, ok := m.own(isA[twinning.TwinningSuspended]); ok {
		m.fact(f, "the suspension")
	}
	m.say("%s to %s is %s", calendar.DateOf(t.SuspendedAt, m.zone()), m.day(), count(e.Days, "day", "days"))
	for _, o := range e.Owed {
		for _, was := range t.Obligations {
			if was.ID == o.ID && len(was.Dues) > 0 {
				on := was.Dues[len(was.Dues)-1].On
				m.say("%s: %s + %d days = %s", o.ID, on, on.DaysUntil(o.Due), o.Due)
			}
		}
	}
	m.outcome("it goes on; what lay ahead is due %s later", count(e.Days, "day", "days"))
}

func (m *matter) twinningTerminated(e twinning.TwinningTerminated) {
	m.rule("termination")
	m.settle(e.Spent, e.Freed)
	m.say("subcontracting is a fixed sum for a completion that does not come: it is not spent")
	m.outcome("terminated%s", freeOutcome(e.Freed))
}

func (m *matter) twinningClosed(e twinning.TwinningClosed) {
	m.rule("closure", "/running/close_within")
	if f, ok := m.own(isA[twinning.ReportAccepted]); ok {
		m.fact(f, "the acceptance of the final report")
	}
	m.settle(e.Spent, e.Freed)
	m.outcome("closed%s", freeOutcome(e.Freed))
}

// freeOutcome is what is free again; nothing where there is no money.
func freeOutcome(freed money.Amount) string {
	if freed.IsNone() {
		return ""
	}
	return "; " + freed.Human() + " is free again"
}

// settle is what a contract cost.
func (m *matter) settle(spent, freed money.Amount) {
	m.contract()
	t := m.tender()
	if t.Contract == nil {
		return
	}
	if t.Contract.Amount.IsNone() {
		return // there is no money in it
	}
	for _, k := range twinning.CostKinds() {
		m.say("%s costs: %s of %s authorised or paid", k, t.Spent(k).Human(), t.Contract.Costs.Of(k).Human())
	}
	m.say("%s under contract - %s spent = %s", t.Contract.Amount.Human(), spent.Human(), freed.Human())
}

// due says by how much something was in time.
func (m *matter) due(id string, late bool) {
	for _, o := range m.tender().Obligations {
		if d, ok := o.Current(); ok && o.ID == id {
			end := d.On.End(m.zone()).UTC()
			m.say("%s was due until the end of %s in %s, %s: %s; late: %s", id, d.On, m.book.rules.Zone, instant(end),
				seconds(m.instant().Sub(end)), yesNo(late))
		}
	}
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
