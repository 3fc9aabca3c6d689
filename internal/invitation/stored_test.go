package invitation_test

import (
	"testing"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/invitation"
)

func TestEachKindOfEventIsStoredAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/events", invitation.Events)
}

func TestEachKindOfCommandIsReceivedAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/commands", invitation.Commands)
}

func TestEachRefusalHasItsTest(t *testing.T) {
	t.Parallel()
	EveryRefusalIsTested(t)
}
