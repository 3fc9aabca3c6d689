package rates_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/rates"
)

func read(t *testing.T, text string, only rates.Only) []string {
	t.Helper()
	list, err := rates.Parse([]byte(text), "EUR", only)
	require.NoError(t, err)
	var lines []string
	for _, r := range list {
		lines = append(lines, r.Currency+" "+r.On.String()+" "+r.Rate.String())
	}
	return lines
}

func TestTheFilesOfTheEuropeanCentralBankAreRead(t *testing.T) {
	t.Parallel()
	want := []string{"SEK 2019-11-15 10.6665", "HUF 2019-11-15 334.26"}
	require.Equal(t, want, read(t, "Date, SEK, HUF, \n15 November 2019, 10.6665, 334.26, \n", rates.Only{}), "the rates of a day")
	history := "Date,SEK,CYP,HUF,\n2019-11-15,10.6665,N/A,334.26,\n2019-11-14,10.7120,N/A,334.58,\n"
	require.Equal(t, append(want, "SEK 2019-11-14 10.712", "HUF 2019-11-14 334.58"), read(t, history, rates.Only{}), "the history")
	require.Equal(t, []string{"SEK 2019-11-15 10.6665"}, read(t, history, rates.Only{Currencies: []string{"SEK"}, From: Date("2019-11-15"), Until: Date("2019-11-30")}), "what is wanted of it")
	portal := "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\nEXR.M.SEK.EUR.SP00.A,M,SEK,EUR,SP00,A,2019-11,10.6497\n"
	require.Equal(t, []string{"SEK 2019-11-01 10.6497"}, read(t, portal, rates.Only{}), "the data portal, by months")
}

func TestAPlainFileOfRatesIsRead(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"SEK 2019-11-01 10.65"}, read(t, "\ufeffcurrency;date;rate\r\nsek;2019-11;10.6500\r\n", rates.Only{}))
}

func TestWhatIsWrongWithAFileOfRatesIsSaidWithItsPlace(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                     "no line that names its columns",
		"a,b\n1,2\n":           "names no columns that are known",
		"currency,date,rate\n": "no rate that is wanted",
		"currency,date,rate\nSEK,2019-13-01,10\n":   `line 2, column date: "2019-13-01" is not a day`,
		"currency,date,rate\n\nSEK,2019-11-01,x\n":  `line 3, column rate: "x" is not a rate`,
		"currency,date,rate\nSEK,2019-11-01,1e99\n": `line 2, column rate: "1e99" is not a rate`,
		"currency,date,rate\nSEK,2019-11-01,0\n":    "line 2, column rate: a rate is above zero",
		"Date,SEK,\n2019-11-15,\"10\n":              "line 2: the quotes do not match",
		"PK\x03\x04\x00":                            "no text in UTF-8",
		strings.Repeat("x", rates.Limit+1):          "are allowed",
	} {
		_, err := rates.Parse([]byte(text), "EUR", rates.Only{})
		require.ErrorContains(t, err, says)
	}
	_, err := rates.Parse([]byte("Date,SEK\n2019-11-15,10.6665\n"), "SEK", rates.Only{})
	require.ErrorContains(t, err, "the file has rates for EUR")
}

func FuzzAFileOfRates(f *testing.F) {
	f.Add("currency,date,rate\nSEK,2019-11-01,10.65\n")
	f.Add("Date,SEK,\n2019-11-15,10.6665,\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := rates.Parse([]byte(text), "EUR", rates.Only{})
		require.True(t, err != nil || len(list) > 0)
	})
}
