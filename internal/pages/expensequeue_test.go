package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

var (
	queued    = regexp.MustCompile(`href="(/expense-queue/[^"?]+)"`)
	judgement = regexp.MustCompile(`name="command" value="([^"]+)"`)
)

// One after the other is judged in place, and the page goes on to the next.
func TestAVerifierGoesThroughTheirQueueOneByOne(t *testing.T) {
	t.Parallel()
	w := firstClaims(t)
	list := w.get(calltest.Verifier, "/expense-queue")
	wellFormed(t, "the queue", list)
	require.Contains(t, w.get(calltest.Verifier, "/today").body, `href="/expense-queue"`)
	first := queued.FindStringSubmatch(list.body)
	require.NotNil(t, first, list.body)
	page := w.get(calltest.Verifier, first[1])
	wellFormed(t, "one of the queue", page)
	for _, shown := range []string{"Contract amount", "Claimed of this kind so far", "Files", "Accept less", "Return an expense", "Put an expense aside", `rel="next"`, "1 of "} {
		require.Contains(t, page.body, shown)
	}
	command := judgement.FindStringSubmatch(page.body)
	require.NotNil(t, command)
	unreasoned := w.post(calltest.Verifier, first[1]+"/do/return", url.Values{"command": {command[1]}})
	require.Equal(t, http.StatusUnprocessableEntity, unreasoned.status, "a reason is asked for")
	more := w.post(calltest.Verifier, first[1]+"/do/deduct", url.Values{"command": {command[1]}, "accepted": {"much"}, "reason": {"?"}})
	require.Equal(t, http.StatusUnprocessableEntity, more.status, "no amount")
	form := url.Values{"command": {command[1]}}
	sent := w.post(calltest.Verifier, first[1]+"/do/approve", form)
	require.Contains(t, sent.at, "/expense-queue", sent.body)
	require.NotContains(t, sent.at, first[1]+"?", "it goes on to the next")
	w.Judge(lifetest.Stream)
	require.NotContains(t, w.get(calltest.Verifier, "/expense-queue").body, first[1]+`"`)
	require.Equal(t, http.StatusNotFound, w.get(calltest.Verifier, first[1]).status, "it waits no more")
	again := w.post(calltest.Verifier, first[1]+"/do/approve", form)
	require.Contains(t, again.at, "/receipts/", "a double click leads to the receipt")
	require.Contains(t, w.get(calltest.Authoriser, "/expense-queue").body, first[1]+`"`, "and waits for the next hand")
	require.NotContains(t, w.get(calltest.Auditor, "/expense-queue").body, first[1])
	require.NotContains(t, w.get(calltest.Contact(lifetest.Tender), "/expense-queue").body, first[1])
	require.Equal(t, http.StatusNotFound, w.get(calltest.Stranger, first[1]).status)
	require.GreaterOrEqual(t, w.get("", "/expense-queue").status, 400)
	require.Equal(t, http.StatusNotFound, w.post(calltest.Authoriser, first[1]+"/do/nothing", url.Values{"command": {"c-x"}}).status)
}
