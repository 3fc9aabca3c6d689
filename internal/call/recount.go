package call

import "slices"

// Recount is the tender with its score and points computed again from its
// reports under the evaluation rules given, leaving out the evaluators named,
// beside those in conflict, who never count. Nothing else of it changes. With
// the rules in force and nobody left out it is the recorded score.
//
// That a tender went to arbitration is a fact, and stays one under other
// weights. What its evaluators agreed on stands as long as nobody who reported
// is left out; otherwise the remaining reports count (our choice: an agreement
// without one of those who made it is none). Where no report remains, the
// score is zero. A tender without reports is returned as it is.
func (t TenderFact) Recount(e Evaluation, without ...string) TenderFact {
	if len(t.Reports) == 0 {
		return t
	}
	tally := t.Tally(e, without...)
	t.Score, t.Means = tally.Score, tally.Points
	return t
}

// Tally is what the reports on the tender come to, as [TenderFact.Recount]
// counts them: with whose reports, and by which method.
func (t TenderFact) Tally(e Evaluation, without ...string) Tally {
	var counted []Report
	leftOut := false
	for _, r := range t.Reports {
		switch {
		case slices.Contains(t.Conflicts, r.Evaluator):
		case slices.Contains(without, r.Evaluator):
			leftOut = true
		default:
			counted = append(counted, r)
		}
	}
	if t.Agreed != nil && !leftOut {
		return Agreed(t.Agreed.Points, counted, e)
	}
	return TallyOf(counted, e, t.Arbitrated)
}
