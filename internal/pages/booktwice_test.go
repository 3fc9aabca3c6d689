package pages_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
)

// A rule book that is sent again, after a step back or from another window, is answered as the first time: nothing is recorded, no marketplace gets
// other rules, and what else was typed for a draft that is gone is kept: in another window, or after a step back.
func TestARuleBookThatIsSentTwiceIsOpenedOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	people := strings.NewReplacer("eva-1", calltest.Ada, "eva-2", calltest.Ben, "eva-3", calltest.Ada)
	for _, x := range []struct{ noun, at, from, day string }{
		{"call", "/calls/TWICE-2019/receipts/", "", "2019-09-25"},
		{"survey", "/surveys/TWICE-2019", "surveys/ehn-2021.yaml", "2019-09-02"},
		{"market", "/markets/TWICE-2019", "markets/health.yaml", ""},
		{"body", "/bodies/TWICE-2019", "bodies/steering-committee.yaml", "2019-07-01"},
		{"initiative", "/initiatives/TWICE-2019", "initiatives/capacityhd.yaml", "2019-09-02"},
		{"masterclass", "/masterclasses/TWICE-2019", "masterclasses/trieste-2024.yaml", "2019-11-06"},
	} {
		w.judged = append(w.judged, x.noun+"/TWICE-2019")
		sent := url.Values{"from": {"life"}, "of": {x.noun + ":" + x.from}, "day": {x.day}, "reference": {"TWICE-2019"}}
		read := typedLifeBook
		if x.noun == "call" {
			sent = url.Values{"from": {"call"}, "call": {""}, "deadline": {x.day}, "reference": {"TWICE-2019"}}
			read = func(t *testing.T, a answer) url.Values { return staffed(typedBook(t, a)) }
		}
		begun := w.post(calltest.Officer, "/books", sent)
		require.Equal(t, http.StatusOK, begun.status, begun.body)
		windows := []url.Values{read(t, begun), read(t, w.get(calltest.Officer, begun.at))}
		require.NotEqual(t, windows[0].Get("command-id"), windows[1].Get("command-id"))
		for _, form := range windows {
			form.Set("text", people.Replace(form.Get("text")))
			form.Set("then", "open")
			if x.noun != "call" {
				form.Set("kind", x.noun)
			}
		}
		shown := ""
		if is := regexp.MustCompile(`name="shown" value="([^"]+)"`).FindStringSubmatch(begun.body); x.noun == "call" {
			require.NotNil(t, is, begun.body)
			shown = is[1]
		}
		opened := w.post(calltest.Officer, begun.at, windows[0])
		require.Contains(t, opened.at, x.at, opened.body)
		size := w.size()
		require.Equal(t, opened.at, w.post(calltest.Officer, begun.at, windows[0]).at, "%s: sent twice", x.noun)
		windows[0].Set("then", "check")
		windows[0].Set("why", "Typed after a step back.")
		require.Equal(t, opened.at, w.post(calltest.Officer, begun.at, windows[0]).at, "%s: after a step back", x.noun)
		require.Equal(t, size, w.size(), "%s: nothing was recorded again", x.noun)
		changed := maps.Clone(windows[0])
		for _, then := range []string{"check", "open"} {
			changed.Set("then", then)
			changed.Set("text", windows[0].Get("text")+"# typed after a step back\n")
			kept := w.post(calltest.Officer, begun.at, changed)
			require.Equal(t, http.StatusConflict, kept.status, "%s: another text is not what was sent: %s", x.noun, kept.body)
			require.Contains(t, kept.body, "# typed after a step back", "what was typed is kept")
			require.Equal(t, size, w.size(), "%s: and not sent", x.noun)
		}
		if x.noun == "call" {
			changed.Set("text", windows[0].Get("text"))
			changed.Set("shown", shown)
			changed.Set("title", "A title of its own field")
			kept := w.post(calltest.Officer, begun.at, changed)
			require.Equal(t, http.StatusConflict, kept.status, kept.body)
			require.Contains(t, typedBook(t, kept).Get("text"), "title: A title of its own field")
		}

		windows[1].Set("text", windows[1].Get("text")+"# typed in another window\n")
		other := w.post(calltest.Officer, begun.at, windows[1])
		require.Equal(t, http.StatusConflict, other.status, "%s: %s", x.noun, other.body)
		wellFormed(t, "a draft that was opened in another window", other)
		require.Contains(t, other.body, "was opened or dropped in another window")
		require.Contains(t, other.body, "# typed in another window", "what was typed is kept")
		require.Equal(t, size, w.size(), "%s: and not sent", x.noun)
		require.Equal(t, http.StatusNotFound, w.get(calltest.Officer, begun.at).status)
	}
	require.Equal(t, http.StatusNotFound, w.post(calltest.Officer, "/books/b-aaaaaaaaaaaaaaaa", url.Values{}).status)
}

// The draft of what was opened while nobody looked is there no more once its writer comes back to it.
func TestTheDraftOfWhatWasOpenedLaterIsDropped(t *testing.T) {
	t.Parallel()
	w := open(t)
	begun := w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {"survey:surveys/ehn-2021.yaml"}, "day": {"2019-09-02"}, "reference": {"LATER-2019"}})
	form := typedLifeBook(t, begun)
	form.Set("then", "open")
	form.Set("kind", "survey")
	waits := w.post(calltest.Officer, begun.at, form)
	require.Contains(t, waits.at, begun.at+"?sent=", waits.body)
	wellFormed(t, "a draft that was sent and is not answered", waits)
	twice := w.post(calltest.Officer, begun.at, form)
	require.Equal(t, waits.at, twice.at, "sent twice while it waits: %s", twice.body)
	require.Contains(t, w.get(calltest.Officer, begun.at).body, `role="status"`, "the list leads there, too")
	w.Judge("survey/LATER-2019")
	later := w.get(calltest.Officer, begun.at)
	require.Contains(t, later.body, `href="/surveys/LATER-2019/result"`, "the survey follows")
	require.NotContains(t, w.get(calltest.Officer, "/books").body, begun.at, "the draft is gone")
	require.Equal(t, "/surveys/LATER-2019", w.post(calltest.Officer, begun.at, form).at)
}

// What is written into a draft while what was sent of it waits is not dropped with it.
func TestADraftThatWasChangedSinceItWasSentIsKept(t *testing.T) {
	t.Parallel()
	w := open(t)
	begun := w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {"survey:surveys/ehn-2021.yaml"}, "day": {"2019-09-02"}, "reference": {"LATER-2019"}})
	sent := typedLifeBook(t, begun)
	sent.Set("then", "open")
	sent.Set("kind", "survey")
	waits := w.post(calltest.Officer, begun.at, sent)
	require.Contains(t, waits.at, begun.at+"?sent=", waits.body)
	newer := typedLifeBook(t, waits)
	newer.Set("kind", "survey")
	newer.Set("text", newer.Get("text")+"# written while it waits\n")
	require.Equal(t, http.StatusOK, w.post(calltest.Officer, begun.at, newer).status)
	w.Judge("survey/LATER-2019")
	for _, at := range []string{waits.at, begun.at} {
		kept := w.get(calltest.Officer, at)
		require.Equal(t, at, kept.at, "it leads nowhere else: %s", kept.body)
		require.Contains(t, kept.body, "# written while it waits", at)
		wellFormed(t, "a draft that was changed since it was sent", kept)
	}
	require.Equal(t, "/surveys/LATER-2019", w.post(calltest.Officer, begun.at, sent).at, "what was sent is answered as the first time")
	require.Contains(t, w.get(calltest.Officer, begun.at).body, "# written while it waits", "and the draft stays")
}
