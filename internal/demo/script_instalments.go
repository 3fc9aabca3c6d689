package demo

import (
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Where the programme of the demo and its twinning have their accounts: the example of the IBAN registry for each country.
const (
	advancedFrom = "BE68539007547034"
	advancedTo   = "EE382200221020145685"
)

// advance is a call that pays by instalments, from its rule book to the end of its one twinning. What happens in it happens
// when something happens in the call of 2019, too.
func (s *Script) advance() {
	a := s.cast.story.advanced
	s.awardAdvance(a)
	s.firstPayment(a)
	for n := 1; n <= a.tender.tender.Months; n++ {
		s.advancedMonth(a, n)
	}
	s.endAdvance(a)
}

// awardAdvance is up to the contract.
func (s *Script) awardAdvance(a *advanced) {
	c, e, stream := s.cast, a.tender, law.CallStream(paidCall)
	open := call.OpenCall{Rules: a.book.RuleBook, SHA256: a.book.SHA256, File: string(a.book.Source), Roles: map[law.Role][]string{}}
	for role, aliases := range c.roles {
		if role != law.Evaluator {
			open.Roles[role] = c.persons(aliases...)
		}
	}
	s.at(c.start(), "a small call beside it is opened, which pays by instalments")
	s.does(officer, stream, open).begins = true
	s.does(officer, stream, call.PublishCall{})
	s.on("2019-07-15 09:00", "")
	for _, r := range e.reports {
		p := c.person(r.evaluator)
		s.does(officer, stream, call.AppointEvaluator{Evaluator: c.id(r.evaluator), Organisation: p.Organisation, Country: p.Country})
	}
	s.on("2019-07-18 09:00", "")
	for _, r := range e.reports {
		s.does(r.evaluator, stream, call.DeclareImpartiality{})
	}
	s.at(e.at, "")
	submits := s.does(e.contact, e.stream(), twinning.SubmitTender{Tender: e.tender})
	submits.id, submits.begins = e.submit, true
	s.on("2019-08-08 10:00", "")
	s.does(officer, stream, call.OpenTenders{})
	s.on("2019-08-09 14:00", "")
	s.does(head, stream, call.OpenTenders{})
	s.on("2019-08-12 10:00", "")
	s.does(officer, e.stream(), twinning.DecideEligibility{Eligible: true})
	s.on("2019-08-16 10:00", "")
	s.does(officer, stream, call.AssignEvaluators{Tender: e.ref, Evaluators: c.assigned(e.reports)})
	s.on("2019-08-26 10:00", "")
	for _, r := range e.reports {
		s.does(r.evaluator, e.stream(), twinning.RecordEvaluation{Scores: r.scores})
	}
	s.on("2019-09-13 15:00", "")
	s.does(officer, stream, call.PrepareAward{})
	s.on("2019-09-16 10:00", "")
	s.does(head, stream, call.ReleaseAward{})
	s.on("2019-10-01 10:00", "")
	s.does(e.signatory, e.stream(), twinning.SignContract{})
	s.on("2019-10-02 10:00", "")
	s.tells(procurer, e.stream(), twinning.SignContract{})
}

// firstPayment is pre-financing, whose time stops and runs on, and which is paid late.
func (s *Script) firstPayment(a *advanced) {
	e, stream := a.tender, law.CallStream(paidCall)
	list := abroadRates()
	s.on("2019-10-28 09:00", "a twinning that is paid by instalments gives its bank account")
	s.does(officer, stream, call.ImportRates{Source: ratesFrom, Rates: list[:1]})
	s.does(head, stream, call.SetPayingAccount{Holder: "Synthetic Programme Office", IBAN: advancedFrom, Town: "Brussels", Country: "BE"})
	s.does(e.contact, e.stream(), twinning.SetAccount{Holder: "Synthetic University Hospital 101", IBAN: advancedTo, Town: "Tartu", Country: "EE"})
	s.on("2019-11-04 09:00", "another person confirms the account")
	s.does(officer, e.stream(), twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeMatches})
	s.on("2019-11-04 10:00", "a document is missing: the time for the pre-financing stops")
	s.does(payer, e.stream(), twinning.SuspendPayment{Instalment: "first", Ground: "missing-document", Reason: "Synthetic: the letter of the bank is missing."})
	s.on("2019-12-04 09:00", "the document has come: what was left of the time runs on")
	s.does(payer, e.stream(), twinning.ResumePayment{Instalment: "first"})
	s.at(s.slot(2).pay, "pre-financing is paid late, with default interest")
	s.does(payer, e.stream(), twinning.PayInstalment{Instalment: "first", Ref: "SYNTHETIC-1"})
	s.does(payer, e.stream(), twinning.PayInstalment{Instalment: "interest-first", Ref: "SYNTHETIC-2"})
}

