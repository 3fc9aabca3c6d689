package body

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Fold changes whenever the same events add up to another state.
const Fold = 1

// Law is the law of a body, as everything outside of it sees it.
var Law = law.Adapt(law.Typed[Body, Event, Command]{
	Name: "body", Fold: Fold, Events: Events, Commands: Commands,
	Zero:     func(reference string) Body { return Body{Reference: reference} },
	Evolve:   Body.evolve,
	Decide:   func(c Command, b Body, f law.Facts, r law.Receipt) ([]Event, error) { return c.decide(b, f, r) },
	Needs:    needs,
	Moments:  Body.moments,
	Elapse:   Body.elapse,
	Schedule: func(b Body, _ law.Facts) obligation.Schedule { return b.schedule() },
	Owes:     func(o obligation.Obligation) (string, []law.Role) { return owed(o) },
	Staff:    func(b Body, _ law.Facts) []string { return b.Rules.Officers },
	People:   Body.people,
})

// owed is what is owed, and by whom.
func owed(o obligation.Obligation) (string, []law.Role) {
	switch o.Ladder {
	case MinutesLadder:
		return "draft of the minutes (" + o.ID + ")", []law.Role{law.Officer}
	case VoteLadder:
		return "ballot in writing (" + o.ID + ")", []law.Role{law.Contact}
	case TermLadder:
		return "what follows after the term (" + o.ID + ")", []law.Role{law.Officer}
	case FollowUpLadder:
		return "what follows from a recommendation (" + o.ID + ")", []law.Role{law.Officer}
	case MeetingLadder:
		return "meeting (" + o.ID + ")", []law.Role{law.Officer}
	}
	return "action to which a member committed itself (" + o.ID + ")", []law.Role{law.Contact}
}

func (b Body) schedule() obligation.Schedule {
	cal, err := b.Rules.Calendar()
	if err != nil {
		return obligation.Schedule{}
	}
	return obligation.Schedule{Owed: b.Obligations, Ladders: b.Rules.Reminders.Ladders, Cal: cal, Passed: b.Passed}
}

// The keys of moments. At one instant ballots are counted before the mandate ends, and that before terms.
const (
	momentVote = "ballots@"
	momentCall = "call@"
	momentEnds = "ends@"
	momentTerm = "term@"
)

func voteKey(d Decision) string { return momentVote + voteOf(d.ID, d.Step(), d.Until.String()) }

func (b Body) moments(law.Facts) (ms []law.Moment) {
	is := b.schedule()
	if is.Cal.Zone == nil || b.Stage == "" || b.Stage == Dissolved {
		return nil
	}
	if b.Stage == Active && !b.Ends.IsZero() {
		ms = append(ms, law.Moment{At: b.Ends.End(is.Cal.Zone), Key: momentEnds + b.Ends.String()})
	}
	for _, d := range b.Decisions {
		if d.Stands == Open && d.Meeting == "" {
			ms = append(ms, law.Moment{At: d.Until.End(is.Cal.Zone), Key: voteKey(d)})
		}
	}
	ms = append(ms, b.terms()...)
	for _, p := range is.Plan() {
		ms = append(ms, law.Moment{At: p.At, Key: p.Key, Idle: p.Idle()})
	}
	slices.SortStableFunc(ms, law.CompareMoments)
	return ms
}

func (b Body) elapse(_ law.Facts, m law.Moment) []Event {
	if b.Stage == Active && m.Key == momentEnds+b.Ends.String() {
		return []Event{BodyEnded{At: m.At, Promise: law.Promise{Letters: law.To(append(b.everybody(), b.Rules.Officers...), "body-ended", law.Ref("body", b.Reference))}}}
	}
	for _, d := range b.Decisions {
		if d.Stands == Open && d.Meeting == "" && m.Key == voteKey(d) {
			e := b.counted(d, m.At)
			e.At = m.At
			return []Event{e}
		}
	}
	if e := b.termOver(m.Key, m.At); e != nil {
		return e
	}
	for _, p := range b.schedule().Plan() {
		if p.Key == m.Key {
			return []Event{b.reminded(p)}
		}
	}
	return nil
}

// reminded is the outcome of a rung.
func (b Body) reminded(p obligation.Planned) Event {
	is := p.Record()
	if is.Outcome != obligation.Sent {
		return BodyReminded{Passed: is}
	}
	var people []string
	for _, to := range p.Rung.To {
		if to == obligation.Owner {
			people = append(people, p.Obligation.Who...)
		} else {
			people = append(people, b.Rules.Officers...)
		}
	}
	path := "reminders.ladders." + p.Obligation.Ladder
	return BodyReminded{Passed: is, Promise: law.Promise{Letters: law.To(people, p.Rung.Letter, law.Word("obligation", "obligation", p.Obligation.ID),
		law.On("due", p.Due.On), law.Rules("what", path+".what", p.Ladder.What), law.Rules("lapse", path+".lapse", p.Ladder.Lapse))}}
}
