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
	"twinning.example/engine/internal/state"
)

// again asks the law once more what it asked when an event was recorded: the
// same state, the same facts, the same command or moment. It compares every
// event of that answer with what is stored, byte for byte. It is written apart
// from the judgement, of which it is the check.
func (x *Explainer) again(ctx context.Context, l *line, i int) (Recomputed, error) {
	first, past := l.group(i)
	e := l.events[first]
	if past > l.blind {
		return Recomputed{Blind: "a body before it, or its own, was erased"}, nil
	}
	if e.Seen < 0 {
		return Recomputed{Blind: "its header does not say what was seen"}, nil
	}
	var made said
	var wrong string
	var err error
	if e.Command == "" {
		made, wrong, err = x.elapsed(ctx, l, first)
	} else {
		made, wrong, err = x.decided(ctx, l, first, past)
	}
	switch {
	case errors.Is(err, errErased):
		return Recomputed{Blind: "a body that it rests on was erased"}, nil
	case err != nil:
		return Recomputed{}, err
	case wrong == "":
		wrong = l.compare(first, past, made)
	}
	return Recomputed{Same: wrong == "", Difference: wrong}, nil
}

// said is what the law makes of a command or a moment, and the facts that it had.
type said struct {
	events []law.Event
	facts  law.Facts
}

// elapsed is what the law makes of the moment that a life has reached.
func (x *Explainer) elapsed(ctx context.Context, l *line, first int) (said, string, error) {
	e, state := l.events[first], l.states[first]
	facts, err := x.past(ctx, l.law.Needs(state), e.Seen)
	if err != nil {
		return said{}, "", err
	}
	m, ok := l.law.Next(state, facts)
	switch {
	case !ok:
		return said{}, fmt.Sprintf("the law waits for no moment there, and %s is recorded", e.Cause), nil
	case m.Key != e.Cause:
		return said{}, fmt.Sprintf("the next moment of the law is %s, and %s is recorded", m.Key, e.Cause), nil
	case !e.Recorded.After(m.At):
		return said{}, fmt.Sprintf("the moment is %s, and it was recorded before", instant(m.At)), nil
	}
	all, err := x.commands(ctx, l)
	if err != nil {
		return said{}, "", err
	}
	answered := map[string]bool{}
	for _, before := range l.events[:first] {
		answered[before.Command] = true
	}
	for _, r := range all {
		if !r.ReceivedAt.After(m.At) && !answered[r.Command] {
			return said{}, fmt.Sprintf("command %s was received before that moment, and was not judged before it", r.Command), nil
		}
	}
	return said{l.law.Elapse(state, facts, m), facts}, "", nil
}

