package twinning_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// converting is a running twinning A whose rule book converts so, with rates of three currencies.
func converting(t *testing.T, convention, rounding string) *World {
	book := Book()
	book.Running.Currencies = &call.Currencies{Convention: convention, Rounding: rounding, Decimals: 4}
	w := started(t, book)
	w.Do(Stream, Officer, rates("ECB", "SEK 2019-10-01 10.8093", "SEK 2019-11-01 10.6500", "SEK 2019-11-15 10.6501", "JPY 2019-11-01 119.97", "BHD 2019-11-01 0.4168"))
	return w
}

// rates is an import of rates, each written as currency, day and rate.
func rates(source string, lines ...string) call.ImportRates {
	o := call.ImportRates{Source: source}
	for _, l := range lines {
		o.Rates = append(o.Rates, call.Rate{Currency: l[:3], On: Date(l[4:14]), Rate: decimal.RequireFromString(l[15:])})
	}
	return o
}

func paid(sum, on string) func(*twinning.Claim) {
	return func(c *twinning.Claim) {
		c.Amount = cash(sum)
		if on != "" {
			c.PaidOn = Date(on)
		}
	}
}

func cash(sum string) money.Amount {
	a, err := money.Parse(sum)
	if err != nil {
		panic(err)
	}
	return a
}

func cameTo(sum, rate string, of int) func(*testing.T, *World) {
	return func(t *testing.T, w *World) {
		x, known := w.Twinning(A).Expense("L")
		require.True(t, known)
		require.Equal(t, EUR(sum), x.Amount)
		require.NotNil(t, x.Converted)
		require.Equal(t, rate, x.Converted.Rate.String())
		require.Equal(t, of, x.Converted.Rates)
		require.Equal(t, 1, x.Converted.Import)
		require.Equal(t, x.Converted.Claimed, x.AsClaimed().Amount, "who corrects it sees what they claimed")
	}
}

func TestAClaimInAnotherCurrencyComesToAnAmountOfTheContractByTheConventionOfTheRuleBook(t *testing.T) {
	t.Parallel()
	Run(t, converting(t, call.MonthOfPayment, call.HalfUp),
		Row{Name: "the rate of the month of payment", By: Contact(A), When: apart(line("L", paid("SEK 1200.00", "2019-10-31"))), Then: claimedApart, After: cameTo("111.02", "10.8093", 1)}, // 111.0155...
		Row{Name: "the mean of the rates of a month", By: Contact(A), When: apart(line("L", paid("SEK 1200.00", "2019-11-18"))), Then: claimedApart, After: cameTo("112.67", "10.6501", 2)}, // 10.65005 half up; 112.67499...
		Row{Name: "a currency without decimals", By: Contact(A), When: apart(line("L", paid("JPY 12000", "2019-11-18"))), Then: claimedApart, After: cameTo("100.03", "119.97", 1)},
		Row{Name: "a currency with three decimals", By: Contact(A), When: apart(line("L", paid("BHD 41.680", "2019-11-18"))), Then: claimedApart, After: cameTo("100.00", "0.4168", 1)},
		Row{Name: "without a date of payment that of the cost", By: Contact(A), When: apart(line("L", paid("SEK 1200.00", ""))), Then: claimedApart, After: cameTo("111.02", "10.8093", 1)},
		Row{Name: "with a log", By: Contact(A), When: Log(1, line("L", paid("SEK 1200.00", "2019-10-31"))), Then: []string{"log-submitted.v1"}, After: cameTo("111.02", "10.8093", 1)},
		Row{Name: "what it comes to counts against the contract", By: Contact(A), When: apart(line("L", paid("SEK 162139.60", "2019-10-31"))), Refused: "ceilings/cost-kind-claimed"}, // EUR 15000.01
		Row{Name: "no rate of the month", By: Contact(A), When: apart(line("L", paid("SEK 1200.00", "2019-09-30"))), Refused: "rates/no-rate"},
		Row{Name: "no rate of the currency", By: Contact(A), When: apart(line("L", paid("NOK 1200.00", "2019-10-31"))), Refused: "rates/no-rate"},
		Row{Name: "a currency that was none any more", By: Contact(A), When: apart(line("L", paid("EEK 1200.00", "2019-10-31"))), Refused: "rates/not-a-currency"},
		Row{Name: "what comes to no cent", By: Contact(A), When: apart(line("L", paid("SEK 0.05", "2019-10-31"))), Refused: "rates/comes-to-nothing"},
		Row{Name: "a correction is converted anew", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), apart(line("L", paid("SEK 1200.00", "2019-10-31"))))
			w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "L", Reason: "it was paid in November"})
		}, By: Contact(A), When: twinning.CorrectExpense{Claim: line("L", paid("SEK 1200.00", "2019-11-02")), Reason: "so it was"}, Then: []string{"expense-corrected.v1"}, After: func(t *testing.T, w *World) {
			cameTo("112.67", "10.6501", 2)(t, w)
			x, _ := w.Twinning(A).Expense("L")
			require.Equal(t, EUR("111.02"), *x.Stated)
		}},
		Row{Name: "a correction to the currency of the contract converts nothing", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), apart(line("L", paid("SEK 1200.00", "2019-10-31"))))
			w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "L", Reason: "the invoice is in euro"})
		}, By: Contact(A), When: twinning.CorrectExpense{Claim: line("L"), Reason: "so it is"}, Then: []string{"expense-corrected.v1"}, After: func(t *testing.T, w *World) {
			x, _ := w.Twinning(A).Expense("L")
			require.Nil(t, x.Converted)
			require.Equal(t, EUR("100.00"), x.AsClaimed().Amount)
		}},
	)
	Run(t, converting(t, call.MonthOfSubmission, call.Down),
		Row{Name: "the rates of the month of submission, rounded down", By: Contact(A), When: apart(line("L", paid("SEK 1200.00", "2019-10-31"))), Then: claimedApart, After: cameTo("112.67", "10.65", 2)}, // 10.65005 down; 112.6760...
	)
	Run(t, converting(t, call.PeriodAverage, call.HalfEven),
		Row{Name: "the mean over the month of the twinning", By: Contact(A), When: apart(line("L", paid("SEK 1200.00", "2019-11-18"))), Then: claimedApart, After: cameTo("112.68", "10.65", 1)}, // 14 October to 13 November has 1 November alone
		Row{Name: "the mean over the period that the claim names", By: Contact(A), When: apart(line("L", paid("SEK 1200.00", ""), func(c *twinning.Claim) { c.From, c.Until = Date("2019-10-01"), Date("2019-11-15") })), Then: claimedApart, After: cameTo("112.12", "10.7031", 3)},
	)
	Run(t, started(t, Book()),
		Row{Name: "without a convention no other currency is taken", By: Contact(A), When: apart(line("L", paid("SEK 1200.00", "2019-10-31"))), Refused: "money/expense-currency"},
	)
	fine := Book()
	fine.Running.Currencies = &call.Currencies{Convention: call.MonthOfPayment, Rounding: call.Down, Decimals: 0}
	low := started(t, fine)
	low.Do(Stream, Officer, rates("ECB", "BHD 2019-11-01 0.4168", "BHD 2019-11-02 0.4169"))
	Run(t, low, Row{Name: "a mean that the decimals of the rule book make nothing of", By: Contact(A), When: apart(line("L", paid("BHD 41.680", "2019-11-18"))), Refused: "rates/mean-is-zero"})
}

