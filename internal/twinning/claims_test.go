package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

func amount(s string) *money.Amount { a := EUR(s); return &a }

func TestALateInvoiceIsClaimedApartFromALog(t *testing.T) {
	t.Parallel()
	late := func(id, sum string) twinning.ClaimExpenses {
		return twinning.ClaimExpenses{Expenses: []twinning.Claim{Claim(id, twinning.Direct, sum)}}
	}
	taken := []string{"expenses-claimed.v1"}
	Run(t, New(t).Running(),
		Row{Name: "while the twinning runs, and it counts for the month of its date", By: Contact(A), When: late("L", "100.00"), Then: taken, After: func(t *testing.T, w *World) {
			x, known := w.Twinning(A).Expense("L")
			require.True(t, known)
			require.Equal(t, 1, x.Month)
			require.Equal(t, twinning.Claimed, x.Status)
			require.Equal(t, EUR("100.00"), w.Twinning(A).ClaimedSum(twinning.Direct, ""))
		}},
		Row{Name: "for a month that has been accepted", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1))
			w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 1})
		}, By: Contact(A), When: late("L", "100.00"), Then: taken},
		Row{Name: "the log of its month sent again leaves it", Given: func(w *World) { w.Do(Tendering(A), Contact(A), late("L", "100.00")) }, By: Contact(A), When: Log(1), Then: []string{"log-submitted.v1"}, After: func(t *testing.T, w *World) {
			_, known := w.Twinning(A).Expense("L")
			require.True(t, known)
		}},
		Row{Name: "a log cannot claim it once more", Given: func(w *World) { w.Do(Tendering(A), Contact(A), late("L", "100.00")) }, By: Contact(A), When: Log(1, Claim("L", twinning.Direct, "100.00")), Refused: "expenses/known"},
		Row{Name: "not twice", Given: func(w *World) { w.Do(Tendering(A), Contact(A), late("L", "100.00")) }, By: Contact(A), When: late("L", "1.00"), Refused: "expenses/known"},
		Row{Name: "not by somebody else", By: Contact(B), When: late("L", "100.00"), Refused: "roles/not-a-party"},
		Row{Name: "exactly what the contract has", By: Contact(A), When: late("L", "15000.00"), Then: taken},
		Row{Name: "and not a cent more", By: Contact(A), When: late("L", "15000.01"), Refused: "ceilings/cost-kind-claimed"},
		Row{Name: "not of a day that lies ahead", By: Contact(A), When: twinning.ClaimExpenses{Expenses: []twinning.Claim{on("L", "2019-11-21")}}, Refused: "expenses/ahead"},
		Row{Name: "not of a day before M1", By: Contact(A), When: twinning.ClaimExpenses{Expenses: []twinning.Claim{on("L", "2019-10-13")}}, Refused: "expenses/outside"},
		Row{Name: "not while it is suspended", Given: func(w *World) { w.Do(Tendering(A), Head, suspend) }, By: Contact(A), When: late("L", "1.00"), Refused: "stages/wrong-stage"},
	)
	Run(t, New(t).Running().At("2020-10-20T09:00"),
		Row{Name: "while the final report is owed", By: Contact(A), When: twinning.ClaimExpenses{Expenses: []twinning.Claim{on("L", "2020-10-13")}}, Then: taken, After: func(t *testing.T, w *World) {
			x, _ := w.Twinning(A).Expense("L")
			require.Equal(t, 12, x.Month)
		}},
		Row{Name: "no more once it is accepted", Given: func(w *World) { w.Reported(A) }, By: Contact(A), When: late("L", "1.00"), Refused: "expenses/final-report-accepted"},
	)
}

func on(id, day string) twinning.Claim {
	c := Claim(id, twinning.Direct, "10.00")
	c.On = Date(day)
	return c
}

