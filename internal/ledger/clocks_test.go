package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// Otherwise a receipt stamped on the clock that stands would be older than what
// its sender has read as recorded, such as the deadline that it is judged by.
func TestAClockThatIsStoppedStandsNoEarlierThanWhatIsRecorded(t *testing.T) {
	t.Parallel()
	l := ledgertest.NewWith(t, ledger.MigrateOptions{Simulated: &ledger.Simulated{Start: programme, Rate: 100, Running: true}, Tolerance: time.Second})
	ctx, stop := context.WithCancel(t.Context())
	var appending sync.WaitGroup
	for n := range 8 {
		other := ledgertest.Open(t, ledger.Options{Conns: 2})
		appending.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				_, err := other.Append(ctx, ledger.Request{
					Stream: fmt.Sprintf("call/CLOCK-%d", n), Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: "sample.v1", Body: []byte("{}")}},
				})
				if err != nil {
					return
				}
			}
		})
	}
	for range 60 {
		require.NoError(t, l.SetClock(t.Context(), time.Time{}, 0, false))
		clock, err := l.Clock(t.Context())
		require.NoError(t, err)
		size, err := l.Size(t.Context())
		require.NoError(t, err)
		last, err := l.Read(t.Context(), ledger.Query{From: max(size-1, 0), Limit: 1})
		require.NoError(t, err)
		if len(last) > 0 {
			require.False(t, clock.Now().Before(last[0].Recorded), "it stands at %s, and %s is recorded", clock.Now(), last[0].Recorded)
		}
		require.NoError(t, l.SetClock(t.Context(), time.Time{}, 0, true))
		time.Sleep(2 * time.Millisecond) // time itself: how often the clock is set
	}
	stop()
	appending.Wait()
}
