package query

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// tender adds what waits in a tender. Who knows of it sees that it waits, and no more of it.
func (w *waits) tender(is state.Folded, c call.Call, t twinning.Twinning) {
	if t.Reference == "" {
		return
	}
	w.owed(is, c, func(o ObligationRow, row *WaitRow) bool { return w.settles(c, t, o, row) })
	w.asked(is.Stream, t)
	if !t.Stepwise() {
		return // nothing waits for a step of somebody: who sees what need not be decided
	}
	if sight := access.Of(w.v, c, t); sight.Party() || !sight.Sees(access.Listed) {
		w.returned(is.Stream, t)
		return
	}
	w.complaints(is.Stream, c, t)
	if t.Proposal != nil && slices.Contains(signers(c, t.ProposedBy), w.v.Person) {
		w.waits(is.Stream, toSignEligibility, w.dueOf(t, "eligibility", Zone(c)))
	}
	if w.has(c, law.Head) && (t.Stage == twinning.Reserve || t.Stage == twinning.Rejected) && len(t.InDoubt()) > 0 {
		w.waits(is.Stream, toOrderReevaluation, WaitRow{})
	}
	if _, signed := t.Signatures[twinning.PartyProcurer]; t.Stage == twinning.Awarded && !signed && w.has(c, law.ProcurerSignatory) {
		row := w.dueOf(t, "contract", Zone(c))
		row.From = w.heldUntil(c)
		w.waits(is.Stream, toSignContract, row)
	}
	w.expenses(is.Stream, c, t)
}

