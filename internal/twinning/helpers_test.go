package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

func receipt(w *World, actor string) law.Receipt {
	return law.Receipt{Command: "c", Actor: actor, ReceivedAt: w.Now, Position: 1000}
}

func requireRefused(t *testing.T, want string, err error) {
	t.Helper()
	refusal, refused := law.Refused(err)
	require.True(t, refused, "%v", err)
	require.Equal(t, want, RuleAndCode(refusal), refusal)
}

// told is a refusal as a person reads it.
func told(t require.TestingT, err error) string {
	refusal, ok := law.Refused(err)
	require.True(t, ok, "%v", err)
	return narrate.English().Refusal(*refusal)
}
