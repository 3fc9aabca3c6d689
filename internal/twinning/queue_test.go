package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Whatever waits for somebody they may do, and what they may do waits for them, whoever did what before.
func TestAnExpenseWaitsForWhoeverTheLawLetsApproveItAndForNobodyElse(t *testing.T) {
	t.Parallel()
	base := New(t).Running()
	base.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "1.00"), Claim("Y", twinning.Personnel, "2.00"), Claim("Z", twinning.Subcontracting, "3.00")))
	people := []string{Verifier, Authoriser, Payer, Jack, Officer, Head, Contact(A), Signatory(A)}
	rapid.Check(t, func(t *rapid.T) {
		w := base.Clone(t)
		for range rapid.IntRange(0, 9).Draw(t, "steps") {
			id, by := rapid.SampledFrom([]string{"X", "Y", "Z"}).Draw(t, "expense"), rapid.SampledFrom(people).Draw(t, "by")
			_, _ = w.Send(Tendering(A), by, rapid.SampledFrom([]law.Command{
				twinning.ApproveExpense{Expense: id, Step: twinning.Verify},
				twinning.ApproveExpense{Expense: id, Step: twinning.Authorise},
				twinning.ApproveExpense{Expense: id, Step: twinning.Pay},
				twinning.ParkExpense{Expense: id, Reason: "?"},
				twinning.TakeUpExpense{Expense: id},
				twinning.ReturnExpense{Expense: id, Reason: "?"},
				twinning.RejectExpense{Expense: id, Reason: "?"},
			}).Draw(t, "does"))
		}
		for _, x := range w.Twinning(A).Expenses {
			for _, person := range people {
				step := w.Twinning(A).WaitsFor(x, person, w.Call())
				r := law.Receipt{Actor: person, ReceivedAt: w.Now}
				_, err := twinning.ApproveExpense{Expense: x.ID, Step: x.NextStep()}.Decide(w.Twinning(A), w.Call(), r)
				if x.Status == twinning.Parked {
					_, err = twinning.TakeUpExpense{Expense: x.ID}.Decide(w.Twinning(A), w.Call(), r)
				}
				if (err == nil) != (step != "") {
					t.Fatalf("%s, %s: it waits for %q of %s, who was answered %v", x.ID, x.Status, step, person, err)
				}
			}
		}
	})
}

func TestWhatIsPaidOtherwiseWaitsForNoPayer(t *testing.T) {
	t.Parallel()
	pays := func(w *World) twinning.Step {
		x, _ := w.Twinning(A).Expense("X")
		return w.Twinning(A).WaitsFor(x, Payer, w.Call())
	}
	w := New(t).Running()
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "1.00")))
	w.Approved("X", twinning.Verify, twinning.Authorise)
	require.Equal(t, twinning.Pay, pays(w))
	w.Do(Tendering(A), Contact(A), twinning.SetAccount{Holder: "B", IBAN: "DE89370400440532013000", Town: "Bonn", Country: "DE"})
	w.Do(Tendering(A), Officer, twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeMatches})
	w.Do(Stream, Head, call.SetPayingAccount{Holder: "P", IBAN: "BE68539007547034", Town: "Brussels", Country: "BE"})
	w.Do(Stream, Officer, call.PreparePaymentRun{})
	require.Empty(t, pays(w), "it stands in a run")
}
