package call

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A WhatIf asks what an award would have been with other parameters. What it
// leaves out is as the rule book has it: the zero WhatIf is the official award.
type WhatIf struct {
	Threshold *decimal.Decimal `json:"threshold,omitempty"` // of 100
	Weights   map[string]int64 `json:"weights,omitempty"`   // percent by criterion; all of them
	Budget    *money.Amount    `json:"budget,omitempty"`
	Policy    string           `json:"policy,omitempty"`    // stop or skip
	Aggregate string           `json:"aggregate,omitempty"` // mean or median
	Without   []string         `json:"without,omitempty"`   // evaluators whose reports are left out
}

// Official tells that nothing is asked to be otherwise.
func (q WhatIf) Official() bool {
	return q.Threshold == nil && q.Weights == nil && q.Budget == nil && q.Policy == "" && q.Aggregate == "" && len(q.Without) == 0
}

// Rescores tells whether scores are computed again from the reports.
func (q WhatIf) Rescores() bool { return q.Weights != nil || q.Aggregate != "" || len(q.Without) > 0 }

// Check refuses a question that no award could answer.
func (q WhatIf) Check(rules RuleBook) error {
	if q.Threshold != nil {
		if err := law.CheckNumber("the threshold", *q.Threshold); err != nil {
			return err
		}
		if q.Threshold.IsNegative() || q.Threshold.GreaterThan(decimal.NewFromInt(100)) {
			return law.Nonsensef(law.WrongRange("threshold", 0, 100), "the threshold %s is not between 0 and 100", q.Threshold)
		}
	}
	if err := q.checkWeights(rules.Evaluation.Criteria); err != nil {
		return err
	}
	if q.Budget != nil {
		switch {
		case rules.Moneyless():
			return law.Nonsensef(law.Why("what-if-no-budget", law.Ref("call", rules.Reference)), "%s has no budget: nothing would be another one", rules.Reference)
		case !money.SameCurrency(*q.Budget, rules.Budget):
			return law.Nonsensef(law.Why("what-if-currency", law.Currency("currency", rules.Budget.Currency())), "the budget %s is not in %s, in which %s is counted", q.Budget, rules.Budget.Currency(), rules.Reference)
		case q.Budget.IsNegative():
			return law.Nonsensef(law.WrongNegative("budget"), "the budget %s is below zero", q.Budget)
		}
	}
	if q.Policy != "" && q.Policy != Stop && q.Policy != Skip {
		return law.Nonsensef(law.WrongValue("policy", string(Stop), string(Skip)), "the policy %q is not known; allowed are %s and %s", q.Policy, Stop, Skip)
	}
	if q.Aggregate != "" && q.Aggregate != Mean && q.Aggregate != Median {
		return law.Nonsensef(law.WrongValue("aggregate", string(Mean), string(Median)), "the aggregate %q is not known; allowed are %s and %s", q.Aggregate, Mean, Median)
	}
	return nil
}

func (q WhatIf) checkWeights(criteria []Criterion) error {
	if q.Weights == nil {
		return nil
	}
	var known []string
	sum := int64(0)
	for _, k := range criteria {
		known = append(known, k.ID)
		w, ok := q.Weights[k.ID]
		if !ok {
			return law.Nonsensef(law.Why("what-if-weight-missing", law.Ref("criterion", k.ID)), "the weights leave out %s; give one to each of %s, 0 for none", k.ID, strings.Join(known, ", "))
		}
		if w < 0 || w > 100 {
			return law.Nonsensef(law.WrongRange("weight", 0, 100), "the weight %d of %s is not between 0 and 100", w, k.ID)
		}
		sum += w
	}
	for _, id := range slices.Sorted(maps.Keys(q.Weights)) {
		if !slices.Contains(known, id) {
			return law.Nonsensef(law.Why("what-if-no-criterion", law.Ref("criterion", id), law.Refs("criteria", known)), "%s is not a criterion; the criteria are %s", id, strings.Join(known, ", "))
		}
	}
	if sum != 100 {
		return law.Nonsensef(law.Why("what-if-weights-sum", law.Count("sum", sum)), "the weights add up to %d, not to 100", sum)
	}
	return nil
}

