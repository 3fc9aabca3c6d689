package money_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/money"
)

// must reads an amount that the test itself wrote.
func must(t require.TestingT, text string) money.Amount {
	a, err := money.ParseSigned(text)
	require.NoError(t, err)
	return a
}

// amounts draws any amount in a currency, also negative ones, of up to 15 digits.
func amounts(code string) *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		digits, ok := money.Digits(code)
		require.True(t, ok)
		units := rapid.Int64Range(1-1e15, 1e15-1).Draw(t, "units")
		return must(t, code+" "+decimal.New(units, -int32(digits)).StringFixed(int32(digits)))
	})
}

func codes() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"EUR", "JPY", "BHD", "CLF", "HRK"})
}

func TestTheCeilingsOfACallAddUpExactly(t *testing.T) {
	t.Parallel()
	sum := money.Sum("EUR", must(t, "EUR 5000.00"), must(t, "EUR 9500"), must(t, "EUR 17000.00"), must(t, "EUR 43000.00"))
	require.Equal(t, "EUR 74500.00", sum.String())
	require.Equal(t, "EUR 857500.00", must(t, "EUR 932000").Sub(sum).String())
}

func TestTenthsOfACentAreNeverLost(t *testing.T) {
	t.Parallel()
	sum := money.Zero("EUR")
	for range 1000 {
		sum = sum.Add(must(t, "EUR 0.10"))
	}
	require.True(t, sum.Equal(must(t, "EUR 100.00")))
}

func TestLettersGroupTheDigits(t *testing.T) {
	t.Parallel()
	for text, human := range map[string]string{
		"EUR 0.00":              "EUR 0.00",
		"EUR 999.99":            "EUR 999.99",
		"EUR 1000.00":           "EUR 1,000.00",
		"EUR 932000.00":         "EUR 932,000.00",
		"EUR -1234567.89":       "EUR -1,234,567.89",
		"EUR -123.00":           "EUR -123.00",
		"JPY 1234567":           "JPY 1,234,567",
		"BHD 1234.567":          "BHD 1,234.567",
		"EUR 123456789012345.6": "EUR 123,456,789,012,345.60",
	} {
		require.Equal(t, human, must(t, text).Human())
	}
}

func TestAnAmountGivesItsParts(t *testing.T) {
	t.Parallel()
	a := must(t, "EUR 5000")
	require.Equal(t, "EUR", a.Currency())
	require.True(t, a.Decimal().Equal(decimal.NewFromInt(5000)))
	require.False(t, a.IsZero())
	require.False(t, a.IsNegative())
	require.True(t, a.Neg().IsNegative())
	require.True(t, money.Zero("EUR").IsZero())
	require.False(t, money.Zero("EUR").IsNone())
	require.Equal(t, "EUR 0.00", money.Zero("EUR").String())
}

func TestNoAmountCountsAsNothingInAnyCurrency(t *testing.T) {
	t.Parallel()
	var none money.Amount
	five := must(t, "EUR 5.00")
	require.True(t, none.IsZero())
	require.True(t, none.IsNone())
	require.False(t, none.IsNegative())
	require.Empty(t, none.String())
	require.Empty(t, none.Human())
	require.Empty(t, none.Currency())
	require.Equal(t, five, none.Add(five))
	require.Equal(t, five, five.Add(none))
	require.Equal(t, five, five.Sub(none))
	require.Equal(t, five.Neg(), none.Sub(five))
	require.Equal(t, none, none.Add(none))
	require.Equal(t, none, none.Neg())
	require.True(t, none.LessThan(five))
	require.Zero(t, none.Cmp(money.Zero("EUR")))
	require.False(t, none.Equal(money.Zero("EUR")))
	require.True(t, none.Equal(money.Amount{}))
	require.True(t, money.SameCurrency(none, five))
	require.Equal(t, five, money.Sum("EUR", none, five, none))
}

