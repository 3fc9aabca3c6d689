package dispatch

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/views"
)

func TestANudgeSendsTheMessagesThatWait(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	store, err := views.Open(t.Context(), ledgertest.DSN(t, ledger.RoleApp), 2)
	require.NoError(t, err)
	t.Cleanup(store.Close)
	a, err := l.Append(t.Context(), ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{
		Kind: "thing-happened.v1", Body: []byte(`{"messages":[{"stream":"twinning/A/AAAAA2","kind":"note-thing","body":{}}]}`),
	}}})
	require.NoError(t, err)
	require.NoError(t, store.KeepUnsent(t.Context(), views.Unsent{Position: a.Events[0].Position, Stream: "twinning/A/AAAAA2", Cause: "it was refused"}))
	require.NoError(t, store.Move(t.Context(), views.RelayPlace, a.Size))

	d := &Dispatcher{}
	d.Resume((&Relay{Ledger: l, Store: store}).Resume)
	nudged := func(kind, prefix string) int {
		require.NoError(t, d.resend(t.Context(), views.Request{Kind: kind, Prefix: prefix}))
		events, err := l.Read(t.Context(), ledger.Query{Stream: "twinning/A/AAAAA2/in"})
		require.NoError(t, err)
		return len(events)
	}
	require.Zero(t, nudged(views.Nudge, "twinning/B/AAAAA3"))
	require.Zero(t, nudged(views.Look, "twinning/A/AAAAA2"), "only a nudge sends again")
	require.Equal(t, 1, nudged(views.Nudge, "twinning/A/AAAAA2"))
	waiting, err := store.Unsent(t.Context(), "")
	require.NoError(t, err)
	require.Empty(t, waiting)
}
