package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
)

// A period is never empty, ends on a working day, and takes no day off: it is
// computed for every length that can be written.
func FuzzPeriodsEndAfterTheirEvent(f *testing.F) {
	f.Add("2019-10-14", "10 days", "2019-10-24 a holiday")
	f.Add("2020-01-31", "1 month", "2020-02-29 a holiday")
	f.Add("0001-01-01", "9999 working days", "")
	f.Add("9999-12-31", "10 years", "9999-12-31 the last day")
	f.Add("2020-02-29", "1 year", "")
	f.Fuzz(func(t *testing.T, day, length, holiday string) {
		event, err := calendar.ParseDate(day)
		if err != nil {
			return
		}
		l, err := calendar.ParseLength(length)
		if err != nil || l.IsZero() {
			return
		}
		holidays, err := calendar.ParseHolidays(holiday)
		if err != nil {
			holidays = calendar.Holidays{}
		}
		last := calendar.Period(event, l, holidays)
		require.True(t, last.After(event), "%s after %s is %s", l, event, last)
		require.True(t, holidays.IsWorkingDay(last), "%s is no working day", last)
		require.True(t, calendar.PeriodBefore(event, l, holidays).Before(event))
		month := calendar.Month(event, 1)
		require.Equal(t, 1, calendar.MonthOf(event, event))
		require.True(t, month.Contains(event) && month.Contains(month.LastDay()))
	})
}

// A deadline rule is read as it was written, and one instant parts what is in time from what is late.
func FuzzDeadlineRulesAreReadBackAsWritten(f *testing.F) {
	f.Add([]byte(`{"name":"tenders","wall":"2019-08-07T17:00","zone":"Europe/Brussels","instant":"2019-08-07T15:00:00.000000Z","tzdata":"2025b","inclusive":true,"grace":"10m0s","covers":["DHE-2019-AAAAAA"],"why":"a storm","signed_by":"p-head"}`))
	f.Add([]byte(`{"name":"tenders","wall":"2019-10-27T02:30+02:00","zone":"Europe/Brussels","instant":"2019-10-27T00:30:00.000000Z","inclusive":false}`))
	f.Add([]byte(`{"instant":"9999-12-31T23:59:59.999999Z","grace":"2562047h47m16.854775s"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var d calendar.Deadline
		if json.Unmarshal(text, &d) != nil {
			return
		}
		written, err := json.Marshal(d)
		require.NoError(t, err)
		var again calendar.Deadline
		require.NoError(t, json.Unmarshal(written, &again), string(written))
		require.Equal(t, d, again)
		last := d.Last()
		require.False(t, d.InTime(last))
		require.True(t, d.InTime(last.Add(-time.Microsecond)), "the limit is %s", d.Limit())
		made, err := calendar.NewDeadline(d)
		if err != nil {
			return
		}
		local, err := made.Wall.Resolve(made.Zone)
		require.NoError(t, err)
		require.Equal(t, local, made.Instant)
	})
}

// Holidays come back from JSON as they went.
func FuzzHolidaysAreReadBackAsWritten(f *testing.F) {
	f.Add([]byte(`{"2019-12-25":"Christmas Day","2020-01-01":"New Year"}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var h calendar.Holidays
		if json.Unmarshal(text, &h) != nil {
			return
		}
		written, err := json.Marshal(h)
		require.NoError(t, err)
		var again calendar.Holidays
		require.NoError(t, json.Unmarshal(written, &again), string(written))
		require.Equal(t, h, again)
	})
}
