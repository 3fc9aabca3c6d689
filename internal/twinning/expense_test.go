package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

var steps = []twinning.Step{twinning.Verify, twinning.Authorise, twinning.Pay}

// claimed is the world in which twinning A has claimed three expenses in its first month.
func claimed(t T) *World {
	w := New(t).Running()
	personal := Claim("P", twinning.Personnel, "5000.00")
	personal.Payee = Payee
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00"), Claim("Y", twinning.Direct, "14900.00"), personal, Claim("S", twinning.Subcontracting, "5000.00")))
	return w
}

func TestAnExpenseIsVerifiedAuthorisedAndPaid(t *testing.T) {
	t.Parallel()
	next := func(step twinning.Step) twinning.ApproveExpense {
		return twinning.ApproveExpense{Expense: "X", Step: step}
	}
	approved := []string{"expense-approved.v1"}
	upTo := func(n int) func(w *World) { return func(w *World) { w.Approved("X", steps[:n]...) } }
	Run(t, claimed(t),
		Row{Name: "verified", By: Verifier, When: next(twinning.Verify), Then: approved},
		Row{Name: "authorised, its payment is owed", Given: upTo(1), By: Authoriser, When: next(twinning.Authorise), Then: approved, After: func(t *testing.T, w *World) {
			on, open := owed(w, "payment-X")
			require.True(t, open)
			require.Equal(t, "2019-12-02", on)
			require.Equal(t, EUR("100.00"), w.Twinning(A).Spent(""))
			require.Equal(t, EUR("0.00"), w.Twinning(A).PaidSum(""))
		}},
		Row{Name: "paid, it is not", Given: upTo(2), By: Payer, When: next(twinning.Pay), Then: approved, After: func(t *testing.T, w *World) {
			_, open := owed(w, "payment-X")
			require.False(t, open)
			require.Equal(t, EUR("100.00"), w.Twinning(A).PaidSum(twinning.Direct))
		}},
		Row{Name: "and nothing after that", Given: upTo(3), By: Payer, When: next(twinning.Pay), Refused: "expenses/no-step"},
		Row{Name: "no step is left out", By: Authoriser, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Authorise}, Refused: "expenses/step"},
		Row{Name: "no step is given twice", Given: upTo(1), By: Verifier, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Verify}, Refused: "expenses/step"},
		Row{Name: "nobody verifies without the role", By: Authoriser, When: next(twinning.Verify), Refused: "roles/not-allowed"},
		Row{Name: "nobody authorises without the role", Given: upTo(1), By: Payer, When: next(twinning.Authorise), Refused: "roles/not-allowed"},
		Row{Name: "nobody pays without the role", Given: upTo(2), By: Head, When: next(twinning.Pay), Refused: "roles/not-allowed"},
		Row{Name: "there is no such expense", By: Verifier, When: twinning.ApproveExpense{Expense: "Z", Step: twinning.Verify}, Refused: "expenses/no-such-expense"},
		Row{Name: "the fixed sum is authorised", Given: func(w *World) { w.Approved("S", twinning.Verify) }, By: Authoriser, When: twinning.ApproveExpense{Expense: "S", Step: twinning.Authorise}, Then: approved, After: func(t *testing.T, w *World) {
			_, open := owed(w, "payment-S")
			require.False(t, open, "nobody owes it yet")
		}},
		Row{Name: "but paid only after the closure", Given: func(w *World) { w.Approved("S", twinning.Verify, twinning.Authorise) }, By: Payer, When: twinning.ApproveExpense{Expense: "S", Step: twinning.Pay}, Refused: "expenses/fixed-sum"},
	)
	Run(t, New(t).Awarded(), Row{Name: "there is none without a contract", By: Verifier, When: next(twinning.Verify), Refused: "expenses/no-such-expense"})
}

