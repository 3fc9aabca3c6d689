package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/twinning"
)

func TestEachKindOfEventIsStoredAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/events", twinning.Events)
}

func TestEachKindOfCommandIsReceivedAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/commands", twinning.Commands)
}

func TestEachRefusalOfATendersLifeHasItsTest(t *testing.T) {
	t.Parallel()
	EveryRefusalIsTested(t)
}

func TestTheContentOfATenderIsSealed(t *testing.T) {
	t.Parallel()
	for _, v := range []any{twinning.SubmitTender{}, twinning.ClarifyTender{}, twinning.TenderSubmitted{}, twinning.ClarificationGiven{}} {
		require.True(t, law.IsSealed(v))
	}
	require.False(t, law.IsSealed(twinning.EligibilityDecided{}))
}

func TestALifeIsKnownByItsStream(t *testing.T) {
	t.Parallel()
	for stream, name := range map[string]string{Stream: "call", Tendering(A): "twinning", "person/p-1": "", "call/": "", "twinning/": ""} {
		l, ok := lives.Law(stream)
		require.Equal(t, name != "", ok, stream)
		if ok {
			require.Equal(t, name, l.Name())
			require.Equal(t, map[string]int{"call": 5, "twinning": 6}[name], l.Fold())
			require.True(t, l.Zero(stream).Over(), "nothing is awaited of a life that has not begun")
		}
	}
	require.Equal(t, []string{Stream}, twinning.Law.Needs(twinning.Twinning{Reference: A}))
}
