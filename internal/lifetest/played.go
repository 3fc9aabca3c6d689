package lifetest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/activities"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// New makes a house in which everybody of the scripts is known.
func New(t testing.TB, o Options) *House {
	t.Helper()
	return Played(t, o, nil, nil)
}

// Played makes a house in which these people are known besides, and in which the steps were played as by PlayAll. What was played once in a test
// process is not played again: houses are copies of the one that came first, and of the longest that was played up to then.
func Played(t testing.TB, o Options, known []string, steps []Step) *House {
	t.Helper()
	if o.Tolerance == 0 {
		o.Tolerance = 20 * time.Millisecond
	}
	return played(t, o, known, steps, stories(t, o, known, steps))
}

// left is what a house knows besides what is recorded.
type left struct {
	received int
	lives    map[string]bool
	sent     []letters.Mail
}

func played(t testing.TB, o Options, known []string, steps []Step, names []string) *House {
	t.Helper()
	was := ledgertest.Like(t, names[len(steps)], func(t testing.TB) left {
		if len(steps) == 0 {
			ledgertest.NewWith(t, ledger.MigrateOptions{Simulated: &ledger.Simulated{Start: Start(), Rate: o.Rate}, Tolerance: o.Tolerance})
			h := opened(t)
			h.Know(append(People(), known...)...)
			return left{}
		}
		before := len(steps) - 1
		for before > 0 && !ledgertest.IsKept(names[before]) {
			before--
		}
		h := played(t, o, known, steps[:before], names)
		h.PlayAll(steps[before:])
		require.NoError(t, h.Ledger.SetClock(t.Context(), time.Time{}, 0, false)) // else a copy's would have run meanwhile
		return left{h.received, h.lives, h.Post.Sent()}
	})
	h := opened(t)
	h.received, h.lives, h.Post.sent = was.received, maps.Clone(was.lives), append([]letters.Mail{}, was.sent...)
	if len(steps) > 0 {
		require.NoError(t, h.Ledger.SetClock(t.Context(), time.Time{}, 0, true))
	}
	return h
}

// stories names what is played by so many of the steps.
func stories(t testing.TB, o Options, known []string, steps []Step) []string {
	t.Helper()
	sum := sha256.New()
	add := func(of ...any) string {
		text, err := json.Marshal(of)
		require.NoError(t, err)
		sum.Write(text)
		return fmt.Sprintf("%x", sum.Sum(nil))
	}
	names := []string{add(o, known)}
	for _, s := range steps {
		names = append(names, add(s.Command.Kind(), s))
	}
	return names
}

// opened is the house over this test's ledger.
func opened(t testing.TB) *House {
	t.Helper()
	h := &House{t: t, Post: &Post{}, Ledger: ledgertest.Open(t, ledger.Options{})}
	var err error
	h.Store, err = views.Open(t.Context(), ledgertest.DSN(t, ledger.RoleApp), 8)
	require.NoError(t, err)
	t.Cleanup(h.Store.Close)
	h.relay = &dispatch.Relay{Ledger: h.Ledger, Store: h.Store}
	directory := people.NewDirectory(h.Ledger)
	h.Door = &door.Door{Ledger: h.Ledger, People: directory}
	h.Folder = state.NewFolder(h.Ledger, 100)
	h.Activities = &activities.Activities{
		Ledger: h.Ledger, Folder: h.Folder, Lives: h.Store, Addresses: directory, Post: h.Post,
		Parking: &parking.Lot{Ledger: h.Ledger, Folder: h.Folder, Store: h.Store, Log: slog.New(slog.DiscardHandler)}, Origin: "ledger.test",
		Histories: noHistories{}, HistoryStore: h.Ledger.Archive(),
	}
	return h
}
