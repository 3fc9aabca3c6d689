package calendar_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/calendar"
)

func TestMonthTwelveOfTheCallOf2019EndsOnThe13thOfOctober2020(t *testing.T) {
	t.Parallel()
	m12 := calendar.Month(day(t, "2019-10-14"), 12)
	require.Equal(t, calendar.Span{From: day(t, "2020-09-14"), Until: day(t, "2020-10-14")}, m12)
	require.Equal(t, "2020-10-13", m12.LastDay().String())
	require.True(t, m12.Contains(day(t, "2020-10-13")))
	require.False(t, m12.Contains(day(t, "2020-10-14")))
	require.False(t, m12.Contains(day(t, "2020-09-13")))
}

func TestMonthTenOfAProjectThatStartsOnTheFirstOfOctoberIsJuly(t *testing.T) {
	t.Parallel()
	m10 := calendar.Month(day(t, "2020-10-01"), 10)
	require.Equal(t, "2021-07-01", m10.From.String())
	require.Equal(t, "2021-07-31", m10.LastDay().String())
}

func TestMonthsFromThe31stAreClampedAndNeverChained(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m1    string
		n     int
		first string
		last  string
	}{
		{"2019-01-31", 1, "2019-01-31", "2019-02-27"},
		{"2019-01-31", 2, "2019-02-28", "2019-03-30"},
		{"2019-01-31", 3, "2019-03-31", "2019-04-29"},
		{"2019-01-31", 4, "2019-04-30", "2019-05-30"},
		{"2020-01-31", 2, "2020-02-29", "2020-03-30"},
		{"2019-08-31", 7, "2020-02-29", "2020-03-30"},
		{"2020-02-29", 13, "2021-02-28", "2021-03-28"},
	} {
		m := calendar.Month(day(t, c.m1), c.n)
		require.Equal(t, c.first, m.From.String())
		require.Equal(t, c.last, m.LastDay().String())
	}
}

func TestProjectMonthsTileTheCalendar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m1 := anyDay().Draw(t, "m1")
		n := rapid.IntRange(1, 600).Draw(t, "n")
		m := calendar.Month(m1, n)
		require.Equal(t, m.Until, calendar.Month(m1, n+1).From)
		require.True(t, m.From.Before(m.Until))
		require.Contains(t, []int{28, 29, 30, 31}, m.From.DaysUntil(m.Until))
		require.Equal(t, n, calendar.MonthOf(m1, m.From))
		require.Equal(t, n, calendar.MonthOf(m1, m.LastDay()))
	})
}

func TestEveryDayFromM1OnLiesInExactlyOneMonth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m1 := anyDay().Draw(t, "m1")
		d := m1.AddDays(rapid.IntRange(-1000, 5000).Draw(t, "days"))
		n := calendar.MonthOf(m1, d)
		if d.Before(m1) {
			require.Zero(t, n)
			return
		}
		require.True(t, calendar.Month(m1, n).Contains(d))
		require.False(t, calendar.Month(m1, n-1).Contains(d))
		require.False(t, calendar.Month(m1, n+1).Contains(d))
	})
}

// A whole month ends as a period of months does: with the day before that of the same number or, where there is none, with the last day of the month.
func TestAWholeMonthHasTheLastDayOfAMonthThatIsTooShort(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		m1      string
		n       int
		from    string
		lastDay string
	}{
		{"2020-02-29", 1, "2020-02-29", "2020-03-28"},
		{"2020-02-29", 12, "2021-01-29", "2021-02-28"},
		{"2020-02-29", 13, "2021-03-01", "2021-03-28"},
		{"2019-02-28", 12, "2020-01-28", "2020-02-27"},
		{"2020-01-31", 1, "2020-01-31", "2020-02-29"},
		{"2020-01-31", 2, "2020-03-01", "2020-03-30"},
		{"2019-10-14", 12, "2020-09-14", "2020-10-13"},
	} {
		span := calendar.WholeMonth(day(t, row.m1), row.n)
		require.Equal(t, []string{row.from, row.lastDay}, []string{span.From.String(), span.LastDay().String()}, "%s, month %d", row.m1, row.n)
	}
	rapid.Check(t, func(t *rapid.T) {
		m1 := calendar.Date{Year: 2019, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 3000).Draw(t, "day"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		span := calendar.WholeMonth(m1, n)
		require.Equal(t, span.Until, calendar.WholeMonth(m1, n+1).From, "without a gap")
		require.True(t, span.From.Before(span.Until))
		if m1.Day <= 28 {
			require.Equal(t, calendar.Month(m1, n), span, "where no month is too short both are the same")
		}
	})
}
