package explain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
)

// again asks the law once more what it asked when an event was recorded: the
// same state, the same facts, the same command or moment. It compares every
// event of that answer with what is stored, byte for byte. It is written apart
// from the judgement, of which it is the check.
func (x *Explainer) again(ctx context.Context, l *timeline, i int) (recomputed, error) {
	first, end := l.group(i)
	e := l.events[first]
	if end > l.blind {
		return recomputed{blind: law.Why("blind-before")}, nil
	}
	if e.Seen < 0 {
		return recomputed{blind: law.Why("blind-unseen")}, nil
	}
	var made said
	var wrong law.Reason
	var err error
	if e.Command == "" {
		made, wrong, err = x.elapsed(ctx, l, first)
	} else {
		made, wrong, err = x.decided(ctx, l, first, end)
	}
	switch {
	case errors.Is(err, errErased):
		return recomputed{blind: law.Why("blind-beneath")}, nil
	case err != nil:
		return recomputed{}, err
	case wrong.IsZero():
		wrong = l.compare(first, end, made)
	}
	return recomputed{difference: wrong}, nil
}

// recomputed is where the law says something else today, or why it cannot be asked:
// both are none where it says the same.
type recomputed struct{ difference, blind law.Reason }

// said is what the law makes of a command or a moment, and the facts that it had.
type said struct {
	events []law.Event
	facts  law.Facts
}

// elapsed is what the law makes of the moment that a life has reached.
func (x *Explainer) elapsed(ctx context.Context, l *timeline, first int) (said, law.Reason, error) {
	e, state := l.events[first], l.states[first]
	facts, err := x.factsAt(ctx, l.law.Needs(state), e.Seen)
	if err != nil {
		return said{}, law.Reason{}, err
	}
	m, ok := l.law.Next(state, facts)
	switch {
	case !ok:
		return said{}, law.Why("differs-no-moment", narrate.Verbatim("recorded", e.Cause)), nil
	case m.Key != e.Cause:
		return said{}, law.Why("differs-other-moment", narrate.Verbatim("next", m.Key), narrate.Verbatim("recorded", e.Cause)), nil
	case !e.Recorded.After(m.At):
		return said{}, law.Why("differs-too-early", instant("at", m.At)), nil
	}
	all, err := x.commands(ctx, l)
	if err != nil {
		return said{}, law.Reason{}, err
	}
	answered := map[string]bool{}
	for _, before := range l.events[:first] {
		answered[before.Command] = true
	}
	for _, r := range all {
		if !r.ReceivedAt.After(m.At) && !answered[r.Command] {
			return said{}, law.Why("differs-command-first", narrate.Verbatim("command", r.Command)), nil
		}
	}
	return said{l.law.Elapse(state, facts, m), facts}, law.Reason{}, nil
}

// decided is what the law says to the command that a group of events answers.
func (x *Explainer) decided(ctx context.Context, l *timeline, first, end int) (said, law.Reason, error) {
	e, state := l.events[first], l.states[first]
	r, err := x.receipt(ctx, l, e.Command)
	if err != nil {
		return said{}, law.Reason{}, err
	}
	if r == nil {
		return said{}, law.Why("differs-no-command", narrate.Verbatim("command", e.Command)), nil
	}
	if r.erased {
		return said{}, law.Reason{}, errErased
	}
	for _, o := range l.events[first:end] {
		if o.Actor != r.Actor || o.For != r.For || !o.Received.Equal(r.ReceivedAt) || o.Cause != strconv.FormatInt(r.Position, 10) {
			return said{}, law.Why("differs-header", law.Count("header", o.Position), law.Count("receipt", r.Position)), nil
		}
	}
	var commands []law.Command
	if r.command != nil {
		commands = append(commands, r.command)
	}
	facts, err := x.factsAt(ctx, l.law.Needs(state, commands...), e.Seen)
	if err != nil {
		return said{}, law.Reason{}, err
	}
	if m, ok := l.law.Next(state, facts); ok && m.At.Before(r.ReceivedAt) {
		return said{}, law.Why("differs-moment-first", narrate.Verbatim("moment", m.Key)), nil
	}
	if wrong, err := x.follows(ctx, l, r); !wrong.IsZero() || err != nil {
		return said{}, wrong, err
	}
	return said{judge(l.law, state, facts, r, l.values[first]), facts}, law.Reason{}, nil
}

// judge is what answers a command: the law's events, its refusal, or that it
// cannot be judged, as often as was tried when the answer was recorded.
func judge(l law.Law, state law.State, facts law.Facts, r *receipt, stored law.Event) (made []law.Event) {
	unjudged := func(code string) []law.Event {
		attempts := 0
		if u, ok := stored.(law.CommandUnjudged); ok {
			attempts = u.Attempts
		}
		stream := r.event.Stream[:strings.LastIndexByte(r.event.Stream, '/')]
		return []law.Event{law.CommandUnjudged{
			Name: r.name, Code: code, Attempts: attempts,
			Promise: law.Promise{Letters: law.To(l.Staff(state, facts), "unjudged",
				law.Word("stream", "stream", stream), law.Word("kind", "command", r.name), law.Word("command", "command-id", r.Command))},
		}}
	}
	if r.broken != nil {
		return unjudged(law.UnjudgedCode(r.broken, law.Unreadable))
	}
	defer func() {
		if p := recover(); p != nil {
			made = unjudged(law.Failed)
		}
	}()
	events, err := l.Decide(state, facts, r.command, r.Receipt)
	if refusal, refused := law.Refused(err); refused {
		return []law.Event{law.CommandRefused{Name: r.name, Refusal: *refusal}}
	}
	if err != nil {
		return unjudged(law.UnjudgedCode(err, law.Failed))
	}
	return events
}

