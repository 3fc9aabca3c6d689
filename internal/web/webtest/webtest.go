// Package webtest signs people in to a server in tests, with the stack's own provider
// and a client that keeps cookies as a browser does.
package webtest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/local/provider"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/web"
)

// Secret is what the passwords of tests are made from.
var Secret = []byte("a secret of tests")

// Newcomers is how the addresses end of those who can sign in and were never here.
const Newcomers = "@newcomers.example"

// Password is somebody's at the provider of tests, by their id; of a newcomer, by their address.
func Password(id string) string { return provider.Password(Secret, id) }

// Listen takes a free port of this machine.
func Listen(t testing.TB) net.Listener {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return on
}

// Provider runs the stack's own provider for a server whose address is home, until the
// test ends: everybody whom the directory knows can sign in, and newcomers.
func Provider(t testing.TB, home string, d *people.Directory) web.Provider {
	on := Listen(t)
	issuer := "http://" + on.Addr().String()
	find := func(ctx context.Context, who string) (provider.Account, error) {
		if strings.HasSuffix(who, Newcomers) {
			return provider.Account{ID: who, Alias: who, Email: who}, nil
		}
		p, err := d.Find(ctx, who)
		if errors.Is(err, people.ErrUnknown) || err == nil && p.Erased {
			return provider.Account{}, provider.ErrNobody
		}
		return provider.Account{ID: p.ID, Alias: p.Alias, Name: p.Name, Email: p.Email}, err
	}
	p, err := provider.New(provider.Options{Issuer: issuer, Client: "desk", Home: home, Secret: Secret, Find: find})
	require.NoError(t, err)
	server := &http.Server{Handler: p.Handler(), ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(on) }() // until it is closed
	t.Cleanup(func() { server.Close() })
	return web.Provider{Issuer: issuer, ID: "desk"}
}

// A Browser keeps cookies and follows where it is led.
type Browser struct {
	t testing.TB
	*http.Client
}

// NewBrowser has no cookies yet.
func NewBrowser(t testing.TB) Browser {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return Browser{t, &http.Client{Jar: jar, Timeout: time.Minute}}
}

// See gets a page: its status, its text and where it was found.
func (b Browser) See(address string) (int, string, *url.URL) {
	r, err := b.Get(address)
	require.NoError(b.t, err)
	return b.Read(r)
}

// Send posts a form.
func (b Browser) Send(to string, form url.Values) (int, string, *url.URL) {
	r, err := b.PostForm(to, form)
	require.NoError(b.t, err)
	return b.Read(r)
}

// Read reads an answer.
func (b Browser) Read(r *http.Response) (int, string, *url.URL) {
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	require.NoError(b.t, err)
	return r.StatusCode, string(text), r.Request.URL
}

var hiddenID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// SignIn signs somebody in at the stack's own provider, from a page of the server at
// home, and returns what they see then. id is the person's.
func (b Browser) SignIn(home, alias, id, page string) (int, string, *url.URL) {
	status, text, at := b.See(home + "/sign-in?back=" + url.QueryEscape(page))
	require.Equal(b.t, http.StatusOK, status, text)
	hidden := hiddenID.FindStringSubmatch(text)
	require.NotNil(b.t, hidden, "%s: %s", at, text)
	return b.Send(at.Scheme+"://"+at.Host+"/login", url.Values{"id": {hidden[1]}, "who": {alias}, "password": {provider.Password(Secret, id)}})
}
