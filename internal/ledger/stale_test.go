package ledger_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func receipt(c ledger.Clock) ledger.Request {
	return ledger.Request{
		Stream: "call/A/in", Expect: ledger.Any, Seen: -1, Stamp: c.DatabaseNow,
		Drafts: []ledger.Draft{{Kind: "command-received.v1", Received: c.Now()}},
	}
}

// receive appends a receipt in an inbox as a door does: it is stamped anew until it comes in time.
func receive(t *testing.T, l *ledger.Ledger, life, command string) ledger.Event {
	t.Helper()
	for range 10 {
		c, err := l.Clock(t.Context())
		require.NoError(t, err)
		r := receipt(c)
		r.Stream, r.Command, r.Drafts[0].Actor = life+"/in", command, "p-a"
		a, err := l.Append(t.Context(), r)
		if !errors.Is(err, ledger.ErrStale) {
			require.NoError(t, err)
			return a.Events[0]
		}
	}
	t.Fatal("no receipt came in time")
	return ledger.Event{}
}

func elapse(moment time.Time) ledger.Request {
	return ledger.Request{
		Stream: "call/A", Expect: ledger.Any, Seen: -1, Elapsed: moment,
		Drafts: []ledger.Draft{{Kind: "moment-elapsed.v1", Received: moment}},
	}
}

// slow tolerates a second: a busy machine may take a quarter of one between two statements.
func slow(t *testing.T) *ledger.Ledger {
	return ledgertest.NewWith(t, ledger.MigrateOptions{Simulated: &ledger.Simulated{Start: programme}, Tolerance: time.Second})
}

func TestAReceiptOlderThanTheToleranceIsNotKept(t *testing.T) {
	t.Parallel()
	l := slow(t)
	c, err := l.Clock(t.Context())
	require.NoError(t, err)
	_, err = l.Append(t.Context(), receipt(c))
	require.NoError(t, err)
	time.Sleep(time.Second) // time itself: the tolerance
	_, err = l.Append(t.Context(), receipt(c))
	require.ErrorIs(t, err, ledger.ErrStale)
	again, err := l.Clock(t.Context())
	require.NoError(t, err)
	_, err = l.Append(t.Context(), receipt(again))
	require.NoError(t, err)
}

func TestAReceiptStampedByAnotherClockIsNotKept(t *testing.T) {
	t.Parallel()
	l := ledgertest.NewSimulated(t, programme)
	before, err := l.Clock(t.Context())
	require.NoError(t, err)
	backdated, ahead := receipt(before), receipt(before)
	backdated.Drafts[0].Received = before.Now().Add(-time.Microsecond)
	ahead.Drafts[0].Received = before.Now().Add(time.Microsecond)
	future := receipt(before)
	future.Stamp = before.DatabaseNow.Add(time.Hour)
	for _, r := range []ledger.Request{backdated, ahead, future} {
		_, err = l.Append(t.Context(), r)
		require.ErrorIs(t, err, ledger.ErrStale)
	}
	require.NoError(t, l.SetClock(t.Context(), programme.Add(time.Hour), 1, false))
	_, err = l.Append(t.Context(), receipt(before))
	require.ErrorIs(t, err, ledger.ErrStale, "the clock was set after the stamp")
	requireClean(t, l)
}

func TestAMomentElapsesOnlyOnceItHasPassedByTheTolerance(t *testing.T) {
	t.Parallel()
	l := slow(t)
	_, err := l.Append(t.Context(), elapse(programme))
	require.ErrorIs(t, err, ledger.ErrTooEarly, "the clock stands at it")
	require.NoError(t, l.SetClock(t.Context(), programme.Add(time.Microsecond), 0, false))
	_, err = l.Append(t.Context(), elapse(programme))
	require.ErrorIs(t, err, ledger.ErrTooEarly, "it has passed it just now")
	time.Sleep(time.Second) // time itself: the tolerance
	_, err = l.Append(t.Context(), elapse(programme))
	require.NoError(t, err)
	requireClean(t, l)
}

// Doors stamp and dawdle, lives let moments elapse as early as they may, and in one of the two the clock is set all the time.
func TestNoReceiptComesAfterItsMomentHasElapsed(t *testing.T) {
	t.Parallel()
	for name, clock := range map[string]*ledger.Simulated{"identity": nil, "simulated": {Start: programme, Rate: 1000, Running: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const tolerance = 20 * time.Millisecond
			l := ledgertest.NewWith(t, ledger.MigrateOptions{Simulated: clock, Tolerance: tolerance})
			other := ledgertest.Open(t, ledger.Options{})                // another process
			ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute) // a busy machine does less in a second
			defer stop()
			var kept, stale, elapsed, early atomic.Int64
			enough := func() bool { return kept.Load() > 100 && elapsed.Load() > 50 && stale.Load() > 10 }
			began := time.Now()
			var wait sync.WaitGroup
			again := func(f func(ctx context.Context) error) {
				wait.Go(func() {
					for ctx.Err() == nil {
						if err := f(context.WithoutCancel(ctx)); err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
			for i := range 24 {
				door := []*ledger.Ledger{l, other}[i%2]
				again(func(ctx context.Context) error {
					c, err := door.Clock(ctx)
					if err != nil {
						return err
					}
					time.Sleep(rand.N(tolerance * 6 / 5)) // time itself: a door dawdles
					_, err = door.Append(ctx, receipt(c))
					return count(err, ledger.ErrStale, &kept, &stale)
				})
			}
			for i := range 4 {
				life := []*ledger.Ledger{l, other}[i%2]
				again(func(ctx context.Context) error {
					c, err := life.Clock(ctx)
					if err != nil {
						return err
					}
					c.DatabaseNow = c.DatabaseNow.Add(rand.N(3*time.Millisecond) - time.Millisecond - tolerance)
					_, err = life.Append(ctx, elapse(c.Now()))
					return count(err, ledger.ErrTooEarly, &elapsed, &early)
				})
			}
			if clock != nil {
				again(func(ctx context.Context) error {
					time.Sleep(rand.N(30 * time.Millisecond)) // time itself: how often the clock is set
					if rand.N(2) == 0 {
						return l.KeepClockAlive(ctx, rand.N(20*time.Millisecond))
					}
					return l.SetClock(ctx, time.Time{}, 1+rand.Float64()*5000, rand.N(4) > 0)
				})
			}
			for ctx.Err() == nil && !(enough() && time.Since(began) > 4*time.Second) {
				time.Sleep(10 * time.Millisecond) // asks again
			}
			stop()
			wait.Wait()
			require.Greater(t, kept.Load(), int64(100))
			require.Greater(t, elapsed.Load(), int64(50))
			require.Greater(t, stale.Load(), int64(10))
			t.Logf("kept %d, stale %d, elapsed %d, too early %d", kept.Load(), stale.Load(), elapsed.Load(), early.Load())
			var latest time.Time
			for e, err := range l.Events(t.Context(), ledger.Query{From: 5}) {
				require.NoError(t, err)
				if e.Kind == "moment-elapsed.v1" {
					if e.Received.After(latest) {
						latest = e.Received
					}
					continue
				}
				require.True(t, e.Received.After(latest), "the receipt at position %d, of %s, comes after %s has elapsed", e.Position, e.Received, latest)
			}
			requireClean(t, l)
		})
	}
}

func count(err, expected error, ok, not *atomic.Int64) error {
	switch {
	case err == nil:
		ok.Add(1)
	case errors.Is(err, expected):
		not.Add(1)
	default:
		return err
	}
	return nil
}
