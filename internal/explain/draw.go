package explain

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func (m *deriver) assignmentsDrawn(e call.AssignmentsDrawn) {
	m.rule("assignment", "/evaluation/per_tender", "/evaluation/conflicts")
	load := map[string]int{}
	rows := [][]law.Param{}
	for _, d := range e.Assignments {
		for _, p := range d.Evaluators {
			load[p]++
		}
		if !m.who.Full() && !slices.Contains(d.Evaluators, m.who.reader.Person) {
			continue // somebody else's
		}
		eligible := noCell()
		if f, ok := m.of(law.TwinningStream(d.Tender), isA[twinning.EligibilityDecided]); ok {
			eligible = law.Count("", f.Position)
			m.fact(f, "fact-eligible", law.Ref("tender", d.Tender))
			m.tabled()
		}
		rows = append(rows, []law.Param{law.Ref("", d.Tender), eligible, people("", d.Evaluators)})
	}
	m.table([]string{"tender", "eligible-at", "evaluators"}, rows)
	m.say("step-seed", narrate.Verbatim("seed", e.Seed), law.Count("each", e.PerTender), law.Count("number", len(e.Assignments)))
	least, most := -1, 0
	for _, p := range sortedKeys(load) {
		if m.who.Full() || p == m.who.reader.Person {
			m.say("step-load", law.Who("evaluator", p), law.Count("number", load[p]))
		}
		if most = max(most, load[p]); least < 0 || load[p] < least {
			least = load[p]
		}
	}
	m.say("step-loads", law.Count("most", most), law.Count("least", max(least, 0)))
	m.outcome("outcome-assigned", law.Count("number", len(e.Assignments)))
}

func (m *deriver) panelDecided(e call.PanelDecided) {
	m.rule("panel", "/evaluation/panel")
	rows := [][]law.Param{}
	for _, s := range e.Scores {
		scored := noCell()
		if f, ok := m.of(law.TwinningStream(s.Tender), isA[twinning.TenderEvaluated]); ok {
			scored = law.Count("", f.Position)
			m.fact(f, "fact-evaluated", law.Ref("tender", s.Tender))
			m.tabled()
		}
		rows = append(rows, []law.Param{law.Ref("", s.Tender), scored, law.Score("", s.Was), law.Score("", s.Score), law.Score("", s.Score.Sub(s.Was)), written("", s.Why)})
	}
	if len(rows) > 0 {
		m.table([]string{"tender", "at", "was", "score", "difference", "why"}, rows)
	}
	m.say("step-panel", people("present", e.Present), law.SHA256("minutes", e.Minutes))
	m.outcome("outcome-scores-changed", law.Count("number", len(e.Scores)))
}

func (m *deriver) arbitrationOpened(e twinning.ArbitrationOpened) {
	m.rule("arbitration", "/evaluation/arbitration/share")
	m.reports(m.tender())
	share := narrate.Verbatim("share", "?")
	if a := m.book.rules.Evaluation.Arbitration; a != nil {
		share = law.Score("share", a.Share)
	}
	m.say("step-apart-of-scores", law.Score("higher", e.Higher), law.Score("lower", e.Lower), law.Score("difference", e.Difference))
	m.say("step-too-far-apart", share, law.Score("higher", e.Higher), law.Score("allowed", e.Allowed), check("holds", e.Difference.GreaterThan(e.Allowed)))
	m.outcome("outcome-arbitration")
}

// reports are the facts of the reports on a tender.
func (m *deriver) reports(t twinning.Twinning) {
	for _, v := range t.Reviews {
		if f, ok := m.own(func(x law.Event) bool {
			r, is := x.(twinning.EvaluationRecorded)
			return is && r.Evaluator == v.Evaluator
		}); ok {
			m.fact(f, "fact-report-with-total", law.Who("evaluator", v.Evaluator), law.Score("total", v.Total))
		}
	}
}

func (m *deriver) consensusAwaited(e twinning.ConsensusAwaited) {
	m.rule("consensus", "/evaluation/consensus")
	m.reports(m.tender())
	m.outcome("outcome-to-agree", people("evaluators", e.Counted))
}

func (m *deriver) consensusProposed(e twinning.ConsensusProposed) {
	m.rule("consensus", "/evaluation/consensus")
	criteria := m.book.rules.Evaluation.Criteria
	m.weighed(e.Scores, criteria)
	m.say("step-sum", fraction("sum", total(e.Scores, criteria)), unlike("recorded", total(e.Scores, criteria), e.Total))
	m.outcome("outcome-points-if-agreed", law.Score("total", e.Total))
}

func (m *deriver) consensusAgreed(e twinning.ConsensusAgreed) {
	m.rule("consensus", "/evaluation/consensus")
	if f, ok := m.own(isA[twinning.ConsensusProposed]); ok {
		m.fact(f, "fact-proposal")
	}
	if k := m.after.(twinning.Twinning).Consensus; k != nil {
		m.say("step-agreed", people("evaluators", k.Agreed))
	}
	m.outcome("outcome-agrees", law.Who("evaluator", e.Evaluator))
}

func (m *deriver) complaintLodged(e twinning.ComplaintLodged) {
	m.rule("complaints", "/complaints/within", "/complaints/review_within")
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "fact-decision-contested")
	}
	m.outcome("outcome-complaint", law.Count("number", e.Number), law.Word("grounds", "grounds", e.Grounds))
}

func (m *deriver) complaintReviewed(e twinning.ComplaintReviewed) {
	m.rule("complaints", "/complaints/review_within")
	if f, ok := m.own(func(v law.Event) bool { c, is := v.(twinning.ComplaintLodged); return is && c.Number == e.Number }); ok {
		m.fact(f, "fact-complaint", law.Count("number", e.Number))
	}
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "fact-first-result")
	}
	m.say("step-error-found", answer("found", e.Upheld), law.Word("finding", "grounds", e.Finding))
	m.outcome("outcome-complaint-reviewed", answer("upheld", e.Upheld))
}

func (m *deriver) reevaluationOrdered(twinning.ReevaluationOrdered) {
	m.rule("conflicts")
	t := m.tender()
	for _, id := range t.Counted {
		m.say("step-report-counted", law.Who("evaluator", id), answer("conflict", t.Conflicted(id)))
	}
	for _, k := range t.Conflicts {
		if f, ok := m.own(func(x law.Event) bool {
			c, is := x.(twinning.ConflictDeclared)
			return is && c.Evaluator == k.Evaluator
		}); ok {
			m.fact(f, "fact-conflict", law.Who("evaluator", k.Evaluator))
		}
	}
	m.outcome("outcome-reevaluation")
}

func (m *deriver) evaluatorsBriefed(e call.EvaluatorsBriefed) {
	m.rule("evaluators", "/evaluation/briefing")
	m.outcome("outcome-briefed", people("evaluators", e.Evaluators))
}
