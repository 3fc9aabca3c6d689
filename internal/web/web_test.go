package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/oauth2-proxy/mockoidc"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/local/provider"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/web"
)


// A desk is a server whose only page says who asks, with people who can sign in.
type desk struct {
	t      *testing.T
	url    string
	people *people.Directory
	ids    map[string]string
	pool   *pgxpool.Pool
	secret []byte
}

func newDesk(t *testing.T, with func(home string, d *people.Directory) web.Provider) *desk {
	l := ledgertest.New(t)
	d := &desk{t: t, people: people.NewDirectory(l), secret: []byte("a secret of this test")}
	ids, err := d.people.Load(t.Context(), "load-1", "", []people.Person{
		{Alias: "officer", Name: "Olga Officer", Email: "officer@example.org"},
		{Alias: "head", Name: "Hugo Head", Email: "head@example.org"},
	})
	require.NoError(t, err)
	d.ids = ids
	d.pool, err = pgxpool.New(t.Context(), ledgertest.DSN(t, ledger.RoleDoor))
	require.NoError(t, err)
	t.Cleanup(d.pool.Close)

	on := listen(t)
	d.url = "http://" + on.Addr().String()
	s, err := web.New(web.Options{
		URL: d.url, People: d.people, Pool: d.pool, SignIn: with(d.url, d.people), Log: slog.New(slog.DiscardHandler),
		Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
	})
	require.NoError(t, err)
	who := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s [%s] from %s", r.Method, r.URL.Path, web.Asker(r).Person.Alias, r.RemoteAddr)
	})
	h, err := s.Handler(who, who)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, on, h, 5*time.Second) }()
	t.Cleanup(func() { stop(); require.NoError(t, <-done) })
	return d
}

func listen(t *testing.T) net.Listener {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return on
}

// own is the stack's own provider.
func (d *desk) own() func(string, *people.Directory) web.Provider {
	return func(home string, dir *people.Directory) web.Provider {
		on := listen(d.t)
		issuer := "http://" + on.Addr().String()
		p, err := provider.New(provider.Options{Issuer: issuer, Client: "desk", Home: home, Secret: []byte("a secret of this test"), Find: finder(dir)})
		require.NoError(d.t, err)
		server := &http.Server{Handler: p.Handler(), ReadHeaderTimeout: time.Second}
		go func() { _ = server.Serve(on) }()
		d.t.Cleanup(func() { server.Close() })
		return web.Provider{Issuer: issuer, ID: "desk"}
	}
}

func finder(dir *people.Directory) func(context.Context, string) (provider.Account, error) {
	return func(ctx context.Context, who string) (provider.Account, error) {
		p, err := dir.Find(ctx, who)
		if errors.Is(err, people.ErrUnknown) || err == nil && p.Erased {
			return provider.Account{}, provider.ErrNobody
		}
		return provider.Account{ID: p.ID, Alias: p.Alias, Name: p.Name, Email: p.Email}, err
	}
}

// A browser keeps cookies and follows where it is led.
type browser struct {
	t *testing.T
	*http.Client
}

