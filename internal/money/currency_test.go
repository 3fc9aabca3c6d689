package money_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/money"
)

func TestTheTableIsSortedAndWellFormed(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("currencies.csv")
	require.NoError(t, err)
	line := regexp.MustCompile(`^[A-Z]{3},[-0-4],(-|\d{4}-\d\d-\d\d),(-|\d{4}-\d\d-\d\d)$`)
	last, lines := "", 0
	for l := range strings.Lines(string(file)) {
		l = strings.TrimSuffix(l, "\n")
		if strings.HasPrefix(l, "#") || strings.HasPrefix(l, "code,") {
			continue
		}
		require.Regexp(t, line, l)
		require.Less(t, last, l[:3])
		last = l[:3]
		lines++
		f := strings.Split(l, ",")
		for _, day := range f[2:] {
			if day != "-" {
				_, err := time.Parse(time.DateOnly, day)
				require.NoError(t, err)
			}
		}
		if f[2] != "-" && f[3] != "-" {
			require.Less(t, f[2], f[3])
		}
	}
	require.Equal(t, 195, lines)
}

func TestMinorUnitsAreThoseOfISO4217(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int{
		"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "SEK": 2, "DKK": 2, "NOK": 2, "PLN": 2, "CZK": 2, "HUF": 2, "RON": 2,
		"BGN": 2, "HRK": 2, "RSD": 2, "MKD": 2, "ALL": 2, "BAM": 2, "TRY": 2, "UAH": 2, "MDL": 2, "GEL": 2,
		"ISK": 0, "JPY": 0, "KRW": 0, "CLP": 0, "XOF": 0, "UGX": 0, "VND": 0,
		"BHD": 3, "KWD": 3, "TND": 3, "IQD": 3, "JOD": 3, "LYD": 3, "OMR": 3, "CLF": 4, "UYW": 4,
	} {
		got, ok := money.Digits(code)
		require.True(t, ok, code)
		require.Equal(t, want, got, code)
	}
	for _, code := range []string{"XAU", "XDR", "XXX", "XXQ", "", "eur", "EURO"} {
		_, ok := money.Digits(code)
		require.False(t, ok, code)
	}
}

func TestACurrencyIsKnownFromItsFirstDayToTheDayBeforeItsEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code  string
		year  int
		month time.Month
		day   int
		known bool
	}{
		{"EUR", 1998, time.December, 31, false},
		{"EUR", 1999, time.January, 1, true},
		{"EUR", 2019, time.October, 14, true},
		{"HRK", 2019, time.October, 14, true},
		{"HRK", 2022, time.December, 31, true},
		{"HRK", 2023, time.January, 1, false},
		{"BGN", 2025, time.December, 31, true},
		{"BGN", 2026, time.January, 1, false},
		{"LTL", 2014, time.December, 31, true},
		{"LTL", 2015, time.January, 1, false},
		{"EEK", 2010, time.December, 31, true},
		{"EEK", 2019, time.January, 1, false},
		{"LVL", 2014, time.January, 1, false},
		{"ZWG", 2024, time.June, 24, false},
		{"ZWG", 2024, time.June, 25, true},
		{"ZWL", 2024, time.August, 31, true},
		{"ZWL", 2024, time.September, 1, false},
		{"ANG", 2025, time.March, 30, true},
		{"ANG", 2025, time.March, 31, false},
		{"XCG", 2025, time.March, 31, true},
		{"GBP", 2019, time.January, 1, true},
		{"XAU", 2019, time.January, 1, false},
		{"XXQ", 2019, time.January, 1, false},
	} {
		require.Equal(t, c.known, money.KnownOn(c.code, c.year, c.month, c.day), "%s on %d-%d-%d", c.code, c.year, c.month, c.day)
	}
}

func TestACodeThatWasNotCurrentIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	require.EqualError(t, money.CheckOn("HRK", 2023, time.March, 1), "HRK was a currency of ISO 4217 until 2023-01-01, not on 2023-03-01")
	require.EqualError(t, money.CheckOn("XCG", 2019, time.March, 1), "XCG is a currency of ISO 4217 only from 2025-03-31, not on 2019-03-01")
	require.EqualError(t, money.CheckOn("XXQ", 2019, time.March, 1), "XXQ is not a currency of ISO 4217 as of 2026-01-01")
	require.NoError(t, money.CheckOn("HRK", 2022, time.December, 31))
}

func TestEveryCurrencyOfAMemberStateInTheYearsOfTheCallsIsKnown(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"EUR", "BGN", "CZK", "DKK", "GBP", "HRK", "HUF", "PLN", "RON", "SEK"} {
		require.True(t, money.KnownOn(code, 2019, time.October, 14), code)
	}
}
