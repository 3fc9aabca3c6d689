// Package lifetest is for tests of lives: a ledger of its own with all that a
// life needs around it, the script of a year, a post that keeps what it is
// given, and a Temporal server.
package lifetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/history/v1"

	"twinning.example/engine/activities"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// A House is everything around a life but Temporal.
type House struct {
	t          testing.TB
	Ledger     *ledger.Ledger
	Door       *door.Door
	Store      *views.Store
	Folder     *state.Folder
	Activities *activities.Activities
	Post       *Post
	received   int             // through Receive
	lives      map[string]bool // of PlayAll
	relay      *dispatch.Relay
}

// Options say what clock a house has. The zero value is a programme clock at
// Start that stands still.
type Options struct {
	Rate      float64       // programme seconds a second, once the clock runs
	Tolerance time.Duration // 0: 20 ms, so that nothing waits long
}

// Know makes people known, by the ids that the fixtures give them.
func (h *House) Know(ids ...string) {
	h.t.Helper()
	var all sync.WaitGroup // together they are a few batches
	for _, id := range ids {
		all.Go(func() { h.record(id) })
	}
	all.Wait()
}

// record makes somebody known, by the id that the fixtures give them.
func (h *House) record(id string) {
	h.t.Helper()
	require.NoError(h.t, h.person(h.t.Context(), people.Person{ID: id, Alias: id, Name: "Sample " + Canary, Email: id + "@" + Canary + ".example"}))
}

// Canary stands in every name and every address, and so must stand nowhere else.
const Canary = "kanarienvogel"

// Until lets the programme clock stand no earlier than an instant, and go on at
// the pace of PostgreSQL's.
func (h *House) Until(at time.Time) {
	h.t.Helper()
	clock, err := h.Ledger.Clock(h.t.Context())
	require.NoError(h.t, err)
	if at.After(clock.Now()) {
		require.NoError(h.t, h.Ledger.SetClock(h.t.Context(), at, 1, true))
		time.Sleep(h.Ledger.Tolerance() + 2*time.Millisecond) // then whatever lies before it has passed
	}
}

// AsRead is a command with what somebody reads before they send it: the hash of the contract that they sign.
func (h *House) AsRead(stream string, c law.Command) law.Command {
	o, signs := c.(twinning.SignContract)
	if !signs {
		return c
	}
	clock, err := h.Ledger.Clock(h.t.Context())
	require.NoError(h.t, err)
	var t twinning.Twinning
	var book call.Call
	require.NoError(h.t, h.Ledger.Snapshot(h.t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		folds := state.NewFolder(h.Ledger, 0)
		is, err := folds.Fold(ctx, from, stream)
		if err != nil {
			return err
		}
		of, err := folds.Fold(ctx, from, law.CallStream(law.CallOf(law.Reference(stream))))
		t, _ = is.State.(twinning.Twinning)
		book, _ = of.State.(call.Call)
		return err
	}))
	return o.Read(t, book, law.Receipt{ReceivedAt: clock.Now()})
}

// Receive takes a step through the door, and returns the position of its receipt.
func (h *House) Receive(s Step) int64 {
	h.t.Helper()
	h.received++
	for n := 0; ; n++ {
		r, err := h.Door.Submit(h.t.Context(), door.Request{
			Stream: s.Stream, As: s.By, Command: h.AsRead(s.Stream, s.Command), ID: fmt.Sprintf("%04d-%s", h.received, s.Command.Kind()), Wait: -1, Begins: true,
		})
		if errors.Is(err, door.ErrNotReceived) && n < 50 {
			continue // it came too late for the tolerance: nothing was kept
		}
		require.NoError(h.t, err)
		return r.Received.Position
	}
}

// Play takes steps with every life judging by hand, at once.
func (h *House) Play(steps []Step) {
	h.t.Helper()
	for _, s := range steps {
		h.Until(s.At)
		h.Receive(s)
		h.Judge(s.Stream)
		h.hear()
	}
}

// PlayAll is Play with the call and every tender that it has heard of judging
// before each step, so that what a step rests on is recorded.
func (h *House) PlayAll(steps []Step) {
	h.t.Helper()
	for _, s := range steps {
		h.Until(s.At)
		if h.lives == nil {
			h.lives = map[string]bool{}
		}
		for _, stream := range slices.Sorted(maps.Keys(h.lives)) {
			h.Judge(stream)
			h.hear()
		}
		h.Receive(s)
		h.lives[s.Stream] = true
		h.Judge(s.Stream)
		h.hear()
	}
}

// hear lets every life judge what facts mean for it.
func (h *House) hear() {
	h.t.Helper()
	for to := h.Relay(); len(to) > 0; to = h.Relay() {
		for _, stream := range to {
			h.Judge(stream)
		}
	}
}

// Judge lets a life judge what it has, without a life.
func (h *House) Judge(stream string) life.Now {
	h.t.Helper()
	now, err := h.Activities.Judge(h.t.Context(), life.JudgeInput{Stream: stream})
	require.NoError(h.t, err)
	return now
}

// Relay turns facts into commands to other lives, as the worker does, and
// returns the streams that received any.
func (h *House) Relay() []string {
	h.t.Helper()
	to, err := h.relay.CatchUp(h.t.Context())
	require.NoError(h.t, err)
	waiting, err := h.Store.Unsent(h.t.Context(), "")
	require.NoError(h.t, err)
	require.Empty(h.t, waiting, "messages that could not be sent")
	return to
}

// Stamped hands the clock to who receives a command, again for as long as the receipt comes too late.
func (h *House) Stamped(receive func(ledger.Clock) error) error {
	for {
		clock, err := h.Ledger.Clock(h.t.Context())
		if err != nil {
			return err
		}
		if err := receive(clock); !errors.Is(err, ledger.ErrStale) {
			return err
		}
	}
}

// noHistories stands in where there is no Temporal: every run has one event.
type noHistories struct{}

func (noHistories) History(context.Context, string, string) (*history.History, error) {
	return &history.History{Events: []*history.HistoryEvent{{EventId: 1}}}, nil
}
