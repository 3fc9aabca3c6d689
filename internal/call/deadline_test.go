package call_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
)

func TestADeadlineIsExtendedByTheHeadAndNeverShortened(t *testing.T) {
	t.Parallel()
	later := call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Inclusive: true, Why: "storm"}
	named := call.ExtendDeadline{To: Wall("2019-08-21T17:00"), Covers: []string{A, B}, Why: "hospital"}
	Run(t, New(t).Opened(Book()).Published().Submitted(A),
		Row{Name: "for everyone", By: Head, When: later, Then: []string{"deadline-set.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, w.Clock("2019-08-14T17:00:00.000001"), w.Call().Limit())
		}},
		Row{Name: "for some", By: Head, When: named, Then: []string{"deadline-set.v1"}},
		Row{Name: "an officer may not", By: Officer, When: later, Refused: "roles/not-allowed"},
		Row{Name: "to the deadline in force is not later", By: Head, When: call.ExtendDeadline{To: Wall("2019-08-07T17:00"), Inclusive: true, Why: "x"}, Refused: "deadlines/not-later"},
		Row{Name: "to the same time, no longer counting, is less", By: Head, When: call.ExtendDeadline{To: Wall("2019-08-07T17:00"), Why: "x"}, Refused: "deadlines/not-later"},
		Row{Name: "to an earlier time is less", By: Head, When: call.ExtendDeadline{To: Wall("2019-08-01T17:00"), Why: "x"}, Refused: "deadlines/not-later"},
		Row{Name: "to an hour that the clocks show twice", By: Head, When: call.ExtendDeadline{To: Wall("2019-10-27T02:30"), Why: "x"}, Refused: "deadlines/no-such-time"},
		Row{Name: "to an hour that the clocks leave out", By: Head, When: call.ExtendDeadline{To: Wall("2020-03-29T02:30"), Why: "x"}, Refused: "deadlines/no-such-time"},
		Row{Name: "with an offset it is one of the two", Given: func(w *World) {
			w.Revise(Change(book(func(b *call.RuleBook) { b.Dates.Award, b.Dates.Start = Date("2019-11-04"), Date("2019-11-11") }), "a later award"))
		}, By: Head, When: call.ExtendDeadline{To: Wall("2019-10-27T02:30+02:00"), Why: "x"}, Then: []string{"deadline-set.v1"}},
		Row{Name: "one of the named has more time already", Given: func(w *World) {
			w.Do(Stream, Head, named)
		}, By: Head, When: call.ExtendDeadline{To: Wall("2019-08-20T17:00"), Covers: []string{C, A}, Why: "x"}, Refused: "deadlines/not-later"},
		Row{Name: "of two named the first has more time, by an older version", Given: func(w *World) {
			w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-21T17:00"), Covers: []string{A}, Why: "x"})
			w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-10T17:00"), Covers: []string{B}, Why: "x"})
		}, By: Head, When: call.ExtendDeadline{To: Wall("2019-08-15T17:00"), Covers: []string{A, B}, Why: "x"}, Refused: "deadlines/not-later"},
		Row{Name: "for everyone, where some have more time already", Given: func(w *World) { w.Do(Stream, Head, named) }, By: Head, When: later, Then: []string{"deadline-set.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, w.Clock("2019-08-21T17:00"), w.Call().Limit())
		}},
		Row{Name: "once it has shut, it opens again", At: "2019-08-08T09:00", By: Head, When: later, Then: []string{"deadline-set.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, call.Open, w.Call().Stage)
			w.At("2019-08-15T09:00")
			require.Equal(t, call.Shut, w.Call().Stage, "and shuts again, by a moment of its own")
		}},
		Row{Name: "to what has passed meanwhile", At: "2019-08-20T09:00", By: Head, When: later, Refused: "deadlines/in-the-past"},
		Row{Name: "once evaluation has begun", At: "2019-08-08T09:00", Given: func(w *World) {
			w.Shut().Eligible(A).Assigned(A)
		}, By: Head, When: later, Refused: "stages/wrong-stage"},
	)
}

// version is a version of the deadline rule as it was recorded.
func version(w *World, wall string, recorded time.Time, position int64, covers ...string) call.DeadlineVersion {
	d, err := Book().DeadlineRule(Head)
	if err != nil {
		panic(err)
	}
	d.Instant, d.Covers = w.Clock(wall), covers
	return call.DeadlineVersion{Rule: d, RecordedAt: recorded, Position: position}
}

