package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// One who had a role, and one who never had.
const (
	withRole    = "telecare-contact"
	withoutRole = "cce-contact"
)

// A way is one by which somebody asks or sends: what they are told, without what is theirs alone.
type way struct {
	name string
	ask  func(as string) string
}

// ways are all by which somebody of these reaches two desks: pages, the API by session, by machine token and by what a program was given that signed
// in by its person's browser, the command line. "" is whoever is not signed in.
func (w *sealedWorld) ways(one, other string, people ...string) []way {
	w.t.Helper()
	browsers, secrets, programs := map[string]webtest.Browser{}, map[string]string{}, map[string]string{}
	for _, as := range people {
		b := webtest.NewBrowser(w.t)
		browsers[as] = b
		if as == "" {
			continue
		}
		status, text, _ := b.SignIn(one, as, w.idOf(as), "/")
		require.Equal(w.t, http.StatusOK, status, text)
		_, secret, err := web.NewTokens(w.pool()).Make(w.t.Context(), w.idOf(as), "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
		require.NoError(w.t, err)
		secrets[as], programs[as] = secret, w.program(one, b)
	}
	ids := map[string]string{}
	for _, as := range people {
		if as != "" {
			ids[as] = w.idOf(as) // who is erased is found by it alone
		}
	}
	same := func(as, text string) string {
		if as == "" {
			return text
		}
		return strings.NewReplacer(ids[as], "(me)", url.QueryEscape(as), "(me)", as, "(me)").Replace(text)
	}
	bySession := func(desk, path string) func(string) string {
		return func(as string) string {
			r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, desk+path, http.NoBody)
			require.NoError(w.t, err)
			home, err := url.Parse(one)
			require.NoError(w.t, err)
			for _, c := range browsers[as].Jar.Cookies(home) {
				r.AddCookie(c)
			}
			got, err := http.DefaultClient.Do(r)
			require.NoError(w.t, err)
			status, text, _ := browsers[as].Read(got)
			if !strings.HasPrefix(path, "/api/") { // a page greets who it is for, and is drawn anew for each
				text = fmt.Sprint(strings.Contains(text, w.refs["$TENDER"]))
			}
			return same(as, fmt.Sprint(status, " ", text))
		}
	}
	by := func(tokens map[string]string, desk, method, path, body string) func(string) string {
		return func(as string) string {
			status, text := w.bearing(tokens[as], method, desk+path, body)
			return same(as, fmt.Sprint(status, " ", text))
		}
	}
	line := func(desk string, args ...string) func(string) string {
		return func(as string) string {
			w.t.Setenv("TWINNING_TOKEN", secrets[as])
			code, out, talk := w.elsewhere(desk, "", args...)
			return same(as, fmt.Sprint(code, " ", out, talk))
		}
	}
	tender := w.refs["$TENDER"]
	var all []way
	for n, desk := range []string{one, other} {
		is := fmt.Sprintf(" at desk %d", n+1)
		all = append(all,
			way{"the page of tenders" + is, bySession(desk, "/calls/DHE-2019/tenders")},
			way{"the page of a tender" + is, bySession(desk, "/tenders/"+tender)},
			way{"the API by session" + is, bySession(desk, "/api/v1/calls/DHE-2019/tenders")},
			way{"the API by token" + is, by(secrets, desk, http.MethodGet, "/api/v1/calls/DHE-2019/tenders", "")},
			way{"a tender by token" + is, by(secrets, desk, http.MethodGet, "/api/v1/tenders/"+tender, "")},
			way{"a program of its person by token" + is, by(programs, desk, http.MethodGet, "/api/v1/tenders/"+tender, "")},
			way{"the feed by token" + is, by(secrets, desk, http.MethodGet, "/api/v1/events", "")},
			way{"an export by token" + is, by(secrets, desk, http.MethodGet, "/api/v1/calls/DHE-2019/exports/tenders?format=csv", "")},
			way{"what the law would say by token" + is, by(programs, desk, http.MethodPost, "/api/v1/calls/DHE-2019/appoint-evaluator?dry-run=true", `{"evaluator":"`+w.idOf("eva-5")+`"}`)},
			way{"the command line" + is, line(desk, "tender", "list", "--call", "DHE-2019")},
			way{"a command by the command line" + is, line(desk, "evaluator", "appoint", "DHE-2019", "eva-6", "--command-id", fmt.Sprint("too-late-", n))},
		)
	}
	return all
}

