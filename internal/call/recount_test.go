package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

// read is an evaluated tender with reports of these totals under whole.
func read(totals ...string) call.TenderFact {
	f := entry("T-1", "1", "5000")
	f.Reports = readings(totals...)
	return f
}

func TestARecountUnderTheRulesInForceIsTheRecordedScore(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Shut().Eligible(A).Assigned(A)
	w.Do(Tendering(A), Ada, Points("5", "4.5", "3.3"))
	w.Do(Tendering(A), Ben, Points("3.1", "4", "2.7"))
	is := w.Twinning(A)
	f := is.TenderFact()
	f.Reports = nil
	for _, v := range is.Reviews {
		r := call.Report{Evaluator: v.Evaluator, Points: points()}
		for _, s := range v.Scores {
			r.Points[s.Criterion] = s.Points
		}
		require.Equal(t, v.Total.String(), call.Total(r.Points, Book().Evaluation.Criteria).String())
		f.Reports = append(f.Reports, r)
	}
	require.Equal(t, twinning.Evaluated, is.Stage)
	again := f.Recount(Book().Evaluation)
	require.Equal(t, is.Score.String(), again.Score.String())
	require.Equal(t, plain(is.Means), plain(again.Means))
	again.Score, again.Means = f.Score, f.Means
	require.Equal(t, f, again, "nothing else of the tender changes")
}

func TestARecountLeavesOutWhoIsInConflictAndWhoIsNamed(t *testing.T) {
	t.Parallel()
	f := read("90", "60", "75")
	require.Equal(t, "75", f.Recount(whole()).Score.String())
	require.Equal(t, "67.5", f.Recount(whole(), "e1").Score.String())
	require.Equal(t, "60", f.Recount(whole(), "e1", "e3").Score.String())
	require.Equal(t, "75", f.Recount(whole(), "somebody else").Score.String())
	f.Conflicts = []string{"e2"}
	require.Equal(t, "82.5", f.Recount(whole()).Score.String())
	require.Equal(t, []string{"e3"}, f.Tally(whole(), "e1").Counted)
	none := f.Recount(whole(), "e1", "e3")
	require.True(t, none.Score.IsZero())
	require.Empty(t, none.Means)
	require.Equal(t, "1", f.Score.String(), "the fact itself is left alone")
	require.Len(t, f.Reports, 3)
}

func TestARecountTakesOtherWeightsAndTheMedian(t *testing.T) {
	t.Parallel()
	f := read("90", "60", "61")
	median := whole()
	median.Aggregate = call.Median
	require.Equal(t, "61", f.Recount(median).Score.String())
	half := whole()
	half.Criteria = []call.Criterion{{ID: "all", Weight: 50, Max: 100}, {ID: "new", Weight: 50, Max: 5}}
	require.Equal(t, "35.1667", f.Recount(half).Score.String(), "(45 + 30 + 30.5) / 3; nobody has points for a new criterion")
}

func TestARecountKeepsThatATenderWentToArbitration(t *testing.T) {
	t.Parallel()
	f := read("80", "55", "75")
	f.Arbitrated = true
	require.Equal(t, "77.5", f.Recount(whole()).Score.String())
	require.Equal(t, call.ByArbitration, f.Tally(whole()).Method)
	require.Equal(t, "67.5", f.Recount(whole(), "e3").Score.String(), "without the third the first two are averaged")
	require.Equal(t, "65", f.Recount(whole(), "e1").Score.String())
}

func TestARecountKeepsAConsensusAsLongAsAllWhoMadeItCount(t *testing.T) {
	t.Parallel()
	f := read("80", "60")
	f.Agreed = &call.Report{Points: points("all", "64")}
	require.Equal(t, "64", f.Recount(whole()).Score.String())
	require.Equal(t, call.ByConsensus, f.Tally(whole()).Method)
	require.Equal(t, "64", f.Recount(whole(), "somebody else").Score.String())
	require.Equal(t, "80", f.Recount(whole(), "e2").Score.String())
	light := whole()
	light.Criteria[0].Weight = 50
	require.Equal(t, "32", f.Recount(light).Score.String())
}

func TestATenderWithoutReportsIsNotRecounted(t *testing.T) {
	t.Parallel()
	f := entry("T-1", "70", "5000")
	require.Equal(t, f, f.Recount(whole(), "e1"))
}
