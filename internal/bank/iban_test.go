package bank_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/bank"
)

// Examples of the IBAN registry.
var examples = []string{
	"BE68 5390 0754 7034", "DE89370400440532013000", "FR1420041010050500013M02606", "GR1601101250000000012300695", "NL91ABNA0417164300", "NO9386011117947",
	"MT84MALT011000012345MTLCAST001S", "SE4550000000058398257466", "IT60X0542811101000000123456", "ES9121000418450200051332", "PT50000201231234567890154",
}

func TestAnIBANIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for _, n := range examples {
		require.NoError(t, bank.CheckIBAN("iban", n), n)
	}
	require.Equal(t, "BE68539007547034", bank.NormalIBAN("be68 5390 0754\u00a07034"))
}

func TestWhatIsNoIBANIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	for n, says := range map[string]string{
		"": "missing", "BE": "no IBAN", "BE68 5390 0754 703": "has 15 characters", "US12345678901234567890": "no country", "BE69539007547034": "check digits",
		"BEX8539007547034": "check digits", "BE68-5390-0754-7034": "letters and digits alone", "DE8937040044053201300Ä": "letters and digits alone",
	} {
		err := bank.CheckIBAN("iban", n)
		require.ErrorContains(t, err, says, n)
		if len(n) > 4 {
			require.NotContains(t, err.Error(), n)
		}
	}
}

// ISO 7064 modulo 97-10 finds every single wrong digit and every exchange of two neighbours.
func TestOneWrongDigitAndTwoExchangedOnesAreFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := []byte(bank.NormalIBAN(rapid.SampledFrom(examples).Draw(t, "iban")))
		i := rapid.IntRange(4, len(n)-2).Draw(t, "place")
		was := string(n)
		if rapid.Bool().Draw(t, "exchange") {
			n[i], n[i+1] = n[i+1], n[i]
		} else if n[i] >= '0' && n[i] <= '9' {
			n[i] = '0' + (n[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		}
		if string(n) != was {
			require.Error(t, bank.CheckIBAN("iban", string(n)))
		}
	})
}

func TestABICHasItsShape(t *testing.T) {
	t.Parallel()
	for s, ok := range map[string]bool{"DEUTDEFF": true, "KREDBEBB123": true, "DEUTDEF": false, "DEU1DEFF": false, "deutdeff": false, "": false} {
		require.Equal(t, ok, bank.CheckBIC("bic", s) == nil, s)
	}
}
