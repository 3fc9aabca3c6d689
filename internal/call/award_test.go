package call_test

import (
	"math/rand"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
)

var june = time.Date(2019, 6, 12, 9, 0, 0, 0, time.UTC)

// entry is an evaluated tender.
func entry(ref, score, amount string) call.TenderFact {
	return call.TenderFact{
		Reference: ref, Stage: "evaluated", Score: Number(score), Amount: EUR(amount), ReceivedAt: june,
		Means: map[string]decimal.Decimal{"impact": Number("4")},
	}
}

// steps writes an award as people would: tender, verdict, what is left.
func steps(d call.AwardDecision) [][3]string {
	var all [][3]string
	for _, s := range d.Steps {
		all = append(all, [3]string{s.Tender, string(s.Verdict), s.Left.Decimal().StringFixed(2)})
	}
	return all
}

func TestStopEndsTheAwardWhereSkipGoesOn(t *testing.T) {
	t.Parallel()
	tenders := []call.TenderFact{
		entry("T-4", "70", "5000"), entry("T-1", "95", "43000"), entry("T-3", "80", "17000"), entry("T-2", "90", "43000"), entry("T-5", "59.9999", "5000"),
	}
	stop := book(func(b *call.RuleBook) { b.Award.Policy = call.Stop })
	skip := book(func(b *call.RuleBook) { b.Award.Policy = call.Skip })
	budget := EUR("60000.00")
	// 60,000 - 43,000 = 17,000, which cannot fund the 43,000 of the second.
	require.Equal(t, [][3]string{
		{"T-1", "awarded", "17000.00"}, {"T-2", "reserve", "17000.00"}, {"T-3", "reserve", "17000.00"}, {"T-4", "reserve", "17000.00"}, {"T-5", "rejected", "17000.00"},
	}, steps(call.Decide(tenders, stop, budget)))
	// The third costs exactly the 17,000 that are left; for the fourth there is nothing.
	require.Equal(t, [][3]string{
		{"T-1", "awarded", "17000.00"}, {"T-2", "reserve", "17000.00"}, {"T-3", "awarded", "0.00"}, {"T-4", "reserve", "0.00"}, {"T-5", "rejected", "0.00"},
	}, steps(call.Decide(tenders, skip, budget)))
}

func TestABudgetIsSpentToTheCent(t *testing.T) {
	t.Parallel()
	tenders := []call.TenderFact{entry("T-1", "90", "60000.01"), entry("T-2", "80", "39999.99"), entry("T-3", "70", "0.01")}
	require.Equal(t, [][3]string{{"T-1", "awarded", "39999.99"}, {"T-2", "awarded", "0.00"}, {"T-3", "reserve", "0.00"}},
		steps(call.Decide(tenders, Book(), EUR("100000.00"))))
	require.Equal(t, [][3]string{{"T-1", "awarded", "39999.98"}, {"T-2", "reserve", "39999.98"}, {"T-3", "reserve", "39999.98"}},
		steps(call.Decide(tenders, Book(), EUR("99999.99"))), "a cent short, and the award stops")
	require.Equal(t, []string{"T-2", "T-3"}, call.Decide(tenders, Book(), EUR("99999.99")).With(call.Reserve))
}

