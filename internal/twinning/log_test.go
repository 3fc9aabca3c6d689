package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// owed tells until when an obligation of twinning A is owed, and whether it still is.
func owed(w *World, id string) (on string, open bool) {
	o, _ := obligation.Find(w.Twinning(A).Obligations, id)
	due, _ := o.Current()
	return due.On.String(), o.Open()
}

func TestEachMonthHasItsLog(t *testing.T) {
	t.Parallel()
	submitted := []string{"log-submitted.v1"}
	log := func(month int, days ...string) twinning.SubmitLog {
		l := twinning.SubmitLog{Month: month}
		for _, d := range days {
			l.Activities = append(l.Activities, twinning.Activity{On: Date(d), What: "A workshop"})
		}
		return l
	}
	travel := Claim("X", twinning.Direct, "100.00")
	dollar := Claim("X", twinning.Direct, "100.00")
	dollar.Amount, _ = money.Parse("USD 100.00")
	on := func(day string) twinning.SubmitLog {
		c := travel
		c.On = Date(day)
		return Log(1, c)
	}
	Run(t, New(t).Running(), // it is 20 November 2019, in month 2
		Row{Name: "the contact sends it", By: Contact(A), When: Log(1, travel), Then: submitted, After: func(t *testing.T, w *World) {
			l := w.Twinning(A).Logs[1]
			require.Equal(t, twinning.StatusSubmitted, l.Status)
			require.False(t, l.Late)
			_, open := owed(w, "log-01")
			require.False(t, open)
			on, open := owed(w, "log-review-01")
			require.True(t, open)
			require.Equal(t, "2019-12-02", on)
			require.Equal(t, twinning.Claimed, w.Twinning(A).Expenses[0].Status)
		}},
		Row{Name: "of a month that has begun", By: Contact(A), When: log(2, "2019-11-20"), Then: submitted},
		Row{Name: "in the last second of its last day in time", At: "2019-11-25T23:59:58.000000", By: Contact(A), When: Log(1), Then: submitted, After: func(t *testing.T, w *World) { require.False(t, w.Twinning(A).Logs[1].Late) }},
		Row{Name: "a second later it is late", At: "2019-11-25T23:59:59.000000", By: Contact(A), When: Log(1), Then: submitted, After: func(t *testing.T, w *World) { require.True(t, w.Twinning(A).Logs[1].Late) }},
		Row{Name: "not the signatory", By: Signatory(A), When: Log(1), Refused: "roles/not-a-party"},
		Row{Name: "not of a month that has not begun", By: Contact(A), When: log(3, "2019-12-14"), Refused: "logs/not-begun"},
		Row{Name: "not of a thirteenth", By: Contact(A), When: log(13, "2020-10-14"), Refused: "logs/no-such-month"},
		Row{Name: "an activity on its last day", By: Contact(A), When: log(1, "2019-10-14", "2019-11-13"), Then: submitted},
		Row{Name: "not on the day after", By: Contact(A), When: log(1, "2019-11-14"), Refused: "logs/outside-month"},
		Row{Name: "not tomorrow", By: Contact(A), When: log(2, "2019-11-21"), Refused: "logs/outside-month"},
		Row{Name: "no expense in another currency", By: Contact(A), When: Log(1, dollar), Refused: "money/expense-currency"},
		Row{Name: "no expense of tomorrow", By: Contact(A), When: on("2019-11-21"), Refused: "expenses/ahead"},
		Row{Name: "no expense from before the first month", By: Contact(A), When: on("2019-10-13"), Refused: "expenses/outside"},
		Row{Name: "no expense above its cost kind", By: Contact(A), When: Log(1, Claim("X", twinning.Direct, "15000.01")), Refused: "ceilings/cost-kind-claimed"},
		Row{Name: "as much as its cost kind", By: Contact(A), When: Log(1, Claim("X", twinning.Direct, "15000.00")), Then: submitted},
		Row{Name: "two that are too much together", By: Contact(A), When: Log(1, Claim("X", twinning.Direct, "15000.00"), Claim("Y", twinning.Direct, "0.01")), Refused: "ceilings/cost-kind-claimed"},
		Row{Name: "no expense that another month has claimed", Given: func(w *World) { w.Do(Tendering(A), Contact(A), Log(1, travel)) }, By: Contact(A), When: func() twinning.SubmitLog {
			l := log(2, "2019-11-20")
			l.Expenses = []twinning.Claim{travel}
			return l
		}(), Refused: "expenses/known"},
		Row{Name: "another log replaces the claims of the first", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1, travel, Claim("Y", twinning.Direct, "14900.00")))
		}, By: Contact(A), When: Log(1, Claim("X", twinning.Direct, "15000.00")), Then: submitted, After: func(t *testing.T, w *World) {
			require.Equal(t, 2, w.Twinning(A).Logs[1].Number)
			require.Len(t, w.Twinning(A).Expenses, 1)
			_, open := owed(w, "log-review-01")
			require.False(t, open)
			_, open = owed(w, "log-review-01-version-2")
			require.True(t, open)
		}},
		Row{Name: "but not what has been verified", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1, travel))
			w.Approved("X", twinning.Verify)
		}, By: Contact(A), When: Log(1, travel), Refused: "expenses/known"},
		Row{Name: "which stays beside the new ones", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1, travel))
			w.Approved("X", twinning.Verify)
		}, By: Contact(A), When: Log(1, Claim("Y", twinning.Direct, "14900.01")), Refused: "ceilings/cost-kind-claimed"},
		Row{Name: "not of a month that is accepted", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1))
			w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 1})
		}, By: Contact(A), When: Log(1), Refused: "logs/accepted"},
	)
	Run(t, New(t).Awarded().Signed(A), Row{Name: "not before the first month", By: Contact(A), When: Log(1), Refused: "stages/wrong-stage"})
}

