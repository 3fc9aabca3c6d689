package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
)

// Which day a rule book is counted from is said before anything is opened, and where it is over or far ahead that, too. A body begins on no day of a
// sample.
func TestTheDayOfARuleBookIsTold(t *testing.T) {
	t.Parallel()
	w := open(t) // 12 June 2019
	begin := func(of, day string) answer {
		return w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {of}, "day": {day}, "reference": {"MINE"}})
	}
	none := begin("body:bodies/steering-committee.yaml", "")
	require.Equal(t, http.StatusUnprocessableEntity, none.status)
	require.Contains(t, none.body, "Give the first day of the mandate")
	wellFormed(t, "a body without a day", none)
	require.NotContains(t, none.body, `id="f-reference" name="reference" value="MINE"`, "what was typed for a life is not put into the form of a call")
	require.Contains(t, none.body, `id="f-life-reference" name="reference" value="MINE"`)
	soon := begin("body:bodies/steering-committee.yaml", "soon")
	require.NotContains(t, soon.body, "The deadline is a day", "it has no deadline")
	require.Contains(t, soon.body, "It is a day of the calendar")

	for _, x := range []struct{ of, day, says, doubt string }{
		{"body:bodies/steering-committee.yaml", "2019-07-01", "The mandate begins on 1 July 2019.", ""},
		{"body:bodies/steering-committee.yaml", "2019-05-01", "The mandate begins on 1 May 2019.", "is over already"},
		{"survey:surveys/ehn-2021.yaml", "2999-05-01", "The survey closes on 1 May 2999.", "lies more than 10 years ahead"},
		{"initiative:initiatives/capacityhd.yaml", "2019-09-02", "The initiative takes interest until 2 September 2019.", ""},
		{"masterclass:masterclasses/trieste-2024.yaml", "2019-11-06", "The first session is on 6 November 2019.", ""},
	} {
		a := begin(x.of, x.day)
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.Contains(t, a.body, x.says)
		wellFormed(t, x.says, a)
		if x.doubt == "" {
			require.NotContains(t, a.body, "from which its dates are counted")
		} else {
			require.Contains(t, a.body, x.doubt)
		}
	}
	old := w.post(calltest.Officer, "/books", url.Values{"from": {"call"}, "call": {""}, "deadline": {"2019-05-02"}, "reference": {"OLD-2019"}})
	require.Contains(t, old.body, "is over already")
}

// Before its mandate begins a body is not told as active.
func TestABodyThatWasOpenedBeforeItsMandateAwaitsIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.judged = append(w.judged, "body/AHEAD")
	begun := w.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {"body:bodies/steering-committee.yaml"}, "day": {"2019-07-01"}, "reference": {"AHEAD"}})
	form := typedLifeBook(t, begun)
	form.Set("then", "open")
	opened := w.post(calltest.Officer, begun.at, form)
	require.Contains(t, opened.body, "its mandate has not begun", opened.body)
	require.Contains(t, w.get("", "/bodies").body, "its mandate has not begun")
	w.Until(day(t, "2019-07-02"))
	w.Judge("body/AHEAD")
	is := w.get(calltest.Officer, "/bodies/AHEAD").body
	require.NotContains(t, is, "its mandate has not begun")
	require.True(t, strings.Contains(is, ">active<"), is)
}
