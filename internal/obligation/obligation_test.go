package obligation_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/obligation"
)

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// at is an instant by the clocks in Brussels.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", s, brussels().Zone)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func brussels() obligation.Calendar {
	zone, err := calendar.Zone("Europe/Brussels")
	if err != nil {
		panic(err)
	}
	hour, err := obligation.ParseHour("08:00")
	if err != nil {
		panic(err)
	}
	return obligation.Calendar{Zone: zone, Hour: hour}
}

func ladders() map[string]obligation.Ladder {
	return map[string]obligation.Ladder{"log": {What: "monthly log", Lapse: "none", Rungs: []obligation.Rung{
		{Name: "escalation", Days: 8, To: []string{"head"}, Letter: "escalation"},
		{Name: "reminder", Days: -5, To: []string{obligation.Owner}, Letter: "reminder"},
		{Name: "today", Days: 0, To: []string{obligation.Owner}, Letter: "reminder"},
		{Name: "nobody", Days: 1, Letter: "overdue"},
	}}}
}

func owe(due string) obligation.Owed {
	return obligation.Owed{ID: "log-01", Ladder: "log", Who: []string{"p-a"}, Due: date(due)}
}

func schedule(list []obligation.Obligation, passed map[string]bool) obligation.Schedule {
	return obligation.Schedule{Owed: list, Ladders: ladders(), Cal: brussels(), Passed: passed}
}

// planned writes a plan as people would: rung, instant, outcome.
func planned(list []obligation.Obligation, passed map[string]bool) [][3]string {
	var all [][3]string
	for _, p := range schedule(list, passed).Plan() {
		outcome, _ := p.Outcome()
		all = append(all, [3]string{p.Rung.Name, p.At.Format("2006-01-02T15:04Z"), string(outcome)})
	}
	return all
}

func TestTheRungsOfAnObligationStandAroundItsDueDate(t *testing.T) {
	t.Parallel()
	known := at("2019-10-01T09:00")
	list := obligation.Owe(nil, known, "", owe("2019-10-28"))
	require.Equal(t, [][3]string{
		{"reminder", "2019-10-23T06:00Z", "sent"}, {"today", "2019-10-28T07:00Z", "sent"}, // the clocks went back on the 27th
		{"nobody", "2019-10-29T07:00Z", "suppressed"}, {"escalation", "2019-11-05T07:00Z", "sent"},
	}, planned(list, nil))
	require.Equal(t, [][3]string{{"nobody", "2019-10-29T07:00Z", "suppressed"}}, planned(list, map[string]bool{
		"log-01@2019-10-28/reminder": true, "log-01@2019-10-28/today": true, "log-01@2019-10-28/escalation": true,
	}))
	require.Empty(t, planned(obligation.Owe(nil, known, "", obligation.Owed{ID: "x", Ladder: "none", Due: date("2019-10-28")}), nil))
}

func TestARungBeforeItsDueDateWasKnownIsNotPlanned(t *testing.T) {
	t.Parallel()
	first := func(known string) string {
		return planned(obligation.Owe(nil, at(known), "", owe("2019-10-28")), nil)[0][0]
	}
	require.Equal(t, "reminder", first("2019-10-23T07:59"))
	require.Equal(t, "today", first("2019-10-23T08:00"), "at the very instant there is nothing to remind of")
}

func TestARungWhoseHourTheClocksLeaveOutComesWhenTheyAreMoved(t *testing.T) {
	t.Parallel()
	cal := brussels()
	cal.Hour = 2*time.Hour + 30*time.Minute
	one := map[string]obligation.Ladder{"log": {Rungs: []obligation.Rung{{Name: "today", To: []string{"head"}}}}}
	for due, want := range map[string]string{"2019-03-30": "01:30", "2019-03-31": "01:00", "2019-04-01": "00:30", "2019-10-27": "00:30", "2019-10-28": "01:30"} {
		p := obligation.Schedule{Owed: obligation.Owe(nil, at("2019-01-01T00:00"), "", owe(due)), Ladders: one, Cal: cal}.Plan()
		require.Len(t, p, 1)
		require.Equal(t, want, p[0].At.Format("15:04"), due)
		require.Equal(t, time.UTC, p[0].At.Location())
	}
}

