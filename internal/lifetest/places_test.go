package lifetest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/programme"
)

// 200 people register through the door at once for 40 places: each place has one of them, 160 wait, and as ten give their
// places back, ten move up.
func TestNoTwoOf200WhoRegisterAtOnceGetOnePlace(t *testing.T) {
	const people, places, leave = 200, 40, 10
	h := lifetest.New(t, lifetest.Options{Tolerance: 2 * time.Second})
	text, err := os.ReadFile("../../programmes/masterclasses/trieste-2024.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseMasterclass("trieste-2024.yaml", text)
	require.NoError(t, err)
	clock := func(s string) calendar.WallClock {
		c, err := calendar.ParseWallClock(s)
		require.NoError(t, err)
		return c
	}
	rules.Officers, rules.Capacity, rules.Experts = []string{calltest.Officer}, places, nil
	rules.RegisterBy, rules.EvaluateBy = calltest.Date("2019-09-30"), calltest.Date("2019-11-30")
	rules.Sessions[0].Starts, rules.Sessions[0].Ends = clock("2019-10-05T09:00"), clock("2019-10-05T18:00")
	const stream = masterclass.Root + "TRIESTE"
	start := lifetest.Start()
	h.Play([]lifetest.Step{{At: start, Stream: stream, By: calltest.Officer, Command: masterclass.OpenMasterclass{Rules: rules}}})
	ids := make([]string, people)
	for i := range ids {
		ids[i] = "p-" + string([]byte{'a' + byte(i/26), 'a' + byte(i%26)}) + "aaaaaaaa"
	}
	h.Know(ids...)
	h.Live()
	atOnce := func(who []string, command func(i int) door.Request) {
		var all sync.WaitGroup
		failed := make(chan error, len(who))
		for i := range who {
			all.Go(func() {
				for n := 0; ; n++ {
					r, err := h.Door.Insist(t.Context(), command(i))
					if errors.Is(err, door.ErrNotReceived) && n < 20 {
						continue // with the same id, so that nobody registers twice
					}
					if err != nil && r.Status == "" {
						failed <- err
					}
					return
				}
			})
		}
		all.Wait()
		close(failed)
		for err := range failed {
			require.NoError(t, err)
		}
	}
	atOnce(ids, func(i int) door.Request {
		return door.Request{Stream: stream, As: ids[i], ID: fmt.Sprint("r-", i), Wait: -1, Command: masterclass.RegisterForMasterclass{Group: "administration", Country: "SE", Organisation: "Ministry of Health"}}
	})
	seats := func(registered int) masterclass.Masterclass {
		var m masterclass.Masterclass
		require.Eventually(t, func() bool {
			err := h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
				is, err := h.Folder.Fold(ctx, from, stream)
				m, _ = is.State.(masterclass.Masterclass)
				return err
			})
			return err == nil && len(m.Registrations) == people && func() int { taken, waiting := m.Seats(); return taken + waiting }() == registered
		}, 2*time.Minute, 50*time.Millisecond)
		var taken []int
		for _, r := range m.Registrations {
			if r.Seated() {
				taken = append(taken, r.Place)
			}
		}
		slices.Sort(taken)
		want := make([]int, places)
		for i := range want {
			want[i] = i + 1
		}
		require.Equal(t, want, taken, "each place once")
		return m
	}
	m := seats(people)
	var leaving []string
	for _, r := range m.Registrations[:leave] {
		require.True(t, r.Seated(), "who came first has a place")
		leaving = append(leaving, r.Person)
	}
	atOnce(leaving, func(i int) door.Request {
		return door.Request{Stream: stream, As: leaving[i], ID: fmt.Sprint("w-", i), Wait: -1, Command: masterclass.EndRegistration{}}
	})
	m = seats(people - leave)
	for _, r := range m.Registrations[leave : places+leave] {
		require.True(t, r.Seated(), "registration %d moved up", r.Number)
	}
}
