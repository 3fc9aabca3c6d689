package call

import (
	"slices"
	"strings"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// FoldNumber changes whenever the same events add up to another state.
const FoldNumber = 5

// Law is the law of a call, as everything outside of it sees it.
var Law = law.Adapt(law.Typed[Call, Event, Command]{
	Name: "call", Fold: FoldNumber, Events: Events, Commands: Commands,
	Zero:   func(reference string) Call { return Call{Reference: reference} },
	Evolve: Call.Evolve,
	Decide: func(c Command, s Call, f law.Facts, r law.Receipt) ([]Event, error) {
		return c.Decide(s.As(r.ReceivedAt), f, r)
	},
	Needs:    Call.needs,
	Moments:  func(c Call, _ law.Facts) []law.Moment { return c.moments() },
	Elapse:   func(c Call, f law.Facts, m law.Moment) []Event { return c.As(m.At).elapse(f, m) },
	Schedule: func(c Call, _ law.Facts) obligation.Schedule { return c.reminders() },
	Owes:     owedBy,
	Messages: Call.messages,
	Staff:    func(c Call, _ law.Facts) []string { return c.People(law.Officer) },
})

// needs is what commands are judged with: tenders, or another call.
func (c Call) needs(commands ...Command) []string {
	var needs []string
	all := c.opensByItself()
	for _, cc := range commands {
		all = all || NeedsTenders(cc)
		if ref := NeedsTender(cc); ref != "" {
			needs = append(needs, law.TwinningStream(ref))
		}
		if ref := NeedsCall(cc); ref != "" {
			needs = append(needs, law.CallStream(ref))
		}
		if o, ok := cc.(OpenCall); ok {
			needs = append(needs, governance.NeedsToOpen(o.Rules.Programme)...)
		}
	}
	if all {
		return append(slices.DeleteFunc(needs, isTender), TenderPrefix(c.Reference)+"*")
	}
	return needs
}

func isTender(stream string) bool { return strings.HasPrefix(stream, law.TenderFamily) }

// reminders is what the rungs of the call's obligations are computed from.
func (c Call) reminders() obligation.Schedule {
	cal, err := c.Rules.Calendar()
	if err != nil {
		return obligation.Schedule{} // without a rule book there are no rungs
	}
	return c.schedule(cal)
}

// messages tells the tenders what became of them. The state is the one before
// the event.
func (c Call) messages(e Event) []law.Message {
	switch e := e.(type) {
	case EvaluatorsAssigned:
		return []law.Message{{Stream: law.TwinningStream(e.Tender), Kind: "note-assignment", Body: Assignment{Evaluators: e.Evaluators}}}
	case AssignmentsDrawn:
		ms := make([]law.Message, 0, len(e.Assignments))
		for _, d := range e.Assignments {
			ms = append(ms, law.Message{Stream: law.TwinningStream(d.Tender), Kind: "note-assignment", Body: Assignment{Evaluators: d.Evaluators}})
		}
		return ms
	case DeadlineSet:
		return notedDeadline(e.Told, e.Deadline)
	case DeadlineShortened:
		return notedDeadline(e.Told, e.Deadline)
	case RulesChanged:
		return noted(e.Told, Change{What: ChangedRules, Why: e.Why, Rules: e.SHA256})
	case CallCancelled:
		return ended(e.Told, e.Why)
	case AwardReleased:
		if len(e.Rounds) > 0 {
			return nil // each round tells its own
		}
		return outcomes(e.Award.Steps)
	case OutcomesAnnounced:
		return outcomes(e.Outcomes)
	case ReevaluationNoted:
		if e.Verdict == Awarded {
			return nil // they have been told
		}
		return []law.Message{outcome(e.Tender, Outcome{Verdict: e.Verdict, Place: e.Place, Score: e.Score, Amount: e.Amount, Why: e.Why, Again: e.Again})}
	case ReserveActivated:
		return []law.Message{outcome(e.Tender, Outcome{Verdict: Awarded, Place: e.Place, Score: e.Score, Amount: e.Amount, Why: law.Why("next-of-reserve"), Again: e.Again})}
	case CallFinished:
		var ms []law.Message
		for _, s := range c.Reserve {
			ms = append(ms, outcome(s.Tender, Outcome{Verdict: Rejected, Place: s.Place, Score: s.Score, Amount: s.Amount, Why: law.Why("reserve-not-reached"), Again: s.Again}))
		}
		return ms
	case PaymentExecuted:
		return c.toPayee(e.Run, e.Line, "note-payment", func(r PaymentRun, l PaymentLine) any {
			return Payment{Run: e.Run, Line: l, On: e.On, Ref: e.Ref, By: r.ReleasedBy}
		})
	case PaymentReturned:
		return c.toPayee(e.Run, e.Line, "note-payment-return", func(_ PaymentRun, l PaymentLine) any {
			return Return{Run: e.Run, Line: l, On: e.On, Code: e.Code, Booked: e.Booked}
		})
	case AbsenceBegan, AbsenceEnded, AbsenceSet, AmendmentFunded, AwardPrepared, BudgetFreed, CallOpened, CallPublished, CancellationProposed, ComplaintNoted,
		ComplaintWindowClosed, ContractNoted, EndNoted, EvaluatorAppointed, EvaluatorsBriefed, EvaluatorsExcluded,
		ImpartialityDeclared, LateAdmitted, LeftoverReopened, OpeningSigned, PanelDecided, RatesImported, RoleChanged, RoleGiven, RoleReplaced, RoleWithdrawn, RulesProposed, RungPassed,
		PayingAccountSet, PaymentRunPrepared, PaymentLineRemoved, PaymentRunReleased, PaymentRunWithdrawn,
		ShorteningProposed, StandstillEnded, SubmissionOpened, SubmissionShut, TendersOpened: // nothing for other lives
	}
	return nil
}

// An Assignment tells a tender who evaluates it.
type Assignment struct {
	Evaluators []string `json:"evaluators"`
}

func outcomes(steps []Step) []law.Message {
	ms := make([]law.Message, 0, len(steps))
	for _, s := range steps {
		ms = append(ms, outcome(s.Tender, Outcome{Verdict: s.Verdict, Place: s.Place, Score: s.Score, Amount: s.Amount, Why: s.told()}))
	}
	return ms
}

func outcome(tender string, o Outcome) law.Message {
	return law.Message{Stream: law.TwinningStream(tender), Kind: "note-outcome", Body: o}
}
