package web_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// A liar is a provider of sign-in that says whatever it is told to.
type liar struct {
	t      *testing.T
	server *httptest.Server
	key    *rsa.PrivateKey
	nonce  string                      // of the sign-in that was begun last
	state  string                      // of it
	claims func(c map[string]any)      // changes what an honest one would say
	sign   func(payload []byte) string // nil: as an honest one
}

func newLiar(t *testing.T) *liar {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	l := &liar{t: t, key: key}
	mux := http.NewServeMux()
	tell := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		at := l.server.URL
		tell(w, map[string]any{
			"issuer": at, "authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token", "jwks_uri": at + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		tell(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("/authorize", func(_ http.ResponseWriter, r *http.Request) {
		l.state, l.nonce = r.URL.Query().Get("state"), r.URL.Query().Get("nonce")
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, _ *http.Request) {
		claims := map[string]any{
			"iss": l.server.URL, "aud": "desk", "sub": "1", "nonce": l.nonce, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
			"email": "head@example.org", "email_verified": true,
		}
		if l.claims != nil {
			l.claims(claims)
		}
		payload, err := json.Marshal(claims)
		require.NoError(t, err)
		token := l.signed(key, payload)
		if l.sign != nil {
			token = l.sign(payload)
		}
		all := map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": token}
		if token == "" {
			delete(all, "id_token")
		}
		tell(w, all)
	})
	l.server = httptest.NewServer(mux)
	t.Cleanup(l.server.Close)
	return l
}

func (l *liar) signed(key any, payload []byte) string {
	alg := jose.RS256
	if _, secret := key.([]byte); secret {
		alg = jose.HS256
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "k"))
	require.NoError(l.t, err)
	made, err := s.Sign(payload)
	require.NoError(l.t, err)
	text, err := made.CompactSerialize()
	require.NoError(l.t, err)
	return text
}

// signsIn brings a browser from its sign-in back with what the provider says.
func (d *desk) signsIn(b webtest.Browser, l *liar) (int, string) {
	b.See(d.url + "/sign-in")
	status, text, _ := b.See(d.url + "/sign-in/callback?code=c&state=" + url.QueryEscape(l.state))
	return status, text
}

// from sends requests as a trusted proxy does for somebody at an address.
type from string

func (f from) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", string(f))
	return http.DefaultTransport.RoundTrip(r)
}

func TestNoAnswerOfAProviderIsBelievedThatIsNotAboutThisSignInAndForThisDesk(t *testing.T) {
	t.Parallel()
	l := newLiar(t)
	d := newDesk(t, func(string, *people.Directory) web.Provider { return web.Provider{Issuer: l.server.URL, ID: "desk"} })
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	set := func(name string, value any) func(map[string]any) {
		return func(c map[string]any) {
			if c[name] = value; value == nil {
				delete(c, name)
			}
		}
	}
	n := 0
	for what, lie := range map[string]struct {
		claims func(map[string]any)
		sign   func([]byte) string
	}{
		"for another desk":              {claims: set("aud", "another")},
		"for nobody":                    {claims: set("aud", nil)},
		"of another provider":           {claims: set("iss", "https://evil.example")},
		"over":                          {claims: set("exp", time.Now().Add(-time.Hour).Unix())},
		"without an end":                {claims: set("exp", nil)},
		"about another sign-in":         {claims: set("nonce", "another")},
		"about no sign-in":              {claims: set("nonce", nil)},
		"about nobody's sign-in":        {claims: set("nonce", "")},
		"of an address nobody verified": {claims: set("email_verified", false)},
		"of no address":                 {claims: set("email", nil)},
		"of a name for an address":      {claims: set("email", "head")},
		"signed by somebody else":       {sign: func(p []byte) string { return l.signed(stranger, p) }},
		"signed with what is public":    {sign: func(p []byte) string { return l.signed([]byte(strings.Repeat("desk", 8)), p) }},
		"signed by nobody": {sign: func(p []byte) string {
			return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(p) + "."
		}},
		"changed after it was signed": {sign: func(p []byte) string {
			parts := strings.Split(l.signed(l.key, p), ".")
			other := strings.Replace(string(p), "head@example.org", "officer@example.org", 1)
			return parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(other)) + "." + parts[2]
		}},
		"missing":  {sign: func([]byte) string { return "" }},
		"no token": {sign: func([]byte) string { return "x.y.z" }},
	} {
		l.claims, l.sign = lie.claims, lie.sign
		b := webtest.NewBrowser(t)
		n++
		b.Transport = from(fmt.Sprintf("203.0.113.%d", n)) // one address may sign in only so often
		status, text := d.signsIn(b, l)
		if what == "of no address" || what == "of a name for an address" { // who they are is not known: they are asked
			require.NotContains(t, text, "[head]", what)
		} else {
			require.Equal(t, http.StatusForbidden, status, "%s: %s", what, text)
		}
		_, text, _ = b.See(d.url + "/")
		require.Contains(t, text, "[]", what)
	}
	l.claims, l.sign = nil, nil
	b := webtest.NewBrowser(t)
	_, text := d.signsIn(b, l)
	require.Contains(t, text, "[head]", "an honest one is believed")
}

func TestASignInComesBackToTheBrowserThatBeganItOnce(t *testing.T) {
	t.Parallel()
	l := newLiar(t)
	d := newDesk(t, func(string, *people.Directory) web.Provider { return web.Provider{Issuer: l.server.URL, ID: "desk"} })
	victim, thief := webtest.NewBrowser(t), webtest.NewBrowser(t)
	victim.See(d.url + "/sign-in")
	ofVictim := l.state
	thief.See(d.url + "/sign-in")
	ofThief := l.state
	back := func(b webtest.Browser, state string) int {
		status, _, _ := b.See(d.url + "/sign-in/callback?code=c&state=" + url.QueryEscape(state))
		return status
	}
	require.Equal(t, http.StatusBadRequest, back(victim, ofThief), "the thief's sign-in, brought to the victim")
	require.Equal(t, http.StatusBadRequest, back(victim, ofVictim), "a wrong state ends the sign-in")
	require.Equal(t, http.StatusBadRequest, back(webtest.NewBrowser(t), ofThief), "in a browser that began none")
	require.Equal(t, http.StatusOK, back(thief, ofThief))
	require.Equal(t, http.StatusBadRequest, back(thief, ofThief), "a second time")
	_, text, _ := victim.See(d.url + "/")
	require.Contains(t, text, "[]")
}

func TestAnAddressThatIsNoTextIsRefusedBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	for _, path := range []string{"/calls/%00", "/calls/%ff%fe", "/api/v1/calls/%00", "/api/v1/calls?after=%ff", "/api/v1/calls?after=%zz"} {
		status, text, _ := webtest.NewBrowser(t).See(d.url + path)
		require.Equal(t, http.StatusBadRequest, status, "%s: %s", path, text)
		require.Equal(t, strings.HasPrefix(path, "/api/"), strings.HasPrefix(text, "{"), text)
	}
	status, _, _ := webtest.NewBrowser(t).See(d.url + "/calls/%C3%A4%20%E2%80%93?q=%C3%A4+b%0D%0Ac")
	require.Equal(t, http.StatusOK, status, "a text is asked for as it is")
}
