package call_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
)

// reported is an evaluated tender with reports: points of the criteria of Book,
// in their order, by each evaluator.
func reported(rules call.RuleBook, ref, amount string, by map[string][]string) call.TenderFact {
	t := call.TenderFact{Reference: ref, Stage: "evaluated", Amount: EUR(amount), ReceivedAt: june, Type: rules.Types[0].ID}
	for _, person := range slices.Sorted(keys(by)) {
		r := call.Report{Evaluator: person, Points: map[string]decimal.Decimal{}}
		for i, k := range rules.Evaluation.Criteria {
			r.Points[k.ID] = Number(by[person][i])
		}
		t.Reports = append(t.Reports, r)
	}
	return t.Recount(rules.Evaluation)
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func all(points string, rules call.RuleBook) []string {
	return slices.Repeat([]string{points}, len(rules.Evaluation.Criteria))
}

// round is three tenders in an award that stops at the second.
func round(rules call.RuleBook) ([]call.TenderFact, call.AwardDecision) {
	facts := []call.TenderFact{
		reported(rules, "T-1", "40000", map[string][]string{"p-ada": all("5", rules), "p-ben": all("4", rules)}),
		reported(rules, "T-2", "30000", map[string][]string{"p-ada": all("4", rules), "p-ben": all("4", rules)}),
		reported(rules, "T-3", "10000", map[string][]string{"p-ada": all("5", rules), "p-cleo": all("2.5", rules)}),
		reported(rules, "T-4", "10000", map[string][]string{"p-ben": all("2", rules), "p-cleo": all("3.5", rules)}),
	}
	rules.Budget = EUR("60000")
	return facts, call.Decide(facts, rules, rules.Budget)
}

func TestWithTheOfficialParametersAWhatIfIsTheOfficialAward(t *testing.T) {
	t.Parallel()
	rules := Book()
	facts, official := round(rules)
	q := call.WhatIf{}
	require.True(t, q.Official())
	s := q.Suppose(facts, rules, official)
	require.True(t, s.Award.Equal(official))
	require.Empty(t, s.Moves)

	same := rules.Evaluation.Threshold
	weights := map[string]int64{}
	for _, k := range rules.Evaluation.Criteria {
		weights[k.ID] = k.Weight
	}
	q = call.WhatIf{Threshold: &same, Weights: weights, Budget: &official.Budget, Policy: rules.Award.Policy, Aggregate: call.Mean}
	s = q.Suppose(facts, rules, official)
	require.True(t, s.Award.Equal(official), "said in so many words, too")
	require.Empty(t, s.Moves)
}

func TestAWhatIfSaysWhoMovesAndWhy(t *testing.T) {
	t.Parallel()
	rules := Book()
	facts, official := round(rules)
	require.Equal(t, [][3]string{
		{"T-1", "awarded", "20000.00"}, {"T-2", "reserve", "20000.00"}, {"T-3", "reserve", "20000.00"}, {"T-4", "rejected", "20000.00"},
	}, steps(official))
	threshold, more := Number("50"), EUR("80000")
	for name, row := range map[string]struct {
		q     call.WhatIf
		moves []string // tender: from -> to
		why   string   // of the first
	}{
		"skip funds the smaller one":            {call.WhatIf{Policy: call.Skip}, []string{"T-3: reserve -> awarded"}, "policy: passing over what cannot be funded, instead of: stopping at the first tender that cannot be funded"},
		"more money":                            {call.WhatIf{Budget: &more}, []string{"T-2: reserve -> awarded", "T-3: reserve -> awarded"}, "the budget is EUR 80,000.00 instead of EUR 60,000.00"},
		"a lower threshold":                     {call.WhatIf{Threshold: &threshold}, []string{"T-4: rejected -> reserve"}, "the threshold is 50 instead of 60"},
		"without who was strict":                {call.WhatIf{Without: []string{"p-cleo"}}, []string{"T-1: awarded -> awarded", "T-2: reserve -> reserve", "T-3: reserve -> awarded"}, "it is at place 2 instead of 1"},
		"a budget that funds nobody any better": {call.WhatIf{Budget: ptr(EUR("60000.01"))}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := row.q.Suppose(facts, rules, official)
			var moves []string
			for _, m := range s.Moves {
				moves = append(moves, fmt.Sprintf("%s: %s -> %s", m.Tender, m.From, m.To))
				require.NotEmpty(t, m.Why.Code)
			}
			require.Equal(t, row.moves, moves)
			if len(moves) > 0 {
				require.Contains(t, narrate.English().Reason(s.Moves[0].Why), row.why)
			}
		})
	}
}

func parsed(text string) money.Amount {
	a, err := money.Parse(text)
	if err != nil {
		panic(err)
	}
	return a
}

func ptr[T any](v T) *T { return &v }

