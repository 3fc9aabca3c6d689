package web_test

import (
	"context"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/oauth2-proxy/mockoidc"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

func catalogue(t *testing.T, lang string) map[string]string {
	t.Helper()
	text, err := os.ReadFile("catalogue/" + lang + ".json")
	require.NoError(t, err)
	var keys map[string]string
	require.NoError(t, json.Unmarshal(text, &keys))
	return keys
}

var (
	place  = regexp.MustCompile(`\{\d\}`)
	asked  = regexp.MustCompile(`(?:Say|refuse\(w, r, [\w.]+,|deny\(w, r, [\w.]+, "[a-z-]+",|later\(w, r, \w+,) "([a-z.]+)"`)
	lang   = regexp.MustCompile(`<html lang="(\w+)">`)
	header = regexp.MustCompile(`<h1>(.*?)</h1>`)
)

func TestEveryTextOfRegistrationAndSignInIsInEveryLanguageAndNoneIsLeftOver(t *testing.T) {
	t.Parallel()
	english := catalogue(t, "en")
	for _, l := range narrate.Languages() {
		keys := catalogue(t, l)
		require.Equal(t, slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(keys)), l)
		for key, text := range keys {
			require.NotEmpty(t, text, "%s %s", l, key)
			has, wants := place.FindAllString(text, -1), place.FindAllString(english[key], -1)
			slices.Sort(has)
			slices.Sort(wants)
			require.Equal(t, slices.Compact(wants), slices.Compact(has), "%s %s", l, key)
		}
	}
	used := map[string]bool{}
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		if f.IsDir() || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		text, err := os.ReadFile(f.Name())
		require.NoError(t, err)
		for _, m := range asked.FindAllStringSubmatch(strings.NewReplacer(`.Say(`, `.Say `).Replace(string(text)), -1) {
			used[m[1]] = true
		}
	}
	require.Equal(t, slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(used)))
}

func TestSomebodyNewIsAskedInTheirLanguage(t *testing.T) {
	t.Parallel()
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	d := newDesk(t, func(string, *people.Directory) web.Provider {
		return web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}
	})
	m.QueueUser(&mockoidc.MockUser{Subject: "new", Email: "new@example.org", EmailVerified: true})
	b := webtest.NewBrowser(t)
	_, text, at := b.See(d.url + "/sign-in")
	require.Equal(t, "/register", at.Path)
	require.Equal(t, "en", lang.FindStringSubmatch(text)[1], "where nobody asks for another one")

	get := func(path, accepts string) string {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+path, http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Accept-Language", accepts)
		got, err := b.Do(r)
		require.NoError(t, err)
		_, text, _ := b.Read(got)
		require.Contains(t, got.Header.Values("Vary"), "Accept-Language, Cookie")
		return text
	}
	is := func(text, want string) {
		t.Helper()
		require.Equal(t, want, lang.FindStringSubmatch(text)[1])
		require.Equal(t, narrate.Typography(want, catalogue(t, want)["register.who"]), html.UnescapeString(header.FindStringSubmatch(text)[1]))
		require.NotRegexp(t, place, text)
		for _, other := range narrate.Languages() {
			if other != want {
				require.Contains(t, text, `href="/register?language=`+other+`"`)
			}
		}
	}
	is(get("/register", "de-AT, en;q=0.5"), "de")
	is(get("/register", "sv, fr;q=0.8, en;q=0.5"), "fr")
	is(get("/register", "sv"), "en")
	is(get("/register?language=fr", "de"), "fr")
	is(get("/register", "de"), "fr")
	is(get("/register?language=nothing", "de"), "fr")
	_, text, _ = b.Send(d.url+"/register", url.Values{"name": {""}})
	require.Contains(t, html.UnescapeString(text), catalogue(t, "fr")["problem.name"], "what is wrong is said in it, too")
	require.Contains(t, text, `<option value="en"`)
	_, text, _ = b.Send(d.url+"/register", url.Values{"name": {"New"}, "country": {"XYZ"}})
	require.Contains(t, html.UnescapeString(text), narrate.Typography("fr", catalogue(t, "fr")["problem.country"]))

	stranger := webtest.NewBrowser(t)
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, d.url+"/sign-in/callback?state=forged&code=x", http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Accept-Language", "de")
	got, err := stranger.Do(r)
	require.NoError(t, err)
	status, text, _ := stranger.Read(got)
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, html.UnescapeString(text), catalogue(t, "de")["refuse.window"])
}

func TestAProgramIsConfirmedInTheLanguageOfItsPerson(t *testing.T) {
	t.Parallel()
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	b := webtest.NewBrowser(t)
	d.signIn(b, "officer", "/")
	for _, l := range narrate.Languages() {
		_, text, at := b.See(d.url + "/device?code=BCDF-GHJK&language=" + l)
		require.Equal(t, "/device", at.Path)
		require.Equal(t, l, lang.FindStringSubmatch(text)[1])
		require.Contains(t, html.UnescapeString(text), narrate.Typography(l, catalogue(t, l)["device.yes"]))
		require.Contains(t, text, "BCDF-GHJK")
		_, text, _ = b.Send(d.url+"/device", url.Values{"code": {"BCDF-GHJK"}, "answer": {"yes"}})
		require.Contains(t, html.UnescapeString(text), strings.ReplaceAll(narrate.Typography(l, catalogue(t, l)["device.none"]), "{0}", "10"))
	}
}
