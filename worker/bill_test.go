package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/history/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"twinning.example/engine/internal/bill"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

// pacing is how many programme seconds a second of the year has: some 39 seconds
// for all of it, so that Temporal's own timers drive it.
const pacing = 1e6

// slowly is the pace of the year whose cost is counted while the lives tell each
// other of things: from an award to the reminder of its contract, the shortest
// time that such a message has, are then 4 seconds.
const slowly = 1e5

// paceFor is the pace at which the longest answer so far takes a day and a half
// of the year: on a busy machine a faster clock would pass reminders before the
// script has done what makes them needless.
func paceFor(answer time.Duration) float64 {
	return min(pacing, max(slowly, (36*time.Hour).Seconds()/max(answer.Seconds(), 1e-3)))
}

// TestAYearCostsWhatIsPromised drives promise 8 on a real server: what the
// server itself counts, and what it says of the history. With -v it shows the
// figures, beside those of the naive model.
func TestAYearCostsWhatIsPromised(t *testing.T) {
	if testing.Short() {
		t.Skip("a year on Temporal's own timers takes a minute: make slow; the recorded one is counted")
	}
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: slowly})
	r.work(nil)
	ours := r.year(lifetest.Year(), "")
	require.Equal(t, []int{lifetest.Commands, lifetest.Moments, lifetest.Letters}, []int{ours.said.Commands, ours.said.Moments, ours.said.Letters})
	naive := naiveYear(t)
	t.Logf("a year of %d commands, %d moments and %d letters, load average %s\n%s", lifetest.Commands, lifetest.Moments, lifetest.Letters, load(), table(ours, naive))
	ours.asPromised(t)
	require.LessOrEqual(t, ours.bytes, int64(160_000))
	require.Less(t, ours.Actions(), naive.Actions())
}

// The year of the script, under every ladder of letters that the call of 2019 has: more letters than the year that is promised, and a timer more for
// each rung that is not needed in the end. It costs more, and no more than is promised.
func TestAYearUnderTheLaddersOf2019CostsWhatIsPromised(t *testing.T) {
	if testing.Short() {
		t.Skip("a year on Temporal's own timers takes a minute: make slow; the recorded one is counted")
	}
	t.Parallel()
	book, err := os.ReadFile("../programmes/dhe-2019.yaml")
	require.NoError(t, err)
	of2019, err := programme.Parse("dhe-2019.yaml", book)
	require.NoError(t, err)
	steps := lifetest.Year()
	for i, s := range steps {
		if open, is := s.Command.(call.OpenCall); is {
			open.Rules.Reminders = of2019.Reminders
			steps[i].Command = open
		}
	}
	r := newRig(t, lifetest.Options{Rate: slowly})
	r.work(nil)
	ours := r.year(steps, "ladders-of-2019-")
	t.Logf("a year of %d commands, %d moments and %d letters, load average %s: %d Actions, %d events, %d bytes; %+v",
		ours.said.Commands, ours.said.Moments, ours.said.Letters, load(), ours.Actions(), ours.Events, ours.bytes, ours.Bill)
	require.GreaterOrEqual(t, ours.said.Commands, lifetest.Commands)
	require.Greater(t, ours.said.Letters, lifetest.Letters, "it has more of them than the year that is promised")
	ours.asPromised(t)
	require.LessOrEqual(t, ours.bytes, int64(160_000))
}

// asPromised holds promise 8.
func (c cost) asPromised(t *testing.T) {
	t.Helper()
	require.LessOrEqual(t, c.Actions(), 230)
	require.LessOrEqual(t, c.Events, 750)
}

// The year that is replayed on every run, and so is what our workflow would do today, costs what is promised.
func TestTheRecordedYearCostsWhatIsPromised(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../workflows/testdata/histories/year.json")
	require.NoError(t, err)
	var h history.History
	require.NoError(t, protojson.Unmarshal(text, &h))
	replay(t, &h)
	year := cost{Bill: bill.Of(&h)}
	require.Greater(t, year.Actions(), 100, "it is a whole year")
	year.asPromised(t)
}

// A cost is what a life cost, by its history and by its server.
type cost struct {
	bill.Bill
	bytes int64
	said  lifetest.Tally // what its events say that it was
}

// year lives through the script of a year, and says what the tender's life cost. Their histories are recorded under a name that begins so.
func (r *rig) year(script []lifetest.Step, name string) cost {
	t := r.t
	longest := time.Duration(0)
	steps := r.begin(script)
	r.clock(time.Time{})
	for _, s := range steps {
		r.at(s.At)
		r.noted(s)
		if s.Command.Kind() == (twinning.SignContract{}).Kind() && r.rate == slowly {
			r.quiet()
			r.rate = paceFor(longest)
			r.clock(time.Time{})
		}
		asked := time.Now()
		r.submit(s)
		longest = max(longest, time.Since(asked))
	}
	whole := r.ended(calltest.Stream)
	record(t, name+"call", whole)
	ofCall := bill.Of(whole)
	r.leap(script) // nothing happens in the years of retention
	whole = r.ended(lifetest.Stream)
	record(t, name+"year", whole)
	ours := cost{Bill: bill.Of(whole)}

	ours.said = r.check(lifetest.Stream)
	require.Equal(t, "over", ours.said.Stages[len(ours.said.Stages)-1])
	r.check(calltest.Stream)
	counted, err := r.temporal.Actions(t.Context())
	require.NoError(t, err)
	require.Equal(t, counted, ours.Actions()+ofCall.Actions(), "the server counted other Actions than the histories tell of: %+v %+v", ours, ofCall)
	_, events, bytes, err := r.temporal.Describe(t.Context(), lifetest.Stream)
	require.NoError(t, err)
	require.EqualValues(t, ours.Events, events)
	ours.bytes = bytes
	return ours
}

func table(ours, naive cost) string {
	var b strings.Builder
	line := func(what string, cells ...any) {
		fmt.Fprintf(&b, "%-34s", what)
		for _, c := range cells {
			fmt.Fprintf(&b, "%12v", c)
		}
		b.WriteByte('\n')
	}
	line("", "ours", "naive")
	line("Actions", ours.Actions(), naive.Actions())
	line("  start", ours.Start, naive.Start)
	line("  updates, signals", ours.Updates, naive.Updates)
	line("  local activities, by task", ours.Judgements, naive.Judgements)
	line("  activities", ours.Activities, naive.Activities)
	line("  timers", ours.Timers, naive.Timers)
	line("  search attributes", ours.Upserts, naive.Upserts)
	line("history events", ours.Events, naive.Events)
	line("history bytes", ours.bytes, naive.bytes)
	return b.String()
}
