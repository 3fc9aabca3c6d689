package twinning

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// The rest of an expense's life: claimed apart from a log, parked and taken up
// again, rejected, withdrawn.

// ClaimExpenses claims expenses apart from the log of a month, as late invoices.
type ClaimExpenses struct {
	Expenses []Claim `json:"expenses"`
}

// WithdrawExpense takes a claim back that nobody has authorised.
type WithdrawExpense struct {
	Expense string   `json:"expense"`
	Reason  law.Text `json:"reason,omitempty"`
}

// RejectExpense refuses a claim for good.
type RejectExpense struct {
	Expense string   `json:"expense"`
	Reason  law.Text `json:"reason"`
}

// ParkExpense puts a claim aside until something else is settled.
type ParkExpense struct {
	Expense string   `json:"expense"`
	Reason  law.Text `json:"reason"`
}

// TakeUpExpense goes on with a parked claim where it stood.
type TakeUpExpense struct {
	Expense string `json:"expense"`
}

// ExpensesClaimed are claims that came apart from a log.
type ExpensesClaimed struct {
	Expenses []Claim `json:"expenses"`

	Conversions []Conversion `json:"conversions,omitempty"`
}

// ExpenseWithdrawn says that a claim was taken back.
type ExpenseWithdrawn struct {
	Expense string   `json:"expense"`
	Reason  law.Text `json:"reason,omitempty"`
}

// ExpenseRejected says that a claim was refused for good.
type ExpenseRejected struct {
	Expense string   `json:"expense"`
	Step    Step     `json:"step"` // at which it was rejected: who rejects has a hand in it
	Reason  law.Text `json:"reason"`
	law.Promise
}

// ExpenseParked says that a claim was put aside.
type ExpenseParked struct {
	Expense string   `json:"expense"`
	Step    Step     `json:"step"` // at which it was parked
	Reason  law.Text `json:"reason"`
	law.Promise
}

// ExpenseTakenUp says that a parked claim goes on where it stood.
type ExpenseTakenUp struct {
	Expense string `json:"expense"`
	Step    Step   `json:"step"` // which it waits for again
}

func (ClaimExpenses) Kind() string   { return "claim-expenses" }
func (WithdrawExpense) Kind() string { return "withdraw-expense" }
func (RejectExpense) Kind() string   { return "reject-expense" }
func (ParkExpense) Kind() string     { return "park-expense" }
func (TakeUpExpense) Kind() string   { return "take-up-expense" }

func (ClaimExpenses) command()   {}
func (WithdrawExpense) command() {}
func (RejectExpense) command()   {}
func (ParkExpense) command()     {}
func (TakeUpExpense) command()   {}

func (ExpensesClaimed) Kind() string  { return "expenses-claimed.v1" }
func (ExpenseWithdrawn) Kind() string { return "expense-withdrawn.v1" }
func (ExpenseRejected) Kind() string  { return "expense-rejected.v1" }
func (ExpenseParked) Kind() string    { return "expense-parked.v1" }
func (ExpenseTakenUp) Kind() string   { return "expense-taken-up.v1" }

func (ExpensesClaimed) event()  {}
func (ExpenseWithdrawn) event() {}
func (ExpenseRejected) event()  {}
func (ExpenseParked) event()    {}
func (ExpenseTakenUp) event()   {}

// A claimEvent is a fact of an expense apart from its approvals.
//
//sumtype:decl
type claimEvent interface {
	Event
	claims()
}

func (ExpensesClaimed) claims()  {}
func (ExpenseWithdrawn) claims() {}
func (ExpenseRejected) claims()  {}
func (ExpenseParked) claims()    {}
func (ExpenseTakenUp) claims()   {}

// evolveClaims is Evolve for what becomes of claims apart from their approvals.
func (t Twinning) evolveClaims(e claimEvent, at law.Recorded) Twinning {
	switch e := e.(type) {
	case ExpensesClaimed:
		t.Expenses = slices.Clone(t.Expenses)
		for _, c := range e.Expenses {
			t.Expenses = append(t.Expenses, Expense{Claim: c, Month: t.Contract.logOf(c.On), Status: Claimed, Claimant: at.Actor, Apart: true, Converted: conversionOf(e.Conversions, c.ID)})
		}
		t.Duties = with(t.Duties, at.Actor, claim)
		if t.Ends() {
			t.Obligations = obligation.Meet(t.Obligations, oweFinalClaim, at.At())
		}
	case ExpensesAwaited:
		t = t.owe(at.At(), "", e.Owed)
		for _, o := range e.Owed {
			t.Awaited = append(slices.Clip(t.Awaited), AwaitedStep{Obligation: o.ID, Step: e.Step, Expenses: e.Expenses})
		}
	case ExpenseWithdrawn:
		t = t.become(e.Expense, ExpenseWithdrew, e.Reason)
	case ExpenseRejected:
		t = t.become(e.Expense, Rejects, e.Reason)
		t.Duties = with(t.Duties, at.Actor, e.Step)
	case ExpenseParked:
		t = t.become(e.Expense, Parked, e.Reason)
		t.Duties = with(t.Duties, at.Actor, e.Step)
	case ExpenseTakenUp:
		x, _ := t.Expense(e.Expense)
		t = t.become(e.Expense, x.before(), "")
		t.Duties = with(t.Duties, at.Actor, e.Step)
	case SampleDrawn:
		t = t.draw(e, at.Actor)
	}
	return t
}

func (t Twinning) become(id string, status ExpenseStatus, why law.Text) Twinning {
	x, known := t.Expense(id)
	if !known {
		return t
	}
	x.Status, x.Why = status, why
	t.Expenses = setExpense(t.Expenses, x)
	return t
}

// before is where a parked expense stood.
func (e Expense) before() ExpenseStatus {
	if e.Approvals[Verify] != "" {
		return ExpenseVerified
	}
	return Claimed
}
