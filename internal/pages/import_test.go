package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

var carried = regexp.MustCompile(`name="claims" value="([^"]+)"`)

func TestExpensesAreClaimedFromFilesOnceWhatTheyComeToIsShown(t *testing.T) {
	t.Parallel()
	start := lifetest.Book().Dates.Start
	w := newWorld(t, day(t, start.AddDays(20).String()))
	w.Until(day(t, start.AddDays(20).String()))
	w.Judge(lifetest.Stream)
	me, tender := calltest.Contact(lifetest.Tender), "/tenders/"+lifetest.Tender
	page := tender + "/import"
	require.Contains(t, w.get(me, tender).body, page, "the twinning leads to it")
	form := w.get(me, page)
	require.Equal(t, http.StatusOK, form.status, form.body)
	wellFormed(t, "expenses from files", form)
	require.Equal(t, http.StatusForbidden, w.get(calltest.Officer, page).status)
	require.Contains(t, w.get(me, page+"/template.csv").body, "id,kind,currency,amount,date")

	on := start.AddDays(5).String()
	head := "id,kind,currency,amount,date,what\n"
	table := head + "train,direct,EUR,119.00," + on + ",Train\nhotel,direct,EUR,80.50," + on + ",Hotel\n"
	for what, file := range map[string]struct{ text, says string }{
		"no file":         {"", "Choose at least one file"},
		"a broken line":   {head + "train,lunch,EUR,1.00," + on + ",x\n", "line 2, column kind"},
		"an early day":    {head + "train,direct,EUR,1.00,2019-01-01,x\n", "line 2"},
		"more than there": {head + "train,direct,EUR,20000.01," + on + ",x\nhotel,direct,EUR,20000.01," + on + ",x\n", "EUR"},
		"no such thing":   {"%PDF-1.7\xff", "neither CSV"},
	} {
		files := []part{{"step", "look", ""}}
		if file.text != "" {
			files = append(files, part{"file", file.text, "month.csv"})
		}
		size := w.size()
		got := w.parts(me, page, files)
		require.Equal(t, http.StatusUnprocessableEntity, got.status, what)
		require.Contains(t, html.UnescapeString(got.body), file.says, what)
		require.NotContains(t, got.body, `name="claims"`, what)
		require.Equal(t, size, w.size(), "nothing is recorded of %s", what)
		wellFormed(t, what, got)
	}

	size := w.size()
	shown := w.parts(me, page, []part{{"kind", "direct", ""}, {"step", "look", ""}, {"file", table, "month.csv"}})
	require.Equal(t, http.StatusOK, shown.status, shown.body)
	wellFormed(t, "a preview", shown)
	require.Contains(t, shown.body, "Claim 2 expenses, EUR 199.50")
	require.Equal(t, size, w.size(), "a preview records nothing")
	id := hidden.FindStringSubmatch(shown.body)[2]
	send := url.Values{"command-id": {id}, "claims": {html.UnescapeString(carried.FindStringSubmatch(shown.body)[1])}, "step": {"send"}}
	done := w.post(me, page, send)
	require.Contains(t, done.at, "/receipts/"+id, done.body)
	size = w.size()
	require.Equal(t, done.at, w.post(me, page, send).at, "a double click claims it once")
	require.Equal(t, size, w.size())
	require.Contains(t, w.get(me, tender).body, "EUR 199.50")
	again := w.parts(me, page, []part{{"step", "look", ""}, {"file", table, "month.csv"}})
	require.Equal(t, http.StatusUnprocessableEntity, again.status)
	require.Equal(t, 2, strings.Count(again.body, "month.csv, line"), "each line says that it is claimed already")
}