// decided is what the law says to the command that a group of events answers.
func (x *Explainer) decided(ctx context.Context, l *line, first, past int) (said, string, error) {
	e, state := l.events[first], l.states[first]
	r, err := x.receipt(ctx, l, e.Command)
	if err != nil {
		return said{}, "", err
	}
	if r == nil {
		return said{}, fmt.Sprintf("no command %s was received", e.Command), nil
	}
	if r.erased {
		return said{}, "", errErased
	}
	for _, o := range l.events[first:past] {
		if o.Actor != r.Actor || o.For != r.For || !o.Received.Equal(r.ReceivedAt) || o.Cause != strconv.FormatInt(r.Position, 10) {
			return said{}, fmt.Sprintf("the header at position %d and the receipt at position %d do not name the same people and instants", o.Position, r.Position), nil
		}
	}
	var commands []law.Command
	if r.command != nil {
		commands = append(commands, r.command)
	}
	facts, err := x.past(ctx, l.law.Needs(state, commands...), e.Seen)
	if err != nil {
		return said{}, "", err
	}
	if m, ok := l.law.Next(state, facts); ok && m.At.Before(r.ReceivedAt) {
		return said{}, fmt.Sprintf("the moment %s lay before the command and was not recorded before it", m.Key), nil
	}
	if wrong, err := x.follows(ctx, l, r); wrong != "" || err != nil {
		return said{}, wrong, err
	}
	return said{judge(l.law, state, facts, r, l.values[first]), facts}, "", nil
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
func (x *Explainer) cause(ctx context.Context, r *receipt) (*line, int, error) {
	text, _, ok := strings.Cut(r.Command, "/")
	position, err := strconv.ParseInt(text, 10, 64)
	if r.Actor != law.Engine || !ok || err != nil {
		return nil, 0, nil
	}
	for _, l := range x.lines {
		if n := l.count(position); n < len(l.events) && l.events[n].Position == position {
			return l, n, nil
		}
	}
	e, err := x.at(ctx, position)
	if err != nil || lives.At(e.Stream) != e.Stream {
		return nil, 0, err
	}
	l, err := x.line(ctx, e.Stream)
	if err != nil {
		return nil, 0, err
	}
	return l, l.count(position), nil
}

// follows checks that a command of the engine's is what its fact means for this life.
func (x *Explainer) follows(ctx context.Context, l *line, r *receipt) (string, error) {
	of, n, err := x.cause(ctx, r)
	if err != nil || of == nil {
		return "", err
	}
	if n >= of.blind {
		return "", errErased
	}
	recorded, said, err := of.messages(n)
	if err != nil {
		return "", err
	}
	_, number, _ := strings.Cut(r.Command, "/")
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(recorded) || i >= len(said) {
		return fmt.Sprintf("the fact at position %d has no message that the command %s could be", of.events[n].Position, r.Command), nil
	}
	for _, m := range []law.StoredMessage{recorded[i], said[i]} {
		if m.Stream != l.stream || m.Kind != r.name || !bytes.Equal(m.Body, r.body) {
			return fmt.Sprintf("the command %s does not follow from the fact at position %d", r.name, of.events[n].Position), nil
		}
	}
	return "", nil
}

// messages are those that are recorded with an event, and those that the law
// makes of it.
func (l *line) messages(n int) (recorded, said []law.StoredMessage, err error) {
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

// meaning is what an event in a place of this line means for other lives.
func (l *line) meaning(n int, v law.Event) []law.Message {
	if state.IsEngine(v.Kind()) {
		return nil
	}
	return l.law.Messages(l.states[n], v)
}

// envelope is what stands around an event in a place of this line.
func (l *line) envelope(n int, v law.Event, facts law.Facts) law.Envelope {
	if state.IsEngine(v.Kind()) {
		return law.Envelope{}
	}
	return law.Enclose(l.law, l.states[n], l.states[n+1], facts, v)
}

// compare finds the first difference between what the law says and what is stored.
func (l *line) compare(first, past int, made said) string {
	if len(made.events) != past-first {
		return fmt.Sprintf("the law makes %s of it, and %s recorded: %s", count(len(made.events), "event", "events"), count(past-first, "is", "are"), kinds(made.events))
	}
	for i, v := range made.events {
		e := l.events[first+i]
		body, err := law.WriteEvent(v, l.envelope(first+i, v, made.facts))
		switch {
		case err != nil:
			return fmt.Sprintf("what the law says cannot be written: %v", err)
		case v.Kind() != e.Kind:
			return fmt.Sprintf("the law says %s, and %s is recorded at position %d", v.Kind(), e.Kind, e.Position)
		case law.IsSealed(v) != e.Sealed():
			return fmt.Sprintf("%s at position %d is sealed where the law does not seal it, or the reverse", e.Kind, e.Position)
		case !bytes.Equal(body, l.bodies[first+i]):
			return fmt.Sprintf("%s at position %d: %s", e.Kind, e.Position, firstDifference(l.bodies[first+i], body))
		}
	}
	return ""
}

func kinds(events []law.Event) string {
	list := make([]string, len(events))
	for i, e := range events {
		list[i] = e.Kind()
	}
	return and(list)
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
