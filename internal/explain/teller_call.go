package explain

import (
	"fmt"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
)

// ofCall says a fact of a call.
func (t Teller) ofCall(e call.Event, at law.Recorded) string {
	who := t.who(at)
	switch e := e.(type) {
	case call.CallOpened:
		budget := "without a budget"
		if !e.Rules.Moneyless() {
			budget = "with a budget of " + e.Rules.Budget.Human()
		}
		return fmt.Sprintf("%s opened the call %s, %s, %s and with the rule book %s. Tenders are due by %s in %s.",
			who, e.Rules.Reference, e.Rules.Title, budget, brief(e.SHA256), e.Deadline.Wall, e.Deadline.Zone)
	case call.RulesChanged:
		return fmt.Sprintf("%s signed the version %s of the rule book that %s had proposed%s. Whoever is under contract keeps theirs.", who, brief(e.SHA256), t.name(e.ProposedBy), t.because(string(e.Why)))
	case call.RulesProposed:
		return fmt.Sprintf("%s proposed the version %s of the rule book%s. Another person must sign it.", who, brief(e.SHA256), t.because(string(e.Why)))
	case call.ShorteningProposed:
		return fmt.Sprintf("%s proposed to shorten the deadline to %s in %s%s. Another person must sign it.", who, e.Deadline.Wall, e.Deadline.Zone, t.because(string(e.Deadline.Why)))
	case call.DeadlineShortened:
		return fmt.Sprintf("%s signed the deadline that %s had proposed: for %s it is shortened to %s in %s%s.", who, t.name(e.ProposedBy), t.everyone(e.Deadline.Covers), e.Deadline.Wall, e.Deadline.Zone, t.because(string(e.Deadline.Why)))
	case call.CancellationProposed:
		return fmt.Sprintf("%s proposed to cancel the call%s. Another person must sign it.", who, t.because(string(e.Why)))
	case call.CallCancelled:
		return fmt.Sprintf("%s signed the cancellation of the call that %s had proposed%s. Nothing is awarded, and everything is kept.", who, t.name(e.ProposedBy), t.because(string(e.Why)))
	case call.CallPublished:
		return who + " published the call."
	case call.SubmissionOpened:
		return "The day of opening came: tenders are taken."
	case call.DeadlineSet:
		return fmt.Sprintf("%s moved the deadline for %s to %s in %s%s.", who, t.everyone(e.Deadline.Covers), e.Deadline.Wall, e.Deadline.Zone, t.because(string(e.Deadline.Why)))
	case call.SubmissionShut:
		return "The deadline passed: nothing more can be in time, and the tenders wait, sealed, for their opening."
	case call.LateAdmitted:
		return fmt.Sprintf("%s admitted %s late, once, until %s in %s%s.", who, e.Tender, e.Deadline.Wall, e.Deadline.Zone, t.because(string(e.Deadline.Why)))
	case call.OpeningSigned:
		return who + " signed the opening of the tenders. Another person must sign it, too."
	case call.TendersOpened:
		if len(e.By) > 0 {
			return fmt.Sprintf("The tenders were opened by %s.", t.all(e.By))
		}
		return "The moment of the rule book came: the tenders were opened."
	case call.EvaluatorsExcluded:
		return fmt.Sprintf("The appointment of %s ended: whoever competes evaluates no tender of the call.", t.all(e.Evaluators))
	case call.EvaluatorAppointed:
		if at.Actor == law.Engine {
			return t.name(e.Evaluator) + " accepted an invitation, and is an evaluator."
		}
		return fmt.Sprintf("%s appointed %s as an evaluator.", who, t.name(e.Evaluator))
	case call.ImpartialityDeclared:
		return t.name(e.Evaluator) + " declared impartiality and confidentiality" + former(e.Former) + "."
	case call.EvaluatorsBriefed:
		return fmt.Sprintf("%s briefed %s with: %s", who, t.all(e.Evaluators), e.Material)
	case call.EvaluatorsAssigned:
		return fmt.Sprintf("%s gave %s to %s for evaluation%s.", who, e.Tender, t.all(e.Evaluators), t.because(string(e.Why)))
	case call.AssignmentsDrawn:
		return fmt.Sprintf("%s had evaluators drawn for %s, by lot from the seed %s: %s.", who, count(len(e.Assignments), "tender", "tenders"), e.Seed, t.drawn(e.Assignments))
	case call.PanelDecided:
		return fmt.Sprintf("%s recorded what the panel decided (%s present, minutes %s): %s.", who, t.all(e.Present), brief(e.Minutes), t.panel(e.Scores))
	case call.AwardPrepared:
		return fmt.Sprintf("%s prepared the award: %s. It commits nothing until it is released.", who, walk(e.Award))
	case call.AwardReleased:
		return fmt.Sprintf("%s released the award: %s.", who, walk(e.Award))
	case call.ReserveActivated:
		return fmt.Sprintf("%s activated the reserve: %s, place %s, is awarded %s; %s is left.", who, e.Tender, narrate.English().Reason(call.Outcome{Place: e.Place, Again: e.Again}.Where()), e.Amount.Human(), e.Left.Human())
	case call.BudgetFreed:
		return fmt.Sprintf("%s of %s is free again%s; %s is left.", e.Amount.Human(), e.Tender, t.because(t.reason(e.Why)), e.Left.Human())
	case call.ContractNoted:
		return fmt.Sprintf("The contract of %s is in force; its first month begins on %s.", e.Tender, e.M1)
	case call.EndNoted:
		return fmt.Sprintf("%s has ended: it was %s.", e.Tender, e.How)
	case call.CallFinished:
		return "The call is finished: every twinning of it has ended."
	case call.OutcomesAnnounced:
		return announced(e)
	case call.StandstillEnded:
		return "The standstill is over: contracts may be signed."
	case call.ComplaintWindowClosed:
		return "The time for complaints about the award is over."
	case call.ComplaintNoted:
		return fmt.Sprintf("The complaint on %s is noted: %s.", e.Tender, e.Status)
	case call.ReevaluationNoted:
		return reevaluated(e)
	case call.LeftoverReopened:
		return fmt.Sprintf("%s reopened %s to the call %s%s; %s is left.", who, e.Amount.Human(), e.Call, t.because(string(e.Why)), e.Left.Human())
	case call.RungPassed:
		return t.rung(e.Passed, e.Letters)
	case call.RoleGiven, call.RoleWithdrawn, call.RoleReplaced, call.RoleChanged, call.AbsenceSet, call.AbsenceBegan, call.AbsenceEnded:
		return t.ofRole(e, at)
	default:
		return t.ofLetter(e)
	}
}

