package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

var (
	queued    = regexp.MustCompile(`href="(/expense-queue/[^"?]+)"`)
	judgement = regexp.MustCompile(`name="command" value="([^"]+)"`)
	seen      = regexp.MustCompile(`name="(seen|seen-amount)" value="([^"]+)"`)
)

// judging is the form of a page, with what its reader saw.
func judging(t *testing.T, body string, with ...string) url.Values {
	t.Helper()
	command := judgement.FindStringSubmatch(body)
	require.NotNil(t, command)
	form := url.Values{"command": {command[1]}}
	for _, m := range seen.FindAllStringSubmatch(body, -1) {
		form.Set(m[1], m[2])
	}
	for i := 0; i+1 < len(with); i += 2 {
		form.Set(with[i], with[i+1])
	}
	return form
}

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
	unreasoned := w.post(calltest.Verifier, first[1]+"/do/return", judging(t, page.body))
	require.Equal(t, http.StatusUnprocessableEntity, unreasoned.status, "a reason is asked for")
	more := w.post(calltest.Verifier, first[1]+"/do/deduct", judging(t, page.body, "accepted", "much", "reason", "?"))
	require.Equal(t, http.StatusUnprocessableEntity, more.status, "no amount")
	for _, other := range []string{"authorise.verified", "verify.parked", ""} {
		moved := w.post(calltest.Verifier, first[1]+"/do/approve", judging(t, page.body, "seen", other))
		require.Equal(t, http.StatusUnprocessableEntity, moved.status)
		require.Contains(t, moved.body, "It has moved on", "another hand acted since")
	}
	less := w.post(calltest.Verifier, first[1]+"/do/approve", judging(t, page.body, "seen-amount", "EUR 1.00"))
	require.Equal(t, http.StatusUnprocessableEntity, less.status, "another amount was seen")
	form := judging(t, page.body)
	sent := w.post(calltest.Verifier, first[1]+"/do/approve", form)
	require.Contains(t, sent.at, "/expense-queue", sent.body)
	require.NotContains(t, sent.at, first[1]+"?", "it goes on to the next")
	w.Judge(lifetest.Stream)
	require.NotContains(t, w.get(calltest.Verifier, "/expense-queue").body, first[1]+`"`)
	require.Equal(t, http.StatusNotFound, w.get(calltest.Verifier, first[1]).status, "it waits no more")
	again := w.post(calltest.Verifier, first[1]+"/do/approve", form)
	require.Contains(t, again.at, "/receipts/", "a double click leads to the receipt")
	late := w.post(calltest.Verifier, first[1]+"/do/approve", judging(t, page.body, "command", "c-later"))
	require.Equal(t, http.StatusUnprocessableEntity, late.status)
	require.Contains(t, late.body, "no longer waits for you")
	require.Equal(t, http.StatusNotFound, w.post(calltest.Stranger, first[1]+"/do/approve", judging(t, page.body, "command", "c-other")).status, "whoever has no role is not told that it is there")
	require.Contains(t, w.get(calltest.Authoriser, "/expense-queue").body, first[1]+`"`, "and waits for the next hand")
	require.NotContains(t, w.get(calltest.Auditor, "/expense-queue").body, first[1])
	require.NotContains(t, w.get(calltest.Contact(lifetest.Tender), "/expense-queue").body, first[1])
	require.Equal(t, http.StatusNotFound, w.get(calltest.Stranger, first[1]).status)
	require.GreaterOrEqual(t, w.get("", "/expense-queue").status, 400)
	require.Equal(t, http.StatusNotFound, w.post(calltest.Authoriser, first[1]+"/do/nothing", url.Values{"command": {"c-x"}}).status)
}

// Each line of the checklist leads whoever's turn it is to the form that settles it, and nobody else.
func TestTheChecklistOfAClosureLeadsToWhatSettlesEachLine(t *testing.T) {
	t.Parallel()
	w := firstClaims(t)
	at := "/tenders/" + lifetest.Tender
	lines := func(person string) string {
		t.Helper()
		_, list, found := strings.Cut(w.get(person, at).body, `<details id="closing">`)
		require.True(t, found)
		list, _, _ = strings.Cut(list, "</details>")
		return list
	}
	contact := lines(calltest.Contact(lifetest.Tender))
	require.Contains(t, contact, `href="`+at+`/months/2"`)
	require.NotContains(t, contact, "/do/accept-log")
	require.Contains(t, lines(calltest.Officer), `href="`+at+`/do/accept-log?month=1"`)
	require.Contains(t, lines(calltest.Verifier), `href="`+at+`/do/approve-expense?expense=`)
	require.NotContains(t, lines(calltest.Auditor), "href=")
}

// The record of a meeting is corrected from what it says, and late invoices show what is left of each kind of cost.
func TestAFormBeginsWithWhatIsThere(t *testing.T) {
	t.Parallel()
	w := firstClaims(t)
	contact, at := calltest.Contact(lifetest.Tender), day(t, "2019-09-20").Add(12*time.Hour)
	w.PlayAll([]lifetest.Step{
		{At: at, Stream: lifetest.Stream, By: contact, Command: twinning.PlanTwinningMeeting{
			Meeting: "midterm", Title: "Midterm meeting", Starts: calltest.Wall("2019-09-20T09:00"), Ends: calltest.Wall("2019-09-20T11:00"), Place: "Trieste",
		}},
		{At: at.Add(time.Hour), Stream: lifetest.Stream, By: contact, Command: twinning.RecordTwinningMeeting{
			Meeting: "midterm", Participants: []twinning.MeetingParticipants{{Organisation: "alpha", Persons: 17}}, Outcome: "The plan holds.",
		}},
	})
	form := w.get(contact, "/tenders/"+lifetest.Tender+"/do/record-twinning-meeting?meeting=midterm")
	wellFormed(t, "the record of a meeting", form)
	require.Contains(t, form.body, "The plan holds.")
	require.Contains(t, form.body, `value="17"`)
	claims := w.get(contact, "/tenders/"+lifetest.Tender+"/do/claim-expenses")
	wellFormed(t, "late invoices", claims)
	require.Contains(t, claims.body, "Running totals by kind of cost")
	require.Contains(t, claims.body, "<datalist", "organisations are offered by name")
}
