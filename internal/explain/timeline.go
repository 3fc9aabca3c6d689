package explain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A timeline is a life with its state before and after each of its events: it is
// read and folded once, however many decisions ask for it.
type timeline struct {
	stream string
	law    law.Law
	events []ledger.Event
	values []law.Event // nil where the body was erased
	bodies [][]byte
	states []law.State // one more than events: the state before each, and the last
	blind  int         // the first event whose body was erased; len(events) for none

	receipts []*receipt // of its inbox, once asked for
	read     bool
	told     map[int][2][]law.StoredMessage // by event, once asked for: see messages
}

// A receipt is a command in the inbox of a life.
type receipt struct {
	law.Receipt
	event   ledger.Event
	name    string
	body    json.RawMessage
	command law.Command
	broken  error // it cannot be read
	erased  bool
}

func (x *Explainer) timeline(ctx context.Context, stream string) (*timeline, error) {
	if l, ok := x.timelines[stream]; ok {
		return l, nil
	}
	events, err := x.from.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", stream, err)
	}
	bodies, err := x.bodies.OpenBodies(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("open bodies of %s: %w", stream, err)
	}
	return x.keep(stream, events, bodies)
}

// ErrFold is the cause where an event of a life is none of its law: the ledger was changed, or the law was.
var ErrFold = errors.New("cannot be folded")

func (x *Explainer) keep(stream string, events []ledger.Event, bodies [][]byte) (*timeline, error) {
	zero, err := state.Zero(stream)
	if err != nil {
		return nil, err
	}
	l := &timeline{stream: stream, law: zero.Law, events: events, bodies: bodies, blind: len(events), states: []law.State{zero.State}, told: map[int][2][]law.StoredMessage{}}
	for i, e := range events {
		e.Removed = e.Removed || bodies[i] == nil && e.Sealed() // it may have been erased since it was read
		was := zero
		if zero, err = state.Safely(was, e, bodies[i]); err != nil {
			return nil, fmt.Errorf("position %d %w: %w", e.Position, ErrFold, err)
		}
		var v law.Event
		if !e.Removed {
			if v, err = state.Decode(l.law, e.Kind, bodies[i]); err != nil {
				return nil, fmt.Errorf("%s version %d: %w", stream, e.Version, err)
			}
		} else {
			l.blind = min(l.blind, i)
		}
		l.values, l.states = append(l.values, v), append(l.states, zero.State)
	}
	x.timelines[stream] = l
	return l, nil
}

// under reads every life under a prefix, all at once.
func (x *Explainer) under(ctx context.Context, prefix string) ([]string, error) {
	if names, ok := x.prefixes[prefix]; ok {
		return names, nil
	}
	kinds := append(slices.Clone(call.Events.Kinds()), twinning.Events.Kinds()...)
	for _, k := range law.EngineEvents.Kinds() {
		if k != (law.CommandReceived{}).Kind() { // those are the inboxes'
			kinds = append(kinds, k)
		}
	}
	events, err := x.from.Read(ctx, ledger.Query{Prefix: prefix, Kinds: kinds})
	if err != nil {
		return nil, fmt.Errorf("read %s*: %w", prefix, err)
	}
	events = slices.DeleteFunc(events, func(e ledger.Event) bool { return !lives.Is(e.Stream) || x.timelines[e.Stream] != nil })
	bodies, err := x.bodies.OpenBodies(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("open bodies of %s*: %w", prefix, err)
	}
	type pile struct {
		events []ledger.Event
		bodies [][]byte
	}
	piles := map[string]*pile{}
	for i, e := range events {
		p := piles[e.Stream]
		if p == nil {
			p = &pile{}
			piles[e.Stream] = p
		}
		p.events, p.bodies = append(p.events, e), append(p.bodies, bodies[i])
	}
	for stream, p := range piles {
		if p.events[len(p.events)-1].Version != int64(len(p.events)) { // a kind that is not known: let reading say so
			_, err = x.timeline(ctx, stream)
		} else {
			_, err = x.keep(stream, p.events, p.bodies)
		}
		if err != nil {
			return nil, err
		}
	}
	names := []string{}
	for stream := range x.timelines {
		if strings.HasPrefix(stream, prefix) {
			names = append(names, stream)
		}
	}
	slices.Sort(names)
	x.prefixes[prefix] = names
	return names, nil
}

