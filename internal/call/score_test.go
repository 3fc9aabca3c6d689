package call_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
)

// whole are rules with one criterion of 0 to 100: the points are the total.
func whole() call.Evaluation {
	return call.Evaluation{PerTender: 2, Threshold: Number("60"), Criteria: []call.Criterion{{ID: "all", Name: "All", Weight: 100, Max: 100}}}
}

// readings are reports with these totals under whole, by e1, e2 and so on.
func readings(totals ...string) []call.Report {
	var all []call.Report
	for i, s := range totals {
		all = append(all, call.Report{Evaluator: "e" + string(rune('1'+i)), Points: points("all", s)})
	}
	return all
}

// points reads criterion and number, in turns.
func points(of ...string) map[string]decimal.Decimal {
	all := map[string]decimal.Decimal{}
	for i := 0; i < len(of); i += 2 {
		all[of[i]] = Number(of[i+1])
	}
	return all
}

func TestATotalIsWeightedAndRoundedOnce(t *testing.T) {
	t.Parallel()
	criteria := Book().Evaluation.Criteria
	// 4 x 30/5 + 3.5 x 40/5 + 5 x 30/5 = 24 + 28 + 30.
	require.Equal(t, "82", call.Total(points("relevance", "4", "impact", "3.5", "implementation", "5"), criteria).String())
	require.Equal(t, "52", call.Total(points("relevance", "4", "impact", "3.5"), criteria).String(), "a criterion without points counts as none")
	require.Equal(t, "0", call.Total(nil, criteria).String())
	thirds := []call.Criterion{{ID: "a", Weight: 10, Max: 3}, {ID: "b", Weight: 10, Max: 3}, {ID: "c", Weight: 80, Max: 3}}
	require.Equal(t, "33.3333", call.Total(points("a", "1", "b", "1", "c", "1"), thirds).String(), "and not 3.3333 + 3.3333 + 26.6667 or any other sum of rounded parts")
	require.Equal(t, "20", call.Total(points("a", "1", "b", "1", "c", "0.5"), thirds).String(), "(10 + 10 + 40) / 3")
	// 1 x 10/16 = 0.625, and 0.1 x 10/16 000 = 0.0000625: half and more goes up.
	require.Equal(t, "0.0001", call.Total(points("a", "0.1"), []call.Criterion{{ID: "a", Weight: 10, Max: 16_000}}).String())
	require.Equal(t, "0.0001", call.Total(points("a", "0.1"), []call.Criterion{{ID: "a", Weight: 10, Max: 20_000}}).String(), "0.00005 is half, and goes up")
	require.Equal(t, "0", call.Total(points("a", "0.1"), []call.Criterion{{ID: "a", Weight: 10, Max: 20_001}}).String())
}

func TestATallyIsTheMeanOrTheMedianOfTheReports(t *testing.T) {
	t.Parallel()
	rules := whole()
	for _, name := range []string{"", call.Mean} {
		rules.Aggregate = name
		got := call.TallyOf(readings("90", "60", "61"), rules, false)
		require.Equal(t, call.Mean, got.Method)
		require.Equal(t, "70.3333", got.Score.String(), "211 / 3")
		require.Equal(t, "70.3333", got.Points["all"].String())
		require.Equal(t, []string{"e1", "e2", "e3"}, got.Counted)
	}
	rules.Aggregate = call.Median
	for _, c := range []struct {
		totals             []string
		mean, median, away string
	}{
		{[]string{"90", "60", "61"}, "70.3333", "61", "30"},
		{[]string{"61", "90", "60", "62"}, "68.25", "61.5", "30"},
		{[]string{"50.0001", "50.0002"}, "50.0002", "50.0002", "0.0001"}, // 50.00015 is rounded half up
		{[]string{"77.5"}, "77.5", "77.5", "0"},
	} {
		got := call.TallyOf(readings(c.totals...), rules, false)
		require.Equal(t, call.Median, got.Method)
		require.Equal(t, []string{c.mean, c.median, c.median, c.away}, []string{got.Mean.String(), got.Median.String(), got.Score.String(), got.Spread.String()}, c.totals)
		require.Equal(t, c.median, got.Points["all"].String())
	}
}

