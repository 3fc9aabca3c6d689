package main

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/views"
)

func TestANudgeSendsTheMessagesThatWait(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	a, err := h.Ledger.Append(t.Context(), ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{
		Kind: "thing-happened.v1", Body: []byte(`{"messages":[{"stream":"twinning/A-1","kind":"note-thing","body":{}}]}`),
	}}})
	require.NoError(t, err)
	require.NoError(t, h.Store.KeepUnsent(t.Context(), views.Unsent{Position: a.Events[0].Position, Stream: "twinning/A-1", Cause: "it was refused"}))
	require.NoError(t, h.Store.Move(t.Context(), dispatch.RelayPlace, a.Size))

	b := newBringer(nil, h.Ledger, h.Store, slog.New(slog.DiscardHandler))
	b.resume = (&dispatch.Relay{Ledger: h.Ledger, Store: h.Store}).Resume
	nudged := func(prefix string) int {
		_, err := b.fulfil(t.Context(), views.Wish{Kind: views.Nudge, Prefix: prefix})
		require.NoError(t, err)
		events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: "twinning/A-1/in"})
		require.NoError(t, err)
		return len(events)
	}
	require.Zero(t, nudged("twinning/B"))
	require.Equal(t, 1, nudged("twinning/A"))
	waiting, err := h.Store.Unsent(t.Context(), "")
	require.NoError(t, err)
	require.Empty(t, waiting)
}
