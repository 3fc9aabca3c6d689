package payfile_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/payfile"
)

func amount(t *testing.T, s string) money.Amount {
	t.Helper()
	a, err := money.ParseSigned(s)
	require.NoError(t, err)
	return a
}

func order(t *testing.T) payfile.Order {
	t.Helper()
	on, err := calendar.ParseDate("2021-01-15")
	require.NoError(t, err)
	beneficiary := payfile.Account{Holder: "Müller & Söhne <GmbH>", IBAN: "DE89 3704 0044 0532 0130 00", Street: "Straße 1", PostCode: "53113", Town: "Bonn", Country: "DE"}
	abroad := payfile.Account{Holder: "Beta AB", IBAN: "SE4550000000058398257466", BIC: "ESSESESS", Town: "Lund", Country: "SE"}
	return payfile.Order{
		Message: "DHE-2019-R1", Created: time.Date(2021, 1, 14, 9, 30, 0, 0, time.UTC), On: on,
		From: payfile.Account{Holder: "Programme", IBAN: "BE68539007547034", Town: "Brussels", Country: "BE"},
		Payments: []payfile.Payment{
			{EndToEnd: "DHE-2019-R1-1", Amount: amount(t, "EUR 16000.00"), To: beneficiary, About: "DHE-2019-7Q2MXA first"},
			{EndToEnd: "DHE-2019-R1-2", Amount: amount(t, "SEK 1200.50"), To: abroad},
			{EndToEnd: "DHE-2019-R1-3", Amount: amount(t, "EUR 10.74"), To: beneficiary, About: "DHE-2019-7Q2MXA interest-first"},
		},
	}
}

func TestAnOrderIsWrittenAsItIsKeptAndTwiceTheSame(t *testing.T) {
	t.Parallel()
	got, err := payfile.Write(order(t))
	require.NoError(t, err)
	again, err := payfile.Write(order(t))
	require.NoError(t, err)
	require.Equal(t, string(got), string(again))
	golden := filepath.Join("testdata", "pain.001.001.09.xml")
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		require.NoError(t, os.WriteFile(golden, got, 0o600))
	}
	kept, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(kept), string(got))
	require.Contains(t, string(got), "<CtrlSum>17211.24</CtrlSum>", "the control sum of all is that of the numbers")
	require.Contains(t, string(got), "<CtrlSum>16010.74</CtrlSum>")
}

func TestAnOrderIsValidByItsSchema(t *testing.T) {
	t.Parallel()
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not there: apt-get install libxml2-utils")
	}
	got, err := payfile.Write(order(t))
	require.NoError(t, err)
	validate := func(xml []byte) (string, error) {
		file := filepath.Join(t.TempDir(), "order.xml")
		require.NoError(t, os.WriteFile(file, xml, 0o600))
		out, err := exec.CommandContext(t.Context(), lint, "--noout", "--nonet", "--schema", "testdata/pain.001.001.09-subset.xsd", file).CombinedOutput() //nolint:gosec // files of ours
		return string(out), err
	}
	out, err := validate(got)
	require.NoError(t, err, out)
	for _, broken := range [][2]string{{"<TwnNm>Bonn</TwnNm>", ""}, {"<Ctry>DE</Ctry>", "<Ctry>Germany</Ctry>"}, {"<MsgId>DHE-2019-R1</MsgId>", ""}, {"DE89370400440532013000", "no number"}} {
		_, err := validate([]byte(strings.Replace(string(got), broken[0], broken[1], 1)))
		require.Error(t, err, "the schema takes anything: %s", broken[0])
	}
}

func TestAnOrderThatNoBankTakesIsNotWritten(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		says  string
		spoil func(*payfile.Order)
	}{
		{"no town or no country", func(o *payfile.Order) { o.Payments[0].To.Town = "" }},
		{"no town or no country", func(o *payfile.Order) { o.From.Country = "" }},
		{"wrong check digits", func(o *payfile.Order) { o.Payments[0].To.IBAN = "DE88370400440532013000" }},
		{"no BIC", func(o *payfile.Order) { o.Payments[0].To.BIC = "X" }},
		{"no holder", func(o *payfile.Order) { o.From.Holder = "" }},
		{"nothing to pay", func(o *payfile.Order) { o.Payments = nil }},
		{"there twice", func(o *payfile.Order) { o.Payments[1].EndToEnd = o.Payments[0].EndToEnd }},
		{"from 1 to 35 characters", func(o *payfile.Order) { o.Message = strings.Repeat("M", 36) }},
		{"letters, digits", func(o *payfile.Order) { o.Message = "M_1" }},
		{"no amount above zero", func(o *payfile.Order) { o.Payments[0].Amount = money.Zero("EUR") }},
		{"day of execution", func(o *payfile.Order) { o.On = calendar.Date{} }},
	} {
		o := order(t)
		r.spoil(&o)
		_, err := payfile.Write(o)
		require.ErrorContains(t, err, r.says)
		require.NotContains(t, err.Error(), "37040044", "the number of an account is in no sentence")
	}
}
