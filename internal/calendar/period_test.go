package calendar_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/calendar"
)

func TestLegalPeriodsEndAsArticle3Says(t *testing.T) {
	t.Parallel()
	h := belgium2019(t)
	for _, c := range []struct{ why, event, length, last string }{
		{"3(1): the day of the event, a Monday, is not counted", "2019-09-16", "10 days", "2019-09-26"},
		{"3(2)(b): one day ends with the next", "2019-09-16", "1 day", "2019-09-17"},
		{"3(2)(c): a week ends on the same day of the week", "2019-09-16", "1 week", "2019-09-23"},
		{"3(2)(c): three weeks from a Thursday end on a Thursday, as in C-171/03", "1998-03-12", "3 weeks", "1998-04-02"},
		{"3(2)(c): a month ends on the same date", "2019-09-16", "1 month", "2019-10-16"},
		{"3(2)(c): or on the last day of a shorter month", "2019-08-31", "1 month", "2019-09-30"},
		{"3(2)(c): a leap day and a year are 28 February", "2016-02-29", "1 year", "2017-02-28"},
		{"3(2)(c): five years", "2021-10-13", "5 years", "2026-10-13"},
		{"3(3): weekends and holidays within it count", "2019-10-30", "14 days", "2019-11-13"},
		{"3(4): from a Saturday to the Monday after", "2019-09-18", "10 days", "2019-09-30"},
		{"3(4): from a Sunday to the Monday after", "2019-09-19", "10 days", "2019-09-30"},
		{"3(4): from a holiday on a Friday over the weekend", "2019-10-22", "10 days", "2019-11-04"},
		{"3(4): a month that ends on a holiday", "2019-10-11", "1 month", "2019-11-12"},
		{"3(4): the last day of a short month, a Saturday", "2020-01-31", "1 month", "2020-03-02"},
		{"3(4): one day from a Friday", "2019-09-20", "1 day", "2019-09-23"},
		{"3(5): two days from a Friday take in two working days", "2019-09-20", "2 days", "2019-09-24"},
		{"3(5): two days from a Thursday before a holiday and a weekend", "2019-10-31", "2 days", "2019-11-05"},
		{"3(5): three days from a Friday have only one before the end", "2019-09-20", "3 days", "2019-09-24"},
		{"3(5): four days from a Friday have two", "2019-09-20", "4 days", "2019-09-24"},
		{"3(3): working days leave out weekends", "2019-09-20", "5 working days", "2019-09-27"},
		{"3(3): working days leave out holidays", "2019-10-30", "5 working days", "2019-11-07"},
		{"3(3): one working day", "2019-10-31", "1 working day", "2019-11-04"},
	} {
		require.Equal(t, c.last, calendar.Period(day(t, c.event), length(t, c.length), h).String(), c.why)
	}
}

func TestPeriodsCountedBackwardsAreNotMovedToAWorkingDay(t *testing.T) {
	t.Parallel()
	h := belgium2019(t)
	for _, c := range []struct{ why, event, length, first string }{
		{"3(1): the day of the event is not counted", "2019-09-16", "10 days", "2019-09-06"},
		{"3(4) second sentence: a Saturday stays", "2019-09-17", "10 days", "2019-09-07"},
		{"3(4) second sentence: a holiday stays", "2019-11-11", "10 days", "2019-11-01"},
		{"a month back, clamped", "2019-10-31", "1 month", "2019-09-30"},
		{"3(5): two days before a Monday take in two working days", "2019-09-16", "2 days", "2019-09-12"},
		{"one day before a Monday is a Sunday", "2019-09-16", "1 day", "2019-09-15"},
		{"3(3): working days leave out holidays", "2019-11-05", "2 working days", "2019-10-31"},
	} {
		require.Equal(t, c.first, calendar.PeriodBefore(day(t, c.event), length(t, c.length), h).String(), c.why)
	}
}

func TestAPeriodWithoutALengthIsAMistakeInTheProgram(t *testing.T) {
	t.Parallel()
	d := day(t, "2019-09-16")
	require.PanicsWithValue(t, "calendar: a period needs a length of 1 or more", func() { calendar.Period(d, calendar.Length{}, calendar.Holidays{}) })
	require.Panics(t, func() { calendar.PeriodBefore(d, calendar.Length{N: -1, Unit: calendar.Days}, calendar.Holidays{}) })
	require.PanicsWithValue(t, `calendar: a period cannot be counted in "fortnights"`, func() {
		calendar.Period(d, calendar.Length{N: 1, Unit: "fortnights"}, calendar.Holidays{})
	})
}

func anyLength() *rapid.Generator[calendar.Length] {
	return rapid.Custom(func(t *rapid.T) calendar.Length {
		return calendar.Length{
			N:    rapid.IntRange(1, 40).Draw(t, "n"),
			Unit: rapid.SampledFrom([]calendar.Unit{calendar.Days, calendar.WorkingDays, calendar.Weeks, calendar.Months, calendar.Years}).Draw(t, "unit"),
		}
	})
}

func TestEveryPeriodEndsOnAWorkingDayAndHasTwo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		event := anyDay().Draw(t, "event")
		h := anyHolidays(event).Draw(t, "h")
		l := anyLength().Draw(t, "l")
		last := calendar.Period(event, l, h)
		require.True(t, last.After(event))
		require.True(t, h.IsWorkingDay(last))
		if l.N > 1 || l.Unit == calendar.Weeks || l.Unit == calendar.Months || l.Unit == calendar.Years {
			require.False(t, last.Before(h.AddWorkingDays(event, 2)))
		}
		// Holidays make a period longer, never shorter.
		plain := calendar.Period(event, l, calendar.Holidays{})
		require.False(t, l.Unit != calendar.WorkingDays && last.Before(plain))
		require.Equal(t, l, length(t, l.String()))
	})
}

func TestALongerPeriodNeverEndsEarlier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		event := anyDay().Draw(t, "event")
		h := anyHolidays(event).Draw(t, "h")
		l := anyLength().Draw(t, "l")
		longer := calendar.Length{N: l.N + 1, Unit: l.Unit}
		require.False(t, calendar.Period(event, longer, h).Before(calendar.Period(event, l, h)))
		require.False(t, calendar.PeriodBefore(event, longer, h).After(calendar.PeriodBefore(event, l, h)))
		require.True(t, calendar.PeriodBefore(event, l, h).Before(event))
	})
}
