package twinning

import (
	"fmt"
	"slices"
	"strconv"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check refuses a log that no month could have.
func (o SubmitLog) Check() error {
	if o.Month < 1 || o.Month > 60 {
		return law.Nonsensef(law.WrongFromOne("month"), "month is %d; a project month from 1 is allowed", o.Month)
	}
	if err := checkActivities(o.Activities, o.Nothing); err != nil {
		return err
	}
	return checkClaims(o.Expenses)
}

// checkActivities wants what was done in a month, or why nothing was.
func checkActivities(activities []Activity, nothing law.Text) error {
	switch {
	case len(activities) == 0 && nothing == "":
		return errMissing("activities", "a log says what was done, or with nothing why nothing was")
	case len(activities) > 0 && nothing != "":
		return law.Nonsensef(law.WrongBeside("nothing", "activities"), "nothing is given beside activities: a month has one or the other")
	case len(activities) > 500:
		return law.Nonsensef(law.WrongMost("activities", 500), "a log has at most 500 activities")
	}
	if err := law.CheckText("nothing", nothing); err != nil {
		return err
	}
	for i, a := range activities {
		at := fmt.Sprintf("activities[%d]", i)
		if a.On.IsZero() {
			return law.Nonsensef(law.WrongDay(at+".date"), "%s.date is missing: write a date as 2019-10-14", at)
		}
		if err := law.CheckRequired(at+".what", a.What); err != nil {
			return err
		}
		if err := law.CheckText(at+".where", a.Where); err != nil {
			return err
		}
		if a.Participants < 0 {
			return law.Nonsensef(law.WrongNegative(at+".participants"), "%s.participants is %d; it may not be negative", at, a.Participants)
		}
		if err := a.check(at); err != nil {
			return err
		}
	}
	return nil
}

func (c Claim) check(at string) error {
	if err := law.CheckCode(at+".id", c.ID); err != nil {
		return err
	}
	if !slices.Contains(CostKinds(), c.Kind) {
		return law.Nonsensef(law.WrongValue(at+".kind", law.Codes(CostKinds())...), "%s.kind %q is not a cost kind; allowed are %s", at, c.Kind, words(CostKinds(), func(k CostKind) string { return string(k) }))
	}
	if c.Amount.Currency() == "" || c.Amount.IsZero() || c.Amount.IsNegative() {
		return law.Nonsensef(law.WrongAbove(at+".amount"), "%s.amount must be above zero, as in EUR 123.45", at)
	}
	if c.On.IsZero() {
		return law.Nonsensef(law.WrongDay(at+".date"), "%s.date is missing: write a date as 2019-10-14", at)
	}
	if c.Payee != "" {
		if err := law.CheckCode(at+".payee", c.Payee); err != nil {
			return err
		}
	}
	if err := law.CheckRequired(at+".what", c.What); err != nil {
		return err
	}
	if err := c.Line.check(at, c.Amount); err != nil {
		return err
	}
	return checkDocuments(attached(c.Evidence))
}

// Decide takes the log of a month that has begun, with its claims, until it is
// accepted. A later log of the month replaces an earlier one.
func (o SubmitLog) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("submitting-a-log", Active, Reporting); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	if err := t.logged(o.Month); err != nil {
		return nil, err
	}
	if t.Logs[o.Month].Status == StatusAccepted {
		return nil, law.Refuse("logs", "accepted", law.Count("month", o.Month))
	}
	month, today := t.Contract.LogSpan(o.Month), terms.day(r.ReceivedAt)
	if today.Before(month.From) {
		return nil, law.Refuse("logs", "not-begun", law.Count("month", o.Month), law.On("from", month.From))
	}
	if err := t.activities(o.Activities, o.Month, terms.book, today); err != nil {
		return nil, err
	}
	claimed := o.Expenses // in their own currencies
	var conversions []Conversion
	if o.Expenses, conversions, err = t.taken(claimed, o.Month, c, terms, r.ReceivedAt); err != nil {
		return nil, err
	}
	if err := t.takeLog(LogSubmitted{Month: o.Month}, law.Recorded{}).withinPersonnel(claimed); err != nil {
		return nil, err
	}
	if err := t.claims(o, terms.book, today); err != nil {
		return nil, err
	}
	if err := t.addedFor(o.Month, o.Expenses...); err != nil {
		return nil, err
	}
	e := LogSubmitted{Month: o.Month, Number: t.Logs[o.Month].Number + 1, Activities: o.Activities, Nothing: o.Nothing, Expenses: o.Expenses, Conversions: conversions}
	if owed, ok := obligation.Find(t.Obligations, oweLog(o.Month)); ok && e.Number == 1 {
		if due, holds := owed.Current(); holds {
			e.Late = terms.late(r.ReceivedAt, due.On)
		}
	}
	e.Owed = []obligation.Owed{{ID: oweLogReview(o.Month, e.Number), Ladder: ladderReview, Who: c.People(law.Officer), Due: terms.due(today, terms.book.Running.ReviewWithin)}}
	return []Event{e}, nil
}

