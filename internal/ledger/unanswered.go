package ledger

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// answered is what this process knows of inboxes: up to which version all of one was answered, so that nobody looks there again.
type answered struct {
	mu      sync.Mutex
	through map[string]answeredThrough // by stream of the life
}

// answeredThrough holds in every ledger that had this root at this size: one that was restored from before has not.
type answeredThrough struct {
	version, size int64
	root          []byte
}

const (
	rememberEvery = 256    // versions that are looked through again
	mostAnswered  = 10_000 // inboxes that are remembered
)

func (a *answered) of(stream string) answeredThrough {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.through[stream]
}

func (a *answered) keep(stream string, t answeredThrough) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.through == nil || len(a.through) >= mostAnswered {
		a.through = map[string]answeredThrough{}
	}
	a.through[stream] = t
}

func (s *snapshot) Unanswered(ctx context.Context, stream string) ([]Event, error) {
	known := s.answered.of(stream)
	rows, err := s.tx.Query(ctx, sqlUnanswered, stream+"/in", stream, known.version, known.size, known.root)
	if err != nil {
		return nil, fmt.Errorf("read what waits for %s: %w", stream, err)
	}
	events, err := collect(rows)
	if err != nil {
		return nil, err
	}
	if err := s.trust.judge(ctx, s.tx, &s.own, events); err != nil {
		return nil, err
	}
	for i := range events {
		if e := &events[i]; e.Untrusted == "" && (e.Stream != stream+"/in" || e.Command == "") {
			e.Untrusted = "it was received in " + e.Stream + ", and its row says that it was in " + stream + "/in"
		}
	}
	if err := s.remember(ctx, stream, known, events); err != nil {
		return nil, err
	}
	slices.SortStableFunc(events, func(a, b Event) int { return a.Received.Compare(b.Received) }) // by position they are
	return events, nil
}

// remember keeps that everything before the first of these, which come by version, is answered.
func (s *snapshot) remember(ctx context.Context, stream string, known answeredThrough, open []Event) error {
	if len(open) == 0 || open[0].Version-1 < known.version+rememberEvery || open[0].Stream != stream+"/in" || s.size < known.size {
		return nil
	}
	is := answeredThrough{version: open[0].Version - 1, size: s.size}
	if err := s.tx.QueryRow(ctx, sqlRootAt, s.size).Scan(&is.root); err != nil {
		return fmt.Errorf("read what waits for %s: %w", stream, err)
	}
	s.answered.keep(stream, is)
	return nil
}
