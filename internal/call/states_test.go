package call_test

import (
	"testing"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
)

func TestAFoldThatAddsUpToAnotherStateHasANewNumber(t *testing.T) {
	t.Parallel()
	FrozenStates(t, "testdata/states", "call/", call.Law)
}