func TestALogIsAcceptedOrReturnedByAnOfficer(t *testing.T) {
	t.Parallel()
	accept, giveBack := twinning.AcceptLog{Month: 1}, twinning.ReturnLog{Month: 1, Reason: "no names"}
	w := New(t).Running()
	w.Do(Tendering(A), Contact(A), Log(1))
	Run(t, w,
		Row{Name: "accepted", By: Officer, When: accept, Then: []string{"log-accepted.v1"}, After: func(t *testing.T, w *World) {
			_, open := owed(w, "log-review-01")
			require.False(t, open)
		}},
		Row{Name: "returned, it is owed again", By: Officer, When: giveBack, Then: []string{"log-returned.v1"}, After: func(t *testing.T, w *World) {
			on, open := owed(w, "log-01-version-2")
			require.True(t, open)
			require.Equal(t, "2019-12-02", on)
			w.Do(Tendering(A), Contact(A), Log(1))
			_, open = owed(w, "log-01-version-2")
			require.False(t, open)
			w.Do(Tendering(A), Officer, accept)
		}},
		Row{Name: "not by the head", By: Head, When: accept, Refused: "roles/not-allowed"},
		Row{Name: "not what has not come", By: Officer, When: twinning.AcceptLog{Month: 2}, Refused: "logs/not-submitted"},
		Row{Name: "not twice", Given: func(w *World) { w.Do(Tendering(A), Officer, accept) }, By: Officer, When: giveBack, Refused: "logs/judged-already"},
		Row{Name: "not returned by the head", By: Head, When: giveBack, Refused: "roles/not-allowed"},
	)
	Run(t, New(t).Awarded(), Row{Name: "not without a contract", By: Officer, When: accept, Refused: "stages/wrong-stage"})
}