// Jack is verifier, authoriser and payer: each of the steps, but one in a twinning.
func TestNobodyHasTwoHandsInThePaymentsOfATwinning(t *testing.T) {
	t.Parallel()
	w := claimed(t)
	for i, first := range steps {
		for j, second := range steps {
			if i == j {
				continue
			}
			early := w.Clone(t)
			early.Approved("X", steps[:i]...)
			early.Do(Tendering(A), Jack, twinning.ApproveExpense{Expense: "X", Step: first})
			if i < j {
				e := early.Clone(t)
				e.Approved("X", steps[i+1:j]...)
				Run(t, e, Row{Name: string(first) + " and " + string(second) + " one expense", By: Jack, When: twinning.ApproveExpense{Expense: "X", Step: second}, Refused: "four-eyes/same-person"})
			}
			early.Approved("P", steps[:j]...)
			Run(t, early, Row{Name: string(first) + " and " + string(second) + " two expenses", By: Jack, When: twinning.ApproveExpense{Expense: "P", Step: second}, Refused: "four-eyes/same-person"})
		}
	}
	w.Do(Tendering(A), Jack, twinning.ApproveExpense{Expense: "X", Step: twinning.Verify})
	Run(t, w,
		Row{Name: "the same hand twice", By: Jack, When: twinning.ApproveExpense{Expense: "Y", Step: twinning.Verify}, Then: []string{"expense-approved.v1"}},
		Row{Name: "not even after the expense was returned and corrected", Given: func(w *World) {
			w.Do(Tendering(A), Authoriser, twinning.ReturnExpense{Expense: "X", Reason: "which train?"})
			w.Do(Tendering(A), Contact(A), twinning.CorrectExpense{Claim: Claim("X", twinning.Direct, "90.00"), Reason: "second class"})
			w.Approved("X", twinning.Verify)
		}, By: Jack, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Authorise}, Refused: "four-eyes/same-person"},
		Row{Name: "not even after the log was sent again", Given: func(w *World) {
			w.Do(Tendering(A), Authoriser, twinning.ReturnExpense{Expense: "X", Reason: "which train?"})
			w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "90.00")))
			w.Approved("X", twinning.Verify)
		}, By: Jack, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Authorise}, Refused: "four-eyes/same-person"},
		Row{Name: "in another twinning another hand", To: Tendering(B), Given: func(w *World) {
			w.Do(Tendering(B), Contact(B), Log(1, Claim("X", twinning.Direct, "90.00")))
			w.Do(Tendering(B), Verifier, twinning.ApproveExpense{Expense: "X", Step: twinning.Verify})
		}, By: Jack, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Authorise}, Then: []string{"expense-approved.v1"}},
	)
}

func TestWhoClaimsOrIsPaidOrIsAPartyApprovesNothing(t *testing.T) {
	t.Parallel()
	w := claimed(t)
	c := w.Call()
	for _, p := range []string{Contact(A), Signatory(A), Payee} {
		for i, step := range steps {
			is := w.Clone(t).Approved("P", steps[:i]...).Twinning(A)
			roles := c
			roles.Roles = Roles()
			for _, role := range []string{"verifier", "authoriser", "payer"} {
				for k := range roles.Roles {
					if string(k) == role {
						roles.Roles[k] = append(roles.Roles[k], p) // however they came by it
					}
				}
			}
			_, err := twinning.ApproveExpense{Expense: "P", Step: step}.Decide(is, roles, receipt(w, p))
			requireRefused(t, "four-eyes/claimant", err)
		}
	}
	is := w.Twinning(A)
	require.Equal(t, twinning.Step("claim"), is.Duties[Contact(A)])
}

// Claims are held below their cost kind when they come; whoever authorises
// looks again.
func TestWhatIsAuthorisedNeverGoesAboveTheContract(t *testing.T) {
	t.Parallel()
	w := claimed(t).Approved("Y", twinning.Verify, twinning.Authorise).Approved("X", twinning.Verify)
	is := w.Twinning(A)
	for i, x := range is.Expenses {
		if x.ID == "X" {
			is.Expenses[i].Amount = EUR("100.01") // however it came to be
		}
	}
	_, err := twinning.ApproveExpense{Expense: "X", Step: twinning.Authorise}.Decide(is, w.Call(), receipt(w, Authoriser))
	requireRefused(t, "ceilings/cost-kind", err)
	is.Expenses[0].Amount = EUR("100.00")
	_, err = twinning.ApproveExpense{Expense: "X", Step: twinning.Authorise}.Decide(is, w.Call(), receipt(w, Authoriser))
	require.NoError(t, err)
}

