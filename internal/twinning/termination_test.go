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

// stepping is the world of running twinnings that are terminated in steps.
func stepping(t *testing.T) *World {
	t.Helper()
	book := Book()
	book.Running.Termination = &call.Termination{Observations: Length("30 days"), ClaimWithin: Length("60 days")}
	w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided()
	return w.Signed(A, B).At("2019-11-20T09:00")
}

func TestATerminationIsIntendedObservedDecidedAndSettled(t *testing.T) {
	t.Parallel()
	intend, observe := twinning.IntendTermination{Reason: "no log for months"}, twinning.ObserveTermination{Text: "the ward was closed"}
	decide, settle := twinning.TerminateTwinning{Reason: "no log for months"}, twinning.SettleTermination{}
	from := func(day string) twinning.TerminateTwinning {
		return twinning.TerminateTwinning{Reason: "no log for months", Effective: Date(day)}
	}
	intended := func(w *World) { w.Do(Tendering(A), Head, intend) }
	observed := func(w *World) { intended(w); w.Do(Tendering(A), Contact(A), observe) }
	decided := func(w *World) { observed(w); w.Do(Tendering(A), Head, from("2019-12-01")) }
	w := stepping(t)
	Run(t, w,
		Row{Name: "not without an intention", By: Head, When: decide, Refused: "termination/not-intended"},
		Row{Name: "the head intends it", By: Head, When: intend, Then: []string{"termination-intended.v1"}, After: func(t *testing.T, w *World) {
			due, open := owed(w, "observations")
			require.True(t, open)
			require.Equal(t, "2019-12-20", due)
			require.Equal(t, twinning.Active, w.Twinning(A).Stage, "nothing has changed")
		}},
		Row{Name: "nobody else does", By: Officer, When: intend, Refused: "roles/not-allowed"},
		Row{Name: "once", Given: intended, By: Head, When: intend, Refused: "termination/intended-already"},
		Row{Name: "it is not decided before the observations", Given: intended, At: "2019-12-20T23:59", By: Head, When: decide, Refused: "termination/observations-awaited"},
		Row{Name: "but after the time for them", Given: intended, At: "2019-12-21T00:00", By: Head, When: decide, Then: []string{"termination-decided.v1"}},
		Row{Name: "or once they have come", Given: observed, By: Head, When: decide, Then: []string{"termination-decided.v1"}},
		Row{Name: "observations come from a party", Given: intended, By: Contact(B), When: observe, Refused: "roles/not-a-party"},
		Row{Name: "in time", Given: intended, At: "2019-12-21T00:00", By: Contact(A), When: observe, Refused: "termination/observations-over"},
		Row{Name: "and on an intention", By: Contact(A), When: observe, Refused: "termination/not-intended"},
		Row{Name: "from no day that has passed", Given: observed, By: Head, When: from("2019-11-19"), Refused: "termination/effective-past"},
		Row{Name: "the head gives it up", Given: observed, By: Head, When: twinning.DropTermination{Reason: "it goes on"}, Then: []string{"termination-dropped.v1"}, After: func(t *testing.T, w *World) {
			require.Nil(t, w.Twinning(A).Ending)
			w.Do(Tendering(A), Head, intend)
			_, open := owed(w, "observations-2")
			require.True(t, open, "and may intend it again")
		}},
		Row{Name: "what is not intended is not given up", By: Head, When: twinning.DropTermination{Reason: "?"}, Refused: "termination/not-intended"},
		Row{Name: "nor settled", Given: observed, By: Head, When: settle, Refused: "termination/not-decided"},
		Row{Name: "it is decided once", Given: decided, By: Head, When: decide, Refused: "termination/decided"},
		Row{Name: "nor intended again then", Given: decided, By: Head, When: intend, Refused: "termination/decided"},
		Row{Name: "nor amended", Given: decided, By: Contact(A), When: longer(13), Refused: "amendment/none"},
	)
	Run(t, New(t).Running(),
		Row{Name: "a rule book without it terminates at once", By: Head, When: intend, Refused: "termination/at-once"},
		Row{Name: "from no other day", By: Head, When: from("2019-12-01"), Refused: "termination/at-once"},
	)
	Nonsense(t,
		No("intended for no reason", twinning.IntendTermination{}, "reason is missing"),
		No("observed without words", twinning.ObserveTermination{}, "text is missing"),
		No("given up for no reason", twinning.DropTermination{}, "reason is missing"),
	)
}

