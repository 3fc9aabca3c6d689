package query

import (
	"context"
	"maps"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// An ExpenseBatch is what a step would do now to every expense of a call that waits for it from the viewer. Nothing is recorded:
// each expense is approved by a command of its own, with a receipt of its own.
type ExpenseBatch struct {
	Call   string         `json:"call"`
	Step   twinning.Step  `json:"step"`
	Rows   []BatchRow     `json:"rows"`
	Count  int            `json:"count"`  // of those that would be approved
	Totals []money.Amount `json:"totals"` // of the same, by currency
	Others int            `json:"others"` // that would be refused
}

// A BatchRow is one expense of a batch.
type BatchRow struct {
	Tender  string       `json:"tender"`
	Expense string       `json:"expense"`
	Amount  money.Amount `json:"amount"`           // what is approved
	Why     string       `json:"why,omitempty"`    // the law would refuse it now
	Checks  []string     `json:"checks,omitempty"` // questions that its verification confirms
}

// stepRoles are whose a step may be.
var stepRoles = map[twinning.Step][]law.Role{twinning.Verify: {law.Verifier}, twinning.Authorise: {law.Authoriser, law.Head}, twinning.Pay: {law.Payer}}

// mayStep refuses whoever has no role in a call for a step: nothing would wait for them, and that would look as if all were done.
func (q *Queries) mayStep(ctx context.Context, v access.Viewer, reference string, step twinning.Step) error {
	if v.Person == "" {
		return nil // the queue says so
	}
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return err
	}
	roles := stepRoles[step]
	if !access.Holds(v, c.As(now), roles...) {
		return withheld(law.Why("step-of-role", law.Ref("call", c.Reference), law.Word("step", "approval", step), law.Words("roles", "role", roles)))
	}
	return nil
}

// Sends is the command that approves it; checked are the questions that are confirmed.
func (b BatchRow) Sends(step twinning.Step, checked []string) twinning.ApproveExpense {
	return twinning.ApproveExpense{Expense: b.Expense, Step: step, Checked: checked}
}

// ExpenseBatch is the preview of a step for all expenses of a call that wait for it from the viewer. checked are the questions
// of the checklist that the viewer would confirm for each.
func (q *Queries) ExpenseBatch(ctx context.Context, v access.Viewer, reference string, step twinning.Step, checked []string) (ExpenseBatch, error) {
	is := ExpenseBatch{Call: reference, Step: step, Rows: []BatchRow{}, Totals: []money.Amount{}}
	if !slices.Contains([]twinning.Step{twinning.Verify, twinning.Authorise, twinning.Pay}, step) {
		return is, invalid(law.Why("not-a-step", narrate.Verbatim("step", Cut(string(step)))))
	}
	if err := q.mayStep(ctx, v, reference, step); err != nil {
		return is, err
	}
	waiting, err := q.ExpenseQueue(ctx, v, reference)
	if err != nil {
		return is, err
	}
	tell, totals := narrate.For(ctx), map[string]money.Amount{}
	for _, e := range waiting {
		if e.Step != step || e.Status == twinning.Parked {
			continue
		}
		row := BatchRow{Tender: e.Tender, Expense: e.Expense, Amount: e.Accepted}
		for _, k := range e.Checks {
			row.Checks = append(row.Checks, k.ID)
		}
		dry, err := q.Dry(ctx, v, law.TwinningStream(e.Tender), "", row.Sends(step, checked))
		switch {
		case err != nil:
			return is, err
		case dry.Refusal != nil:
			row.Why = tell.Refusal(*dry.Refusal)
			is.Others++
		default:
			is.Count++
			totals[e.Accepted.Currency()] = totals[e.Accepted.Currency()].Add(e.Accepted)
		}
		is.Rows = append(is.Rows, row)
	}
	for _, currency := range slices.Sorted(maps.Keys(totals)) {
		is.Totals = append(is.Totals, totals[currency])
	}
	return is, nil
}
