package organisation_test

import (
	"testing"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/organisation"
)

func TestEachKindOfEventIsStoredAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/events", organisation.Events)
}

func TestEachKindOfCommandIsReceivedAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/commands", organisation.Commands)
}

func TestEachRefusalHasItsTest(t *testing.T) {
	t.Parallel()
	EveryRefusalIsTested(t)
}