func TestAVerificationAcceptsLessForAReason(t *testing.T) {
	t.Parallel()
	less := twinning.ApproveExpense{Expense: "X", Step: twinning.Verify, Accepted: amount("60.00"), Reason: "VAT can be deducted"}
	verified := []string{"expense-approved.v1"}
	Run(t, claimed(t),
		Row{Name: "what is accepted counts, what is claimed stays readable", By: Verifier, When: less, Then: verified, After: func(t *testing.T, w *World) {
			x, _ := w.Twinning(A).Expense("X")
			require.Equal(t, EUR("100.00"), x.Amount)
			require.Equal(t, EUR("60.00"), x.Accepted())
			w.Approved("X", twinning.Authorise, twinning.Pay)
			require.Equal(t, EUR("60.00"), w.Twinning(A).PaidSum(twinning.Direct))
			require.Equal(t, EUR("14960.00"), w.Twinning(A).ClaimedSum(twinning.Direct, ""))
		}},
		Row{Name: "the claimant is told", By: Verifier, When: less, Then: verified, After: func(t *testing.T, w *World) {
			facts := w.History(Tendering(A))
			approved, is := facts[len(facts)-1].Event.(twinning.ExpenseApproved)
			require.True(t, is)
			require.Len(t, approved.Letters, 1)
			require.Equal(t, "expense-deducted", approved.Letters[0].Template)
			require.Equal(t, Contact(A), approved.Letters[0].To)
		}},
		Row{Name: "as much as is claimed deducts nothing", By: Verifier, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Verify, Accepted: amount("100.00"), Reason: "?"}, Refused: "expenses/nothing-deducted"},
		Row{Name: "more is never accepted", By: Verifier, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Verify, Accepted: amount("100.01"), Reason: "?"}, Refused: "expenses/nothing-deducted"},
		Row{Name: "a correction is verified anew", Given: func(w *World) {
			w.Do(Tendering(A), Verifier, less)
			w.Do(Tendering(A), Authoriser, twinning.ReturnExpense{Expense: "X", Reason: "which train?"})
			w.Do(Tendering(A), Contact(A), twinning.CorrectExpense{Claim: Claim("X", twinning.Direct, "90.00"), Reason: "second class"})
		}, By: Verifier, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Verify}, Then: verified, After: func(t *testing.T, w *World) {
			x, _ := w.Twinning(A).Expense("X")
			require.Equal(t, EUR("90.00"), x.Accepted())
		}},
	)
	Nonsense(t,
		No("less without a reason", twinning.ApproveExpense{Expense: "X", Step: twinning.Verify, Accepted: amount("60.00")}, "reason is missing"),
		No("less by who authorises", twinning.ApproveExpense{Expense: "X", Step: twinning.Authorise, Accepted: amount("60.00"), Reason: "?"}, "verification alone"),
		No("nothing at all", twinning.ApproveExpense{Expense: "X", Step: twinning.Verify, Accepted: amount("0.00"), Reason: "?"}, "above zero"),
		No("a reason without an amount", twinning.ApproveExpense{Expense: "X", Step: twinning.Verify, Reason: "?"}, "accepted is missing"),
		No("an error without an amount", twinning.ApproveExpense{Expense: "X", Step: twinning.Verify, Error: "vat"}, "accepted is missing"),
	)
}

func TestADeductionNamesAnErrorOfTheRuleBooksList(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Running.ErrorTypes = []call.ErrorType{{ID: "vat", Name: "VAT that can be deducted"}, {ID: "exchange-loss", Name: "Loss on exchange"}}
	w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B).At("2019-11-20T09:00")
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
	less := func(mistake string) twinning.ApproveExpense {
		return twinning.ApproveExpense{Expense: "X", Step: twinning.Verify, Accepted: amount("60.00"), Error: mistake, Reason: "see the invoice"}
	}
	Run(t, w,
		Row{Name: "one of the list", By: Verifier, When: less("vat"), Then: []string{"expense-approved.v1"}},
		Row{Name: "not another", By: Verifier, When: less("typing"), Refused: "expenses/error-type"},
		Row{Name: "not none", By: Verifier, When: less(""), Refused: "expenses/error-type"},
	)
	Run(t, claimed(t), Row{Name: "without a list, the reason alone", By: Verifier, When: less(""), Then: []string{"expense-approved.v1"}})
}

