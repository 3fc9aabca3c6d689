// Package state adds the events of lives up to states: warm for the lives that
// work, cold for readers and auditors, as of any position. All are the same code.
package state

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
)

// A Source is where events are read: a snapshot of the ledger.
type Source interface {
	Read(ctx context.Context, q ledger.Query) ([]ledger.Event, error)
	Streams(ctx context.Context, prefix string) ([]string, error)
}

// Bodies opens the bodies of events, sealed ones too.
type Bodies interface {
	OpenBodies(ctx context.Context, events []ledger.Event) ([][]byte, error)
}

// A Folded is a stream's state at a version, with the letters promised so far.
type Folded struct {
	Stream   string
	Law      law.Law
	State    law.State
	Version  int64
	Position int64 // of the last event, -1 for none
	Promised []law.Promised
	owned    *atomic.Int64 // how much of the array behind Promised is taken
	since    time.Time     // nothing in it was erased up to this instant of this machine

	Elapsed   time.Time // the latest moment that has elapsed, on the programme clock; zero for none
	ElapsedAt int64     // the position of the event that says so
}

// A Folder adds streams up and remembers how far it came. It is safe for any
// number of goroutines: what it hands out are values.
type Folder struct {
	// Laws finds the law of a life by its stream. Nil is lives.Law; tests
	// set another one, before the first fold, to see lives go on under changed rules.
	Laws func(stream string) (law.Law, bool)

	bodies Bodies
	memory memory
}

// NewFolder remembers at most limit streams, and besides them those that the
// last FoldAll gave; 0 remembers nothing.
func NewFolder(bodies Bodies, limit int) *Folder {
	return &Folder{bodies: bodies, memory: newMemory(limit)}
}

// Forget makes the next fold of a stream a cold one.
func (f *Folder) Forget(stream string) { f.memory.forget(stream) }

// ForgetErased makes the next folds of these streams cold ones, and those of the lives whose inboxes or letters are among them: bodies in them
// were erased, and are gone. What was read before, or is read by a snapshot from before, is not remembered.
func (f *Folder) ForgetErased(streams []string) {
	for _, s := range streams {
		f.Forget(strings.TrimSuffix(strings.TrimSuffix(s, life.InboxSuffix), life.LettersSuffix))
	}
}

// Fold returns a stream as it stands in the source, which may be an earlier
// moment than the last that was folded.
func (f *Folder) Fold(ctx context.Context, from Source, stream string) (Folded, error) {
	size, dated := sizeOf(from)
	if dated {
		if is, ok := f.memory.current(stream, size); ok {
			return is, nil
		}
	}
	was, err := f.last(stream, from, began(from))
	if err != nil {
		return Folded{}, err
	}
	is, err := f.read(ctx, from, was)
	if err != nil {
		return Folded{}, err
	}
	f.memory.keep(is, size)
	return is, nil
}

// sizeOf is how many events a source reads of, where it is one moment of the ledger;
// else -1 and false.
func sizeOf(from Source) (int64, bool) {
	if moment, ok := from.(interface{ Size() int64 }); ok {
		return moment.Size(), true
	}
	return -1, false
}

// began is an instant before anything was read from a source: what was erased before it is not in it.
func began(from Source) time.Time {
	if moment, ok := from.(interface{ Began() time.Time }); ok {
		return moment.Began()
	}
	return time.Now()
}

// read adds what the source has beyond what is known.
func (f *Folder) read(ctx context.Context, from Source, was Folded) (Folded, error) {
	events, err := from.Read(ctx, ledger.Query{Stream: was.Stream, AfterVersion: was.Version, Trusted: true})
	if err != nil {
		return Folded{}, fmt.Errorf("read %s: %w", was.Stream, err)
	}
	return f.add(ctx, was, events)
}

// Extend adds events that whoever folded was has just appended, with their
// bodies in the clear: what Fold would read.
func (f *Folder) Extend(was Folded, events []ledger.Event, bodies [][]byte) (Folded, error) {
	is := was
	for i, e := range events {
		var err error
		if is, err = Step(is, e, bodies[i]); err != nil {
			return Folded{}, err
		}
	}
	f.memory.keep(is, is.Position+1)
	return is, nil
}

// FoldAt returns a stream as it stood before a ledger position, cold.
func FoldAt(ctx context.Context, bodies Bodies, from Source, stream string, before int64) (Folded, error) {
	zero, err := Zero(stream)
	if err != nil {
		return Folded{}, err
	}
	events, err := from.Read(ctx, ledger.Query{Stream: stream, To: before, Trusted: true})
	if err != nil {
		return Folded{}, fmt.Errorf("read %s: %w", stream, err)
	}
	return NewFolder(bodies, 0).add(ctx, zero, events)
}