func newBrowser(t *testing.T) browser {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return browser{t, &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

func (b browser) get(url string) (int, string, *url.URL) {
	r, err := b.Get(url)
	require.NoError(b.t, err)
	return b.read(r)
}

func (b browser) post(to string, form url.Values) (int, string, *url.URL) {
	r, err := b.PostForm(to, form)
	require.NoError(b.t, err)
	return b.read(r)
}

func (b browser) read(r *http.Response) (int, string, *url.URL) {
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	require.NoError(b.t, err)
	return r.StatusCode, string(text), r.Request.URL
}

var hiddenID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// signIn signs somebody in with the stack's own provider, from a page.
func (b browser) signIn(d *desk, alias, page string) (int, string, *url.URL) {
	status, text, at := b.get(d.url + "/sign-in?back=" + url.QueryEscape(page))
	require.Equal(b.t, http.StatusOK, status, text)
	id := hiddenID.FindStringSubmatch(text)
	require.NotNil(b.t, id, "%s: %s", at, text)
	return b.post(at.Scheme+"://"+at.Host+"/login", url.Values{"id": {id[1]}, "who": {alias}, "password": {provider.Password(d.secret, d.ids[alias])}})
}

func TestSomebodySignsInComesBackToTheirPageAndSignsOut(t *testing.T) {
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := newBrowser(t)
	_, text, _ := b.get(d.url + "/calls/DHE-2019")
	require.Contains(t, text, "[]", "the public is nobody")
	status, text, at := b.signIn(d, "officer", "/calls/DHE-2019?tab=tenders")
	require.Equal(t, http.StatusOK, status, text)
	require.Contains(t, text, "[officer]")
	require.Equal(t, "/calls/DHE-2019?tab=tenders", at.RequestURI())
	_, text, _ = b.get(d.url + "/")
	require.Contains(t, text, "[officer]")

	_, text, at = b.post(d.url+"/sign-out", nil)
	require.Contains(t, text, "[]")
	require.Equal(t, d.url+"/", at.String(), "by way of the provider")
	_, text, _ = b.get(d.url + "/")
	require.Contains(t, text, "[]")
}

func TestASecondProviderSignsInTheSamePersonByTheirVerifiedAddress(t *testing.T) {
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	d := newDesk(t, func(string, *people.Directory) web.Provider {
		return web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}
	})
	user := &mockoidc.MockUser{Subject: "77", Email: "Officer@example.org", EmailVerified: true}
	m.QueueUser(user)
	b := newBrowser(t)
	_, text, _ := b.get(d.url + "/sign-in")
	require.Contains(t, text, "[officer]")
	p, err := d.people.ByIdentity(t.Context(), people.Identity{Issuer: m.Issuer(), Subject: "77"})
	require.NoError(t, err)
	require.Equal(t, d.ids["officer"], p.ID)

	user.Email, user.EmailVerified = "head@example.org", true // the address has moved; who they are has not
	m.QueueUser(user)
	_, text, _ = newBrowser(t).get(d.url + "/sign-in")
	require.Contains(t, text, "[officer]")
}

func TestAnAddressThatNobodyHasVerifiedSignsNobodyIn(t *testing.T) {
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	d := newDesk(t, func(string, *people.Directory) web.Provider {
		return web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}
	})
	m.QueueUser(&mockoidc.MockUser{Subject: "1", Email: "head@example.org", EmailVerified: false})
	b := newBrowser(t)
	status, text, _ := b.get(d.url + "/sign-in")
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, text, "has not verified your e-mail address")
	_, text, _ = b.get(d.url + "/")
	require.Contains(t, text, "[]")
}

func TestSomebodyNewRegistersAtTheirFirstSignIn(t *testing.T) {
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	d := newDesk(t, func(string, *people.Directory) web.Provider {
		return web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}
	})
	m.QueueUser(&mockoidc.MockUser{Subject: "9", Email: "new@example.org", EmailVerified: true})
	b := newBrowser(t)
	status, text, at := b.get(d.url + "/sign-in?back=/today")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "/register", at.Path)
	require.Contains(t, text, "new@example.org")
	require.Contains(t, text, "What is kept, and why")

	status, text, _ = b.post(d.url+"/register", url.Values{"name": {"Nova <b>New"}, "country": {"Germany"}, "language": {"de"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, "two letters")
	require.Contains(t, text, "Nova &lt;b&gt;New", "what was typed is kept, and escaped")

	_, text, at = b.post(d.url+"/register", url.Values{"name": {"Nova New"}, "country": {"de"}, "language": {"de"}})
	require.Contains(t, text, "[nova-new]")
	require.Equal(t, "/today", at.Path)
	p, err := d.people.Find(t.Context(), "new@example.org")
	require.NoError(t, err)
	require.Equal(t, "DE", p.Country)
	b.post(d.url+"/register", url.Values{"name": {"Again"}})
	_, err = d.people.Find(t.Context(), "again")
	require.ErrorIs(t, err, people.ErrUnknown, "a form that is sent again records nobody")
}

func TestASignInThatWasNotBegunHereIsRefused(t *testing.T) {
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	for _, query := range []string{"?code=x&state=y", "?state=", "?error=access_denied", "?code=x"} {
		status, text, _ := newBrowser(t).get(d.url + "/sign-in/callback" + query)
		require.Equal(t, http.StatusBadRequest, status, query)
		require.Contains(t, text, "Sign in again")
	}
	// Somebody's own sign-in, brought to another's browser.
	b := newBrowser(t)
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/sign-in/callback" {
			return http.ErrUseLastResponse
		}
		return nil
	}
	_, _, _ = b.signIn(d, "officer", "/")
	r, err := b.Get(d.url + "/")
	require.NoError(t, err)
	_, text, _ := b.read(r)
	require.Contains(t, text, "[]")
}

