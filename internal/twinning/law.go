package twinning

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/organisation"
)

// FoldNumber changes whenever the same events add up to another state.
const FoldNumber = 6

// Law is the law of a tender's life, as everything outside of it sees it.
var Law = law.Adapt(law.Typed[Twinning, Event, Command]{
	Name: "twinning", Fold: FoldNumber, Events: Events, Commands: Commands,
	Zero:   func(reference string) Twinning { return Twinning{Reference: reference} },
	Evolve: Twinning.Evolve,
	Decide: decide,
	// Needs is always the call: its roles, its deadline rule, its rule books.
	// What links an organisation is decided with its record, too.
	Needs: func(t Twinning, commands ...Command) []string {
		needs := []string{law.CallStream(law.CallOf(t.Reference))}
		for _, c := range commands {
			if link, is := c.(LinkOrganisation); is && link.Record != "" {
				needs = append(needs, organisation.Root+link.Record)
			}
		}
		return needs
	},
	Moments:  func(t Twinning, f law.Facts) []law.Moment { return t.moments(theCall(t, f)) },
	Elapse:   func(t Twinning, f law.Facts, m law.Moment) []Event { return t.elapse(theCall(t, f).As(m.At), m) },
	Schedule: reminders,
	Owes:     owedBy,
	Messages: Twinning.messages,
	// Staff are the officers of the call.
	People: Twinning.people,
	Staff:  func(t Twinning, f law.Facts) []string { return theCall(t, f).People(law.Officer) },
})

func decide(c Command, t Twinning, f law.Facts, r law.Receipt) ([]Event, error) {
	of := theCall(t, f).As(r.ReceivedAt) // with the roles of that instant
	if of.Stage == call.None {
		return nil, law.Refuse("stages", "no-such-call", law.Ref("tender", t.Reference), law.Ref("call", law.CallOf(t.Reference)))
	}
	if link, is := c.(LinkOrganisation); is {
		return link.link(t, of, f, r)
	}
	events, err := c.Decide(t, of, r)
	if err != nil {
		return nil, err
	}
	return t.awaits(events, of, r), nil
}

// reminders is what the rungs of its obligations are computed from.
func reminders(t Twinning, f law.Facts) obligation.Schedule {
	c := theCall(t, f)
	terms, err := t.terms(c)
	if err != nil {
		return obligation.Schedule{} // without a rule book there are no rungs
	}
	return t.schedule(c, terms)
}

func theCall(t Twinning, f law.Facts) call.Call {
	c, ok := f.State(law.CallStream(law.CallOf(t.Reference))).(call.Call)
	if !ok {
		return call.Call{}
	}
	return c
}
