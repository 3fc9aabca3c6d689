package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func positions(events []ledger.Event) []int64 {
	var p []int64
	for _, e := range events {
		p = append(p, e.Position)
	}
	return p
}

func TestEventsAreReadByStreamPrefixPositionAndKind(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	other := ledger.Draft{Kind: "other.v1"}
	mustAppend(t, l, plain("twinning/A/AAAAA2", "", noted(""), other)) // 5, 6
	mustAppend(t, l, plain("twinning/A/AAAAA3", "", noted("")))        // 7
	mustAppend(t, l, plain("twinning/A/AAAAA2/in", "", noted("")))     // 8
	mustAppend(t, l, plain("twinning/A/AAAAA2", "", noted(""), other)) // 9, 10
	for name, c := range map[string]struct {
		query ledger.Query
		want  []int64
	}{
		"all":                   {ledger.Query{}, []int64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		"a stream":              {ledger.Query{Stream: "twinning/A/AAAAA2"}, []int64{5, 6, 9, 10}},
		"after a version":       {ledger.Query{Stream: "twinning/A/AAAAA2", AfterVersion: 1}, []int64{6, 9, 10}},
		"a stream up to":        {ledger.Query{Stream: "twinning/A/AAAAA2", To: 9}, []int64{5, 6}},
		"a prefix":              {ledger.Query{Prefix: "twinning/A/AAAAA2"}, []int64{5, 6, 8, 9, 10}},
		"lives only":            {ledger.Query{Prefix: "twinning/", Bare: true}, []int64{5, 6, 7, 9, 10}},
		"a call's lives only":   {ledger.Query{Prefix: "twinning/A/", Bare: true}, []int64{5, 6, 7, 9, 10}},
		"positions":             {ledger.Query{From: 6, To: 9}, []int64{6, 7, 8}},
		"kinds":                 {ledger.Query{Kinds: []string{"other.v1"}}, []int64{6, 10}},
		"a prefix and a kind":   {ledger.Query{Prefix: "twinning/", Kinds: []string{"noted.v1"}, Limit: 2}, []int64{5, 7}},
		"a limit":               {ledger.Query{Limit: 3}, []int64{0, 1, 2}},
		"a stream of no events": {ledger.Query{Stream: "call/B"}, nil},
	} {
		events, err := l.Read(t.Context(), c.query)
		require.NoError(t, err, name)
		require.Equal(t, c.want, positions(events), name)
		var ranged []ledger.Event
		for e, err := range l.Events(t.Context(), c.query) {
			require.NoError(t, err, name)
			ranged = append(ranged, e)
		}
		require.Equal(t, events, ranged, name)
	}
	_, err := l.Read(t.Context(), ledger.Query{Stream: "call/A", Prefix: "call/"})
	require.Error(t, err)
}

func TestPagesJoinWithoutASeam(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	drafts := make([]ledger.Draft, 1700)
	for i := range drafts {
		drafts[i] = noted(fmt.Sprint(i))
	}
	mustAppend(t, l, plain("call/A", "", drafts...))
	for _, q := range []ledger.Query{{From: 5}, {Stream: "call/A"}, {Stream: "call/A", Limit: 1200}, {Prefix: "call/", Limit: 1000}} {
		n := 0
		for e, err := range l.Events(t.Context(), q) {
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(n), string(e.Stored))
			n++
		}
		if q.Limit == 0 {
			q.Limit = 1700
		}
		require.Equal(t, q.Limit, n)
	}
}

func TestASnapshotIsOneMoment(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, plain("call/A", "", noted("")))
	err := l.Snapshot(t.Context(), func(ctx context.Context, s ledger.Snapshot) error {
		mustAppend(t, l, plain("call/A", "c", noted("")))
		mustAppend(t, l, plain("call/B", "", noted("")))
		require.EqualValues(t, 6, s.Size())
		require.True(t, s.Clock().Identity)
		version, err := s.Version(ctx, "call/A")
		require.NoError(t, err)
		require.EqualValues(t, 1, version)
		events, err := s.Read(ctx, ledger.Query{Prefix: "call/"})
		require.NoError(t, err)
		require.Len(t, events, 1)
		names, err := s.Streams(ctx, "")
		require.NoError(t, err)
		require.Equal(t, []string{"call/A", ledger.KeysStream, ledger.SettingsStream}, names)
		_, found, err := s.Answer(ctx, "call/A", "c")
		require.False(t, found)
		return err
	})
	require.NoError(t, err)
	broken := errors.New("the caller's own")
	require.ErrorIs(t, l.Snapshot(t.Context(), func(context.Context, ledger.Snapshot) error { return broken }), broken)
}

