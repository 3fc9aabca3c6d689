package twinning

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

func errMissing(field, what string) error {
	return law.NewNonsense(field+" is missing: "+what, law.WrongMissing(field))
}

// Check has little to refuse.
func (o NoteAssignment) Check() error {
	if len(o.Evaluators) == 0 {
		return law.Nonsensef(law.WrongMissingAny("evaluators"), "evaluators is missing: name at least one")
	}
	return nil
}

// Decide copies the call's assignment; every report is owed from then on.
func (o NoteAssignment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	if err := t.must("evaluating", Eligible, Arbitration); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Evaluation.Within)
	var owed []obligation.Owed
	for _, p := range o.Evaluators {
		if was, known := obligation.Find(t.Obligations, oweEvaluation(p)); !known || !was.Open() && was.Met.IsZero() {
			owed = append(owed, obligation.Owed{ID: oweEvaluation(p), Ladder: ladderEvaluation, Who: []string{p}, Due: due})
		}
	}
	return []Event{AssignmentNoted{Evaluators: o.Evaluators, Owed: owed}}, nil
}

// Check refuses scores that no scale could have.
func (o RecordEvaluation) Check() error { return checkScores(o.Scores) }

func checkScores(scores []Score) error {
	if len(scores) == 0 {
		return errMissing("scores", "score every criterion of the rule book")
	}
	seen := map[string]bool{}
	for i, s := range scores {
		at := fmt.Sprintf("scores[%d]", i)
		if err := law.CheckCode(at+".criterion", s.Criterion); err != nil {
			return err
		}
		if seen[s.Criterion] {
			return law.Nonsensef(law.WrongTwice(at+".criterion", s.Criterion), "%s.criterion %q is there twice", at, s.Criterion)
		}
		seen[s.Criterion] = true
		if err := law.CheckNumber(at+".points", s.Points); err != nil {
			return err
		}
		if s.Points.IsNegative() || s.Points.Exponent() < -1 && !s.Points.Equal(s.Points.Round(1)) {
			return law.Nonsensef(law.Why("nonsense-points", law.Path("field", at+".points")), "%s.points is %s; points from 0 up with at most one decimal are allowed", at, s.Points)
		}
		if err := law.CheckRequired(at+".comment", s.Comment); err != nil {
			return err
		}
	}
	return nil
}

// Decide takes an assigned evaluator's report, and what follows from it: with
// the last one the tender is evaluated, or another opinion is asked for.
func (o RecordEvaluation) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("recording-an-evaluation", Eligible, Arbitration); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Evaluator); err != nil {
		return nil, err
	}
	switch {
	case t.Conflicted(r.Actor):
		return nil, law.Refuse("conflicts", "conflict-of-own", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	case !slices.Contains(t.Assigned, r.Actor):
		return nil, law.Refuse("assignment", "not-assigned", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	case slices.ContainsFunc(t.Reviews, func(v Review) bool { return v.Evaluator == r.Actor }):
		return nil, law.Refuse("evaluation", "already-recorded", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	}
	if err := complete(o.Scores, c.Rules.Evaluation.Criteria); err != nil {
		return nil, err
	}
	recorded := EvaluationRecorded{Evaluator: r.Actor, Scores: o.Scores, Total: call.Total(points(o.Scores), c.Rules.Evaluation.Criteria)}
	return t.andThen(recorded, c, r)
}

// complete refuses a report that leaves a criterion out, has one too many, or
// goes above a scale.
func complete(scores []Score, criteria []call.Criterion) error {
	for _, k := range criteria {
		i := slices.IndexFunc(scores, func(s Score) bool { return s.Criterion == k.ID })
		if i < 0 {
			return law.Refuse("evaluation", "incomplete", law.Word("criterion", "criterion", k.ID))
		}
		if scores[i].Points.GreaterThan(decimal.NewFromInt(k.Max)) {
			return law.Refuse("evaluation", "scale", law.Word("criterion", "criterion", k.ID), law.Score("points", scores[i].Points), law.Count("max", k.Max))
		}
	}
	if len(scores) > len(criteria) {
		for _, s := range scores {
			if !slices.ContainsFunc(criteria, func(k call.Criterion) bool { return k.ID == s.Criterion }) {
				return law.Refuse("evaluation", "unknown-criterion", law.Word("criterion", "criterion", s.Criterion))
			}
		}
	}
	return nil
}