// settles says by which command an obligation of a tender is settled.
func (w *waits) settles(c call.Call, t twinning.Twinning, o ObligationRow, row *WaitRow) bool {
	about := func(kind, name, value string) bool {
		row.Command, row.About = kind, map[string]string{name: value}
		return true
	}
	switch {
	case strings.HasPrefix(o.ID, "log-review-"):
		month := monthOf(o.ID, "log-review-")
		row.What += " M" + month
		return about(twinning.AcceptLog{}.Kind(), "month", month)
	case strings.HasPrefix(o.ID, "log-"):
		about(twinning.SubmitLog{}.Kind(), "month", monthOf(o.ID, "log-"))
		row.What += " M" + row.About["month"]
		if n, _ := strconv.Atoi(row.About["month"]); t.Contract != nil {
			row.From = t.Contract.LogSpan(n).From.String()
		}
	case strings.HasPrefix(o.ID, "interim-report-review"), strings.HasPrefix(o.ID, "final-report-review"):
		report, _, _ := strings.Cut(o.ID, "-")
		return about(twinning.AcceptReport{}.Kind(), "report", report)
	case strings.HasPrefix(o.ID, "interim-report"), strings.HasPrefix(o.ID, "final-report"):
		report, _, _ := strings.Cut(o.ID, "-")
		if t.Contract != nil {
			row.From = t.Contract.Month(max(c.Rules.Running.InterimMonth, 1)).From.String()
			if report == twinning.Final {
				row.From = t.Contract.Month(t.Contract.Months).LastDay().AddDays(1).String()
			}
		}
		return about(twinning.SubmitReport{}.Kind(), "report", report)
	case strings.HasPrefix(o.ID, "payment-"), strings.HasPrefix(o.ID, "complaint-review"), strings.HasPrefix(o.ID, "verification"), strings.HasPrefix(o.ID, "authorisation"),
		strings.HasPrefix(o.ID, "signature-"):
		return false // they wait for a step of somebody, below
	case o.ID == "start", o.ID == "retention":
		return false // nobody has to do anything
	case strings.HasPrefix(o.ID, "deliverable-"):
		deliverable, judged := o.Deliverable()
		if judged {
			return about(twinning.AcceptDeliverable{}.Kind(), "deliverable", deliverable)
		}
		return about(twinning.SubmitDeliverable{}.Kind(), "deliverable", deliverable)
	case strings.HasPrefix(o.ID, "unreached-"):
		return about(twinning.SettleUnreached{}.Kind(), "number", strings.TrimPrefix(o.ID, "unreached-"))
	case strings.HasPrefix(o.ID, "meeting-"):
		return about(twinning.PlanTwinningMeeting{}.Kind(), "kind", strings.TrimPrefix(o.ID, "meeting-"))
	case strings.HasPrefix(o.ID, "instalment-"):
		return about(twinning.PayInstalment{}.Kind(), "instalment", strings.TrimPrefix(o.ID, "instalment-"))
	case strings.HasPrefix(o.ID, "account-"):
		return about(twinning.ConfirmAccount{}.Kind(), "number", strings.TrimPrefix(o.ID, "account-"))
	case strings.HasPrefix(o.ID, "recovery-"):
		number, what, _ := strings.Cut(strings.TrimPrefix(o.ID, "recovery-"), "-")
		if kind := recoverySteps[what]; kind != "" {
			return about(kind, "number", number)
		}
	case strings.HasPrefix(o.ID, "observations"):
		row.Command = twinning.ObserveTermination{}.Kind()
	case strings.HasPrefix(o.ID, "termination"):
		row.Command = twinning.TerminateTwinning{}.Kind()
	case strings.HasPrefix(o.ID, "settlement"):
		row.Command = twinning.SettleTermination{}.Kind()
	case strings.HasPrefix(o.ID, "final-claim"):
		row.Command = twinning.ClaimExpenses{}.Kind()
	case strings.HasPrefix(o.ID, "report-signature-"):
		row.Command = twinning.SignReport{}.Kind()
	case strings.HasPrefix(o.ID, "amendment-"):
		row.Command = twinning.SignAmendment{}.Kind()
	case strings.HasPrefix(o.ID, "evaluation-"):
		row.Command = twinning.RecordEvaluation{}.Kind()
	case strings.HasPrefix(o.ID, "consensus"):
		row.Command = twinning.AgreeConsensus{}.Kind()
		if t.Consensus == nil {
			row.Command = twinning.ProposeConsensus{}.Kind()
		}
		return t.Consensus == nil || !slices.Contains(t.Consensus.Agreed, w.v.Person)
	case strings.HasPrefix(o.ID, "eligibility"):
		row.Command = twinning.DecideEligibility{}.Kind()
		if !access.Opened(c) { // tenders are sealed until their opening
			row.From = calendar.DateOf(c.Limit(), Zone(c)).String()
			if at, itself := c.OpeningMoment(); itself {
				row.From = calendar.DateOf(at, Zone(c)).String()
			}
		}
		return t.Proposal == nil && t.Stage != twinning.Clarification
	case strings.HasPrefix(o.ID, "clarification"):
		row.Command = twinning.ClarifyTender{}.Kind()
	case strings.HasPrefix(o.ID, "contract"):
		_, signed := t.Signatures[twinning.PartyContractor]
		row.Command, row.From = twinning.SignContract{}.Kind(), w.heldUntil(c)
		return !signed
	case strings.HasPrefix(o.ID, "complaint-window"):
		row.Command = twinning.LodgeComplaint{}.Kind()
		return len(t.Complaints) == 0 || t.Complaints[len(t.Complaints)-1].Status != call.ComplaintLodged
	case strings.HasPrefix(o.ID, "arbitration"), strings.HasPrefix(o.ID, "reevaluation"):
		row.To = law.CallStream(c.Reference)
		return about(call.AssignEvaluators{}.Kind(), "tender", t.Reference) && len(t.Assigned) <= len(t.Reviews)
	case strings.HasPrefix(o.ID, "closure"):
		row.Command = twinning.CloseTwinning{}.Kind()
	case strings.HasPrefix(o.ID, "suspension"):
		row.Command = twinning.SuspendTwinning{}.Kind()
		if t.Stage == twinning.Reporting {
			row.Command = twinning.RefuseSuspension{}.Kind()
		}
	}
	return true
}

// recoverySteps are the commands that settle what is owed about money that is asked back. What the parties pay is no command of theirs.
var recoverySteps = map[string]string{"observations": twinning.ObserveRecovery{}.Kind(), "decision": twinning.DecideRecovery{}.Kind()}

// monthOf is the month in the id of an obligation: log-review-03-version-2.
func monthOf(id, prefix string) string {
	month, _, _ := strings.Cut(strings.TrimPrefix(id, prefix), "-")
	n, _ := strconv.Atoi(month)
	return strconv.Itoa(n)
}

// heldUntil is the first day on which contracts may be signed, "" where that is past.
func (w *waits) heldUntil(c call.Call) string {
	until, all := c.HeldUntil()
	if until.IsZero() || all && !w.now.Before(until.End(Zone(c))) {
		return ""
	}
	return until.AddDays(1).String()
}

