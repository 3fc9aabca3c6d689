package pages_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/survey"
)

// A survey is held on pages alone: respondents are named, answer on a form drawn from the questionnaire, and the result is
// read, taken away and published.
func TestASurveyIsHeldOnPages(t *testing.T) {
	t.Parallel()
	at := day(t, "2019-06-13")
	w := newWorld(t, at)
	text, err := os.ReadFile("../../programmes/surveys/ehn-2021.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseSurvey("ehn-2021.yaml", text)
	require.NoError(t, err)
	rules.Officers, rules.Closes = []string{calltest.Officer}, calltest.Date("2019-06-28")
	const stream, page = survey.Root + "EHN-2021", "/surveys/EHN-2021"
	w.Play([]lifetest.Step{{At: at, Stream: stream, By: calltest.Officer, Command: survey.OpenSurvey{Rules: rules}}})
	of := func() string { return stream }
	swede, other := calltest.Contact(lifetest.Tender), calltest.Stranger

	require.Equal(t, http.StatusNotFound, w.get("", page).status, "nobody else knows of it")
	require.Equal(t, http.StatusNotFound, w.get(swede, page).status)
	staff := w.get(calltest.Officer, page)
	wellFormed(t, "the survey", staff)
	require.Contains(t, staff.body, "0 of 27 countries have answered")
	a := w.sends(calltest.Officer, page+"/do/name", url.Values{"command-id": {"n1"}, "country": {"SE"}, "person": {swede}}, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	for _, who := range []string{swede, "nobody-there"} {
		a = w.post(calltest.Officer, page+"/do/name", url.Values{"command-id": {"n2"}, "country": {"AT"}, "person": {who + "@" + lifetest.Canary + ".example"}})
		require.Equal(t, http.StatusUnprocessableEntity, a.status)
		require.Contains(t, a.body, "Nobody is found by an address.", "whether somebody has it or not")
	}
	a = w.post(calltest.Officer, page+"/do/name", url.Values{"command-id": {"n2"}, "country": {"AT"}, "person": {"nobody-there"}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Contains(t, a.body, "nobody-there")

	// Whoever has an address is invited by it: whether somebody has it is told to nobody.
	require.Contains(t, staff.body, page+"/invitations")
	invites := w.get(calltest.Officer, page+"/invitations")
	wellFormed(t, "invitations to take part", invites)
	require.Contains(t, invites.body, "There is no invitation.")
	typedIn := url.Values{"command-id": {"i1"}, "address": {other + "@" + lifetest.Canary + ".example"}, "name": {"Ana"}, "language": {"fr"}, "because": {"you answer for Portugal"}}
	for _, who := range []string{swede, other} {
		require.NotEqual(t, http.StatusOK, w.get(who, page+"/invitations").status, who)
		require.NotEqual(t, http.StatusOK, w.post(who, page+"/invitations", typedIn).status, who)
	}
	require.Equal(t, http.StatusUnauthorized, w.post("", page+"/invitations", typedIn).status)

	// Who steers it is changed there, and told to nobody else.
	change := url.Values{"command-id": {"s1"}, "gone": {calltest.Officer}, "why": {"another post"}}
	for _, who := range []string{swede, other} {
		require.NotEqual(t, http.StatusOK, w.post(who, page+"/staff", change).status, who)
	}
	require.Equal(t, http.StatusUnauthorized, w.post("", page+"/staff", change).status)
	a = w.sends(calltest.Officer, page+"/staff", change, of)
	require.Equal(t, http.StatusUnprocessableEntity, a.status, "somebody is always left")
	require.Contains(t, a.body, "another post", "what was typed is there again")
	a = w.sends(calltest.Officer, page+"/staff", url.Values{"command-id": {"s2"}, "comes": {calltest.Head}, "why": {"there is more to do"}}, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	changed := w.get(calltest.Head, page+"/invitations")
	wellFormed(t, "who steers it", changed)
	require.Contains(t, changed.body, `<option value="`+calltest.Head+`"`)
	a = w.post(calltest.Officer, page+"/invitations", url.Values{"address": {"no address"}, "because": {"x"}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Contains(t, a.body, "no address", "what was typed is there again")
	a = w.sends(calltest.Officer, page+"/invitations", typedIn, w.newestInvitation)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Regexp(t, `^/invitations/EHN-2021-[A-Z2-7]{14}$`, a.at)
	require.Contains(t, a.body, "you answer for Portugal")
	require.Contains(t, w.get(other, "/invitations").body, a.at, "it is to them")
	require.NotContains(t, w.get(swede, "/invitations").body, a.at)
	invites = w.get(calltest.Officer, page+"/invitations")
	wellFormed(t, "an invitation to take part", invites)
	require.Contains(t, invites.body, a.at)

	for _, who := range []string{calltest.Officer, "nobody-there"} {
		require.Equal(t, http.StatusNotFound, w.post(swede, page+"/do/name", url.Values{"country": {"AT"}, "person": {who}}).status, "whether somebody is known is told to no respondent")
	}

	require.Equal(t, http.StatusNotFound, w.get(other, page+"/answers/SE").status)
	require.Contains(t, w.get(swede, "/today").body, `href="`+page+`/answers/SE/edit"`, "the button leads to the form")
	form := w.get(swede, page+"/answers/SE/edit")
	wellFormed(t, "the form", form)
	require.Contains(t, form.body, "Would you be interested to apply in order to provide experts?")
	typed := url.Values{"a-receive": {"yes"}, "a-provide": {"yes"}, "a-form": {"A yearly seminar."}, "then": {"keep"}}
	require.Equal(t, http.StatusOK, w.post(swede, page+"/answers/SE/edit", typed).status)
	require.Contains(t, w.get(swede, page+"/answers/SE/edit").body, "A yearly seminar.", "what was typed is kept")
	require.NotContains(t, w.get(calltest.Officer, page+"/answers/SE").body, "A yearly seminar.", "and is no answer yet")
	typed.Del("then")
	a = w.post(swede, page+"/answers/SE/edit", typed)
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Contains(t, a.body, "Areas", "what is missing is said")
	wellFormed(t, "the form with what is missing", a)
	typed["a-areas-exchange"], typed["a-areas-access-control"], typed["a-follow-up"], typed["command-id"] = []string{"offers"}, []string{"seeks", "offers"}, []string{"yes"}, []string{"a1"}
	a = w.sends(swede, page+"/answers/SE/edit", typed, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Contains(t, a.body, "Exchange of health data: We offer expertise")
	wellFormed(t, "the answer", a)
	require.Equal(t, http.StatusForbidden, w.get(swede, page+"/result").status, "the result is for the staff until it is published")
	require.Equal(t, http.StatusNotFound, w.get(other, page+"/result/csv").status)

	w.answerBecomesEntries(swede, stream, page+"/answers/SE")
	w.slides(calltest.Officer, page)
	require.Equal(t, http.StatusNotFound, w.get(swede, page+"/state").status)
	result := w.get(calltest.Officer, page+"/result")
	wellFormed(t, "the result", result)
	require.Contains(t, result.body, "Sweden")
	require.Contains(t, result.body, "A yearly seminar.")
	csv := w.get(calltest.Officer, page+"/result/csv")
	require.Equal(t, http.StatusOK, csv.status)
	require.Contains(t, csv.body, "Exchange of health data,1,Sweden,0,,0,")
	require.Equal(t, "PK", w.get(calltest.Officer, page+"/result/xlsx").body[:2])

	w.Until(day(t, "2019-06-30"))
	w.Judge(stream)
	require.Contains(t, w.get(calltest.Officer, page+"/state").body, `type="range" min="0" max="17"`, "a slider over its days")
	a = w.sends(calltest.Officer, page+"/do/publish", url.Values{"command-id": {"p1"}}, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	public := w.get("", page+"/result")
	wellFormed(t, "the published result", public)
	require.Contains(t, public.body, "Sweden")
	require.NotContains(t, public.body, "A yearly seminar.", "what countries wrote is not published by this rule book")
	for _, kept := range []string{page, page + "/result", "/surveys"} {
		require.NotContains(t, w.get("", kept).body, swede, "%s: who answered is not said", kept)
	}
	require.Equal(t, http.StatusNotFound, w.get("", page+"/answers/SE").status)
	for _, lang := range []string{"fr", "de"} {
		wellFormed(t, lang, w.get("", page+"/result?lang="+lang))
	}
	require.True(t, strings.Contains(w.get("", "/surveys").body, "EHN-2021"))
}

// answerBecomesEntries makes entries of a marketplace of an answer: what was refused is asked anew, nothing is noted of a draft that is not judged,
// and none is made twice.
func (w *world) answerBecomesEntries(who, of, page string) {
	t := w.t
	text, err := os.ReadFile("../../programmes/markets/health.yaml")
	require.NoError(t, err)
	place, err := programme.ParseMarket("health.yaml", text)
	require.NoError(t, err)
	place.Officers = []string{calltest.Officer}
	const record = "ABCDEFGHIJ"
	w.Play([]lifetest.Step{
		{At: w.now(), Stream: market.Root + "HEALTH", By: calltest.Officer, Command: market.OpenMarket{Rules: place}},
		{At: w.now(), Stream: organisation.Root + record, By: who, Command: organisation.Record{Details: organisation.Details{Name: "Region of Sample", Address: "1 Street, Lund", Country: "SE"}}},
	})
	row, err := w.queries().SurveyAnswer(t.Context(), access.As(who), "EHN-2021", "SE")
	require.NoError(t, err)
	require.Len(t, row.Drafts, 3)
	entry := func(n, nth int) string {
		return market.EntryRoot + market.NewReference("HEALTH", survey.EntryCommand("EHN-2021", "SE", row.Drafts[n], nth), who)
	}
	form := page + "/entries"
	for nth := range 2 {
		a := w.sends(who, form, url.Values{"market": {"HEALTH"}, "organisation": {"ZZZZZZZZZZ"}}, func() string { return entry(0, nth+1) })
		require.Equal(t, http.StatusUnprocessableEntity, a.status, a.body)
		require.Contains(t, a.body, "ZZZZZZZZZZ")
	}
	chosen := url.Values{"market": {"HEALTH"}, "organisation": {record}}
	a := w.sends(who, form, chosen, func() string { return "" }) // nobody judges
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	require.Contains(t, a.body, "are not judged yet")
	wellFormed(t, "drafts that wait", a)
	entries := []string{entry(0, 3), entry(1, 1), entry(2, 1)}
	for _, stream := range entries {
		require.NotContains(t, a.body, strings.TrimPrefix(stream, market.EntryRoot), "nothing is noted yet")
		w.Judge(stream)
	}
	a = w.sends(who, form, chosen, func() string { return of })
	require.Equal(t, http.StatusOK, a.status, a.body)
	for _, stream := range entries {
		require.Contains(t, a.body, "/entries/"+strings.TrimPrefix(stream, market.EntryRoot))
	}
	require.NotContains(t, a.body, form, "they are made")
}
