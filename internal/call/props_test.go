package call_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
)

// A season is one case of an award: tenders, rules and a budget, all of a seed.
type season struct {
	rand    *rand.Rand
	tenders []call.TenderFact
	rules   call.RuleBook
	budget  money.Amount
}

// seasons gives many cases of an award to a test, the same in every run.
func seasons(t *testing.T, check func(t *testing.T, s season, d call.AwardDecision)) {
	t.Helper()
	seed := uint64(0)
	defer func() {
		if t.Failed() {
			t.Logf("with the seed %d", seed)
		}
	}()
	for ; seed < 600; seed++ {
		s := seasonOf(seed)
		check(t, s, call.Decide(s.tenders, s.rules, s.budget))
	}
}

func euros(cents int64) money.Amount { return EUR(decimal.New(cents, -2).StringFixed(2)) }

// seasonOf makes scores, amounts and instants that often tie and often just fit.
func seasonOf(seed uint64) season {
	r := rand.New(rand.NewPCG(seed, 5))
	s := season{rand: r, rules: Book()}
	s.budget = euros(1 + r.Int64N(12_000_000))
	types := []string{"full-adoption", "partial-adoption", "adaptation", "knowledge-exchange"}
	prices := []int64{4_300_000, 1_700_000, 950_000, 500_000}
	for i := range r.IntN(31) {
		kind := r.IntN(4)
		f := of(types[kind], fmt.Sprintf("T-%02d", i), "0", "1")
		f.Amount = euros(prices[kind])
		if r.IntN(2) == 0 {
			f.Amount = euros(1 + r.Int64N(prices[kind]))
		}
		f.ReceivedAt = june.Add(time.Duration(r.IntN(3)) * time.Microsecond)
		for e := range 1 + r.IntN(4) {
			report := call.Report{Evaluator: fmt.Sprint("e", e), Points: points()}
			for _, k := range s.rules.Evaluation.Criteria {
				report.Points[k.ID] = decimal.New(20+5*r.Int64N(7), -1)
			}
			f.Reports = append(f.Reports, report)
		}
		f.Arbitrated = r.IntN(4) == 0
		s.tenders = append(s.tenders, f)
	}
	s.rules.Award.Policy = []string{call.Stop, call.Skip}[r.IntN(2)]
	s.rules.Evaluation.Aggregate = []string{"", call.Mean, call.Median}[r.IntN(3)]
	s.rules.Evaluation.Threshold = decimal.NewFromInt(55 + r.Int64N(15))
	r.Shuffle(3, func(i, j int) {
		ties := s.rules.Award.Ties
		ties[i], ties[j] = ties[j], ties[i]
	})
	if r.IntN(3) == 0 {
		least := decimal.New(25+5*r.Int64N(4), -1)
		s.rules.Evaluation.Criteria[r.IntN(3)].Threshold = &least
	}
	s.keep(types)
	for i := range s.tenders {
		s.tenders[i] = s.tenders[i].Recount(s.rules.Evaluation)
	}
	return s
}

// keep gives some seasons envelopes, up to four, and a few of those more than the budget holds.
func (s *season) keep(types []string) {
	left := s.budget
	for i, n := 0, s.rand.IntN(4); i < n; i++ {
		most := left.Decimal().Shift(2).IntPart()
		if s.rand.IntN(10) == 0 {
			most = s.budget.Decimal().Shift(2).IntPart()
		}
		e := call.Envelope{ID: fmt.Sprint("envelope-", i), Types: types[i : i+1], Budget: euros(s.rand.Int64N(most + 1))}
		if i == n-1 && s.rand.IntN(2) == 0 {
			e.Types = types[i:]
		}
		s.rules.Award.Envelopes = append(s.rules.Award.Envelopes, e)
		if left = left.Sub(e.Budget); left.IsNegative() {
			left = euros(0)
		}
	}
}

// purse is the name of the envelope that funds a type: the test's own reading of the rules.
func (s season) purse(kind string) string {
	for _, e := range s.rules.Award.Envelopes {
		if slices.Contains(e.Types, kind) {
			return e.ID
		}
	}
	return call.Rest
}

