package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

func TestAMonthInWhichNothingWasDoneSaysWhy(t *testing.T) {
	t.Parallel()
	nothing := twinning.SubmitLog{Month: 1, Nothing: "both hospitals were closed"}
	Run(t, New(t).Running(),
		Row{Name: "it needs no invented activity", By: Contact(A), When: nothing, Then: []string{"log-submitted.v1"}, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Twinning(A).Logs[1].Activities)
			require.NotEmpty(t, w.Twinning(A).Logs[1].Nothing)
			_, open := owed(w, "log-01")
			require.False(t, open)
			w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 1})
		}},
		Row{Name: "another log of the month has activities", Given: func(w *World) { w.Do(Tendering(A), Contact(A), nothing) }, By: Contact(A), When: Log(1), Then: []string{"log-submitted.v1"}, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Twinning(A).Logs[1].Nothing)
		}},
	)
	both := Log(1)
	both.Nothing = "?"
	Nonsense(t,
		No("neither", twinning.SubmitLog{Month: 1}, "activities is missing"),
		No("both", both, "one or the other"),
		No("a reason with NUL", twinning.SubmitLog{Month: 1, Nothing: "a\x00"}, "U+0000"),
	)
}

func TestAnAcceptedLogIsCorrectedAndBothStayReadable(t *testing.T) {
	t.Parallel()
	activities := []twinning.Activity{{On: Date("2019-10-15"), What: "A visit"}, {On: Date("2019-10-16"), What: "Another"}}
	correct := twinning.CorrectLog{Month: 1, Activities: activities, Reason: "the second visit was forgotten"}
	accepted := func(w *World) {
		w.Do(Tendering(A), Contact(A), Log(1))
		w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 1})
	}
	corrected := []string{"log-corrected.v1"}
	Run(t, New(t).Running(),
		Row{Name: "by its contact, with a reason", Given: accepted, By: Contact(A), When: correct, Then: corrected, After: func(t *testing.T, w *World) {
			l := w.Twinning(A).Logs[1]
			require.Equal(t, twinning.StatusAccepted, l.Status)
			require.Len(t, l.Activities, 2)
			require.Len(t, l.Corrected, 1)
			require.Len(t, l.Corrected[0].Activities, 1)
			require.Equal(t, Contact(A), l.Corrected[0].By)
			w.Do(Tendering(A), Contact(A), twinning.CorrectLog{Month: 1, Nothing: "neither took place", Reason: "the partner says so"})
			require.Len(t, w.Twinning(A).Logs[1].Corrected, 2)
			require.Empty(t, w.Twinning(A).Logs[1].Activities)
		}},
		Row{Name: "before it is accepted it is submitted again instead", Given: func(w *World) { w.Do(Tendering(A), Contact(A), Log(1)) }, By: Contact(A), When: correct, Refused: "logs/not-accepted"},
		Row{Name: "not by the staff", Given: accepted, By: Officer, When: correct, Refused: "roles/not-a-party"},
		Row{Name: "not to another month", Given: accepted, By: Contact(A), When: twinning.CorrectLog{Month: 1, Activities: []twinning.Activity{{On: Date("2019-11-15"), What: "?"}}, Reason: "?"}, Refused: "logs/outside-month"},
	)
	Run(t, New(t).Running().Logged(A).Reported(A), Row{Name: "not after the final report", By: Contact(A), When: correct, Refused: "logs/final-report-accepted"})
	Nonsense(t,
		No("without a reason", twinning.CorrectLog{Month: 1, Activities: activities}, "reason is missing"),
		No("to nothing at all", twinning.CorrectLog{Month: 1, Reason: "?"}, "activities is missing"),
		No("of month 0", twinning.CorrectLog{Nothing: "?", Reason: "?"}, "month is 0"),
		No("of month 61", twinning.CorrectLog{Month: 61, Nothing: "?", Reason: "?"}, "month is 61"),
	)
}

func TestATwinningThatNobodyFinishesIsClosedByTheHeadForAReason(t *testing.T) {
	t.Parallel()
	despite := twinning.CloseTwinning{Despite: "the contact has left, and nobody answers"}
	w := New(t).Running()
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
	w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 1})
	settled := func(w *World) {
		w.Do(Tendering(A), Verifier, twinning.RejectExpense{Expense: "X", Reason: "no answer"})
	}
	Run(t, w,
		Row{Name: "not while the parties can still bring it", At: "2020-10-20T09:00", Given: settled, By: Head, When: despite, Refused: "closure/too-early"},
		Row{Name: "once the time is over", At: "2021-03-01T09:00", Given: settled, By: Head, When: despite, Then: []string{"twinning-closed.v1", "retention-began.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
		}},
		Row{Name: "not by an officer", At: "2021-03-01T09:00", Given: settled, By: Officer, When: despite, Refused: "roles/not-allowed"},
		Row{Name: "not with a claim on its way", At: "2021-03-01T09:00", By: Head, When: despite, Refused: "closure/expenses"},
		Row{Name: "without a reason it says what is missing", At: "2021-03-01T09:00", Given: settled, By: Head, When: closing, Refused: "closure/final-report"},
	)
	Run(t, New(t).Running().Logged(A).Reported(A), Row{Name: "no reason where nothing is missing", At: "2021-03-01T09:00", By: Head, When: despite, Refused: "closure/nothing-missing"})
}
