package explain

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// The arithmetic of scores is done here in fractions, so that it is no copy of
// what the law does in decimals: both must come to the same four places.

// four is a fraction to four places, half up, without zeros at its end.
func four(r *big.Rat) string {
	s := r.FloatString(4)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// total is the weighted sum of one report, of 100, as a fraction.
func total(scores []twinning.Score, criteria []call.Criterion) *big.Rat {
	sum := new(big.Rat)
	for _, k := range criteria {
		for _, s := range scores {
			if s.Criterion == k.ID && k.Max > 0 {
				sum.Add(sum, new(big.Rat).Mul(s.Points.Rat(), big.NewRat(k.Weight, k.Max)))
			}
		}
	}
	return sum
}

func (m *deriver) evaluationRecorded(e twinning.EvaluationRecorded) {
	criteria := m.book.rules.Evaluation.Criteria
	m.rule("evaluation")
	for i := range criteria {
		m.values(fmt.Sprintf("/evaluation/criteria/%d/weight", i), fmt.Sprintf("/evaluation/criteria/%d/max", i))
	}
	if f, ok := m.own(isA[twinning.AssignmentNoted]); ok {
		m.fact(f, "fact-assignment", law.Who("evaluator", e.Evaluator), check("holds", slices.Contains(m.tender().Assigned, e.Evaluator)))
	}
	m.say("step-conflict-known", law.Who("evaluator", e.Evaluator), answer("known", m.tender().Conflicted(e.Evaluator)))
	m.weighed(e.Scores, criteria)
	m.say("step-sum", fraction("sum", total(e.Scores, criteria)), unlike("recorded", total(e.Scores, criteria), e.Total))
	m.outcome("outcome-points", law.Score("score", e.Total))
}

// weighed is what the points of each criterion add to a total.
func (m *deriver) weighed(scores []twinning.Score, criteria []call.Criterion) {
	for _, k := range criteria {
		for _, s := range scores {
			if s.Criterion == k.ID && k.Max > 0 {
				m.say("step-weighed", narrate.Verbatim("criterion", k.ID), law.Score("points", s.Points), law.Count("weight", k.Weight), law.Count("scale", k.Max),
					fraction("weighed", new(big.Rat).Mul(s.Points.Rat(), big.NewRat(k.Weight, k.Max))))
			}
		}
	}
}

func (m *deriver) tenderEvaluated(e twinning.TenderEvaluated) {
	m.rule("evaluation", "/evaluation/per_tender", "/evaluation/aggregate", "/evaluation/threshold")
	t := m.tender()
	var counted []*big.Rat
	for _, v := range t.Reviews {
		if f, ok := m.own(func(x law.Event) bool {
			r, is := x.(twinning.EvaluationRecorded)
			return is && r.Evaluator == v.Evaluator
		}); ok {
			m.fact(f, "fact-report", law.Who("evaluator", v.Evaluator))
		}
		if slices.Contains(e.Counted, v.Evaluator) {
			m.say("step-report-counts", law.Who("evaluator", v.Evaluator), law.Score("total", v.Total))
			counted = append(counted, v.Total.Rat())
			continue
		}
		m.doesNotCount(t, v)
	}
	for _, k := range t.Conflicts {
		if f, ok := m.own(func(x law.Event) bool {
			c, is := x.(twinning.ConflictDeclared)
			return is && c.Evaluator == k.Evaluator
		}); ok {
			m.fact(f, "fact-conflict", law.Who("evaluator", k.Evaluator))
		}
	}
	if len(counted) == 0 {
		m.outcome("outcome-points", law.Score("score", e.Score))
		return
	}
	sum := new(big.Rat)
	slices.SortFunc(counted, (*big.Rat).Cmp)
	for _, r := range counted {
		sum.Add(sum, r)
	}
	mean, median := new(big.Rat).Quo(sum, big.NewRat(int64(len(counted)), 1)), middle(counted)
	byMean := e.Method == "" || e.Method == call.Mean || e.Method == call.ByArbitration
	byMedian := e.Method == call.Median
	if e.Method == call.ByConsensus {
		m.agreed(t, e)
	}
	least, most := counted[0], counted[len(counted)-1]
	m.say("step-mean", points("list", counted), law.Count("number", len(counted)), fraction("mean", mean), answer("score", byMean), unlike("recorded", mean, e.Score))
	m.say("step-median", fraction("median", median), answer("score", byMedian), unlike("recorded", median, e.Score))
	m.say("step-spread", fraction("most", most), fraction("least", least), fraction("spread", new(big.Rat).Sub(most, least)))
	if e.Method != "" {
		m.say("step-method", law.Word("method", "method", e.Method))
	}
	if e.Method == call.ByArbitration {
		m.say("step-over-all-reports", law.Score("mean", e.Mean), law.Score("median", e.Median), law.Score("spread", e.Spread))
	}
	m.say("step-reports-counted", law.Count("asked", m.book.rules.Evaluation.Least()), law.Count("counted", len(counted)))
	threshold := m.book.rules.Evaluation.Threshold
	m.say("step-score-minus-threshold", law.Score("score", e.Score), law.Score("threshold", threshold), law.Score("difference", e.Score.Sub(threshold)))
	m.outcome("outcome-points", law.Score("score", e.Score))
}

// agreed is the score that evaluators agreed on.
func (m *deriver) agreed(t twinning.Twinning, e twinning.TenderEvaluated) {
	if f, ok := m.own(isA[twinning.ConsensusProposed]); ok {
		m.fact(f, "fact-report-agreed")
	}
	if t.Consensus != nil {
		m.weighed(t.Consensus.Scores, m.book.rules.Evaluation.Criteria)
		sum := total(t.Consensus.Scores, m.book.rules.Evaluation.Criteria)
		m.say("step-sum-agreed", fraction("sum", sum), unlike("recorded", sum, e.Score))
	}
}

// doesNotCount says why a report does not count. The reason of a conflict is for the staff.
func (m *deriver) doesNotCount(t twinning.Twinning, v twinning.Review) {
	why, reason := "not-closest", law.Text("")
	for _, k := range t.Conflicts {
		if k.Evaluator == v.Evaluator {
			if why = "conflict"; m.who.Full() {
				reason = k.Why
			}
			break
		}
	}
	m.say("step-report-aside", law.Who("evaluator", v.Evaluator), law.Score("total", v.Total), law.Word("why", "report-aside", why), written("reason", reason))
}

// middle is the median of a sorted list.
func middle(sorted []*big.Rat) *big.Rat {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return new(big.Rat).Quo(new(big.Rat).Add(sorted[n/2-1], sorted[n/2]), big.NewRat(2, 1))
}

func (m *deriver) conflictDeclared(e twinning.ConflictDeclared) {
	m.rule("conflicts")
	t := m.tender()
	m.say("step-is-assigned", law.Who("evaluator", e.Evaluator), answer("assigned", slices.Contains(t.Assigned, e.Evaluator)))
	for _, v := range t.Reviews {
		if v.Evaluator != e.Evaluator {
			continue
		}
		if f, ok := m.own(func(x law.Event) bool {
			r, is := x.(twinning.EvaluationRecorded)
			return is && r.Evaluator == v.Evaluator
		}); ok {
			m.fact(f, "fact-report-discounted")
		}
	}
	m.outcome("outcome-no-score-counts", law.Who("evaluator", e.Evaluator))
}

func (m *deriver) evaluatorsAssigned(e call.EvaluatorsAssigned) {
	m.rule("assignment", "/evaluation/per_tender")
	c := m.before.(call.Call)
	stream := law.TwinningStream(e.Tender)
	var t call.TenderFact
	if s, ok := m.facts.State(stream).(call.Tender); ok {
		t = s.TenderFact()
	}
	if f, ok := m.of(stream, isA[twinning.EligibilityDecided]); ok {
		m.fact(f, "fact-eligible", law.Ref("tender", e.Tender))
	}
	for _, id := range e.Evaluators {
		v, _ := c.Evaluator(id)
		if f, ok := m.own(func(x law.Event) bool { d, is := x.(call.ImpartialityDeclared); return is && d.Evaluator == id }); ok {
			m.fact(f, "fact-impartial", law.Who("evaluator", id))
		}
		same := v.Organisation != "" && slices.ContainsFunc(t.Orgs, func(o string) bool { return strings.EqualFold(o, v.Organisation) })
		m.say("step-evaluator", law.Who("evaluator", id), check("impartial", !v.DeclaredAt.IsZero()), answer("party", slices.Contains(t.Parties, id)),
			answer("conflict", slices.Contains(t.Conflicts, id)), answer("organisation", same))
	}
	m.say("step-evaluators-named", law.Count("named", len(e.Evaluators)), law.Count("asked", m.book.rules.Evaluation.Least()))
	m.outcome("outcome-evaluate", people("evaluators", e.Evaluators), law.Ref("tender", e.Tender))
}
