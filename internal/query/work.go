package query

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// A WorkRow is one thing that the staff of a call have to do to a twinning of it: a log to be
// judged, or an expense that waits for one of its three approvals.
type WorkRow struct {
	Tender   string                 `json:"tender"`
	Title    string                 `json:"title"`
	What     string                 `json:"what"` // log or expense
	Month    int                    `json:"month"`
	Expense  string                 `json:"expense,omitempty"` // its id in the twinning
	Kind     twinning.CostKind      `json:"kind,omitempty"`
	Amount   *money.Amount          `json:"amount,omitempty"` // what would be paid: the claim less what was deducted
	Status   twinning.ExpenseStatus `json:"status,omitempty"`
	Step     twinning.Step          `json:"step,omitempty"`     // the approval that it waits for
	Claimant string                 `json:"claimant,omitempty"` // id
}

// Work is what waits for the staff of a call in its twinnings, by tender, month and expense. A
// twinning whose running the viewer does not see is left out, as is one that is not theirs to judge.
func (q *Queries) Work(ctx context.Context, v access.Viewer, reference string) ([]WorkRow, error) {
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return nil, err
	}
	all, err := q.foldAll(ctx, call.TenderPrefix(c.Reference))
	if err != nil {
		return nil, err
	}
	rows := []WorkRow{}
	for _, stream := range sorted(all) {
		t := all[stream].State.(twinning.Twinning)
		sight := access.Of(v, c, t)
		if sight.Party() || !sight.Sees(access.Running) || t.Contract == nil {
			continue
		}
		for _, month := range slices.Sorted(maps.Keys(t.Logs)) {
			if t.Logs[month].Status == twinning.StatusSubmitted {
				rows = append(rows, WorkRow{Tender: t.Reference, Title: t.Tender.Title, What: "log", Month: month})
			}
		}
		expenses := slices.Clone(t.Expenses)
		slices.SortStableFunc(expenses, func(a, b twinning.Expense) int { return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.ID, b.ID)) })
		for _, e := range expenses {
			if step := e.NextStep(); step != "" {
				amount := e.Accepted()
				rows = append(rows, WorkRow{
					Tender: t.Reference, Title: t.Tender.Title, What: "expense", Month: e.Month, Expense: e.ID, Kind: e.Kind, Amount: &amount,
					Status: e.Status, Step: step, Claimant: e.Claimant,
				})
			}
		}
	}
	return rows, q.read(ctx, v, access.OfCall(v, c), law.CallStream(c.Reference), "work")
}
