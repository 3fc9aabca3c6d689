package query

import (
	"context"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// A RateRow is an exchange rate of a call as it counts now.
type RateRow struct {
	Currency string          `json:"currency"`
	On       calendar.Date   `json:"date"`
	Rate     decimal.Decimal `json:"rate"`   // units of the currency for one of the budget's
	Base     string          `json:"base"`   // the currency of the budget
	Import   int             `json:"import"` // the import that brought it, from 1
}

// Rates are the exchange rates of a call, by currency and day. Whoever sees the call sees them.
func (q *Queries) Rates(ctx context.Context, v access.Viewer, reference string) ([]RateRow, error) {
	page, err := q.Call(ctx, v, reference) // who may not see it is refused there
	if err != nil {
		return nil, err
	}
	c, err := q.callOf(ctx, law.CallStream(page.Reference))
	if err != nil {
		return nil, err
	}
	rows := []RateRow{}
	if c.Rates == nil {
		return rows, nil
	}
	for _, currency := range slices.Sorted(maps.Keys(c.Rates.Days)) {
		for _, d := range c.Rates.Days[currency] {
			rows = append(rows, RateRow{Currency: currency, On: d.On, Rate: d.Rate, Base: c.Rules.Budget.Currency(), Import: d.Import})
		}
	}
	return rows, nil
}
