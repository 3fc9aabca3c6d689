package explain

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// The arithmetic of scores is done here in fractions, so that it is no copy of
// what the law does in decimals: both must come to the same four places.

func fraction(d decimal.Decimal) *big.Rat { return d.Rat() }

// four is a fraction to four places, half up, without zeros at its end.
func four(r *big.Rat) string {
	s := r.FloatString(4)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// agrees says what a result is, and whether it is what is recorded.
func agrees(r *big.Rat, recorded decimal.Decimal) string {
	if four(r) == four(fraction(recorded)) {
		return four(r)
	}
	return fmt.Sprintf("%s, and NOT %s as is recorded", four(r), recorded)
}

// total is the weighted sum of one report, of 100, as a fraction.
func total(scores []twinning.Score, criteria []call.Criterion) *big.Rat {
	sum := new(big.Rat)
	for _, k := range criteria {
		for _, s := range scores {
			if s.Criterion == k.ID && k.Max > 0 {
				sum.Add(sum, new(big.Rat).Mul(fraction(s.Points), big.NewRat(k.Weight, k.Max)))
			}
		}
	}
	return sum
}

func (m *matter) evaluationRecorded(e twinning.EvaluationRecorded) {
	criteria := m.book.rules.Evaluation.Criteria
	m.rule("evaluation")
	for i := range criteria {
		m.values(fmt.Sprintf("/evaluation/criteria/%d/weight", i), fmt.Sprintf("/evaluation/criteria/%d/max", i))
	}
	if f, ok := m.own(isA[twinning.AssignmentNoted]); ok {
		m.fact(f, "the assignment: %s, %s", m.who.name(e.Evaluator), yes(slices.Contains(m.tender().Assigned, e.Evaluator)))
	}
	m.say("a conflict of %s with this tender is known: %s", m.who.name(e.Evaluator), yesNo(m.tender().Conflicted(e.Evaluator)))
	m.weighed(e.Scores, criteria)
	m.say("sum, rounded once, half up, to four places: %s", agrees(total(e.Scores, criteria), e.Total))
	m.outcome("%s of 100 points", e.Total)
}

// weighed is what the points of each criterion add to a total.
func (m *matter) weighed(scores []twinning.Score, criteria []call.Criterion) {
	for _, k := range criteria {
		for _, s := range scores {
			if s.Criterion == k.ID && k.Max > 0 {
				m.say("%s: %s points x weight %d / scale %d = %s", k.ID, s.Points, k.Weight, k.Max,
					four(new(big.Rat).Mul(fraction(s.Points), big.NewRat(k.Weight, k.Max))))
			}
		}
	}
}

func (m *matter) tenderEvaluated(e twinning.TenderEvaluated) {
	m.rule("evaluation", "/evaluation/per_tender", "/evaluation/aggregate", "/evaluation/threshold")
	t := m.tender()
	var counted []*big.Rat
	for _, v := range t.Reviews {
		if f, ok := m.own(func(x law.Event) bool {
			r, is := x.(twinning.EvaluationRecorded)
			return is && r.Evaluator == v.Evaluator
		}); ok {
			m.fact(f, "the report of %s", m.who.name(v.Evaluator))
		}
		if slices.Contains(e.Counted, v.Evaluator) {
			m.say("%s: %s, which counts", m.who.name(v.Evaluator), v.Total)
			counted = append(counted, fraction(v.Total))
			continue
		}
		m.say("%s: %s, which does not count: %s", m.who.name(v.Evaluator), v.Total, m.whyNot(t, v.Evaluator))
	}
	for _, k := range t.Conflicts {
		if f, ok := m.own(func(x law.Event) bool {
			c, is := x.(twinning.ConflictDeclared)
			return is && c.Evaluator == k.Evaluator
		}); ok {
			m.fact(f, "the conflict of %s", m.who.name(k.Evaluator))
		}
	}
	if len(counted) == 0 {
		m.outcome("%s of 100 points", e.Score)
		return
	}
	sum, list := new(big.Rat), make([]string, len(counted))
	slices.SortFunc(counted, (*big.Rat).Cmp)
	for i, r := range counted {
		sum.Add(sum, r)
		list[i] = four(r)
	}
	mean, median := new(big.Rat).Quo(sum, big.NewRat(int64(len(counted)), 1)), middle(counted)
	byMean, byMedian := "", ""
	switch e.Method {
	case "", call.Mean, call.ByArbitration:
		byMean = ", the score" + unlike(mean, e.Score)
	case call.Median:
		byMedian = ", the score" + unlike(median, e.Score)
	case call.ByConsensus:
		m.agreed(t, e)
	}
	m.say("mean: (%s) / %d = %s%s", strings.Join(list, " + "), len(counted), four(mean), byMean)
	m.say("median: %s%s", four(median), byMedian)
	m.say("spread: %s - %s = %s", list[len(list)-1], list[0], four(new(big.Rat).Sub(counted[len(counted)-1], counted[0])))
	if e.Method != "" {
		m.say("method: %s", e.Method)
	}
	if e.Method == call.ByArbitration {
		m.say("over all reports that may count: mean %s, median %s, spread %s", e.Mean, e.Median, e.Spread)
	}
	m.say("%s asked for, %d counted", count(m.book.rules.Evaluation.PerTender, "report is", "reports are"), len(counted))
	threshold := m.book.rules.Evaluation.Threshold
	m.say("score - threshold = %s - %s = %s", e.Score, threshold, e.Score.Sub(threshold))
	m.outcome("%s of 100 points", e.Score)
}

// unlike says that what was computed is not what is recorded.
func unlike(r *big.Rat, recorded decimal.Decimal) string {
	if four(r) == four(fraction(recorded)) {
		return ""
	}
	return fmt.Sprintf(", which is NOT the %s that is recorded", recorded)
}

// agreed is the score that evaluators agreed on.
func (m *matter) agreed(t twinning.Twinning, e twinning.TenderEvaluated) {
	if f, ok := m.own(isA[twinning.ConsensusProposed]); ok {
		m.fact(f, "the report that was agreed on")
	}
	if t.Consensus != nil {
		m.weighed(t.Consensus.Scores, m.book.rules.Evaluation.Criteria)
		m.say("sum of what was agreed, rounded once: %s", agrees(total(t.Consensus.Scores, m.book.rules.Evaluation.Criteria), e.Score))
	}
}

// whyNot says why a report does not count. The reason of a conflict is for the staff.
func (m *matter) whyNot(t twinning.Twinning, evaluator string) string {
	for _, k := range t.Conflicts {
		if k.Evaluator == evaluator {
			if m.who.Full() {
				return "a conflict, " + string(k.Why)
			}
			return "a conflict"
		}
	}
	return "it is not among the closest"
}

// middle is the median of a sorted list.
func middle(sorted []*big.Rat) *big.Rat {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return new(big.Rat).Quo(new(big.Rat).Add(sorted[n/2-1], sorted[n/2]), big.NewRat(2, 1))
}

func (m *matter) conflictDeclared(e twinning.ConflictDeclared) {
	m.rule("conflicts")
	t := m.tender()
	m.say("%s is assigned to this tender: %s", m.who.name(e.Evaluator), yesNo(slices.Contains(t.Assigned, e.Evaluator)))
	for _, v := range t.Reviews {
		if v.Evaluator != e.Evaluator {
			continue
		}
		if f, ok := m.own(func(x law.Event) bool {
			r, is := x.(twinning.EvaluationRecorded)
			return is && r.Evaluator == v.Evaluator
		}); ok {
			m.fact(f, "their report, which counts no more")
		}
	}
	m.outcome("no score of %s counts here", m.who.name(e.Evaluator))
}

func (m *matter) evaluatorsAssigned(e call.EvaluatorsAssigned) {
	m.rule("assignment", "/evaluation/per_tender")
	c := m.before.(call.Call)
	stream := law.TwinningStream(e.Tender)
	var t call.TenderFact
	if s, ok := m.facts.State(stream).(call.Tender); ok {
		t = s.TenderFact()
	}
	if f, ok := m.of(stream, isA[twinning.EligibilityDecided]); ok {
		m.fact(f, "%s is eligible", e.Tender)
	}
	for _, id := range e.Evaluators {
		v, _ := c.Evaluator(id)
		if f, ok := m.own(func(x law.Event) bool { d, is := x.(call.ImpartialityDeclared); return is && d.Evaluator == id }); ok {
			m.fact(f, "%s declared impartiality", m.who.name(id))
		}
		same := v.Organisation != "" && slices.ContainsFunc(t.Orgs, func(o string) bool { return strings.EqualFold(o, v.Organisation) })
		m.say("%s: appointed, declared impartiality: %s; party to the tender: %s; conflict declared: %s; of an organisation of the tender: %s", m.who.name(id),
			yes(!v.DeclaredAt.IsZero()), yesNo(slices.Contains(t.Parties, id)), yesNo(slices.Contains(t.Conflicts, id)), yesNo(same))
	}
	m.say("%s named, at least %d asked for", count(len(e.Evaluators), "evaluator is", "evaluators are"), m.book.rules.Evaluation.PerTender)
	m.outcome("%s evaluate %s", m.people(e.Evaluators), e.Tender)
}
