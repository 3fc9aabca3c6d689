package law

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/obligation"
)

// Members are the kinds of a closed union, in the order of a life.
type Members[T any] interface {
	Kinds() []string
	// Zero returns the empty member of a kind; false where the law has none.
	Zero(kind string) (T, bool)
}

// Typed is a law over types of its own: a state S, events E, commands C. Adapt
// makes of it what everything outside knows. A function that is nil says that
// the law has nothing of the sort: no other streams, no moments, no reminders, no messages.
type Typed[S State, E Event, C Command] struct {
	Name     string
	Fold     int // its number; see Law.Fold
	Events   Catalogue[E]
	Commands Catalogue[C]

	Zero   func(reference string) S
	Evolve func(S, E, Recorded) S
	Decide func(C, S, Facts, Receipt) ([]E, error)

	Needs    func(S, ...C) []string
	Moments  func(S, Facts) []Moment // those that are ahead, in the order of CompareMoments
	Elapse   func(S, Facts, Moment) []E
	Schedule func(S, Facts) obligation.Schedule
	Owes     func(obligation.Obligation) (what string, by []Role)
	Messages func(S, E) []Message
	Staff    func(S, Facts) []string
	People   func(S) []string
}

// Adapt returns a typed law as everything outside of it sees it.
func Adapt[S State, E Event, C Command](t Typed[S, E, C]) Law { return adapted[S, E, C]{t} }

type adapted[S State, E Event, C Command] struct{ t Typed[S, E, C] }

func (a adapted[S, E, C]) Name() string { return a.t.Name }
func (a adapted[S, E, C]) Fold() int    { return a.t.Fold }

func (a adapted[S, E, C]) Events() Members[Event]     { return wide[Event, E]{a.t.Events} }
func (a adapted[S, E, C]) Commands() Members[Command] { return wide[Command, C]{a.t.Commands} }

func (a adapted[S, E, C]) Zero(stream string) State { return a.t.Zero(Reference(stream)) }

func (a adapted[S, E, C]) Event(kind string, body []byte) (Event, error) {
	return DecodeEvent(a.t.Events, kind, body)
}

func (a adapted[S, E, C]) Command(kind string, body []byte) (Command, error) {
	return a.t.Commands.Decode(kind, body)
}

func (a adapted[S, E, C]) Evolve(s State, e Event, at Recorded) State {
	return a.t.Evolve(s.(S), e.(E), at)
}

func (a adapted[S, E, C]) Needs(s State, commands ...Command) []string {
	if a.t.Needs == nil {
		return nil
	}
	own := make([]C, 0, len(commands))
	for _, c := range commands {
		if cc, ok := c.(C); ok {
			own = append(own, cc)
		}
	}
	return a.t.Needs(s.(S), own...)
}

func (a adapted[S, E, C]) Decide(s State, f Facts, c Command, r Receipt) ([]Event, error) {
	cc, ok := c.(C)
	if !ok {
		return nil, fmt.Errorf("%s is no command of a %s", c.Kind(), a.t.Name)
	}
	events, err := a.t.Decide(cc, s.(S), f, r)
	return Widen(events), err
}

func (a adapted[S, E, C]) moments(s State, f Facts) []Moment {
	if a.t.Moments == nil {
		return nil
	}
	return a.t.Moments(s.(S), f)
}

func (a adapted[S, E, C]) Next(s State, f Facts) (Moment, bool) {
	next, _, ok, _ := First(a.moments(s, f))
	return next, ok
}

func (a adapted[S, E, C]) Wakes(s State, f Facts) (Moment, bool) {
	_, wakes, _, ok := First(a.moments(s, f))
	return wakes, ok
}

func (a adapted[S, E, C]) Elapse(s State, f Facts, m Moment) []Event {
	if a.t.Elapse == nil {
		return nil
	}
	return Widen(a.t.Elapse(s.(S), f, m))
}

func (a adapted[S, E, C]) Schedule(s State, f Facts) obligation.Schedule {
	if a.t.Schedule == nil {
		return obligation.Schedule{}
	}
	return a.t.Schedule(s.(S), f)
}

// Schedules tells whether anything can be owed in such a life.
func (a adapted[S, E, C]) Schedules() bool { return a.t.Schedule != nil }

// Owes names an obligation by its ladder where the law says no more.
func (a adapted[S, E, C]) Owes(o obligation.Obligation) (what string, by []Role) {
	if a.t.Owes == nil {
		return o.Ladder, nil
	}
	return a.t.Owes(o)
}

func (a adapted[S, E, C]) Messages(s State, e Event) []Message {
	own, ok := e.(E)
	if !ok || a.t.Messages == nil {
		return nil
	}
	return a.t.Messages(s.(S), own)
}

func (a adapted[S, E, C]) Staff(s State, f Facts) []string {
	if a.t.Staff == nil {
		return nil
	}
	return a.t.Staff(s.(S), f)
}

// People are sorted, each once.
func (a adapted[S, E, C]) People(s State) []string {
	if a.t.People == nil {
		return nil
	}
	all := slices.Sorted(slices.Values(a.t.People(s.(S))))
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(id string) bool { return id == "" })
}

// Widen returns the events of a law as events.
func Widen[E Event](events []E) []Event {
	wide := make([]Event, len(events))
	for i, e := range events {
		wide[i] = e
	}
	return wide
}

// wide is a catalogue whose members are seen as T.
type wide[T any, M interface{ Kind() string }] struct{ of Catalogue[M] }

func (w wide[T, M]) Kinds() []string { return w.of.Kinds() }

func (w wide[T, M]) Zero(kind string) (T, bool) {
	m, ok := w.of.Zero(kind)
	if !ok {
		var none T
		return none, false
	}
	return any(m).(T), true
}
