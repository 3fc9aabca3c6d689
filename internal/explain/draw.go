package explain

import (
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func (m *matter) assignmentsDrawn(e call.AssignmentsDrawn) {
	m.rule("assignment", "/evaluation/per_tender", "/evaluation/conflicts")
	load := map[string]int{}
	t := &Table{Header: []string{"TENDER", "ELIGIBLE AT", "EVALUATORS"}}
	for _, d := range e.Assignments {
		for _, p := range d.Evaluators {
			load[p]++
		}
		if !m.who.Full() && !slices.Contains(d.Evaluators, m.who.reader.Person) {
			continue // somebody else's
		}
		eligible := "-"
		if f, ok := m.of(law.TwinningStream(d.Tender), isA[twinning.EligibilityDecided]); ok {
			eligible = fmt.Sprint(f.Position)
			m.tabled(f, "%s is eligible", d.Tender)
		}
		t.Rows = append(t.Rows, []string{d.Tender, eligible, m.people(d.Evaluators)})
	}
	m.d.Table = t
	m.say("seed %s, %d a tender, %s", e.Seed, e.PerTender, count(len(e.Assignments), "tender", "tenders"))
	least, most := -1, 0
	for _, p := range sortedKeys(load) {
		if m.who.Full() || p == m.who.reader.Person {
			m.say("%s: %s", m.who.name(p), count(load[p], "tender", "tenders"))
		}
		if most = max(most, load[p]); least < 0 || load[p] < least {
			least = load[p]
		}
	}
	m.say("of this draw, those with most have %d and those with least %d; the seed alone decides between equals", most, max(least, 0))
	m.outcome("%s assigned", count(len(e.Assignments), "tender is", "tenders are"))
}

func (m *matter) panelDecided(e call.PanelDecided) {
	m.rule("panel", "/evaluation/panel")
	t := &Table{Header: []string{"TENDER", "AT", "WAS", "SCORE", "DIFFERENCE", "WHY"}}
	for _, s := range e.Scores {
		scored := "-"
		if f, ok := m.of(law.TwinningStream(s.Tender), isA[twinning.TenderEvaluated]); ok {
			scored = fmt.Sprint(f.Position)
			m.tabled(f, "%s was evaluated", s.Tender)
		}
		t.Rows = append(t.Rows, []string{s.Tender, scored, s.Was.String(), s.Score.String(), s.Score.Sub(s.Was).String(), string(s.Why)})
	}
	if m.d.Table = t; len(t.Rows) == 0 {
		m.d.Table = nil
	}
	m.say("present: %s; minutes, SHA-256 %s", m.people(e.Present), e.Minutes)
	m.outcome("%s changed, all others left as they were", count(len(e.Scores), "score is", "scores are"))
}

func (m *matter) arbitrationOpened(e twinning.ArbitrationOpened) {
	m.rule("arbitration", "/evaluation/arbitration/share")
	m.reports(m.tender())
	share := "?"
	if a := m.book.rules.Evaluation.Arbitration; a != nil {
		share = a.Share.String()
	}
	m.say("%s - %s = %s", e.Higher, e.Lower, e.Difference)
	m.say("%s %% of %s = %s; strictly more is too far apart: %s", share, e.Higher, e.Allowed, yes(e.Difference.GreaterThan(e.Allowed)))
	m.outcome("one more evaluator is asked, and the two closest will count")
}

// reports are the facts of the reports on a tender.
func (m *matter) reports(t twinning.Twinning) {
	for _, v := range t.Reviews {
		if f, ok := m.own(func(x law.Event) bool {
			r, is := x.(twinning.EvaluationRecorded)
			return is && r.Evaluator == v.Evaluator
		}); ok {
			m.fact(f, "the report of %s, %s of 100", m.who.name(v.Evaluator), v.Total)
		}
	}
}

func (m *matter) consensusAwaited(e twinning.ConsensusAwaited) {
	m.rule("consensus", "/evaluation/consensus")
	m.reports(m.tender())
	m.outcome("%s are to agree on one report", m.people(e.Counted))
}

func (m *matter) consensusProposed(e twinning.ConsensusProposed) {
	m.rule("consensus", "/evaluation/consensus")
	criteria := m.book.rules.Evaluation.Criteria
	m.weighed(e.Scores, criteria)
	m.say("sum, rounded once, half up, to four places: %s", agrees(total(e.Scores, criteria), e.Total))
	m.outcome("%s of 100 points, if all agree", e.Total)
}

func (m *matter) consensusAgreed(e twinning.ConsensusAgreed) {
	m.rule("consensus", "/evaluation/consensus")
	if f, ok := m.own(isA[twinning.ConsensusProposed]); ok {
		m.fact(f, "the proposal")
	}
	if k := m.after.(twinning.Twinning).Consensus; k != nil {
		m.say("agreed: %s", m.people(k.Agreed))
	}
	m.outcome("%s agrees", m.who.name(e.Evaluator))
}

func (m *matter) complaintLodged(e twinning.ComplaintLodged) {
	m.rule("complaints", "/complaints/within", "/complaints/review_within")
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "the decision that it contests")
	}
	m.outcome("complaint %d, for %s", e.Number, plain(e.Grounds))
}

func (m *matter) complaintReviewed(e twinning.ComplaintReviewed) {
	m.rule("complaints", "/complaints/review_within")
	if f, ok := m.own(func(v law.Event) bool { c, is := v.(twinning.ComplaintLodged); return is && c.Number == e.Number }); ok {
		m.fact(f, "complaint %d", e.Number)
	}
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "the first result, which stays visible")
	}
	m.say("an error of procedure or of facts is found: %s (%s); the merit is not judged again by a complaint", yesNo(e.Upheld), e.Finding)
	m.outcome("%s", none(e.Upheld, "upheld: the tender is judged again", "not upheld: the decision stands"))
}

func (m *matter) reevaluationOrdered(twinning.ReevaluationOrdered) {
	m.rule("conflicts")
	t := m.tender()
	for _, id := range t.Counted {
		m.say("the report of %s counted; in conflict: %s", m.who.name(id), yesNo(t.Conflicted(id)))
	}
	for _, k := range t.Conflicts {
		if f, ok := m.own(func(x law.Event) bool {
			c, is := x.(twinning.ConflictDeclared)
			return is && c.Evaluator == k.Evaluator
		}); ok {
			m.fact(f, "the conflict of %s", m.who.name(k.Evaluator))
		}
	}
	m.outcome("the tender is evaluated again, by others; the first result stays visible")
}

func (m *matter) evaluatorsBriefed(e call.EvaluatorsBriefed) {
	m.rule("evaluators", "/evaluation/briefing")
	m.outcome("%s may be assigned", strings.TrimSpace(m.people(e.Evaluators)))
}
