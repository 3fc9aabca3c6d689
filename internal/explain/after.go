package explain

import (
	"fmt"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// What follows the release of an award: letters, complaints, a second look.

func (m *matter) outcomesAnnounced(e call.OutcomesAnnounced) {
	m.rule("letters")
	for i, r := range m.book.rules.Award.Letters {
		if r.Verdict == e.Verdict {
			m.values(fmt.Sprintf("/award/letters/%d", i))
		}
	}
	c := m.before.(call.Call)
	if f, ok := m.own(isA[call.AwardReleased]); ok {
		m.fact(f, "the award, released at %s", instant(c.ReleasedAt))
	}
	rows := make([][]string, 0, len(e.Outcomes))
	for _, s := range e.Outcomes {
		rows = append(rows, []string{fmt.Sprint(s.Place), s.Tender, s.Score.String(), s.Amount.Human(), string(s.Verdict)})
	}
	if len(rows) > 0 {
		m.d.Table = &Table{Header: []string{"PLACE", "TENDER", "SCORE", "ASKED", "VERDICT"}, Rows: rows}
	}
	m.say("%s - release %s = %s", instant(e.At), instant(c.ReleasedAt), seconds(e.At.Sub(c.ReleasedAt)))
	if e.Last {
		m.values("/complaints/within", "/complaints/standstill")
		m.say("it is the last round: from %s, complaints until %s and no contract until %s", calendar.DateOf(e.At, m.zone()), dateOr(e.ComplaintsUntil), dateOr(e.StandstillUntil))
	}
	m.outcome("%s told: %s", count(len(e.Outcomes), "tender is", "tenders are"), e.Verdict)
}

func dateOr(d calendar.Date) string {
	if d.IsZero() {
		return "(none)"
	}
	return d.String()
}

func (m *matter) standstillEnded(call.StandstillEnded) {
	m.rule("complaints", "/complaints/standstill")
	m.announced()
	m.begins("the day after the last one", m.before.(call.Call).StandstillUntil.AddDays(1))
	m.outcome("contracts may be signed")
}

func (m *matter) callWindowClosed(call.ComplaintWindowClosed) {
	m.rule("complaints", "/complaints/within")
	m.announced()
	m.begins("the day after the last one", m.before.(call.Call).ComplaintsUntil.AddDays(1))
	m.outcome("no decision of the award can be contested any more")
}

// announced is the fact of the last round of letters.
func (m *matter) announced() {
	if f, ok := m.own(func(v law.Event) bool { a, is := v.(call.OutcomesAnnounced); return is && a.Last }); ok {
		m.fact(f, "the last round of letters")
	}
}

func (m *matter) tenderWindowClosed(e twinning.ComplaintWindowClosed) {
	m.rule("complaints", "/complaints/within")
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "the decision")
	}
	m.say("the time for complaints is over since %s", instant(e.At))
	m.outcome("the decision can no longer be contested")
}

func (m *matter) reevaluationNoted(e call.ReevaluationNoted) {
	m.rule("complaints", "/evaluation/threshold", "/award/policy")
	if f, ok := m.of(law.TwinningStream(e.Tender), isA[twinning.TenderEvaluated]); ok {
		m.fact(f, "the second evaluation, %s points", e.Score)
	}
	if f, ok := m.own(isA[call.AwardReleased]); ok {
		m.fact(f, "the award, which stands as it was")
	}
	if e.Cut != nil {
		m.say("score - lowest that was awarded = %s - %s = %s: at or above it: %s", e.Score, *e.Cut, e.Score.Sub(*e.Cut), yes(!e.Score.LessThan(*e.Cut)))
	}
	threshold := m.book.rules.Evaluation.Threshold
	m.say("score - threshold = %s - %s = %s", e.Score, threshold, e.Score.Sub(threshold))
	switch {
	case e.Verdict == call.Reserve && e.Ahead:
		m.outcome("place %d of the reserve list, before everybody who was ranked; money once awarded is not withdrawn", e.Place)
	case e.Verdict == call.Reserve:
		m.outcome("place %d of the reserve list", e.Place)
	default:
		m.outcome("%s", e.Verdict)
	}
}

func (m *matter) leftoverReopened(e call.LeftoverReopened) {
	m.rule("budget", "/budget")
	c := m.before.(call.Call)
	m.say("%s left - %s = %s left", c.Left.Human(), e.Amount.Human(), c.Left.Sub(e.Amount).Human())
	m.outcome("%s spends %s; %s is left", e.Call, e.Amount.Human(), e.Left.Human())
}
