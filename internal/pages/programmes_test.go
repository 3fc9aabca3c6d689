package pages_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
)

var ofProgramme = regexp.MustCompile(`/invitations/(DHE-[A-Z2-7]{12})`)

// governed makes the head an administrator who has opened the programme DHE.
func (w *world) governed() {
	w.t.Helper()
	body, err := json.Marshal(governance.FirstAdministratorMade{Person: calltest.Head})
	require.NoError(w.t, err)
	_, err = w.Ledger.Append(w.t.Context(), ledger.Request{
		Stream: governance.AdministrationStream, Seen: -1, Drafts: []ledger.Draft{{Kind: governance.FirstAdministratorKind, Body: body}},
	})
	require.NoError(w.t, err)
	stream := governance.ProgrammeStream("DHE")
	w.Receive(lifetest.Step{At: w.now().Add(time.Second), Stream: stream, By: calltest.Head, Command: governance.OpenProgramme{Name: "Digital Health Europe"}})
	w.Judge(stream)
}

func TestWhoGivesTheRolesOfAProgrammeInvitesToItFromItsPageSeesTheInvitationsAndEndsThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	require.Contains(t, w.get(calltest.Head, "/programmes").body, "There is no programme yet.")
	w.governed()
	require.Contains(t, w.get("", "/programmes").body, `href="/programmes/DHE"`, "that there is one is public")
	form := w.get(calltest.Head, "/programmes/DHE")
	require.Equal(t, http.StatusOK, form.status, form.body)
	wellFormed(t, "a programme", form)
	w.slides(calltest.Head, "/programmes/DHE")
	require.Equal(t, http.StatusNotFound, w.get("", "/programmes/DHE/state").status)
	for _, who := range []string{"", calltest.Officer, calltest.Stranger} {
		require.NotContains(t, w.get(who, "/programmes/DHE").body, "/programmes/DHE/invite", "%q gives no role of the programme", who)
	}
	to, invite := calltest.Stranger+"@"+lifetest.Canary+".example", "/programmes/DHE/invite"
	typed := url.Values{"command-id": {"c-1"}, "role": {"auditor"}, "address": {to}, "name": {"Some Body"}, "language": {"fr"}, "because": {"an audit is due"}}
	require.Equal(t, http.StatusUnauthorized, w.post("", invite, typed).status)
	refused := w.sends(calltest.Stranger, invite, typed, w.newestInvitation)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status, refused.body)

	wrong := w.sends(calltest.Head, invite, url.Values{"role": {"auditor"}, "address": {to}, "because": {""}}, func() string { return "" })
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.body, to, "what was typed is there again")
	typed.Set("command-id", "c-2")
	sent := w.sends(calltest.Head, invite, typed, w.newestInvitation)
	require.Equal(t, http.StatusOK, sent.status, sent.body)
	found := ofProgramme.FindStringSubmatch(sent.at)
	require.NotNil(t, found, sent.at)
	require.Contains(t, sent.body, "an audit is due")

	seen := w.get(calltest.Head, "/programmes/DHE")
	require.Contains(t, seen.body, "/invitations/"+found[1])
	wellFormed(t, "a programme with an invitation", seen)
	require.Contains(t, w.get(calltest.Stranger, "/programmes/DHE").body, "/invitations/"+found[1], "it is to them")
	require.NotContains(t, w.get(calltest.Officer, "/programmes/DHE").body, found[1])
	require.NotContains(t, w.get("", "/programmes/DHE").body, found[1])

	ended := w.sends(calltest.Head, "/invitations/"+found[1]+"/withdraw", url.Values{"command-id": {"c-3"}, "because": {"another auditor was found"}}, func() string { return "invitation/" + found[1] })
	require.Equal(t, http.StatusOK, ended.status, ended.body)
	require.NotContains(t, ended.body, "Withdraw the invitation")
	require.NotContains(t, w.get(calltest.Stranger, "/invitations/"+found[1]).body, ">Accept<")
}
