package state_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
)

// A counting source counts the events that are read through it, and how often it is asked for names of streams.
type counting struct {
	ledger.Snapshot
	events *int
	lists  int
}

func (c *counting) Streams(ctx context.Context, prefix string) ([]string, error) {
	c.lists++
	return c.Snapshot.Streams(ctx, prefix)
}

func (c *counting) Read(ctx context.Context, q ledger.Query) ([]ledger.Event, error) {
	events, err := c.Snapshot.Read(ctx, q)
	*c.events += len(events)
	return events, err
}

func TestACallStaysInMemoryWhileTheTendersOfOthersComeAndGo(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Contracts(lifetest.Crowd(4)...)[:30])
	others := make([]string, 20)
	for i := range others {
		others[i] = fmt.Sprintf("twinning/OTHER-%d/AAAAAA", i)
	}
	folder := state.NewFolder(h.Ledger, 8)
	read := func(fold func(context.Context, *counting) error) (events int) {
		require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
			return fold(ctx, &counting{Snapshot: from, events: &events})
		}))
		return events
	}
	tenders := func(ctx context.Context, from *counting) error {
		all, err := folder.FoldAll(ctx, from, call.TenderPrefix(calltest.Reference))
		require.Len(t, all, 4)
		return err
	}
	require.NotZero(t, read(tenders))
	for _, other := range others {
		read(func(ctx context.Context, from *counting) error {
			_, err := folder.Fold(ctx, from, other)
			return err
		})
		require.Zero(t, read(tenders), "nothing new was recorded of this call")
	}
	folder.Forget(law.TwinningStream(lifetest.Crowd(4)[0]))
	require.NotZero(t, read(tenders))
}

func TestACallOfMoreTendersThanAreRememberedIsReadOnce(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Contracts(lifetest.Crowd(4)...)[:30])
	folder := state.NewFolder(h.Ledger, 2)
	for round := range 4 {
		if round == 2 { // of another life
			_, err := h.Ledger.Append(t.Context(), ledger.Request{Stream: "elsewhere/A", Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: "noted.v1", Body: []byte("{}")}}})
			require.NoError(t, err)
		}
		events := 0
		require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
			c := &counting{Snapshot: from, events: &events}
			all, err := folder.FoldAll(ctx, c, call.TenderPrefix(calltest.Reference))
			require.Len(t, all, 4)
			require.Equal(t, round > 0, c.lists == 0, "round %d: nothing new has begun", round)
			return err
		}))
		require.Equal(t, round > 0, events == 0, "round %d read %d events", round, events)
	}
}

func TestTwoWhoGoOnFromOneStateDoNotSeeEachOthersLetters(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Contracts(lifetest.Crowd(2)...)[:20])
	stream := law.TwinningStream(lifetest.Crowd(2)[0])
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: stream})
	require.NoError(t, err)
	bodies, err := h.Ledger.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	first := -1
	was, err := state.Zero(stream)
	require.NoError(t, err)
	for i, e := range events {
		is, err := state.Step(was, e, bodies[i])
		require.NoError(t, err)
		if len(is.Promised) == len(was.Promised) {
			was = is
			continue
		}
		if first++; first == 0 {
			was = is
			continue
		}
		other := e
		other.Version += 100
		also, err := state.Step(was, other, bodies[i])
		require.NoError(t, err)
		n := len(was.Promised)
		require.Equal(t, e.Version, is.Promised[n].Version)
		require.Equal(t, other.Version, also.Promised[n].Version)
		was = is
	}
	require.Positive(t, first, "no two events promise letters")
}

func TestTheLettersOfALongLifeAreNotCopiedForEachOfThem(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Contracts(lifetest.Crowd(2)...)[:20])
	stream := law.TwinningStream(lifetest.Crowd(2)[0])
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: stream})
	require.NoError(t, err)
	bodies, err := h.Ledger.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	is, err := state.Zero(stream)
	require.NoError(t, err)
	arrays := map[*law.Promised]bool{}
	for n := int64(0); len(is.Promised) < 2000; n++ {
		for i, e := range events {
			e.Version = is.Version + 1
			if is, err = state.Step(is, e, bodies[i]); err != nil {
				t.Fatal(err)
			}
		}
		require.NotEmpty(t, is.Promised)
		arrays[&is.Promised[0]] = true
	}
	require.Less(t, len(arrays), 30, "the letters were copied %d times", len(arrays))
}
