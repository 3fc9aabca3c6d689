package pages_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/programme"
)

// An initiative is held on pages alone: countries state what they offer and seek, topics take their branches by themselves, a
// pairing is proposed and accepted, and a country twinning reports and is closed.
func TestAnInitiativeIsHeldOnPages(t *testing.T) {
	t.Parallel()
	at := day(t, "2019-06-13")
	w := newWorld(t, at)
	text, err := os.ReadFile("../../programmes/initiatives/capacityhd.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseInitiative("capacityhd.yaml", text)
	require.NoError(t, err)
	rules.Officers, rules.Closes, rules.OneSided.Until, rules.AnswerDays = []string{calltest.Officer}, calltest.Date("2019-06-20"), calltest.Date("2019-08-30"), 3
	const stream, page = capacity.Root + "CAP", "/initiatives/CAP"
	w.Play([]lifetest.Step{{At: at, Stream: stream, By: calltest.Officer, Command: capacity.OpenInitiative{Rules: rules}}})
	of := func() string { return stream }
	swede, austrian := calltest.Contact(lifetest.Tender), calltest.Stranger
	sends := func(who, what string, form url.Values) answer {
		form.Set("command-id", what+who)
		a := w.sends(who, page+"/do/"+what, form, of)
		require.Equal(t, http.StatusOK, a.status, "%s: %s", what, a.body)
		wellFormed(t, what, a)
		return a
	}
	for _, lang := range []string{"en", "fr", "de"} {
		wellFormed(t, "the list", w.get("", "/initiatives?lang="+lang))
		wellFormed(t, "the initiative", w.get("", page+"?lang="+lang))
	}
	for _, words := range []string{"CAP", "capacityhd", "Kapazit%C3%A4ten"} { // by its reference, and by its title in any language
		require.Contains(t, w.get("", "/search?q="+words).body, `href="/initiatives/CAP"`, words)
	}
	require.NotContains(t, w.get("", "/search?q=capacityhd+nothing-like-this").body, "/initiatives/CAP")
	require.Equal(t, http.StatusNotFound, w.post(swede, page+"/do/name", url.Values{"country": {"SE"}, "person": {"nobody-there"}}).status, "who is known is told to nobody else")
	for who, country := range map[string]string{swede: "SE", austrian: "AT"} {
		a := w.sends(calltest.Officer, page+"/do/name", url.Values{"command-id": {"n" + country}, "country": {country}, "person": {who}}, of)
		require.Equal(t, http.StatusOK, a.status, a.body)
	}
	sends(swede, "state", url.Values{"country": {"SE"}, "topic": {"strategies"}, "offers": {"yes"}, "activities": {"seminars"}, "languages": {"en"}, "remarks": {"Two people."}})
	sends(austrian, "state", url.Values{"country": {"AT"}, "topic": {"strategies"}, "seeks": {"yes"}, "activities": {"seminars"}, "languages": {"en"}})
	require.Equal(t, http.StatusForbidden, w.get(swede, page+"/board").status)
	require.NotContains(t, w.get(austrian, page).body, "Two people.")
	wellFormed(t, "the board", w.get(calltest.Officer, page+"/board"))

	w.Until(day(t, "2019-06-21"))
	w.Judge(stream)
	public := w.get("", page)
	require.Contains(t, public.body, "becomes a masterclass")
	require.NotContains(t, public.body, "/masterclasses/CAP-interoperability", "it has no page before its staff open it")
	board := w.get(swede, page+"/board")
	wellFormed(t, "the board of a country", board)
	require.Contains(t, board.body, "no country showed interest or availability")
	require.Contains(t, board.body, "both wish for Seminars")
	require.NotContains(t, w.get(austrian, page+"/board").body, "Two people.")
	require.Equal(t, http.StatusForbidden, w.get(calltest.Ada, page+"/board").status)

	sends(calltest.Officer, "pair", url.Values{"topic": {"strategies"}, "offers": {"SE"}, "seeks": {"AT"}, "begins": {"2019-07-01"}, "months": {"2"}})
	sends(swede, "answer", url.Values{"pairing": {"1"}, "country": {"SE"}, "answer": {"accept"}})
	a := sends(austrian, "answer", url.Values{"pairing": {"1"}, "country": {"AT"}, "answer": {"accept"}})
	require.Contains(t, a.body, "running")

	w.Until(day(t, "2019-07-20"))
	w.Judge(stream)
	open := page + "/board?form=report-1&amp;period=1#report-1"
	require.Contains(t, w.get(swede, "/today").body, `href="`+open+`"`, "the button leads to the form of the report")
	require.Contains(t, w.get(swede, strings.ReplaceAll(open, "&amp;", "&")).body, `<details id="report-1" open>`)
	sends(swede, "report", url.Values{"twinning": {"1"}, "period": {"1"}, "activity": {"seminars"}, "on": {"2019-07-10"}, "participants": {"20"}, "what": {"A seminar on roadmaps."}, "activity-2": {"workshops"}, "on-2": {"2019-07-11"}, "what-2": {"A workshop on indicators."}})
	own := page + "/twinnings/1"
	w.judged = append(w.judged, stream)
	late := w.post(calltest.Officer, page+"/do/extend", url.Values{"twinning": {"1"}, "months": {"2"}, "why": {"Two visits are left."}})
	require.Equal(t, http.StatusUnprocessableEntity, late.status, "it is shorter")
	require.Contains(t, late.body, "Two visits are left.", "what was typed is kept")
	wellFormed(t, "an extension that is refused", late)
	extended := sends(calltest.Officer, "extend", url.Values{"twinning": {"1"}, "months": {"6"}, "why": {"Two visits are left."}})
	require.Contains(t, extended.body, "to 6 months")
	require.Equal(t, 2, strings.Count(w.get(swede, own).body, "to be reported, until 30 October 2019"), "the first period is longer now: Sweden owes another version of its report")
	sends(swede, "joint-report", url.Values{"twinning": {"1"}, "text": {"Austria has a roadmap."}, "follow-up": {"yes"}})
	for _, lang := range []string{"en", "fr", "de"} {
		for _, who := range []string{calltest.Officer, swede, austrian} {
			wellFormed(t, "the page of a country twinning", w.get(who, own+"?lang="+lang))
		}
	}
	require.Contains(t, w.get(swede, page+"/board").body, `href="`+own+`"`)
	require.Contains(t, w.get(swede, own).body, "reported")
	require.Equal(t, http.StatusForbidden, w.get(calltest.Ada, own).status)
	require.Equal(t, http.StatusNotFound, w.get(swede, page+"/twinnings/7").status)
	require.NotContains(t, w.get(swede, own).body, "/do/return", "the staff return reports")
	back := sends(calltest.Officer, "return", url.Values{"twinning": {"1"}, "period": {"1"}, "country": {"SE"}, "why": {"Who took part?"}})
	require.Contains(t, back.at, own)
	require.Contains(t, back.body, "Returned, because")
	require.Contains(t, w.get(swede, own).body, "Who took part?")
	require.NotContains(t, w.get(calltest.Ada, own).body, "Who took part?")
	a = sends(austrian, "agree", url.Values{"twinning": {"1"}})
	require.Contains(t, a.body, "a structured follow-up is asked for")
	require.Contains(t, a.body, "A seminar on roadmaps.")
	require.Contains(t, a.body, "A workshop on indicators.", "several activities of one period")
	follow := sends(swede, "follow-up", url.Values{"twinning": {"1"}, "on": {"2019-07-19"}, "what": {"A yearly seminar."}})
	require.Contains(t, follow.at, own)
	require.Contains(t, follow.body, "A yearly seminar.")
	wellFormed(t, "a country twinning with its follow-up", follow)

	for _, format := range []string{"csv", "jsonl", "xlsx"} {
		kept := w.get(calltest.Officer, page+"/record/"+format)
		require.Equal(t, http.StatusOK, kept.status, kept.body)
		own := w.get(swede, page+"/record/"+format)
		require.Equal(t, http.StatusOK, own.status, own.body)
		if other := w.get(austrian, page+"/record/"+format); format != "xlsx" {
			for _, says := range []string{"Developing comprehensive digital health strategies", "Seminars", "English", "Austria"} {
				require.Contains(t, kept.body, says, format)
			}
			require.Contains(t, kept.body, "Two people.")
			require.Contains(t, own.body, "Two people.")
			require.NotContains(t, other.body, "Two people.", "remarks are for the country and the staff")
		}
		for _, who := range []string{"", calltest.Ada} {
			require.NotEqual(t, http.StatusOK, w.get(who, page+"/record/"+format).status, "%q", who)
		}
	}
}
