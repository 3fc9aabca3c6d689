package twinning

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// ExpensesAwaited says that expenses wait for a step together, and until when. There is
// one only where the rule book has a ladder for the step.
type ExpensesAwaited struct {
	Step     Step              `json:"step"`
	Expenses []string          `json:"expenses"`
	Owed     []obligation.Owed `json:"owed"`
}

// An AwaitedStep is what an open obligation of a verifier or an authoriser is about.
type AwaitedStep struct {
	Obligation string   `json:"obligation"`
	Step       Step     `json:"step"`
	Expenses   []string `json:"expenses"`
}

// Due is the last day for the step.
func (e ExpensesAwaited) Due() calendar.Date {
	if len(e.Owed) == 0 {
		return calendar.Date{}
	}
	return e.Owed[0].Due
}

func (ExpensesAwaited) Kind() string { return "expenses-awaited.v1" }
func (ExpensesAwaited) event()       {}
func (ExpensesAwaited) claims()      {}

// awaitedSteps are the steps that are obligations of their own, with their ladders.
// A payment has its obligation expense by expense.
func awaitedSteps() []struct {
	step   Step
	ladder string
} {
	return []struct {
		step   Step
		ladder string
	}{{Verify, ladderVerification}, {Authorise, ladderAuthorisation}}
}

// waitsFor tells whether an expense waits for a step, put aside or not.
func (e Expense) waitsFor(step Step) bool {
	return e.NextStep() == step || e.Status == Parked && stepAt(e) == step
}

// awaits adds to what was decided that expenses wait for a verification or an
// authorisation since: those that came together, together. What was verified is
// awaited by the authoriser once nothing that came with it waits for the verifier.
func (t Twinning) awaits(events []Event, c call.Call, r law.Receipt) []Event {
	if !slices.ContainsFunc(events, movesExpense) {
		return events
	}
	terms, err := t.terms(c)
	if err != nil {
		return events
	}
	after := t
	for _, e := range events {
		after = after.Evolve(e, law.Recorded{ReceivedAt: r.ReceivedAt, Actor: r.Actor})
	}
	if !slices.Contains([]Stage{Active, Suspended, Reporting, Closed}, after.Stage) {
		return events
	}
	for _, s := range awaitedSteps() {
		if _, rule := terms.book.Reminders.Ladders[s.ladder]; !rule {
			continue
		}
		var waiting []string
		for _, x := range after.Expenses {
			if x.waitsFor(s.step) && !after.awaited(x.ID) {
				waiting = append(waiting, x.ID)
			}
		}
		if len(waiting) == 0 {
			continue
		}
		events = append(events, ExpensesAwaited{Step: s.step, Expenses: waiting, Owed: []obligation.Owed{{
			ID: t.anew(s.ladder), Ladder: s.ladder, Who: c.People(hands[s.step]), Due: terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin),
		}}})
	}
	return events
}

// movers are the kinds of events after which an expense may wait for another step.
var movers = []string{
	LogSubmitted{}.Kind(), ExpensesClaimed{}.Kind(), ExpenseCorrected{}.Kind(), ExpenseApproved{}.Kind(), ExpenseReturned{}.Kind(), ExpenseRejected{}.Kind(),
	ExpenseWithdrawn{}.Kind(), SampleDrawn{}.Kind(),
}

func movesExpense(e Event) bool { return slices.Contains(movers, e.Kind()) }

// awaited tells whether an expense stands in an obligation that is open.
func (t Twinning) awaited(expense string) bool {
	_, is := t.AwaitedWith(expense)
	return is
}

// AwaitedWith is the open obligation in which an expense stands with others.
func (t Twinning) AwaitedWith(expense string) (obligation.Obligation, bool) {
	for _, a := range t.Awaited {
		if slices.Contains(a.Expenses, expense) {
			return obligation.Find(t.Obligations, a.Obligation)
		}
	}
	return obligation.Obligation{}, false
}

// meetAwaited meets the obligations of which no expense waits for the step any more.
func (t Twinning) meetAwaited(at law.Recorded) Twinning {
	if len(t.Awaited) == 0 {
		return t
	}
	var still []AwaitedStep
	for _, a := range t.Awaited {
		waits := slices.ContainsFunc(t.Expenses, func(x Expense) bool { return slices.Contains(a.Expenses, x.ID) && x.waitsFor(a.Step) })
		o, _ := obligation.Find(t.Obligations, a.Obligation)
		switch {
		case !o.Open(): // it ended with the twinning
		case waits:
			still = append(still, a)
		default:
			t.Obligations = obligation.Meet(t.Obligations, a.Obligation, at.At())
		}
	}
	t.Awaited = still
	return t
}