// happening is one of its events, for whoever decides who may see it.
func (l *timeline) happening(i int) access.Happening {
	return access.Happening{Kind: l.events[i].Kind, Actor: l.events[i].Actor, Event: l.values[i], Before: l.states[i], Later: l.values[i+1:]}
}

// group is the events of one answer, or of one moment: [first, end).
func (l *timeline) group(i int) (first, end int) {
	same := func(j int) bool {
		e, o := l.events[i], l.events[j]
		return e.Command == o.Command && e.Cause == o.Cause && e.Seen == o.Seen
	}
	for first = i; first > 0 && same(first-1); first-- {
	}
	for end = i + 1; end < len(l.events) && same(end); end++ {
	}
	return first, end
}

// count is how many events stand before a ledger position.
func (l *timeline) count(before int64) int {
	n, _ := slices.BinarySearchFunc(l.events, before, func(e ledger.Event, p int64) int {
		switch {
		case e.Position < p:
			return -1
		case e.Position > p:
			return 1
		}
		return 0
	})
	return n
}

func (l *timeline) last() law.State { return l.states[len(l.states)-1] }

// find is the last event before a ledger position that which selects.
func (l *timeline) find(before int64, which func(law.Event) bool) (ledger.Event, bool) {
	for i := l.count(before) - 1; i >= 0; i-- {
		if l.values[i] != nil && which(l.values[i]) {
			return l.events[i], true
		}
	}
	return ledger.Event{}, false
}

// value is what an event of this timeline says, nil where it was erased.
func (l *timeline) value(e ledger.Event) law.Event { return l.values[e.Version-1] }

// commands reads the inbox of a life, once.
func (x *Explainer) commands(ctx context.Context, l *timeline) ([]*receipt, error) {
	if l.read {
		return l.receipts, nil
	}
	events, err := x.from.Read(ctx, ledger.Query{Stream: life.Inbox(l.stream)})
	if err != nil {
		return nil, fmt.Errorf("read what %s received: %w", l.stream, err)
	}
	bodies, err := x.bodies.OpenBodies(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("open what %s received: %w", l.stream, err)
	}
	for i, e := range events {
		r := &receipt{event: e, Receipt: law.Receipt{Command: e.Command, Actor: e.Actor, For: e.For, ReceivedAt: e.Received, Position: e.Position}}
		if r.erased = e.Removed || bodies[i] == nil && e.Sealed(); !r.erased {
			r.open(l.law, bodies[i])
		}
		l.receipts = append(l.receipts, r)
	}
	l.read = true
	return l.receipts, nil
}

func (r *receipt) open(l law.Law, body []byte) {
	v, err := law.EngineEvents.Decode(r.event.Kind, body)
	if err != nil {
		r.broken = err
		return
	}
	received, ok := v.(law.CommandReceived)
	if !ok {
		r.broken = fmt.Errorf("%s is not the receipt of a command", r.event.Kind)
		return
	}
	r.name, r.body, r.Nonce, r.Edition = received.Name, received.Command, received.Nonce, received.Edition
	if r.command, r.broken = l.Command(received.Name, received.Command); r.broken == nil {
		r.command, r.broken = law.Referred(r.command, r.Receipt)
	}
}

// receipt is the receipt of a command, nil where there is none.
func (x *Explainer) receipt(ctx context.Context, l *timeline, command string) (*receipt, error) {
	all, err := x.commands(ctx, l)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.Command == command {
			return r, nil
		}
	}
	return nil, nil
}
