package export

import (
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// year is the running year of a call's twinnings, or of one: every expense, what was
// budgeted against what came of it, and every payment. By whatever it is added up, the
// totals are the same.
func (x *making) year() error {
	lives, err := x.years()
	if err != nil {
		return err
	}
	tender := func(y yearOf) string { return y.t.Reference }
	x.actuals("bytwinning", "tender", lives, func(y yearOf) []planned { return []planned{{tender(y), y.t.Contract.Amount}} }, func(y yearOf, _ twinning.Expense) string { return tender(y) }, asIs)
	kind := func(id string) string { return x.words.word("cost-kind", twinning.CostKind(id)) }
	x.actuals("bykind", "kind", lives, yearOf.kinds, func(_ yearOf, e twinning.Expense) string { return string(e.Kind) }, kind)
	country := func(y yearOf, organisation string) string { return y.of(organisation).Country }
	x.actuals("bycountry", "country", lives, func(y yearOf) []planned { return y.parts(country) }, func(y yearOf, e twinning.Expense) string { return country(y, y.t.ClaimedFor(e)) }, asIs)
	name := func(y yearOf, organisation string) string { return string(y.of(organisation).Name) }
	x.actuals("byorganisation", "organisation", lives, func(y yearOf) []planned { return y.parts(name) }, func(y yearOf, e twinning.Expense) string { return name(y, y.t.ClaimedFor(e)) }, asIs)
	x.actuals("bymonth", "month", lives, nil, func(_ yearOf, e twinning.Expense) string { return twinning.MonthOf(e.On) }, asIs)
	x.yearExpenses(lives)
	x.yearPayments(lives)
	return nil
}

// A yearOf is a twinning that has a contract.
type yearOf struct{ t twinning.Twinning }

func asIs(s string) string { return s }

// of is an organisation of the twinning; by its id alone where the tender does not say more of it.
func (y yearOf) of(id string) twinning.Organisation {
	if o, known := y.t.Tender.Organisation(id); known {
		return o
	}
	return twinning.Organisation{ID: id, Name: id}
}

// A planned is a part of a contract.
type planned struct {
	key    string
	amount money.Amount
}

func (y yearOf) kinds() (list []planned) {
	for _, k := range twinning.CostKinds() {
		list = append(list, planned{string(k), y.t.Contract.Costs.Of(k)})
	}
	return list
}

// parts are those of the organisations, where the costs are divided; what is left is the present contractor's.
func (y yearOf) parts(key func(yearOf, string) string) (list []planned) {
	left := y.t.Contract.Amount
	for _, s := range y.t.Tender.Shares {
		list, left = append(list, planned{key(y, s.Organisation), s.Amount}), left.Sub(s.Amount)
	}
	if !left.IsZero() || len(list) == 0 {
		list = append(list, planned{key(y, y.t.Tender.Contractor), left})
	}
	return list
}

// years are the twinnings that the document is about.
func (x *making) years() (list []yearOf, err error) {
	var references []string
	if strings.HasPrefix(x.ask.Stream, law.TenderFamily) {
		references = []string{x.ref}
	} else {
		if err := x.staff("year"); err != nil {
			return nil, err
		}
		rows, err := x.q.Tenders(x.ctx, x.v, x.ref)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if row.Outcome != nil && row.Outcome.Verdict == call.Awarded {
				references = append(references, row.Reference)
			}
		}
	}
	for _, reference := range references {
		t, _, err := x.life(reference)
		if err != nil {
			return nil, err
		}
		if t.Contract == nil || t.Contract.Amount.IsNone() {
			continue
		}
		list = append(list, yearOf{t})
	}
	return list, nil
}

type actual struct {
	key    string
	budget *money.Amount
	twinning.Sums
}