func TestAnExpenseIsParkedTakenUpRejectedOrWithdrawn(t *testing.T) {
	t.Parallel()
	park, takeUp := twinning.ParkExpense{Expense: "X", Reason: "VAT number?"}, twinning.TakeUpExpense{Expense: "X"}
	reject, withdraw := twinning.RejectExpense{Expense: "X", Reason: "no party"}, twinning.WithdrawExpense{Expense: "X", Reason: "twice"}
	parked := func(w *World) { w.Do(Tendering(A), Verifier, park) }
	status := func(want twinning.ExpenseStatus, sum string) func(t *testing.T, w *World) {
		return func(t *testing.T, w *World) {
			x, _ := w.Twinning(A).Expense("X")
			require.Equal(t, want, x.Status)
			require.Equal(t, EUR(sum), w.Twinning(A).ClaimedSum(twinning.Direct, ""))
		}
	}
	Run(t, claimed(t),
		Row{Name: "parked, it still counts against the contract", By: Verifier, When: park, Then: []string{"expense-parked.v1"}, After: status(twinning.Parked, "15000.00")},
		Row{Name: "parked, it is not approved", Given: parked, By: Verifier, When: twinning.ApproveExpense{Expense: "X", Step: twinning.Verify}, Refused: "expenses/no-step"},
		Row{Name: "not parked twice", Given: parked, By: Verifier, When: park, Refused: "expenses/no-step"},
		Row{Name: "taken up, it stands where it stood", Given: parked, By: Verifier, When: takeUp, Then: []string{"expense-taken-up.v1"}, After: status(twinning.Claimed, "15000.00")},
		Row{Name: "verified before, it waits for the authorisation again", Given: func(w *World) {
			w.Approved("X", twinning.Verify)
			w.Do(Tendering(A), Authoriser, park)
		}, By: Authoriser, When: takeUp, Then: []string{"expense-taken-up.v1"}, After: status(twinning.ExpenseVerified, "15000.00")},
		Row{Name: "what was not parked is not taken up", By: Verifier, When: takeUp, Refused: "expenses/not-parked"},
		Row{Name: "rejected, its money is free to claim again", By: Verifier, When: reject, Then: []string{"expense-rejected.v1"}, After: status(twinning.Rejects, "14900.00")},
		Row{Name: "rejected from where it was parked", Given: parked, By: Verifier, When: reject, Then: []string{"expense-rejected.v1"}, After: status(twinning.Rejects, "14900.00")},
		Row{Name: "rejected by the authoriser once it is verified", Given: func(w *World) { w.Approved("X", twinning.Verify) }, By: Authoriser, When: reject, Then: []string{"expense-rejected.v1"}},
		Row{Name: "not by the authoriser before", By: Authoriser, When: reject, Refused: "roles/not-allowed"},
		Row{Name: "who claims it rejects nothing", By: Contact(A), When: reject, Refused: "roles/not-allowed"},
		Row{Name: "rejecting is a hand", Given: func(w *World) {
			w.Do(Tendering(A), Jack, reject)
			w.Approved("Y", twinning.Verify)
		}, By: Jack, When: twinning.ApproveExpense{Expense: "Y", Step: twinning.Authorise}, Refused: "four-eyes/same-person"},
		Row{Name: "and parking is", Given: func(w *World) {
			w.Do(Tendering(A), Jack, park)
			w.Approved("Y", twinning.Verify)
		}, By: Jack, When: twinning.ApproveExpense{Expense: "Y", Step: twinning.Authorise}, Refused: "four-eyes/same-person"},
		Row{Name: "with another hand before, nobody rejects", Given: func(w *World) {
			w.Approved("X", twinning.Verify)
			w.Do(Tendering(A), Jack, twinning.ApproveExpense{Expense: "Y", Step: twinning.Verify})
		}, By: Jack, When: reject, Refused: "four-eyes/same-person"},
		Row{Name: "withdrawn by who claimed it", By: Contact(A), When: withdraw, Then: []string{"expense-withdrawn.v1"}, After: status(twinning.ExpenseWithdrew, "14900.00")},
		Row{Name: "not by another party", By: Contact(B), When: withdraw, Refused: "roles/not-a-party"},
		Row{Name: "not once it is authorised", Given: func(w *World) { w.Approved("X", twinning.Verify, twinning.Authorise) }, By: Contact(A), When: withdraw, Refused: "expenses/settled"},
		Row{Name: "nor rejected then", Given: func(w *World) { w.Approved("X", twinning.Verify, twinning.Authorise) }, By: Verifier, When: reject, Refused: "expenses/settled"},
		Row{Name: "nothing becomes of a rejected one", Given: func(w *World) { w.Do(Tendering(A), Verifier, reject) }, By: Verifier, When: park, Refused: "expenses/settled"},
		Row{Name: "its id is not used again", Given: func(w *World) { w.Do(Tendering(A), Contact(A), withdraw) }, By: Contact(A), When: Log(1, Claim("X", twinning.Direct, "1.00")), Refused: "expenses/known"},
	)
}