// dueOf is the day of an open obligation of a ladder, whoever owes it.
func (w *waits) dueOf(t twinning.Twinning, ladder string, zone *time.Location) WaitRow {
	for _, o := range t.Obligations {
		if o.Ladder == ladder && o.Open() {
			return w.dueAs(o, zone)
		}
	}
	return WaitRow{}
}

func (w *waits) dueAs(o obligation.Obligation, zone *time.Location) WaitRow {
	day, _ := o.Current()
	row := w.due(day.On, zone)
	row.Standing = string(o.Stands(obligation.Calendar{Zone: zone}, w.now))
	return row
}

// asked adds that somebody is asked to speak for the tender.
func (w *waits) asked(stream string, t twinning.Twinning) {
	for _, role := range []law.Role{law.Contact, law.Signatory} {
		if t.PartyChanges[role] == w.v.Person && t.Asks() {
			w.waits(stream, toAcceptChange, WaitRow{About: map[string]string{"role": string(role)}})
		}
	}
}

// returned adds the claims that were sent back to the contact.
func (w *waits) returned(stream string, t twinning.Twinning) {
	if t.Tender.Contact != w.v.Person {
		return
	}
	for _, e := range t.Expenses {
		if e.Status == twinning.ExpenseReturns {
			w.waits(stream, toCorrectExpense, WaitRow{About: map[string]string{"claim-id": e.ID}})
		}
	}
}

// complaints adds the one that waits for an answer, for those who had no hand in what it is about:
// a head of programme or, where each of them had, an officer.
func (w *waits) complaints(stream string, c call.Call, t twinning.Twinning) {
	i := slices.IndexFunc(t.Complaints, func(x twinning.Complaint) bool { return x.Status == call.ComplaintLodged })
	if i < 0 {
		return
	}
	had := func(person string) bool {
		decided := person == t.DecidedBy || t.Override != nil && (person == t.Override.By || person == t.Override.SignedBy)
		return person == c.PreparedBy || t.Complaints[i].Against == twinning.Ineligible && decided
	}
	headless := !slices.ContainsFunc(c.People(law.Head), func(p string) bool { return !had(p) })
	if had(w.v.Person) || !w.has(c, law.Head) && !(headless && w.has(c, law.Officer)) {
		return
	}
	w.waits(stream, toReviewComplaint, w.dueOf(t, "complaint-review", Zone(c)))
}

// expenses adds those whose next approval is the viewer's to give.
func (w *waits) expenses(stream string, c call.Call, t twinning.Twinning) {
	if !slices.Contains([]twinning.Stage{twinning.Active, twinning.Suspended, twinning.Reporting, twinning.Closed, twinning.Terminated}, t.Stage) {
		return
	}
	book, _ := c.Book(t.RulesSHA())
	for _, e := range t.Expenses {
		step := e.NextStep()
		role, is := twinning.Approves(e, book), step != ""
		if had, did := t.Duties[w.v.Person]; !is || !w.has(c, role) || e.Claimant == w.v.Person || did && had != step {
			continue
		}
		if step != twinning.Pay && t.Stage == twinning.Terminated || step == twinning.Pay && e.Kind == twinning.Subcontracting && t.Stage != twinning.Closed {
			continue
		}
		row := WaitRow{}
		if o, owed := obligation.Find(t.Obligations, "payment-"+e.ID); owed && o.Open() {
			row = w.dueAs(o, Zone(c))
		} else if o, owed := t.AwaitedWith(e.ID); owed && o.Open() {
			row = w.dueAs(o, Zone(c))
		}
		row.Command, row.About = twinning.ApproveExpense{}.Kind(), map[string]string{"expense": e.ID, "step": string(step)}
		code, id, amount := toVerify, law.Word("expense", "expense", e.ID), law.Money("amount", e.Accepted())
		what := law.Why("wait-verify-expense", id, amount)
		switch step {
		case twinning.Authorise:
			code, what = toAuthorise, law.Why("wait-authorise-expense", id, amount)
		case twinning.Pay:
			code, what = toPay, law.Why("wait-pay-expense", id, amount)
		}
		row.What = w.tell.Reason(what)
		w.waits(stream, code, row)
	}
}
