package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

var (
	suspend   = twinning.SuspendTwinning{Reason: "pandemic"}
	resume    = twinning.ResumeTwinning{}
	terminate = twinning.TerminateTwinning{Reason: "bankrupt"}
	closing   = twinning.CloseTwinning{}
)

func TestWhatPartiesOweRestsWhileATwinningIsSuspended(t *testing.T) {
	t.Parallel()
	suspended := func(w *World) { w.Do(Tendering(A), Head, suspend) }
	resumed := []string{"twinning-resumed.v1"}
	Run(t, New(t).Running(), // 20 November 2019; log-01 is due on 25 November
		Row{Name: "by the head", By: Head, When: suspend, Then: []string{"twinning-suspended.v1"}, After: func(t *testing.T, w *World) {
			_, open := owed(w, "log-01")
			require.False(t, open)
		}},
		Row{Name: "not by an officer", By: Officer, When: suspend, Refused: "roles/not-allowed"},
		Row{Name: "not twice", Given: suspended, By: Head, When: suspend, Refused: "stages/wrong-stage"},
		Row{Name: "no log is taken", Given: suspended, By: Contact(A), When: Log(1), Refused: "stages/wrong-stage"},
		Row{Name: "not resumed by an officer", Given: suspended, By: Officer, When: resume, Refused: "roles/not-allowed"},
		Row{Name: "not resumed while it is active", By: Head, When: resume, Refused: "stages/wrong-stage"},
		Row{Name: "due dates that lay ahead move by the days of the pause", Given: suspended, At: "2019-12-10T09:00", By: Head, When: resume, Then: resumed, After: func(t *testing.T, w *World) {
			on, open := owed(w, "log-01")
			require.True(t, open)
			require.Equal(t, "2019-12-16", on, "20 days later is a Sunday")
			require.Equal(t, 20, w.Twinning(A).PausedDays)
		}},
		Row{Name: "what was overdue stays overdue", At: "2019-12-20T09:00", Given: func(w *World) { suspended(w.At("2019-11-28T09:00")) }, By: Head, When: resume, Then: resumed, After: func(t *testing.T, w *World) {
			on, open := owed(w, "log-01")
			require.True(t, open)
			require.Equal(t, "2019-11-25", on)
		}},
		Row{Name: "what was met before is not owed again", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1))
			suspended(w)
		}, By: Head, When: resume, Then: resumed, After: func(t *testing.T, w *World) {
			_, open := owed(w, "log-01")
			require.False(t, open)
		}},
		Row{Name: "a log returned meanwhile is owed from the resumption", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1))
			suspended(w)
			w.At("2019-11-25T09:00").Do(Tendering(A), Officer, twinning.ReturnLog{Month: 1, Reason: "thin"})
			_, open := owed(w, "log-01-version-2")
			require.False(t, open)
		}, At: "2019-12-25T09:00", By: Head, When: resume, Then: resumed, After: func(t *testing.T, w *World) {
			on, open := owed(w, "log-01-version-2")
			require.True(t, open)
			require.Equal(t, "2020-01-06", on, "a Saturday is no last day")
		}},
		Row{Name: "on the same day, and its reminders still come", Given: suspended, By: Head, When: resume, Then: resumed, After: func(t *testing.T, w *World) {
			w.At("2019-12-20T09:00")
			require.Equal(t, map[string]obligation.Outcome{"reminder": obligation.Sent, "overdue": obligation.Sent, "escalation": obligation.Sent}, outcomes(w, "log-01"))
		}},
		Row{Name: "the last month may end meanwhile, and reporting begins at once", Given: suspended, At: "2020-11-01T09:00", By: Head, When: resume, Then: resumed, After: func(t *testing.T, w *World) {
			m, ok := twinning.Law.Next(w.Twinning(A), w)
			require.True(t, ok)
			require.True(t, m.At.After(w.Now))
			w.Until(w.Now.Add(2000))
			require.Equal(t, twinning.Reporting, w.Twinning(A).Stage)
		}},
		Row{Name: "its months go on", Given: suspended, At: "2019-12-20T09:00", By: Head, When: resume, Then: resumed, After: func(t *testing.T, w *World) {
			require.Equal(t, Date("2020-10-14"), w.Twinning(A).Contract.End())
		}},
	)
}

// outcomes lists what became of the rungs of an obligation of twinning A.
func outcomes(w *World, id string) map[string]obligation.Outcome {
	all := map[string]obligation.Outcome{}
	for _, f := range w.History(Tendering(A)) {
		for _, p := range f.Outcomes() {
			if p.Obligation == id {
				all[p.Rung] = p.Outcome
			}
		}
	}
	return all
}