func TestWhatBecomesOfARung(t *testing.T) {
	t.Parallel()
	known, rung := at("2019-10-01T09:00"), at("2019-10-23T08:00")
	open := obligation.Owe(nil, known, "", owe("2019-10-28"))
	all := func(obligation.Obligation) bool { return true }
	us := time.Microsecond
	ended := obligation.End(open, known.Add(us), "paused", all)
	const key, again = "log-01@2019-10-28/reminder", "log-01@2019-10-28#2/reminder"
	for name, row := range map[string]struct {
		before, after []obligation.Obligation
		want          map[string]string // of reminders: what became of those that are over by now
		next          string            // the reminder that is still to come
	}{
		"it is opened":                        {nil, open, nil, key},
		"met before":                          {open, obligation.Meet(open, "log-01", rung.Add(-us)), map[string]string{key: "suppressed: done 2019-10-23"}, ""},
		"met at its instant":                  {open, obligation.Meet(open, "log-01", rung), map[string]string{key: "suppressed: done 2019-10-23"}, ""},
		"ended":                               {open, obligation.End(open, rung.Add(-us), "terminated", all), map[string]string{key: "superseded: terminated"}, ""},
		"moved":                               {open, obligation.Owe(open, known.Add(us), "paused", owe("2019-11-28")), map[string]string{key: "superseded: paused"}, "log-01@2019-11-28/reminder"},
		"the same day again":                  {open, obligation.Owe(open, known.Add(us), "paused", owe("2019-10-28")), nil, key},
		"back on the same day":                {ended, obligation.Owe(ended, known.Add(2*us), "", owe("2019-10-28")), nil, again},
		"back only after its instant":         {ended, obligation.Owe(ended, rung, "", owe("2019-10-28")), nil, ""},
		"met, and then nothing ends it again": {obligation.Meet(open, "log-01", known), obligation.End(obligation.Meet(open, "log-01", known), rung, "terminated", all), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := schedule(row.before, nil), schedule(row.after, nil)
			var over map[string]string
			for _, p := range obligation.NotSent(before, after) {
				if p.Rung != "reminder" {
					continue
				}
				if over == nil {
					over = map[string]string{}
				}
				over[p.Key] = told(p)
				require.Equal(t, rung, p.At)
				body, err := json.Marshal(p)
				require.NoError(t, err)
				var back obligation.Passed
				require.NoError(t, json.Unmarshal(body, &back))
				require.Equal(t, p, back)
			}
			require.Equal(t, row.want, over)
			next := ""
			for _, p := range after.Plan() {
				if p.Rung.Name == "reminder" {
					next = p.Key
				}
			}
			require.Equal(t, row.next, next)
		})
	}

	plan := schedule(open, nil).Plan()
	why := map[string]string{}
	for _, p := range plan {
		r := p.Record()
		why[r.Rung] = told(r)
		require.Equal(t, r.Outcome != obligation.Sent, p.Idle())
	}
	require.Equal(t, map[string]string{
		"reminder": "sent: due", "today": "sent: due",
		"nobody": "suppressed: nobody-to-tell", "escalation": "sent: overdue",
	}, why, "when their moments pass")
}

func told(p obligation.Passed) string {
	if p.Done.IsZero() {
		return string(p.Outcome) + ": " + string(p.Why)
	}
	return string(p.Outcome) + ": " + string(p.Why) + " " + p.Done.String()
}

func TestTheDayOnWhichItWasDoneIsThatOfTheZoneOfTheLadders(t *testing.T) {
	t.Parallel()
	open := obligation.Owe(nil, at("2019-10-01T09:00"), "", owe("2019-10-28"))
	over := obligation.NotSent(schedule(open, nil), schedule(obligation.Meet(open, "log-01", at("2019-10-20T00:30")), nil))
	require.NotEmpty(t, over)
	require.Equal(t, "suppressed: done 2019-10-20", told(over[0]), "in UTC it is still the 19th")
}

