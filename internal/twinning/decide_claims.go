package twinning

import (
	"fmt"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// Check refuses claims that no twinning could have.
func (o ClaimExpenses) Check() error {
	if len(o.Expenses) == 0 {
		return law.Nonsensef(law.WrongMissingAny("expenses"), "expenses is missing: claim at least one")
	}
	return checkClaims(o.Expenses)
}

func checkClaims(claims []Claim) error {
	if len(claims) > 500 {
		return law.Nonsensef(law.WrongMost("expenses", 500), "at most 500 expenses are claimed at once")
	}
	seen := map[string]bool{}
	for i, c := range claims {
		at := fmt.Sprintf("expenses[%d]", i)
		if err := c.check(at); err != nil {
			return err
		}
		if seen[c.ID] {
			return law.Nonsensef(law.WrongTwice(at+".id", c.ID), "%s.id %q is there twice", at, c.ID)
		}
		seen[c.ID] = true
	}
	return nil
}

// Decide takes claims apart from a log, as late invoices, until the final report
// is accepted. No cost kind goes above its amount in the contract.
func (o ClaimExpenses) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	stages := []Stage{Active, Reporting}
	if t.Ends() {
		stages = append(stages, Suspended) // what it cost before its termination is claimed all the same
	}
	if err := t.must("claiming-expenses", stages...); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	if t.Contract.Amount.IsNone() {
		return nil, law.Refuse("money", "nothing-to-claim", law.Ref("tender", t.Reference))
	}
	today := terms.day(r.ReceivedAt)
	e := ExpensesClaimed{}
	if e.Expenses, e.Conversions, err = t.taken(o.Expenses, 0, c, terms, r.ReceivedAt); err != nil {
		return nil, err
	}
	for _, x := range e.Expenses {
		if known, ok := t.Expense(x.ID); ok {
			return nil, law.Refuse("expenses", "known", law.Word("expense", "expense", x.ID), law.Count("month", known.Month))
		}
		if err := t.claimableApart(x, terms.book, today); err != nil {
			return nil, err
		}
		if err := t.addedFor(t.Contract.logOf(x.On), x); err != nil {
			return nil, err
		}
	}
	after := t.evolveClaims(e, law.Recorded{})
	if err := t.withinPersonnel(o.Expenses); err != nil {
		return nil, err
	}
	if err := after.onlyOnce(terms.book, e.Expenses); err != nil {
		return nil, err
	}
	if err := after.withinShares(terms.book, e.Expenses); err != nil {
		return nil, err
	}
	if err := after.withinContract(); err != nil {
		return nil, err
	}
	return []Event{e}, nil
}

// claimableApart: costs are claimed until the final report is accepted. A fixed
// sum that the rule book gives on completion is claimed from then on, once, by
// an invoice of any day up to today.
func (t Twinning) claimableApart(x Claim, book call.RuleBook, today calendar.Date) error {
	completed := t.Reports[Final].Status == StatusAccepted
	if x.Kind != Subcontracting || book.Running.FixedSum != call.AfterFinalReport {
		if completed {
			return law.Refuse("expenses", "final-report-accepted", law.Ref("tender", t.Reference))
		}
		return t.claimable(x, today)
	}
	if !completed {
		return law.Refuse("expenses", "fixed-sum-later", law.Word("expense", "expense", x.ID), law.Ref("tender", t.Reference))
	}
	for _, other := range t.Expenses {
		if other.Kind == Subcontracting && other.Status != Rejects && other.Status != ExpenseWithdrew {
			return law.Refuse("expenses", "fixed-sum-once", law.Word("expense", "expense", other.ID), law.Ref("tender", t.Reference))
		}
	}
	return t.payable(x, today)
}

// withinContract refuses claims above a cost kind's amount.
func (t Twinning) withinContract() error {
	for _, k := range CostKinds() {
		if claimed := t.ClaimedSum(k, ""); t.Contract.Costs.Of(k).LessThan(claimed) {
			return law.Refuse("ceilings", "cost-kind-claimed", law.Word("kind", "cost-kind", k), law.Money("claimed", claimed), law.Money("contract", t.Contract.Costs.Of(k)))
		}
	}
	return nil
}