// actuals is the budget against what came of it, by one thing. Without budgets it is not said
// what was planned: a budget is of no month.
func (x *making) actuals(part, column string, lives []yearOf, budgets func(yearOf) []planned, of func(yearOf, twinning.Expense) string, shown func(string) string) {
	by := map[string]actual{}
	at := func(y yearOf, key string) actual {
		a, known := by[key]
		if !known {
			a = actual{key: key, Sums: twinning.NoSums(y.t.Contract.Amount.Currency())}
		}
		return a
	}
	for _, y := range lives {
		var plan []planned
		if budgets != nil {
			plan = budgets(y)
		}
		for _, p := range plan {
			a := at(y, p.key)
			sum := p.amount
			if a.budget != nil {
				sum = a.budget.Add(sum)
			}
			a.budget = &sum
			by[a.key] = a
		}
		for _, e := range y.t.Expenses {
			a := at(y, of(y, e))
			a.Sums = a.Sums.Add(e.Sums())
			by[a.key] = a
		}
	}
	var list []actual
	for _, key := range slices.Sorted(maps.Keys(by)) {
		list = append(list, by[key])
	}
	if budgets == nil {
		table(x, part, list, func(a actual) []any {
			return []any{shown(a.key), a.Claimed, a.Deducted, a.Accepted, a.Paid, a.Recovered}
		}, x.col(column), x.sum("claimed"), x.sum("deducted"), x.sum("accepted"), x.sum("paid"), x.sum("recovered"))
		return
	}
	table(x, part, list, func(a actual) []any {
		var unpaid any
		if a.budget != nil {
			unpaid = a.budget.Sub(a.Paid)
		}
		return []any{shown(a.key), a.budget, a.Claimed, a.Deducted, a.Accepted, a.Paid, a.Recovered, unpaid}
	}, x.col(column), x.sum("contracted"), x.sum("claimed"), x.sum("deducted"), x.sum("accepted"), x.sum("paid"), x.sum("recovered"), x.sum("unpaid"))
}

// yearExpenses is every expense, also of those that came to nothing.
func (x *making) yearExpenses(lives []yearOf) {
	type line struct {
		y yearOf
		e twinning.Expense
	}
	var list []line
	for _, y := range lives {
		for _, e := range y.t.Expenses {
			list = append(list, line{y, e})
		}
	}
	table(x, "yearexpenses", list, func(l line) []any {
		s := l.e.Sums()
		var rate any
		if l.e.Converted != nil {
			rate = l.e.Converted.Claimed
		}
		of := l.y.of(l.y.t.ClaimedFor(l.e))
		return []any{
			l.y.t.Reference, string(of.Name), of.Country, l.e.ID, l.e.Month, twinning.MonthOf(l.e.On), x.words.word("cost-kind", l.e.Kind), l.e.Category, l.e.On, string(l.e.What),
			string(l.e.Supplier), l.e.Invoice, l.e.PaidOn, rate, l.e.Amount, x.words.word("expense-status", l.e.Status), s.Claimed, s.Deducted, s.Accepted, s.Paid, s.Recovered,
		}
	}, x.col("tender"), x.col("organisation"), x.col("country"), x.col("expense"), x.col("projectmonth"), x.col("month"), x.col("kind"), x.col("category"), x.col("date"), x.long("what"),
		x.long("supplier"), x.col("invoice"), x.col("paidon"), x.col("incurrency"), x.sum("amount"), x.col("status"), x.sum("claimed"), x.sum("deducted"), x.sum("accepted"), x.sum("paid"), x.sum("recovered"))
}

// yearPayments is every payment: of an instalment or, without instalments, of an expense.
func (x *making) yearPayments(lives []yearOf) {
	type line struct {
		tender, what, of string
		amount           money.Amount
		due, paid        any
		ref              string
		status           string
	}
	var list []line
	for _, y := range lives {
		if y.t.Payments == nil || len(y.t.Payments.Instalments) == 0 {
			for _, e := range y.t.Expenses {
				if e.Status == twinning.Paid {
					list = append(list, line{y.t.Reference, x.words.word("cost-kind", e.Kind), e.ID, e.Accepted(), nil, nil, "", x.words.word("expense-status", e.Status)})
				}
			}
			continue
		}
		for _, i := range y.t.Payments.Instalments {
			if i.Status == twinning.InstalmentPays {
				list = append(list, line{y.t.Reference, x.words.word("instalment-kind", i.What), i.ID, i.Amount, i.Due, i.Paid, i.Ref, x.words.word("expense-status", twinning.Paid)})
			}
		}
	}
	table(x, "yearpayments", list, func(l line) []any {
		return []any{l.tender, l.what, l.of, l.due, l.paid, l.ref, l.status, l.amount}
	}, x.col("tender"), x.col("what"), x.col("of"), x.col("due"), x.col("paidon"), x.col("bankref"), x.col("status"), x.sum("amount"))
}
