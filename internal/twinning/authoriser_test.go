package twinning_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func bounded(limits call.Limits) call.RuleBook {
	book := Book()
	book.Payments = &call.Payments{Limits: &limits}
	return book
}

func TestAnAuthoriserAuthorisesUpToTheirLimitAndTheHeadMore(t *testing.T) {
	t.Parallel()
	w := paidBy(t, bounded(call.Limits{Authorise: EUR("500.00")}))
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "500.00"), Claim("Y", twinning.Direct, "500.01")))
	w.Approved("X", twinning.Verify).Approved("Y", twinning.Verify)
	authorise := func(id string) twinning.ApproveExpense {
		return twinning.ApproveExpense{Expense: id, Step: twinning.Authorise}
	}
	Run(t, w,
		Row{Name: "up to it", By: Authoriser, When: authorise("X"), Then: []string{"expense-approved.v1"}},
		Row{Name: "a cent more is the head's", By: Authoriser, When: authorise("Y"), Refused: "ceilings/authoriser"},
		Row{Name: "who authorises it", By: Head, When: authorise("Y"), Then: []string{"expense-approved.v1"}},
		Row{Name: "and no less", By: Head, When: authorise("X"), Refused: "roles/not-allowed"},
		Row{Name: "nobody else does", By: Payer, When: authorise("Y"), Refused: "roles/not-allowed"},
	)
}

func TestReturningAndAcceptingAreAHandWhereTheRuleBookSaysSo(t *testing.T) {
	t.Parallel()
	w := paidBy(t, bounded(call.Limits{Hands: true}))
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "1.00"), Claim("Y", twinning.Direct, "2.00")))
	Run(t, w,
		Row{Name: "returning", Given: func(w *World) {
			w.Do(Tendering(A), Jack, twinning.ReturnExpense{Expense: "X", Reason: "?"})
			w.Approved("Y", twinning.Verify)
		}, By: Jack, When: twinning.ApproveExpense{Expense: "Y", Step: twinning.Authorise}, Refused: "four-eyes/same-person"},
		Row{Name: "by whose step it is alone", By: Authoriser, When: twinning.ReturnExpense{Expense: "X", Reason: "?"}, Refused: "roles/not-allowed"},
		Row{Name: "and by nobody with another hand", Given: func(w *World) {
			w.Do(Tendering(A), Jack, twinning.ApproveExpense{Expense: "X", Step: twinning.Verify})
		}, By: Jack, When: twinning.ReturnExpense{Expense: "X", Reason: "?"}, Refused: "four-eyes/same-person"},
		Row{Name: "accepting a log", By: Officer, When: twinning.AcceptLog{Month: 1}, Then: []string{"log-accepted.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Accept, w.Twinning(A).Duties[Officer])
		}},
		Row{Name: "returning a log", By: Officer, When: twinning.ReturnLog{Month: 1, Reason: "?"}, Then: []string{"log-returned.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Accept, w.Twinning(A).Duties[Officer])
		}},
	)
	w = New(t).Running()
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "1.00")))
	w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "X", Reason: "?"})
	w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 1})
	require.NotContains(t, w.Twinning(A).Duties, Officer, "without the rule it is as ever")
	require.NotContains(t, w.Twinning(A).Duties, Verifier)
}

// A hundred approvals at once: the law sees them one after the other, and exactly what fits passes. That a running
// stack brings them so is held by internal/chaos.
func TestAHundredAuthorisationsAgainstOneCeilingPassExactlyWhatFits(t *testing.T) {
	t.Parallel()
	w := New(t).Running()
	var claims []twinning.Claim
	for i := range 100 { // EUR 15,000 in all, which is what the contract has
		claims = append(claims, Claim(fmt.Sprintf("X%d", i), twinning.Direct, "150.00"))
	}
	w.Do(Tendering(A), Contact(A), Log(1, claims...))
	for _, c := range claims {
		w.Do(Tendering(A), Verifier, twinning.ApproveExpense{Expense: c.ID, Step: twinning.Verify})
	}
	is := w.Twinning(A)
	contract := *is.Contract
	contract.Costs.Direct = EUR("9999.99") // as an amendment would have it: 66 fit, and not 67
	is.Contract = &contract
	passed := 0
	for _, c := range claims {
		events, err := twinning.Law.Decide(is, w, twinning.ApproveExpense{Expense: c.ID, Step: twinning.Authorise}, law.Receipt{Actor: Authoriser, ReceivedAt: w.Now})
		if err != nil {
			refusal, refused := law.Refused(err)
			require.True(t, refused)
			require.Equal(t, "ceilings/cost-kind", RuleAndCode(refusal))
			continue
		}
		passed++
		for _, e := range events {
			is = twinning.Law.Evolve(is, e, law.Recorded{Actor: Authoriser, ReceivedAt: w.Now}).(twinning.Twinning)
		}
	}
	require.Equal(t, 66, passed)
	require.Equal(t, EUR("9900.00"), is.Spent(twinning.Direct))
}