func TestADeadlineVersionIsInForceFromWhereItIsRecorded(t *testing.T) {
	t.Parallel()
	w := New(t)
	at := w.Clock("2019-08-07T16:00")
	c := call.Call{Deadlines: []call.DeadlineVersion{version(w, "2019-08-07T17:00", w.Clock("2019-06-11T09:00"), 1), version(w, "2019-08-14T17:00", at, 100)}}
	for name, row := range map[string]struct {
		received time.Time
		position int64
		want     string
	}{
		"before both":                           {w.Clock("2019-06-11T08:00"), 0, ""},
		"a microsecond before it was recorded":  {at.Add(-time.Microsecond), 101, "2019-08-07T17:00"},
		"at the instant at which it was":        {at, 101, "2019-08-14T17:00"},
		"at that instant, but standing earlier": {at, 99, "2019-08-07T17:00"},
		"afterwards":                            {at.Add(time.Hour), 200, "2019-08-14T17:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, ok := c.DeadlineFor(row.received, row.position, nil, A)
			require.Equal(t, row.want != "", ok)
			if ok {
				require.Equal(t, w.Clock(row.want), d.Rule.Instant)
			}
		})
	}
}

func TestANamedVersionCoversOnlyWhomItNames(t *testing.T) {
	t.Parallel()
	w := New(t)
	start := w.Clock("2019-06-11T09:00")
	c := call.Call{Deadlines: []call.DeadlineVersion{
		version(w, "2019-08-07T17:00", start, 1), version(w, "2019-08-21T17:00", start, 2, A),
		version(w, "2019-08-10T17:00", start, 3, Contact(A)), version(w, "2019-08-14T17:00", start, 4),
	}}
	want := func(clock string, names ...string) {
		d, ok := c.DeadlineFor(start.Add(time.Hour), 10, nil, names...)
		require.True(t, ok)
		require.Equal(t, w.Clock(clock), d.Rule.Instant, "%v", names)
	}
	want("2019-08-21T17:00", A, Stranger)
	want("2019-08-21T17:00", A, Contact(A))
	want("2019-08-14T17:00", B, Contact(A))
	want("2019-08-14T17:00", B, Stranger)
	want("2019-08-14T17:00")
	require.Equal(t, w.Clock("2019-08-21T17:00:00.000001"), c.Limit())
}

func TestNoExtensionEverTakesTimeAway(t *testing.T) {
	t.Parallel()
	who := []string{A, B, C, Contact(A), Contact(B)}
	rapid.Check(t, func(t *rapid.T) {
		w := New(t).Opened(Book()).Published()
		for range rapid.IntRange(1, 8).Draw(t, "extensions") {
			before := map[string]time.Time{}
			for _, n := range who {
				d, _ := w.Call().DeadlineFor(w.Now, 1<<40, nil, n)
				before[n] = d.Rule.Last()
			}
			limit := w.Call().Limit()
			covers := rapid.SliceOfNDistinct(rapid.SampledFrom(who), 0, 3, rapid.ID).Draw(t, "covers")
			to := Wall("2019-08-01T17:00")
			to.Date = to.Date.AddDays(rapid.IntRange(0, 40).Draw(t, "days"))
			_, err := w.Send(Stream, Head, call.ExtendDeadline{To: to, Inclusive: rapid.Bool().Draw(t, "inclusive"), Covers: covers, Why: "x"})
			_, refused := law.Refused(err)
			require.Equal(t, err != nil, refused)
			for _, n := range who {
				d, _ := w.Call().DeadlineFor(w.Now, 1<<40, nil, n)
				require.False(t, d.Rule.Last().Before(before[n]), n)
				require.False(t, w.Call().Limit().Before(d.Rule.Last()))
			}
			require.False(t, w.Call().Limit().Before(limit))
		}
	})
}

// A rule book is checked before it takes effect; one of an older engine may not be what this one takes.
func TestNoDeadlineIsSetByARuleBookWithoutACalendar(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	is := w.Call()
	is.Rules.Reminders.At = "eight"
	_, err := call.ExtendDeadline{To: Wall("2019-08-08T17:00"), Why: "storm"}.Decide(is, w, law.Receipt{Actor: Head, ReceivedAt: w.Now})
	requireRefused(t, "rule-book/no-calendar", err)
}
