package twinning_test

import (
	"testing"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

func TestAFoldThatAddsUpToAnotherStateHasANewNumber(t *testing.T) {
	t.Parallel()
	FrozenStates(t, "testdata/states", "twinning/", twinning.Law)
}
