package ledger_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

var (
	programme = time.Date(2019, 10, 14, 15, 0, 0, 0, time.UTC)
	database  = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
)

func TestASimulatedClockRunsAtItsRateWhileItIsAlive(t *testing.T) {
	t.Parallel()
	c := ledger.Clock{Programme: programme, Database: database, Rate: 3600, Running: true, DatabaseNow: database.Add(2 * time.Second)}
	require.Equal(t, programme.Add(2*time.Hour), c.Now())
	passed, ok := c.PassedFor(programme.Add(time.Hour))
	require.True(t, ok)
	require.InDelta(t, time.Second, passed, float64(time.Millisecond))
	_, ok = c.PassedFor(programme.Add(2 * time.Hour))
	require.False(t, ok, "it stands exactly there")
	until, ok := c.Until(programme.Add(3 * time.Hour))
	require.True(t, ok)
	require.InDelta(t, time.Second, until, float64(time.Millisecond))

	c.AliveUntil = database.Add(time.Second)
	require.Equal(t, programme.Add(time.Hour), c.Now(), "it stands still once nobody keeps it alive")
	_, ok = c.PassedFor(programme.Add(time.Hour))
	require.False(t, ok)
	_, ok = c.Until(programme.Add(2 * time.Hour))
	require.False(t, ok)
	passed, ok = c.PassedFor(programme.Add(time.Hour - time.Microsecond))
	require.True(t, ok)
	require.Equal(t, time.Second, passed, "real time goes on")
}

func TestAClockThatStandsAtAMomentHasNotPassedIt(t *testing.T) {
	t.Parallel()
	c := ledger.Clock{Programme: programme, Database: database, Rate: 1, DatabaseNow: database.Add(time.Hour)}
	_, ok := c.PassedFor(programme)
	require.False(t, ok, "receipts are still stamped at it")
	_, ok = c.Until(programme)
	require.False(t, ok)
	passed, ok := c.PassedFor(programme.Add(-time.Microsecond))
	require.True(t, ok)
	require.Equal(t, time.Hour, passed, "at its anchor at the latest")
}

func TestTheIdentityPassesAMomentAMicrosecondLater(t *testing.T) {
	t.Parallel()
	c := ledger.Clock{Identity: true, DatabaseNow: database}
	require.Equal(t, database, c.Now())
	_, ok := c.PassedFor(database)
	require.False(t, ok)
	passed, ok := c.PassedFor(database.Add(-time.Second))
	require.True(t, ok)
	require.Equal(t, time.Second-time.Microsecond, passed)
	until, ok := c.Until(database.Add(time.Hour))
	require.True(t, ok)
	require.Equal(t, time.Hour+time.Microsecond, until)
}

// The proof in stale.go rests on this: from the instant p on, and not one microsecond before, the clock stands beyond the moment.
func TestTheInstantOfPassingIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := ledger.Clock{
			Programme: programme, Database: database, Running: true,
			Rate: rapid.OneOf(rapid.Float64Range(1e-6, 10), rapid.Float64Range(1, 1e6), rapid.SampledFrom([]float64{1, 60, 3600, 86400, 0.1, 1. / 3})).Draw(t, "rate"),
		}
		moment := programme.Add(time.Duration(rapid.Int64Range(0, int64(5*365*24*time.Hour/time.Microsecond)).Draw(t, "us")) * time.Microsecond)
		p, ok := c.PassedAt(moment)
		require.True(t, ok)
		if p.Sub(database) > 100*365*24*time.Hour {
			t.Skip("further off than a duration reaches")
		}
		require.True(t, c.At(p).After(moment))
		require.False(t, c.At(p.Add(-time.Microsecond)).After(moment))
	})
}

func TestTheClockInPostgreSQLIsTheClockInGo(t *testing.T) {
	t.Parallel()
	l := ledgertest.NewSimulated(t, programme)
	c, err := l.Clock(t.Context())
	require.NoError(t, err)
	require.False(t, c.Running)
	require.Equal(t, programme, c.Now())
	require.Equal(t, ledgertest.Tolerance, l.Tolerance())

	require.NoError(t, l.SetClock(t.Context(), programme.Add(time.Hour), 86400, true))
	for range 20 { // anchored anew while it runs, it gains a microsecond at most and never loses one
		before, err := l.Clock(t.Context())
		require.NoError(t, err)
		require.NoError(t, l.SetClock(t.Context(), time.Time{}, 0, true))
		after, err := l.Clock(t.Context())
		require.NoError(t, err)
		require.False(t, after.Programme.Before(before.Now()))
		ran := before.At(after.Database)
		require.WithinRange(t, after.Programme, ran, ran.Add(time.Microsecond))
	}
	require.Error(t, l.SetClock(t.Context(), programme, 1, true), "it never goes back")
	require.Error(t, l.SetClock(t.Context(), time.Time{}, -1, true))
	requireClean(t, l)
}

func TestTheClockStandsStillWhenNobodyKeepsItAlive(t *testing.T) {
	t.Parallel()
	l := ledgertest.NewSimulated(t, programme)
	require.NoError(t, l.SetClock(t.Context(), time.Time{}, 1000, true))
	require.NoError(t, l.KeepClockAlive(t.Context(), 50*time.Millisecond))
	time.Sleep(100 * time.Millisecond) // time itself: what kept it alive lapses
	dead, err := l.Clock(t.Context())
	require.NoError(t, err)
	time.Sleep(50 * time.Millisecond) // time itself: it stands still
	still, err := l.Clock(t.Context())
	require.NoError(t, err)
	require.Equal(t, dead.Now(), still.Now())
	changed := l.ClockChanged()
	require.NoError(t, l.KeepClockAlive(t.Context(), time.Hour))
	alive, err := l.Clock(t.Context())
	require.NoError(t, err)
	require.WithinRange(t, alive.Now(), dead.Now(), dead.Now().Add(20*time.Minute), "it goes on from where it stood")
	select {
	case <-changed:
	case <-time.After(5 * time.Second):
		t.Fatal("nobody was told")
	}
}

func TestTheClockOfProductionCannotBeSet(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	require.Error(t, l.SetClock(t.Context(), time.Now().Add(time.Hour), 1, true))
	require.Error(t, l.KeepClockAlive(t.Context(), time.Hour))
	c, err := l.Clock(t.Context())
	require.NoError(t, err)
	require.True(t, c.Identity)
	require.Equal(t, c.DatabaseNow, c.Now())
	require.Equal(t, 2*time.Second, l.Tolerance())
}
