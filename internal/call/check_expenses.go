package call

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/money"
)

// expenses checks what the rule book says of claims and of their currencies.
func (c *check) expenses(b RuleBook) {
	c.currencies(b)
	e := b.Running.Expenses
	if e == nil {
		return
	}
	const path = "/running/expenses"
	for i, name := range e.Refused {
		c.unless(slices.Contains(Refusable(), name), fmt.Sprintf("%s/refused/%d", path, i), strings.Join(Refusable(), ", "), nil, "%q is not known", name)
	}
	for i, name := range e.Needed {
		c.unless(slices.Contains(ClaimFields(), name), fmt.Sprintf("%s/needed/%d", path, i), strings.Join(ClaimFields(), ", "), nil, "%q is not known", name)
	}
	c.once(path+"/refused", "", e.Refused)
	c.once(path+"/needed", "", e.Needed)
	c.once(path+"/categories", "id", ids(e.Categories, func(k Category) string { return k.ID }))
	c.once(path+"/checklist", "id", ids(e.Checklist, func(k Check) string { return k.ID }))
	for i, k := range e.Categories {
		at := fmt.Sprintf("%s/categories/%d", path, i)
		c.unless(k.Rate == nil || k.Lump == nil, at+"/lump", "no lump sum beside a rate", []string{at + "/rate"}, "a category has a rate or a lump sum")
		c.fixed(at+"/rate", k.Rate, b)
		c.fixed(at+"/lump", k.Lump, b)
	}
	if s := e.Sample; s != nil {
		c.unless(s.Share.IsPositive() && s.Share.LessThan(decimal.NewFromInt(100)), path+"/sample/share", "a number above 0 and below 100", nil, "%s is not between 0 and 100", s.Share)
		c.unless(s.Above.IsNone() || s.Above.Currency() == b.Budget.Currency(), path+"/sample/above", "an amount in the currency of the budget", []string{"/budget"}, "%s is in another currency than the budget", s.Above)
	}
}

// fixed checks what a category costs by the rule book, where it does.
func (c *check) fixed(path string, sum *money.Amount, b RuleBook) {
	if sum != nil {
		c.positive(*sum, path)
		c.unless(b.Moneyless() || sum.Currency() == b.Budget.Currency(), path, "an amount in the currency of the budget", []string{"/budget"}, "%s is in another currency than the budget", sum)
	}
}

func (c *check) currencies(b RuleBook) {
	m := b.Running.Currencies
	if m == nil {
		return
	}
	const path = "/running/currencies"
	c.unless(!b.Moneyless(), path, "no currencies, or a budget", []string{"/budget"}, "there is no budget whose currency others are converted to")
	c.unless(slices.Contains(Conventions(), m.Convention), path+"/convention", strings.Join(Conventions(), ", "), nil, "%q is not known", m.Convention)
	c.unless(slices.Contains(Roundings(), m.Rounding), path+"/rounding", strings.Join(Roundings(), ", "), nil, "%q is not known", m.Rounding)
	c.within(m.Decimals, 0, 10, path+"/decimals")
}
