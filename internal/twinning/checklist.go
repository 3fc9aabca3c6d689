package twinning

import (
	"slices"
	"strings"

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

	NeedsDeliverable = "deliverable"
	NeedsLessons     = "lessons"
	NeedsFollowUp    = "follow-up"
	NeedsSignature   = "signature" // of a party under the final report
)

// Checklist lists what the closure takes, met or not; none without a contract, and none once
// the twinning is terminated.
func (t Twinning) Checklist(c call.Call) []Condition {
	terms, err := t.terms(c)
	if err != nil || t.Contract == nil || t.wasTerminated() {
		return nil
	}
	var list []Condition
	for _, n := range t.Contract.Logs() {
		x := Condition{Item: NeedsLog, Month: n, Stands: t.Logs[n].Status, Met: t.Logs[n].Status == StatusAccepted || slices.Contains(t.Unlogged, n)}
		list = append(list, t.owedFor(x, oweLog(n), oweLogReview(n, t.Logs[n].Number), oweLogAgain(n, t.Logs[n].Number+1)))
	}
	for _, report := range t.closingReports(terms) {
		id, is := report+"-report", t.Reports[report]
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
	list = append(list, t.closingConditions(terms.book, final)...)
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

// closingReports are the reports that the closure takes: the final one and, where the rule book has it so, the interim one as
// long as the contract asks for it. A twinning that was completed before it was due owes none.
func (t Twinning) closingReports(terms terms) []string {
	is, asked := obligation.Find(t.Obligations, oweInterim)
	due, holds := is.Current()
	early := due.Why == obligation.CauseCompleted && !due.On.Before(terms.day(due.Until))
	gone := !holds && (early || due.Why == obligation.CauseAmended)
	if !terms.book.Running.Closes().Interim || !asked || gone && t.Reports[Interim].Number == 0 {
		return []string{Final}
	}
	return []string{Interim, Final}
}

// closingConditions are the deliverables, and what the rules of the closure ask of the final report.
func (t Twinning) closingConditions(book call.RuleBook, final string) []Condition {
	var list []Condition
	for _, d := range t.Deliverables {
		x := Condition{Item: NeedsDeliverable, ID: d.ID, Stands: d.Status, Met: d.Status == StatusAccepted}
		list = append(list, t.owedFor(x, oweDeliverable(d.ID), oweDeliverableReview(d.ID, d.Number), oweDeliverableAgain(d.ID, d.Number+1)))
	}
	rule, is := book.Running.Closes(), t.Reports[Final]
	said := func(item string, asked, there bool) {
		if asked {
			x := Condition{Item: item, Met: there && final == StatusAccepted}
			if there {
				x.Stands = final
			}
			list = append(list, t.owedFor(x, oweFinal, oweReportReview(Final, is.Number), oweReportAgain(Final, is.Number+1)))
		}
	}
	said(NeedsLessons, rule.Lessons, is.Lessons != "")
	said(NeedsFollowUp, rule.FollowUp, is.FollowUp != "")
	for _, party := range bothParties() {
		if !rule.CoSigned {
			break
		}
		x := Condition{Item: NeedsSignature, ID: party, Met: t.FinalSigned(party), Owes: law.Signatory}
		if party == PartyProcurer {
			x.Owes = law.ProcurerSignatory
		}
		if t.Closing != nil && t.Closing.Signatures[party].SHA256 != "" {
			x.Stands = "void"
			if x.Met {
				x.Stands = "signed"
			}
		}
		list = append(list, t.owedFor(x, t.openSignature(party)))
	}
	return list
}

func (t Twinning) openSignature(party string) string {
	for _, o := range t.Obligations {
		if o.Ladder == ladderCoSign && o.Open() && strings.HasPrefix(o.ID, oweCoSign(party)) {
			return o.ID
		}
	}
	return oweCoSign(party)
}

// wasTerminated tells whether the twinning came to its end by a termination: something is
// always owed then, and ends with it.
func (t Twinning) wasTerminated() bool {
	return t.Stage == Terminated || slices.ContainsFunc(t.Obligations, func(o obligation.Obligation) bool {
		due, holds := o.Current()
		return !holds && due.Why == obligation.CauseTerminated
	})
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
