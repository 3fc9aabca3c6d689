package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// A RecoveryPage is what is asked back from the parties of a twinning.
type RecoveryPage struct {
	Tender     string        `json:"tender"`
	Paid       money.Amount  `json:"paid"`     // transferred, less what came back
	GotBack    money.Amount  `json:"got_back"` // deducted and received
	Open       money.Amount  `json:"open"`     // asked back and not paid yet
	Recoveries []RecoveryRow `json:"recoveries"`
}

// A RecoveryRow is one recovery.
type RecoveryRow struct {
	Number  int                     `json:"number"`
	Of      string                  `json:"of"` // expense, pre-financing, finding
	Expense string                  `json:"expense,omitempty"`
	Amount  money.Amount            `json:"amount"`
	Left    money.Amount            `json:"left"`
	Status  twinning.RecoveryStatus `json:"status"`
	Until   string                  `json:"until"`         // the last day for observations
	Due     string                  `json:"due,omitempty"` // the last day to pay back
	Waiving string                  `json:"waiving,omitempty"`
}

// Recoveries are those of a twinning, for who sees its year. Who signed a waiver first is
// told to the staff alone.
func (q *Queries) Recoveries(ctx context.Context, v access.Viewer, stream string) (RecoveryPage, error) {
	is, c, err := q.tender(ctx, law.Reference(stream))
	if err != nil {
		return RecoveryPage{}, err
	}
	t, ok := is.State.(twinning.Twinning)
	if !ok {
		return RecoveryPage{}, hidden(stream)
	}
	sight := access.Of(v, c, t)
	if !sight.Sees(access.Running) {
		return RecoveryPage{}, hidden(stream)
	}
	if err := q.read(ctx, v, sight, stream, "recoveries"); err != nil {
		return RecoveryPage{}, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return RecoveryPage{}, err
	}
	page := RecoveryPage{Tender: t.Reference, Recoveries: []RecoveryRow{}}
	if t.Contract == nil || t.Contract.Amount.IsNone() {
		return page, nil
	}
	page.Paid, page.GotBack, page.Open = t.Transferred(), t.GotBack("", ""), money.Zero(t.Contract.Amount.Currency())
	staff := access.Holds(v, c.As(now), law.Officer, law.Head)
	for _, x := range t.Recoveries {
		row := RecoveryRow{Number: x.Number, Of: x.Of, Expense: x.Expense, Amount: x.Amount, Left: x.Left(), Status: x.Status, Until: x.Until.String()}
		if !x.Due.IsZero() {
			row.Due = x.Due.String()
		}
		if staff {
			row.Waiving = x.Waiving
		}
		page.Open = page.Open.Add(x.Left())
		page.Recoveries = append(page.Recoveries, row)
	}
	return page, nil
}
