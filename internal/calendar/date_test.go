package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/calendar"
)

// day reads a date that the test itself wrote.
func day(t require.TestingT, text string) calendar.Date {
	d, err := calendar.ParseDate(text)
	require.NoError(t, err)
	return d
}

func zone(t require.TestingT, name string) *time.Location {
	loc, err := calendar.Zone(name)
	require.NoError(t, err)
	return loc
}

// anyDay draws a date from 1900 to 2199, with month ends and leap days more often than chance.
func anyDay() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		d := calendar.Date{Year: rapid.IntRange(1900, 2199).Draw(t, "year"), Month: time.January, Day: 1}
		if rapid.Bool().Draw(t, "month end") {
			return d.AddMonths(rapid.IntRange(1, 12).Draw(t, "month")).AddDays(-1)
		}
		return d.AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
	})
}

func TestADateIsReadAndWrittenAsYearMonthDay(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2019-10-14", "2020-02-29", "0001-01-01", "9999-12-31"} {
		require.Equal(t, text, day(t, text).String())
	}
}

func TestAnImpossibleDateIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	for text, sentence := range map[string]string{
		"2019-02-29":  "2019-02-29 is not a date: February 2019 has 28 days",
		"1900-02-29":  "1900-02-29 is not a date: February 1900 has 28 days",
		"2019-04-31":  "2019-04-31 is not a date: April 2019 has 30 days",
		"2019-04-00":  "2019-04-00 is not a date: April 2019 has 30 days",
		"2019-13-01":  "2019-13-01 is not a date: there is no month 13",
		"2019-00-01":  "2019-00-01 is not a date: there is no month 0",
		"0000-01-01":  "0000-01-01 is not a date: there is no year 0",
		"14.10.2019":  `"14.10.2019" is not a date: write year-month-day, as in 2019-10-14`,
		"2019-10-1":   `"2019-10-1" is not a date: write year-month-day, as in 2019-10-14`,
		"2019-10-14 ": `"2019-10-14 " is not a date: write year-month-day, as in 2019-10-14`,
		"2019/10/14":  `"2019/10/14" is not a date: write year-month-day, as in 2019-10-14`,
		"2019-1٠-14":  `"2019-1٠-14" is not a date: write year-month-day, as in 2019-10-14`,
		"":            `"" is not a date: write year-month-day, as in 2019-10-14`,
	} {
		_, err := calendar.ParseDate(text)
		require.EqualError(t, err, sentence)
	}
}

func TestADateInJSONIsItsTextAndNoDateIsEmpty(t *testing.T) {
	t.Parallel()
	in := map[calendar.Date][]calendar.Date{day(t, "2019-10-14"): {{}, day(t, "2020-10-13")}}
	text, err := json.Marshal(in)
	require.NoError(t, err)
	require.JSONEq(t, `{"2019-10-14":["","2020-10-13"]}`, string(text))
	var out map[calendar.Date][]calendar.Date
	require.NoError(t, json.Unmarshal(text, &out))
	require.Equal(t, in, out)
	require.Error(t, json.Unmarshal([]byte(`["2019-02-30"]`), &[]calendar.Date{}))

	_, err = json.Marshal(calendar.Date{Year: 2019, Month: 2, Day: 30})
	require.ErrorContains(t, err, "February 2019 has 28 days")
}

func TestMonthsAreAddedByDayNumberAndClamped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2019-10-14", 12, "2020-10-14"},
		{"2019-10-14", -12, "2018-10-14"},
		{"2019-01-31", 1, "2019-02-28"},
		{"2020-01-31", 1, "2020-02-29"},
		{"2019-01-31", 2, "2019-03-31"},
		{"2019-01-31", 3, "2019-04-30"},
		{"2019-03-31", -1, "2019-02-28"},
		{"2020-02-29", 12, "2021-02-28"},
		{"2020-02-29", 48, "2024-02-29"},
		{"2019-12-31", 1, "2020-01-31"},
		{"2020-01-31", -1, "2019-12-31"},
		{"2019-05-31", 0, "2019-05-31"},
	} {
		require.Equal(t, c.want, day(t, c.from).AddMonths(c.n).String(), "%s and %d months", c.from, c.n)
	}
}

