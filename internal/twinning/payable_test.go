package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// inRun is a twinning whose pre-financing stands in a released run of its call.
func inRun(t T, book call.RuleBook) *World {
	w := paidBy(t, book)
	w.Do(Stream, Officer, call.SetPayingAccount{Holder: "Programme", IBAN: "BE68539007547034", Town: "Brussels", Country: "BE"})
	w.Do(Tendering(A), Contact(A), twinning.SetAccount{Holder: "Beneficiary", IBAN: "DE89370400440532013000", Town: "Bonn", Country: "DE"})
	w.Do(Tendering(A), Officer, twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeMatches})
	w.Do(Stream, Officer, call.PreparePaymentRun{})
	run, _ := w.Call().Run(1)
	w.Do(Stream, Payer, call.ReleasePaymentRun{Run: 1, SHA256: call.LinesSHA(run.Left())})
	return w
}

func TestWhatIsWithTheBankIsNotPaidOtherwise(t *testing.T) {
	t.Parallel()
	Run(t, inRun(t, instalments()),
		Row{Name: "by hand", By: Payer, When: pays("first"), Refused: "payments/in-a-run"},
		Row{Name: "its time is not suspended", By: Officer, When: twinning.SuspendPayment{Instalment: "first", Ground: "missing-document", Reason: "x"}, Refused: "payments/in-a-run"},
	)
	only := instalments()
	only.Payments.Runs = call.RunsRequired
	Run(t, paidBy(t, only), Row{Name: "nor by hand where the rule book wants runs", By: Payer, When: pays("first"), Refused: "payments/by-runs"})
}

func TestPreFinancingThatIsWithTheBankWhenTheTwinningEndsIsPaidAndRecovered(t *testing.T) {
	t.Parallel()
	w := inRun(t, withRecovery(instalments()))
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "it cannot go on"})
	require.Equal(t, twinning.InstalmentOwed, instalment(w, "first").Status)
	w.Do(Stream, Officer, call.ExecutePayment{Run: 1, Line: 1, Ref: "BANK-1"})
	require.Empty(t, w.Refusals)
	require.Equal(t, EUR("16000.00"), w.Twinning(A).Recoverable(twinning.OfPreFinancing, ""))
}

func TestARecoveryThatAPaymentWithTheBankDeductsIsNotSettledOtherwise(t *testing.T) {
	t.Parallel()
	w := reversed(t)
	observed(w)
	w.Do(Tendering(A), Head, decides(true))
	w.Do(Stream, Officer, call.SetPayingAccount{Holder: "Programme", IBAN: "BE68539007547034", Town: "Brussels", Country: "BE"})
	w.Do(Tendering(A), Contact(A), twinning.SetAccount{Holder: "Beneficiary", IBAN: "DE89370400440532013000", Town: "Bonn", Country: "DE"})
	w.Do(Tendering(A), Officer, twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeMatches})
	w.Do(Stream, Officer, call.PreparePaymentRun{})
	run, _ := w.Call().Run(1)
	require.Equal(t, EUR("10.00"), run.Lines[0].Amount, "50.00 less the 40.00 that are recovered")
	w.Do(Stream, Payer, call.ReleasePaymentRun{Run: 1, SHA256: call.LinesSHA(run.Left())})
	Run(t, w,
		Row{Name: "not ordered", By: Officer, When: twinning.OrderRecovery{Number: 1}, Refused: "recoveries/in-a-run"},
		Row{Name: "not received", By: Payer, When: twinning.ReceiveRecovery{Number: 1, Amount: EUR("1.00"), Ref: "B"}, Refused: "recoveries/in-a-run"},
		Row{Name: "not waived", By: Head, When: twinning.WaiveRecovery{Number: 1, Reason: "x"}, Refused: "recoveries/in-a-run"},
	)
}

func TestAPaymentThatCameBackKeepsTheRecordUntilItIsPaid(t *testing.T) {
	t.Parallel()
	w := inRun(t, instalments())
	w.Do(Stream, Officer, call.ExecutePayment{Run: 1, Line: 1, Ref: "BANK-1"})
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "it cannot go on"})
	w.At("2019-12-20T09:00").Do(Stream, SecondHand, call.ReturnPayment{Run: 1, Line: 1, Code: "AC04"})
	require.Empty(t, w.Refusals)
	again := instalment(w, "returned-1-1")
	require.Equal(t, EUR("16000.00"), again.Amount)
	w.At("2035-01-01T09:00")
	require.NotEqual(t, twinning.Over, w.Twinning(A).Stage)
	sum := money.Zero("EUR")
	for _, p := range w.Twinning(A).Payables(w.Call(), 0) {
		sum = sum.Add(p.Owed)
	}
	require.False(t, sum.LessThan(EUR("16000.00")))
}