// advancedMonth is one month: its log, its claim, and what happens beside them.
func (s *Script) advancedMonth(a *advanced, n int) {
	e, at, stream := a.tender, s.slot(n), a.tender.stream()
	s.at(at.log, barLogs)
	s.does(e.contact, stream, advancedLog(n))
	switch n {
	case 3:
		s.at(at.log, "a contract is amended: money is moved from travel to staff")
		s.does(e.contact, stream, twinning.PrepareAmendment{
			Changes: twinning.Changes{Costs: twinning.Costs{Personnel: inMoney(8_500_00), Direct: inMoney(4_500_00), Subcontracting: inMoney(3_000_00)}},
			Reason:  "Synthetic: travel is cheaper, and more hours are needed.",
		})
		s.at(at.review, "")
		s.signsAmendment(e.signatory, stream)
		s.at(at.pay, "the amendment holds with its last signature")
		s.tells(procurer, stream, twinning.SignAmendment{})
		s.now.then[len(s.now.then)-1].reads = amendmentRead(stream)
	case a.book.Running.InterimMonth:
		s.does(e.contact, stream, twinning.SubmitReport{Report: twinning.Interim, Summary: "Synthetic: half of the year, as planned."})
	}
	s.at(at.review, at.reviews)
	s.does(officer, stream, twinning.AcceptLog{Month: n})
	if x, claims := advancedClaims()[n]; claims {
		verify := twinning.ApproveExpense{Expense: x.ID, Step: twinning.Verify}
		if x.ID == "P-1" {
			accepted := x.Amount.Sub(worked.deducted)
			verify.Accepted, verify.Reason = &accepted, "Synthetic: a day stands on the time sheet twice."
		}
		s.does(verifier, stream, verify)
		s.does(authoriser, stream, twinning.ApproveExpense{Expense: x.ID, Step: twinning.Authorise})
	}
	if n == a.book.Running.InterimMonth {
		s.does(officer, stream, twinning.AcceptReport{Report: twinning.Interim})
		s.paysByRun(1, 1, at.pay, s.slot(n+1).log)
	}
	if n == 4 { // the days of the recovery in the call of 2019
		s.on("2020-03-02 10:00", "")
		s.does(officer, stream, twinning.IntendRecovery{Of: twinning.OfFinding, Amount: worked.recovered, Reason: "Synthetic: a part of the travel was of another project."})
		s.on("2020-03-09 10:00", "")
		s.does(e.contact, stream, twinning.ObserveRecovery{Number: 1, Text: "Synthetic: it was."})
		s.on("2020-03-10 10:00", "")
		s.does(head, stream, twinning.DecideRecovery{Number: 1, Verdict: twinning.RecoveryConfirm, Deduct: true, Reason: "The parties agree."})
	}
}

// endAdvance is the final report, the fixed sum, the closure and the balance.
func (s *Script) endAdvance(a *advanced) {
	e, months := a.tender, a.tender.tender.Months
	at, kind := s.slot(months+1), a.tender.tender.Type
	r := twinning.SubmitReport{Report: twinning.Final, Summary: "Synthetic: 8 months, all as planned."}
	of, _ := a.book.Type(kind)
	for _, x := range of.Closure {
		r.Evidence = append(r.Evidence, twinning.Evidence{ID: x.ID, What: law.Text("Synthetic: " + x.Name + ".")})
	}
	s.at(at.log, barLogs)
	s.does(e.contact, e.stream(), r)
	s.at(at.review, at.reviews)
	s.does(officer, e.stream(), twinning.AcceptReport{Report: twinning.Final})
	s.does(e.contact, e.stream(), twinning.ClaimExpenses{Expenses: []twinning.Claim{{
		ID: "S-1", Kind: twinning.Subcontracting, Amount: worked.fixedSum, What: "Synthetic: fixed sum of the subcontract", On: day("2020-07-10"),
	}}})
	s.does(verifier, e.stream(), twinning.ApproveExpense{Expense: "S-1", Step: twinning.Verify})
	s.does(authoriser, e.stream(), twinning.ApproveExpense{Expense: "S-1", Step: twinning.Authorise})
	s.tells(officer, e.stream(), twinning.CloseTwinning{})
	s.paysByRun(2, 2, at.pay, s.slot(months+2).log)
}

// paysByRun has a run prepared by one person and released by another, and its lines executed.
func (s *Script) paysByRun(number, lines int, prepared, executed time.Time) {
	stream := law.CallStream(paidCall)
	s.at(prepared, "a payment run is prepared by one person and released by another")
	s.tells(officer, stream, call.PreparePaymentRun{})
	s.tells(payer, stream, call.ReleasePaymentRun{Run: number})
	s.now.then[len(s.now.then)-1].reads = func(is func(string) law.State, _ time.Time) law.Command {
		c, _ := is(stream).(call.Call)
		run, _ := c.Run(number)
		return call.ReleasePaymentRun{Run: number, SHA256: call.LinesSHA(run.Left())}
	}
	s.at(executed, "the bank has executed a payment run")
	for n := 1; n <= lines; n++ {
		s.tells(payer, stream, call.ExecutePayment{Run: number, Line: n, Ref: s.cast.command("bank")})
	}
}

// signsAmendment has somebody sign the amendment that waits, under its hash.
func (s *Script) signsAmendment(as, stream string) {
	s.does(as, stream, twinning.SignAmendment{}).reads = amendmentRead(stream)
}

func amendmentRead(stream string) func(func(string) law.State, time.Time) law.Command {
	return func(is func(string) law.State, _ time.Time) law.Command {
		t, _ := is(stream).(twinning.Twinning)
		a, _ := t.Amended()
		return twinning.SignAmendment{SHA256: a.SHA256}
	}
}
