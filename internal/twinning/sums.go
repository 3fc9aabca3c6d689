package twinning

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// Sums are what expenses come to, one by one or together.
type Sums struct {
	Claimed   money.Amount `json:"claimed"`   // and neither returned, rejected, withdrawn nor lapsed
	Deducted  money.Amount `json:"deducted"`  // by the verification
	Accepted  money.Amount `json:"accepted"`  // by the verification, less what came back
	Paid      money.Amount `json:"paid"`      // less what came back
	Recovered money.Amount `json:"recovered"` // what was paid and came back
}

// NoSums are sums of nothing, in a currency.
func NoSums(currency string) Sums {
	none := money.Zero(currency)
	return Sums{none, none, none, none, none}
}

// Add is both together.
func (s Sums) Add(o Sums) Sums {
	return Sums{s.Claimed.Add(o.Claimed), s.Deducted.Add(o.Deducted), s.Accepted.Add(o.Accepted), s.Paid.Add(o.Paid), s.Recovered.Add(o.Recovered)}
}

// Sums are what one expense comes to.
func (e Expense) Sums() Sums {
	s := NoSums(e.Amount.Currency())
	switch e.Status {
	case Claimed, Parked, ExpenseVerified, Authorised, Paid:
		s.Claimed = e.Amount
	default:
		return s
	}
	if e.Approvals[Verify] == "" {
		return s
	}
	if e.Deducted != nil {
		s.Deducted = *e.Deducted
	}
	if e.Recovered != nil {
		s.Recovered = *e.Recovered
	}
	if s.Accepted = e.Net(); e.Status == Paid {
		s.Paid = e.Net()
	}
	return s
}

// SumsBy adds the expenses of a twinning up by what of tells of each. All sums by
// whatever it is have the same total.
func (t Twinning) SumsBy(of func(Expense) string) map[string]Sums {
	by := map[string]Sums{}
	for _, e := range t.Expenses {
		key := of(e)
		s, known := by[key]
		if !known {
			s = NoSums(e.Amount.Currency())
		}
		by[key] = s.Add(e.Sums())
	}
	return by
}

// MonthOf is the month of a year in which a day lies, as in 2019-11.
func MonthOf(on calendar.Date) string {
	if on.IsZero() {
		return ""
	}
	return on.String()[:7]
}