func TestARateThatChangesChangesNothingEarlier(t *testing.T) {
	t.Parallel()
	other := rates("ECB", "SEK 2019-10-01 9.0000")
	other.Why = "the bank has corrected it"
	w := converting(t, call.MonthOfPayment, call.HalfUp)
	w.Do(Tendering(A), Contact(A), apart(line("L", paid("SEK 1200.00", "2019-10-31"))))
	w.Do(Stream, Officer, other)
	cameTo("111.02", "10.8093", 1)(t, w)
	w.Do(Tendering(A), Contact(A), apart(line("M", paid("SEK 1200.00", "2019-10-31"))))
	x, _ := w.Twinning(A).Expense("M")
	require.Equal(t, EUR("133.33"), x.Amount)
	require.Equal(t, 2, x.Converted.Import)
}

func TestAConversionRoundsOnceAndToTheNearestUnit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		units, rate := rapid.Int64Range(1, 1e12).Draw(t, "units"), rapid.Int64Range(1, 1e9).Draw(t, "rate")
		claimed, err := money.ParseSigned("SEK " + decimal.New(units, -2).StringFixed(2))
		require.NoError(t, err)
		by := decimal.New(rate, -4)
		at := map[string]money.Amount{}
		for _, rounding := range call.Roundings() {
			at[rounding], err = twinning.Converted(claimed, by, "EUR", rounding)
			require.NoError(t, err)
		}
		// Multiplied back, the error is at most half a cent's worth; rounded down it is below one, and never negative.
		back := func(a money.Amount) decimal.Decimal { return claimed.Decimal().Sub(a.Decimal().Mul(by)) }
		half := by.Mul(decimal.RequireFromString("0.005"))
		require.False(t, half.LessThan(back(at[call.HalfUp]).Abs()))
		require.False(t, half.LessThan(back(at[call.HalfEven]).Abs()))
		require.False(t, back(at[call.Down]).IsNegative())
		require.True(t, back(at[call.Down]).LessThan(by.Mul(decimal.RequireFromString("0.01"))))
		if back(at[call.HalfUp]).Abs().Equal(half) {
			require.True(t, at[call.HalfEven].Decimal().Shift(2).Mod(decimal.NewFromInt(2)).IsZero())
		} else {
			require.Equal(t, at[call.HalfUp], at[call.HalfEven])
		}
	})
}
