package pages

import (
	"net/url"
	"slices"

	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/twinning"
)

// A kindTotal is the running total of one kind of cost: what was claimed before, what stands in the form, and what would be left of the contract.
type kindTotal struct{ ID, Kind, Contract, Claimed, Typed, Left string }

// totals are the running totals of a twinning by kind of cost, with what is typed. What is typed in another currency is not among them,
// as its rate is that of the day on which it is sent.
func (r *request) totals(x running, typed url.Values) []kindTotal {
	if x.is.Contract == nil || x.is.Contract.Amount.IsNone() {
		return nil
	}
	currency := x.is.Contract.Amount.Currency()
	var ids []string
	for _, row := range typed["expense"] {
		ids = append(ids, typed.Get("expense-"+row+"-id"))
	}
	sums := x.typedSums(typed, "expense")
	others := x.is
	others.Expenses = slices.DeleteFunc(slices.Clone(others.Expenses), func(e twinning.Expense) bool { return slices.Contains(ids, e.ID) })
	var list []kindTotal
	for _, k := range twinning.CostKinds() {
		contract, claimed, here := x.is.Contract.Costs.Of(k), others.ClaimedSum(k, ""), money.Zero(currency).Add(sums[k])
		left := contract.Sub(claimed).Sub(here)
		row := kindTotal{string(k), r.word("cost", k), r.money(contract), r.money(claimed), r.money(here), r.money(left)}
		if left.IsNegative() {
			row.Left = r.say("month.above", r.money(left.Neg()))
		}
		list = append(list, row)
	}
	return list
}

// typedSums are the sums by kind of cost of the rows of a form that are in the currency of the contract.
func (t target) typedSums(typed url.Values, name string) map[twinning.CostKind]money.Amount {
	sums := map[twinning.CostKind]money.Amount{}
	s := sketch{call: t.call}
	for _, row := range typed[name] {
		at := name + "-" + row + "-"
		a, err := money.Parse(s.amount(typedText(typed, at+"amount")))
		if err == nil && a.Currency() == t.is.Contract.Amount.Currency() {
			k := twinning.CostKind(typed.Get(at + "kind"))
			sums[k] = sums[k].Add(a)
		}
	}
	return sums
}

// aboutTotals are the running totals of claims that come apart from a log.
func aboutTotals(r *request, t target, typed url.Values) ([]fact, []chart.Figure) {
	if t.is.Contract == nil || t.is.Contract.Amount.IsNone() {
		return nil, nil
	}
	f := chart.Figure{Title: r.say("month.totals"), Header: []string{r.say("expense.kind"), r.say("tender.contracted"), r.say("queue.kind.claimed"), r.say("claim.typed"), r.say("ranking.left")}}
	sums := t.typedSums(typed, "expenses")
	for _, k := range twinning.CostKinds() {
		contract, claimed, here := t.is.Contract.Costs.Of(k), t.is.ClaimedSum(k, ""), money.Zero(t.is.Contract.Amount.Currency()).Add(sums[k])
		left := contract.Sub(claimed).Sub(here)
		is := r.money(left)
		if left.IsNegative() {
			is = r.say("month.above", r.money(left.Neg()))
		}
		f.Rows = append(f.Rows, []string{r.word("cost", k), r.money(contract), r.money(claimed), r.money(here), is})
	}
	return nil, []chart.Figure{f}
}

// totalled are the running totals as a script puts them into the page.
func (r *request) totalled(x running, typed url.Values) map[string]string {
	sums := map[string]string{}
	for _, t := range r.totals(x, typed) {
		sums[t.ID+"-claimed"], sums[t.ID+"-typed"], sums[t.ID+"-left"] = t.Claimed, t.Typed, t.Left
	}
	return sums
}