// everyone is whom a deadline covers.
func (t Teller) everyone(covers []string) string {
	if len(covers) == 0 {
		return "everyone"
	}
	return t.all(covers)
}

// former are the organisations that an evaluator has left.
func former(ties []call.FormerTie) string {
	list := make([]string, len(ties))
	for i, f := range ties {
		list[i] = fmt.Sprintf("%s until %s", f.Organisation, f.Until)
	}
	if len(list) == 0 {
		return ""
	}
	return ", and to have belonged to " + and(list)
}

// drawn is who was drawn for what.
func (t Teller) drawn(list []call.Drawn) string {
	said := make([]string, len(list))
	for i, d := range list {
		said[i] = d.Tender + " to " + t.all(d.Evaluators)
	}
	return strings.Join(said, "; ")
}

// panel is what a panel changed.
func (t Teller) panel(scores []call.PanelScore) string {
	if len(scores) == 0 {
		return "every score stays as it was"
	}
	said := make([]string, len(scores))
	for i, s := range scores {
		said[i] = fmt.Sprintf("%s from %s to %s%s", s.Tender, s.Was, s.Score, t.because(string(s.Why)))
		if len(s.Absent) > 0 {
			said[i] += ", without " + t.all(s.Absent)
		}
	}
	return strings.Join(said, "; ")
}

// announced is a round of letters, and what begins with the last one.
func announced(e call.OutcomesAnnounced) string {
	s := fmt.Sprintf("Those who are %s were told: %s.", outcomeWords(e.Verdict), count(len(e.Outcomes), "tender", "tenders"))
	if e.Verdict == "" {
		s = "Every tender was told its outcome with the release."
	}
	if !e.ComplaintsUntil.IsZero() {
		s += fmt.Sprintf(" The decisions can be contested until %s.", e.ComplaintsUntil)
	}
	if !e.StandstillUntil.IsZero() {
		s += fmt.Sprintf(" Contracts are held until %s.", e.StandstillUntil)
	}
	return s
}

func outcomeWords(v call.Verdict) string {
	if v == call.Reserve {
		return "on the reserve list"
	}
	return string(v)
}

// reevaluated is what a second evaluation came to.
func reevaluated(e call.ReevaluationNoted) string {
	where := outcomeWords(e.Verdict)
	if e.Verdict == call.Reserve {
		where += fmt.Sprintf(", at place %d", e.Place)
	}
	return fmt.Sprintf("%s was evaluated again, with %s points: %s (%s).", e.Tender, e.Score, where, narrate.English().Reason(e.Why))
}

// walk is an award in a few words.
func walk(d call.AwardDecision) string {
	verdicts := fmt.Sprintf("%d awarded, %d on the reserve list, %d rejected", len(d.With(call.Awarded)), len(d.With(call.Reserve)), len(d.With(call.Rejected)))
	if d.Budget.IsNone() {
		return verdicts
	}
	return fmt.Sprintf("%s; %s of %s is left", verdicts, d.Left.Human(), d.Budget.Human())
}

// NotSent is a rung that an event made needless, as a sentence.
func (t Teller) NotSent(p obligation.Passed) string { return t.rung(p, nil) }

// rung is the one outcome of one rung of a reminder.
func (t Teller) rung(p obligation.Passed, letters []law.Letter) string {
	what := fmt.Sprintf("The letter %q about %s, due on %s,", p.Rung, t.names(p.Obligation), p.Due)
	why := narrate.English().Rung(p)
	switch p.Outcome {
	case obligation.Sent:
		to := make([]string, 0, len(letters))
		for _, l := range letters {
			to = append(to, t.name(l.To))
		}
		if len(to) == 0 {
			return fmt.Sprintf("%s was due to be sent, and nobody has the role it is for: %s.", what, why)
		}
		return fmt.Sprintf("%s goes to %s: %s.", what, and(to), why)
	case obligation.Suppressed:
		return fmt.Sprintf("%s is not sent: %s.", what, why)
	case obligation.Superseded:
		return fmt.Sprintf("%s no longer applies: %s.", what, why)
	}
	return fmt.Sprintf("%s was %s: %s.", what, p.Outcome, why)
}