// A returned expense that nobody corrects does not keep a twinning open for ever.
func TestNoReturnedExpenseKeepsATwinningOpenForEver(t *testing.T) {
	t.Parallel()
	w := New(t).Running()
	w.Logged(A, Claim("X", twinning.Direct, "100.00"))
	w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "X", Reason: "?"})
	w.Reported(A)
	closed := []string{"twinning-closed.v1", "retention-began.v1"}
	Run(t, w,
		Row{Name: "it keeps it open", By: Officer, When: closing, Refused: "closure/expenses"},
		Row{Name: "until it is rejected", Given: func(w *World) {
			w.Do(Tendering(A), Verifier, twinning.RejectExpense{Expense: "X", Reason: "no answer"})
		}, By: Officer, When: closing, Then: closed},
		Row{Name: "or withdrawn", Given: func(w *World) { w.Do(Tendering(A), Contact(A), twinning.WithdrawExpense{Expense: "X"}) }, By: Officer, When: closing, Then: closed},
	)
}

func TestTheFixedSumIsClaimedOnceAfterTheFinalReport(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Running.FixedSum = call.AfterFinalReport
	fixed := func(id, day, sum string) twinning.ClaimExpenses {
		c := Claim(id, twinning.Subcontracting, sum)
		c.On = Date(day)
		return twinning.ClaimExpenses{Expenses: []twinning.Claim{c}}
	}
	w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B).At("2019-11-20T09:00")
	taken := []string{"expenses-claimed.v1"}
	Run(t, w,
		Row{Name: "not with a log", By: Contact(A), When: Log(1, Claim("S", twinning.Subcontracting, "5000.00")), Refused: "expenses/fixed-sum-later"},
		Row{Name: "not before the final report is accepted", By: Contact(A), When: fixed("S", "2019-11-01", "5000.00"), Refused: "expenses/fixed-sum-later"},
	)
	w.Logged(A).Reported(A)
	claimed := func(w *World) { w.Do(Tendering(A), Contact(A), fixed("S", "2020-10-15", "5000.00")) }
	Run(t, w,
		Row{Name: "after it, of a day after the last month", By: Contact(A), When: fixed("S", "2020-10-15", "5000.00"), Then: taken, After: func(t *testing.T, w *World) {
			x, _ := w.Twinning(A).Expense("S")
			require.Equal(t, 12, x.Month)
			w.Approved("S", twinning.Verify, twinning.Authorise)
			w.Do(Tendering(A), Officer, closing)
			w.Approved("S", twinning.Pay)
			require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
		}},
		Row{Name: "not of a day that lies ahead", By: Contact(A), When: fixed("S", "2021-10-15", "5000.00"), Refused: "expenses/ahead"},
		Row{Name: "not above its amount", By: Contact(A), When: fixed("S", "2020-10-15", "5000.01"), Refused: "ceilings/cost-kind-claimed"},
		Row{Name: "not twice", Given: claimed, By: Contact(A), When: fixed("T", "2020-10-15", "1.00"), Refused: "expenses/fixed-sum-once"},
		Row{Name: "again once it was rejected", Given: func(w *World) {
			claimed(w)
			w.Do(Tendering(A), Verifier, twinning.RejectExpense{Expense: "S", Reason: "no invoice"})
		}, By: Contact(A), When: fixed("T", "2020-10-15", "5000.00"), Then: taken},
		Row{Name: "corrected once it is returned, of any day", Given: func(w *World) {
			claimed(w)
			w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "S", Reason: "?"})
		}, By: Contact(A), When: twinning.CorrectExpense{Claim: fixed("S", "2020-10-14", "4000.00").Expenses[0], Reason: "?"}, Then: []string{"expense-corrected.v1"}},
		Row{Name: "nothing else is claimed then", By: Contact(A), When: twinning.ClaimExpenses{Expenses: []twinning.Claim{Claim("L", twinning.Direct, "1.00")}}, Refused: "expenses/final-report-accepted"},
	)
}
