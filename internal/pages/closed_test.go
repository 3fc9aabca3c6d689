package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

func TestAfterTheDeadlineStartSaysSinceWhenTheCallIsClosedAndWhatIsStillPossible(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-13"))
	start, contact := "/calls/"+calltest.Reference+"/start", calltest.Contact(lifetest.Tender)
	require.Contains(t, w.get(calltest.Stranger, start).body, `name="title"`, "it is open")
	require.Equal(t, http.StatusUnauthorized, w.get("", start).status)
	require.Contains(t, w.get(calltest.Officer, start).body, "Whoever works for the call does not tender in it.")
	w.past(t)
	for _, person := range []string{"", calltest.Stranger, contact, calltest.Officer, calltest.Auditor} {
		a := w.get(person, start)
		require.Equal(t, http.StatusOK, a.status, person)
		wellFormed(t, "a closed call to "+person, a)
		require.Contains(t, a.body, "it takes no more tenders")
		require.Contains(t, a.body, "Closed since the deadline of 14 June 2019", a.body)
		require.Contains(t, a.body, "/calls/"+calltest.Reference+"/dates")
		require.NotContains(t, a.body, `name="title"`)
		if person == contact {
			require.Contains(t, a.body, "/tenders/"+lifetest.Tender, "their own tender")
		} else {
			require.NotContains(t, a.body, lifetest.Tender, person)
		}
	}
	sent := w.post(calltest.Stranger, start, url.Values{"name": {"t-late"}, "title": {"Too late"}})
	require.Equal(t, http.StatusConflict, sent.status)
	require.Contains(t, sent.body, "it takes no more tenders")
}

func TestAFormThatCannotBeSentSaysWhyAndSinceWhenAndWhatIsStillPossible(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-18")) // opened; nothing is decided yet
	early := w.get(calltest.Officer, doTender+"close-twinning")
	require.Equal(t, http.StatusOK, early.status)
	require.Contains(t, early.body, "This is not possible yet")
	require.Contains(t, early.body, "It becomes possible at")
	require.NotContains(t, early.body, `name="command-id"`)
	wellFormed(t, "a form that comes too early", early)
	over := w.get(calltest.Officer, doCall+"publish-call")
	require.Contains(t, over.body, "This is no longer possible")
	require.Contains(t, over.body, "It has stood there since 14 June 2019", over.body)
	require.Contains(t, over.body, doCall+"draw-assignments", "what can be done now")
	wellFormed(t, "a form that comes too late", over)
	require.Contains(t, w.get(calltest.Head, doCall+"sign-proposal").body, "There is nothing of this kind to do")
	none := w.get(calltest.Stranger, doCall+"publish-call")
	require.Equal(t, http.StatusForbidden, none.status, "who has no role")
	wellFormed(t, "a form for others", none)
	contact := calltest.Contact(lifetest.Tender)
	require.Contains(t, w.get(contact, doTender+"lodge-complaint").body, "This is not possible yet")
	for _, lang := range []string{"fr", "de"} {
		wellFormed(t, lang, w.get(calltest.Officer, doCall+"publish-call?lang="+lang))
	}
}

func TestAFormOfACancelledCallSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-13"))
	w.does(calltest.Officer, doCall+"cancel-call", url.Values{"why": {"The budget is gone."}})
	w.does(calltest.Head, doCall+"sign-proposal?number=1", url.Values{"number": {"1"}})
	for path, person := range map[string]string{"/calls/" + calltest.Reference + "/start": calltest.Stranger, doCall + "appoint-evaluator": calltest.Officer} {
		a := w.get(person, path)
		require.Equal(t, http.StatusOK, a.status, path)
		require.Contains(t, a.body, calltest.Reference+" was cancelled.", path)
		wellFormed(t, path, a)
	}
}
