package programme

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
)

func TestARuleBookLikeAnotherHasAllItsDatesMovedAndSaysSo(t *testing.T) {
	t.Parallel()
	shipped := changed(t)
	old, err := Parse("dhe-2019.yaml", shipped)
	require.NoError(t, err)
	for _, day := range []string{"2019-08-07", "2027-02-26", "2028-02-29", "2031-12-24"} {
		deadline, err := calendar.ParseDate(day)
		require.NoError(t, err)
		text, err := Like("dhe-2019.yaml", shipped, "DHE-NEXT", deadline, calendar.Date{})
		require.NoError(t, err, day)
		book, err := Parse("next.yaml", text)
		require.NoError(t, err, day)
		require.Equal(t, "DHE-NEXT", book.Reference)
		days := old.Dates.Deadline.On.DaysUntil(deadline)
		for name, pair := range map[string][2]calendar.Date{
			"deadline": {old.Dates.Deadline.On, book.Dates.Deadline.On}, "publication": {old.Dates.Publication, book.Dates.Publication},
			"opening": {old.Dates.Opening, book.Dates.Opening}, "award": {old.Dates.Award, book.Dates.Award}, "start": {old.Dates.Start, book.Dates.Start},
			"webinar": {old.Dates.Webinars[1].On, book.Dates.Webinars[1].On}, "latest start": {old.Contract.LatestStart, book.Contract.LatestStart},
		} {
			to := pair[0].AddDays(days)
			for name != "deadline" && weekend(to) { // none of them was on one
				to = to.AddDays(1)
			}
			require.Equal(t, to, pair[1], "%s of %s", name, day)
		}
		require.Equal(t, old.Dates.Deadline.At, book.Dates.Deadline.At)
		require.Equal(t, old.Types, book.Types)
		for _, m := range book.Marks {
			if strings.HasPrefix(m.Path, "/dates/") && !strings.HasSuffix(m.Path, "/at") && !strings.HasSuffix(m.Path, "/open_within") &&
				!strings.HasSuffix(m.Path, "/inclusive") && !strings.HasSuffix(m.Path, "/grace") {
				require.True(t, m.Sample, "%s has a source, which did not give it", m.Path)
				require.Contains(t, m.Why, "DHE-2019")
				require.Empty(t, m.Source)
			}
		}
		require.NotContains(t, string(text), "2019-08-07\n")
		if day == "2027-02-26" {
			require.Contains(t, string(text), "{date: 2027-03-29, name: Easter Monday}")
			require.Contains(t, string(text), "{date: 2027-05-17, name: Whit Monday}")
			require.Contains(t, string(text), "{date: 2027-07-21, name: National Day of Belgium}")
		}
	}
}

func TestEasterIsWhereTheCalendarSays(t *testing.T) {
	t.Parallel()
	for year, day := range map[int]string{2019: "2019-04-21", 2020: "2020-04-12", 2024: "2024-03-31", 2027: "2027-03-28", 2038: "2038-04-25", 2049: "2049-04-18", 2076: "2076-04-19"} {
		require.Equal(t, day, calendar.Easter(year).String())
	}
}

// A call that is made like one of more time has its dates up to the deadline closer together, and none before today or on a weekend, on whichever
// day it is made: the first steps of README.md print no warning.
func TestTheDatesOfACallThatIsMadeTodayLieAheadAndOnNoWeekend(t *testing.T) {
	t.Parallel()
	shipped := changed(t)
	monday, err := calendar.ParseDate("2026-11-30")
	require.NoError(t, err)
	for n := range 14 {
		today := monday.AddDays(n)
		deadline := today.AddDays(49)
		for weekend(deadline) {
			deadline = deadline.AddDays(1)
		}
		text, err := Like("dhe-2019.yaml", shipped, "MY-CALL", deadline, today)
		require.NoError(t, err, today)
		book, err := Parse("my-call.yaml", text)
		require.NoError(t, err, today)
		d := book.Dates
		require.Equal(t, []calendar.Date{today, today, deadline}, []calendar.Date{d.Publication, d.Opening, d.Deadline.On})
		for _, on := range []calendar.Date{d.Webinars[0].On, d.Webinars[1].On, d.Award, d.Start} {
			require.True(t, on.After(today) && !weekend(on), "%s, made on %s", on, today)
		}
		require.True(t, d.Webinars[0].On.Before(d.Webinars[1].On) && d.Webinars[1].On.Before(deadline))
		require.Contains(t, string(text), "none lies before "+today.String())
	}
}

// What lies before the deadline stays before it, also where that is put on a weekend.
func TestNoDateBeforeTheDeadlineIsMovedBehindIt(t *testing.T) {
	t.Parallel()
	friday := calendar.Date{Year: 2026, Month: time.December, Day: 4}
	m := mover{days: 1, was: friday.AddDays(1), deadline: friday.AddDays(2)}
	require.Equal(t, friday.AddDays(1), m.moved(friday), "on the Saturday before a deadline on the Sunday")
	m.deadline = friday.AddDays(3)
	require.Equal(t, friday.AddDays(3), m.moved(friday), "on the Monday, with the deadline")
	m.was = friday.AddDays(-1)
	require.Equal(t, friday.AddDays(3), m.moved(friday), "what lies after the deadline goes on to the Monday")
}
