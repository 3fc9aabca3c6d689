package web_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/oauth2-proxy/mockoidc"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// A desk is a server whose only page says who asks, with people who can sign in.
type desk struct {
	t      *testing.T
	url    string
	people *people.Directory
	ids    map[string]string
	pool   *pgxpool.Pool
	held   chan struct{} // takes one when /held is asked, and gives one for its answer
}

func newDesk(t *testing.T, with func(home string, d *people.Directory) web.Provider) *desk {
	return newDeskSet(t, with, func(*web.Options) {})
}

// newDeskSet is a desk that is set otherwise.
func newDeskSet(t *testing.T, with func(home string, d *people.Directory) web.Provider, set func(*web.Options)) *desk {
	l := ledgertest.New(t)
	d := &desk{t: t, people: people.NewDirectory(l), held: make(chan struct{})}
	ids, err := d.people.Load(t.Context(), "load-1", "", []people.Person{
		{Alias: "officer", Name: "Olga Officer", Email: "officer@example.org"},
		{Alias: "head", Name: "Hugo Head", Email: "head@example.org"},
	})
	require.NoError(t, err)
	d.ids = ids
	d.pool, err = pgxpool.New(t.Context(), ledgertest.DSN(t, ledger.RoleDoor))
	require.NoError(t, err)
	t.Cleanup(d.pool.Close)

	on := webtest.Listen(t)
	d.url = "http://" + on.Addr().String()
	o := web.Options{
		URL: d.url, People: d.people, Pool: d.pool, SignIn: with(d.url, d.people), Log: slog.New(slog.DiscardHandler),
		Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
	}
	set(&o)
	s, err := web.New(o)
	require.NoError(t, err)
	who := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/held" {
			d.held <- struct{}{}
			<-d.held
		}
		fmt.Fprintf(w, "%s %s [%s] from %s", r.Method, r.URL.Path, web.Asker(r).Person.Alias, r.RemoteAddr)
		if s, _ := access.SignInOf(r.Context()); !s.At.IsZero() {
			fmt.Fprintf(w, " signed in at %d %s", s.At.Unix(), s.ACR)
		}
	})
	h, err := s.Handler(who, who)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, on, h, 5*time.Second) }()
	t.Cleanup(func() { stop(); require.NoError(t, <-done) })
	return d
}

// own is the stack's own provider.
func (d *desk) own() func(string, *people.Directory) web.Provider {
	return func(home string, dir *people.Directory) web.Provider { return webtest.Provider(d.t, home, dir) }
}

// signIn signs somebody in with the stack's own provider, from a page.
func (d *desk) signIn(b webtest.Browser, alias, page string) (int, string, *url.URL) {
	return b.SignIn(d.url, alias, d.ids[alias], page)
}

func TestSomebodySignsInComesBackToTheirPageAndSignsOut(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := webtest.NewBrowser(t)
	_, text, _ := b.See(d.url + "/calls/DHE-2019")
	require.Contains(t, text, "[]", "the public is nobody")
	status, text, at := d.signIn(b, "officer", "/calls/DHE-2019?tab=tenders")
	require.Equal(t, http.StatusOK, status, text)
	require.Contains(t, text, "[officer]")
	require.Equal(t, "/calls/DHE-2019?tab=tenders", at.RequestURI())
	_, text, _ = b.See(d.url + "/")
	require.Contains(t, text, "[officer]")

	_, text, at = b.Send(d.url+"/sign-out", nil)
	require.Contains(t, text, "[]")
	require.Equal(t, d.url+"/", at.String(), "by way of the provider")
	_, text, _ = b.See(d.url + "/")
	require.Contains(t, text, "[]")
}

