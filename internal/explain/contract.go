package explain

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func (m *deriver) contractSigned(e twinning.ContractSigned) {
	m.rule("contract", "/contract/sign_within", "/dates/start")
	t, c := m.tender(), m.call()
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "fact-award")
	}
	m.say("step-signatory", law.Who("person", m.e.Actor), check("contractor", m.e.Actor == t.Tender.Signatory), check("procurer", c.As(m.instant()).Has(m.e.Actor, law.ProcurerSignatory)))
	m.say("step-signatures", law.Count("number", len(t.Signatures)))
	if e.SHA256 != "" {
		if text, err := t.ContractFor(c.As(m.instant()), e.Start, law.Receipt{Actor: m.e.Actor, ReceivedAt: m.instant()}); err == nil {
			m.say("step-same-text", law.SHA256("is", text.SHA256()), law.SHA256("signed", e.SHA256), check("holds", text.SHA256() == e.SHA256))
		}
	}
	m.outcome("outcome-signed-for", law.Word("party", "party", e.Party))
}

func (m *deriver) contractInForce(e twinning.ContractInForce) {
	m.rule("contract", "/dates/start", "/contract/latest_start", "/running/months", "/running/interim_month")
	t, rules := m.tender(), m.book.rules
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "fact-award-of", law.Money("amount", e.Amount))
	}
	if f, ok := m.own(isA[twinning.ContractSigned]); ok {
		m.fact(f, "fact-last-signature")
	}
	if f, ok := m.own(tenderText); ok {
		m.fact(f, "fact-costs-and-months")
	}
	if f, ok := m.own(isA[twinning.ContractPrepared]); ok {
		m.fact(f, "fact-contract-prepared")
	}
	start := rules.Dates.Start
	if m.day().Before(start) {
		m.say("step-signed-before-start", law.On("day", m.day()), law.On("start", start), law.On("m1", e.M1))
	} else {
		m.say("step-signed-after-start", law.On("day", m.day()), law.On("start", start), law.On("latest", rules.Contract.LatestStart), law.On("m1", e.M1))
	}
	m.say("step-months", law.Count("planned", t.Tender.Months), law.Count("allowed", rules.Running.Months), law.Count("months", min(t.Tender.Months, rules.Running.Months)))
	m.say("step-last-day", law.On("day", rules.Running.Month(e.M1, e.Months).LastDay()))
	if !e.Amount.IsNone() {
		sum := money.Zero(e.Amount.Currency())
		for _, k := range twinning.CostKinds() {
			sum = sum.Add(e.Costs.Of(k))
			m.say("step-ceiling-of", law.Word("kind", "cost-kind", k), law.Money("ceiling", e.Costs.Of(k)))
		}
		m.say("step-sum-of-ceilings", law.Money("sum", sum), law.Money("awarded", e.Amount))
	}
	if t.Prepared != nil {
		m.employs(t.Prepared.Personnel)
	}
	m.outcome("outcome-in-force", law.Count("months", e.Months), law.On("start", e.M1), law.SHA256("rules", e.Rules))
}

func (m *deriver) contractDeclined(e twinning.ContractDeclined) {
	m.rule("contract")
	m.freed(e.Freed)
	m.outcome("outcome-declined")
}

func (m *deriver) activitiesBegan(twinning.ActivitiesBegan) {
	m.rule("months")
	m.contract()
	if k := m.tender().Contract; k != nil {
		m.begins("m1", k.M1)
	}
	m.outcome("outcome-activities")
}

func (m *deriver) reportingBegan(twinning.ReportingBegan) {
	m.rule("months", "/running/final_within")
	m.contract()
	if k := m.tender().Contract; k != nil {
		m.say("step-end-of-months", law.On("start", k.M1), law.Count("months", k.Months), law.On("day", k.End().AddDays(-1)))
		m.begins("day-after-the-last-month", k.End())
	}
	m.outcome("outcome-final-report")
}

// contract is the fact of the contract.
func (m *deriver) contract() {
	if f, ok := m.own(isA[twinning.ContractInForce]); ok {
		m.fact(f, "fact-contract")
	}
	m.byAmendment()
}

// begins says at which instant a day begins by the clocks of the rule book.
func (m *deriver) begins(what string, day calendar.Date) {
	m.say("step-begins", law.Word("what", "begins", what), law.On("day", day), narrate.Verbatim("zone", m.book.rules.Zone), instant("instant", day.Start(m.zone()).UTC()))
}

