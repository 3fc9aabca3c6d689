package governance_test

import (
	"testing"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
)

func TestEachKindOfEventIsStoredAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/administration/events", governance.AdministrationEvents)
	Frozen(t, "testdata/programme/events", governance.ProgrammeEvents)
}

func TestEachKindOfCommandIsReceivedAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/administration/commands", governance.AdministrationCommands)
	Frozen(t, "testdata/programme/commands", governance.ProgrammeCommands)
}

func TestEachRefusalHasItsTest(t *testing.T) {
	t.Parallel()
	EveryRefusalIsTested(t)
}
