package explain

import (
	"cmp"
	"fmt"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func (m *deriver) awardPrepared(e call.AwardPrepared) {
	m.award(e.Award)
	m.outcome("outcome-award-prepared", inShort("award", e.Award))
}

func (m *deriver) awardReleased(e call.AwardReleased) {
	c := m.before.(call.Call)
	if f, ok := m.own(isA[call.AwardPrepared]); ok {
		m.fact(f, "fact-award-prepared", law.Who("by", f.Actor))
		if prepared, ok := m.timeline.value(f).(call.AwardPrepared); ok {
			m.say("step-award-as-prepared", check("holds", prepared.Award.Equal(e.Award)))
		}
	}
	m.say("step-prepared-and-released", law.Who("preparer", c.PreparedBy), law.Who("releaser", m.e.Actor), check("holds", c.PreparedBy != m.e.Actor))
	m.award(e.Award)
	m.outcome("outcome-award", inShort("award", e.Award))
}

// award is the ranking and the walk down it, a line for each tender.
func (m *deriver) award(d call.AwardDecision) {
	m.rule("award", append(m.thresholds(), "/award/policy", "/award/ties", "/award/envelopes", "/budget")...)
	facts := map[string]call.TenderFact{}
	out := map[string]int{}
	for _, s := range m.facts.Streams(call.TenderPrefix(m.before.(call.Call).Reference)) {
		t, ok := m.facts.State(s).(call.Tender)
		if !ok {
			continue
		}
		f := t.TenderFact()
		if facts[f.Reference] = f; !slices.ContainsFunc(d.Steps, func(s call.Step) bool { return s.Tender == f.Reference }) {
			out[f.Stage]++
		}
	}
	rows := make([][]law.Param, 0, len(d.Steps))
	left := d.Budget
	for i, s := range d.Steps {
		scored := noCell()
		if f, ok := m.of(law.TwinningStream(s.Tender), isA[twinning.TenderEvaluated]); ok {
			scored = law.Count("", f.Position)
			m.fact(f, "fact-points", law.Ref("tender", s.Tender), law.Score("score", s.Score))
			m.tabled()
		}
		tied := narrate.Verbatim("", "")
		if i > 0 && d.Steps[i-1].Score.Equal(s.Score) {
			tied = law.Because("", Tie(m.book.rules.Award.Ties, facts[d.Steps[i-1].Tender], facts[s.Tender]))
		}
		rows = append(rows, []law.Param{
			law.Count("", s.Place), law.Ref("", s.Tender), law.Score("", s.Score), scored, tied, law.Money("", left), law.Money("", s.Amount), law.Money("", s.Left),
			law.Word("", "stage", s.Verdict), law.Because("", s.Why),
		})
		left = s.Left
	}
	columns := []string{"place", "tender", "score", "at", "tie", "before", "asked", "left", "verdict", "why"}
	if len(d.Envelopes) > 0 {
		columns = slices.Insert(columns, 8, "envelope", "left-in-envelope")
		for i, s := range d.Steps {
			in := noCell()
			if s.EnvelopeLeft != nil {
				in = law.Money("", *s.EnvelopeLeft)
			}
			rows[i] = slices.Insert(rows[i], 8, law.Word("", "envelope", s.Envelope), in)
		}
	}
	m.table(columns, rows)
	for _, stage := range sortedKeys(out) {
		m.say("step-not-in-ranking", law.Count("number", out[stage]), inRanking("stage", stage))
	}
	m.sums(d)
}

// thresholds are where the rule book has them: that of the score, and those of
// single criteria.
func (m *deriver) thresholds() []string {
	paths := []string{"/evaluation/threshold"}
	for i, k := range m.book.rules.Evaluation.Criteria {
		if k.Threshold != nil {
			paths = append(paths, fmt.Sprintf("/evaluation/criteria/%d/threshold", i))
		}
	}
	return paths
}

// sums checks the walk by its sums: what is awarded and what is left is the budget.
func (m *deriver) sums(d call.AwardDecision) {
	awarded := money.Zero(d.Budget.Currency())
	n := 0
	for _, s := range d.Steps {
		if s.Verdict == call.Awarded {
			awarded = awarded.Add(s.Amount)
			n++
		}
	}
	m.say("step-policy", law.Word("policy", "policy", d.Policy), law.Score("threshold", d.Threshold))
	if d.Budget.IsNone() {
		m.say("step-awarded-without-money", law.Count("number", n))
		return
	}
	m.say("step-awarded-sum", law.Money("budget", d.Budget), law.Money("awarded", awarded), law.Count("number", n), law.Money("left", d.Budget.Sub(awarded)))
	if !d.Budget.Sub(awarded).Equal(d.Left) {
		m.say("step-not-as-recorded", law.Money("recorded", d.Left))
	}
	for _, e := range d.Envelopes {
		spent := money.Zero(d.Budget.Currency())
		for _, s := range d.Steps {
			if s.Verdict == call.Awarded && s.Envelope == e.ID {
				spent = spent.Add(s.Amount)
			}
		}
		m.say("step-envelope", narrate.Verbatim("envelope", e.ID), law.Money("budget", e.Budget), law.Money("awarded", spent), law.Money("left", e.Budget.Sub(spent)))
	}
}

// noCell is a cell with nothing in it.
func noCell() law.Param { return narrate.Verbatim("", "-") }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cmp.Compare[string])
	return keys
}

func (m *deriver) outcomeNoted(e twinning.OutcomeNoted) {
	m.rule("award", append(m.thresholds(), "/award/policy", "/contract/sign_within")...)
	if f, ok := m.own(isA[twinning.TenderEvaluated]); ok {
		m.fact(f, "fact-score")
	}
	threshold := m.book.rules.Evaluation.Threshold
	m.say("step-score-minus-threshold", law.Score("score", e.Score), law.Score("threshold", threshold), law.Score("difference", e.Score.Sub(threshold)))
	for _, k := range m.book.rules.Evaluation.Criteria {
		if points, ok := m.tender().Means[k.ID]; ok && k.Threshold != nil {
			m.say("step-criterion-minus-threshold", narrate.Verbatim("criterion", k.ID), law.Score("points", points), law.Score("threshold", *k.Threshold), law.Score("difference", points.Sub(*k.Threshold)))
		}
	}
	m.say("step-place", law.Because("place", e.Where()), law.Money("amount", e.Amount))
	if e.Moot {
		m.outcome("outcome-moot", law.Word("verdict", "stage", e.Verdict))
		return
	}
	m.outcome("outcome-verdict", law.Word("verdict", "verdict", e.Verdict))
}