func TestTwoCurrenciesAreNeverAddedOrCompared(t *testing.T) {
	t.Parallel()
	eur, usd := must(t, "EUR 5.00"), must(t, "USD 5.00")
	require.False(t, money.SameCurrency(eur, usd))
	require.False(t, eur.Equal(usd))
	require.PanicsWithValue(t, "money: cannot add EUR 5.00 and USD 5.00: two currencies", func() { eur.Add(usd) })
	require.PanicsWithValue(t, "money: cannot compare EUR 5.00 and USD 5.00: two currencies", func() { eur.Cmp(usd) })
	require.Panics(t, func() { eur.Sub(usd) })
	require.Panics(t, func() { eur.LessThan(usd) })
	require.Panics(t, func() { money.Sum("EUR", eur, usd) })
	require.PanicsWithValue(t, "money: XXQ is not a currency of ISO 4217 as of 2026-01-01", func() { money.Zero("XXQ") })
}

func TestAnAmountInJSONIsItsText(t *testing.T) {
	t.Parallel()
	type expense struct {
		Claimed money.Amount `json:"claimed"`
		Paid    money.Amount `json:"paid"`
	}
	in := expense{Claimed: must(t, "EUR 1200.5")}
	text, err := json.Marshal(in)
	require.NoError(t, err)
	require.JSONEq(t, `{"claimed":"EUR 1200.50","paid":""}`, string(text))
	var out expense
	require.NoError(t, json.Unmarshal(text, &out))
	require.Equal(t, in, out)

	require.Error(t, json.Unmarshal([]byte(`{"claimed":1200.5}`), &out))
	require.ErrorContains(t, json.Unmarshal([]byte(`{"claimed":"EUR 1.005"}`), &out), "more than 2 decimals")
}

func TestASumOfTheLargestAmountsCanBeStoredAndRead(t *testing.T) {
	t.Parallel()
	largest := must(t, "EUR 999999999999999.99")
	sum := money.Sum("EUR", largest, largest, largest)
	text, err := sum.MarshalText()
	require.NoError(t, err)
	_, err = money.Parse(string(text))
	require.ErrorContains(t, err, "more than 15 digits")
	var read money.Amount
	require.NoError(t, read.UnmarshalText(text))
	require.Equal(t, sum, read)
	require.Error(t, read.UnmarshalText([]byte("EUR 1"+string(make([]byte, 40)))))
	require.ErrorContains(t, read.UnmarshalText([]byte("EUR 1234567890123456789012345678901")), "more than 30 digits")
}

func TestEqualAmountsAreAlsoDeeplyEqual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code := codes().Draw(t, "code")
		a, b := amounts(code).Draw(t, "a"), amounts(code).Draw(t, "b")
		require.True(t, reflect.DeepEqual(a, a.Add(b).Sub(b)))
		require.True(t, reflect.DeepEqual(money.Zero(code), a.Sub(a)))
		require.Equal(t, a.Equal(b), reflect.DeepEqual(a, b))
	})
}

func TestArithmeticKeepsItsLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code := codes().Draw(t, "code")
		a, b, c := amounts(code).Draw(t, "a"), amounts(code).Draw(t, "b"), amounts(code).Draw(t, "c")
		require.Equal(t, a.Add(b), b.Add(a))
		require.Equal(t, a.Add(b).Add(c), a.Add(b.Add(c)))
		require.Equal(t, a, a.Neg().Neg())
		require.Equal(t, money.Sum(code, a, b, c), money.Sum(code, c, a, b))
		require.Equal(t, a.Cmp(b), -b.Cmp(a))
		require.Equal(t, a.LessThan(b), a.Sub(b).IsNegative())
		require.Equal(t, a.Cmp(b) == 0, a.Equal(b))
	})
}

func TestEveryAmountIsReadBackFromItsText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := amounts(codes().Draw(t, "code")).Draw(t, "a")
		b, err := money.ParseSigned(a.String())
		require.NoError(t, err)
		require.Equal(t, a, b)
		text, err := json.Marshal(a)
		require.NoError(t, err)
		var c money.Amount
		require.NoError(t, json.Unmarshal(text, &c))
		require.Equal(t, a, c)
	})
}
