package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

// An expense that names no organisation is counted for who was the contractor on its day, also after the contractor was replaced.
func TestAnExpenseIsCountedForWhoWasTheContractorOnItsDay(t *testing.T) {
	t.Parallel()
	w := amending(t, nil) // it is 20 November 2019, in month 2
	before, named := Claim("X", twinning.Direct, "100.00"), Claim("Y", twinning.Direct, "50.00")
	named.Organisation = "beta"
	w.Do(Tendering(A), Contact(A), Log(1, before, named))
	agreed(w, twinning.PrepareAmendment{
		Changes: twinning.Changes{Joins: []twinning.Organisation{{ID: "gamma", Name: "Gamma", Country: "FR"}}, Contractor: "gamma"}, Reason: "they merged",
	})
	is := w.Twinning(A)
	require.Equal(t, "gamma", is.Tender.Contractor)
	after := before
	after.On = Date("2019-11-20")
	for who, x := range map[string]twinning.Expense{"alpha": is.Expenses[0], "beta": is.Expenses[1], "gamma": {Claim: after}} {
		require.Equal(t, who, is.ClaimedFor(x))
	}
	by := is.SumsBy(is.ClaimedFor)
	require.Len(t, by, 2)
	require.Equal(t, before.Amount, by["alpha"].Claimed)
}
