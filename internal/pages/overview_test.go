package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// A twinning owes a log for each of its months: what is due next stands first, the others are folded away.
func TestATwinningShowsWhatIsDueNextAndFoldsWhatIsDueLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-09-20"))
	page := w.get(calltest.Officer, "/tenders/"+lifetest.Tender)
	wellFormed(t, "the overview", page)
	_, owed, found := strings.Cut(page.body, "<h2>Still owed")
	if !found {
		_, owed, found = strings.Cut(page.body, `aria-label="Obligations by due date"`)
	}
	require.True(t, found, page.body)
	first, later, folded := strings.Cut(owed, "<details><summary>")
	require.True(t, folded)
	require.Contains(t, later, "due later</summary>")
	require.LessOrEqual(t, strings.Count(first, `<tr><td class="nowrap">`), 8)
	require.Positive(t, strings.Count(later, `<tr><td class="nowrap">`))
}

// Whoever must keep a record may have to say so before anybody may read it.
func TestARecordIsHeldWhileItsTenderIsSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-13"))
	page := w.get(calltest.Head, "/tenders/"+lifetest.Tender+"/do")
	require.Equal(t, http.StatusOK, page.status)
	require.Contains(t, page.body, doTender+"place-hold")
	require.NotContains(t, page.body, doTender+"withdraw-tender")
	require.NotContains(t, w.get(calltest.Officer, "/tenders/"+lifetest.Tender+"/do").body, doTender+"place-hold")
	w.does(calltest.Head, doTender+"place-hold", map[string][]string{"authority": {"The court of auditors"}, "reason": {"An inquiry."}})
	w.does(calltest.Head, doTender+"lift-hold", map[string][]string{"reason": {"It is over."}})
}