func TestAMedianIsTakenForEachCriterionByItself(t *testing.T) {
	t.Parallel()
	rules := Book().Evaluation
	rules.Aggregate = call.Median
	got := call.TallyOf([]call.Report{
		{Evaluator: "ada", Points: points("relevance", "5", "impact", "1", "implementation", "3")},  // 30 + 8 + 18 = 56
		{Evaluator: "ben", Points: points("relevance", "1", "impact", "5", "implementation", "4")},  // 6 + 40 + 24 = 70
		{Evaluator: "cleo", Points: points("relevance", "2", "impact", "2", "implementation", "5")}, // 12 + 16 + 30 = 58
	}, rules, false)
	require.Equal(t, "58", got.Score.String(), "the median of the totals, not the total of the medians")
	require.Equal(t, points("relevance", "2", "impact", "2", "implementation", "4"), plain(got.Points))
	require.Equal(t, []string{"61.3333", "58", "14"}, []string{got.Mean.String(), got.Median.String(), got.Spread.String()})
}

// plain writes numbers again, so that 2 and 2.0 are the same.
func plain(points map[string]decimal.Decimal) map[string]decimal.Decimal {
	all := map[string]decimal.Decimal{}
	for k, v := range points {
		all[k] = Number(v.String())
	}
	return all
}

func TestInArbitrationTheTwoClosestCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		totals  []string
		score   string
		counted []string
	}{
		{[]string{"80", "55", "75"}, "77.5", []string{"e1", "e3"}},
		{[]string{"80", "55", "58"}, "56.5", []string{"e2", "e3"}},
		{[]string{"80", "55", "95"}, "87.5", []string{"e1", "e3"}},
		{[]string{"50", "60", "70"}, "60", []string{"e1", "e2", "e3"}},             // equally close: all of both pairs
		{[]string{"70", "70", "70"}, "70", []string{"e1", "e2", "e3"}},             // three pairs at no distance
		{[]string{"10", "50", "90", "50"}, "50", []string{"e2", "e4"}},             // of four
		{[]string{"10", "20", "80", "90"}, "50", []string{"e1", "e2", "e3", "e4"}}, // two pairs apart
		{[]string{"10", "20", "81", "90"}, "85.5", []string{"e3", "e4"}},
		{[]string{"33.3333", "33.3334", "0"}, "33.3334", []string{"e1", "e2"}}, // 33.33335, half up
	} {
		got := call.TallyOf(readings(c.totals...), whole(), true)
		require.Equal(t, call.ByArbitration, got.Method)
		require.Equal(t, c.score, got.Score.String(), c.totals)
		require.Equal(t, c.score, got.Points["all"].String(), c.totals)
		require.Equal(t, c.counted, got.Counted, c.totals)
	}
	median := whole()
	median.Aggregate = call.Median
	require.Equal(t, "77.5", call.TallyOf(readings("80", "55", "75"), median, true).Score.String(), "arbitration goes before the median")
	got := call.TallyOf(readings("80", "55", "75"), whole(), true)
	require.Equal(t, []string{"70", "75", "25"}, []string{got.Mean.String(), got.Median.String(), got.Spread.String()}, "of all three")
}

