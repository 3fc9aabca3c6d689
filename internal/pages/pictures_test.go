package pages_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

func TestATwinningStandsOnOnePageWithWhereItStandsWhatWasSpentAndWhatHappenedLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	a := w.get(calltest.Officer, "/tenders/"+lifetest.Tender)
	wellFormed(t, "a twinning", a)
	for _, part := range []string{
		"Life of the tender, and where it stands", "Monthly logs", "Expenses by kind", "What is owed", "Letters about what is owed", "What happened last", "Parties", "The whole history",
	} {
		require.Contains(t, a.body, part)
	}
	require.Contains(t, a.body, "stands here", "the picture has its table")
	require.Contains(t, a.body, "Contract amount", "the bars stand against the contract")
}

func TestARankingIsDrawnWithItsCutAndTheBudgetAsItIsUsedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-08-01"))
	of := "/calls/" + calltest.Reference
	ranking := w.get(calltest.Officer, of+"/ranking")
	wellFormed(t, "the ranking", ranking)
	require.Contains(t, ranking.body, "Ranking, with the threshold and the cut")
	require.Contains(t, ranking.body, "Budget left after each award")
	require.Contains(t, w.get(calltest.Officer, of+"/evaluation").body, "How far the scores of each tender lie apart")
	require.Contains(t, w.get(calltest.Officer, of).body, "Countries that take part")
	require.NotContains(t, w.get("", of).body, "Countries that take part", "who takes part is for the staff")
}
