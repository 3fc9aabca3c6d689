package main

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

// wishes fulfils what staff wish: it is how `nudge` and `lives restore` reach
// Temporal, which only the worker talks to.
func (b *bringer) wishes(ctx context.Context) error {
	for {
		open, err := b.store.Wishes(ctx)
		if err != nil && ctx.Err() == nil {
			b.log.Warn("wishes cannot be read; trying again", "error", err)
		}
		for _, w := range open {
			lives, problem := b.fulfil(ctx, w)
			if ctx.Err() != nil {
				return nil // it is done again by who brings next
			}
			if err := b.store.Fulfil(ctx, w.ID, lives, problem); err != nil {
				b.log.Warn("a wish was fulfilled and that cannot be recorded; doing it again", "wish", w.ID, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// fulfil has the messages that wait sent again and the lives looked at, and
// waits until each has judged.
func (b *bringer) fulfil(ctx context.Context, w views.Wish) (int, error) {
	if w.Kind == views.Nudge && b.resume != nil {
		if _, err := b.resume(ctx, w.Prefix); err != nil {
			return 0, err
		}
	}
	streams, err := b.wished(ctx, w)
	if err != nil {
		return 0, err
	}
	for _, stream := range streams {
		b.bring(ctx, stream, errand{first: math.MaxInt64, nudge: w.Kind})
	}
	for slices.ContainsFunc(streams, b.away) {
		select {
		case <-ctx.Done():
			return 0, nil
		case <-time.After(20 * time.Millisecond):
		}
	}
	return len(streams), nil
}

// wished lists lives: every one that the ledger knows, by its own stream or by
// its inbox, or those that are not over.
func (b *bringer) wished(ctx context.Context, w views.Wish) ([]string, error) {
	lives := map[string]bool{}
	if w.Kind == views.Nudge {
		standing, err := b.store.All(ctx, w.Prefix)
		if err != nil {
			return nil, err
		}
		for _, s := range standing {
			if !s.Over {
				lives[s.Stream] = true
			}
		}
		return slices.Sorted(maps.Keys(lives)), nil
	}
	err := b.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		for _, root := range []string{"call/", "twinning/"} {
			streams, err := from.Streams(ctx, root)
			if err != nil {
				return err
			}
			for _, s := range streams {
				stream := strings.TrimSuffix(s, life.InboxSuffix)
				if life.WorkflowOf(stream) != "" && strings.HasPrefix(stream, w.Prefix) {
					lives[stream] = true
				}
			}
		}
		return nil
	})
	return slices.Sorted(maps.Keys(lives)), err
}