func TestAScoreOfThePanelStandsWhateverIsAsked(t *testing.T) {
	t.Parallel()
	rules := Book()
	facts, _ := round(rules)
	facts[1].Score, facts[1].Panelled = Number("95"), true
	rules.Budget = EUR("60000")
	official := call.Decide(facts, rules, rules.Budget)
	s := call.WhatIf{Without: []string{"p-ada"}}.Suppose(facts, rules, official)
	for _, step := range s.Award.Steps {
		if step.Tender == "T-2" {
			require.Equal(t, "95", step.Score.String())
		}
	}
}

func TestACutSaysHowCloseItWas(t *testing.T) {
	t.Parallel()
	rules := Book()
	_, official := round(rules)
	cuts := call.Cutoffs(official, nil, nil)
	require.Len(t, cuts, 2)
	require.Equal(t, call.CutoffThreshold, cuts[0].Name)
	require.Equal(t, "T-3", cuts[0].Last.Tender)
	require.Equal(t, "15", cuts[0].Last.Margin.String(), "75 of 60")
	require.Equal(t, "T-4", cuts[0].First.Tender)
	require.Equal(t, "5", cuts[0].First.Margin.String(), "55 of 60")
	require.Equal(t, "T-1", cuts[1].Last.Tender)
	require.Equal(t, "T-2", cuts[1].First.Tender)
	require.Equal(t, "10", cuts[1].First.Margin.String(), "90 and 80")
	require.Equal(t, "EUR 10000.00", cuts[1].Missing.String(), "20,000 are left for 30,000")
}

func TestEachEnvelopeHasItsOwnCut(t *testing.T) {
	t.Parallel()
	rules := Book()
	facts, _ := round(rules)
	for i := range facts {
		facts[i].Type = rules.Types[1].ID
	}
	facts[1].Type, facts[3].Type = rules.Types[0].ID, rules.Types[0].ID
	rules.Award.Envelopes = []call.Envelope{{ID: "own", Types: []string{rules.Types[0].ID}, Budget: EUR("20000")}}
	cuts := call.WhatIf{}.Suppose(facts, rules, call.Decide(facts, rules, EUR("65000"))).Cuts
	require.Len(t, cuts, 3)
	require.Equal(t, "own", cuts[1].Envelope)
	require.Nil(t, cuts[1].Last, "T-1 is funded from the rest")
	require.Equal(t, "T-2", cuts[1].First.Tender)
	require.Equal(t, "EUR 10000.00", cuts[1].Missing.String(), "20,000 of the envelope for 30,000, though 25,000 are left in all")
	require.Equal(t, call.Rest, cuts[2].Envelope)
	require.Equal(t, "T-1", cuts[2].Last.Tender)
	require.Equal(t, "T-3", cuts[2].First.Tender)
	require.Equal(t, "EUR 5000.00", cuts[2].Missing.String())
}

func TestTheThresholdOfACriterionIsACutAsWell(t *testing.T) {
	t.Parallel()
	rules := Book()
	facts, _ := round(rules)
	first := &rules.Evaluation.Criteria[0]
	first.Threshold = ptr(Number("4.2"))
	s := call.WhatIf{}.Suppose(facts, rules, call.Decide(facts, rules, EUR("60000")))
	require.Len(t, s.Cuts, 3)
	cut := s.Cuts[1]
	require.Equal(t, []string{call.CutoffCriterion, first.ID, "4.2"}, []string{cut.Name, cut.Criterion, cut.At.String()})
	require.Equal(t, []string{"T-1", "4.5", "0.3"}, []string{cut.Last.Tender, cut.Last.Points.String(), cut.Last.Margin.String()})
	require.Equal(t, []string{"T-2", "4", "0.2"}, []string{cut.First.Tender, cut.First.Points.String(), cut.First.Margin.String()})
}

func TestAWhatIfNamesWhoseMoneyItIs(t *testing.T) {
	t.Parallel()
	rules := Book()
	facts, _ := round(rules)
	rules.Budget = EUR("40000")
	first := rules.Evaluation.Criteria[0]
	first.Threshold = ptr(Number("4.6"))
	why := func(tender string, s call.Supposition) string {
		for _, m := range s.Moves {
			if m.Tender == tender {
				return narrate.English().Reason(m.Why)
			}
		}
		return ""
	}
	rules.Evaluation.Criteria = slices.Clone(rules.Evaluation.Criteria)
	rules.Evaluation.Criteria[0] = first
	official := call.Decide(facts, rules, rules.Budget)
	require.Equal(t, []string{"T-1", "T-2", "T-3", "T-4"}, official.With(call.Rejected), "all have fewer than 4.6 points for it")
	s := call.WhatIf{Without: []string{"p-ben", "p-cleo"}}.Suppose(facts, rules, official)
	require.Equal(t, []string{"T-3"}, s.Award.With(call.Awarded))
	require.Contains(t, why("T-3", s), "its points for "+first.ID+" are no longer below a threshold")
	require.Contains(t, why("T-1", s), "T-3 is awarded before it")
}

