package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
)

// send posts a form while the invitation that it begins, or is to, judges what arrives.
func (w *world) sends(person, path string, form url.Values, stream func() string) answer {
	w.t.Helper()
	done := make(chan answer)
	go func() { done <- w.post(person, path, form) }()
	for {
		select {
		case a := <-done:
			return a
		case <-time.After(10 * time.Millisecond):
			if s := stream(); s != "" {
				w.Judge(s)
			}
		}
	}
}

var ofInvitation = regexp.MustCompile(`/invitations/(DHE-2019-[A-Z2-7]{10})`)

func TestAnInvitationIsSentFromAPageAndAcceptedOnThePageThatItsLetterLeadsTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	path := "/calls/" + calltest.Reference + "/do/invite"
	require.Equal(t, http.StatusUnauthorized, w.get("", path).status)
	form := w.get(calltest.Officer, path)
	require.Contains(t, form.body, `value="payer"`)
	require.NotContains(t, form.body, `value="head"`, "an officer does not give that role")
	require.NotContains(t, w.get(calltest.Stranger, path).body, `value="payer"`)
	id := hidden.FindStringSubmatch(form.body)
	to := calltest.Stranger + "@" + lifetest.Canary + ".example"
	sent := w.sends(calltest.Officer, path, url.Values{"command-id": {id[2]}, "role": {"payer"}, "address": {to}, "name": {"Some Body"}, "because": {"another pair of hands"}}, w.newestInvitation)
	require.Equal(t, http.StatusOK, sent.status, sent.body)
	found := ofInvitation.FindStringSubmatch(sent.at)
	require.NotNil(t, found, sent.at)
	reference := found[1]
	require.Contains(t, sent.body, to)
	require.Contains(t, sent.body, "Withdraw the invitation")
	wellFormed(t, "an invitation", sent)
	require.Contains(t, w.get(calltest.Officer, "/invitations").body, reference)
	require.NotContains(t, w.get(calltest.Auditor, "/invitations").body, reference)

	invited, err := w.directory.Invited(t.Context(), "invitation/"+reference)
	require.NoError(t, err)
	require.Equal(t, people.Invited{Name: "Some Body", Email: to, Secret: invited.Secret}, invited)
	link := "/invitations/" + reference + "?secret=" + invited.Secret
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	public, err := client.Get(w.desks[""] + link)
	require.NoError(t, err)
	defer public.Body.Close()
	require.Equal(t, http.StatusSeeOther, public.StatusCode)
	require.Equal(t, "/sign-in?back="+url.QueryEscape(link), public.Header.Get("Location"), "whoever is not signed in signs in first")

	other := w.get(calltest.Auditor, link)
	require.Equal(t, http.StatusForbidden, other.status)
	require.Contains(t, other.body, "was sent to another address than yours, or there is none")
	none := w.get(calltest.Auditor, "/invitations/DHE-2019-ABCDEFGHIJ?secret=x")
	require.Equal(t, other.status, none.status, "of one that is none the same is said")

	page := w.get(calltest.Stranger, link)
	require.Equal(t, http.StatusOK, page.status, page.body)
	require.Contains(t, page.body, "another pair of hands")
	require.Contains(t, page.body, ">Accept<")
	wellFormed(t, "an invitation to accept", page)
	require.NotContains(t, page.body, "Withdraw the invitation", "it is not theirs to withdraw")
	require.Contains(t, w.get(calltest.Head, "/invitations/"+reference).body, "Withdraw the invitation", "whoever could have sent it may")
	require.NotContains(t, w.get(calltest.Stranger, "/invitations/"+reference).body, ">Accept<", "without the link it cannot be accepted")
	accept, of := "/invitations/"+reference+"/accept", func() string { return "invitation/" + reference }
	wrong := w.sends(calltest.Stranger, accept, url.Values{"secret": {"guessed"}}, of)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.body, "this is not the link of the invitation")
	done := w.sends(calltest.Stranger, accept, url.Values{"secret": {invited.Secret}}, of)
	require.Equal(t, http.StatusOK, done.status, done.body)
	require.Contains(t, done.body, "Accepted by")
	again := w.sends(calltest.Stranger, accept, url.Values{"secret": {invited.Secret}}, of)
	require.Contains(t, again.body, "can be used once")
}

// newestInvitation is the stream of an invitation that has received something and decided nothing.
func (w *world) newestInvitation() string {
	w.t.Helper()
	found, err := w.directory.InvitationsFor(w.t.Context(), calltest.Stranger+"@"+lifetest.Canary+".example")
	require.NoError(w.t, err)
	if len(found) == 0 {
		return ""
	}
	return found[0]
}
