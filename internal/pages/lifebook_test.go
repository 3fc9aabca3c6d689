package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
)

// typedLifeBook is the form of a rule book of a life as its page shows it.
func typedLifeBook(t *testing.T, a answer) url.Values {
	t.Helper()
	form := typedBook(t, a)
	_, rest, is := strings.Cut(a.body, `name="reference" value="`)
	require.True(t, is, a.body)
	reference, _, _ := strings.Cut(rest, `"`)
	form.Set("reference", html.UnescapeString(reference))
	return form
}

// A survey, a marketplace, a body, an initiative and a masterclass are each begun on a page, from a rule book that comes with the program or from
// that of one that is open already, and are opened there.
func TestEachKindOfLifeIsBegunFromARuleBookOnPages(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, x := range []struct{ noun, list, from, day string }{
		{"survey", "surveys", "surveys/ehn-2021.yaml", "2019-09-02"},
		{"market", "markets", "markets/health.yaml", ""},
		{"body", "bodies", "bodies/steering-committee.yaml", "2019-07-01"},
		{"initiative", "initiatives", "initiatives/capacityhd.yaml", "2019-09-02"},
		{"masterclass", "masterclasses", "masterclasses/trieste-2024.yaml", "2019-11-06"},
	} {
		w.judged = append(w.judged, x.noun+"/FIRST", x.noun+"/SECOND")
		list := w.get(calltest.Officer, "/"+x.list)
		require.Contains(t, list.body, "/books?kind="+x.noun+"#life", x.noun)
		wellFormed(t, x.list, list)
		require.NotContains(t, w.get(calltest.Stranger, "/"+x.list).body, "/books?kind=", "who could not is not offered it")
		begin := w.get(calltest.Officer, "/books?kind="+x.noun)
		wellFormed(t, "where a "+x.noun+" is begun", begin)
		require.Contains(t, begin.body, `value="`+x.noun+":"+x.from+`"`)

		begun := w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {x.noun + ":" + x.from}, "day": {x.day}})
		require.Equal(t, http.StatusOK, begun.status, begun.body)
		wellFormed(t, "the rule book of a "+x.noun, begun)
		require.Contains(t, begun.body, "It still needs a reference")
		form := typedLifeBook(t, begun)
		form.Set("text", strings.NewReplacer("eva-1", calltest.Ada, "eva-2", calltest.Ben, "eva-3", calltest.Ada).Replace(form.Get("text")))
		form.Set("then", "open")
		refused := w.post(calltest.Officer, begun.at, form)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status, "without a reference")
		wellFormed(t, "a rule book without a reference", refused)
		form = typedLifeBook(t, refused)
		form.Set("reference", "FIRST")
		checked := w.post(calltest.Officer, begun.at, form)
		require.Equal(t, http.StatusOK, checked.status)
		require.Contains(t, checked.body, "It would be opened as it stands", checked.body)
		form = typedLifeBook(t, checked)
		form.Set("then", "open")
		opened := w.post(calltest.Officer, begun.at, form)
		require.Equal(t, http.StatusOK, opened.status, opened.body)
		require.Contains(t, opened.at, "/"+x.list+"/FIRST")
		require.Equal(t, http.StatusNotFound, w.get(calltest.Officer, begun.at).status, "the draft is gone")

		again := w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {x.noun + ":FIRST"}, "reference": {"FIRST"}})
		require.Equal(t, http.StatusOK, again.status, again.body)
		if x.noun == "market" {
			require.Contains(t, again.body, "takes the place of the one in force")
		} else {
			require.Contains(t, again.body, "It would not be opened yet")
		}
		form = typedLifeBook(t, again)
		form.Set("reference", "SECOND")
		form.Set("then", "open")
		second := w.post(calltest.Officer, again.at, form)
		require.Contains(t, second.at, "/"+x.list+"/SECOND", "one like it is opened: %s", second.body)
	}

	// Another rule book is put in force in an open marketplace, with a reason; it is closed by its staff.
	again := w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {"market:FIRST"}, "reference": {"FIRST"}})
	form := typedLifeBook(t, again)
	form.Set("text", strings.Replace(form.Get("text"), "least: 25", "least: 26", 1))
	form.Set("then", "open")
	refused := w.post(calltest.Officer, again.at, form)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status, "without a reason")
	form = typedLifeBook(t, refused)
	form.Set("then", "open")
	form.Set("why", "Fewer suggestions.")
	changed := w.post(calltest.Officer, again.at, form)
	require.Contains(t, changed.at, "/markets/FIRST", changed.body)
	require.Contains(t, changed.body, `action="/markets/FIRST/close"`)
	require.Equal(t, http.StatusUnprocessableEntity, w.post(calltest.Officer, "/markets/FIRST/close", url.Values{}).status, "without a reason")
	require.Equal(t, http.StatusUnauthorized, w.post("", "/markets/FIRST/close", url.Values{"why": {"The project ends."}}).status)
	require.NotEqual(t, http.StatusOK, w.post(calltest.Stranger, "/markets/FIRST/close", url.Values{"why": {"The project ends."}}).status)
	closed := w.post(calltest.Officer, "/markets/FIRST/close", url.Values{"why": {"The project ends."}})
	require.Equal(t, http.StatusOK, closed.status)
	require.NotContains(t, closed.body, `action="/markets/FIRST/close"`)
}

