package twinning

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// places is the number of decimals to which means are computed, half up, as
// the totals of reports are.
const places = 4

func errMissing(field, what string) error { return fmt.Errorf("%s is missing: %s", field, what) }

// Check refuses a conflict without a reason.
func (o DeclareConflict) Check() error { return law.CheckRequired("why", o.Why) }

// Decide takes an evaluator's own word, at any time: from then on no score of
// theirs counts here.
func (o DeclareConflict) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("declaring a conflict", Submitted, Clarification, Eligible, Evaluated); err != nil {
		return nil, err
	}
	if err := opened(c, r); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Evaluator); err != nil {
		return nil, err
	}
	if t.Conflicted(r.Actor) {
		return nil, law.Refuse("conflicts", "already-declared", "%s has declared this conflict already", r.Actor)
	}
	if t.Stage == Evaluated && slices.Contains(t.Assigned, r.Actor) {
		return nil, law.Refuse("conflicts", "evaluated", "%s is evaluated; ask the head for a re-evaluation", t.Reference)
	}
	e := ConflictDeclared{Evaluator: r.Actor, Why: o.Why, Promise: t.letters(c.People(law.Officer), "conflict-declared")}
	events := []Event{e}
	if t.Stage == Eligible && len(t.Reviews) > 0 {
		t.Conflicts = append(slices.Clip(t.Conflicts), Tie{Evaluator: e.Evaluator, Why: e.Why})
		if done, ok := t.evaluated(t.Reviews, c); ok { // theirs was the last report awaited
			events = append(events, done)
		}
	}
	return events, nil
}

// Check has little to refuse.
func (o NoteAssignment) Check() error {
	if len(o.Evaluators) == 0 {
		return errMissing("evaluators", "name at least one")
	}
	return nil
}

// Decide copies the call's assignment; every report is owed from then on.
func (o NoteAssignment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	if err := t.must("evaluating", Eligible); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Evaluation.Within)
	var owed []obligation.Owed
	for _, p := range o.Evaluators {
		if _, known := obligation.Find(t.Obligations, oweEvaluation(p)); !known {
			owed = append(owed, obligation.Owed{ID: oweEvaluation(p), Ladder: ladderEvaluation, Who: []string{p}, Due: due})
		}
	}
	return []Event{AssignmentNoted{Evaluators: o.Evaluators, Owed: owed}}, nil
}

// Check refuses scores that no scale could have.
func (o RecordEvaluation) Check() error {
	if len(o.Scores) == 0 {
		return errMissing("scores", "score every criterion of the rule book")
	}
	seen := map[string]bool{}
	for i, s := range o.Scores {
		at := fmt.Sprintf("scores[%d]", i)
		if err := law.CheckCode(at+".criterion", s.Criterion); err != nil {
			return err
		}
		if seen[s.Criterion] {
			return fmt.Errorf("%s.criterion %q is there twice", at, s.Criterion)
		}
		seen[s.Criterion] = true
		if err := law.CheckNumber(at+".points", s.Points); err != nil {
			return err
		}
		if s.Points.IsNegative() || s.Points.Exponent() < -1 && !s.Points.Equal(s.Points.Round(1)) {
			return fmt.Errorf("%s.points is %s; points from 0 up with at most one decimal are allowed", at, s.Points)
		}
		if err := law.CheckRequired(at+".comment", s.Comment); err != nil {
			return err
		}
	}
	return nil
}

// Decide takes an assigned evaluator's report; with the last one the tender is evaluated.
func (o RecordEvaluation) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("recording an evaluation", Eligible); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Evaluator); err != nil {
		return nil, err
	}
	switch {
	case t.Conflicted(r.Actor):
		return nil, law.Refuse("conflicts", "declared", "%s is in conflict with %s; a score of theirs cannot count", r.Actor, t.Reference)
	case !slices.Contains(t.Assigned, r.Actor):
		return nil, law.Refuse("assignment", "not-assigned", "%s is not assigned to %s", r.Actor, t.Reference)
	case slices.ContainsFunc(t.Reviews, func(v Review) bool { return v.Evaluator == r.Actor }):
		return nil, law.Refuse("evaluation", "already-recorded", "%s has recorded a report on %s already", r.Actor, t.Reference)
	}
	if err := complete(o.Scores, c.Rules.Evaluation.Criteria); err != nil {
		return nil, err
	}
	recorded := EvaluationRecorded{Evaluator: r.Actor, Scores: o.Scores, Total: call.Total(pointsOf(o.Scores), c.Rules.Evaluation.Criteria)}
	events := []Event{recorded}
	if done, ok := t.evaluated(append(slices.Clip(t.Reviews), Review(recorded)), c); ok {
		events = append(events, done)
	}
	return events, nil
}

// complete refuses a report that leaves a criterion out, has one too many, or
// goes above a scale.
func complete(scores []Score, criteria []call.Criterion) error {
	for _, k := range criteria {
		i := slices.IndexFunc(scores, func(s Score) bool { return s.Criterion == k.ID })
		if i < 0 {
			return law.Refuse("evaluation", "incomplete", "criterion %s is not scored", k.ID)
		}
		if scores[i].Points.GreaterThan(decimal.NewFromInt(k.Max)) {
			return law.Refuse("evaluation", "scale", "criterion %s has %s points; its scale ends at %d", k.ID, scores[i].Points, k.Max)
		}
	}
	if len(scores) > len(criteria) {
		for _, s := range scores {
			if !slices.ContainsFunc(criteria, func(k call.Criterion) bool { return k.ID == s.Criterion }) {
				return law.Refuse("evaluation", "unknown-criterion", "%s is not a criterion of the rule book", s.Criterion)
			}
		}
	}
	return nil
}

// pointsOf are the points of a report by criterion.
func pointsOf(scores []Score) map[string]decimal.Decimal {
	points := map[string]decimal.Decimal{}
	for _, s := range scores {
		points[s.Criterion] = s.Points
	}
	return points
}

// evaluated is the mean of the reports that count, once as many as the rule
// book asks for are in and no assigned evaluator without a conflict is missing.
func (t Twinning) evaluated(reviews []Review, c call.Call) (TenderEvaluated, bool) {
	var counted []Review
	for _, v := range reviews {
		if !t.Conflicted(v.Evaluator) {
			counted = append(counted, v)
		}
	}
	for _, p := range t.Assigned {
		if !t.Conflicted(p) && !slices.ContainsFunc(counted, func(v Review) bool { return v.Evaluator == p }) {
			return TenderEvaluated{}, false
		}
	}
	if len(counted) < c.Rules.Evaluation.PerTender {
		return TenderEvaluated{}, false
	}
	n := decimal.NewFromInt(int64(len(counted)))
	e := TenderEvaluated{Means: map[string]decimal.Decimal{}}
	for _, v := range counted {
		e.Counted = append(e.Counted, v.Evaluator)
		e.Score = e.Score.Add(v.Total)
		for _, s := range v.Scores {
			e.Means[s.Criterion] = e.Means[s.Criterion].Add(s.Points)
		}
	}
	e.Score = e.Score.DivRound(n, places)
	for k, sum := range e.Means {
		e.Means[k] = sum.DivRound(n, places)
	}
	return e, true
}