// Rules is the rule book as the question has it.
func (q WhatIf) Rules(rules RuleBook) RuleBook {
	if q.Threshold != nil {
		rules.Evaluation.Threshold = *q.Threshold
	}
	if q.Weights != nil {
		rules.Evaluation.Criteria = slices.Clone(rules.Evaluation.Criteria)
		for i, k := range rules.Evaluation.Criteria {
			rules.Evaluation.Criteria[i].Weight = q.Weights[k.ID]
		}
	}
	if q.Aggregate != "" {
		rules.Evaluation.Aggregate = q.Aggregate
	}
	if q.Budget != nil {
		rules.Budget = *q.Budget
	}
	if q.Policy != "" {
		rules.Award.Policy = q.Policy
	}
	return rules
}

// A Supposition is the answer to a what-if.
type Supposition struct {
	Award AwardDecision `json:"award"` // as it would have been
	Moves []Shift       `json:"moves"` // who stands otherwise than in the official award, in its order
	Cuts  []Cutoff      `json:"cuts"`  // how close it was
}

// A Shift is one tender that a what-if moves.
type Shift struct {
	Tender string             `json:"tender"`
	From   Verdict            `json:"from"`
	To     Verdict            `json:"to"`
	Place  [2]int             `json:"place"` // was and would be
	Score  [2]decimal.Decimal `json:"score"` // was and would be
	Why    law.Reason         `json:"why"`
}

// Suppose answers a what-if over the facts that the official award was decided
// on, as [Call.AfterPanel] gives them: scores that the panel decided stand, whatever
// is asked. It is pure; with nothing asked it is the official award.
func (q WhatIf) Suppose(facts []TenderFact, rules RuleBook, official AwardDecision) Supposition {
	q = q.Against(rules, official.Budget)
	asked := q.Rules(rules)
	tenders := slices.Clone(facts)
	if q.Rescores() {
		for i, t := range tenders {
			if !t.Panelled {
				tenders[i] = t.Recount(asked.Evaluation, q.Without...)
			}
		}
	}
	budget := official.Budget
	if q.Budget != nil {
		budget = *q.Budget
	}
	s := Supposition{Award: Decide(tenders, asked, budget)}
	s.Moves = q.shifts(official, s.Award)
	s.Cuts = Cutoffs(s.Award, tenders, asked.Evaluation.Criteria)
	return s
}

// Against leaves out what is asked to be as it is already.
func (q WhatIf) Against(rules RuleBook, budget money.Amount) WhatIf {
	if q.Threshold != nil && q.Threshold.Equal(rules.Evaluation.Threshold) {
		q.Threshold = nil
	}
	if q.Weights != nil && !slices.ContainsFunc(rules.Evaluation.Criteria, func(k Criterion) bool { return q.Weights[k.ID] != k.Weight }) {
		q.Weights = nil
	}
	if q.Budget != nil && q.Budget.Equal(budget) {
		q.Budget = nil
	}
	if q.Policy == rules.Award.Policy {
		q.Policy = ""
	}
	if q.Aggregate == cmp.Or(rules.Evaluation.Aggregate, Mean) {
		q.Aggregate = ""
	}
	return q
}

// shifts compares two awards over the same tenders.
func (q WhatIf) shifts(official, supposed AwardDecision) []Shift {
	would := make(map[string]Step, len(supposed.Steps))
	for _, s := range supposed.Steps {
		would[s.Tender] = s
	}
	moves := []Shift{}
	for _, was := range official.Steps {
		is, ok := would[was.Tender]
		if !ok || is.Verdict == was.Verdict && is.Place == was.Place {
			continue
		}
		moves = append(moves, Shift{
			Tender: was.Tender, From: was.Verdict, To: is.Verdict, Place: [2]int{was.Place, is.Place}, Score: [2]decimal.Decimal{was.Score, is.Score},
			Why: q.why(was, is, official, supposed),
		})
	}
	return moves
}

