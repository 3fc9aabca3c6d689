package pages_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

func TestAFormThatAsksForAFreshSignInLeadsThereAndBackAndSaysWhereThatDoesNotHelp(t *testing.T) {
	t.Parallel()
	year := lifetest.Year()
	for i, s := range year {
		if o, opens := s.Command.(call.OpenCall); opens {
			o.Rules.SignIn = &call.SignIn{Release: &call.Fresh{MaxAge: "15m", ACR: "urn:example:two"}}
			year[i].Command = o
		}
	}
	w := newWorldOf(t, year, day(t, "2019-06-20"))
	queries := query.Over(w.Ledger, w.directory, func(context.Context) (*views.Store, error) { return w.Store, nil })
	h, err := pages.New(pages.Options{
		Queries: queries, Door: &door.Door{Ledger: w.Ledger, People: w.directory, May: queries.MaySend, Absent: queries.AbsentFile, Handed: queries.Handed, Readdressed: queries.Readdressed}, People: w.directory, Drafts: drafts.New(w.Ledger, w.directory, w.Store.Pool()), SignIn: "/sign-in", SignOut: "/sign-out",
		Who: func(*http.Request) access.Viewer { return access.Viewer{Person: calltest.Head} },
	})
	require.NoError(t, err)
	signed := access.SignIn{At: time.Now().Add(-time.Hour), ACR: "urn:example:two"}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(rw, r.WithContext(access.WithSignIn(r.Context(), signed)))
	}))
	t.Cleanup(server.Close)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	see := func(got *http.Response, err error) answer {
		require.NoError(t, err)
		return w.read(got)
	}
	path := "/calls/" + calltest.Reference + "/do/activate-reserve"
	stale := see(client.Get(server.URL + path + "?tender=" + lifetest.Tender))
	require.Equal(t, http.StatusSeeOther, stale.status)
	to, err := url.Parse(stale.header.Get("Location"))
	require.NoError(t, err)
	require.Equal(t, "/sign-in", to.Path)
	require.True(t, to.Query().Has("again"))
	require.Equal(t, "urn:example:two", to.Query().Get("acr"))
	back := to.Query().Get("back")
	require.Contains(t, back, path+"?")
	require.Contains(t, back, "tender="+lifetest.Tender, "what was chosen is kept")

	sent := see(client.PostForm(server.URL+path, url.Values{"tender": {lifetest.Tender}}))
	require.Equal(t, http.StatusUnauthorized, sent.status)
	require.Contains(t, sent.body, "activate-reserve asks for a sign-in of the last 15 min, of the class urn:example:two")
	require.Contains(t, sent.body, ">Sign in again<", "a link, since browsers lead a form to no other site")
	require.Contains(t, sent.body, `value="`+lifetest.Tender+`"`, "and what was typed stays")
	wellFormed(t, "a form that asks for a fresh sign-in", sent)

	helpless := see(client.Get(server.URL + back))
	require.Equal(t, http.StatusForbidden, helpless.status, "whoever comes back and is not fresh is not led round and round")
	require.Contains(t, helpless.body, "does not say that you did")

	signed.At = time.Now()
	fresh := see(http.Get(server.URL + back))
	require.Equal(t, http.StatusOK, fresh.status)
	require.Contains(t, fresh.body, `value="`+lifetest.Tender+`"`)
	require.Equal(t, http.StatusOK, see(http.Get(server.URL+"/calls/"+calltest.Reference+"/do/prepare-award")).status, "what the rule book does not name asks for nothing")
}

func TestWhoeverMustSignInIsLedThereAndBackToThePage(t *testing.T) {
	t.Parallel()
	w := open(t)
	start := "/calls/" + calltest.Reference + "/start"
	a := w.get("", start)
	require.Equal(t, http.StatusUnauthorized, a.status)
	require.Contains(t, a.body, `href="/sign-in?back=`+url.QueryEscape(start)+`"`)
	wellFormed(t, "a page for whoever signs in", a)
}
