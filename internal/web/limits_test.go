package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// ask sends a request as it is; redirects are not followed.
func (d *desk) ask(method, path, body string, set ...string) (int, http.Header, string) {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, strings.NewReader(body))
	require.NoError(d.t, err)
	for i := 0; i < len(set); i += 2 {
		r.Header.Set(set[i], set[i+1])
	}
	no := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	got, err := no.Do(r)
	require.NoError(d.t, err)
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	require.NoError(d.t, err)
	return got.StatusCode, got.Header, string(text)
}

// untilLate asks until it is told to wait: what is given back meanwhile depends on how fast the machine is.
func (d *desk) untilLate(ask func() (int, http.Header, string)) (http.Header, string) {
	d.t.Helper()
	for range 2000 {
		if status, h, text := ask(); status == http.StatusTooManyRequests {
			return h, text
		}
	}
	require.Fail(d.t, "nobody was told to wait")
	return nil, ""
}

func TestPagesAndWrongTokensOfOneAddressOrPersonAreLimitedAndOthersAreNot(t *testing.T) {
	d := &desk{t: t}
	*d = *newDeskSet(t, d.own(), func(o *web.Options) { o.Rate = 1 })
	d.t = t
	h, text := d.untilLate(func() (int, http.Header, string) {
		return d.ask(http.MethodGet, "/", "", "X-Forwarded-For", "2001:db8::1", "Accept-Language", "de")
	})
	require.Equal(t, "1", h.Get("Retry-After"))
	require.Contains(t, text, catalogue(t, "de")["deny.often"])
	status, _, _ := d.ask(http.MethodGet, "/", "", "X-Forwarded-For", "2001:db8::2:3")
	require.Equal(t, http.StatusTooManyRequests, status, "of the same subscriber")
	status, _, _ = d.ask(http.MethodGet, "/", "", "X-Forwarded-For", "2001:db8:0:1::1")
	require.Equal(t, http.StatusOK, status, "of another one")
	status, _, _ = d.ask(http.MethodGet, "/assets/style.css", "", "X-Forwarded-For", "2001:db8::1")
	require.Equal(t, http.StatusOK, status, "what all pages share is not counted")

	_, secret, err := web.NewTokens(d.pool).Make(t.Context(), d.ids["head"], "reports", []string{web.ScopeRead}, time.Hour)
	require.NoError(t, err)
	status, _, text = d.ask(http.MethodGet, "/", "", "X-Forwarded-For", "2001:db8::1", "Authorization", "bearer "+secret)
	require.Equal(t, http.StatusOK, status, "somebody known is counted by who they are, wherever they are: %s", text)

	h, text = d.untilLate(func() (int, http.Header, string) {
		return d.ask(http.MethodGet, "/api/v1/calls", "", "X-Forwarded-For", "192.0.2.7", "Authorization", "Bearer twk_"+strings.Repeat("A", 26))
	})
	require.Equal(t, "application/problem+json", h.Get("Content-Type"))
	require.Equal(t, "1", h.Get("Retry-After"))
	require.Contains(t, text, "problems/too-many")
	status, _, _ = d.ask(http.MethodGet, "/api/v1/calls", "", "X-Forwarded-For", "192.0.2.7", "Authorization", "Bearer "+secret)
	require.Equal(t, http.StatusOK, status, "a token that is known is not held up by others that are not")
	status, _, _ = d.ask(http.MethodGet, "/", "", "X-Forwarded-For", "192.0.2.7")
	require.Equal(t, http.StatusOK, status, "wrong tokens take no pages from who is not signed in")
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {"x"}}
	status, _, text = d.ask(http.MethodPost, "/api/v1/device/token", form.Encode(), "X-Forwarded-For", "192.0.2.7", "Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, http.StatusBadRequest, status, "nor from programs that wait for their person: %s", text)
}

func TestAWrongTokenOfWhomHasTriedTooOftenAsksTheDatabaseNothing(t *testing.T) {
	d := &desk{t: t}
	own := d.own()
	*d = *newDeskSet(t, own, func(o *web.Options) { o.Rate = 0.01 })
	d.t = t
	ask := func(secret string) int {
		status, _, _ := d.ask(http.MethodGet, "/api/v1/calls", "", "X-Forwarded-For", "192.0.2.8", "Authorization", "Bearer "+secret)
		return status
	}
	made, secret, err := web.NewTokens(d.pool).Make(t.Context(), d.ids["head"], "reports", []string{web.ScopeRead}, time.Hour)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, ask(secret))
	require.NoError(t, web.NewTokens(d.pool).Withdraw(t.Context(), d.ids["head"], made.ID))
	require.Equal(t, http.StatusUnauthorized, ask(secret), "it was withdrawn")
	require.Equal(t, http.StatusTooManyRequests, ask(secret))
	d.pool.Close() // whoever asks it is told that it is away
	require.Equal(t, http.StatusTooManyRequests, ask(secret))
	require.Equal(t, http.StatusTooManyRequests, ask("twk_"+strings.Repeat("A", 26)))
	status, _, _ := d.ask(http.MethodGet, "/api/v1/calls", "", "X-Forwarded-For", "192.0.2.9", "Authorization", "Bearer "+secret)
	require.Equal(t, http.StatusServiceUnavailable, status, "of another address it is asked")
}

