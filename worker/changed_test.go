package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// A changed law is ours but for what a test changes in it.
type changed struct {
	law.Law
	fold   int
	decide func(s law.State, c law.Command) error
	evolve func(s law.State, e law.Event) law.State
	facts  func(law.Facts) law.Facts
	moment func(law.Moment) law.Moment
}

func (c changed) laws(stream string) (law.Law, bool) {
	l, ok := lives.Law(stream)
	if ok && l.Name() == twinning.Law.Name() {
		c.Law = l
		return c, true
	}
	return l, ok
}

func (c changed) Fold() int {
	if c.fold > 0 {
		return c.fold
	}
	return c.Law.Fold()
}

func (c changed) sees(f law.Facts) law.Facts {
	if c.facts != nil {
		return c.facts(f)
	}
	return f
}

func (c changed) Decide(s law.State, f law.Facts, o law.Command, r law.Receipt) ([]law.Event, error) {
	if c.decide != nil {
		if err := c.decide(s, o); err != nil {
			return nil, err
		}
	}
	return c.Law.Decide(s, c.sees(f), o, r)
}

func (c changed) Evolve(s law.State, e law.Event, at law.Recorded) law.State {
	s = c.Law.Evolve(s, e, at)
	if c.evolve != nil {
		return c.evolve(s, e)
	}
	return s
}

func (c changed) Next(s law.State, f law.Facts) (law.Moment, bool) {
	return c.moved(c.Law.Next(s, c.sees(f)))
}

func (c changed) Wakes(s law.State, f law.Facts) (law.Moment, bool) {
	return c.moved(c.Law.Wakes(s, c.sees(f)))
}

func (c changed) Elapse(s law.State, f law.Facts, m law.Moment) []law.Event {
	return c.Law.Elapse(s, c.sees(f), m)
}

func (c changed) Schedule(s law.State, f law.Facts) obligation.Schedule {
	return c.Law.Schedule(s, c.sees(f))
}

func (c changed) moved(m law.Moment, ok bool) (law.Moment, bool) {
	if c.moment != nil {
		m = c.moment(m)
	}
	return m, ok
}

// earlier is a call whose ladder of logs begins sooner, in every version of its
// rule book: the law reads a rung in another way than it did.
type earlier struct {
	law.Facts
	days int
}

func (e earlier) State(stream string) law.State {
	c, ok := e.Facts.State(stream).(call.Call)
	if !ok {
		return e.Facts.State(stream)
	}
	c.Books = maps.Clone(c.Books)
	for sha, book := range c.Books {
		book.Reminders.Ladders = maps.Clone(book.Reminders.Ladders)
		ladder := book.Reminders.Ladders["log"]
		ladder.Rungs = []obligation.Rung{ladder.Rungs[0]}
		ladder.Rungs[0].Days -= e.days
		book.Reminders.Ladders["log"] = ladder
		c.Books[sha] = book
	}
	return c
}

