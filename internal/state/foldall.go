package state

import (
	"context"
	"fmt"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
)

// FoldAll returns every life under a prefix as it stands in the source, by stream.
func (f *Folder) FoldAll(ctx context.Context, from Source, prefix string) (map[string]Folded, error) {
	since := began(from)
	start, turn := f.memory.begin(prefix)
	size, dated := sizeOf(from)
	var events []ledger.Event
	if start == 0 || start != size {
		var err error
		if events, err = from.Read(ctx, ledger.Query{Prefix: prefix, Bare: true, From: start, Trusted: true}); err != nil {
			return nil, fmt.Errorf("read %s*: %w", prefix, err)
		}
	}
	if len(events) == 0 && start > 0 {
		if all, still := f.memory.still(prefix, turn, start, size); still {
			return all, nil
		}
	}
	byStream := map[string][]ledger.Event{}
	upto := max(start, size)
	for _, e := range events {
		if lives.Is(e.Stream) {
			byStream[e.Stream] = append(byStream[e.Stream], e)
		}
		upto = max(upto, e.Position+1)
	}
	streams, err := from.Streams(ctx, prefix)
	if err != nil {
		return nil, fmt.Errorf("list %s*: %w", prefix, err)
	}
	all := make(map[string]Folded, len(streams))
	var later []ledger.Event // that follow what is known
	for _, s := range streams {
		if !lives.Is(s) {
			continue
		}
		was, events, err := f.follows(ctx, from, s, reading{since, start, byStream[s]})
		if err != nil {
			return nil, err
		}
		all[s], later = was, append(later, events...)
	}
	bodies, err := f.bodies.OpenBodies(ctx, later)
	if err != nil {
		return nil, fmt.Errorf("open bodies of %s*: %w", prefix, err)
	}
	for i, e := range later {
		if all[e.Stream], err = Step(all[e.Stream], e, bodies[i]); err != nil {
			return nil, err
		}
	}
	known := size
	if !dated {
		known = upto
	}
	for _, is := range all {
		f.memory.keepAll(is, turn, known)
	}
	if !dated || size >= start { // else others know of streams that this source does not have
		f.memory.whole(prefix, all, upto)
	}
	return all, nil
}

// A reading is what a FoldAll has read of one stream: all of its events from a position on.
type reading struct {
	since  time.Time
	start  int64
	events []ledger.Event
}

// follows is what is known of a stream and those of the events that follow it; the stream is read where they do not, or where nobody says that
// what is known is all that there was before them.
func (f *Folder) follows(ctx context.Context, from Source, stream string, r reading) (Folded, []ledger.Event, error) {
	was, err := f.last(stream, from, r.since)
	if err != nil {
		return Folded{}, nil, err
	}
	read, events := len(r.events) > 0, r.events
	for len(events) > 0 && events[0].Version <= was.Version {
		events = events[1:]
	}
	switch {
	case len(events) > 0 && events[0].Version == was.Version+1:
		return was, events, nil
	case len(events) == 0 && was.Version > 0 && (read || f.memory.reaches(was, r.start)):
		return was, nil, nil
	}
	is, err := f.read(ctx, from, was)
	return is, nil, err
}
