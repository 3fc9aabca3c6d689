package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Follow hands every event from a position on to f, in order and without a gap, up to 1,000 at a time, until ctx ends or f fails. A
// database that is away is waited for. f keeps its own place: after an error, follow again from there.
func (l *Ledger) Follow(ctx context.Context, from int64, f func(context.Context, []Event) error) error {
	page := newPager()
	for wait := 10 * time.Millisecond; ; {
		size, more := l.notifier.watch()
		var events []Event
		var err error
		if size > from {
			events, err = l.recorded(ctx, size, Query{From: from, Limit: page.limit()})
		}
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("follow the ledger from %d: %w", from, context.Cause(ctx))
		case errors.Is(err, ErrCorrupt):
			return fmt.Errorf("follow the ledger from %d: %w", from, err)
		case err != nil:
			if ending := sleep(ctx, wait); ending != nil {
				return fmt.Errorf("follow the ledger from %d: %w (meanwhile: %w)", from, ending, err)
			}
			wait = min(2*wait, time.Second)
			continue
		}
		wait = 10 * time.Millisecond
		if len(events) == 0 {
			if err := l.notifier.await(ctx, more); err != nil {
				return fmt.Errorf("follow the ledger from %d: %w", from, err)
			}
			continue
		}
		for i, e := range events {
			if e.Position != from+int64(i) {
				return fmt.Errorf("follow the ledger from %d: position %d is missing: %w", from, from+int64(i), ErrCorrupt)
			}
		}
		if err := f(ctx, events); err != nil {
			return err
		}
		from += int64(len(events))
		page.saw(events)
	}
}

// recorded reads events by position that stand below the end of the last batch, which is at size at least. A row that lies beyond it is no event,
// whoever put it there.
func (l *Ledger) recorded(ctx context.Context, size int64, q Query) ([]Event, error) {
	events, err := l.Read(ctx, q)
	if err != nil || len(events) == 0 || events[len(events)-1].Position < size {
		return events, err
	}
	if size, err = l.Size(ctx); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(events, func(e Event) bool { return e.Position >= size }), nil
}

// WaitFor returns when the event at a position is in the ledger.
func (l *Ledger) WaitFor(ctx context.Context, position int64) error {
	for {
		size, more := l.notifier.watch()
		if size > position {
			return nil
		}
		if err := l.notifier.await(ctx, more); err != nil {
			return fmt.Errorf("wait for position %d: %w", position, err)
		}
	}
}

// ClockChanged is closed when the programme clock has been set.
func (l *Ledger) ClockChanged() <-chan struct{} { return l.notifier.clockChanged() }

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
