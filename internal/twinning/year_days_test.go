package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// Wherever M1 lies, twelve months follow each other without a day between them or in two of them, and the year is closed and kept.
func TestAYearBeginsOnAnyDayAndHasAllOfItsDays(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		m1, last string
		days     int
	}{
		{"2019-10-14", "2020-10-13", 366}, // with 29 February 2020
		{"2019-10-31", "2020-10-30", 366},
		{"2020-02-29", "2021-02-27", 365},
		{"2020-01-31", "2021-01-30", 366},
		{"2020-03-01", "2021-02-28", 365},
	} {
		book := Book()
		book.Dates.Start, book.Contract.LatestStart = Date(row.m1), Date("2020-06-01")
		w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A)
		contract := w.Twinning(A).Contract
		next, days := contract.M1, 0
		for _, n := range contract.Logs() {
			span := contract.LogSpan(n)
			require.Equal(t, next, span.From, "%s, month %d", row.m1, n)
			next = span.Until
			days += span.From.DaysUntil(next)
		}
		require.Equal(t, contract.End(), next, row.m1)
		require.Equal(t, Date(row.last).AddDays(1), next, row.m1)
		require.Equal(t, row.days, days, row.m1)

		w.At(row.m1 + "T09:00")
		w.Logged(A).Reported(A)
		require.Equal(t, twinning.Reporting, w.Twinning(A).Stage, row.m1)
		w.Do(Tendering(A), Officer, closing)
		require.Equal(t, twinning.Retained, w.Twinning(A).Stage, row.m1)
	}
}

// The last day of a month that has no day of the number of M1 is that of the project month that begins or, where the rule book says so, of
// the one that ends.
func TestWhoseTheLastDayOfAShortMonthIsStandsInTheRuleBook(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		m1, short, first, last string
		days                   int
	}{
		{"2020-02-29", "", "2020-03-28", "2021-02-27", 365},
		{"2020-02-29", call.ClampedMonths, "2020-03-28", "2021-02-27", 365},
		{"2020-02-29", call.WholeMonths, "2020-03-28", "2021-02-28", 366},
		{"2020-01-31", call.WholeMonths, "2020-02-29", "2021-01-30", 366},
		{"2019-10-31", call.WholeMonths, "2019-11-30", "2020-10-30", 366},
		{"2019-10-14", call.WholeMonths, "2019-11-13", "2020-10-13", 366},
	} {
		book := Book()
		book.Running.ShortMonths = row.short
		book.Dates.Start, book.Contract.LatestStart = Date(row.m1), Date("2020-06-01")
		w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A)
		contract := w.Twinning(A).Contract
		require.Equal(t, Date(row.first), contract.LogSpan(1).LastDay(), "%s %s", row.m1, row.short)
		next, days := contract.M1, 0
		for _, n := range contract.Logs() {
			span := contract.LogSpan(n)
			require.Equal(t, next, span.From, "%s %s, month %d", row.m1, row.short, n)
			next = span.Until
			days += span.From.DaysUntil(next)
		}
		require.Equal(t, Date(row.last).AddDays(1), contract.End(), "%s %s", row.m1, row.short)
		require.Equal(t, contract.End(), next)
		require.Equal(t, row.days, days, "%s %s", row.m1, row.short)
		cal, err := book.Calendar()
		require.NoError(t, err)
		last := calendar.Period(contract.End().AddDays(-1), book.Running.FinalWithin, cal.Holidays)
		final, _ := obligation.Find(w.Twinning(A).Obligations, "final-report")
		due, _ := final.Current()
		require.Equal(t, last, due.On, "%s %s", row.m1, row.short)

		w.At(row.m1 + "T09:00")
		w.Logged(A).Reported(A)
		w.Do(Tendering(A), Officer, closing)
		require.Equal(t, twinning.Retained, w.Twinning(A).Stage, row.m1)
	}
}

// A suspension that begins before the last month and ends after it: the months stay, and the last one owes no log.
func TestASuspensionOverTheLastMonthLeavesAYearThatCanBeClosed(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Running.SuspendedMonths = call.NoLog
	w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A)
	m1 := w.Twinning(A).Contract.M1
	for n := 1; n <= 10; n++ {
		w.At(m1.AddMonths(n).String() + "T09:00")
		w.Do(Tendering(A), Contact(A), Log(n))
		w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: n})
	}
	w.At("2020-09-10T09:00").Do(Tendering(A), Head, suspend) // month 12 is from 14 September to 13 October
	w.At("2020-12-01T09:00")
	require.Equal(t, twinning.Suspended, w.Twinning(A).Stage, "the end of the last month waits")
	w.Do(Tendering(A), Head, twinning.ResumeTwinning{})
	w.At("2020-12-02T09:00")
	is := w.Twinning(A)
	require.Equal(t, twinning.Reporting, is.Stage)
	require.Equal(t, []int{12}, is.Unlogged)
	w.Do(Tendering(A), Contact(A), Log(11))
	w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 11})
	w.Reported(A).Do(Tendering(A), Officer, closing)
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
}