func (m *deriver) retentionBegan(e twinning.RetentionBegan) {
	m.rule("retention", "/retention/after", "/retention/years", "/retention/small_years", "/retention/small_up_to")
	r, t := m.book.rules.Retention, m.tender()
	paid := m.after.(twinning.Twinning).PaidSum("")
	if paid.IsNone() && !r.SmallUpTo.IsNone() { // there was no contract
		paid = money.Zero(r.SmallUpTo.Currency())
	}
	if f, ok := m.own(isA[twinning.ExpenseApproved]); ok {
		m.fact(f, "fact-last-approval")
	}
	if !t.EndedAt.IsZero() {
		m.say("step-ended", law.On("day", calendar.DateOf(t.EndedAt, m.zone())))
	}
	if r.SmallUpTo.IsNone() {
		m.say("step-years-without-money", law.Count("years", e.Years))
	} else {
		m.say("step-years-by-amount", law.Money("paid", paid), answer("above", r.SmallUpTo.LessThan(paid)), law.Money("limit", r.SmallUpTo), law.Count("years", e.Years))
	}
	m.say("step-end-of-years", law.On("from", calendar.DateOf(e.At, m.zone())), law.Count("years", e.Years), law.On("until", e.Until))
	m.outcome("outcome-kept", law.On("until", e.Until))
}

func (m *deriver) retentionEnded(twinning.RetentionEnded) {
	m.rule("retention")
	if f, ok := m.own(isA[twinning.RetentionBegan]); ok {
		m.fact(f, "fact-retention")
	}
	m.begins("day-after-the-last", m.tender().RetainTil.AddDays(1))
	m.outcome("outcome-years-over")
}

func (m *deriver) twinningResumed(e twinning.TwinningResumed) {
	m.rule("suspension")
	t := m.tender()
	if f, ok := m.own(isA[twinning.TwinningSuspended]); ok {
		m.fact(f, "fact-suspension")
	}
	m.say("step-days-suspended", law.On("from", calendar.DateOf(t.SuspendedAt, m.zone())), law.On("to", m.day()), law.Count("days", e.Days))
	for _, o := range e.Owed {
		for _, was := range t.Obligations {
			if was.ID == o.ID && len(was.Dues) > 0 {
				on := was.Dues[len(was.Dues)-1].On
				m.say("step-due-moved", law.Word("what", "obligation", o.ID), law.On("was", on), law.Count("days", on.DaysUntil(o.Due)), law.On("due", o.Due))
			}
		}
	}
	m.outcome("outcome-resumed", law.Count("days", e.Days))
}

func (m *deriver) terminationDecided(e twinning.TerminationDecided) {
	m.rule("termination", "/running/termination/observations", "/running/termination/claim_within")
	if f, ok := m.own(isA[twinning.TerminationIntended]); ok {
		m.fact(f, "fact-intention")
	}
	if is := m.tender().Ending; is != nil {
		m.say("step-observations", law.Count("number", len(is.Observations)), law.On("until", is.Until))
	}
	m.say("step-claims-until", law.On("until", e.ClaimUntil), law.On("effective", e.Effective))
	m.outcome("outcome-termination-decided", law.On("effective", e.Effective), law.On("until", e.ClaimUntil))
}

func (m *deriver) twinningTerminated(e twinning.TwinningTerminated) {
	m.rule("termination")
	if f, ok := m.own(isA[twinning.TerminationDecided]); ok {
		m.fact(f, "fact-termination-decided")
	}
	m.settle(e.Spent, e.Freed)
	m.say("step-fixed-sum")
	m.outcome("outcome-terminated", law.Money("freed", e.Freed))
}

func (m *deriver) twinningClosed(e twinning.TwinningClosed) {
	m.rule("closure", "/running/close_within")
	if f, ok := m.own(isA[twinning.ReportAccepted]); ok {
		m.fact(f, "fact-final-report-accepted")
	}
	m.settle(e.Spent, e.Freed)
	m.outcome("outcome-closed", law.Money("freed", e.Freed))
}

// settle is what a contract cost.
func (m *deriver) settle(spent, freed money.Amount) {
	m.contract()
	t := m.tender()
	if t.Contract == nil {
		return
	}
	if t.Contract.Amount.IsNone() {
		return // there is no money in it
	}
	for _, k := range twinning.CostKinds() {
		m.say("step-costs-spent", law.Word("kind", "cost-kind", k), law.Money("spent", t.Spent(k)), law.Money("ceiling", t.Contract.Costs.Of(k)))
	}
	m.say("step-contract-minus-spent", law.Money("amount", t.Contract.Amount), law.Money("spent", spent), law.Money("freed", freed))
}

// due says by how much something was in time.
func (m *deriver) due(id string, late bool) {
	for _, o := range m.tender().Obligations {
		if d, ok := o.Current(); ok && o.ID == id {
			end := d.On.End(m.zone()).UTC()
			m.say("step-due-until", law.Word("what", "obligation", id), law.On("due", d.On), narrate.Verbatim("zone", m.book.rules.Zone), instant("end", end),
				law.Lasting("difference", m.instant().Sub(end)), answer("late", late))
		}
	}
}
