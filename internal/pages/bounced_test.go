package pages_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
)

// A message that came back is chosen on the page of the letters of its call: the letter is found, and its form is filled in.
func TestAMessageThatCameBackIsChosenOnThePageOfLetters(t *testing.T) {
	t.Parallel()
	start := lifetest.Book().Dates.Start.AddDays(5).Start(time.UTC)
	w := newWorld(t, start)
	w.Until(start)
	w.Judge(calltest.Stream)
	w.Judge(lifetest.Stream)
	page, to := "/calls/"+calltest.Reference+"/letters", "/calls/"+calltest.Reference+"/bounced-letter"
	form := "/tenders/" + lifetest.Tender + "/do/report-bounce"
	require.Contains(t, w.get(calltest.Officer, form).body, "No letter of this tender has been given", "an empty list says why")

	_, err := w.Activities.Notify(t.Context(), life.NotifyInput{Stream: lifetest.Stream})
	require.NoError(t, err)
	contact := calltest.Contact(lifetest.Tender)
	sent := w.Post.Sent()
	i := slices.IndexFunc(sent, func(m letters.Mail) bool { return strings.HasPrefix(m.ToEmail, contact+"@") })
	require.GreaterOrEqual(t, i, 0)
	message := "From: MAILER-DAEMON@mail.example.org\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n" +
		"--b\nContent-Type: text/plain\n\nIt did not go.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.org\n\n" +
		"Final-Recipient: rfc822; somebody@example.org\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + sent[i].MessageID + ">\n\n--b--\n"

	shown := w.get(calltest.Officer, page)
	require.Contains(t, shown.body, `action="`+to+`"`)
	wellFormed(t, "letters", shown)
	for _, who := range []string{calltest.Auditor, contact} {
		require.NotContains(t, w.get(who, page).body, to, who)
		require.Equal(t, http.StatusForbidden, w.parts(who, to, []part{{"file", message, "back.eml"}}).status, who)
	}
	for what, file := range map[string]string{"no message": "Thank you.", "nothing": "", "another letter": strings.ReplaceAll(message, sent[i].MessageID, "x@example.org")} {
		got := w.parts(calltest.Officer, to, []part{{"file", file, "back.eml"}})
		require.Equal(t, http.StatusUnprocessableEntity, got.status, what)
		require.Contains(t, got.body, "f-file", what)
		wellFormed(t, what, got)
	}
	size := w.size()
	found := w.parts(calltest.Officer, to, []part{{"file", message, "back.eml"}})
	require.Equal(t, http.StatusOK, found.status, found.body)
	require.Contains(t, found.at, form+"?")
	require.Contains(t, found.body, `value="5.1.1"`, "the form has what the message says")
	require.Contains(t, found.body, "selected")
	require.Equal(t, size, w.size(), "reading it records nothing")
	wellFormed(t, "the form", found)

	asked, err := url.Parse(found.at)
	require.NoError(t, err)
	done := w.post(calltest.Officer, asked.Path, url.Values{"command-id": {asked.Query().Get("form")}, "letter": {asked.Query().Get("letter")}, "status": {"5.1.1"}})
	require.Contains(t, done.at, "/receipts/bounce-", done.body)
	again := w.parts(calltest.Officer, to, []part{{"file", message, "back.eml"}})
	require.Equal(t, http.StatusOK, again.status)
	require.Contains(t, again.body, "It is recorded already")
}
