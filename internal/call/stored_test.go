package call_test

import (
	"testing"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
)

func TestEachKindOfEventIsStoredAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/events", call.Events)
}

func TestEachKindOfCommandIsReceivedAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/commands", call.Commands)
}

func TestEachRefusalOfACallHasItsTest(t *testing.T) {
	t.Parallel()
	// No row can be refused with "rule-book/broken-deadline": the check of the rule book finds it first.
	EveryRefusalIsTested(t)
}
