package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

func inMoney(n int64) money.Amount { return cents(n) }

// evidenceOf is an invoice, named by its hash.
func evidenceOf(number int, id string) twinning.Attachment {
	text := fmt.Sprintf("synthetic invoice of expense %s of tender %d", id, number)
	sum := sha256.Sum256([]byte(text))
	return twinning.Attachment{ID: "invoice-" + id, Name: "Invoice", SHA256: hex.EncodeToString(sum[:]), Size: int64(len(text))}
}

// expense takes a claim through its hands: verified, authorised, paid.
func (s *Script) expense(t course, x twinning.Claim, at slot) {
	c := s.cast
	approve := func(who string, step twinning.Step) {
		s.does(who, t.stream(), twinning.ApproveExpense{Expense: x.ID, Step: step})
	}
	switch {
	case c.plays(t.entry, terminated) && x.ID == "D-2":
		approve(verifier, twinning.Verify) // it is not authorised when the termination is decided, and rejected before the settlement
		return
	case c.plays(t.entry, expenseReturned) && x.ID == "P-1":
		s.does(verifier, t.stream(), twinning.ReturnExpense{Expense: x.ID, Reason: "Two days are on the time sheet twice."})
		corrected := x
		corrected.Amount = share(x.Amount, 93)
		at = at.sentBack()
		s.at(at.log, "a returned expense is corrected; the first claim stays readable")
		s.does(t.contact, t.stream(), twinning.CorrectExpense{Claim: corrected, Reason: "The two days are taken out."})
		s.at(at.review, at.reviews)
		approve(verifier, twinning.Verify)
		approve(authoriser, twinning.Authorise)
	case c.plays(t.entry, twoHands) && x.ID == "D-1":
		approve(deputy, twinning.Verify)
		s.refused("four-eyes/same-person", deputy, t.stream(), twinning.ApproveExpense{Expense: x.ID, Step: twinning.Authorise})
		approve(authoriser, twinning.Authorise)
	default:
		approve(verifier, twinning.Verify)
		approve(authoriser, twinning.Authorise)
	}
	if x.Kind != twinning.Subcontracting {
		s.at(at.pay, barPays)
		approve(payer, twinning.Pay)
	} else if c.plays(t.entry, paidEarly) {
		early := at.pay
		if c.book.Running.FixedSum == call.AfterFinalReport {
			early = at.review // the twinning is closed on that day, after this
		}
		s.at(early, barPays)
		s.refused("expenses/fixed-sum", payer, t.stream(), twinning.ApproveExpense{Expense: x.ID, Step: twinning.Pay})
	}
}

// fixedSum claims the fixed sum by one invoice, dated on the day of the claim.
func (s *Script) fixedSum(t course, at slot) {
	x := twinning.Claim{
		ID: "S-1", Kind: twinning.Subcontracting, Amount: inMoney(inCents(t.tender.Costs.Subcontracting)), What: "Fixed sum of the subcontract",
		On: calendar.DateOf(at.review, s.cal.Zone), Evidence: []twinning.Attachment{evidenceOf(t.number, "S-1")},
	}
	s.at(at.review, "the fixed sum of a twinning is claimed by one invoice, after its final report is accepted")
	s.does(t.contact, t.stream(), twinning.ClaimExpenses{Expenses: []twinning.Claim{x}})
	s.expense(t, x, at)
}

// final sends the final report with the evidence of the type, closes, and pays
// the fixed sum, which is due on completion.
func (s *Script) final(t course) {
	c, at := s.cast, s.slot(t.tender.Months+t.shift+1)
	kind, _ := c.book.Type(t.tender.Type)
	r := twinning.SubmitReport{Report: twinning.Final, Summary: law.Text(summary(t))}
	for _, e := range kind.Closure {
		r.Evidence = append(r.Evidence, twinning.Evidence{ID: e.ID, What: law.Text("Synthetic: " + e.Name + ".")})
	}
	s.at(at.log, barLogs)
	if c.plays(t.entry, thinReport) {
		thin := r
		thin.Evidence = nil
		s.does(t.contact, t.stream(), thin)
		s.at(at.review, at.reviews)
		s.refused("closure/evidence", officer, t.stream(), twinning.AcceptReport{Report: twinning.Final})
		s.does(officer, t.stream(), twinning.ReturnReport{Report: twinning.Final, Reason: "It does not show what its type asks for."})
		at = at.sentBack()
		s.at(at.log, "a final report that was returned comes again, with its evidence")
	}
	s.does(t.contact, t.stream(), r)
	s.at(at.review, at.reviews)
	if c.plays(t.entry, closesEarly) {
		s.refused("closure/final-report", officer, t.stream(), twinning.CloseTwinning{})
	}
	s.does(officer, t.stream(), twinning.AcceptReport{Report: twinning.Final})
	if c.book.Running.FixedSum == call.AfterFinalReport {
		s.fixedSum(t, at)
	}
	s.at(at.review, barCloses)
	s.tells(officer, t.stream(), twinning.CloseTwinning{})
	s.at(at.pay, barPays)
	s.does(payer, t.stream(), twinning.ApproveExpense{Expense: "S-1", Step: twinning.Pay})
}
