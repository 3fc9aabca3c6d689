package lifetest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
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
	moments  map[string]time.Time // the programme instants of the next moments of lives
	quiet    atomic.Int64         // the size of the ledger over which all was judged and passed on, and nothing came of it

	mu    sync.Mutex
	heard map[string]bool // the lives in which something was recorded since they were judged
	up    int64           // the position up to which that is known
}

// sweep is how often all is judged whatever was heard: who follows a ledger hears nothing of what took the place of a removed end.
const sweep = 3 * time.Second

// Live starts judging, until the test is over.
func Live(t testing.TB, l *ledger.Ledger, judge *activities.Activities, relay *dispatch.Relay) *Living {
	t.Helper()
	w := &Living{ledger: l, judge: judge, relay: relay, purposes: &dispatch.Purposes{Ledger: l, Folder: state.NewFolder(l, 100), Store: relay.Store}, missed: &dispatch.Unreached{Ledger: l, Folder: state.NewFolder(l, 100), Store: relay.Store}, bell: make(chan struct{}, 1), moments: map[string]time.Time{}, heard: map[string]bool{}}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{}, 2)
	go func() {
		_ = l.Follow(ctx, 0, func(_ context.Context, events []ledger.Event) error { w.hears(events); return nil })
		done <- struct{}{}
	}()
	go func() { w.run(ctx, t); done <- struct{}{} }()
	t.Cleanup(func() { stop(); <-done; <-done })
	return w
}

// Live lets every life of the house judge what it receives, until the test is over.
func (h *House) Live() *Living { return Live(h.t, h.Ledger, h.Activities, h.relay) }

// hears notes which lives there is something new in.
func (w *Living) hears(events []ledger.Event) {
	w.mu.Lock()
	for _, e := range events {
		if s := strings.TrimSuffix(e.Stream, life.InboxSuffix); lives.Is(s) {
			w.heard[s] = true
		}
		w.up = max(w.up, e.Position+1)
	}
	w.mu.Unlock()
	w.ring()
}

// news are the lives to be judged, and whether they are all of those in which something was recorded in a ledger of this size.
func (w *Living) news(size int64) ([]string, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	of := slices.Sorted(maps.Keys(w.heard))
	clear(w.heard)
	return of, w.up >= size
}

func (w *Living) ring() {
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

func (w *Living) run(ctx context.Context, t testing.TB) {
	var last time.Time       // when all lives were judged
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
		if of, whole := w.news(size); whole && !due && time.Since(last) < sweep {
			err = errors.Join(err, w.judgeThese(ctx, of))
		} else {
			err = errors.Join(err, w.judgeAll(ctx))
			last = time.Now()
		}
		if err := errors.Join(err, w.passOn(ctx)); err != nil && ctx.Err() == nil {
			t.Error(err)
			return
		}
		if now, err := w.ledger.Size(ctx); err == nil && now == size {
			w.quiet.Store(size)
		}
		waiting = false
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
	var next time.Time
	for _, at := range w.moments {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if next.IsZero() {
		return false, nil
	}
	clock, err := w.ledger.Clock(ctx)
	return err == nil && !clock.Now().Before(next), err
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
	clear(w.moments)
	return w.judgeThese(ctx, slices.Sorted(maps.Keys(found)))
}

func (w *Living) judgeThese(ctx context.Context, streams []string) error {
	for _, s := range streams {
		now, err := w.judge.Judge(ctx, life.JudgeInput{Stream: s})
		if err != nil {
			return err
		}
		if delete(w.moments, s); now.Wakes {
			w.moments[s] = now.Moment
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
