package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func (m *matter) awardPrepared(e call.AwardPrepared) {
	m.award(e.Award)
	m.outcome("%s; nothing is committed until it is released", walk(e.Award))
}

func (m *matter) awardReleased(e call.AwardReleased) {
	c := m.before.(call.Call)
	if f, ok := m.own(isA[call.AwardPrepared]); ok {
		m.fact(f, "the award as %s prepared it", m.who.name(f.Actor))
		if prepared, ok := m.line.value(f).(call.AwardPrepared); ok {
			m.say("it is the award that was prepared, to the cent: %s", yes(prepared.Award.Equal(e.Award)))
		}
	}
	m.say("prepared by %s, released by %s: two people: %s", m.who.name(c.PreparedBy), m.who.name(m.e.Actor), yes(c.PreparedBy != m.e.Actor))
	m.award(e.Award)
	m.outcome("%s", walk(e.Award))
}

// award is the ranking and the walk down it, a line for each tender.
func (m *matter) award(d call.AwardDecision) {
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
	rows := make([][]string, 0, len(d.Steps))
	left := d.Budget
	for i, s := range d.Steps {
		scored := "-"
		if f, ok := m.of(law.TwinningStream(s.Tender), isA[twinning.TenderEvaluated]); ok {
			scored = fmt.Sprint(f.Position)
			m.tabled(f, "%s has %s points", s.Tender, s.Score)
		}
		tied := ""
		if i > 0 && d.Steps[i-1].Score.Equal(s.Score) {
			tied = m.tie(facts[d.Steps[i-1].Tender], facts[s.Tender])
		}
		rows = append(rows, []string{
			fmt.Sprint(s.Place), s.Tender, s.Score.String(), scored, tied, left.Human(), s.Amount.Human(), s.Left.Human(), string(s.Verdict), narrate.English().Reason(s.Why),
		})
		left = s.Left
	}
	m.d.Table = &Table{Header: []string{"PLACE", "TENDER", "SCORE", "AT", "TIE", "BEFORE", "ASKED", "LEFT", "VERDICT", "WHY"}, Rows: rows}
	if len(d.Envelopes) > 0 {
		m.d.Table.Header = slices.Insert(m.d.Table.Header, 8, "ENVELOPE", "LEFT IN IT")
		for i, s := range d.Steps {
			in := "-"
			if s.EnvelopeLeft != nil {
				in = s.EnvelopeLeft.Human()
			}
			rows[i] = slices.Insert(rows[i], 8, s.Envelope, in)
		}
	}
	for _, stage := range sortedKeys(out) {
		m.say("%s not in the ranking: %s", count(out[stage], "tender is", "tenders are"), stageOr(stage))
	}
	m.sums(d)
}

// thresholds are where the rule book has them: that of the score, and those of
// single criteria.
func (m *matter) thresholds() []string {
	paths := []string{"/evaluation/threshold"}
	for i, k := range m.book.rules.Evaluation.Criteria {
		if k.Threshold != nil {
			paths = append(paths, fmt.Sprintf("/evaluation/criteria/%d/threshold", i))
		}
	}
	return paths
}

// sums checks the walk by its sums: what is awarded and what is left is the budget.
func (m *matter) sums(d call.AwardDecision) {
	awarded := money.Zero(d.Budget.Currency())
	n := 0
	for _, s := range d.Steps {
		if s.Verdict == call.Awarded {
			awarded = awarded.Add(s.Amount)
			n++
		}
	}
	m.say("policy %s; threshold %s, which is enough at the limit", d.Policy, d.Threshold)
	if d.Budget.IsNone() {
		m.say("awarded to %d; the programme has no money to be divided", n)
		return
	}
	m.say("%s - %s awarded to %d = %s left", d.Budget.Human(), awarded.Human(), n, d.Budget.Sub(awarded).Human())
	if !d.Budget.Sub(awarded).Equal(d.Left) {
		m.say("which is NOT the %s that is recorded", d.Left.Human())
	}
	for _, e := range d.Envelopes {
		spent := money.Zero(d.Budget.Currency())
		for _, s := range d.Steps {
			if s.Verdict == call.Awarded && s.Envelope == e.ID {
				spent = spent.Add(s.Amount)
			}
		}
		m.say("envelope %s: %s - %s = %s left", e.ID, e.Budget.Human(), spent.Human(), e.Budget.Sub(spent).Human())
	}
}

// tie is the rule that put one of two tenders with one score before the other.
func (m *matter) tie(first, second call.TenderFact) string {
	for _, rule := range m.book.rules.Award.Ties {
		switch id, criterion := strings.CutPrefix(rule, call.TieCriterion); {
		case criterion:
			if a, b := first.Means[id], second.Means[id]; !a.Equal(b) {
				return fmt.Sprintf("%s: %s over %s", rule, a, b)
			}
		case rule == call.TieLowerAmount:
			if c := first.Amount.Cmp(second.Amount); c != 0 {
				return fmt.Sprintf("%s: %s under %s", rule, first.Amount, second.Amount)
			}
		case rule == call.TieEarlier:
			if !first.ReceivedAt.Equal(second.ReceivedAt) {
				return fmt.Sprintf("%s: %s before %s", rule, instant(first.ReceivedAt), instant(second.ReceivedAt))
			}
		}
	}
	return call.TieReference
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cmp.Compare[string])
	return keys
}

func stageOr(s string) string {
	if s == "" {
		return "no version in time"
	}
	return plain(s)
}

func (m *matter) outcomeNoted(e twinning.OutcomeNoted) {
	m.rule("award", append(m.thresholds(), "/award/policy", "/contract/sign_within")...)
	if f, ok := m.own(isA[twinning.TenderEvaluated]); ok {
		m.fact(f, "the score of this tender")
	}
	threshold := m.book.rules.Evaluation.Threshold
	m.say("score - threshold = %s - %s = %s", e.Score, threshold, e.Score.Sub(threshold))
	for _, k := range m.book.rules.Evaluation.Criteria {
		if points, ok := m.tender().Means[k.ID]; ok && k.Threshold != nil {
			m.say("%s - its own threshold = %s - %s = %s points", k.ID, points, k.Threshold, points.Sub(*k.Threshold))
		}
	}
	m.say("place: %s%s", narrate.English().Reason(e.Where()), after("; asked for: ", e.Amount))
	switch {
	case e.Moot:
		m.outcome("%s, which changes nothing: the tender had been withdrawn", e.Verdict)
	case e.Verdict == call.Reserve:
		m.outcome("on the reserve list")
	default:
		m.outcome("%s", e.Verdict)
	}
}
