package lifetest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"twinning.example/engine/activities"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
)

// Living judges what lives receive, and passes messages on, as soon as they are
// recorded: what a worker does, without Temporal.
type Living struct {
	Away     atomic.Bool // nothing is judged while it is set
	ledger   *ledger.Ledger
	judge    *activities.Activities
	relay    *dispatch.Relay
	purposes *dispatch.Purposes
	missed   *dispatch.Unreached
	bell     chan struct{}
	next     time.Time    // the programme instant of the next moment of any life; zero: there is none
	quiet    atomic.Int64 // the size of the ledger over which all was judged and passed on, and nothing came of it
}

// sweep is how often all is judged whatever was heard: who follows a ledger hears nothing of what took the place of a removed end.
const sweep = time.Second

// Live starts judging, until the test is over.
func Live(t testing.TB, l *ledger.Ledger, judge *activities.Activities, relay *dispatch.Relay) *Living {
	t.Helper()
	w := &Living{ledger: l, judge: judge, relay: relay, purposes: &dispatch.Purposes{Ledger: l, Folder: state.NewFolder(l, 100), Store: relay.Store}, missed: &dispatch.Unreached{Ledger: l, Folder: state.NewFolder(l, 100), Store: relay.Store}, bell: make(chan struct{}, 1)}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{}, 2)
	go func() {
		_ = l.Follow(ctx, 0, func(context.Context, []ledger.Event) error { w.ring(); return nil })
		done <- struct{}{}
	}()
	go func() { w.run(ctx, t); done <- struct{}{} }()
	t.Cleanup(func() { stop(); <-done; <-done })
	return w
}

// Live lets every life of the house judge what it receives, until the test is over.
func (h *House) Live() *Living { return Live(h.t, h.Ledger, h.Activities, h.relay) }

func (w *Living) ring() {
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

func (w *Living) run(ctx context.Context, t testing.TB) {
	var last time.Time       // when all was judged
	for waiting := true; ; { // whether something was recorded since
		select {
		case <-ctx.Done():
			return
		case <-w.bell:
			waiting = true
		case <-time.After(100 * time.Millisecond):
		}
		if w.Away.Load() {
			continue
		}
		due, err := w.due(ctx)
		if err == nil && !due && !waiting && time.Since(last) < sweep {
			continue
		}
		size, err := w.ledger.Size(ctx)
		if err := errors.Join(err, w.judgeAll(ctx), w.passOn(ctx)); err != nil && ctx.Err() == nil {
			t.Error(err)
			return
		}
		if now, err := w.ledger.Size(ctx); err == nil && now == size {
			w.quiet.Store(size)
		}
		waiting, last = false, time.Now()
	}
}

// Settle waits until all that is recorded is judged, and all messages are passed on; not while nothing is judged.
func (w *Living) Settle(ctx context.Context) error {
	for {
		size, err := w.ledger.Size(ctx)
		if err != nil || w.Away.Load() || w.quiet.Load() >= size {
			return err
		}
		w.ring()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// due says whether the programme clock has come to the next moment of a life.
func (w *Living) due(ctx context.Context) (bool, error) {
	if w.next.IsZero() {
		return false, nil
	}
	clock, err := w.ledger.Clock(ctx)
	return err == nil && !clock.Now().Before(w.next), err
}

func (w *Living) judgeAll(ctx context.Context) error {
	found := map[string]bool{}
	err := w.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		for _, kind := range lives.All() {
			streams, err := from.Streams(ctx, kind.Root)
			if err != nil {
				return err
			}
			for _, s := range streams {
				if s = strings.TrimSuffix(s, life.InboxSuffix); lives.Is(s) {
					found[s] = true
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.next = time.Time{}
	for _, s := range slices.Sorted(maps.Keys(found)) {
		now, err := w.judge.Judge(ctx, life.JudgeInput{Stream: s})
		if err != nil {
			return err
		}
		if now.Wakes && (w.next.IsZero() || now.Moment.Before(w.next)) {
			w.next = now.Moment
		}
	}
	return nil
}

// passOn passes on what facts mean for other lives.
func (w *Living) passOn(ctx context.Context) error {
	_, err := w.relay.CatchUp(ctx)
	if err == nil {
		_, err = w.purposes.Look(ctx)
	}
	if err == nil {
		_, err = w.missed.Look(ctx)
	}
	return err
}
