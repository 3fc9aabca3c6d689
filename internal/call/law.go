package call

import (
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// FoldNumber changes whenever the same events add up to another state.
const FoldNumber = 3

// Law is the law of a call, as everything outside of it sees it.
var Law law.Law = theLaw{}

type theLaw struct{}

func (theLaw) Name() string { return "call" }
func (theLaw) Fold() int    { return FoldNumber }

func (theLaw) Zero(stream string) law.State {
	return Call{Reference: law.Reference(stream)}
}

func (theLaw) Event(kind string, body []byte) (law.Event, error) {
	return law.DecodeEvent(Events, kind, body)
}

func (theLaw) Command(kind string, body []byte) (law.Command, error) {
	return Commands.Decode(kind, body)
}

func (theLaw) Evolve(s law.State, e law.Event, at law.Recorded) law.State {
	return s.(Call).Evolve(e.(Event), at)
}

func (theLaw) Needs(s law.State, commands ...law.Command) []string {
	var needs []string
	all := s.(Call).opensByItself()
	for _, c := range commands {
		cc, ok := c.(Command)
		if !ok {
			continue
		}
		all = all || NeedsTenders(cc)
		if ref := NeedsTender(cc); ref != "" {
			needs = append(needs, law.TwinningStream(ref))
		}
		if ref := NeedsCall(cc); ref != "" {
			needs = append(needs, law.CallStream(ref))
		}
	}
	if all {
		return append(slices.DeleteFunc(needs, isTender), TenderPrefix(s.(Call).Reference)+"*")
	}
	return needs
}

func isTender(stream string) bool { return strings.HasPrefix(stream, law.TenderFamily) }

func (theLaw) Decide(s law.State, f law.Facts, c law.Command, r law.Receipt) ([]law.Event, error) {
	cc, ok := c.(Command)
	if !ok {
		return nil, fmt.Errorf("%s is no command of a call", c.Kind())
	}
	events, err := cc.Decide(s.(Call), f, r)
	return widen(events), err
}

func (theLaw) Next(s law.State, _ law.Facts) (law.Moment, bool) {
	next, _, ok, _ := law.First(s.(Call).moments())
	return next, ok
}

func (theLaw) Wakes(s law.State, _ law.Facts) (law.Moment, bool) {
	_, wakes, _, ok := law.First(s.(Call).moments())
	return wakes, ok
}

func (theLaw) Elapse(s law.State, f law.Facts, m law.Moment) []law.Event {
	return widen(s.(Call).elapse(f, m))
}

func (theLaw) Schedule(s law.State, _ law.Facts) obligation.Schedule {
	c := s.(Call)
	cal, err := c.Rules.Calendar()
	if err != nil {
		return obligation.Schedule{} // without a rule book there are no rungs
	}
	return c.schedule(cal)
}

// Messages tells the tenders what became of them. The state is the one before
// the event.
func (theLaw) Messages(s law.State, e law.Event) []law.Message {
	c := s.(Call)
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
		return []law.Message{outcome(e.Tender, Outcome{Verdict: Awarded, Place: e.Place, Score: e.Score, Amount: e.Amount, Why: "the next of the reserve list, with money that is free", Again: e.Again})}
	case CallFinished:
		var ms []law.Message
		for _, s := range c.Reserve {
			ms = append(ms, outcome(s.Tender, Outcome{Verdict: Rejected, Place: s.Place, Score: s.Score, Amount: s.Amount, Why: "the call is finished and the reserve list was not reached", Again: s.Again}))
		}
		return ms
	}
	return nil
}

// Staff are the officers.
func (theLaw) Staff(s law.State, _ law.Facts) []string { return s.(Call).People(law.Officer) }

// An Assignment tells a tender who evaluates it.
type Assignment struct {
	Evaluators []string `json:"evaluators"`
}

func outcomes(steps []Step) []law.Message {
	ms := make([]law.Message, 0, len(steps))
	for _, s := range steps {
		ms = append(ms, outcome(s.Tender, Outcome{Verdict: s.Verdict, Place: s.Place, Score: s.Score, Amount: s.Amount, Why: s.words()}))
	}
	return ms
}

func outcome(tender string, o Outcome) law.Message {
	return law.Message{Stream: law.TwinningStream(tender), Kind: "note-outcome", Body: o}
}

func widen(events []Event) []law.Event {
	wide := make([]law.Event, len(events))
	for i, e := range events {
		wide[i] = e
	}
	return wide
}