// What a tab had asked before a sign-out in another one is answered after it: neither with a session that is kept again, nor is one that a new
// sign-in took the place of.
func TestASignOutIsNotUndoneByWhatWasAskedBefore(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	for what, ends := range map[string]func(webtest.Browser){
		"signed out":      func(b webtest.Browser) { b.Send(d.url+"/sign-out", nil) },
		"signed in again": func(b webtest.Browser) { d.signIn(b, "head", "/") },
	} {
		b := webtest.NewBrowser(t)
		d.signIn(b, "officer", "/")
		home, err := url.Parse(d.url)
		require.NoError(t, err)
		other := webtest.NewBrowser(t) // another tab, with the same cookies
		other.Jar.SetCookies(home, b.Jar.Cookies(home))
		answered := make(chan string)
		go func() {
			_, text, _ := other.See(d.url + "/held")
			answered <- text
		}()
		<-d.held
		ends(b)
		d.held <- struct{}{}
		require.Contains(t, <-answered, "[officer]", "%s: it was asked before", what)
		_, text, _ := other.See(d.url + "/")
		require.Contains(t, text, "[]", "%s: the session is over", what)
	}
}

func TestASecondProviderSignsInTheSamePersonByTheirVerifiedAddress(t *testing.T) {
	t.Parallel()
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	d := newDesk(t, func(string, *people.Directory) web.Provider {
		return web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}
	})
	user := &mockoidc.MockUser{Subject: "77", Email: "Officer@example.org", EmailVerified: true}
	m.QueueUser(user)
	b := webtest.NewBrowser(t)
	_, text, _ := b.See(d.url + "/sign-in")
	require.Contains(t, text, "[officer]")
	p, err := d.people.ByIdentity(t.Context(), people.Identity{Issuer: m.Issuer(), Subject: "77"})
	require.NoError(t, err)
	require.Equal(t, d.ids["officer"], p.ID)

	user.Email, user.EmailVerified = "head@example.org", true // the address has moved; who they are has not
	m.QueueUser(user)
	_, text, _ = webtest.NewBrowser(t).See(d.url + "/sign-in")
	require.Contains(t, text, "[officer]")
}

func TestAnAddressThatNobodyHasVerifiedSignsNobodyIn(t *testing.T) {
	t.Parallel()
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	d := newDesk(t, func(string, *people.Directory) web.Provider {
		return web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}
	})
	m.QueueUser(&mockoidc.MockUser{Subject: "1", Email: "head@example.org", EmailVerified: false})
	b := webtest.NewBrowser(t)
	status, text, _ := b.See(d.url + "/sign-in")
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, text, "has not verified your e-mail address")
	_, text, _ = b.See(d.url + "/")
	require.Contains(t, text, "[]")
}

func TestSomebodyNewRegistersAtTheirFirstSignIn(t *testing.T) {
	t.Parallel()
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	d := newDesk(t, func(string, *people.Directory) web.Provider {
		return web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}
	})
	m.QueueUser(&mockoidc.MockUser{Subject: "9", Email: "new@example.org", EmailVerified: true})
	b := webtest.NewBrowser(t)
	status, text, at := b.See(d.url + "/sign-in?back=/today")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "/register", at.Path)
	require.Contains(t, text, "new@example.org")
	require.Contains(t, text, "What is kept, and why")

	status, text, _ = b.Send(d.url+"/register", url.Values{"name": {"Nova <b>New"}, "country": {"Germany"}, "language": {"de"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, "two letters")
	require.Contains(t, text, "Nova &lt;b&gt;New", "what was typed is kept, and escaped")

	_, text, at = b.Send(d.url+"/register", url.Values{"name": {"Nova New"}, "country": {"de"}, "language": {"de"}})
	require.Contains(t, text, "[nova-new]")
	require.Equal(t, "/today", at.Path)
	p, err := d.people.Find(t.Context(), "new@example.org")
	require.NoError(t, err)
	require.Equal(t, "DE", p.Country)
	b.Send(d.url+"/register", url.Values{"name": {"Again"}})
	_, err = d.people.Find(t.Context(), "again")
	require.ErrorIs(t, err, people.ErrUnknown, "a form that is sent again records nobody")
}

func TestASignInThatWasNotBegunHereIsRefused(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	for _, query := range []string{"?code=x&state=y", "?state=", "?error=access_denied", "?code=x"} {
		status, text, _ := webtest.NewBrowser(t).See(d.url + "/sign-in/callback" + query)
		require.Equal(t, http.StatusBadRequest, status, query)
		require.Contains(t, text, "Sign in again")
	}
	// Somebody's own sign-in, brought to another's browser.
	b := webtest.NewBrowser(t)
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/sign-in/callback" {
			return http.ErrUseLastResponse
		}
		return nil
	}
	_, _, _ = d.signIn(b, "officer", "/")
	r, err := b.Get(d.url + "/")
	require.NoError(t, err)
	_, text, _ := b.Read(r)
	require.Contains(t, text, "[]")
}

func TestTheWayBackLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	for _, to := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)", "/\r\nSet-Cookie: a=b"} {
		_, text, at := d.signIn(webtest.NewBrowser(t), "head", to)
		require.Contains(t, text, "[head]")
		require.Equal(t, d.url+"/", at.String(), to)
	}
}

func TestTheSessionGetsANewTokenAtSignIn(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := webtest.NewBrowser(t)
	b.See(d.url + "/sign-in")
	home, _ := url.Parse(d.url)
	before := b.Jar.Cookies(home)
	require.Len(t, before, 1)
	d.signIn(b, "officer", "/")
	after := b.Jar.Cookies(home)
	require.NotEqual(t, before[0].Value, after[0].Value)

	thief := webtest.NewBrowser(t)
	thief.Jar.SetCookies(home, before)
	_, text, _ := thief.See(d.url + "/")
	require.Contains(t, text, "[]", "whoever planted a cookie is nobody")
	var kept string
	require.NoError(t, d.pool.QueryRow(t.Context(), `SELECT string_agg(token || encode(data, 'escape'), ' ') FROM web.sessions`).Scan(&kept))
	require.NotContains(t, kept, after[0].Value, "the table holds no token")
	require.NotContains(t, kept, "example.org", "and no address")
}

func TestWhoWasErasedIsSignedOutAndTheirTokensEnd(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := webtest.NewBrowser(t)
	d.signIn(b, "officer", "/")
	tokens := web.NewTokens(d.pool)
	_, secret, err := tokens.Make(t.Context(), d.ids["officer"], "reports", []string{web.ScopeRead}, time.Hour)
	require.NoError(t, err)
	require.Contains(t, bearer(t, d, http.MethodGet, secret), "[officer]")

	ledgertest.Erase(t, people.Stream(d.ids["officer"]))
	require.NoError(t, d.people.Forget(t.Context(), []string{people.Stream(d.ids["officer"])}))
	_, text, _ := b.See(d.url + "/")
	require.Contains(t, text, "[]")
	require.Contains(t, bearer(t, d, http.MethodGet, secret), "not known")
	var sessions int
	require.NoError(t, d.pool.QueryRow(t.Context(), `SELECT count(*) FROM web.sessions`).Scan(&sessions))
	require.Zero(t, sessions)
}

func bearer(t *testing.T, d *desk, method, secret string) string {
	r, err := http.NewRequestWithContext(t.Context(), method, d.url+"/api/v1/calls", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+secret)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return fmt.Sprint(answer.StatusCode, " ", string(text))
}

func TestAMachineTokenDoesWhatItWasMadeForUntilItEnds(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	tokens := web.NewTokens(d.pool)
	made, secret, err := tokens.Make(t.Context(), d.ids["head"], "nightly export", []string{web.ScopeRead}, time.Hour)
	require.NoError(t, err)
	require.Contains(t, bearer(t, d, http.MethodGet, secret), "200 GET /api/v1/calls [head]")
	require.Contains(t, bearer(t, d, http.MethodPost, secret), "403 ")
	require.Contains(t, bearer(t, d, http.MethodGet, secret+"x"), "401 ")
	list, err := tokens.Of(t.Context(), d.ids["head"])
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.NotNil(t, list[0].UsedAt)
	var kept string
	require.NoError(t, d.pool.QueryRow(t.Context(), `SELECT string_agg(t::text, ' ') FROM web.tokens t`).Scan(&kept))
	require.NotContains(t, kept, secret)

	_, short, err := tokens.Make(t.Context(), d.ids["head"], "short", []string{web.ScopeRead, web.ScopeSend}, 50*time.Millisecond)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return strings.HasPrefix(bearer(t, d, http.MethodPost, short), "401 ") }, 5*time.Second, 20*time.Millisecond)
	require.ErrorIs(t, tokens.Withdraw(t.Context(), d.ids["officer"], made.ID), web.ErrToken, "of another")
	require.NoError(t, tokens.Withdraw(t.Context(), d.ids["head"], made.ID))
	require.Contains(t, bearer(t, d, http.MethodGet, secret), "401 ")
	for _, wrong := range [][]string{nil, {"all"}} {
		_, _, err := tokens.Make(t.Context(), d.ids["head"], "x", wrong, time.Hour)
		require.ErrorContains(t, err, "scopes")
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := webtest.NewBrowser(t)
	d.signIn(b, "officer", "/")
	for _, from := range []map[string]string{{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+"/calls", strings.NewReader("a=b"))
		require.NoError(t, err)
		for k, v := range from {
			r.Header.Set(k, v)
		}
		answer, err := b.Do(r)
		require.NoError(t, err)
		status, text, _ := b.Read(answer)
		require.Equal(t, http.StatusForbidden, status, "%v", from)
		require.Contains(t, text, "another site")
	}
	_, text, _ := b.See(d.url + "/")
	require.Contains(t, text, "[officer]", "and they stay signed in")
}

