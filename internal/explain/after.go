package explain

import (
	"fmt"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// What follows the release of an award: letters, complaints, a second look.

func (m *deriver) outcomesAnnounced(e call.OutcomesAnnounced) {
	m.rule("letters")
	for i, r := range m.book.rules.Award.Letters {
		if r.Verdict == e.Verdict {
			m.values(fmt.Sprintf("/award/letters/%d", i))
		}
	}
	c := m.before.(call.Call)
	if f, ok := m.own(isA[call.AwardReleased]); ok {
		m.fact(f, "fact-award-released", instant("at", c.ReleasedAt))
	}
	rows := make([][]law.Param, 0, len(e.Outcomes))
	for _, s := range e.Outcomes {
		rows = append(rows, []law.Param{law.Count("", s.Place), law.Ref("", s.Tender), law.Score("", s.Score), law.Money("", s.Amount), law.Word("", "stage", s.Verdict)})
	}
	if len(rows) > 0 {
		m.table([]string{"place", "tender", "score", "asked", "verdict"}, rows)
	}
	m.say("step-since-release", instant("at", e.At), instant("released", c.ReleasedAt), law.Lasting("difference", e.At.Sub(c.ReleasedAt)))
	if e.Last {
		m.values("/complaints/within", "/complaints/standstill")
		m.say("step-last-round", law.On("from", calendar.DateOf(e.At, m.zone())), law.On("complaints", e.ComplaintsUntil), law.On("standstill", e.StandstillUntil))
	}
	m.outcome("outcome-tenders-told", law.Count("number", len(e.Outcomes)), law.Word("verdict", "stage", e.Verdict))
}

func (m *deriver) standstillEnded(call.StandstillEnded) {
	m.rule("complaints", "/complaints/standstill")
	m.announced()
	m.begins("day-after-the-last", m.before.(call.Call).StandstillUntil.AddDays(1))
	m.outcome("outcome-contracts-may-be-signed")
}

func (m *deriver) callWindowClosed(call.ComplaintWindowClosed) {
	m.rule("complaints", "/complaints/within")
	m.announced()
	m.begins("day-after-the-last", m.before.(call.Call).ComplaintsUntil.AddDays(1))
	m.outcome("outcome-award-uncontestable")
}

// announced is the fact of the last round of letters.
func (m *deriver) announced() {
	if f, ok := m.own(func(v law.Event) bool { a, is := v.(call.OutcomesAnnounced); return is && a.Last }); ok {
		m.fact(f, "fact-last-round")
	}
}

func (m *deriver) tenderWindowClosed(e twinning.ComplaintWindowClosed) {
	m.rule("complaints", "/complaints/within")
	if f, ok := m.own(isA[twinning.OutcomeNoted]); ok {
		m.fact(f, "fact-decision")
	}
	m.say("step-complaints-over", instant("since", e.At))
	m.outcome("outcome-decision-uncontestable")
}

func (m *deriver) reevaluationNoted(e call.ReevaluationNoted) {
	m.rule("complaints", "/evaluation/threshold", "/award/policy")
	if f, ok := m.of(law.TwinningStream(e.Tender), isA[twinning.TenderEvaluated]); ok {
		m.fact(f, "fact-second-evaluation", law.Score("score", e.Score))
	}
	if f, ok := m.own(isA[call.AwardReleased]); ok {
		m.fact(f, "fact-award-stands")
	}
	if e.Cut != nil {
		m.say("step-score-minus-cut", law.Score("score", e.Score), law.Score("cut", *e.Cut), law.Score("difference", e.Score.Sub(*e.Cut)), check("holds", !e.Score.LessThan(*e.Cut)))
	}
	threshold := m.book.rules.Evaluation.Threshold
	m.say("step-score-minus-threshold", law.Score("score", e.Score), law.Score("threshold", threshold), law.Score("difference", e.Score.Sub(threshold)))
	if e.Verdict == call.Reserve {
		m.outcome("outcome-place-of-reserve", law.Count("place", e.Place), answer("ahead", e.Ahead))
		return
	}
	m.outcome("outcome-verdict", law.Word("verdict", "verdict", e.Verdict))
}

func (m *deriver) leftoverReopened(e call.LeftoverReopened) {
	m.rule("budget", "/budget")
	c := m.before.(call.Call)
	m.say("step-left-minus", law.Money("before", c.Left), law.Money("amount", e.Amount), law.Money("left", c.Left.Sub(e.Amount)))
	m.outcome("outcome-leftover", law.Ref("call", e.Call), law.Money("amount", e.Amount), law.Money("left", e.Left))
}

func (m *deriver) amendmentFunded(e call.AmendmentFunded) {
	m.rule("budget", "/budget")
	if f, ok := m.of(law.TwinningStream(e.Tender), isA[twinning.AmendmentPrepared]); ok {
		m.fact(f, "fact-amendment-asks")
	}
	c := m.before.(call.Call)
	m.say("step-left-minus", law.Money("before", c.Left), law.Money("amount", e.Amount), law.Money("left", c.Left.Sub(e.Amount)))
	m.outcome("outcome-amendment-funded", law.Ref("tender", e.Tender), law.Money("amount", e.Amount), law.Money("left", e.Left))
}
