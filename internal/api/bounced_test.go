package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/bounce"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/internal/twinning"
)

// A message that came back to the mail server names the letter that it is about, for the staff alone, and what records it is recorded once.
func TestAMessageThatCameBackIsReadAndRecordedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Door.Handed = d.queries.Handed
	start := lifetest.Book().Dates.Start
	d.play(lifetest.Year(), start.AddDays(5).String())
	d.Until(start.AddDays(5).Start(time.UTC))
	d.settled()
	contact, ref := calltest.Contact(lifetest.Tender), d.tenders[lifetest.Tender]
	_, err := d.Activities.Notify(t.Context(), life.NotifyInput{Stream: law.TwinningStream(ref)})
	require.NoError(t, err)
	sent := d.Post.Sent()
	i := slices.IndexFunc(sent, func(m letters.Mail) bool {
		return strings.HasPrefix(m.ToEmail, contact+"@") && strings.Contains(m.Text, ref)
	})
	require.GreaterOrEqual(t, i, 0)
	of := sent[i]
	long := 0 // of the message
	message := func(action, id string) []byte {
		text := "From: MAILER-DAEMON@mail.example.org\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n" +
			"--b\nContent-Type: text/plain\n\nIt did not go.@\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.org\n\n" +
			"Final-Recipient: rfc822; somebody@example.org\nAction: " + action + "\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + id + ">\n\n--b--\n"
		text = strings.Replace(text, "not go.@", "not go."+strings.Repeat("<", max(0, long-len(text)+1)), 1)
		sent, err := json.Marshal(map[string]string{"message": text})
		require.NoError(t, err)
		return sent
	}
	at := "/api/v1/calls/" + calltest.Reference + "/bounced-letter"
	for name, x := range map[string]struct {
		as     string
		sent   []byte
		status int
	}{
		"a party":                    {contact, message("failed", of.MessageID), http.StatusForbidden},
		"an auditor":                 {calltest.Auditor, message("failed", of.MessageID), http.StatusForbidden},
		"nobody":                     {"", message("failed", of.MessageID), http.StatusUnauthorized},
		"a letter that is only late": {calltest.Officer, message("delayed", of.MessageID), http.StatusBadRequest},
		"a letter of somebody else":  {calltest.Officer, message("failed", "x@example.org"), http.StatusBadRequest},
		"what is no message":         {calltest.Officer, []byte(`{"message":"Thank you."}`), http.StatusBadRequest},
	} {
		a := d.send("POST", at, x.as, x.sent)
		require.Equal(t, x.status, a.status, "%s: %s", name, a.body)
		require.NotContains(t, a.body, ref, name)
	}
	read := func() (is query.BouncedLetter) {
		a := d.send("POST", at, calltest.Officer, message("failed", of.MessageID))
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.NoError(t, json.Unmarshal([]byte(a.body), &is))
		return is
	}
	is := read()
	long = bounce.Limit // each byte of it as six, as JSON may have it
	require.Equal(t, is, read(), "the longest message")
	long++
	larger := d.send("POST", at, calltest.Officer, message("failed", of.MessageID))
	require.Equal(t, http.StatusBadRequest, larger.status, larger.body)
	require.Contains(t, larger.body, "bytes")
	long = 0
	for name, letter := range map[string]string{"there is none": "999999/0", "none of its event": strings.TrimSuffix(is.Letter, "/0") + "/9"} {
		a := d.command(lifetest.Stream, calltest.Officer, twinning.ReportBounce{Letter: letter}, "Prefer", "wait=30")
		require.Equal(t, http.StatusUnprocessableEntity, a.status, "%s: %s", name, a.body)
		require.Contains(t, a.body, "was handed over", name)
	}
	require.Equal(t, []any{ref, contact, law.EnhancedStatus("5.1.1"), false}, []any{is.Tender, is.To, is.Status, is.Recorded})
	for range 2 { // a message that is handed over again records nothing twice
		a := d.command(lifetest.Stream, calltest.Officer, is.Sends(), "Prefer", "wait=30", "Idempotency-Key", is.Identity)
		require.Equal(t, http.StatusOK, a.status, a.body)
	}
	d.settled()
	require.True(t, read().Recorded)
	before := len(d.Post.Sent())
	_, err = d.Activities.Notify(t.Context(), life.NotifyInput{Stream: calltest.Stream})
	require.NoError(t, err)
	require.Greater(t, len(d.Post.Sent()), before)
	ofCall := d.send("POST", at, calltest.Officer, message("failed", d.Post.Sent()[before].MessageID))
	require.Equal(t, http.StatusBadRequest, ofCall.status, ofCall.body)
	require.Contains(t, ofCall.body, "recorded nowhere")
	rules := shipped(t, programme.ParseSurvey, "surveys/ehn-2021.yaml")
	rules.Officers, rules.Closes = []string{calltest.Officer}, calltest.Date("2019-09-28")
	for _, c := range []law.Command{survey.OpenSurvey{Rules: rules}, survey.NameRespondent{Country: "SE", Person: calltest.Ada}} {
		content, err := json.Marshal(c)
		require.NoError(t, err)
		a := d.send("POST", "/api/v1/surveys/EHN-2021/"+c.Kind(), calltest.Officer, content, "Prefer", "wait=30")
		require.Contains(t, []int{http.StatusOK, http.StatusCreated}, a.status, a.body)
	}
	d.settled()
	before = len(d.Post.Sent())
	_, err = d.Activities.Notify(t.Context(), life.NotifyInput{Stream: survey.Root + "EHN-2021"})
	require.NoError(t, err)
	require.Greater(t, len(d.Post.Sent()), before)
	ofSurvey := message("failed", d.Post.Sent()[before].MessageID)
	told := d.send("POST", at, calltest.Officer, ofSurvey)
	require.Equal(t, http.StatusBadRequest, told.status, told.body)
	require.Contains(t, told.body, "a letter of EHN-2021 to ")
	other := d.send("POST", at, calltest.Head, ofSurvey)
	require.Equal(t, http.StatusBadRequest, other.status, other.body)
	require.NotContains(t, other.body, "EHN-2021", "the head of the call has nothing to do with the survey")
	require.Contains(t, d.ask("GET", "/api/v1/letters?limit=500", contact).body, `"fate":"came back"`)
	require.Contains(t, d.ask("GET", "/api/v1/tenders/"+ref+"/history?limit=500", calltest.Officer).body, "letter-bounced.v1")
	require.NotContains(t, d.ask("GET", "/api/v1/tenders/"+ref+"/history?limit=500", contact).body, "letter-bounced.v1", "whom letters do not reach is the staff's")
}