// Check refuses a text that is too long.
func (o WithdrawExpense) Check() error {
	if err := law.CheckCode("expense", o.Expense); err != nil {
		return err
	}
	return law.CheckText("reason", o.Reason)
}

// Decide takes a claim back until it is authorised.
func (o WithdrawExpense) Decide(t Twinning, _ call.Call, r law.Receipt) ([]Event, error) {
	x, err := t.expense(o.Expense)
	if err != nil {
		return nil, err
	}
	if err := t.must("withdrawing-an-expense", Active, Suspended, Reporting); err != nil {
		return nil, err
	}
	if r.Actor != x.Claimant {
		if err := t.party(r, law.Contact); err != nil {
			return nil, err
		}
	}
	if !x.open() {
		return nil, law.Refuse("expenses", "settled", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
	}
	return []Event{ExpenseWithdrawn(o)}, nil
}

// Check refuses to reject without a reason.
func (o RejectExpense) Check() error {
	if err := law.CheckCode("expense", o.Expense); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide refuses a claim for good, until it is authorised. Who rejects has a
// hand in the expenses of the twinning, as who approves.
func (o RejectExpense) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	x, step, err := t.weighing("rejecting-an-expense", o.Expense, c, r)
	if err != nil {
		return nil, err
	}
	return []Event{ExpenseRejected{
		Expense: x.ID, Step: step, Reason: o.Reason,
		Promise: t.letters([]string{x.Claimant}, "expense-rejected", law.Word("expense", "expense", x.ID), law.Money("amount", x.Amount), law.Quote("reason", o.Reason)),
	}}, nil
}

// Check refuses to park without a reason.
func (o ParkExpense) Check() error {
	if err := law.CheckCode("expense", o.Expense); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide puts a claim aside. It can be taken up again, withdrawn or rejected; a
// twinning is not closed with a parked claim.
func (o ParkExpense) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	x, step, err := t.weighing("parking-an-expense", o.Expense, c, r)
	if err != nil {
		return nil, err
	}
	if x.NextStep() == "" {
		return nil, law.Refuse("expenses", "no-step", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
	}
	return []Event{ExpenseParked{
		Expense: x.ID, Step: step, Reason: o.Reason,
		Promise: t.letters([]string{x.Claimant}, "expense-parked", law.Word("expense", "expense", x.ID), law.Money("amount", x.Amount), law.Quote("reason", o.Reason)),
	}}, nil
}

// Check wants the code of an expense.
func (o TakeUpExpense) Check() error { return law.CheckCode("expense", o.Expense) }

// Decide goes on with a parked claim where it stood.
func (o TakeUpExpense) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	x, step, err := t.weighing("taking-up-an-expense", o.Expense, c, r)
	if err != nil {
		return nil, err
	}
	if x.Status != Parked {
		return nil, law.Refuse("expenses", "not-parked", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
	}
	return []Event{ExpenseTakenUp{Expense: x.ID, Step: step}}, nil
}

// weighing finds an open expense and the step at which it stands: those judge it
// who may do that step, and who does has a hand in it.
func (t Twinning) weighing(act, expense string, c call.Call, r law.Receipt) (Expense, Step, error) {
	x, err := t.expense(expense)
	if err != nil {
		return x, "", err
	}
	if err := t.must(act, Active, Suspended, Reporting); err != nil {
		return x, "", err
	}
	if !x.open() {
		return x, "", law.Refuse("expenses", "settled", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
	}
	step := stepAt(x)
	if err := staff(c, r, hands[step]); err != nil {
		return x, "", err
	}
	if err := t.notClaimant(x, r.Actor); err != nil {
		return x, "", err
	}
	if had, ok := t.Duties[r.Actor]; ok && had != step {
		return x, "", law.Refuse("four-eyes", "same-person", law.Who("person", r.Actor), law.Ref("tender", t.Reference), law.Word("had", "approval", had), law.Word("step", "approval", step))
	}
	return x, step, nil
}
