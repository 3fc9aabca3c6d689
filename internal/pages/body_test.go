package pages_test

import (
	"net/http"
	"net/url"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/programme"
)

// A body works on pages alone: members are appointed, a meeting is convened, a question is put in writing and voted on;
// the register is public as far as the rule book says so, and no further.
func TestABodyWorksOnPagesAndItsRegisterIsPublic(t *testing.T) {
	t.Parallel()
	at := day(t, "2019-06-13")
	w := newWorld(t, at)
	text, err := os.ReadFile("../../programmes/bodies/ehealth-network.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseBody("ehealth-network.yaml", text)
	require.NoError(t, err)
	rules.Officers = []string{calltest.Officer}
	const stream, page = body.Root + "EHN", "/bodies/EHN"
	w.Play([]lifetest.Step{{At: at, Stream: stream, By: calltest.Officer, Command: body.OpenBody{Rules: rules}}})
	of := func() string { return stream }
	swede := calltest.Contact(lifetest.Tender)
	send := func(as, what string, form url.Values) {
		form.Set("command-id", what+"-1")
		a := w.sends(as, page+"/do/"+what, form, of)
		require.Equal(t, http.StatusOK, a.status, "%s: %s", what, a.body)
	}
	wellFormed(t, "the list", w.get("", "/bodies"))
	wellFormed(t, "a body without members", w.get("", page))
	for _, what := range []string{"appoint", "convene", "put", "select"} {
		wellFormed(t, what, w.get(calltest.Officer, page+"/do/"+what))
		require.Equal(t, http.StatusNotFound, w.get(swede, page+"/do/"+what).status, "%s is not for everybody", what)
	}
	send(calltest.Officer, "appoint", url.Values{"member": {"SE"}, "seat": {"authorities"}, "country": {"SE"}, "person": {swede}, "from": {"2019-06-13"}})
	send(calltest.Officer, "convene", url.Values{"meeting": {"15"}, "title": {"15th meeting"}, "starts": {"2019-07-15T09:30"}, "ends": {"2019-07-15T17:00"}, "agenda": {"decision: Opening\nState of play"}})
	a := w.post(calltest.Officer, page+"/do/convene", url.Values{"meeting": {"16"}, "title": {"No agenda"}, "starts": {"2019-07-15T09:30"}, "ends": {"2019-07-15T17:00"}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	send(calltest.Officer, "put", url.Values{"decision": {"d1"}, "question": {"Shall the guidelines be adopted?"}})
	require.Contains(t, w.get(swede, "/today").body, `href="/bodies/EHN/do/vote?decision=d1&amp;member=SE"`, "the button has all that is known")
	send(swede, "vote", url.Values{"decision": {"d1"}, "member": {"SE"}, "vote": {"for"}})
	send(swede, "interests", url.Values{"text": {"Shares in nothing."}})
	w.Until(day(t, "2019-07-02"))
	w.Judge(stream)

	public := w.get("", page)
	wellFormed(t, "the register", public)
	for _, says := range []string{"Sweden", "15th meeting", "Shall the guidelines be adopted?", "adopted"} {
		require.Contains(t, public.body, says)
	}
	decision := w.get("", page+"/decisions/d1")
	wellFormed(t, "the decision", decision)
	require.Contains(t, decision.body, "Counted again from the ballots: the same.")
	require.NotContains(t, decision.body, "Who voted how", "this rule book does not publish it")
	require.Contains(t, w.get(swede, page+"/decisions/d1").body, "Who voted how")
	w.Until(day(t, "2019-07-16"))
	require.Contains(t, w.get(calltest.Officer, "/today").body, `href="/bodies/EHN/do/presence?meeting=15"`)
	require.NotContains(t, w.get(swede, "/today").body, "/bodies/EHN/do/presence")
	form := w.get(calltest.Officer, page+"/do/presence?meeting=15")
	wellFormed(t, "who was there", form)
	require.Contains(t, form.body, `<option value="`+swede+`"`)
	second := calltest.Signatory(lifetest.Tender)
	send(calltest.Officer, "delegates", url.Values{"member": {"SE"}, "person": {second}})
	presence := func(id, person string) answer {
		return w.sends(calltest.Officer, page+"/do/presence", url.Values{"command-id": {id}, "meeting": {"15"}, "present-SE": {person}}, of)
	}
	was := presence("presence-1", swede)
	require.Equal(t, http.StatusUnprocessableEntity, was.status, "the form was shown before somebody else represented the member: nobody is recorded in their place")
	require.Contains(t, was.body, "does not speak for SE")
	require.Equal(t, http.StatusOK, presence("presence-2", second).status)
	require.Contains(t, w.get(calltest.Officer, page+"/do/presence?meeting=15").body, `<option value="`+second+`" selected`, "a correction begins with what is recorded")
	require.Equal(t, http.StatusOK, w.get(calltest.Officer, page+"/do/presence").status)
	require.Contains(t, w.get(calltest.Officer, page+"/meetings/15").body, "<dt>SE</dt>")
	wellFormed(t, "the meeting", w.get("", page+"/meetings/15"))
	late := w.get("", page+"/meetings/15?under-way=2")
	wellFormed(t, "what follows was not there yet", late)
	require.Contains(t, late.body, "was not there yet in other lives: 2.")
	require.NotContains(t, w.get("", page+"/meetings/15?under-way=soon").body, "not there yet")
	require.Contains(t, w.get("", page+"/meetings/15/calendar.ics").body, "SUMMARY:15th meeting")
	for _, kept := range []string{page, page + "/meetings/15", page + "/decisions/d1", "/bodies"} {
		require.NotContains(t, w.get("", kept).body, swede, "%s: who represents a member is not said", kept)
	}
	require.NotContains(t, w.get(calltest.Stranger, page+"/applications").body, "Shares in nothing.")
	require.Contains(t, w.get(calltest.Officer, page+"/applications").body, "Shares in nothing.")
	require.Equal(t, http.StatusNotFound, w.get("", page+"/meetings/99").status)
	for _, lang := range []string{"fr", "de"} {
		wellFormed(t, lang, w.get("", page+"?lang="+lang))
		wellFormed(t, lang, w.get(calltest.Officer, page+"/do/appoint?lang="+lang))
	}
}

// A committee that a rule book names is shown with the call, and leads to its register once this is kept here.
func TestACallLeadsToTheBodiesThatAccompanyItsTwinnings(t *testing.T) {
	t.Parallel()
	at := day(t, "2019-06-13")
	committees := []call.Committee{{ID: "steering", Name: "Steering committee", Body: "STEERING"}}
	year := slices.Clone(lifetest.Year())
	for i, s := range year {
		if c, opens := s.Command.(call.OpenCall); opens {
			c.Rules.Committees = committees
			year[i].Command = c
		}
	}
	w := newWorldOf(t, year, at)
	page := w.get("", "/calls/"+calltest.Reference)
	require.Contains(t, page.body, "Steering committee")
	require.NotContains(t, page.body, "/bodies/STEERING", "there is none yet")
	text, err := os.ReadFile("../../programmes/bodies/steering-committee.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseBody("steering-committee.yaml", text)
	require.NoError(t, err)
	rules.Officers = []string{calltest.Officer}
	w.Play([]lifetest.Step{{At: at, Stream: body.Root + "STEERING", By: calltest.Officer, Command: body.OpenBody{Rules: rules}}})
	page = w.get("", "/calls/"+calltest.Reference)
	require.Contains(t, page.body, `<a href="/bodies/STEERING">Steering committee</a>`)
	wellFormed(t, "the call", page)
}
