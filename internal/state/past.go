package state

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
)

// A Past is a moment of the ledger as it stood at an instant: by what had happened by
// then, whenever it was recorded, or by what was recorded by then. Its clock stands at the
// instant. What is no life and no inbox of one is as it was recorded then.
type Past struct {
	ledger.Snapshot
	bodies   Bodies
	at       time.Time
	recorded bool
	before   int64            // the first position that was recorded later
	ends     map[string]int64 // of lives: the first position that is not of that time
}

// AsOf is a moment of the ledger as it stood at an instant of the programme clock.
func AsOf(ctx context.Context, bodies Bodies, from ledger.Snapshot, at time.Time, recorded bool) (*Past, error) {
	p := &Past{Snapshot: from, bodies: bodies, at: at, recorded: recorded, ends: map[string]int64{}}
	var failed error
	n := sort.Search(int(from.Size()), func(i int) bool { // what is recorded is in the order of its instants
		if failed != nil {
			return false
		}
		events, err := from.Read(ctx, ledger.Query{From: int64(i), To: int64(i) + 1})
		if err != nil || len(events) == 0 {
			failed = fmt.Errorf("read position %d: %w", i, err)
			return false
		}
		return events[0].Recorded.After(at)
	})
	p.before = int64(n)
	return p, failed
}

// On is the same time, looked at over another moment of the ledger, which has grown: where it ended then is known.
func (p *Past) On(from ledger.Snapshot) *Past {
	is := *p
	is.Snapshot = from
	return &is
}

// Clock stands at the instant.
func (p *Past) Clock() ledger.Clock { return ledger.Clock{Programme: p.at} }

// Size is the position before which all lies that was recorded then.
func (p *Past) Size() int64 { return p.before }

// Reaches is the position before which all lies that is of that time.
func (p *Past) Reaches() int64 {
	if p.recorded {
		return p.before
	}
	return p.Snapshot.Size()
}

// Read returns what is of that time.
func (p *Past) Read(ctx context.Context, q ledger.Query) ([]ledger.Event, error) {
	limit := q.Limit
	if q.Limit = 0; p.recorded {
		if q.From >= p.before {
			return nil, nil
		}
		if q.To == 0 || q.To > p.before {
			q.To = p.before
		}
	}
	events, err := p.Snapshot.Read(ctx, q)
	if err != nil {
		return nil, err
	}
	some := make([]ledger.Event, 0, len(events))
	for _, e := range events {
		is, err := p.holds(ctx, e)
		if err != nil {
			return nil, err
		}
		if is {
			some = append(some, e)
		}
		if limit > 0 && len(some) == int(limit) {
			break
		}
	}
	return some, nil
}

// holds tells whether an event is of that time.
func (p *Past) holds(ctx context.Context, e ledger.Event) (bool, error) {
	switch {
	case e.Position < p.before:
		return true, nil
	case p.recorded:
		return false, nil
	case strings.HasSuffix(e.Stream, life.InboxSuffix):
		return !e.Received.IsZero() && !e.Received.After(p.at), nil
	case !lives.Is(e.Stream):
		return false, nil
	}
	end, err := p.end(ctx, e.Stream)
	return e.Position < end, err
}

// end is the first position of a life that is not of that time. The events of a life
// stand in the order in which they happened.
func (p *Past) end(ctx context.Context, stream string) (int64, error) {
	if end, known := p.ends[stream]; known {
		return end, nil
	}
	later, err := p.Snapshot.Read(ctx, ledger.Query{Stream: stream, From: p.before})
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", stream, err)
	}
	bodies, err := p.bodies.OpenBodies(ctx, later)
	if err != nil {
		return 0, fmt.Errorf("open bodies of %s: %w", stream, err)
	}
	l, _ := lives.Law(stream)
	end := p.before
	for i, e := range later {
		var v law.Event // nil where the body was erased
		if !e.Removed && bodies[i] != nil {
			if v, err = Decode(l, e.Kind, bodies[i]); err != nil {
				return 0, fmt.Errorf("%s version %d: %w", stream, e.Version, err)
			}
		}
		if !happened(v, Around(e), p.at) {
			break
		}
		end = e.Position + 1
	}
	p.ends[stream] = end
	return end, nil
}

// Streams lists those that had begun.
func (p *Past) Streams(ctx context.Context, prefix string) ([]string, error) {
	events, err := p.Read(ctx, ledger.Query{Prefix: prefix})
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	var streams []string
	for _, e := range events {
		if !known[e.Stream] {
			known[e.Stream] = true
			streams = append(streams, e.Stream)
		}
	}
	slices.Sort(streams)
	return streams, nil
}

// Unanswered are the commands of a life that had been received, and not judged.
func (p *Past) Unanswered(ctx context.Context, stream string) ([]ledger.Event, error) {
	received, err := p.Read(ctx, ledger.Query{Stream: life.Inbox(stream)})
	if err != nil {
		return nil, err
	}
	judged, err := p.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return nil, err
	}
	answered := map[string]bool{}
	for _, e := range judged {
		answered[e.Command] = true
	}
	return slices.DeleteFunc(received, func(e ledger.Event) bool { return answered[e.Command] }), nil
}

// Version is that of the last event of a stream.
func (p *Past) Version(ctx context.Context, stream string) (int64, error) {
	events, err := p.Read(ctx, ledger.Query{Stream: stream})
	if err != nil || len(events) == 0 {
		return 0, err
	}
	return events[len(events)-1].Version, nil
}

// Answer is what a command had been answered.
func (p *Past) Answer(ctx context.Context, stream, command string) (ledger.Answered, bool, error) {
	a, known, err := p.Snapshot.Answer(ctx, stream, command)
	if err != nil || !known {
		return ledger.Answered{}, false, err
	}
	for _, e := range a.Events {
		if is, err := p.holds(ctx, e); err != nil || !is {
			return ledger.Answered{}, false, err
		}
	}
	return a, true, nil
}
