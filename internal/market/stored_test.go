package market_test

import (
	"testing"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/market"
)

func TestEachKindOfEventIsStoredAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/market-events", market.MarketEvents)
	Frozen(t, "testdata/entry-events", market.EntryEvents)
	Frozen(t, "testdata/interest-events", market.InterestEvents)
}

func TestEachKindOfCommandIsReceivedAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/market-commands", market.MarketCommands)
	Frozen(t, "testdata/entry-commands", market.EntryCommands)
	Frozen(t, "testdata/interest-commands", market.InterestCommands)
}

func TestEachRefusalHasItsTest(t *testing.T) {
	t.Parallel()
	EveryRefusalIsTested(t)
}