func TestATieIsBrokenByEachRuleInItsOrder(t *testing.T) {
	t.Parallel()
	one, two := entry("T-1", "80", "9000"), entry("T-2", "80", "9000")
	order := func(a, b call.TenderFact, ties ...string) []string {
		var refs []string
		for _, r := range call.Rank([]call.TenderFact{a, b}, ties) {
			refs = append(refs, r.Reference)
		}
		return refs
	}
	require.Equal(t, []string{"T-1", "T-2"}, order(two, one, call.TieReference), "at last by reference")
	require.Equal(t, []string{"T-1", "T-2"}, order(two, one), "even without a rule")
	cheap := two
	cheap.Amount = EUR("8999.99")
	require.Equal(t, []string{"T-2", "T-1"}, order(one, cheap, call.TieLowerAmount, call.TieReference))
	early := two
	early.ReceivedAt = june.Add(-time.Microsecond)
	require.Equal(t, []string{"T-2", "T-1"}, order(one, early, call.TieEarlier, call.TieReference))
	strong := two
	strong.Means = map[string]decimal.Decimal{"impact": Number("4.0001")}
	require.Equal(t, []string{"T-2", "T-1"}, order(one, strong, "criterion:impact", call.TieLowerAmount, call.TieReference))
	dear := strong
	dear.Amount = EUR("17000")
	require.Equal(t, []string{"T-2", "T-1"}, order(one, dear, "criterion:impact", call.TieLowerAmount), "the first rule decides")
	require.Equal(t, []string{"T-1", "T-2"}, order(one, dear, call.TieLowerAmount, "criterion:impact"), "the first rule decides")
	better := two
	better.Score = Number("80.0001")
	require.Equal(t, []string{"T-2", "T-1"}, order(one, better, call.TieReference), "a score is no tie")
}

func TestATenderAtTheThresholdHasPassed(t *testing.T) {
	t.Parallel()
	d := call.Decide([]call.TenderFact{entry("T-1", "60", "5000"), entry("T-2", "60.00", "5000"), entry("T-3", "59.9999", "5000")}, Book(), EUR("932000"))
	require.Equal(t, []string{"T-1", "T-2"}, d.With(call.Awarded))
	require.Equal(t, []string{"T-3"}, d.With(call.Rejected))
}

func TestAnAwardIsNeverOverItsBudgetAndKnowsNoOrderOfArrival(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var tenders []call.TenderFact
		for i := range rapid.IntRange(0, 30).Draw(t, "tenders") {
			f := entry("T-"+string(rune('a'+i)), "0", "1")
			f.Score = decimal.New(rapid.Int64Range(55, 65).Draw(t, "score"), 0)
			f.Amount = EUR(decimal.New(rapid.Int64Range(1, 4_300_000).Draw(t, "cents"), -2).StringFixed(2))
			f.ReceivedAt = june.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "after")))
			f.Means = map[string]decimal.Decimal{"impact": decimal.New(rapid.Int64Range(0, 3).Draw(t, "impact"), 0)}
			tenders = append(tenders, f)
		}
		rules := Book()
		rules.Award.Policy = rapid.SampledFrom([]string{call.Stop, call.Skip}).Draw(t, "policy")
		rules.Award.Ties = rapid.Permutation([]string{"criterion:impact", call.TieLowerAmount, call.TieEarlier}).Draw(t, "ties")
		budget := EUR(decimal.New(rapid.Int64Range(1, 20_000_000).Draw(t, "budget"), -2).StringFixed(2))
		d := call.Decide(tenders, rules, budget)

		spent := money.Zero("EUR")
		for i, s := range d.Steps {
			require.Equal(t, i+1, s.Place)
			if s.Verdict == call.Awarded {
				spent = spent.Add(s.Amount)
			}
			require.False(t, s.Left.IsNegative())
			require.Equal(t, budget, s.Left.Add(spent))
			require.Equal(t, s.Verdict == call.Rejected, s.Score.LessThan(rules.Evaluation.Threshold))
			require.True(t, i == 0 || !d.Steps[i-1].Score.LessThan(s.Score))
			if s.Verdict == call.Reserve && rules.Award.Policy == call.Skip {
				require.True(t, s.Left.LessThan(s.Amount))
			}
		}
		require.Len(t, d.Steps, len(tenders))
		require.Equal(t, budget, d.Left.Add(spent))

		shuffled := append([]call.TenderFact{}, tenders...)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		require.Equal(t, d, call.Decide(shuffled, rules, budget))
		require.True(t, d.Equal(call.Decide(shuffled, rules, budget)))
	})
}
