package pages_test

import (
	"net/http"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/programme"
)

// A masterclass is held on pages alone: people register, wait, confirm and take part; the staff record who was present; a
// certificate is taken and proved by its receipt.
func TestAMasterclassIsHeldOnPages(t *testing.T) {
	t.Parallel()
	at := day(t, "2019-06-13")
	w := newWorld(t, at)
	text, err := os.ReadFile("../../programmes/masterclasses/trieste-2024.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseMasterclass("trieste-2024.yaml", text)
	require.NoError(t, err)
	rules.Officers, rules.Capacity, rules.Experts = []string{calltest.Officer}, 1, []masterclass.Expert{{Person: calltest.Ada, Tutor: true, Modules: []string{"testing"}}}
	rules.RegisterBy, rules.EvaluateBy = calltest.Date("2019-06-17"), calltest.Date("2019-07-05")
	clock := func(s string) calendar.WallClock {
		c, err := calendar.ParseWallClock(s)
		require.NoError(t, err)
		return c
	}
	rules.Sessions[0].Starts, rules.Sessions[0].Ends = clock("2019-06-20T09:00"), clock("2019-06-20T18:00")
	const stream, page = masterclass.Root + "TRIESTE", "/masterclasses/TRIESTE"
	w.Play([]lifetest.Step{{At: at, Stream: stream, By: calltest.Officer, Command: masterclass.OpenMasterclass{Rules: rules}}})
	of := func() string { return stream }
	first, second := calltest.Contact(lifetest.Tender), calltest.Stranger

	for _, lang := range []string{"en", "fr", "de"} {
		wellFormed(t, "the list", w.get("", "/masterclasses?lang="+lang))
		wellFormed(t, "the programme", w.get("", page+"?lang="+lang))
	}
	public := w.get("", page)
	require.Contains(t, public.body, "Trieste, Italy")
	require.Contains(t, public.body, "1 of 1 places free")
	require.NotContains(t, public.body, "/do/register")
	form := url.Values{"command-id": {"r1"}, "group": {"administration"}, "country": {"SE"}, "organisation": {"Ministry of Health"}, "needs": {"Step-free access."}}
	missing := url.Values{"command-id": {"r0"}, "group": {"administration"}, "country": {"SE"}, "organisation": {""}, "needs": {"Step-free access."}}
	a := w.post(first, page+"/do/register", missing)
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Contains(t, a.body, "Step-free access.", "what was typed is not lost")
	wellFormed(t, "what is missing", a)
	a = w.sends(first, page+"/do/register", form, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Contains(t, a.body, "place 1")
	form.Set("command-id", "r2")
	a = w.sends(second, page+"/do/register", form, of)
	require.Contains(t, a.body, "on the waiting list, 0 before")
	wellFormed(t, "the own registration", a)
	require.Contains(t, w.get(second, "/registrations").body, "on the waiting list")
	wellFormed(t, "my registrations", w.get(second, "/registrations"))
	require.Equal(t, http.StatusForbidden, w.get(first, page+"/people").status, "who registered is for the staff")
	people := w.get(calltest.Officer, page+"/people")
	wellFormed(t, "who registered", people)
	require.Contains(t, people.body, "Step-free access.")
	for _, path := range []string{page, "/masterclasses"} {
		require.NotContains(t, w.get("", path).body, "Ministry of Health")
		require.NotContains(t, w.get(second, path).body, first)
	}

	a = w.sends(first, page+"/do/withdraw", url.Values{"command-id": {"w1"}}, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Contains(t, w.get(second, page).body, "place 1", "who waits moves up")
	a = w.sends(second, page+"/do/confirm", url.Values{"command-id": {"c1"}}, of)
	require.Contains(t, a.body, "confirmed")
	a = w.sends(calltest.Officer, page+"/do/present", url.Values{"command-id": {"p0"}, "session": {"day"}, "present": {second}}, of)
	require.Equal(t, http.StatusUnprocessableEntity, a.status, "not before it starts")

	w.Until(day(t, "2019-06-21"))
	w.Judge(stream)
	require.Contains(t, w.get(calltest.Officer, "/today").body, `href="/masterclasses/TRIESTE/people"`, "who was present is to be recorded")
	require.NotContains(t, w.get(second, "/today").body, "/masterclasses/TRIESTE/people")
	a = w.sends(calltest.Officer, page+"/do/present", url.Values{"command-id": {"p1"}, "session": {"day"}, "present": {second}}, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Equal(t, http.StatusNotFound, w.get(first, page+"/evaluation").status)
	wellFormed(t, "the evaluation form", w.get(second, page+"/evaluation"))
	a = w.post(second, page+"/evaluation", url.Values{"command-id": {"e0"}, "a-content-mark": {"good"}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	wellFormed(t, "the form with what is missing", a)
	a = w.sends(second, page+"/evaluation", url.Values{"command-id": {"e1"}, "a-content-mark": {"good"}, "a-tutors-mark": {"fair"}, "a-use-text": {"The test plan."}}, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Contains(t, a.body, "Take my certificate")
	require.Equal(t, http.StatusForbidden, w.get(second, page+"/evaluations").status)
	sums := w.get(calltest.Officer, page+"/evaluations")
	wellFormed(t, "what the forms say", sums)
	require.Contains(t, sums.body, "The test plan.")

	require.Equal(t, http.StatusNotFound, w.get(second, page+"/certificate/html").status)
	a = w.sends(second, page+"/do/certificate", url.Values{"command-id": {"t1"}}, of)
	require.Equal(t, http.StatusOK, a.status, a.body)
	paper := w.get(second, page+"/certificate/html")
	require.Equal(t, http.StatusOK, paper.status, paper.body)
	require.Contains(t, paper.body, "Certificate of attendance")
	require.Contains(t, paper.body, "Trieste, Italy")
	receipt := w.get(second, page+"/certificate/receipt")
	require.Contains(t, receipt.body, "certificate-issued.v1")
	checked := w.post("", "/receipt", url.Values{"text": {receipt.body}})
	require.Equal(t, http.StatusOK, checked.status, "anybody can check it: %s", checked.body)
	require.Equal(t, http.StatusNotFound, w.get(first, page+"/certificate/html").status)

	for _, format := range []string{"csv", "jsonl", "xlsx"} {
		kept := w.get(calltest.Officer, page+"/record/"+format)
		require.Equal(t, http.StatusOK, kept.status, kept.body)
		if format != "xlsx" {
			for _, says := range []string{"Ministry of Health", "Step-free access.", "Sweden"} {
				require.Contains(t, kept.body, says, format)
			}
		}
		for _, who := range []string{"", first, second, calltest.Ada} {
			a := w.get(who, page+"/record/"+format)
			require.NotEqual(t, http.StatusOK, a.status, "%q: who registered is for the staff", who)
			require.NotContains(t, a.body, "Ministry of Health")
		}
	}
}