// purses are the budgets by name.
func (s season) purses() map[string]money.Amount {
	all := map[string]money.Amount{call.Rest: s.budget}
	for _, e := range s.rules.Award.Envelopes {
		all[e.ID] = e.Budget
		all[call.Rest] = all[call.Rest].Sub(e.Budget)
	}
	if all[call.Rest].IsNegative() {
		all[call.Rest] = euros(0)
	}
	return all
}

func (s season) tender(ref string) call.TenderFact {
	return s.tenders[slices.IndexFunc(s.tenders, func(t call.TenderFact) bool { return t.Reference == ref })]
}

// passed is the test's own reading of both kinds of threshold.
func (s season) passed(t call.TenderFact) bool {
	for _, k := range s.rules.Evaluation.Criteria {
		if k.Threshold != nil && t.Means[k.ID].Cmp(*k.Threshold) < 0 {
			return false
		}
	}
	return t.Score.Cmp(s.rules.Evaluation.Threshold) >= 0
}

func TestNoPolicySpendsMoreThanTheBudgetOrAnEnvelope(t *testing.T) {
	t.Parallel()
	kept := 0
	seasons(t, func(t *testing.T, s season, d call.AwardDecision) {
		t.Helper()
		spent, by := euros(0), map[string]money.Amount{}
		for _, step := range d.Steps {
			if step.Verdict == call.Awarded {
				f := s.tender(step.Tender)
				require.Equal(t, f.Amount, step.Amount)
				spent = spent.Add(f.Amount)
				by[s.purse(f.Type)] = by[s.purse(f.Type)].Add(f.Amount)
			}
			require.Equal(t, s.budget, spent.Add(step.Left), "what was awarded and what is left is the budget, at each step")
			require.False(t, step.Left.IsNegative())
			require.Equal(t, len(s.rules.Award.Envelopes) > 0, step.EnvelopeLeft != nil)
			if step.EnvelopeLeft != nil {
				purse := s.purse(s.tender(step.Tender).Type)
				require.Equal(t, purse, step.Envelope)
				require.Equal(t, s.purses()[purse], by[purse].Add(*step.EnvelopeLeft))
				require.False(t, step.EnvelopeLeft.IsNegative())
			}
		}
		require.Equal(t, s.budget, spent.Add(d.Left))
		for _, e := range d.Envelopes {
			require.Equal(t, s.purses()[e.ID], e.Budget)
			require.Equal(t, e.Budget, by[e.ID].Add(e.Left))
			kept++
		}
	})
	require.Greater(t, kept, 300)
}

func TestNobodyBelowAThresholdIsFundedAndNobodyElseIsRejected(t *testing.T) {
	t.Parallel()
	count := map[call.Verdict]int{}
	seasons(t, func(t *testing.T, s season, d call.AwardDecision) {
		t.Helper()
		require.Len(t, d.Steps, len(s.tenders))
		seen := map[string]bool{}
		for i, step := range d.Steps {
			require.Equal(t, i+1, step.Place)
			require.NotEmpty(t, step.Why.Code)
			require.Equal(t, s.passed(s.tender(step.Tender)), step.Verdict != call.Rejected, step.Tender)
			require.True(t, i == 0 || !d.Steps[i-1].Score.LessThan(step.Score), "a better score stands higher")
			seen[step.Tender] = true
			count[step.Verdict]++
		}
		require.Len(t, seen, len(s.tenders))
		cut, ok := call.Cut(d)
		require.Equal(t, len(d.With(call.Awarded)) > 0, ok)
		for _, ref := range d.With(call.Awarded) {
			require.False(t, s.tender(ref).Score.LessThan(cut))
		}
	})
	for _, v := range []call.Verdict{call.Awarded, call.Reserve, call.Rejected} {
		require.Greater(t, count[v], 500, v)
	}
}

func TestAnAwardDoesNotDependOnTheOrderOfTheTendersGiven(t *testing.T) {
	t.Parallel()
	seasons(t, func(t *testing.T, s season, d call.AwardDecision) {
		t.Helper()
		given := slices.Clone(s.tenders)
		for range 3 {
			s.rand.Shuffle(len(given), func(i, j int) { given[i], given[j] = given[j], given[i] })
			require.Equal(t, d, call.Decide(given, s.rules, s.budget))
		}
	})
}