func TestTheWayBackLeadsNowhereElse(t *testing.T) {
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	for _, to := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)", "/\r\nSet-Cookie: a=b"} {
		_, text, at := newBrowser(t).signIn(d, "head", to)
		require.Contains(t, text, "[head]")
		require.Equal(t, d.url+"/", at.String(), to)
	}
}

func TestTheSessionGetsANewTokenAtSignIn(t *testing.T) {
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := newBrowser(t)
	b.get(d.url + "/sign-in")
	home, _ := url.Parse(d.url)
	before := b.Jar.Cookies(home)
	require.Len(t, before, 1)
	b.signIn(d, "officer", "/")
	after := b.Jar.Cookies(home)
	require.NotEqual(t, before[0].Value, after[0].Value)

	thief := newBrowser(t)
	thief.Jar.SetCookies(home, before)
	_, text, _ := thief.get(d.url + "/")
	require.Contains(t, text, "[]", "whoever planted a cookie is nobody")
	var kept string
	require.NoError(t, d.pool.QueryRow(t.Context(), `SELECT string_agg(token || encode(data, 'escape'), ' ') FROM web.sessions`).Scan(&kept))
	require.NotContains(t, kept, after[0].Value, "the table holds no token")
	require.NotContains(t, kept, "example.org", "and no address")
}

func TestWhoWasErasedIsSignedOutAndTheirTokensEnd(t *testing.T) {
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := newBrowser(t)
	b.signIn(d, "officer", "/")
	tokens := web.NewTokens(d.pool)
	_, secret, err := tokens.Make(t.Context(), d.ids["officer"], "reports", []string{web.ScopeRead}, time.Hour)
	require.NoError(t, err)
	require.Contains(t, bearer(t, d, http.MethodGet, secret), "[officer]")

	ledgertest.Erase(t, people.Stream(d.ids["officer"]))
	require.NoError(t, d.people.Forget(t.Context(), []string{people.Stream(d.ids["officer"])}))
	_, text, _ := b.get(d.url + "/")
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
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := newBrowser(t)
	b.signIn(d, "officer", "/")
	for _, from := range []map[string]string{{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+"/calls", strings.NewReader("a=b"))
		require.NoError(t, err)
		for k, v := range from {
			r.Header.Set(k, v)
		}
		answer, err := b.Do(r)
		require.NoError(t, err)
		status, text, _ := b.read(answer)
		require.Equal(t, http.StatusForbidden, status, "%v", from)
		require.Contains(t, text, "another site")
	}
	_, text, _ := b.get(d.url + "/")
	require.Contains(t, text, "[officer]", "and they stay signed in")
}

func TestEveryAnswerKeepsBrowsersFromDoingMoreWithIt(t *testing.T) {
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
	for url, ok := range map[string]bool{
		"https://desk.example.org": true, "http://127.0.0.1:8000": true, "http://localhost:1": true, "http://[::1]:1/": true,
		"http://desk.example.org": false, "desk.example.org": false, "https://desk.example.org/path": false, "": false, "ftp://x": false,
	} {
		_, err := web.New(web.Options{URL: url, Log: slog.New(slog.DiscardHandler)})
		require.Equal(t, ok, err == nil, "%s: %v", url, err)
	}
}