func TestAProgramThatAsksTooOftenForItsPersonsAnswerIsToldToSlowDown(t *testing.T) {
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	d.t = t
	begin := func() (made web.Device) {
		_, _, text := d.ask(http.MethodPost, "/api/v1/device", "")
		require.NoError(t, json.Unmarshal([]byte(text), &made))
		return made
	}
	poll := func(of web.Device) string {
		form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {of.Secret}}
		_, _, text := d.ask(http.MethodPost, "/api/v1/device/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
		var why web.DeviceError
		require.NoError(t, json.Unmarshal([]byte(text), &why), text)
		return why.Error
	}
	one, other := begin(), begin()
	said := ""
	for range 200 {
		if said = poll(one); said != "authorization_pending" {
			break
		}
	}
	require.Equal(t, "slow_down", said)
	require.Equal(t, "authorization_pending", poll(other), "another program is not held up")
}

func TestWhyARequestIsNotLetInIsToldInTheLanguageOfWhoAsksAndToProgramsAsAProblem(t *testing.T) {
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	d.t = t
	_, reads, err := web.NewTokens(d.pool).Make(t.Context(), d.ids["head"], "reports", []string{web.ScopeRead}, time.Hour)
	require.NoError(t, err)
	_, sends, err := web.NewTokens(d.pool).Make(t.Context(), d.ids["head"], "orders", []string{web.ScopeSend}, time.Hour)
	require.NoError(t, err)
	for _, refused := range []struct {
		method, query, key string
		status             int
		set                []string
	}{
		{http.MethodGet, "", "deny.token", http.StatusUnauthorized, []string{"Authorization", "Bearer twk_x"}},
		{http.MethodPost, "", "deny.read", http.StatusForbidden, []string{"Authorization", "Bearer " + reads}},
		{http.MethodGet, "", "deny.send", http.StatusForbidden, []string{"Authorization", "Bearer " + sends}},
		{http.MethodPost, "", "deny.cross", http.StatusForbidden, []string{"Origin", "https://evil.example"}},
		{http.MethodGet, "?a=%ff", "deny.address", http.StatusBadRequest, nil},
	} {
		for _, lang := range narrate.Languages() {
			want := narrate.Typography(lang, catalogue(t, lang)[refused.key])
			set := append([]string{"Accept-Language", lang}, refused.set...)
			status, h, text := d.ask(refused.method, "/api/v1/calls"+refused.query, "", set...)
			require.Equal(t, refused.status, status, "%s: %s", refused.key, text)
			require.Equal(t, "application/problem+json", h.Get("Content-Type"), refused.key)
			var p struct {
				Type, Detail string
				Status       int
			}
			require.NoError(t, json.Unmarshal([]byte(text), &p), text)
			require.Equal(t, want, p.Detail)
			require.Equal(t, refused.status, p.Status)
			require.True(t, strings.HasPrefix(p.Type, "/api/v1/problems/"), p.Type)

			status, h, text = d.ask(refused.method, "/calls"+refused.query, "", set...)
			require.Equal(t, refused.status, status, "%s: %s", refused.key, text)
			require.Contains(t, h.Get("Content-Type"), "text/html")
			require.Contains(t, text, `<html lang="`+lang+`">`)
		}
	}
}

// A session's deadline is as the session manager keeps it.
func TestASessionEndsWhenNothingIsDoneAndAtTheLatestTwelveHoursAfterSignIn(t *testing.T) {
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := webtest.NewBrowser(t)
	began := time.Now()
	d.signIn(b, "officer", "/")
	kept := func() (deadline, expiry time.Time, data []byte) {
		require.NoError(t, d.pool.QueryRow(t.Context(), `SELECT data, expiry FROM web.sessions`).Scan(&data, &expiry))
		deadline, _, err := scs.GobCodec{}.Decode(data)
		require.NoError(t, err)
		return deadline, expiry, data
	}
	is := func(who, why string) {
		t.Helper()
		_, text, _ := b.See(d.url + "/")
		require.Contains(t, text, "["+who+"]", why)
	}
	deadline, expiry, data := kept()
	require.WithinDuration(t, began.Add(12*time.Hour), deadline, 5*time.Minute)
	require.WithinDuration(t, began.Add(45*time.Minute), expiry, 5*time.Minute)

	// Whoever does something goes on being signed in for as long again, and no longer than the session lasts.
	super := func(sql string, args ...any) {
		_, err := d.pool.Exec(t.Context(), sql, args...)
		require.NoError(t, err)
	}
	super(`UPDATE web.sessions SET expiry = clock_timestamp() + interval '1 minute'`)
	is("officer", "within the time")
	_, expiry, _ = kept()
	require.WithinDuration(t, time.Now().Add(45*time.Minute), expiry, 5*time.Minute)
	_, values, err := scs.GobCodec{}.Decode(data)
	require.NoError(t, err)
	soon, err := scs.GobCodec{}.Encode(time.Now().Add(10*time.Minute), values)
	require.NoError(t, err)
	super(`UPDATE web.sessions SET data = $1`, soon)
	is("officer", "in the last minutes of the session")
	_, expiry, _ = kept()
	require.WithinDuration(t, time.Now().Add(10*time.Minute), expiry, 5*time.Minute, "what somebody does prolongs no session beyond its end")

	super(`UPDATE web.sessions SET expiry = clock_timestamp() - interval '1 second'`)
	is("", "after it")
}
