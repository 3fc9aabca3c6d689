package explain

import (
	"fmt"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// ofEvaluation says a fact of an evaluation: with its figures, unless the
// reader may not see them yet.
func (t Teller) ofEvaluation(e twinning.Event, who string) string {
	switch e := e.(type) {
	case twinning.EvaluationRecorded:
		if t.unread(e.Evaluator) {
			return t.name(e.Evaluator) + " recorded an evaluation report."
		}
		return fmt.Sprintf("%s recorded an evaluation report: %s of 100 points.", t.name(e.Evaluator), e.Total)
	case twinning.ArbitrationOpened:
		if t.unread("") {
			return "The scores are further apart than the rule book allows: one more evaluator is asked."
		}
		return fmt.Sprintf("The scores are further apart than the rule book allows: %s and %s differ by %s, and %s is allowed. One more evaluator is asked.",
			e.Higher, e.Lower, e.Difference, e.Allowed)
	case twinning.ConsensusAwaited:
		return fmt.Sprintf("Every report is in: %s are to agree on one.", t.all(e.Counted))
	case twinning.ConsensusProposed:
		if t.unread("") {
			return who + " proposed a consensus."
		}
		return fmt.Sprintf("%s proposed a consensus: %s of 100 points (proposal %d).", who, e.Total, e.Number)
	case twinning.ConsensusAgreed:
		return t.name(e.Evaluator) + " agreed to the consensus."
	case twinning.TenderEvaluated:
		return t.evaluated(e)
	case twinning.ReevaluationOrdered:
		return fmt.Sprintf("%s ordered that the tender be evaluated again%s. The first result stays.", who, t.because(string(e.Reason)))
	default:
		return t.ofLetter(e)
	}
}

func (t Teller) evaluated(e twinning.TenderEvaluated) string {
	again, without := "", ""
	if e.Round > 1 {
		again = " again"
	}
	if len(e.Discounted) > 0 {
		without = " What " + t.all(e.Discounted) + " reported does not count, by a conflict."
	}
	if t.unread("") {
		return "The tender is evaluated" + again + "." + without
	}
	reports := count(len(e.Counted), "report", "reports")
	how := map[string]string{
		call.Median: "the median of " + reports, call.ByConsensus: "the consensus of " + count(len(e.Counted), "evaluator", "evaluators"),
		call.ByArbitration: "after arbitration the mean of " + reports,
	}[e.Method]
	if how == "" {
		how = "the mean of " + reports
	}
	return fmt.Sprintf("The tender is evaluated%s: %s of 100 points, %s.%s", again, e.Score, how, without)
}

// unread tells whether the reader may not see what an evaluator reported; for
// nobody in particular, what all did.
func (t Teller) unread(evaluator string) bool { return t.Unread != nil && t.Unread(evaluator) }
