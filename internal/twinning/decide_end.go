package twinning

import (
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
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
	return []Event{TwinningSuspended{Reason: o.Reason, Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "suspended", law.Quote("reason", o.Reason))}}, nil
}

// Check has nothing to refuse.
func (ResumeTwinning) Check() error { return nil }

// Decide goes on. What was owed when the twinning was suspended is owed again;
// due dates that lay ahead then move by the days of the pause, and from there to
// a working day, but for those of logs where the rule book has them fixed.
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
	var unlogged []int
	for _, o := range t.Obligations {
		due, holds := o.Current()
		if n := t.inside(o, terms, today); n > 0 && terms.book.Running.SuspendedMonths == call.NoLog {
			unlogged = append(unlogged, n)
			continue
		}
		if holds || !o.Met.IsZero() || t.notAfter(o) || t.gone(o) || t.hasMet(o) || !partiesOwe(o) || due.Until.Before(t.SuspendedAt) || due.Why != obligation.CauseSuspended {
			continue
		}
		on := due.On
		if fixed := o.Ladder == ladderLog && terms.book.Running.FixedDates; !fixed && !terms.late(due.Until, on) {
			on = terms.open(on.AddDays(terms.day(due.Until).DaysUntil(today)))
		}
		owed = append(owed, obligation.Owed{ID: o.ID, Ladder: o.Ladder, Who: o.Who, Due: on})
	}
	return []Event{TwinningResumed{
		Days: days, Owed: owed, Unlogged: unlogged,
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "resumed", law.Count("days", days)),
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
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	if rule := terms.book.Running.Termination; rule != nil {
		return o.inSteps(t, rule, terms, c, r)
	}
	if !o.Effective.IsZero() {
		return nil, law.Refuse("termination", "at-once", law.Ref("tender", t.Reference))
	}
	return t.terminate(o.Reason, terms, c, r), nil
}

// terminate ends a twinning, with the instalments that follow from its end.
func (t Twinning) terminate(reason law.Text, terms terms, c call.Call, r law.Receipt) []Event {
	ended := t.terminated(reason, c)
	return append([]Event{ended}, t.Evolve(ended, law.Recorded{ReceivedAt: r.ReceivedAt}).ending(terms, c, r.ReceivedAt, false)...)
}

// terminated ends a twinning with what is authorised or paid by then.
func (t Twinning) terminated(reason law.Text, c call.Call) TwinningTerminated {
	spent := money.Zero(t.Contract.Amount.Currency())
	for _, x := range t.Expenses {
		if (x.Status == Authorised || x.Status == Paid) && !x.lapses() {
			spent = spent.Add(x.Net())
		}
	}
	return TwinningTerminated{
		Reason: reason, Spent: spent, Freed: t.Contract.Amount.Sub(spent).Add(t.unused(c)),
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "terminated", law.Quote("reason", reason)),
	}
}

// Check refuses a text that is too long.
func (o CloseTwinning) Check() error { return law.CheckText("despite", o.Despite) }

// Decide closes a twinning: every month logged and accepted, no claim on its
// way, the final report accepted with the evidence of its type. Once the time
// for it is over the head may close it all the same, for a reason, so that no
// twinning stays open for ever; claims on their way are rejected or withdrawn first.
func (o CloseTwinning) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("closing", Reporting); err != nil {
		return nil, err
	}
	if t.Ends() {
		return nil, law.Refuse("termination", "decided", law.Ref("tender", t.Reference), law.On("effective", t.Ending.Effective))
	}
	roles := []law.Role{law.Officer, law.Head}
	if o.Despite != "" {
		roles = []law.Role{law.Head}
	}
	if err := staff(c, r, roles...); err != nil {
		return nil, err
	}
	if err := t.decided(); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	missing := t.missing(terms)
	switch {
	case len(missing) == 0 && o.Despite != "":
		return nil, law.Refuse("closure", "nothing-missing", law.Ref("tender", t.Reference))
	case len(missing) > 0 && o.Despite == "":
		return nil, t.lacks(missing[0])
	}
	if o.Despite != "" {
		if until := t.lastDay(terms); !terms.late(r.ReceivedAt, until) {
			return nil, law.Refuse("closure", "too-early", law.Ref("tender", t.Reference), law.On("until", until))
		}
	}
	spent := t.Spent("")
	closed := TwinningClosed{
		Spent: spent, Freed: t.Contract.Amount.Sub(spent).Add(t.unused(c)), Despite: o.Despite,
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "closed", law.Money("spent", spent)),
	}
	if o.Despite != "" {
		closed.Missing = missing
	}
	if terms.book.ByInstalments() {
		return append([]Event{closed}, t.Evolve(closed, law.Recorded{ReceivedAt: r.ReceivedAt}).ending(terms, c, r.ReceivedAt, true)...), nil
	}
	for _, x := range t.Expenses {
		if x.Status == Authorised && x.Kind == Subcontracting {
			closed.Owed = append(closed.Owed, t.payments(terms, c, r, x)...)
		}
	}
	events := []Event{closed}
	if len(t.Unpaid()) == 0 {
		events = append(events, t.orderRest(terms, r.ReceivedAt)...)
		events = append(events, t.retain(terms, r.ReceivedAt, t.PaidSum("")))
	}
	return events, nil
}

