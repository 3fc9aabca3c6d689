package dispatch

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/views"
)

// Requests does what operators ask for, until the context ends: it is how
// `nudge` and `lives restore` reach Temporal, which only the worker talks to.
func (d *Dispatcher) Requests(ctx context.Context) error {
	for {
		open, err := d.store.Requests(ctx)
		if err != nil && ctx.Err() == nil {
			d.log.Warn("requests cannot be read; trying again", "error", err)
		}
		for _, r := range open {
			lives, problem := d.complete(ctx, r)
			if ctx.Err() != nil {
				return nil // it is done again by who leads next
			}
			if err := d.store.Complete(ctx, r.ID, lives, problem); err != nil {
				d.log.Warn("a request was done and that cannot be recorded; doing it again", "request", r.ID, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// complete has messages that wait sent again and the lives judge, and waits until each has, or was parked. A life
// that takes longer than the request may wait is named, and goes on being tried.
func (d *Dispatcher) complete(ctx context.Context, r views.Request) (int, error) {
	if err := d.resend(ctx, r); err != nil {
		return 0, err
	}
	if err := d.readParked(ctx); err != nil {
		return 0, err
	}
	streams, err := d.asked(ctx, r)
	if err != nil {
		return 0, err
	}
	for _, stream := range streams {
		if r.Kind != views.Look && d.isParked(stream) {
			if err := d.takeUp(ctx, stream); err != nil {
				return 0, err
			}
		}
		d.bring(ctx, stream, delivery{first: math.MaxInt64, reason: r.Kind})
	}
	patience := time.NewTimer(d.options.RequestTimeout)
	defer patience.Stop()
	for slices.ContainsFunc(streams, d.busy) {
		select {
		case <-ctx.Done():
			return 0, nil
		case <-patience.C:
			left := slices.DeleteFunc(slices.Clone(streams), func(s string) bool { return !d.busy(s) })
			return len(streams) - len(left), fmt.Errorf("%d of %d lives have not judged within %s and are still being tried, %s among them", len(left), len(streams), d.options.RequestTimeout, left[0])
		case <-time.After(20 * time.Millisecond):
		}
	}
	return len(streams), nil
}

// resend has the messages that wait for the lives of a nudge sent again.
func (d *Dispatcher) resend(ctx context.Context, r views.Request) error {
	resume := d.resume.Load()
	if resume == nil || r.Kind != views.Nudge {
		return nil
	}
	_, err := (*resume)(ctx, r.Prefix)
	return err
}

// takeUp ends the parking of a life.
func (d *Dispatcher) takeUp(ctx context.Context, stream string) error {
	if err := d.store.Unpark(ctx, stream); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.parked, stream)
	return nil
}

// asked lists the lives of a request: those that the ledger knows, by their own
// stream or by their inbox, whatever the views say. A nudge leaves out what is
// over, unless it owes an answer or is parked.
func (d *Dispatcher) asked(ctx context.Context, r views.Request) ([]string, error) {
	found := map[string]bool{}
	err := d.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		for _, kind := range lives.All() {
			streams, err := from.Streams(ctx, kind.Root)
			if err != nil {
				return err
			}
			for _, s := range streams {
				stream := strings.TrimSuffix(s, life.InboxSuffix)
				if lives.Is(stream) && within(stream, r.Prefix) {
					found[stream] = true
				}
			}
		}
		return nil
	})
	if err != nil || r.Kind == views.Restore {
		return slices.Sorted(maps.Keys(found)), err
	}
	status, err := d.store.All(ctx, r.Prefix)
	if err != nil {
		return nil, err
	}
	status = slices.DeleteFunc(status, func(s views.Standing) bool { return !s.Over || d.isParked(s.Stream) })
	if len(status) == 0 {
		return slices.Sorted(maps.Keys(found)), nil
	}
	size, err := d.ledger.Size(ctx)
	if err != nil {
		return nil, err
	}
	waiting, err := d.ledger.Waiting(ctx, 0, size, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	owes := map[string]bool{}
	for _, w := range waiting {
		owes[w.Stream] = true
	}
	for _, s := range status {
		if !owes[s.Stream] {
			delete(found, s.Stream)
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// within tells whether a life belongs to a request: the whole name, or its
// beginning where that ends in /.
func within(stream, prefix string) bool {
	if prefix == "" || stream == prefix {
		return true
	}
	return strings.HasSuffix(prefix, "/") && strings.HasPrefix(stream, prefix)
}