// What is wrong with such a rule book is shown at its lines; whoever it names and is not known is named; a file is told by its fields.
func TestWhatIsWrongWithTheRuleBookOfALifeIsShown(t *testing.T) {
	t.Parallel()
	w := open(t)
	begun := w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {"survey:surveys/ehn-2021.yaml"}, "reference": {"MINE"}})
	require.Contains(t, begun.body, "It would be opened as it stands", "its dates are as they were: they lie ahead here")
	form := typedLifeBook(t, begun)
	form.Set("text", strings.Replace(form.Get("text"), "kind: grid", "kind: grit", 1))
	broken := w.post(calltest.Officer, begun.at, form)
	require.Contains(t, broken.body, "grit")
	require.Contains(t, broken.body, `href="#l-`)
	wellFormed(t, "a broken rule book of a life", broken)
	form = typedLifeBook(t, broken)
	form.Set("text", strings.Replace(strings.Replace(form.Get("text"), "kind: grit", "kind: grid", 1), "officers: [", "officers: [nobody-knows, ", 1))
	unknown := w.post(calltest.Officer, begun.at, form)
	require.Contains(t, unknown.body, "nobody-knows")
	form = typedLifeBook(t, unknown)
	form.Set("reference", "not a reference")
	require.Contains(t, w.post(calltest.Officer, begun.at, form).body, "is not a reference")
	form.Set("then", "open")
	require.Equal(t, http.StatusConflict, w.post(calltest.Officer, begun.at, form).status, "saved in another window meanwhile")
	require.Equal(t, http.StatusNotFound, w.get(calltest.Head, begun.at).status, "to others the draft does not exist")
	for _, wrong := range []url.Values{{"of": {"call:dhe-2019.yaml"}}, {"of": {"survey:../dhe-2019.yaml"}}, {"of": {"survey:surveys/ehn-2021.yaml"}, "day": {"soon"}}, {}} {
		wrong.Set("from", "life")
		a := w.post(calltest.Officer, "/books", wrong)
		require.Equal(t, http.StatusUnprocessableEntity, a.status, wrong)
		wellFormed(t, "a start that is refused", a)
	}
}

// What a topic of an initiative became is opened from its page, with its initiative and its topic in the rule book.
func TestAPlannedMasterclassIsOpenedFromItsPage(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.judged = append(w.judged, "initiative/CAP", "masterclass/CAP-interoperability")
	begun := w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {"initiative:initiatives/capacityhd.yaml"}, "day": {"2019-06-20"}, "reference": {"CAP"}})
	form := typedLifeBook(t, begun)
	form.Set("then", "open")
	require.Contains(t, w.post(calltest.Officer, begun.at, form).at, "/initiatives/CAP")
	w.Until(day(t, "2019-06-22"))
	w.Judge("initiative/CAP")
	w.Relay()
	w.Judge("masterclass/CAP-interoperability")
	page := w.get(calltest.Officer, "/masterclasses/CAP-interoperability")
	require.Contains(t, page.body, "/books?kind=masterclass&amp;reference=CAP-interoperability#life", page.body)
	start := w.get(calltest.Officer, "/books?kind=masterclass&reference=CAP-interoperability")
	require.Contains(t, start.body, `value="CAP-interoperability"`)
	begun = w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {"masterclass:masterclasses/trieste-2024.yaml"}, "day": {"2019-11-06"}, "reference": {"CAP-interoperability"}})
	form = typedLifeBook(t, begun)
	require.Contains(t, form.Get("text"), "topic: interoperability")
	form.Set("text", strings.NewReplacer("eva-1", calltest.Ada, "eva-2", calltest.Ben, "eva-3", calltest.Ada).Replace(form.Get("text")))
	form.Set("then", "open")
	opened := w.post(calltest.Officer, begun.at, form)
	require.Contains(t, opened.at, "/masterclasses/CAP-interoperability", opened.body)
}
