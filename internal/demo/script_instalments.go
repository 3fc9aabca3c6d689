package demo

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// paidByInstalments is what the rule book says from its second version on. No source has it.
const paidByInstalments = `
payments:
  sample: true
  why: no source says how these twinnings were paid; with it the demo shows instalments
  value:
    instalments:
      - {id: pre-financing, kind: pre-financing, after: m1, within: 30 days, share: 20}
      - {id: balance, kind: balance, after: closure, within: 90 days}
      - {id: fixed-sum, kind: fixed-sum, after: closure, within: 60 days}
    suspend_for:
      - {id: missing-document, name: A document is missing}
    interest: {rate: 8, reference: a rate that is made up, days: 365}
`

// revises has another version of the rule book signed by two people, before the last contract: that one alone is paid by instalments.
func (s *Script) revises() {
	book := s.cast.revised
	s.on("2019-10-22 15:00", "the head proposes that the last contract be paid by instalments")
	s.does(head, s.call(), call.ChangeRules{Rules: book.RuleBook, SHA256: book.SHA256, File: string(book.Source), Why: "The last contract begins late: its contractor needs money before it has paid its invoices."})
	s.on("2019-10-23 10:00", "an officer signs it; every other contract keeps its rules")
	s.does(officer, s.call(), call.SignProposal{Number: 1, SHA256: book.SHA256})
}

// stoppedClock is pre-financing whose time to be paid is stopped and runs on, and that is paid too late all the same: with interest.
func (s *Script) stoppedClock(t course) {
	s.on("2019-12-04 10:00", "the time to pay an instalment is stopped: a document is missing")
	s.does(officer, t.stream(), twinning.SuspendPayment{Instalment: "pre-financing", Ground: "missing-document", Reason: "Nobody has said to which bank account."})
	s.on("2020-01-08 10:00", "the document has come: what was left of the time runs on")
	s.does(officer, t.stream(), twinning.ResumePayment{Instalment: "pre-financing"})
	s.on("2020-02-03 10:00", "the instalment is paid after its day, and the interest for that with it")
	s.paysInstalment(t, "pre-financing")
	s.paysInstalment(t, "interest-pre-financing")
}

func (s *Script) paysInstalment(t course, id string) {
	s.does(payer, t.stream(), twinning.PayInstalment{Instalment: id, Ref: "SAMPLE-" + id})
}