// logged refuses the number of a log that the contract does not have.
func (t Twinning) logged(month int) error {
	if month > t.Contract.Months {
		return law.Refuse("logs", "no-such-month", law.Ref("tender", t.Reference), law.Count("months", t.Contract.Months), law.Count("month", month))
	}
	if !t.Contract.HasLog(month) {
		ends := make([]string, 0, len(t.Contract.Logs()))
		for _, n := range t.Contract.Logs() {
			ends = append(ends, strconv.Itoa(n))
		}
		return law.Refuse("logs", "no-period-ends", law.Count("month", month), law.Words("months", "month", ends))
	}
	return nil
}

// claims refuses expenses that the contract cannot carry: never above a cost
// kind's amount, however many claims there are.
func (t Twinning) claims(o SubmitLog, book call.RuleBook, today calendar.Date) error {
	if len(o.Expenses) > 0 && t.Contract.Amount.IsNone() {
		return law.Refuse("money", "nothing-to-claim", law.Ref("tender", t.Reference))
	}
	after := t.takeLog(LogSubmitted{Month: o.Month, Number: t.Logs[o.Month].Number + 1, Expenses: o.Expenses}, law.Recorded{})
	for _, c := range o.Expenses {
		if x, known := t.Expense(c.ID); known && (x.Month != o.Month || x.Apart || len(x.Approvals) > 0 || x.Status != Claimed && x.Status != ExpenseReturns) {
			return law.Refuse("expenses", "known", law.Word("expense", "expense", c.ID), law.Count("month", x.Month))
		}
		// A log that is sent again keeps the claims that came with it before.
		if _, known := t.Expense(c.ID); !known && t.Reports[Final].Status == StatusAccepted {
			return law.Refuse("expenses", "final-report-accepted", law.Ref("tender", t.Reference))
		}
		if c.Kind == Subcontracting && book.Running.FixedSum == call.AfterFinalReport {
			return law.Refuse("expenses", "fixed-sum-later", law.Word("expense", "expense", c.ID), law.Ref("tender", t.Reference))
		}
		if err := t.claimable(c, today); err != nil {
			return err
		}
	}
	if err := after.onlyOnce(book, o.Expenses); err != nil {
		return err
	}
	if err := after.withinShares(book, o.Expenses); err != nil {
		return err
	}
	return after.withinContract()
}

func (t Twinning) claimable(c Claim, today calendar.Date) error {
	if err := t.payable(c, today); err != nil {
		return err
	}
	if err := t.claimableStill(c, today); err != nil {
		return err
	}
	if c.On.Before(t.Contract.M1) || !c.On.Before(t.Contract.End()) {
		return law.Refuse("expenses", "outside", law.Word("expense", "expense", c.ID), law.On("date", c.On), law.On("from", t.Contract.M1), law.On("to", t.Contract.End().AddDays(-1)))
	}
	return nil
}

// payable refuses what no twinning can be paid: another currency, a day that lies ahead.
func (t Twinning) payable(c Claim, today calendar.Date) error {
	switch {
	case c.Amount.Currency() != t.Contract.Amount.Currency():
		return law.Refuse("money", "expense-currency", law.Word("expense", "expense", c.ID), law.Currency("currency", c.Amount.Currency()), law.Currency("contract", t.Contract.Amount.Currency()))
	case c.On.After(today):
		return law.Refuse("expenses", "ahead", law.Word("expense", "expense", c.ID), law.On("date", c.On))
	}
	return nil
}

// Check has little to refuse.
func (o AcceptLog) Check() error {
	if o.Month < 1 {
		return law.Nonsensef(law.WrongFromOne("month"), "month is %d; a project month from 1 is allowed", o.Month)
	}
	return nil
}

// Decide accepts a submitted log.
func (o AcceptLog) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.judgeable(o.Month, c, r); err != nil {
		return nil, err
	}
	hand, err := t.judges(c, r)
	if err != nil {
		return nil, err
	}
	return []Event{LogAccepted{Month: o.Month, Hand: hand}}, nil
}

func (t Twinning) judgeable(month int, c call.Call, r law.Receipt) error {
	if err := t.must("judging-a-log", Active, Suspended, Reporting); err != nil {
		return err
	}
	if err := staff(c, r, law.Officer); err != nil {
		return err
	}
	if s := t.Logs[month].Status; s != StatusSubmitted {
		if s == "" {
			return law.Refuse("logs", "not-submitted", law.Count("month", month))
		}
		return law.Refuse("logs", "judged-already", law.Count("month", month), law.Word("status", "status", s))
	}
	return nil
}

// Check refuses to return a log without a reason.
func (o ReturnLog) Check() error {
	if o.Month < 1 {
		return law.Nonsensef(law.WrongFromOne("month"), "month is %d; a project month from 1 is allowed", o.Month)
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide asks for another log of the month.
func (o ReturnLog) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.judgeable(o.Month, c, r); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	hand, err := t.judges(c, r)
	if err != nil {
		return nil, err
	}
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin)
	return []Event{LogReturned{
		Month: o.Month, Reason: o.Reason, Hand: hand,
		Owed:    []obligation.Owed{{ID: oweLogAgain(o.Month, t.Logs[o.Month].Number+1), Ladder: ladderLog, Who: []string{t.Tender.Contact}, Due: due}},
		Promise: t.letters([]string{t.Tender.Contact}, "log-returned", law.Count("month", o.Month), law.On("due", due), law.Quote("reason", o.Reason)),
	}}, nil
}
