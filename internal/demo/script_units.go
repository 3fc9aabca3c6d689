package demo

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
)

// counted has a claim of a unit cost, the first of the rule book: as many whole units as come to no more than its amount. It needs no
// invoice; what stands beside it proves the work.
func (t *course) counted(id string, rule *call.Expenses) {
	if rule == nil {
		return
	}
	for _, k := range rule.Categories {
		if k.Rate == nil {
			continue
		}
		for n, x := range t.claims {
			units := inCents(x.Amount) / inCents(*k.Rate)
			if x.ID != id || units == 0 {
				continue
			}
			quantity := decimal.NewFromInt(units)
			t.claims[n].Category, t.claims[n].Quantity, t.claims[n].Amount = k.ID, &quantity, inMoney(units*inCents(*k.Rate))
			t.claims[n].What = "Days at the adopter"
		}
		return
	}
}