// inside is the month of a log that rests and that lies wholly inside a suspension which
// ends today, 0 for none.
func (t Twinning) inside(o obligation.Obligation, terms terms, today calendar.Date) int {
	due, holds := o.Current()
	if o.Ladder != ladderLog || holds || due.Why != obligation.CauseSuspended || !o.Met.IsZero() {
		return 0
	}
	for _, n := range t.Contract.Logs() {
		if month := t.Contract.LogSpan(n); o.ID == oweLog(n) && month.From.After(terms.day(t.SuspendedAt)) && !today.Before(month.Until) {
			return n
		}
	}
	return 0
}

// missing is what a closure lacks, by the ids of what is owed: interim-report, final-report, log-03.
func (t Twinning) missing(terms terms) []string {
	var ids []string
	for _, report := range t.closingReports(terms) {
		if t.Reports[report].Status != StatusAccepted {
			ids = append(ids, report+"-report")
		}
	}
	for _, n := range t.Contract.Logs() {
		if t.Logs[n].Status != StatusAccepted && !slices.Contains(t.Unlogged, n) {
			ids = append(ids, oweLog(n))
		}
	}
	for _, d := range t.Deliverables {
		if d.Status != StatusAccepted {
			ids = append(ids, oweDeliverable(d.ID))
		}
	}
	for _, party := range bothParties() {
		if terms.book.Running.Closes().CoSigned && !t.FinalSigned(party) {
			ids = append(ids, oweCoSign(party))
		}
	}
	return ids
}

// lacks refuses a closure for want of a report or log.
func (t Twinning) lacks(id string) error {
	switch {
	case id == oweFinal:
		return law.Refuse("closure", "final-report", law.Ref("tender", t.Reference))
	case id == oweInterim:
		return law.Refuse("closure", "interim-report", law.Ref("tender", t.Reference))
	case strings.HasPrefix(id, deliverablePrefix):
		return law.Refuse("closure", "deliverables", law.Words("missing", "deliverable", []string{strings.TrimPrefix(id, deliverablePrefix)}))
	case strings.HasPrefix(id, oweCoSign("")):
		return law.Refuse("closure", "co-signature", law.Word("party", "party", strings.TrimPrefix(id, oweCoSign(""))))
	}
	target, err := ParseTarget(id)
	if err != nil {
		return err
	}
	return law.Refuse("closure", "logs", law.Count("month", target.Month))
}

// lastDay is the last day on which the parties may still bring what a closure
// lacks: that of the final report, and of whatever they owe later than that.
func (t Twinning) lastDay(terms terms) calendar.Date {
	last := t.Contract.End().AddDays(-1)
	for _, o := range t.Obligations {
		if due, _ := o.Current(); o.Open() && partiesOwe(o) && last.Before(due.On) {
			last = due.On
		}
	}
	if final := terms.due(t.Contract.End().AddDays(-1), terms.book.Running.CloseWithin); last.Before(final) {
		return final
	}
	return last
}

// retain starts the years of retention, from the payment of the balance: fewer
// where the funding is small.
func (t Twinning) retain(terms terms, at time.Time, funding money.Amount) RetentionBegan {
	years := terms.book.Retention.Years
	if small := terms.book.Retention.SmallUpTo; !small.IsNone() && !small.LessThan(funding) {
		years = terms.book.Retention.SmallYears
	}
	until := terms.day(at).AddMonths(12 * years)
	e := RetentionBegan{At: at, Years: years, Until: until}
	if t.Hold == nil {
		e.Owed = t.keptUntil(terms, until)
	}
	return e
}
