package browser_test

import (
	"net/http"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// furnishRun is a payment run that pays an expense, and an expense that waits to be verified, while the twinning runs.
func (d *desk) furnishRun() {
	d.t.Helper()
	now := d.now()
	if now.Before(time.Date(2019, 10, 15, 0, 0, 0, 0, time.UTC)) || now.Year() > 2019 {
		return
	}
	tender, party, page := law.TwinningStream(lifetest.Tender), calltest.Contact(lifetest.Tender), "/calls/"+calltest.Reference+"/payments"
	d.acts(tender, party, twinning.ClaimExpenses{Expenses: []twinning.Claim{{ID: "in-a-run", Kind: twinning.Direct, Amount: calltest.EUR("100.00"), On: calltest.Date("2019-10-14"), What: "a train"}}})
	d.acts(tender, calltest.Verifier, twinning.ApproveExpense{Expense: "in-a-run", Step: twinning.Verify})
	d.acts(tender, calltest.Authoriser, twinning.ApproveExpense{Expense: "in-a-run", Step: twinning.Authorise})
	d.acts(tender, party, twinning.SetAccount{Holder: "Beneficiary", IBAN: "DE89370400440532013000", Town: "Bonn", Country: "DE"})
	d.acts(tender, calltest.Officer, twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeMatches})
	d.acts(calltest.Stream, calltest.Officer, call.SetPayingAccount{Holder: "Programme", IBAN: "BE68539007547034", Town: "Brussels", Country: "BE"})
	require.Eventually(d.t, func() bool {
		a := d.get(calltest.Officer, page, "en")
		return a.status == http.StatusOK && strings.Contains(a.text, "in-a-run")
	}, time.Minute, 50*time.Millisecond, "something is payable")
	require.Eventually(d.t, func() bool { // one is prepared: a second one finds nothing payable
		d.acts(calltest.Stream, calltest.Officer, call.PreparePaymentRun{})
		return d.get(calltest.Officer, page+"/1", "en").status == http.StatusOK
	}, time.Minute, 2*time.Second, page+"/1")
	d.acts(tender, party, twinning.ClaimExpenses{Expenses: []twinning.Claim{{ID: "in-a-queue", Kind: twinning.Direct, Amount: calltest.EUR("50.00"), On: calltest.Date("2019-10-14"), What: "a bus"}}})
	d.there(calltest.Verifier, "/expense-queue/"+lifetest.Tender+"/in-a-queue")
}
