package money_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/money"
)

func TestAmountsAreReadAsPeopleAndRuleBooksWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"EUR 5000.00":             "EUR 5000.00",
		"EUR 5000":                "EUR 5000.00",
		"EUR 932000":              "EUR 932000.00",
		"EUR 0":                   "EUR 0.00",
		"EUR 0.5":                 "EUR 0.50",
		"JPY 1500":                "JPY 1500",
		"BHD 1.5":                 "BHD 1.500",
		"CLF 1.0001":              "CLF 1.0001",
		"HRK 100":                 "HRK 100.00",
		"EUR 999999999999999.99":  "EUR 999999999999999.99",
		"ISK 999999999999999":     "ISK 999999999999999",
		"UYW 999999999999999.999": "UYW 999999999999999.9990",
	} {
		a, err := money.Parse(text)
		require.NoError(t, err)
		require.Equal(t, want, a.String())
		code, number, _ := strings.Cut(text, " ")
		b, err := money.ParseParts(number, code)
		require.NoError(t, err)
		require.Equal(t, a, b)
	}
}

func TestWhatIsNotAnAmountIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	for text, sentence := range map[string]string{
		"EUR 1.005":            "EUR 1.005 has more than 2 decimals; EUR is counted to 0.01",
		"EUR 1.000":            "EUR 1.000 has more than 2 decimals; EUR is counted to 0.01",
		"JPY 1.5":              "JPY 1.5 has more than 0 decimals; JPY is counted to 1",
		"BHD 1.0001":           "BHD 1.0001 has more than 3 decimals; BHD is counted to 0.001",
		"EUR -5":               "EUR -5.00 is below zero: an amount here is zero or more",
		"EUR 5e3":              `"EUR 5e3" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR NaN":              `"EUR NaN" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR Inf":              `"EUR Inf" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR 5,000.00":         `"EUR 5,000.00" has a separator that could be read in two ways: write digits and at most one point, as in EUR 5000.00`,
		"EUR 5.000,00":         `"EUR 5.000,00" has a separator that could be read in two ways: write digits and at most one point, as in EUR 5000.00`,
		"EUR 5'000":            `"EUR 5'000" has a separator that could be read in two ways: write digits and at most one point, as in EUR 5000.00`,
		"EUR 5 000":            `"EUR 5 000" has a separator that could be read in two ways: write digits and at most one point, as in EUR 5000.00`,
		"EUR  5000":            `"EUR  5000" has a separator that could be read in two ways: write digits and at most one point, as in EUR 5000.00`,
		"EUR 1.2.3":            `"EUR 1.2.3" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR .5":               `"EUR .5" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR 5.":               `"EUR 5." is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR +5":               `"EUR +5" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR --5":              `"EUR --5" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR ":                 `"EUR " is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR 0x10":             `"EUR 0x10" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR ٥":                `"EUR ٥" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR 5\n":              `"EUR 5\n" is not an amount: write digits and at most one point, as in EUR 5000.00`,
		"EUR 007":              `"EUR 007" has a leading zero: write the number without it`,
		"EUR 1000000000000000": `"EUR 1000000000000000" has more than 15 digits before the point: no such amount is meant`,
		"XXQ 5":                "XXQ is not a currency of ISO 4217 as of 2026-01-01",
		"XAU 5":                "XAU has no minor unit in ISO 4217: no amounts are counted in it",
		"eur 5":                `"eur" is not a currency code: write three capital letters, as in EUR`,
		"€ 5":                  `"€" is not a currency code: write three capital letters, as in EUR`,
		"5000 EUR":             `"5000" is not a currency code: write three capital letters, as in EUR`,
		"EUR5000":              `"EUR5000" is not an amount: write the currency code, a space and the number, as in EUR 5000.00`,
		"":                     `"" is not an amount: write the currency code, a space and the number, as in EUR 5000.00`,
		" EUR 5":               `"" is not a currency code: write three capital letters, as in EUR`,
	} {
		_, err := money.Parse(text)
		require.EqualError(t, err, sentence)
	}
}

func TestALongTextIsNotRepeatedInTheSentence(t *testing.T) {
	t.Parallel()
	_, err := money.Parse("EUR " + strings.Repeat("9", 1_000_000))
	require.Error(t, err)
	require.Less(t, len(err.Error()), 200)
}

func TestOnlySignedAmountsMayBeBelowZero(t *testing.T) {
	t.Parallel()
	a, err := money.ParseSigned("EUR -12.50")
	require.NoError(t, err)
	require.True(t, a.IsNegative())
	require.Equal(t, "EUR -12.50", a.String())
	_, err = money.ParseParts("-12.50", "EUR")
	require.EqualError(t, err, "EUR -12.50 is below zero: an amount here is zero or more")
	zero, err := money.ParseSigned("EUR -0.00")
	require.NoError(t, err)
	require.Equal(t, money.Zero("EUR"), zero)
}

func FuzzParseReadsBackWhatItWrote(f *testing.F) {
	for _, seed := range []string{"EUR 5000.00", "EUR -0.01", "JPY 7", "BHD 1.234", "EUR 1,000", "XXX 1", "EUR 1e9", "EUR 00", "", "EUR 5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := money.ParseSigned(text)
		if err != nil {
			require.Equal(t, money.Amount{}, a)
			require.LessOrEqual(t, len(err.Error()), 600)
			return
		}
		b, err := money.ParseSigned(a.String())
		require.NoError(t, err)
		require.Equal(t, a, b)
		var c money.Amount
		require.NoError(t, c.UnmarshalText([]byte(text)))
		require.Equal(t, a, c)
		d, err := money.Parse(text)
		require.Equal(t, a.IsNegative(), err != nil)
		if err == nil {
			require.Equal(t, a, d)
		}
	})
}
