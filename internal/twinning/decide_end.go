package twinning

import (
	"fmt"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// Check refuses to suspend without a reason.
func (o SuspendTwinning) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide pauses what the parties owe. The months go on.
func (o SuspendTwinning) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("suspending", Active); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	return []Event{TwinningSuspended{Reason: o.Reason, Promise: typed(t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "suspended"), law.Quote("reason", o.Reason))}}, nil
}

// Check has nothing to refuse.
func (ResumeTwinning) Check() error { return nil }

// Decide goes on. What was owed when the twinning was suspended is owed again;
// due dates that lay ahead then move by the days of the pause.
func (ResumeTwinning) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("resuming", Suspended); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	today := terms.day(r.ReceivedAt)
	days := terms.day(t.SuspendedAt).DaysUntil(today)
	var owed []obligation.Owed
	for _, o := range t.Obligations {
		due, holds := o.Current()
		if holds || !o.Met.IsZero() || !partiesOwe(o) || due.Until.Before(t.SuspendedAt) || due.Why != whySuspended {
			continue
		}
		on := due.On
		if !terms.late(due.Until, on) {
			on = on.AddDays(terms.day(due.Until).DaysUntil(today))
		}
		owed = append(owed, obligation.Owed{ID: o.ID, Ladder: o.Ladder, Who: o.Who, Due: on})
	}
	return []Event{TwinningResumed{
		Days: days, Owed: owed,
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "resumed", "days", fmt.Sprint(days)),
	}}, nil
}

// Check refuses to terminate without a reason.
func (o TerminateTwinning) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide ends a twinning before its time. What is not authorised by then is
// freed, and so is the fixed sum of subcontracting, which is due on completion
// alone; what else is authorised is still paid.
func (o TerminateTwinning) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("terminating", Contracted, Active, Suspended, Reporting); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	spent := money.Zero(t.Contract.Amount.Currency())
	for _, x := range t.Expenses {
		if (x.Status == Authorised || x.Status == Paid) && !x.lapses() {
			spent = spent.Add(x.Amount)
		}
	}
	return []Event{TwinningTerminated{
		Reason: o.Reason, Spent: spent, Freed: t.Contract.Amount.Sub(spent),
		Promise: typed(t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "terminated"), law.Quote("reason", o.Reason)),
	}}, nil
}

// Check has nothing to refuse.
func (CloseTwinning) Check() error { return nil }

// Decide closes a twinning: every month logged and accepted, no claim on its
// way, the final report accepted with the evidence of its type.
func (CloseTwinning) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("closing", Reporting); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	if t.Reports[Final].Status != StatusAccepted {
		return nil, law.Refuse("closure", "final-report", law.Ref("tender", t.Reference))
	}
	for n := 1; n <= t.Contract.Months; n++ {
		if t.Logs[n].Status != StatusAccepted {
			return nil, law.Refuse("closure", "logs", law.Count("month", n))
		}
	}
	for _, x := range t.Expenses {
		if x.Status == Claimed || x.Status == ExpenseVerified || x.Status == ExpenseReturns {
			return nil, law.Refuse("closure", "expenses", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
		}
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	spent := t.Spent("")
	closed := TwinningClosed{
		Spent: spent, Freed: t.Contract.Amount.Sub(spent),
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "closed", "spent", spent.Human()),
	}
	for _, x := range t.Expenses {
		if x.Status == Authorised && x.Kind == Subcontracting {
			closed.Owed = append(closed.Owed, t.payments(terms, c, r, x)...)
		}
	}
	events := []Event{closed}
	if len(t.Unpaid()) == 0 {
		events = append(events, t.retain(terms, r.ReceivedAt, t.PaidSum("")))
	}
	return events, nil
}

// retain starts the years of retention, from the payment of the balance: fewer
// where the funding is small.
func (t Twinning) retain(terms terms, at time.Time, funding money.Amount) RetentionBegan {
	years := terms.book.Retention.Years
	if small := terms.book.Retention.SmallUpTo; !small.IsNone() && !small.LessThan(funding) {
		years = terms.book.Retention.SmallYears
	}
	return RetentionBegan{At: at, Years: years, Until: terms.day(at).AddMonths(12 * years)}
}