func TestReportsAreSubmittedJudgedAndReturned(t *testing.T) {
	t.Parallel()
	interim := twinning.SubmitReport{Report: twinning.Interim, Summary: "Half way."}
	final := FinalReport()
	submitted := []string{"report-submitted.v1"}
	Run(t, New(t).Running(),
		Row{Name: "the interim report", By: Contact(A), When: interim, Then: submitted},
		Row{Name: "not the final one yet", By: Contact(A), When: final, Refused: "stages/wrong-stage"},
		Row{Name: "not by the signatory", By: Signatory(A), When: interim, Refused: "roles/not-a-party"},
		Row{Name: "late the day after it is due", At: "2020-05-14T00:00", By: Contact(A), When: interim, Then: submitted, After: func(t *testing.T, w *World) {
			require.True(t, w.Twinning(A).Reports[twinning.Interim].Late)
		}},
		Row{Name: "returned, it is owed again", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), interim)
		}, By: Officer, When: twinning.ReturnReport{Report: twinning.Interim, Reason: "thin"}, Then: []string{"report-returned.v1"}, After: func(t *testing.T, w *World) {
			_, open := owed(w, "interim-report-version-2")
			require.True(t, open)
			w.Do(Tendering(A), Contact(A), interim)
			_, open = owed(w, "interim-report-version-2")
			require.False(t, open)
			require.Equal(t, 2, w.Twinning(A).Reports[twinning.Interim].Number)
		}},
		Row{Name: "another version ends the review of the first", Given: func(w *World) { w.Do(Tendering(A), Contact(A), interim) }, By: Contact(A), When: interim, Then: submitted, After: func(t *testing.T, w *World) {
			_, open := owed(w, "interim-report-review-1")
			require.False(t, open)
		}},
		Row{Name: "accepted, there is no other", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), interim)
			w.Do(Tendering(A), Officer, twinning.AcceptReport{Report: twinning.Interim})
		}, By: Contact(A), When: interim, Refused: "reports/accepted"},
		Row{Name: "accepted, it is not judged again", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), interim)
			w.Do(Tendering(A), Officer, twinning.AcceptReport{Report: twinning.Interim})
		}, By: Officer, When: twinning.AcceptReport{Report: twinning.Interim}, Refused: "reports/judged-already"},
		Row{Name: "what has not come is not accepted", By: Officer, When: twinning.AcceptReport{Report: twinning.Interim}, Refused: "reports/not-submitted"},
		Row{Name: "not by the head", Given: func(w *World) { w.Do(Tendering(A), Contact(A), interim) }, By: Head, When: twinning.AcceptReport{Report: twinning.Interim}, Refused: "roles/not-allowed"},
	)
	short := Tender(A)
	short.Months = 6
	w := New(t).Opened(Book()).Published().Submitted(A)
	w.Do(Tendering(A), Contact(A), twinning.SubmitTender{Tender: short})
	w.Shut().Eligible(A).Assigned(A).Scored(A, "4").Decided().Signed(A).At("2019-11-20T09:00")
	Run(t, w, Row{Name: "of six months no interim report is asked", By: Contact(A), When: interim, Refused: "reports/not-asked"})

	bare := final
	bare.Evidence = final.Evidence[:1]
	w.At("2020-04-14T00:01")
	require.Equal(t, twinning.Reporting, w.Twinning(A).Stage)
	Run(t, w,
		Row{Name: "the final report, once its months are over", By: Contact(A), When: final, Then: submitted},
		Row{Name: "accepted, the closure is owed", Given: func(w *World) { w.Do(Tendering(A), Contact(A), final) }, By: Officer, When: twinning.AcceptReport{Report: twinning.Final}, Then: []string{"report-accepted.v1"}, After: func(t *testing.T, w *World) {
			on, open := owed(w, "closure")
			require.True(t, open)
			require.Equal(t, "2020-05-14", on)
		}},
		Row{Name: "without the evidence of its type it is not", Given: func(w *World) { w.Do(Tendering(A), Contact(A), bare) }, By: Officer, When: twinning.AcceptReport{Report: twinning.Final}, Refused: "closure/evidence"},
		Row{Name: "but returned", Given: func(w *World) { w.Do(Tendering(A), Contact(A), bare) }, By: Officer, When: twinning.ReturnReport{Report: twinning.Final, Reason: "no licence"}, Then: []string{"report-returned.v1"}},
	)
}