func TestARungWhoseMomentHasPassedIsNotAmongThoseThatAreNotSent(t *testing.T) {
	t.Parallel()
	open := obligation.Owe(nil, at("2019-10-01T09:00"), "", owe("2019-10-28"))
	passed := map[string]bool{"log-01@2019-10-28/reminder": true}
	require.Empty(t, obligation.NotSent(schedule(open, nil), schedule(open, passed)), "its own event says what became of it")
	require.Len(t, obligation.NotSent(schedule(open, passed), schedule(obligation.Meet(open, "log-01", at("2019-10-24T09:00")), passed)), 3)
}

func TestARungThatTheRuleBookHasNoLongerIsSuperseded(t *testing.T) {
	t.Parallel()
	before := schedule(obligation.Owe(nil, at("2019-10-01T09:00"), "", owe("2019-10-28")), nil)
	after := before
	after.Ladders = map[string]obligation.Ladder{"log": {Rungs: ladders()["log"].Rungs[1:]}}
	over := obligation.NotSent(before, after)
	require.Len(t, over, 1)
	require.Equal(t, []string{"escalation", "superseded", "rules-changed"}, []string{over[0].Rung, string(over[0].Outcome), string(over[0].Why)})
}

func TestHowAnObligationStands(t *testing.T) {
	t.Parallel()
	cal, open := brussels(), obligation.Owe(nil, at("2019-10-01T09:00"), "", owe("2019-10-28"))
	limit := at("2019-10-29T00:00")
	before, us := limit.Add(-time.Microsecond), time.Microsecond
	all := func(obligation.Obligation) bool { return true }
	for name, row := range map[string]struct {
		o    obligation.Obligation
		now  time.Time
		want obligation.Standing
		open bool
	}{
		"in the last microsecond of its day":   {open[0], before, obligation.Owing, true},
		"a microsecond later":                  {open[0], limit, obligation.Overdue, true},
		"met in the last microsecond":          {obligation.Meet(open, "log-01", before)[0], limit, obligation.InTime, false},
		"met a microsecond later":              {obligation.Meet(open, "log-01", limit)[0], limit, obligation.Late, false},
		"ended before it was due":              {obligation.End(open, before, "x", all)[0], limit, obligation.Void, false},
		"ended when it was overdue":            {obligation.End(open, limit, "x", all)[0], limit, obligation.Missed, false},
		"re-dated, it is not overdue any more": {obligation.Owe(open, limit, "x", owe("2019-11-28"))[0], limit.Add(us), obligation.Owing, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, row.o.Stands(cal, row.now))
			require.Equal(t, row.open, row.o.Open())
		})
	}
}

func TestAListIsAValue(t *testing.T) {
	t.Parallel()
	known := at("2019-10-01T09:00")
	list := obligation.Owe(nil, known, "", owe("2019-10-28"), obligation.Owed{ID: "log-02", Ladder: "log", Due: date("2019-11-28")})
	before, err := json.Marshal(list)
	require.NoError(t, err)
	all := func(obligation.Obligation) bool { return true }
	for _, other := range [][]obligation.Obligation{
		obligation.Meet(list, "log-01", known), obligation.End(list, known, "x", all), obligation.Owe(list, known, "x", owe("2019-12-01")),
		obligation.Owe(list, known, "x", obligation.Owed{ID: "log-03"}),
	} {
		obligation.Owe(other, known, "y", owe("2020-01-01")) // nor through what it was copied to
		after, err := json.Marshal(list)
		require.NoError(t, err)
		require.Equal(t, string(before), string(after))
	}
	_, found := obligation.Find(list, "log-09")
	require.False(t, found)
	obligation.Sort(list)
	require.Equal(t, "log-01", list[0].ID)
	_, holds := obligation.Obligation{}.Current()
	require.False(t, holds)
}

func TestAnHourIsWrittenOneWay(t *testing.T) {
	t.Parallel()
	h, err := obligation.ParseHour("08:30")
	require.NoError(t, err)
	require.Equal(t, 8*time.Hour+30*time.Minute, h)
	for _, bad := range []string{"", "24:00", "8 am", "08:60", "08:00:00"} {
		_, err := obligation.ParseHour(bad)
		require.Error(t, err, bad)
	}
}