// What is not authorised when a twinning is terminated lapses; whoever authorises looks again.
func TestNothingIsAuthorisedOnceATwinningIsTerminated(t *testing.T) {
	t.Parallel()
	w := claimed(t).Approved("X", twinning.Verify)
	is := w.Twinning(A)
	is.Stage = twinning.Terminated // and the expense is there still, however that came to be
	_, err := twinning.ApproveExpense{Expense: "X", Step: twinning.Authorise}.Decide(is, w.Call(), receipt(w, Authoriser))
	requireRefused(t, "expenses/terminated", err)
}

func TestAnExpenseIsReturnedAndCorrected(t *testing.T) {
	t.Parallel()
	giveBack := twinning.ReturnExpense{Expense: "X", Reason: "which train?"}
	correct := func(kind twinning.CostKind, amount string) twinning.CorrectExpense {
		return twinning.CorrectExpense{Claim: Claim("X", kind, amount), Reason: "second class"}
	}
	returned := func(w *World) { w.Do(Tendering(A), Verifier, giveBack) }
	ahead := correct(twinning.Direct, "90.00")
	ahead.Claim.On = Date("2019-12-24")
	Run(t, claimed(t),
		Row{Name: "by a verifier", By: Verifier, When: giveBack, Then: []string{"expense-returned.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("14900.00"), w.Twinning(A).ClaimedSum(twinning.Direct, ""), "it counts no longer")
		}},
		Row{Name: "by an authoriser, once it is verified", Given: func(w *World) { w.Approved("X", twinning.Verify) }, By: Authoriser, When: giveBack, Then: []string{"expense-returned.v1"}},
		Row{Name: "not by a payer", By: Payer, When: giveBack, Refused: "roles/not-allowed"},
		Row{Name: "not once it is authorised", Given: func(w *World) { w.Approved("X", twinning.Verify, twinning.Authorise) }, By: Authoriser, When: giveBack, Refused: "expenses/not-open"},
		Row{Name: "not twice", Given: returned, By: Verifier, When: giveBack, Refused: "expenses/not-open"},
		Row{Name: "none that there is not", By: Verifier, When: twinning.ReturnExpense{Expense: "Z", Reason: "?"}, Refused: "expenses/no-such-expense"},
		Row{Name: "a returned one is not approved", Given: returned, By: Verifier, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Verify}, Refused: "expenses/no-step"},
		Row{Name: "corrected, as stated and as corrected", Given: returned, By: Contact(A), When: correct(twinning.Direct, "90.00"), Then: []string{"expense-corrected.v1"}, After: func(t *testing.T, w *World) {
			w.Do(Tendering(A), Verifier, giveBack)
			w.Do(Tendering(A), Contact(A), correct(twinning.Direct, "80.00"))
			x, _ := w.Twinning(A).Expense("X")
			require.Equal(t, EUR("100.00"), *x.Stated)
			require.Equal(t, EUR("80.00"), x.Amount)
		}},
		Row{Name: "not by the verifier", Given: returned, By: Verifier, When: correct(twinning.Direct, "90.00"), Refused: "roles/not-a-party"},
		Row{Name: "not what was not returned", By: Contact(A), When: correct(twinning.Direct, "90.00"), Refused: "expenses/not-returned"},
		Row{Name: "not to another kind", Given: returned, By: Contact(A), When: correct(twinning.Personnel, "90.00"), Refused: "expenses/another-kind"},
		Row{Name: "not to a day that lies ahead", Given: returned, By: Contact(A), When: ahead, Refused: "expenses/ahead"},
		Row{Name: "up to its cost kind", Given: returned, By: Contact(A), When: correct(twinning.Direct, "100.00"), Then: []string{"expense-corrected.v1"}},
		Row{Name: "not a cent above it", Given: returned, By: Contact(A), When: correct(twinning.Direct, "100.01"), Refused: "ceilings/cost-kind-claimed"},
		Row{Name: "not where another claim took its place", Given: func(w *World) {
			returned(w)
			l := Log(2, Claim("Z", twinning.Direct, "100.00"))
			w.Do(Tendering(A), Contact(A), l)
		}, By: Contact(A), When: correct(twinning.Direct, "0.01"), Refused: "ceilings/cost-kind-claimed"},
	)
}
