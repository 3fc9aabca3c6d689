package main

import (
	"bufio"
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

// ways are all by which somebody reaches two desks: pages, the API by session and by machine token, the command line.
func (w *sealedWorld) ways(one, other string) []way {
	w.t.Helper()
	browsers, secrets := map[string]webtest.Browser{}, map[string]string{}
	for _, as := range []string{withRole, withoutRole} {
		b := webtest.NewBrowser(w.t)
		status, text, _ := b.SignIn(one, as, w.idOf(as), "/")
		require.Equal(w.t, http.StatusOK, status, text)
		browsers[as] = b
		_, secret, err := web.NewTokens(w.pool()).Make(w.t.Context(), w.idOf(as), "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
		require.NoError(w.t, err)
		secrets[as] = secret
	}
	same := func(as, text string) string {
		return strings.NewReplacer(w.idOf(as), "(me)", url.QueryEscape(as), "(me)", as, "(me)").Replace(text)
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
	byToken := func(desk, method, path, body string) func(string) string {
		return func(as string) string {
			r, err := http.NewRequestWithContext(w.t.Context(), method, desk+path, strings.NewReader(body))
			require.NoError(w.t, err)
			r.Header.Set("Authorization", "Bearer "+secrets[as])
			r.Header.Set("Content-Type", "application/json")
			got, err := http.DefaultClient.Do(r)
			require.NoError(w.t, err)
			defer got.Body.Close()
			text, err := io.ReadAll(got.Body)
			require.NoError(w.t, err)
			return same(as, fmt.Sprint(got.StatusCode, " ", string(text)))
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
			way{"the API by token" + is, byToken(desk, http.MethodGet, "/api/v1/calls/DHE-2019/tenders", "")},
			way{"a tender by token" + is, byToken(desk, http.MethodGet, "/api/v1/tenders/"+tender, "")},
			way{"the feed" + is, byToken(desk, http.MethodGet, "/api/v1/events", "")},
			way{"an export" + is, byToken(desk, http.MethodGet, "/api/v1/calls/DHE-2019/exports/tenders?format=csv", "")},
			way{"what the law would say" + is, byToken(desk, http.MethodPost, "/api/v1/calls/DHE-2019/appoint-evaluator?dry-run=true", `{"evaluator":"`+w.idOf("eva-5")+`"}`)},
			way{"the command line" + is, line(desk, "tender", "list", "--call", "DHE-2019")},
			way{"a command by the command line" + is, line(desk, "evaluator", "appoint", "DHE-2019", "eva-6", "--command-id", fmt.Sprint("too-late-", n))},
		)
	}
	return all
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
	ways := w.ways(one, other)
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
