package twinning

import (
	"fmt"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// FoldNumber changes whenever the same events add up to another state.
const FoldNumber = 4

// Law is the law of a tender's life, as everything outside of it sees it.
var Law law.Law = theLaw{}

type theLaw struct{}

func (theLaw) Name() string { return "twinning" }
func (theLaw) Fold() int    { return FoldNumber }

func (theLaw) Zero(stream string) law.State {
	return Twinning{Reference: law.Reference(stream)}
}

func (theLaw) Event(kind string, body []byte) (law.Event, error) {
	return law.DecodeEvent(Events, kind, body)
}

func (theLaw) Command(kind string, body []byte) (law.Command, error) {
	return Commands.Decode(kind, body)
}

func (theLaw) Evolve(s law.State, e law.Event, at law.Recorded) law.State {
	return s.(Twinning).Evolve(e.(Event), at)
}

// Needs is always the call: its roles, its deadline rule, its rule books.
func (theLaw) Needs(s law.State, _ ...law.Command) []string {
	return []string{law.CallStream(law.CallOf(s.(Twinning).Reference))}
}

func (theLaw) Decide(s law.State, f law.Facts, c law.Command, r law.Receipt) ([]law.Event, error) {
	cc, ok := c.(Command)
	if !ok {
		return nil, fmt.Errorf("%s is no command of a tender's life", c.Kind())
	}
	t := s.(Twinning)
	of := theCall(t, f)
	if of.Stage == call.None {
		return nil, law.Refuse("stages", "no-such-call", law.Ref("tender", t.Reference), law.Ref("call", law.CallOf(t.Reference)))
	}
	events, err := cc.Decide(t, of, r)
	return widen(events), err
}

func (theLaw) Next(s law.State, f law.Facts) (law.Moment, bool) {
	t := s.(Twinning)
	next, _, ok, _ := law.First(t.moments(theCall(t, f)))
	return next, ok
}

func (theLaw) Wakes(s law.State, f law.Facts) (law.Moment, bool) {
	t := s.(Twinning)
	_, wakes, _, ok := law.First(t.moments(theCall(t, f)))
	return wakes, ok
}

func (theLaw) Elapse(s law.State, f law.Facts, m law.Moment) []law.Event {
	t := s.(Twinning)
	return widen(t.elapse(theCall(t, f), m))
}

func (theLaw) Schedule(s law.State, f law.Facts) obligation.Schedule {
	t := s.(Twinning)
	terms, err := t.terms(theCall(t, f))
	if err != nil {
		return obligation.Schedule{} // without a rule book there are no rungs
	}
	return t.schedule(terms)
}

// Staff are the officers of the call.
func (theLaw) Staff(s law.State, f law.Facts) []string {
	return theCall(s.(Twinning), f).People(law.Officer)
}

func theCall(t Twinning, f law.Facts) call.Call {
	c, ok := f.State(law.CallStream(law.CallOf(t.Reference))).(call.Call)
	if !ok {
		return call.Call{}
	}
	return c
}

// LawOf returns the law of a life by its stream.
func LawOf(stream string) (law.Law, bool) {
	switch {
	case len(stream) > 5 && stream[:5] == "call/":
		return call.Law, true
	case len(stream) > 9 && stream[:9] == "twinning/":
		return Law, true
	}
	return nil, false
}

func widen(events []Event) []law.Event {
	wide := make([]law.Event, len(events))
	for i, e := range events {
		wide[i] = e
	}
	return wide
}