// What is recorded decides, and not when it came: eligibility, assignments and
// reports in another order make the same award, to the byte.
func TestAnAwardDoesNotDependOnTheOrderInWhichTendersWereJudged(t *testing.T) {
	t.Parallel()
	points := map[string]string{A: "4", B: "4", C: "3.5"}
	judged := func(order ...string) string {
		w := New(t).Opened(Book()).Published().Submitted(A, B, C).Shut()
		for _, ref := range order {
			w.Eligible(ref)
		}
		for i := range order {
			w.Assigned(order[len(order)-1-i])
		}
		for _, ref := range order {
			w.Scored(ref, points[ref])
		}
		w.Do(Stream, Officer, call.PrepareAward{})
		award, err := json.Marshal(w.Call().Prepared)
		require.NoError(t, err)
		return string(award)
	}
	first := judged(A, B, C)
	for _, order := range [][]string{{A, C, B}, {B, A, C}, {B, C, A}, {C, A, B}, {C, B, A}} {
		require.Equal(t, first, judged(order...), order)
	}
}

func TestAScoreDoesNotDependOnTheOrderOfTheReports(t *testing.T) {
	t.Parallel()
	seasons(t, func(t *testing.T, s season, _ call.AwardDecision) {
		t.Helper()
		for _, f := range s.tenders {
			turned := slices.Clone(f.Reports)
			s.rand.Shuffle(len(turned), func(i, j int) { turned[i], turned[j] = turned[j], turned[i] })
			is, was := call.TallyOf(turned, s.rules.Evaluation, f.Arbitrated), f.Tally(s.rules.Evaluation)
			require.ElementsMatch(t, was.Counted, is.Counted)
			is.Counted = was.Counted
			require.Equal(t, was, is)
			require.False(t, is.Score.IsNegative() || is.Score.GreaterThan(decimal.NewFromInt(100)))
		}
	})
}

func TestStopFundsAPrefixOfEachEnvelopesRankingAboveTheThreshold(t *testing.T) {
	t.Parallel()
	stopped := 0
	seasons(t, func(t *testing.T, s season, d call.AwardDecision) {
		t.Helper()
		if s.rules.Award.Policy != call.Stop {
			return
		}
		over := map[string]bool{}
		for _, step := range d.Steps {
			f := s.tender(step.Tender)
			switch purse := s.purse(f.Type); {
			case !s.passed(f):
			case step.Verdict == call.Reserve:
				if !over[purse] {
					short := step.Left.LessThan(f.Amount) || step.EnvelopeLeft != nil && step.EnvelopeLeft.LessThan(f.Amount)
					require.True(t, short, "%s stops %s, and could be funded", step.Tender, purse)
					stopped++
				}
				over[purse] = true
			default:
				require.False(t, over[purse], "%s is funded behind one that was not", step.Tender)
			}
		}
	})
	require.Greater(t, stopped, 100)
}

func TestSkipLeavesNobodyUnfundedWhoCouldBeFundedAtHisStep(t *testing.T) {
	t.Parallel()
	behind := 0
	seasons(t, func(t *testing.T, s season, d call.AwardDecision) {
		t.Helper()
		if s.rules.Award.Policy != call.Skip {
			return
		}
		reserve := false
		for _, step := range d.Steps {
			switch step.Verdict {
			case call.Reserve:
				short := step.Left.LessThan(step.Amount) || step.EnvelopeLeft != nil && step.EnvelopeLeft.LessThan(step.Amount)
				require.True(t, short, step.Tender)
				reserve = true
			case call.Awarded:
				if reserve {
					behind++
				}
			case call.Rejected:
			}
		}
	})
	require.Greater(t, behind, 100, "skip seldom skipped")
}

func TestWithoutEnvelopesSkipFundsAllThatStopFunds(t *testing.T) {
	t.Parallel()
	seasons(t, func(t *testing.T, s season, _ call.AwardDecision) {
		t.Helper()
		if len(s.rules.Award.Envelopes) > 0 {
			return
		}
		s.rules.Award.Policy = call.Stop
		stop := call.Decide(s.tenders, s.rules, s.budget).With(call.Awarded)
		s.rules.Award.Policy = call.Skip
		require.Subset(t, call.Decide(s.tenders, s.rules, s.budget).With(call.Awarded), stop)
	})
}