func TestManySnapshotsAtOnceLeaveConnectionsForWhatIsReadInThem(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	e := mustAppend(t, l, plain("person/p-a", "c", sealed("Ada", "person/p-a"))).Events[0]
	var wait sync.WaitGroup
	for range 40 {
		wait.Go(func() {
			err := l.Snapshot(t.Context(), func(ctx context.Context, _ ledger.Snapshot) error {
				time.Sleep(10 * time.Millisecond) // time itself: a snapshot is held
				_, err := l.Body(ctx, e)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

func TestWhatIsUnansweredComesInTheOrderOfItsInstants(t *testing.T) {
	t.Parallel()
	l := ledgertest.NewWith(t, ledger.MigrateOptions{Tolerance: time.Minute})
	var clocks [3]ledger.Clock
	for i := range clocks {
		var err error
		clocks[i], err = l.Clock(t.Context())
		require.NoError(t, err)
	}
	received := func(command string, clock int) {
		r := receipt(clocks[clock])
		r.Command = command
		mustAppend(t, l, r)
	}
	received("c-1", 2)
	received("c-2", 1)
	received("c-3", 2)
	received("c-4", 0)
	mustAppend(t, l, plain("call/A", "c-4", noted("")))
	mustAppend(t, l, plain("call/B", "c-1", noted("")))
	require.NoError(t, l.Snapshot(t.Context(), func(ctx context.Context, s ledger.Snapshot) error {
		events, err := s.Unanswered(ctx, "call/A")
		var commands []string
		for _, e := range events {
			commands = append(commands, e.Command)
		}
		require.Equal(t, []string{"c-2", "c-1", "c-3"}, commands)
		return err
	}))
}

func TestAFollowerMissesNothingAndWaitersWakeAtOnce(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	other := ledgertest.Open(t, ledger.Options{}) // another process writes
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	done := errors.New("all seen")
	var wait sync.WaitGroup
	wait.Go(func() {
		next := int64(0)
		err := l.Follow(ctx, 0, func(_ context.Context, events []ledger.Event) error {
			for _, e := range events {
				if e.Position != next {
					return fmt.Errorf("position %d after %d", e.Position, next)
				}
				next++
			}
			if next == 305 {
				return done
			}
			return nil
		})
		if !errors.Is(err, done) {
			t.Error(err)
		}
	})
	var slowest time.Duration
	for n := range 300 {
		command := fmt.Sprint("c", n)
		if n%30 == 0 {
			wait.Go(func() {
				a, err := l.WaitForAnswer(ctx, "call/A", command)
				if err != nil || len(a.Events) != 1 {
					t.Error(err)
				}
			})
		}
		a, err := other.Append(ctx, plain("call/A", command, noted("")))
		require.NoError(t, err)
		began := time.Now()
		require.NoError(t, l.WaitFor(ctx, a.Size-1))
		slowest = max(slowest, time.Since(began))
	}
	wait.Wait()
	t.Logf("the slowest wake took %s", slowest)
	short, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	_, err := l.WaitForAnswer(short, "call/A", "never")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, l.WaitFor(short, 1_000_000), context.DeadlineExceeded)
}

func TestAllTendersAreReadAndBelievedWithoutTheirInboxesAndLetters(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	for _, stream := range []string{"twinning/A/AAAAAA", "twinning/A/AAAAAA/in", "twinning/A/AAAAAA/letters", "twinning/A-2/AAAAAA", "call/A"} {
		mustAppend(t, l, plain(stream, "", noted("")))
	}
	for prefix, want := range map[string][]string{
		"twinning/": {"twinning/A/AAAAAA", "twinning/A-2/AAAAAA"}, "twinning/A/": {"twinning/A/AAAAAA"}, "call/": {"call/A"},
	} {
		events, err := l.Read(t.Context(), ledger.Query{Prefix: prefix, Bare: true, Trusted: true})
		require.NoError(t, err)
		var got []string
		for _, e := range events {
			require.Empty(t, e.Untrusted)
			got = append(got, e.Stream)
		}
		require.Equal(t, want, got)
	}
}
