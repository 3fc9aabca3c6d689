package twinning

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A Condition is one thing that the closure of a twinning takes.
type Condition struct {
	Item   string        // one of Conditions
	ID     string        // of the expense, or of the evidence in the rule book
	Month  int           // of a log
	Met    bool          // it is there, and accepted
	Stands string        // how it stands: of a log or report its status, of an expense its status; "" for nothing yet
	Owes   law.Role      // whose turn it is; "" once it is met
	Due    calendar.Date // zero where no day is set
}

// What a closure takes.
const (
	NeedsLog      = "log"
	NeedsInterim  = "interim-report"
	NeedsFinal    = "final-report"
	NeedsEvidence = "evidence" // what the type of the twinning asks of the final report, by a file where the rule book wants one
	NeedsExpense  = "expense"  // each is paid, rejected or withdrawn
	NeedsPayment  = "payment"  // the balance
)

// Checklist lists what the closure takes, met or not; none without a contract.
func (t Twinning) Checklist(c call.Call) []Condition {
	terms, err := t.terms(c)
	if err != nil || t.Contract == nil {
		return nil
	}
	var list []Condition
	for _, n := range t.Contract.Logs() {
		x := Condition{Item: NeedsLog, Month: n, Stands: t.Logs[n].Status, Met: t.Logs[n].Status == StatusAccepted || slices.Contains(t.Unlogged, n)}
		list = append(list, t.owedFor(x, oweLog(n), oweLogReview(n, t.Logs[n].Number), oweLogAgain(n, t.Logs[n].Number+1)))
	}
	for _, report := range []string{Interim, Final} {
		id := report + "-report"
		if _, asked := obligation.Find(t.Obligations, id); !asked {
			continue
		}
		is := t.Reports[report]
		x := Condition{Item: id, Stands: is.Status, Met: is.Status == StatusAccepted}
		list = append(list, t.owedFor(x, id, oweReportReview(report, is.Number), oweReportAgain(report, is.Number+1)))
	}
	typ, _ := terms.book.Type(t.Tender.Type)
	missing, final := t.missingEvidence(terms.book), t.Reports[Final].Status
	for _, need := range typ.Closure {
		x := Condition{Item: NeedsEvidence, ID: need.ID, Met: final == StatusAccepted && !slices.Contains(missing, need.ID)}
		if !slices.Contains(missing, need.ID) {
			x.Stands = final
		}
		list = append(list, t.owedFor(x, oweFinal, oweReportReview(Final, t.Reports[Final].Number), oweReportAgain(Final, t.Reports[Final].Number+1)))
	}
	for _, e := range t.Expenses {
		x := Condition{Item: NeedsExpense, ID: e.ID, Stands: string(e.Status), Met: !e.open()}
		if e.Status == Authorised {
			x.Item, x.Met = NeedsPayment, false
		}
		x.Owes = map[ExpenseStatus]law.Role{Claimed: law.Verifier, Parked: law.Verifier, ExpenseVerified: law.Authoriser, Authorised: law.Payer, ExpenseReturns: law.Contact}[e.Status]
		list = append(list, t.owedFor(x, owePayment(e.ID)))
	}
	return list
}

// owedFor is a condition with the day of the first of these obligations that is open, and
// whose turn it is by that.
func (t Twinning) owedFor(x Condition, ids ...string) Condition {
	if x.Met {
		x.Owes = ""
		return x
	}
	for _, id := range ids {
		o, _ := obligation.Find(t.Obligations, id)
		if due, _ := o.Current(); o.Open() {
			x.Due = due.On
			if _, roles := owedBy(o); len(roles) > 0 && x.Owes == "" {
				x.Owes = roles[0]
			}
			break
		}
	}
	if x.Owes == "" {
		x.Owes = law.Contact
	}
	return x
}