// cause is the event that a command of the engine's follows from: its id begins
// with the event's position.
func (x *Explainer) cause(ctx context.Context, r *receipt) (*timeline, int, error) {
	text, _, ok := strings.Cut(r.Command, "/")
	position, err := strconv.ParseInt(text, 10, 64)
	if r.Actor != law.Engine || !ok || err != nil {
		return nil, 0, nil
	}
	for _, l := range x.timelines {
		if n := l.count(position); n < len(l.events) && l.events[n].Position == position {
			return l, n, nil
		}
	}
	e, err := x.at(ctx, position)
	if err != nil || lives.At(e.Stream) != e.Stream {
		return nil, 0, err
	}
	l, err := x.timeline(ctx, e.Stream)
	if err != nil {
		return nil, 0, err
	}
	return l, l.count(position), nil
}

// follows checks that a command of the engine's is what its fact means for this life.
func (x *Explainer) follows(ctx context.Context, l *timeline, r *receipt) (law.Reason, error) {
	of, n, err := x.cause(ctx, r)
	if err != nil || of == nil {
		return law.Reason{}, err
	}
	if n >= of.blind {
		return law.Reason{}, errErased
	}
	recorded, said, err := of.messages(n)
	if err != nil {
		return law.Reason{}, err
	}
	_, number, _ := strings.Cut(r.Command, "/")
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(recorded) || i >= len(said) {
		return law.Why("differs-no-message", law.Count("position", of.events[n].Position), narrate.Verbatim("command", r.Command)), nil
	}
	for _, m := range []law.StoredMessage{recorded[i], said[i]} {
		if m.Stream != l.stream || m.Kind != r.name || !bytes.Equal(m.Body, r.body) {
			return law.Why("differs-message", narrate.Verbatim("command", r.name), law.Count("position", of.events[n].Position)), nil
		}
	}
	return law.Reason{}, nil
}

// messages are those that are recorded with an event, and those that the law
// makes of it.
func (l *timeline) messages(n int) (recorded, said []law.StoredMessage, err error) {
	if known, ok := l.told[n]; ok {
		return known[0], known[1], nil
	}
	if recorded, err = law.ReadMessages(l.bodies[n]); err != nil {
		return nil, nil, fmt.Errorf("position %d: %w", l.events[n].Position, err)
	}
	if said, err = law.StoreMessages(l.meaning(n, l.values[n])); err != nil {
		return nil, nil, fmt.Errorf("position %d: %w", l.events[n].Position, err)
	}
	l.told[n] = [2][]law.StoredMessage{recorded, said}
	return recorded, said, nil
}

// meaning is what an event in a place of this timeline means for other lives.
func (l *timeline) meaning(n int, v law.Event) []law.Message {
	if state.IsEngine(v.Kind()) {
		return nil
	}
	return l.law.Messages(l.states[n], v)
}

// envelope is what stands around an event in a place of this timeline.
func (l *timeline) envelope(n int, v law.Event, facts law.Facts) law.Envelope {
	if state.IsEngine(v.Kind()) {
		return law.Envelope{}
	}
	return law.Enclose(l.law, l.states[n], l.states[n+1], facts, v)
}

// compare finds the first difference between what the law says and what is stored.
func (l *timeline) compare(first, end int, made said) law.Reason {
	if len(made.events) != end-first {
		return law.Why("differs-number", law.Count("made", len(made.events)), law.Count("recorded", end-first), law.Words("kinds", "event", kinds(made.events)))
	}
	for i, v := range made.events {
		e := l.events[first+i]
		body, err := law.WriteEvent(v, l.envelope(first+i, v, made.facts))
		switch {
		case err != nil:
			return law.Why("differs-unwritable", narrate.Verbatim("error", err.Error()))
		case v.Kind() != e.Kind:
			return law.Why("differs-kind", law.Word("computed", "event", v.Kind()), law.Word("recorded", "event", e.Kind), law.Count("position", e.Position))
		case law.IsSealed(v) != e.Sealed():
			return law.Why("differs-sealing", law.Word("kind", "event", e.Kind), law.Count("position", e.Position))
		case !bytes.Equal(body, l.bodies[first+i]):
			return law.Why("differs-in-event", law.Word("kind", "event", e.Kind), law.Count("position", e.Position), law.Because("what", firstDifference(l.bodies[first+i], body)))
		}
	}
	return law.Reason{}
}

func kinds(events []law.Event) []string {
	list := make([]string, len(events))
	for i, e := range events {
		list[i] = e.Kind()
	}
	return list
}

// at is the event at a position.
func (x *Explainer) at(ctx context.Context, position int64) (ledger.Event, error) {
	events, err := x.from.Read(ctx, ledger.Query{From: position, To: position + 1})
	if err != nil {
		return ledger.Event{}, fmt.Errorf("read position %d: %w", position, err)
	}
	if len(events) == 0 {
		return ledger.Event{}, nil
	}
	return events[0], nil
}
