package call_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/money"
)

// rates is an import of rates, each written as currency, day and rate.
func rates(source string, lines ...string) call.ImportRates {
	o := call.ImportRates{Source: source}
	for _, l := range lines {
		o.Rates = append(o.Rates, call.Rate{Currency: l[:3], On: Date(l[4:14]), Rate: decimal.RequireFromString(l[15:])})
	}
	return o
}

func TestARateThatChangesIsANewFactWithItsReason(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	w.Do(Stream, Officer, rates("ECB", "SEK 2019-11-01 10.6500", "SEK 2019-10-01 10.8093"))
	other := rates("ECB", "SEK 2019-10-01 9.0000")
	because := other
	because.Why = "the bank has corrected it"
	imported := []string{"rates-imported.v1"}
	Run(t, w,
		Row{Name: "for a reason", By: Officer, When: because, Then: imported, After: func(t *testing.T, w *World) {
			facts := w.History(Stream)
			e, is := facts[len(facts)-1].Event.(call.RatesImported)
			require.True(t, is)
			require.Equal(t, 1, e.Changed)
			require.Equal(t, 2, e.Number)
			days := w.Call().Rates.Days["SEK"]
			require.Equal(t, "9", days[0].Rate.String(), "in the order of the days")
			require.Equal(t, 2, days[0].Import)
			require.Equal(t, 1, days[1].Import)
		}},
		Row{Name: "not without one", By: Officer, When: other, Refused: "rates/changed-without-reason"},
		Row{Name: "what is known already is not imported twice", By: Officer, When: rates("ECB", "SEK 2019-10-01 10.8093"), Refused: "rates/nothing-new"},
		Row{Name: "only what is new", By: Officer, When: rates("ECB", "SEK 2019-10-01 10.80930", "SEK 2019-12-01 10.5"), Then: imported, After: func(t *testing.T, w *World) {
			facts := w.History(Stream)
			require.Len(t, facts[len(facts)-1].Event.(call.RatesImported).Rates, 1)
			require.Len(t, w.Call().Rates.Days["SEK"], 3)
		}},
		Row{Name: "no rate of the budget's own currency", By: Officer, When: rates("ECB", "EUR 2019-10-01 1"), Refused: "rates/own-currency"},
		Row{Name: "not by a party", By: Contact(A), When: rates("ECB", "NOK 2019-10-01 10"), Refused: "roles/not-allowed"},
		Row{Name: "not more than a call holds", Given: func(w *World) {
			for _, currency := range []string{"NOK", "DKK"} {
				w.Do(Stream, Officer, daily(currency, 4_999))
			}
		}, By: Officer, When: rates("ECB", "CHF 2019-10-01 1.09"), Refused: "rates/too-many"},
	)
	Nonsense(t,
		No("no rate", call.ImportRates{Source: "ECB"}, "at least one"),
		No("a rate of zero", rates("ECB", "SEK 2019-10-01 0"), "not above zero"),
		No("a rate below zero", rates("ECB", "SEK 2019-10-01 -10.5"), "not above zero"),
		No("a number that fills a page", rates("ECB", "SEK 2019-10-01 1e309"), "not a number that is used here"),
		No("no currency", rates("ECB", "XAU 2019-10-01 1"), "not a currency"),
		No("two rates of one day", rates("ECB", "SEK 2019-10-01 10", "SEK 2019-10-01 11"), "two rates"),
		No("no day", call.ImportRates{Source: "ECB", Rates: []call.Rate{{Currency: "SEK", Rate: decimal.NewFromInt(10)}}}, "date is missing"),
		No("no source", rates("", "SEK 2019-10-01 10"), "source is missing"),
		No("more than are imported at once", daily("SEK", 5_001), "at most 5000"),
	)
}

// daily is a rate of a currency for each of so many days.
func daily(currency string, days int) call.ImportRates {
	o := call.ImportRates{Source: "ECB"}
	for i := range days {
		o.Rates = append(o.Rates, call.Rate{Currency: currency, On: Date("2000-01-01").AddDays(i), Rate: decimal.NewFromInt(10)})
	}
	return o
}

func TestACallWithoutABudgetHasNoRates(t *testing.T) {
	t.Parallel()
	w := New(t)
	steps := lifetest.Moneyless()
	w.Now = steps[0].At
	w.Do(Stream, steps[0].By, steps[0].Command)
	_, err := w.Send(Stream, steps[0].By, rates("ECB", "SEK 2019-10-01 10"))
	refusal, ok := law.Refused(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, "rates/no-budget", RuleAndCode(refusal))
}

func TestWhatARuleBookSaysOfExpensesFitsTogether(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]struct {
		change func(*call.RuleBook)
		path   string
	}{
		"a cost that cannot be refused": {func(b *call.RuleBook) { b.Running.Expenses.Refused = []string{"lunch"} }, "/running/expenses/refused/0"},
		"a field that no claim has":     {func(b *call.RuleBook) { b.Running.Expenses.Needed = []string{"colour"} }, "/running/expenses/needed/0"},
		"a category twice":              {func(b *call.RuleBook) { b.Running.Expenses.Categories = []call.Category{{ID: "a"}, {ID: "a"}} }, "/running/expenses/categories/1/id"},
		"a question twice":              {func(b *call.RuleBook) { b.Running.Expenses.Checklist = []call.Check{{ID: "a"}, {ID: "a"}} }, "/running/expenses/checklist/1/id"},
		"a rate in another currency":    {func(b *call.RuleBook) { b.Running.Expenses.Categories = []call.Category{{ID: "a", Rate: usd()}} }, "/running/expenses/categories/0/rate"},
		"a sample of more than all":     {func(b *call.RuleBook) { b.Running.Expenses.Sample = &call.Sample{Share: decimal.NewFromInt(101)} }, "/running/expenses/sample/share"},
		"a sample above another currency": {func(b *call.RuleBook) {
			b.Running.Expenses.Sample = &call.Sample{Share: decimal.NewFromInt(10), Above: *usd()}
		}, "/running/expenses/sample/above"},
		"a convention that is none": {func(b *call.RuleBook) { b.Running.Currencies.Convention = "guess" }, "/running/currencies/convention"},
		"a rounding that is none":   {func(b *call.RuleBook) { b.Running.Currencies.Rounding = "up" }, "/running/currencies/rounding"},
		"decimals below zero":       {func(b *call.RuleBook) { b.Running.Currencies.Decimals = -1 }, "/running/currencies/decimals"},
	} {
		book := Book()
		book.Running.Expenses = &call.Expenses{}
		book.Running.Currencies = &call.Currencies{Convention: call.PeriodAverage, Rounding: call.HalfUp, Decimals: 6}
		require.Empty(t, book.Check(), name)
		r.change(&book)
		require.Contains(t, fmt.Sprint(book.Check()), r.path, name)
	}
}

func usd() *money.Amount {
	a, err := money.Parse("USD 10.00")
	if err != nil {
		panic(fmt.Sprint(err))
	}
	return &a
}
