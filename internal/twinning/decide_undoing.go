package twinning

import (
	"math"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check refuses a reason that nobody should have written.
func (o UndoWithdrawal) Check() error { return law.CheckText("reason", o.Reason) }

// Decide makes a withdrawn tender stand again, as it was, until the limit that
// covers it: after that nobody may come back, and so not after the opening
// either. A late admission is for a version, not for this.
func (o UndoWithdrawal) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("undoing-a-withdrawal", Withdrawn); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return nil, err
	}
	if c.Stage == call.Cancelled {
		return nil, law.Refuse("stages", "cancelled-meanwhile", law.Ref("call", c.Reference), law.Ref("tender", t.Reference))
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	noAdmission := []int{math.MaxInt}
	d, ok := c.DeadlineFor(r.ReceivedAt, r.Position, noAdmission, t.Reference, r.Actor)
	if !ok {
		return nil, law.Refuse("deadlines", "no-deadline", law.Ref("call", c.Reference))
	}
	if !d.Rule.InTime(r.ReceivedAt) {
		return nil, law.Refuse("deadlines", "undone-late", law.Ref("tender", t.Reference), law.Because("verdict", Judged(d.Rule, r.ReceivedAt, c.Rules.Zone)))
	}
	return []Event{WithdrawalUndone{
		Reason: o.Reason, Owed: terms.eligibilityOwed(c, d.Rule),
		Promise: t.letters([]string{t.Tender.Contact}, "withdrawal-undone"),
	}}, nil
}

// eligibilityOwed is the decision on eligibility, which officers owe from a deadline on.
func (t terms) eligibilityOwed(c call.Call, d calendar.Deadline) []obligation.Owed {
	return []obligation.Owed{{
		ID: oweEligibility, Ladder: ladderEligibility, Who: c.People(law.Officer),
		Due: t.due(t.day(d.Instant), t.book.Eligibility.DecideWithin),
	}}
}
