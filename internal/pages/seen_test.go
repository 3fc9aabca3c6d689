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
	"twinning.example/engine/internal/pages"
)

// title is what the tender of the year is called.
const title = "Twinning " + lifetest.Tender

func TestEveryPageIsWellFormedForEverybodyAndShowsNothingThatIsSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-13")) // the tender is in, the call is open
	for who, person := range everybody() {
		for _, path := range some(who, w.paths(pages.Patterns())) {
			what := who + " at " + path
			a := w.atOnce(person, path)
			require.Less(t, a.status, 500, what)
			wellFormed(t, what, a)
			if path != "/me" && path != "/letters" { // there they are the viewer's own
				require.NotContains(t, a.body, lifetest.Canary, "%s: neither names nor addresses are shown", what)
			}
			if who != "a party" {
				require.NotContains(t, a.body, title, "%s: the tender is sealed", what)
			}
			if who == "a stranger" || who == "the public" {
				own := strings.ReplaceAll(strings.ReplaceAll(a.body, path, ""), strings.ReplaceAll(path, "/", "%2f"), "") // the page may repeat what was asked
				require.NotContains(t, own, lifetest.Tender, "%s: that there is a tender is not said", what)
			}
		}
	}
	require.Contains(t, w.get(calltest.Contact(lifetest.Tender), "/tenders/"+lifetest.Tender).body, title, "its party reads it")
	require.Equal(t, w.get(calltest.Stranger, "/tenders/"+lifetest.Tender).status, w.get(calltest.Stranger, "/tenders/DHE-2019-ZZZZZZ").status, "a sealed tender looks like none")
}

func TestAPartyDoesNotLearnWhoEvaluatesWhileTheReportsAreOwed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-24")) // two evaluators are assigned and have not reported
	for _, part := range []string{"", "/history", "/state"} {
		path := "/tenders/" + lifetest.Tender + part
		require.NotContains(t, w.get(calltest.Contact(lifetest.Tender), path).body, calltest.Ada, path)
		require.Contains(t, w.get(calltest.Officer, path).body, calltest.Ada, path)
	}
}

func TestOnceATwinningRunsEachReaderSeesTheirPartAndNoMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	for who, person := range everybody() {
		for _, path := range some(who, w.paths(pages.Patterns())) {
			what := who + " at " + path
			a := w.get(person, path)
			require.Less(t, a.status, 500, what)
			wellFormed(t, what, a)
			switch who {
			case "a party", "a stranger", "the public":
				require.NotContains(t, a.body, calltest.Ada, "%s: who evaluates is not said", what)
				require.NotContains(t, a.body, calltest.Ben, "%s: who evaluates is not said", what)
			}
			if who == "a stranger" || who == "the public" {
				require.NotContains(t, a.body, calltest.Contact(lifetest.Tender), "%s: who speaks for a tender is not said", what)
			}
		}
	}
	for _, part := range []string{"tenders", "evaluation", "ranking", "letters"} {
		path := "/calls/" + calltest.Reference + "/" + part
		require.Equal(t, http.StatusOK, w.get(calltest.Officer, path).status, path)
		require.Equal(t, http.StatusOK, w.get(calltest.Auditor, path).status, path)
		require.Equal(t, http.StatusForbidden, w.get(calltest.Stranger, path).status, path)
		require.Equal(t, http.StatusUnauthorized, w.get("", path).status, path)
	}
	award := w.get("", "/awarded").body
	require.Contains(t, award, title, "an award is public")
	require.Contains(t, award, "<td>Full adoption</td>", "with its type in the words of the rule book")
	require.Contains(t, award, "<svg", "with a map of the countries that take part")
	for _, person := range []string{"", calltest.Stranger} {
		page := w.get(person, "/tenders/"+lifetest.Tender)
		require.Equal(t, http.StatusOK, page.status, "an award has a page for everybody, to which the list leads")
		require.Contains(t, page.body, "40,000.00")
		for _, never := range []string{calltest.Contact(lifetest.Tender), "Monthly logs", "/tenders/" + lifetest.Tender + "/history", "/tenders/" + lifetest.Tender + "/state"} {
			require.NotContains(t, page.body, never, "of what is public alone")
		}
	}
	running := w.get(calltest.Officer, "/tenders/"+lifetest.Tender).body
	require.Contains(t, running, "Monthly logs")
	require.Contains(t, w.get(calltest.Contact(lifetest.Tender), "/today").body, lifetest.Tender, "what the party owes")
	require.Contains(t, w.get(calltest.Auditor, "/tenders/"+lifetest.Tender+"/state?at=2019-06-13").body, "submitted", "as it stood")
	require.Equal(t, http.StatusUnprocessableEntity, w.get(calltest.Auditor, "/tenders/"+lifetest.Tender+"/state?at=yesterday").status)
	require.Contains(t, w.get("", "/search?q="+lifetest.Tender).body, "1 result")
	require.Contains(t, w.get("", "/search?q="+url.QueryEscape(strings.ToUpper(title))).body, "/tenders/"+lifetest.Tender, "by words of its title")
	require.Contains(t, w.get("", "/search?q="+lifetest.Tender+"+nothing-like-this").body, "0 results")
}

