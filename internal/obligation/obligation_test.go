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

// planned writes a plan as people would: rung, instant, outcome.
func planned(list []obligation.Obligation, passed map[string]bool) [][3]string {
	var all [][3]string
	for _, p := range obligation.Plan(list, ladders(), brussels(), passed) {
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
		p := obligation.Plan(obligation.Owe(nil, at("2019-01-01T00:00"), "", owe(due)), one, cal, nil)
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
	for name, row := range map[string]struct {
		list []obligation.Obligation
		want obligation.Outcome
		why  string
	}{
		"open":                                {open, obligation.Sent, "it is due on 2019-10-28"},
		"met before":                          {obligation.Meet(open, "log-01", rung.Add(-us)), obligation.Suppressed, "it had arrived on 2019-10-23"},
		"met at its instant":                  {obligation.Meet(open, "log-01", rung), obligation.Suppressed, "it had arrived on 2019-10-23"},
		"met a microsecond after":             {obligation.Meet(open, "log-01", rung.Add(us)), obligation.Sent, "it is due on 2019-10-28"},
		"ended before":                        {obligation.End(open, rung.Add(-us), "terminated", all), obligation.Superseded, "terminated"},
		"ended at its instant":                {obligation.End(open, rung, "terminated", all), obligation.Superseded, "terminated"},
		"ended after":                         {obligation.End(open, rung.Add(us), "terminated", all), obligation.Sent, "it is due on 2019-10-28"},
		"moved":                               {obligation.Owe(open, known.Add(us), "paused", owe("2019-11-28")), obligation.Superseded, "paused"},
		"moved away and back":                 {obligation.Owe(obligation.End(open, known.Add(us), "paused", all), known.Add(2*us), "", owe("2019-10-28")), obligation.Sent, "it is due on 2019-10-28"},
		"back only after its instant":         {obligation.Owe(obligation.End(open, known.Add(us), "paused", all), rung, "", owe("2019-10-28")), obligation.Superseded, "paused"},
		"met, and then nothing ends it again": {obligation.End(obligation.Meet(open, "log-01", rung.Add(-us)), rung.Add(-us), "terminated", all), obligation.Suppressed, "it had arrived on 2019-10-23"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found []obligation.Planned
			for _, p := range obligation.Plan(row.list, ladders(), brussels(), nil) {
				if p.At.Equal(rung) {
					found = append(found, p)
				}
			}
			require.Len(t, found, 1, "one rung, one outcome")
			record := found[0].Record()
			require.Equal(t, row.want, record.Outcome)
			require.Equal(t, row.why, record.Why)
			require.Equal(t, "log-01@2019-10-28/reminder", record.Key)
			require.Equal(t, row.want != obligation.Sent, found[0].Idle())
			body, err := json.Marshal(record)
			require.NoError(t, err)
			var back obligation.Passed
			require.NoError(t, json.Unmarshal(body, &back))
			require.Equal(t, record, back)
		})
	}
	late := obligation.Plan(open, ladders(), brussels(), nil)[3]
	_, why := late.Outcome()
	require.Equal(t, "it was due on 2019-10-28 and has not arrived", why)
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