func TestEveryAnswerKeepsBrowsersFromDoingMoreWithIt(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	r, err := http.Get(d.url + "/")
	require.NoError(t, err)
	r.Body.Close()
	csp := r.Header.Get("Content-Security-Policy")
	require.Contains(t, csp, "default-src 'none'")
	require.NotContains(t, csp, "unsafe")
	require.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
	require.Equal(t, "no-store", r.Header.Get("Cache-Control"))
	require.Empty(t, r.Header.Values("Set-Cookie"), "the public gets no cookie")

	big, err := http.Post(d.url+"/api/v1/x", "application/json", io.LimitReader(endless{}, 4<<20))
	require.NoError(t, err)
	big.Body.Close()
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAnAddressIsBelievedOnlyOfATrustedProxy(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	for said, want := range map[string]string{
		"":                        "127.0.0.1",
		"203.0.113.7":             "203.0.113.7",
		"198.51.100.1, 127.0.0.1": "198.51.100.1",
		"1.2.3.4, 203.0.113.7":    "203.0.113.7", // what stands before it, anybody may have written
		"nonsense":                "127.0.0.1",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"/", nil)
		require.NoError(t, err)
		if said != "" {
			r.Header.Set("X-Forwarded-For", said)
		}
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		require.NoError(t, err)
		require.Contains(t, string(text), "from "+want, said)
	}
}

func TestAServerForPeopleNeedsTLSExceptOnThisMachine(t *testing.T) {
	t.Parallel()
	for url, ok := range map[string]bool{
		"https://desk.example.org": true, "http://127.0.0.1:8000": true, "http://localhost:1": true, "http://[::1]:1/": true, "http://desk.localhost:8000": true,
		"http://desk.localhost.example.org": false, "http://desklocalhost": false,
		"http://desk.example.org": false, "desk.example.org": false, "https://desk.example.org/path": false, "": false, "ftp://x": false,
	} {
		_, err := web.New(web.Options{URL: url, Log: slog.New(slog.DiscardHandler)})
		require.Equal(t, ok, err == nil, "%s: %v", url, err)
	}
}

func TestOneAddressSignsInOnlySoOftenAndAnotherOneAllTheSame(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	asks := func(address, path, method string) (status int, wait string) {
		r, err := http.NewRequestWithContext(t.Context(), method, d.url+path, nil)
		require.NoError(t, err)
		r.Header.Set("X-Forwarded-For", address)
		no := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		got, err := no.Do(r)
		require.NoError(t, err)
		require.NoError(t, got.Body.Close())
		return got.StatusCode, got.Header.Get("Retry-After")
	}
	for range 30 {
		asks("192.0.2.1", "/sign-in", http.MethodGet)
	}
	status, wait := http.StatusOK, ""
	for range 10 { // one a second is given back meanwhile
		if status, wait = asks("192.0.2.1", "/api/v1/device", http.MethodPost); status == http.StatusTooManyRequests {
			break
		}
	}
	require.Equal(t, http.StatusTooManyRequests, status)
	require.Equal(t, "1", wait)
	status, _ = asks("192.0.2.2", "/sign-in", http.MethodGet)
	require.Equal(t, http.StatusSeeOther, status)
}