// FoldEach returns these lives as they stand in the source, by stream: one that has not
// begun as it is before its first event.
func (f *Folder) FoldEach(ctx context.Context, from Source, streams []string) (map[string]Folded, error) {
	all, after := make(map[string]Folded, len(streams)), make(map[string]int64, len(streams))
	size, dated := sizeOf(from)
	since := began(from)
	for _, s := range streams {
		if dated {
			if is, ok := f.memory.current(s, size); ok {
				all[s] = is
				continue
			}
		}
		was, err := f.last(s, from, since)
		if err != nil {
			return nil, err
		}
		all[s], after[s] = was, was.Version
	}
	if len(after) == 0 {
		return all, nil
	}
	events, err := from.Read(ctx, ledger.Query{After: after, Trusted: true})
	if err != nil {
		return nil, fmt.Errorf("read %d lives: %w", len(after), err)
	}
	bodies, err := f.bodies.OpenBodies(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("open bodies of %d lives: %w", len(after), err)
	}
	for i, e := range events {
		if all[e.Stream], err = Step(all[e.Stream], e, bodies[i]); err != nil {
			return nil, err
		}
	}
	for _, is := range all {
		f.memory.keep(is, size)
	}
	return all, nil
}

// Recall is a stream as it was last folded, where that is at least a version: for who knows that the ledger has no more of it.
func (f *Folder) Recall(stream string, version int64) (Folded, bool) {
	is, ok := f.memory.of(stream)
	return is, ok && version > 0 && is.Version >= version
}

// last is what is known of a stream that the source knows too: many ask at once,
// each at a moment of their own, and whoever looks at an earlier one is told
// nothing of what came later. since is when the source began.
func (f *Folder) last(stream string, from Source, since time.Time) (Folded, error) {
	size, dated := sizeOf(from)
	is, ok := f.memory.of(stream)
	if !ok || dated && is.Position >= size {
		var err error
		if is, err = zero(f.Laws, stream); err != nil {
			return Folded{}, err
		}
	}
	is.since = since
	return is, nil
}

// Zero is a life before its first event.
func Zero(stream string) (Folded, error) { return zero(nil, stream) }

func zero(laws func(string) (law.Law, bool), stream string) (Folded, error) {
	if laws == nil {
		laws = lives.Law
	}
	l, ok := laws(stream)
	if !ok {
		return Folded{}, fmt.Errorf("%s is not the stream of a life", stream)
	}
	return Folded{Stream: stream, Law: l, State: l.Zero(stream), Position: -1}, nil
}

func (f *Folder) add(ctx context.Context, is Folded, events []ledger.Event) (Folded, error) {
	if len(events) == 0 {
		return is, nil
	}
	bodies, err := f.bodies.OpenBodies(ctx, events)
	if err != nil {
		return Folded{}, fmt.Errorf("open bodies of %s: %w", events[0].Stream, err)
	}
	for i, e := range events {
		if is, err = Step(is, e, bodies[i]); err != nil {
			return Folded{}, err
		}
	}
	return is, nil
}

// Step adds one event. A body that was erased leaves the state as it is, but
// for its version. An event that must not be decided on is ErrUntrusted.
func Step(is Folded, e ledger.Event, body []byte) (Folded, error) {
	if e.Untrusted != "" {
		return Folded{}, fmt.Errorf("%s version %d, at position %d: %s: %w", e.Stream, e.Version, e.Position, e.Untrusted, ledger.ErrUntrusted)
	}
	is.Version, is.Position = e.Version, e.Position
	if !e.Due.IsZero() && e.Command == "" && e.Due.After(is.Elapsed) {
		is.Elapsed, is.ElapsedAt = e.Due, e.Position
	}
	if e.Removed {
		return is, nil
	}
	v, err := Decode(is.Law, e.Kind, body)
	if err != nil {
		return Folded{}, fmt.Errorf("%s version %d: %w", e.Stream, e.Version, err)
	}
	is.promise(law.Letters(v), e.Version)
	if !IsEngine(e.Kind) {
		is.State = is.Law.Evolve(is.State, v, Around(e))
	}
	return is, nil
}

// promise adds the letters of an event, in place where nobody else has added to the same
// array: of two who go on from one state, as after an append that failed, one copies it.
func (is *Folded) promise(letters []law.Letter, version int64) {
	if len(letters) == 0 {
		return
	}
	had, has := int64(len(is.Promised)), int64(len(is.Promised)+len(letters))
	if is.owned == nil || !is.owned.CompareAndSwap(had, has) {
		is.Promised, is.owned = slices.Clip(is.Promised), &atomic.Int64{}
		is.owned.Store(has)
	}
	for n, l := range letters {
		is.Promised = append(is.Promised, law.Promised{ID: fmt.Sprintf("%d/%d", version, n), Letter: l, Version: version})
	}
}

// Decode reads an event of a law, or one of the engine's own.
func Decode(l law.Law, kind string, body []byte) (law.Event, error) {
	e, err := law.EngineEvents.Decode(kind, body)
	if errors.Is(err, law.ErrUnknownKind) {
		return l.Event(kind, body)
	}
	return e, err
}

// IsEngine tells whether a kind is one of the engine's own.
func IsEngine(kind string) bool {
	_, ok := law.EngineEvents.Zero(kind)
	return ok
}

// Around is what the law may know of an event's header.
func Around(e ledger.Event) law.Recorded {
	return law.Recorded{
		Position: e.Position, Version: e.Version, RecordedAt: e.Recorded, ReceivedAt: e.Received,
		Actor: e.Actor, For: e.For, Command: e.Command,
	}
}
