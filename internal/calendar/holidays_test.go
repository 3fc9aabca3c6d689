package calendar_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/calendar"
)

// belgium2019 are the public holidays of Belgium from August 2019 to January 2020 that fall on week days or not.
func belgium2019(t require.TestingT) calendar.Holidays {
	h, err := calendar.ParseHolidays("2019-08-15 Assumption Day", "2019-11-01 All Saints' Day", "2019-11-11 Armistice Day",
		"2019-12-25 Christmas Day", "2020-01-01 New Year's Day")
	require.NoError(t, err)
	return h
}

// anyHolidays draws holidays, many and close together, around a day.
func anyHolidays(around calendar.Date) *rapid.Generator[calendar.Holidays] {
	return rapid.Custom(func(t *rapid.T) calendar.Holidays {
		var days []calendar.Holiday
		for _, n := range rapid.SliceOfDistinct(rapid.IntRange(-60, 60), rapid.ID[int]).Draw(t, "holidays") {
			days = append(days, calendar.Holiday{Date: around.AddDays(n), Name: "closed"})
		}
		h, err := calendar.NewHolidays(days...)
		require.NoError(t, err)
		return h
	})
}

func TestWorkingDaysAreAllButHolidaysSaturdaysAndSundays(t *testing.T) {
	t.Parallel()
	h := belgium2019(t)
	for date, working := range map[string]bool{
		"2019-10-31": true, "2019-11-01": false, "2019-11-02": false, "2019-11-03": false, "2019-11-04": true,
		"2019-11-11": false, "2019-11-12": true,
	} {
		require.Equal(t, working, h.IsWorkingDay(day(t, date)), date)
	}
	name, ok := h.Name(day(t, "2019-11-01"))
	require.True(t, ok)
	require.Equal(t, "All Saints' Day", name)
	_, ok = h.Name(day(t, "2019-11-02"))
	require.False(t, ok)
	require.True(t, calendar.Holidays{}.IsWorkingDay(day(t, "2019-11-01")))
}

func TestWorkingDaysAreCountedForwardsAndBackwards(t *testing.T) {
	t.Parallel()
	h := belgium2019(t)
	require.Equal(t, "2019-11-04", h.NextWorkingDay(day(t, "2019-10-31")).String())
	require.Equal(t, "2019-11-05", h.NextWorkingDay(day(t, "2019-11-04")).String())
	require.Equal(t, "2019-11-05", h.AddWorkingDays(day(t, "2019-10-31"), 2).String())
	require.Equal(t, "2019-11-12", h.AddWorkingDays(day(t, "2019-11-08"), 1).String())
	require.Equal(t, "2019-10-31", h.AddWorkingDays(day(t, "2019-11-04"), -1).String())
	require.Equal(t, "2019-10-30", h.AddWorkingDays(day(t, "2019-11-02"), -2).String())
	require.Equal(t, "2019-11-02", h.AddWorkingDays(day(t, "2019-11-02"), 0).String())
}

func TestHolidaysThatContradictThemselvesAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lines    []string
		sentence string
	}{
		{
			[]string{"2008-05-01 Labour Day", "2008-05-01 Ascension Day"},
			`holiday 2008-05-01 is given twice, as "Labour Day" and as "Ascension Day": write it once, with both names`,
		},
		{[]string{"2019-11-31 Nothing"}, `holiday "2019-11-31 Nothing": 2019-11-31 is not a date: November 2019 has 30 days`},
		{[]string{"2019-11-01"}, "holiday 2019-11-01 has no name: write one, as in 2019-11-01 All Saints' Day"},
		{[]string{"All Saints"}, `holiday "All Saints": "All" is not a date: write year-month-day, as in 2019-10-14`},
	} {
		_, err := calendar.ParseHolidays(c.lines...)
		require.EqualError(t, err, c.sentence)
	}
	_, err := calendar.NewHolidays(calendar.Holiday{Name: "Someday"})
	require.EqualError(t, err, `holiday "Someday" has no date`)
}

func TestHolidaysCannotBeChangedFromOutside(t *testing.T) {
	t.Parallel()
	days := []calendar.Holiday{{Date: day(t, "2019-12-25"), Name: "Christmas Day"}, {Date: day(t, "2019-11-01"), Name: "All Saints' Day"}}
	h, err := calendar.NewHolidays(days...)
	require.NoError(t, err)
	days[0].Date = day(t, "2019-12-26")
	h.Days()[0].Name = "changed"
	require.False(t, h.IsWorkingDay(day(t, "2019-12-25")))
	require.True(t, h.IsWorkingDay(day(t, "2019-12-26")))
	require.Equal(t, "All Saints' Day", h.Days()[0].Name)
}

func TestHolidaysInJSONAreNamesByDate(t *testing.T) {
	t.Parallel()
	in := belgium2019(t)
	text, err := json.Marshal(in)
	require.NoError(t, err)
	require.Equal(t, `{"2019-08-15":"Assumption Day","2019-11-01":"All Saints' Day","2019-11-11":"Armistice Day",`+
		`"2019-12-25":"Christmas Day","2020-01-01":"New Year's Day"}`, string(text))
	var out calendar.Holidays
	require.NoError(t, json.Unmarshal(text, &out))
	require.Equal(t, in, out)

	text, err = json.Marshal(calendar.Holidays{})
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &out))
	require.Equal(t, calendar.Holidays{}, out)
	require.Error(t, json.Unmarshal([]byte(`{"":"no date"}`), &out))
	require.Error(t, json.Unmarshal([]byte(`{"2019-02-30":"no day"}`), &out))
}

func TestExactlyTheWorkingDaysBetweenAreCounted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay().Draw(t, "d")
		h := anyHolidays(d).Draw(t, "h")
		n := rapid.IntRange(1, 60).Draw(t, "n")
		end := h.AddWorkingDays(d, n)
		require.True(t, h.IsWorkingDay(end))
		counted := 0
		for e := d.AddDays(1); !e.After(end); e = e.AddDays(1) {
			if h.IsWorkingDay(e) {
				counted++
			}
		}
		require.Equal(t, n, counted)
		if h.IsWorkingDay(d) {
			require.Equal(t, d, h.AddWorkingDays(end, -n))
		}
	})
}
