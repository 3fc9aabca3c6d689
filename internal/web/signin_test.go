package web_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// A dated user is one of whom the provider says when and how they signed in.
type dated struct {
	*mockoidc.MockUser
	at  time.Time
	acr string
}

type datedClaims struct {
	*mockoidc.IDTokenClaims
	Email    string `json:"email"`
	Verified bool   `json:"email_verified"`
	AuthTime int64  `json:"auth_time"`
	ACR      string `json:"acr,omitempty"`
}

// Claims says so.
func (u dated) Claims(_ []string, base *mockoidc.IDTokenClaims) (jwt.Claims, error) {
	return datedClaims{IDTokenClaims: base, Email: u.Email, Verified: true, AuthTime: u.at.Unix(), ACR: u.acr}, nil
}

func TestASignInKeepsWhenAndHowTheProviderSaysAndAProgramStandsForIt(t *testing.T) {
	t.Parallel()
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	d := newDesk(t, func(string, *people.Directory) web.Provider {
		return web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}
	})
	officer := func(ago time.Duration) dated {
		return dated{&mockoidc.MockUser{Subject: "77", Email: "officer@example.org", EmailVerified: true}, time.Now().Add(-ago), "urn:example:two"}
	}
	hour := officer(time.Hour)
	m.QueueUser(hour)
	b := webtest.NewBrowser(t)
	_, text, _ := b.See(d.url + "/sign-in")
	require.Contains(t, text, fmt.Sprintf("signed in at %d urn:example:two", hour.at.Unix()))

	begun, err := http.Post(d.url+"/api/v1/device", "", nil)
	require.NoError(t, err)
	var device web.Device
	require.NoError(t, json.NewDecoder(begun.Body).Decode(&device))
	begun.Body.Close()
	again := officer(time.Second)
	m.QueueUser(again)
	asked := ""
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), m.Issuer()) {
			asked = r.URL.Query().Get("max_age")
		}
		return nil
	}
	status, _, at := b.See(device.Complete)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "0", asked, "an hour is too old for a program to be let act: the provider is asked anew")
	require.Equal(t, "/device", at.Path, "and the way leads back to the code")
	require.Equal(t, device.Code, at.Query().Get("code"))
	status, _, _ = b.Send(d.url+"/device", url.Values{"code": {device.Code}, "answer": {"yes"}})
	require.Equal(t, http.StatusOK, status)
	got, err := http.PostForm(d.url+"/api/v1/device/token", url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {device.Secret}})
	require.NoError(t, err)
	var token web.DeviceToken
	require.NoError(t, json.NewDecoder(got.Body).Decode(&token))
	got.Body.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"/api/v1/x", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token.Token)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	said, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	answer.Body.Close()
	require.Contains(t, string(said), fmt.Sprintf("[officer] from 127.0.0.1:0 signed in at %d urn:example:two", again.at.Unix()), "the program's sign-in is that of its person")
}

func TestWhoIsAskedToSignInAgainIsAskedForAClassToo(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	no := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for asked, want := range map[string][2]string{"again&acr=urn:example:two": {"0", "urn:example:two"}, "again": {"0", ""}, "acr=x": {"", ""}, "again&acr=two+words": {"0", ""}} {
		r, err := no.Get(d.url + "/sign-in?" + asked)
		require.NoError(t, err)
		r.Body.Close()
		to, err := r.Location()
		require.NoError(t, err)
		require.Equal(t, want, [2]string{to.Query().Get("max_age"), to.Query().Get("acr_values")}, asked)
	}
}

func TestTheStacksOwnProviderAsksForThePasswordEachTime(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := webtest.NewBrowser(t)
	_, text, _ := d.signIn(b, "officer", "/")
	var first int64
	_, err := fmt.Sscanf(text[strings.Index(text, "signed in at"):], "signed in at %d", &first)
	require.NoError(t, err)
	require.InDelta(t, time.Now().Unix(), first, 30)
	for _, how := range []string{"/sign-in?again", "/sign-in"} {
		status, page, at := b.See(d.url + how)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "/login", at.Path, how)
		require.Contains(t, page, "password")
	}
}