func TestDatesAreOrdered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, e := anyDay().Draw(t, "d"), anyDay().Draw(t, "e")
		n := d.DaysUntil(e)
		require.Equal(t, e, d.AddDays(n))
		require.Equal(t, -n, e.DaysUntil(d))
		require.Equal(t, n > 0, d.Before(e))
		require.Equal(t, n < 0, d.After(e))
		require.Equal(t, n == 0, d == e)
		require.Equal(t, d.Compare(e), -e.Compare(d))
		require.Equal(t, d.Before(e), d.String() < e.String())
		require.Equal(t, time.Weekday((int(d.Weekday())+n%7+7)%7), e.Weekday())
		require.Equal(t, d, day(t, d.String()))
	})
	require.True(t, calendar.Date{}.Before(day(t, "0001-01-01")))
	require.True(t, calendar.Date{}.IsZero())
	require.Equal(t, time.Monday, day(t, "2019-10-14").Weekday())
	require.Equal(t, 57, day(t, "2019-06-11").DaysUntil(day(t, "2019-08-07")))
}

func TestADayStartsAtItsFirstInstantEvenWhereMidnightDoesNotExist(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, date, start, end string }{
		{"Europe/Brussels", "2019-08-07", "2019-08-06T22:00:00.000000Z", "2019-08-07T22:00:00.000000Z"},
		{"Europe/Brussels", "2019-03-31", "2019-03-30T23:00:00.000000Z", "2019-03-31T22:00:00.000000Z"}, // 23 hours
		{"Europe/Brussels", "2019-10-27", "2019-10-26T22:00:00.000000Z", "2019-10-27T23:00:00.000000Z"}, // 25 hours
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000000Z", "2018-11-05T02:00:00.000000Z"},
		{"America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00.000000Z", "2018-02-18T03:00:00.000000Z"},
		{"America/Havana", "2019-11-03", "2019-11-03T04:00:00.000000Z", "2019-11-04T05:00:00.000000Z"},
		{"Asia/Beirut", "2019-03-31", "2019-03-30T22:00:00.000000Z", "2019-03-31T21:00:00.000000Z"},
		{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00.000000Z", "2011-12-30T10:00:00.000000Z"},
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000000Z", "2011-12-30T10:00:00.000000Z"}, // left out
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00.000000Z", "2011-12-31T10:00:00.000000Z"},
		{"Australia/Lord_Howe", "2019-04-07", "2019-04-06T13:00:00.000000Z", "2019-04-07T13:30:00.000000Z"},
		{"Asia/Kathmandu", "2019-08-07", "2019-08-06T18:15:00.000000Z", "2019-08-07T18:15:00.000000Z"},
		{"Europe/Brussels", "2020-12-31", "2020-12-30T23:00:00.000000Z", "2020-12-31T23:00:00.000000Z"},
		{"Europe/Brussels", "2021-01-01", "2020-12-31T23:00:00.000000Z", "2021-01-01T23:00:00.000000Z"},
		{"UTC", "0001-01-01", "0001-01-01T00:00:00.000000Z", "0001-01-02T00:00:00.000000Z"},
		{"Asia/Kathmandu", "2999-12-31", "2999-12-30T18:15:00.000000Z", "2999-12-31T18:15:00.000000Z"},
	} {
		loc := zone(t, c.zone)
		require.Equal(t, c.start, calendar.Instant(day(t, c.date).Start(loc)), "%s in %s", c.date, c.zone)
		require.Equal(t, c.end, calendar.Instant(day(t, c.date).End(loc)), "%s in %s", c.date, c.zone)
	}
}

func TestEveryInstantLiesInTheDayThatTheCalendarShows(t *testing.T) {
	t.Parallel()
	names := []string{
		"Europe/Brussels", "Europe/Lisbon", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu",
		"Pacific/Apia", "Asia/Beirut", "America/Nuuk", "Africa/Casablanca", "Asia/Tehran", "UTC",
	}
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(names).Draw(t, "zone"))
		at := time.UnixMicro(rapid.Int64Range(1_325_376_000_000_000, 4_102_444_800_000_000).Draw(t, "at")).UTC() // 2012 to 2100
		d := calendar.DateOf(at, loc)
		require.False(t, at.Before(d.Start(loc)))
		require.True(t, at.Before(d.End(loc)))
		require.Equal(t, d, calendar.DateOf(d.Start(loc), loc))
		require.NotEqual(t, d, calendar.DateOf(d.Start(loc).Add(-time.Microsecond), loc))
	})
}