func TestATieThatFallsOtherwiseIsSaidToBeOne(t *testing.T) {
	t.Parallel()
	rules := Book()
	rules.Evaluation.Criteria = []call.Criterion{{ID: "a", Weight: 50, Max: 5}, {ID: "b", Weight: 50, Max: 5}}
	rules.Award.Ties = []string{"criterion:a", call.TieReference}
	facts := []call.TenderFact{
		reported(rules, "T-1", "1000", map[string][]string{"p-ada": {"5", "3"}, "p-ben": {"4", "4"}, "p-cleo": {"3", "5"}}),
		reported(rules, "T-2", "1000", map[string][]string{"p-ada": {"3", "5"}, "p-ben": {"3", "5"}, "p-cleo": {"5", "3"}}),
	}
	official := call.Decide(facts, rules, EUR("2000"))
	require.Equal(t, []string{"T-1", "T-2"}, official.With(call.Awarded))
	s := call.WhatIf{Without: []string{"p-ada", "p-ben"}}.Suppose(facts, rules, official)
	require.Equal(t, []string{"T-2", "T-1"}, s.Award.With(call.Awarded))
	require.Contains(t, narrate.English().Reason(s.Moves[0].Why), "a tie falls otherwise, with the reports of")
}

func TestAWhatIfThatNoAwardCouldAnswerIsRefused(t *testing.T) {
	t.Parallel()
	rules := Book()
	first := rules.Evaluation.Criteria[0].ID
	for want, q := range map[string]call.WhatIf{
		"is not between 0 and 100":    {Threshold: ptr(Number("100.1"))},
		"threshold -1 is not between": {Threshold: ptr(Number("-1"))},
		"leave out":                   {Weights: map[string]int64{first: 100}},
		"is not in EUR":               {Budget: ptr(parsed("SEK 1.00"))},
		"below zero":                  {Budget: ptr(EUR("1.00").Neg())},
		`policy "jump" is not known`:  {Policy: "jump"},
		`"mode" is not known`:         {Aggregate: "mode"},
	} {
		require.ErrorContains(t, q.Check(rules), want)
	}
	weights := map[string]int64{}
	for _, k := range rules.Evaluation.Criteria {
		weights[k.ID] = 1
	}
	require.ErrorContains(t, call.WhatIf{Weights: weights}.Check(rules), "add up to")
	weights["cheek"] = 1
	require.ErrorContains(t, call.WhatIf{Weights: weights}.Check(rules), "cheek is not a criterion")
	weights[first] = -1
	require.ErrorContains(t, call.WhatIf{Weights: weights}.Check(rules), "is not between")
	require.NoError(t, call.WhatIf{}.Check(rules))
}

// Every move that a what-if lists follows from what was changed: with nothing
// changed nobody moves, and a higher threshold or less money lets nobody in
// where tenders are funded in the order of the ranking.
func TestAWhatIfMovesNobodyWithoutACause(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules := Book()
		rules.Award.Policy = rapid.SampledFrom([]string{call.Stop, call.Skip}).Draw(t, "policy")
		var facts []call.TenderFact
		for i := range rapid.IntRange(1, 12).Draw(t, "tenders") {
			by := map[string][]string{}
			for _, p := range []string{"p-ada", "p-ben", "p-cleo"} {
				by[p] = nil
				for range rules.Evaluation.Criteria {
					by[p] = append(by[p], fmt.Sprint(rapid.IntRange(0, 5).Draw(t, "points")))
				}
			}
			facts = append(facts, reported(rules, fmt.Sprintf("T-%02d", i), fmt.Sprint(rapid.IntRange(1, 43).Draw(t, "amount")*1000), by))
		}
		budget := EUR(fmt.Sprint(rapid.IntRange(0, 300).Draw(t, "budget") * 1000))
		official := call.Decide(facts, rules, budget)
		require.Empty(t, call.WhatIf{}.Suppose(facts, rules, official).Moves)

		higher := rules.Evaluation.Threshold.Add(decimal.NewFromInt(int64(rapid.IntRange(1, 40).Draw(t, "higher"))))
		for _, m := range (call.WhatIf{Threshold: &higher}).Suppose(facts, rules, official).Moves {
			require.Equal(t, call.Rejected, m.To, "%+v", m)
			require.Contains(t, narrate.English().Reason(m.Why), "the threshold is")
		}
		s := call.WhatIf{Without: []string{"p-ada"}, Aggregate: call.Median}.Suppose(facts, rules, official)
		for _, m := range s.Moves {
			require.NotEmpty(t, m.Why.Code)
			require.True(t, m.From != m.To || m.Place[0] != m.Place[1])
		}
		spent := budget
		for _, step := range s.Award.Steps {
			if step.Verdict == call.Awarded {
				spent = spent.Sub(step.Amount)
			}
		}
		require.True(t, spent.Equal(s.Award.Left) && !spent.IsNegative())
	})
}