// why says which of the changed parameters moved a tender.
func (q WhatIf) why(was, is Step, official, supposed AwardDecision) law.Reason {
	var because []law.Reason
	say := func(r law.Reason) { because = append(because, r) }
	if !was.Score.Equal(is.Score) {
		say(law.Why("scored-otherwise", law.Score("score", is.Score), law.Score("was", was.Score), law.Reasons("with", q.scoring())))
	}
	if was.Place != is.Place {
		say(law.Why("placed-otherwise", law.Count("place", is.Place), law.Count("was", was.Place)))
	}
	if was.Verdict == is.Verdict {
		if was.Score.Equal(is.Score) {
			say(law.Why("overtaken", law.Because("how", overtaken(was.Tender, official, supposed)), law.Reasons("with", q.scoring())))
		}
		return several(because)
	}
	if official.Threshold.Cmp(supposed.Threshold) != 0 && (was.Score.LessThan(official.Threshold) != is.Score.LessThan(supposed.Threshold)) {
		say(law.Why("other-threshold", law.Score("threshold", supposed.Threshold), law.Score("was", official.Threshold)))
	}
	if len(was.Below) > 0 && len(is.Below) == 0 {
		say(law.Why("no-longer-below", law.Words("criteria", "criterion", was.Below)))
	}
	if is.Verdict != Rejected && was.Verdict != Rejected || is.Verdict == Awarded {
		if official.Policy != supposed.Policy {
			say(law.Why("other-policy", law.Word("policy", "policy", supposed.Policy), law.Word("was", "policy", official.Policy)))
		}
		if !official.Budget.Equal(supposed.Budget) {
			say(law.Why("other-budget", law.Money("budget", supposed.Budget), law.Money("was", official.Budget)))
		}
	}
	if is.Verdict != Rejected {
		before, now := fundedBefore(was, official), fundedBefore(is, supposed)
		if gone := without(before, now); len(gone) > 0 {
			say(law.Why("no-longer-before", law.Because("tenders", fewOf(gone))))
		}
		if come := without(now, before); len(come) > 0 {
			say(law.Why("awarded-before", law.Because("tenders", fewOf(come))))
		}
	}
	say(is.Why)
	return several(because)
}

// overtaken says why a tender whose own score stays has another place: the
// scores of others are others or, where none is, what decides between equals.
func overtaken(tender string, official, supposed AwardDecision) law.Reason {
	scores := make(map[string]decimal.Decimal, len(official.Steps))
	for _, s := range official.Steps {
		scores[s.Tender] = s.Score
	}
	for _, s := range supposed.Steps {
		if was, ok := scores[s.Tender]; ok && s.Tender != tender && !was.Equal(s.Score) {
			return law.Why("scores-of-others")
		}
	}
	return law.Why("tie-otherwise")
}

// fewOf names the first of many tenders.
func fewOf(tenders []string) law.Reason {
	if len(tenders) > 5 {
		return law.Why("tenders-and-more", law.Refs("tenders", tenders[:5]), law.Count("more", len(tenders)-5))
	}
	return law.Why("tenders", law.Refs("tenders", tenders))
}

// fundedBefore lists the tenders that take money before a step from what it is
// funded from.
func fundedBefore(s Step, d AwardDecision) []string {
	var refs []string
	for _, o := range d.Steps {
		if o.Place < s.Place && o.Verdict == Awarded && o.Envelope == s.Envelope {
			refs = append(refs, o.Tender)
		}
	}
	return refs
}

// scoring names the parameters of a question that change scores.
func (q WhatIf) scoring() []law.Reason {
	var what []law.Reason
	if q.Weights != nil {
		what = append(what, law.Why("these-weights"))
	}
	if q.Aggregate != "" {
		what = append(what, law.Why("this-aggregate", law.Word("aggregate", "aggregate", q.Aggregate)))
	}
	if len(q.Without) > 0 {
		what = append(what, law.Why("reports-left-out", law.People("evaluators", q.Without)))
	}
	return what
}