func TestATerminatedTwinningPaysWhatIsAuthorisedAndFreesTheRest(t *testing.T) {
	t.Parallel()
	ended := []string{"twinning-terminated.v1"}
	Run(t, claimed(t),
		Row{Name: "by the head", By: Head, When: terminate, Then: ended, After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("892000.00"), w.Call().Left)
			for _, x := range w.Twinning(A).Expenses {
				require.Equal(t, twinning.Lapsed, x.Status)
			}
			w.At("2020-01-22T00:00")
			require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
		}},
		Row{Name: "not by an officer", By: Officer, When: terminate, Refused: "roles/not-allowed"},
		Row{Name: "what is authorised stays committed, and is paid", Given: func(w *World) { w.Approved("X", twinning.Verify, twinning.Authorise) }, By: Head, When: terminate, Then: ended, After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("891900.00"), w.Call().Left)
			require.Equal(t, EUR("100.00"), w.Call().Committed[A])
			w.At("2020-06-01T09:00")
			require.Equal(t, twinning.Terminated, w.Twinning(A).Stage, "the payment is waited for")
			events := w.Do(Tendering(A), Payer, twinning.ApproveExpense{Expense: "X", Step: twinning.Pay})
			require.Equal(t, []string{"expense-approved.v1", "retention-began.v1"}, Kinds(events))
			require.Equal(t, Date("2023-06-01"), w.Twinning(A).RetainTil)
		}},
		Row{Name: "the fixed sum for a completion that does not come lapses", Given: func(w *World) { w.Approved("S", twinning.Verify, twinning.Authorise) }, By: Head, When: terminate, Then: ended, After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("892000.00"), w.Call().Left)
			w.At("2020-06-01T09:00")
			require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
		}},
		Row{Name: "nothing else is approved any more", Given: func(w *World) {
			w.Approved("X", twinning.Verify, twinning.Authorise).Do(Tendering(A), Head, terminate)
		}, By: Verifier, When: twinning.ApproveExpense{Expense: "Y", Step: twinning.Verify}, Refused: "expenses/no-step"},
		Row{Name: "while it is suspended", Given: func(w *World) { w.Do(Tendering(A), Head, suspend) }, By: Head, When: terminate, Then: ended},
		Row{Name: "not twice", Given: func(w *World) { w.Do(Tendering(A), Head, terminate) }, By: Head, When: terminate, Refused: "stages/wrong-stage"},
	)
	Run(t, New(t).Awarded().Signed(A), Row{Name: "before its first month", By: Head, When: terminate, Then: ended})
}

func TestATwinningIsClosedWithEverythingThatItsTypeAsksFor(t *testing.T) {
	t.Parallel()
	closed := []string{"twinning-closed.v1", "retention-began.v1"}
	done := New(t).Awarded().Signed(A).Logged(A, Claim("X", twinning.Direct, "100.00"), Claim("S", twinning.Subcontracting, "5000.00"))
	reported := done.Clone(t).Reported(A)
	paid := func(w *World) {
		w.Approved("X", twinning.Verify, twinning.Authorise, twinning.Pay)
		w.Approved("S", twinning.Verify, twinning.Authorise)
	}
	Run(t, reported,
		Row{Name: "not with a claim on its way", By: Officer, When: closing, Refused: "closure/expenses"},
		Row{Name: "not with a returned one", Given: func(w *World) {
			w.Approved("S", twinning.Verify, twinning.Authorise).Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "X", Reason: "?"})
		}, By: Officer, When: closing, Refused: "closure/expenses"},
		Row{Name: "not by an evaluator", Given: paid, By: Ada, When: closing, Refused: "roles/not-allowed"},
		Row{Name: "with the fixed sum still to pay", Given: paid, By: Officer, When: closing, Then: closed[:1], After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("886900.00"), w.Call().Left, "40,000 less 5,100 are free")
			_, open := owed(w, "payment-S")
			require.True(t, open)
			for _, o := range w.Twinning(A).Obligations {
				require.True(t, !o.Open() || o.ID == "payment-S", "%s is owed after the closure", o.ID)
			}
			require.Equal(t, "closed", w.Call().Ended[A])
			events := w.Do(Tendering(A), Payer, twinning.ApproveExpense{Expense: "S", Step: twinning.Pay})
			require.Equal(t, []string{"expense-approved.v1", "retention-began.v1"}, Kinds(events))
			require.Equal(t, 3, retention(w).Years)
		}},
	)
	Run(t, New(t).Running(), Row{Name: "not before its months are over", By: Officer, When: closing, Refused: "stages/wrong-stage"})
	Run(t, done,
		Row{Name: "not without its final report", Given: paid, By: Officer, When: closing, Refused: "closure/final-report"})

	bare := New(t).Awarded().Signed(A)
	bare.At("2020-10-14T00:01").Reported(A)
	Run(t, bare, Row{Name: "not without its logs", By: Officer, When: closing, Refused: "closure/logs"})

	free := New(t).Awarded().Signed(A).Logged(A).Reported(A)
	Run(t, free, Row{Name: "with nothing to pay it is kept at once", By: Head, When: closing, Then: closed, After: func(t *testing.T, w *World) {
		require.Equal(t, EUR("892000.00"), w.Call().Left)
		require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
		until := w.Twinning(A).RetainTil
		w.At(until.String() + "T23:59")
		require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
		w.At(until.AddDays(1).String() + "T00:01")
		require.Equal(t, twinning.Over, w.Twinning(A).Stage)
		require.True(t, w.Twinning(A).Over())
		_, more := twinning.Law.Next(w.Twinning(A), w)
		require.False(t, more)
	}})
}

// retention is how the retention of twinning A began.
func retention(w *World) (r twinning.RetentionBegan) {
	for _, f := range w.History(Tendering(A)) {
		if e, ok := f.Event.(twinning.RetentionBegan); ok {
			r = e
		}
	}
	return r
}

func TestSmallFundingIsKeptForFewerYears(t *testing.T) {
	t.Parallel()
	for limit, years := range map[string]int{"100.00": 3, "99.99": 5} {
		book := Book()
		book.Retention.SmallUpTo = EUR(limit)
		w := New(t).Opened(book).Published().Submitted(A).Shut().Eligible(A).Assigned(A).Scored(A, "4").Decided().Signed(A).At("2019-11-20T09:00")
		w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
		w.Approved("X", steps...).Do(Tendering(A), Head, terminate)
		require.Equal(t, call.Finished, w.Call().Stage)
		w.At("2020-06-01T09:00")
		require.Equal(t, years, retention(w).Years, limit)
	}
}