func TestNothingLapsesBeforeATerminationIsSettled(t *testing.T) {
	t.Parallel()
	w := stepping(t)
	left := w.Call().Left
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
	w.Do(Tendering(A), Head, twinning.IntendTermination{Reason: "it failed"})
	w.Do(Tendering(A), Contact(A), twinning.ObserveTermination{Text: "it did"})
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "it failed", Effective: Date("2019-12-14")})
	_, open := owed(w, "log-02")
	require.True(t, open, "a month that ended before is logged")
	_, open = owed(w, "log-03")
	require.False(t, open, "one that begins on its day is not")
	_, open = owed(w, "final-report")
	require.False(t, open)
	late := Claim("Y", twinning.Direct, "50.00")
	late.On = Date("2019-12-14")
	claims := func(c twinning.Claim) twinning.ClaimExpenses {
		return twinning.ClaimExpenses{Expenses: []twinning.Claim{c}}
	}
	w.At("2019-12-16T09:00")
	Run(t, w,
		Row{Name: "what was spent from its day on is not claimed", By: Contact(A), When: claims(late), Refused: "termination/after-its-day"},
		Row{Name: "what was spent before is, until the last day", At: "2020-02-12T23:59", By: Contact(A), When: claims(Claim("Y", twinning.Direct, "50.00")), Then: []string{"expenses-claimed.v1"}},
		Row{Name: "and not after it", At: "2020-02-13T00:00", By: Contact(A), When: claims(Claim("Y", twinning.Direct, "50.00")), Refused: "termination/claims-over"},
		Row{Name: "it is not settled while claims may come", By: Head, When: twinning.SettleTermination{}, Refused: "termination/claims-awaited"},
		Row{Name: "it is not closed", Given: func(w *World) { w.At("2020-10-20T09:00") }, By: Head, When: twinning.CloseTwinning{}, Refused: "termination/decided"},
	)
	w.Do(Tendering(A), Contact(A), claims(Claim("Y", twinning.Direct, "50.00")))
	Run(t, w, Row{Name: "nor while one is undecided", By: Head, When: twinning.SettleTermination{}, Refused: "termination/claims-undecided"})
	w.Approved("X", twinning.Verify, twinning.Authorise)
	w.Do(Tendering(A), Verifier, twinning.RejectExpense{Expense: "Y", Reason: "no invoice"})
	require.True(t, w.Now.Before(w.Clock("2020-02-12T00:00")), "the final claim has come, and each is decided on")
	w.Do(Tendering(A), Head, twinning.SettleTermination{})
	require.Equal(t, twinning.Terminated, w.Twinning(A).Stage)
	require.Equal(t, left.Add(EUR("39900.00")), w.Call().Left, "what is not spent is free")
	w.Approved("X", twinning.Pay)
}

func TestASuspendedMonthOwesNoLogWhereTheRuleBookSaysSo(t *testing.T) {
	t.Parallel()
	for _, rule := range []string{"", call.NoLog} {
		book := Book()
		book.Running.SuspendedMonths = rule
		w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided()
		w.Signed(A, B).At("2019-11-20T09:00").Do(Tendering(A), Head, suspend)
		w.At("2020-02-20T09:00").Do(Tendering(A), Head, twinning.ResumeTwinning{})
		for id, owes := range map[string]bool{"log-02": true, "log-03": rule == "", "log-04": rule == "", "log-05": true} {
			_, open := owed(w, id)
			require.Equal(t, owes, open, "%s: %s", rule, id)
		}
	}
}

func TestTheChecklistOfAClosureNamesWhoOwesWhatIsMissing(t *testing.T) {
	t.Parallel()
	stands := func(w *World) map[string]twinning.Condition {
		list := map[string]twinning.Condition{}
		for _, x := range w.Twinning(A).Checklist(w.Call()) {
			key := x.Item + x.ID
			if x.Month > 0 {
				key = oweLogOf(x.Month)
			}
			list[key] = x
		}
		return list
	}
	require.Empty(t, New(t).Awarded().Twinning(A).Checklist(New(t).Awarded().Call()), "there is no contract")
	book := Book()
	book.Running.Closure = &call.Closure{Interim: true}
	w := underBook(t, book)
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
	list := stands(w)
	require.Len(t, list, 12+2+2+1)
	require.Equal(t, twinning.Condition{Item: twinning.NeedsLog, Month: 1, Stands: "submitted", Owes: law.Officer, Due: Date("2019-12-02")}, list["log-01"])
	require.Equal(t, law.Contact, list["log-02"].Owes)
	require.Equal(t, law.Verifier, list["expenseX"].Owes)
	require.Equal(t, law.Contact, list["evidencelicence"].Owes)
	w.Logged(A, Claim("X", twinning.Direct, "100.00")).Approved("X", twinning.Verify, twinning.Authorise)
	require.Equal(t, law.Payer, stands(w)["paymentX"].Owes)
	w.Approved("X", twinning.Pay)
	w.Do(Tendering(A), Contact(A), FinalReport())
	require.False(t, stands(w)["evidencelicence"].Met, "it is not accepted yet")
	require.Equal(t, law.Officer, stands(w)["evidencelicence"].Owes)
	w.Do(Tendering(A), Officer, twinning.AcceptReport{Report: twinning.Final})
	for name, x := range stands(w) {
		require.Equal(t, name != "interim-report", x.Met, name)
	}
}

func oweLogOf(month int) string { return fmt.Sprintf("log-%02d", month) }
