package capacity_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	. "twinning.example/engine/internal/call/calltest"
	. "twinning.example/engine/internal/capacity"
)

// What happens in the course of a country twinning: a report is returned and sent again, it lasts longer, one of the two countries goes on no longer,
// and what followed is reported.
func TestTheCourseOfACountryTwinning(t *testing.T) {
	t.Parallel()
	running := func(w *World) { twinned(t)(w); w.At("2019-10-01T12:00") }
	nothing := ReportCountryTwinning{Twinning: 1, Period: 1, Nothing: "Elections."}
	back := ReturnCountryReport{Twinning: 1, Period: 1, Country: "SE", Why: "There was a seminar."}
	reported := func(w *World) { running(w); w.Do(theInitiative, sweden, nothing) }
	returned := func(w *World) { reported(w); w.Do(theInitiative, staff, back) }
	longer := ExtendCountryTwinning{Twinning: 1, Months: 24, Why: "Three visits are left."}
	short := func(w *World) { // 13 months: the last period has one
		running(w)
		w.Do(theInitiative, staff, ExtendCountryTwinning{Twinning: 1, Months: 13, Why: "A visit is left."})
		w.At("2020-09-02T12:00")
		w.Do(theInitiative, sweden, ReportCountryTwinning{Twinning: 1, Period: 4, Nothing: "Elections."})
		w.Do(theInitiative, sweden, ReportCountryTwinning{Twinning: 1, Period: 5, Nothing: "Elections."})
	}
	due := func(w *World, id string) calendar.Date { d, _ := owed(w, id).Current(); return d.On }
	joint := func(follow bool) func(w *World) {
		return func(w *World) {
			running(w)
			w.Do(theInitiative, sweden, SendJointReport{Twinning: 1, Text: "Austria has a roadmap.", FollowUp: follow})
		}
	}
	closed := func(follow bool) func(w *World) {
		return func(w *World) { joint(follow)(w); w.Do(theInitiative, austria, AgreeJointReport{1}) }
	}
	followed := ReportCountryFollowUp{Twinning: 1, On: Date("2019-10-01"), What: "A yearly seminar."}
	Run(t, New(t),
		Row{Name: "returned with reasons", Given: reported, To: theInitiative, By: staff, When: back, Then: []string{"country-report-returned.v1"}, After: func(t *testing.T, w *World) {
			r, _ := is(w).Twinnings[0].Report(1, "SE")
			require.Equal(t, "There was a seminar.", w.Reads(string(r.Returned.Why)))
			o := owed(w, "twinning-1-period-01-SE-version-2")
			require.Equal(t, []string{sweden}, o.Who)
			require.True(t, o.Open())
			require.Equal(t, map[string]string{"twinning": "1", "period": "1"}, is(w).About(o.ID))
			require.Equal(t, Date("2019-12-30"), due(w, o.ID), "not before it was due first: 30 days after the end of the period")
		}},
		Row{Name: "returned late", Given: func(w *World) { reported(w); w.At("2019-12-15T12:00") }, To: theInitiative, By: staff, When: back, Then: []string{"country-report-returned.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Date("2020-01-14"), due(w, "twinning-1-period-01-SE-version-2"), "30 days after the return")
		}},
		Row{Name: "by the staff alone", Given: reported, To: theInitiative, By: austria, When: back, Refused: "initiatives/staff-only"},
		Row{Name: "one that is there", Given: running, To: theInitiative, By: staff, When: back, Refused: "initiatives/no-such-report"},
		Row{Name: "once", Given: returned, To: theInitiative, By: staff, When: back, Refused: "initiatives/returned-already"},
		Row{Name: "reported again", Given: returned, To: theInitiative, By: sweden, When: nothing, Then: []string{"country-twinning-reported.v1"}, After: func(t *testing.T, w *World) {
			r, _ := is(w).Twinnings[0].Report(1, "SE")
			require.Nil(t, r.Returned)
			require.False(t, owed(w, "twinning-1-period-01-SE-version-2").Open())
			w.Do(theInitiative, staff, back)
			require.True(t, owed(w, "twinning-1-period-01-SE-version-3").Open(), "and returned again")
		}},
		Row{Name: "extended", Given: reported, To: theInitiative, By: staff, When: longer, Then: []string{"country-twinning-extended.v1"}, After: func(t *testing.T, w *World) {
			x := is(w).Twinnings[0]
			require.Equal(t, 24, x.Months)
			require.Len(t, x.Extensions, 1)
			require.True(t, owed(w, "twinning-1-period-08-AT").Open())
			require.False(t, owed(w, "twinning-1-period-01-SE").Open(), "what is reported is owed no more")
			due, _ := owed(w, "twinning-1-joint-report").Current()
			require.Equal(t, x.Ends().AddDays(is(w).Rules.Twinning.ClosesDays), due.On)
		}},
		Row{Name: "a period that is reported becomes longer", Given: short, To: theInitiative, By: staff, When: longer, Then: []string{"country-twinning-extended.v1"}, After: func(t *testing.T, w *World) {
			const again = "twinning-1-period-05-SE-version-2"
			require.False(t, owed(w, "twinning-1-period-04-SE-version-2").Open(), "of a period that stays as it is nothing is owed again")
			require.Equal(t, Date("2020-12-30"), due(w, again), "of months 13 to 15")
			require.Equal(t, map[string]string{"twinning": "1", "period": "5"}, is(w).About(again))
			require.Equal(t, Date("2020-12-30"), due(w, "twinning-1-period-05-AT"), "what is not reported yet is due later")
			require.Empty(t, owed(w, "twinning-1-period-05-AT-version-2"))
			w.Do(theInitiative, staff, ReturnCountryReport{Twinning: 1, Period: 5, Country: "SE", Why: "Two months are missing."})
			require.Equal(t, Date("2020-12-30"), due(w, again), "returned, one version is owed and no more")
			require.Empty(t, owed(w, "twinning-1-period-05-SE-version-3"))
			w.Do(theInitiative, sweden, ReportCountryTwinning{Twinning: 1, Period: 5, Nothing: "Elections."})
			require.False(t, owed(w, again).Open())
		}},
		Row{Name: "and again longer", Given: func(w *World) {
			short(w)
			w.Do(theInitiative, staff, ExtendCountryTwinning{Twinning: 1, Months: 14, Why: "A visit is left."})
		}, To: theInitiative, By: staff, When: longer, Then: []string{"country-twinning-extended.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Date("2020-12-30"), due(w, "twinning-1-period-05-SE-version-2"))
			require.Empty(t, owed(w, "twinning-1-period-05-SE-version-3"))
		}},
		Row{Name: "to the most that there is", Given: running, To: theInitiative, By: staff, When: ExtendCountryTwinning{Twinning: 1, Months: 60, Why: "x"}, Then: []string{"country-twinning-extended.v1"}},
		Row{Name: "by the staff", Given: running, To: theInitiative, By: sweden, When: longer, Refused: "initiatives/staff-only"},
		Row{Name: "to more months", Given: running, To: theInitiative, By: staff, When: ExtendCountryTwinning{Twinning: 1, Months: 12, Why: "x"}, Refused: "initiatives/not-longer"},
		Row{Name: "as the rule book has it", Given: func(w *World) {
			book := rules(t)
			book.Twinning.MostMonths = 18
			w.Do(theInitiative, staff, OpenInitiative{Rules: book})
			w.Do(theInitiative, staff, NameCountryContact{"SE", sweden})
			w.Do(theInitiative, staff, NameCountryContact{"AT", austria})
			w.Do(theInitiative, sweden, offers("SE", "strategies"))
			w.Do(theInitiative, austria, seeks("AT", "strategies"))
			w.At("2019-06-29T00:01")
			w.Do(theInitiative, staff, propose())
			w.Do(theInitiative, sweden, AnswerPairing{Pairing: 1, Country: "SE", Accept: true})
			w.Do(theInitiative, austria, AnswerPairing{Pairing: 1, Country: "AT", Accept: true})
		}, To: theInitiative, By: staff, When: longer, Refused: "initiatives/too-long"},
		Row{Name: "before its end", Given: func(w *World) { twinned(t)(w); w.At("2020-09-02T12:00") }, To: theInitiative, By: staff, When: longer, Refused: "initiatives/ended-already"},
		Row{Name: "and before its joint report", Given: joint(false), To: theInitiative, By: staff, When: longer, Refused: "initiatives/joint-report-waits"},
		Row{Name: "left by one of the two", Given: running, To: theInitiative, By: austria, When: LeaveCountryTwinning{1, "The ministry was reorganised."}, Then: []string{"country-twinning-left.v1"}, After: func(t *testing.T, w *World) {
			x := is(w).Twinnings[0]
			require.Equal(t, []any{Stopped, "AT"}, []any{x.Stage, x.Left})
			require.False(t, owed(w, "twinning-1-period-01-SE").Open(), "nothing is owed of it any more")
		}},
		Row{Name: "by no other", Given: running, To: theInitiative, By: norway, When: LeaveCountryTwinning{1, "x"}, Refused: "initiatives/not-your-twinning"},
		Row{Name: "what followed is reported", Given: closed(true), To: theInitiative, By: austria, When: followed, Then: []string{"country-follow-up-reported.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "AT", is(w).Twinnings[0].FollowUps[0].Country)
		}},
		Row{Name: "where a follow-up is asked for", Given: closed(false), To: theInitiative, By: austria, When: followed, Refused: "initiatives/no-follow-up"},
		Row{Name: "after the joint report", Given: running, To: theInitiative, By: austria, When: followed, Refused: "initiatives/no-follow-up"},
		Row{Name: "from its beginning on", Given: closed(true), To: theInitiative, By: austria, When: ReportCountryFollowUp{Twinning: 1, On: Date("2019-08-31"), What: "x"}, Refused: "initiatives/follow-up-before"},
		Row{Name: "once it took place", Given: closed(true), To: theInitiative, By: austria, When: ReportCountryFollowUp{Twinning: 1, On: Date("2019-10-02"), What: "x"}, Refused: "initiatives/follow-up-ahead"},
	)
	Nonsense(t,
		No("a return of nothing", ReturnCountryReport{Twinning: 1, Period: 1, Country: "SE"}, "why"),
		No("more than 60 months", ExtendCountryTwinning{Twinning: 1, Months: 61, Why: "x"}, "1 to 60"),
		No("leaving without a reason", LeaveCountryTwinning{Twinning: 1}, "why"),
		No("a follow-up without a day", ReportCountryFollowUp{Twinning: 1, What: "x"}, "on is missing"),
	)
}