// The year stops in the eighth month: its log is in, and nobody works. What
// comes meanwhile waits, moments too. Then workers with other rules take over.
func TestALifeIsFinishedUnderARuleThatChangedHalfWay(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]struct {
		changed
		refuses func(lifetest.Step) bool // that ours does not
		after   func(t *testing.T, r *rig, half int64)
	}{
		"a decision": {
			changed: changed{decide: func(s law.State, o law.Command) error {
				if log, ok := o.(twinning.SubmitLog); ok && s.(twinning.Twinning).Logs[log.Month].Number > 0 {
					return law.Refuse("logs", "once")
				}
				return nil
			}},
			refuses: again,
			after: func(t *testing.T, r *rig, half int64) {
				require.Equal(t, 5, len(r.kinds(half, law.CommandRefused{}.Kind()))-2, "each second log of a month, besides what ours refuses")
			},
		},
		"the fold": {
			changed: changed{fold: 2, evolve: func(s law.State, e law.Event) law.State {
				t := s.(twinning.Twinning)
				if _, ok := e.(twinning.LogSubmitted); ok {
					t.PausedDays += 100
				}
				return t
			}},
			after: func(t *testing.T, r *rig, half int64) {
				for _, e := range r.kinds(half, twinning.LogAccepted{}.Kind()) {
					a, ok, err := r.Ledger.Answer(t.Context(), lifetest.Stream, e.Command)
					require.NoError(t, err)
					require.True(t, ok)
					require.Equal(t, 2, a.Fold)
				}
			},
		},
		"a deadline": {
			changed: changed{facts: func(f law.Facts) law.Facts { return earlier{f, 3} }},
			after: func(t *testing.T, r *rig, half int64) {
				for month, at := range r.reminders(half) {
					require.Equal(t, 8, int(calltest.Date(month).Start(time.UTC).Sub(at).Hours()+24)/24, "the reminder for %s", month)
				}
			},
		},
		"a moment": {
			changed: changed{moment: func(m law.Moment) law.Moment {
				if m.Key == "last-month-ends" {
					m.At = m.At.Add(24 * time.Hour)
				}
				return m
			}},
			after: func(t *testing.T, r *rig, half int64) {
				began := r.kinds(half, twinning.ReportingBegan{}.Kind())
				require.Len(t, began, 1)
				body, err := r.Ledger.Body(t.Context(), began[0])
				require.NoError(t, err)
				require.Contains(t, string(body), "2020-07-29T22:00:00Z")
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, lifetest.Options{Rate: pacing})
			before, running, down, finish := r.parts()
			r.Play(before)
			stop := r.work(nil)
			r.play(running)
			stop()
			clock, err := r.Ledger.Clock(t.Context())
			require.NoError(t, err)
			half := clock.Now()
			size, err := r.Ledger.Size(t.Context())
			require.NoError(t, err)
			for _, s := range down {
				require.NoError(t, r.Ledger.SetClock(t.Context(), s.At, 0, false))
				r.Receive(s)
			}
			require.Empty(t, r.kinds(size, twinning.LogAccepted{}.Kind()), "nobody works since %s", half)
			r.work(rule.laws)
			for i, s := range finish {
				finish[i].Refused = s.Refused || rule.refuses != nil && rule.refuses(s)
			}
			r.play(finish)
			r.leap(finish)
			for _, run := range r.runs(lifetest.Stream) {
				replay(t, run)
			}
			r.ended(lifetest.Stream)
			n := r.check(lifetest.Stream)
			require.Equal(t, lifetest.Commands, n.Commands)
			require.Equal(t, "over", n.Stages[len(n.Stages)-1])
			rule.after(t, r, size)
		})
	}
}

// again is the second log of a month in the script.
func again(s lifetest.Step) bool {
	log, ok := s.Command.(twinning.SubmitLog)
	return ok && slices.ContainsFunc(lifetest.Year(), func(other lifetest.Step) bool {
		o, ok := other.Command.(twinning.SubmitLog)
		return ok && o.Month == log.Month && other.At.Before(s.At)
	})
}

// parts cut the year: judged by hand, with our worker, while nobody works, and afterwards.
func (r *rig) parts() (before, running, down, finish []lifetest.Step) {
	for _, s := range lifetest.Year() {
		switch {
		case s.At.Before(calltest.Date("2020-03-01").Start(time.UTC)):
			before = append(before, s)
		case s.At.Before(calltest.Date("2020-04-06").Start(time.UTC)):
			running = append(running, s)
		case s.At.Before(calltest.Date("2020-05-01").Start(time.UTC)):
			down = append(down, s)
		default:
			finish = append(finish, s)
		}
	}
	return before, running, down, finish
}

func (r *rig) play(steps []lifetest.Step) {
	r.t.Helper()
	for _, s := range steps {
		r.jump(s.At)
		require.NotEqual(r.t, door.Pending, r.submit(s).Status)
	}
}

// kinds are the events of a kind in the tender's life from a position on.
func (r *rig) kinds(from int64, kind string) []ledger.Event {
	r.t.Helper()
	events, err := r.Ledger.Read(r.t.Context(), ledger.Query{Stream: lifetest.Stream, From: from, Kinds: []string{kind}})
	require.NoError(r.t, err)
	return events
}

// reminders are the instants of the reminders of logs from a position on, by due date.
func (r *rig) reminders(from int64) map[string]time.Time {
	r.t.Helper()
	all := map[string]time.Time{}
	for _, e := range r.kinds(from, twinning.RungPassed{}.Kind()) {
		body, err := r.Ledger.Body(r.t.Context(), e)
		require.NoError(r.t, err)
		v, err := twinning.Law.Event(e.Kind, body)
		require.NoError(r.t, err)
		if p := v.(twinning.RungPassed); strings.HasPrefix(p.Obligation, "log-") {
			all[p.Due.String()] = p.At
		}
	}
	require.NotEmpty(r.t, all)
	return all
}