func TestInArbitrationPointsAreThoseOfTheSamePair(t *testing.T) {
	t.Parallel()
	got := call.TallyOf([]call.Report{
		{Evaluator: "ada", Points: points("relevance", "5", "impact", "4", "implementation", "5")},    // 30 + 32 + 30 = 92
		{Evaluator: "ben", Points: points("relevance", "2", "impact", "3", "implementation", "2")},    // 12 + 24 + 12 = 48
		{Evaluator: "cleo", Points: points("relevance", "2.5", "impact", "2", "implementation", "3")}, // 15 + 16 + 18 = 49
	}, Book().Evaluation, true)
	require.Equal(t, "48.5", got.Score.String())
	require.Equal(t, points("relevance", "2.25", "impact", "2.5", "implementation", "2.5"), plain(got.Points))
	require.Equal(t, []string{"ben", "cleo"}, got.Counted)
}

func TestWithoutAThirdReportArbitrationChangesNothing(t *testing.T) {
	t.Parallel()
	two := readings("80", "55")
	require.Equal(t, call.TallyOf(two, whole(), false), call.TallyOf(two, whole(), true))
	require.Equal(t, "67.5", call.TallyOf(two, whole(), true).Score.String())
	require.Equal(t, call.Mean, call.TallyOf(two, whole(), true).Method)
	for _, arbitrated := range []bool{true, false} {
		none := call.TallyOf(nil, whole(), arbitrated)
		require.True(t, none.Score.IsZero() && none.Spread.IsZero())
		require.Empty(t, none.Counted)
	}
}

func TestWhatIsAgreedOnIsTheTotalOfTheAgreedPoints(t *testing.T) {
	t.Parallel()
	got := call.Agreed(points("all", "64"), readings("80", "55"), whole())
	require.Equal(t, []string{"64", "67.5", "67.5", "25"}, []string{got.Score.String(), got.Mean.String(), got.Median.String(), got.Spread.String()})
	require.Equal(t, call.ByConsensus, got.Method)
	require.Equal(t, []string{"e1", "e2"}, got.Counted)
	require.Equal(t, points("all", "64"), got.Points)
}

func TestReportsDivergeOnlyBeyondTheShareOfTheHighest(t *testing.T) {
	t.Parallel()
	rules := whole()
	rules.Arbitration = &call.Arbitration{Share: Number("30")}
	for _, c := range []struct {
		totals                             []string
		higher, lower, difference, allowed string
		apart                              bool
	}{
		{[]string{"80", "55"}, "80", "55", "25", "24", true},
		{[]string{"55", "80"}, "80", "55", "25", "24", true},
		{[]string{"80", "56"}, "80", "56", "24", "24", false}, // exactly 30 %
		{[]string{"80", "55.9999"}, "80", "55.9999", "24.0001", "24", true},
		{[]string{"33.3333", "23.3333"}, "33.3333", "23.3333", "10", "9.99999", true}, // the share is not rounded
		{[]string{"33.3333", "23.3334"}, "33.3333", "23.3334", "9.9999", "9.99999", false},
		{[]string{"80", "70", "55"}, "80", "55", "25", "24", true}, // the highest and the lowest of all
		{[]string{"80", "70", "60"}, "80", "60", "20", "24", false},
		{[]string{"0", "0"}, "0", "0", "0", "0", false},
		{[]string{"0.0001", "0"}, "0.0001", "0", "0.0001", "0.00003", true},
	} {
		d, apart := call.Diverge(readings(c.totals...), rules)
		require.Equal(t, c.apart, apart, c.totals)
		require.Equal(t, []string{c.higher, c.lower, c.difference, c.allowed}, []string{d.Higher.String(), d.Lower.String(), d.Difference.String(), d.Allowed.String()})
	}
	_, apart := call.Diverge(readings("80"), rules)
	require.False(t, apart, "one report is at one with itself")
	_, apart = call.Diverge(nil, rules)
	require.False(t, apart)
	_, apart = call.Diverge(readings("80", "0"), whole())
	require.False(t, apart, "rules without arbitration")
	rules.Arbitration.Share = Number("12.5")
	_, apart = call.Diverge(readings("80", "70"), rules)
	require.False(t, apart)
	_, apart = call.Diverge(readings("80", "69.9999"), rules)
	require.True(t, apart)
}
