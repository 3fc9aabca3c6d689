package call

import (
	"slices"

	"github.com/shopspring/decimal"
)

// places is the number of decimals to which totals, means and medians are
// rounded, once each and half up. No source gives one: four keep every cent of
// a difference visible (our choice).
const places = 4

// A Report is what one evaluator gave a tender.
type Report struct {
	Evaluator string                     `json:"evaluator"` // person id
	Points    map[string]decimal.Decimal `json:"points"`    // by criterion
}

// How a score came about, beside [Mean] and [Median].
const (
	ByArbitration = "arbitration" // the mean of the two closest reports
	ByConsensus   = "consensus"   // the total of the points that the evaluators agreed on
	ByPanel       = "panel"       // decided by the panel of the call
)

// A Tally is what the reports on one tender come to.
type Tally struct {
	Score  decimal.Decimal            `json:"score"`  // of 100, the one that is ranked
	Points map[string]decimal.Decimal `json:"points"` // by criterion, of the reports that made the score

	// Mean, Median and Spread (highest less lowest) are those of the totals of all
	// reports that the tally was given, also where only some made the score.
	Mean   decimal.Decimal `json:"mean"`
	Median decimal.Decimal `json:"median"`
	Spread decimal.Decimal `json:"spread"`

	Counted []string `json:"counted"` // whose reports made the score, in the order given
	Method  string   `json:"method"`  // Mean, Median, ByArbitration, ByConsensus or ByPanel
}

// A Divergence compares the highest with the lowest total of a tender.
type Divergence struct {
	Higher     decimal.Decimal `json:"higher"`
	Lower      decimal.Decimal `json:"lower"`
	Difference decimal.Decimal `json:"difference"`
	Allowed    decimal.Decimal `json:"allowed"` // the share of the higher, exact
}

// Total is the weighted score of one report, of 100: for each criterion its
// points over its maximum, times its weight. It is rounded once, at the end:
// three thirds are one. A criterion without points counts as none.
func Total(points map[string]decimal.Decimal, criteria []Criterion) decimal.Decimal {
	sum, scale := decimal.Zero, decimal.NewFromInt(1)
	for _, k := range criteria {
		if p, scored := points[k.ID]; scored {
			limit := decimal.NewFromInt(k.Max)
			sum = sum.Mul(limit).Add(p.Mul(decimal.NewFromInt(k.Weight)).Mul(scale))
			scale = scale.Mul(limit)
		}
	}
	return sum.DivRound(scale, places)
}

// TallyOf is what reports come to: their mean, or median where the rules say
// so. In a tender that went to arbitration, with three reports or more, only
// the two closest totals count, by their mean; where several pairs are equally
// close (50, 60, 70), all reports of those pairs do (our choice). Give it only
// reports that may count: none of an evaluator in conflict. Without any, the
// score is zero and nobody is counted.
func TallyOf(reports []Report, rules Evaluation, arbitrated bool) Tally {
	t := summary(reports, rules)
	t.Method, t.Score = Mean, t.Mean
	counted, combine := reports, mean
	switch {
	case arbitrated && len(reports) > 2:
		counted = closest(reports, rules.Criteria)
		t.Method, t.Score = ByArbitration, mean(totals(counted, rules.Criteria))
	case rules.Aggregate == Median:
		t.Method, t.Score, combine = Median, t.Median, median
	}
	t.Points = map[string]decimal.Decimal{}
	for _, r := range counted {
		t.Counted = append(t.Counted, r.Evaluator)
		for criterion := range r.Points { // any order: each has points of its own
			if _, done := t.Points[criterion]; !done {
				t.Points[criterion] = combine(pointsFor(criterion, counted))
			}
		}
	}
	return t
}

// Agreed is the tally of points that the evaluators agreed on after their
// reports: all who reported count.
func Agreed(points map[string]decimal.Decimal, reports []Report, rules Evaluation) Tally {
	t := summary(reports, rules)
	t.Method, t.Score, t.Points = ByConsensus, Total(points, rules.Criteria), points
	for _, r := range reports {
		t.Counted = append(t.Counted, r.Evaluator)
	}
	return t
}

// Diverge compares the highest with the lowest total of the reports, and tells
// whether they differ by strictly more than the share of the highest that the
// rules allow. Rules without arbitration, and fewer than two reports, never do.
func Diverge(reports []Report, rules Evaluation) (Divergence, bool) {
	if rules.Arbitration == nil || len(reports) < 2 {
		return Divergence{}, false
	}
	all := totals(reports, rules.Criteria)
	d := Divergence{Higher: slices.MaxFunc(all, decimal.Decimal.Cmp), Lower: slices.MinFunc(all, decimal.Decimal.Cmp)}
	d.Difference = d.Higher.Sub(d.Lower)
	d.Allowed = d.Higher.Mul(rules.Arbitration.Share).Shift(-2)
	return d, d.Difference.GreaterThan(d.Allowed)
}

// summary has the figures over all reports that a tally was given.
func summary(reports []Report, rules Evaluation) Tally {
	if len(reports) == 0 {
		return Tally{}
	}
	all := totals(reports, rules.Criteria)
	spread := slices.MaxFunc(all, decimal.Decimal.Cmp).Sub(slices.MinFunc(all, decimal.Decimal.Cmp))
	return Tally{Mean: mean(all), Median: median(all), Spread: spread}
}

// closest returns the reports, in the order given, that belong to a pair with
// the smallest difference of all pairs. Such a pair always stands side by side
// when the totals are in order.
func closest(reports []Report, criteria []Criterion) []Report {
	all := totals(reports, criteria)
	order := make([]int, len(reports))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return all[a].Cmp(all[b]) })
	gap := func(i int) decimal.Decimal { return all[order[i+1]].Sub(all[order[i]]) }
	smallest := gap(0)
	for i := range len(order) - 1 {
		smallest = decimal.Min(smallest, gap(i))
	}
	paired := make([]bool, len(reports))
	for i := range len(order) - 1 {
		if gap(i).Equal(smallest) {
			paired[order[i]], paired[order[i+1]] = true, true
		}
	}
	var pairs []Report
	for i, r := range reports {
		if paired[i] {
			pairs = append(pairs, r)
		}
	}
	return pairs
}

func totals(reports []Report, criteria []Criterion) []decimal.Decimal {
	all := make([]decimal.Decimal, len(reports))
	for i, r := range reports {
		all[i] = Total(r.Points, criteria)
	}
	return all
}

func pointsFor(criterion string, reports []Report) []decimal.Decimal {
	all := make([]decimal.Decimal, len(reports))
	for i, r := range reports {
		all[i] = r.Points[criterion]
	}
	return all
}

// mean is the sum of one or more numbers divided by how many they are.
func mean(all []decimal.Decimal) decimal.Decimal {
	sum := decimal.Zero
	for _, d := range all {
		sum = sum.Add(d)
	}
	return sum.DivRound(decimal.NewFromInt(int64(len(all))), places)
}

// median is the middle one of one or more numbers, or the mean of the middle two.
func median(all []decimal.Decimal) decimal.Decimal {
	sorted := slices.SortedFunc(slices.Values(all), decimal.Decimal.Cmp)
	last := len(sorted) - 1
	return mean([]decimal.Decimal{sorted[last/2], sorted[(last+1)/2]})
}