var hidden = regexp.MustCompile(`name="(command-id|command)" value="([^"]+)"`)

func TestAFormThatIsSentTwiceIsReceivedOnceAndARefusedOneComesBackWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20")) // opened; eligibility is to be decided
	page := "/tenders/" + lifetest.Tender + "/do/decide-eligibility"
	form := w.get(calltest.Officer, page)
	require.Equal(t, http.StatusOK, form.status, form.body)
	id := hidden.FindStringSubmatch(form.body)
	require.NotNil(t, id)

	none := w.post(calltest.Officer, page, url.Values{"command-id": {id[2]}, "reason": {"typed with care"}})
	require.Equal(t, http.StatusUnprocessableEntity, none.status)
	require.Contains(t, none.body, "typed with care")
	require.Contains(t, none.body, `href="#f-verdict"`, "the summary leads to the field")
	wellFormed(t, "an incomplete form", none)

	refused := w.post(calltest.Officer, page, url.Values{"command-id": {id[2] + "x"}, "verdict": {"ineligible"}, "reason": {"typed with care"}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.status, "the rules find it eligible")
	require.Contains(t, refused.body, "typed with care")
	wellFormed(t, "a refused form", refused)

	require.Equal(t, http.StatusForbidden, w.get(calltest.Auditor, page).status, "an auditor decides nothing")
	sent := url.Values{"command-id": {id[2]}, "verdict": {"eligible"}}
	first := w.post(calltest.Officer, page, sent)
	require.Equal(t, http.StatusOK, first.status, first.body)
	require.Contains(t, first.at, "/receipts/"+id[2], "it leads to the receipt")
	require.Contains(t, first.body, "Received and carried out.")
	size, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	second := w.post(calltest.Officer, page, sent)
	require.Equal(t, first.at, second.at, "a double click gets the same receipt")
	after, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after, "and records nothing")

	_, text, _ := strings.Cut(first.body, "<pre tabindex=\"0\">")
	text, _, _ = strings.Cut(text, "</pre>")
	receipt := html.UnescapeString(text)
	proven := w.post("", "/receipt", url.Values{"text": {receipt}})
	require.Equal(t, http.StatusOK, proven.status, proven.body)
	require.Contains(t, proven.body, "The receipt is proven")
	wellFormed(t, "a proven receipt", proven)
	forged := w.post("", "/receipt", url.Values{"text": {strings.Replace(receipt, `"status": "done"`, `"status": "refused"`, 1)}})
	require.Equal(t, http.StatusUnprocessableEntity, forged.status)
	require.Contains(t, forged.body, "The receipt is not proven")
	require.Equal(t, http.StatusUnprocessableEntity, w.post("", "/receipt", url.Values{"text": {"no receipt"}}).status)
}

func TestSeveralTendersAreDecidedAfterAPreviewWithAReceiptEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	list := w.get(calltest.Officer, "/calls/"+calltest.Reference+"/tenders")
	id := hidden.FindStringSubmatch(list.body)
	require.NotNil(t, id)
	form := url.Values{"command": {id[2]}, "tender": {lifetest.Tender}}
	preview := w.post(calltest.Officer, "/calls/"+calltest.Reference+"/eligible", form)
	require.Contains(t, preview.body, "1 tender becomes eligible")
	wellFormed(t, "a preview", preview)
	form.Set("step", "send")
	done := w.post(calltest.Officer, "/calls/"+calltest.Reference+"/eligible", form)
	w.Judge(lifetest.Stream)
	require.Contains(t, done.at, "/eligible/"+id[2])
	again := w.get(calltest.Officer, done.at)
	require.Contains(t, again.body, ">done<", "the page of receipts shows the answer once it is there")
	wellFormed(t, "receipts", again)
	form.Set("tender", "DHE-2020-AAAAAA")
	require.Equal(t, http.StatusBadRequest, w.post(calltest.Officer, "/calls/"+calltest.Reference+"/eligible", form).status, "a tender of another call is not decided here")
}

func TestAFormWithTheIdOfAnotherCommandOrNoneIsRefusedAndNothingFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	size, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	bulk := "/calls/" + calltest.Reference + "/eligible"
	for _, id := range []string{"a/b", "", "a b", strings.Repeat("a", 5000)} {
		a := w.post(calltest.Officer, bulk, url.Values{"command": {id}, "tender": {lifetest.Tender}, "step": {"send"}})
		require.Equal(t, http.StatusBadRequest, a.status, "%.20q: %s", id, a.body)
		wellFormed(t, "a refused form", a)
	}
	after, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after)
	id := "mine-" + lifetest.Tender[len(lifetest.Tender)-6:]
	used := w.post(calltest.Officer, "/tenders/"+lifetest.Tender+"/do/decide-eligibility", url.Values{"command-id": {id}, "verdict": {"ineligible"}, "reason": {"x"}})
	require.Equal(t, http.StatusUnprocessableEntity, used.status)
	a := w.post(calltest.Officer, bulk, url.Values{"command": {"mine"}, "tender": {lifetest.Tender}, "step": {"send"}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status, a.body)
	require.Contains(t, a.body, "sent before with other content")
}