// bearing sends a request with a token, or as nobody.
func (w *sealedWorld) bearing(token, method, address, body string) (status int, text string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, address, strings.NewReader(body))
	require.NoError(w.t, err)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	r.Header.Set("Content-Type", "application/json")
	got, err := http.DefaultClient.Do(r)
	require.NoError(w.t, err)
	defer got.Body.Close()
	said, err := io.ReadAll(got.Body)
	require.NoError(w.t, err)
	return got.StatusCode, string(said)
}

// program is the token of a program that signs in by the browser of its person.
func (w *sealedWorld) program(desk string, b webtest.Browser) string {
	w.t.Helper()
	var began web.Device
	status, text := w.bearing("", http.MethodPost, desk+web.DeviceBeginPath, "")
	require.Equal(w.t, http.StatusOK, status, text)
	require.NoError(w.t, json.Unmarshal([]byte(text), &began))
	status, text, _ = b.Send(desk+web.DevicePath, url.Values{"code": {began.Code}, "answer": {"yes"}})
	require.Equal(w.t, http.StatusOK, status, text)
	got, err := http.PostForm(desk+web.DeviceTokenPath, url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {began.Secret}})
	require.NoError(w.t, err)
	defer got.Body.Close()
	var given struct {
		Token string `json:"access_token"`
	}
	require.NoError(w.t, json.NewDecoder(got.Body).Decode(&given))
	require.NotEmpty(w.t, given.Token)
	return given.Token
}

// live opens the stream of a page as somebody, and tells of its end.
func (w *sealedWorld) live(desk, as, page string) <-chan string {
	w.t.Helper()
	b := webtest.NewBrowser(w.t)
	b.Timeout = 5 * time.Minute
	status, text, _ := b.SignIn(desk, as, w.idOf(as), page)
	require.Equal(w.t, http.StatusOK, status, text)
	_, rest, found := strings.Cut(text, `data-live="`)
	require.True(w.t, found, "%s is live", page)
	at, _, _ := strings.Cut(rest, `"`)
	got, err := b.Get(desk + strings.ReplaceAll(at, "&amp;", "&"))
	require.NoError(w.t, err)
	require.Equal(w.t, http.StatusOK, got.StatusCode)
	ended := make(chan string, 1)
	go func() {
		defer got.Body.Close()
		last := ""
		lines := bufio.NewScanner(got.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if text, is := strings.CutPrefix(lines.Text(), "data: "); is {
				last = text
			}
		}
		ended <- last
	}()
	return ended
}

// A role that is withdrawn by whatever process is gone with the next request, whichever desk it reaches by whichever way: what is
// told then is byte for byte what is told to somebody who never had it.
func TestARoleThatIsWithdrawnIsGoneWithTheNextRequestByEveryWay(t *testing.T) {
	w := newSealedWorld(t)
	free := []string{freeAddress(t), freeAddress(t)}
	w.desks(free...)
	one, other := "http://"+free[0], "http://"+free[1]
	ways := w.ways(one, other, withRole, withoutRole)
	stranger := map[string]string{}
	for _, way := range ways {
		if !strings.HasPrefix(way.name, "a command") {
			stranger[way.name] = way.ask(withoutRole)
			require.Equal(t, stranger[way.name], way.ask(withRole), "%s: neither has a role yet", way.name)
		}
	}
	w.must(0, "role give DHE-2019 officer "+withRole+" --as head --why", "more hands")
	for _, way := range ways {
		if !strings.HasPrefix(way.name, "a command") {
			require.NotEqual(t, stranger[way.name], way.ask(withRole), "%s: the role is there with the next request", way.name)
		}
	}
	streams := map[string]<-chan string{"desk 1": w.live(one, withRole, "/calls/DHE-2019/tenders"), "desk 2": w.live(other, withRole, "/calls/DHE-2019/tenders")}

	w.must(0, "role withdraw DHE-2019 officer "+withRole+" --as head --why", "another unit")
	for _, way := range ways {
		if strings.HasPrefix(way.name, "a command") {
			require.Equal(t, way.ask(withoutRole), way.ask(withRole), way.name)
			continue
		}
		require.Equal(t, stranger[way.name], way.ask(withRole), way.name)
	}
	require.Zero(t, w.counted("call/DHE-2019", "evaluator-appointed.v1")-1, "nothing came of the commands")
	for name, ended := range streams {
		select {
		case last := <-ended:
			require.JSONEq(t, `{"why":"rights"}`, last, name)
		case <-time.After(time.Minute):
			require.Fail(t, "an open page goes on", name)
		}
	}
	require.Contains(t, w.must(0, "history DHE-2019 --as officer"), "another unit", "what they did and had stays in the record")
}
