package main

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// each is one request of every operation, to a tender that is not the public's, with a body that would be taken.
func (f *fortress) each() []try {
	byKind := map[string]order{}
	for _, o := range orders(f.t) {
		byKind[o.kind] = o
	}
	var all []try
	for _, op := range f.ops {
		one := try{op: op, path: f.filled(op.path)[0]}
		if op.method == http.MethodPost {
			one.order = byKind[op.path[strings.LastIndex(op.path, "/")+1:]]
			if one.body = one.order.body; one.body == nil {
				one.body = []byte(`{}`)
			}
			if strings.HasSuffix(op.path, "/evidence") {
				one.path = strings.TrimSuffix(one.path, "evidence") + toAddEvidence
			}
		}
		all = append(all, one)
	}
	return all
}

// signedIn is the cookie of somebody who has signed in with the provider, and the one before.
func (f *fortress) signedIn(person string) (before, cookie *http.Cookie) {
	f.t.Helper()
	home, err := url.Parse(f.url)
	require.NoError(f.t, err)
	b := webtest.NewBrowser(f.t)
	b.See(f.url + "/sign-in")
	before = b.Jar.Cookies(home)[0]
	status, text, _ := b.SignIn(f.url, person, person, "/")
	require.Equal(f.t, http.StatusOK, status, text)
	cookie = b.Jar.Cookies(home)[0]
	require.NotEqual(f.t, before.Value, cookie.Value)
	return before, cookie
}

func bearing(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func carrying(c *http.Cookie) func(*http.Request) {
	return func(r *http.Request) { r.AddCookie(c) }
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header[name] = []string{value} }
}

// A credential is one that lets nobody do more than it says.
type credential struct {
	name   string
	set    []func(*http.Request)
	public bool  // it is as none
	gets   []int // else: what a question is answered
	posts  []int // and a command
}

// credentials are those that are forged, over, or were made for something else.
func (f *fortress) credentials() []credential {
	f.t.Helper()
	ctx, owner := f.t.Context(), calltest.Contact(mine)
	refused := []int{http.StatusUnauthorized}
	withdrawn, secret, err := f.tokens.Make(ctx, owner, "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
	require.NoError(f.t, err)
	require.NoError(f.t, f.tokens.Withdraw(ctx, owner, withdrawn.ID))
	short := f.token(owner, time.Millisecond, web.ScopeRead, web.ScopeSend)
	before, over := f.signedIn(owner)
	_, err = f.pool.Exec(ctx, `UPDATE web.sessions SET expiry = clock_timestamp() - interval '1 second'`)
	require.NoError(f.t, err)
	_, out := f.signedIn(owner)
	a := f.do(http.MethodPost, "/sign-out", []byte{}, carrying(out))
	require.Equal(f.t, http.StatusSeeOther, a.status, a.body)
	_, live := f.signedIn(owner)
	forged := *live
	forged.Value = strings.Repeat("A", len(live.Value))
	other := *live
	other.Name = "__Host-session"
	valid := f.secret[owner]
	return []credential{
		{name: "no credential", public: true},
		{name: "a forged token", set: []func(*http.Request){bearing("twk_" + strings.Repeat("A", 26))}, gets: refused, posts: refused},
		{name: "a token with one letter more", set: []func(*http.Request){bearing(valid + "A")}, gets: refused, posts: refused},
		{name: "a token in other letters", set: []func(*http.Request){bearing(strings.ToLower(valid))}, gets: refused, posts: refused},
		{name: "a very long token", set: []func(*http.Request){bearing("twk_" + strings.Repeat("A", 20_000))}, gets: refused, posts: refused},
		{name: "a withdrawn token", set: []func(*http.Request){bearing(secret)}, gets: refused, posts: refused},
		{name: "an expired token", set: []func(*http.Request){bearing(short)}, gets: refused, posts: refused},
		{name: "a withdrawn token beside a session", set: []func(*http.Request){bearing(secret), carrying(live)}, gets: refused, posts: refused},
		{name: "a token that may only read", set: []func(*http.Request){bearing(f.token(owner, time.Hour, web.ScopeRead))}, posts: []int{http.StatusForbidden}},
		{name: "a token that may only read, and another method in a header", posts: []int{http.StatusForbidden}, set: []func(*http.Request){
			bearing(f.token(owner, time.Hour, web.ScopeRead)), header("X-Http-Method-Override", "GET"), header("X-Method-Override", "GET"), header("X-Http-Method", "GET"),
		}},
		{name: "a token that may only send", set: []func(*http.Request){bearing(f.token(owner, time.Hour, web.ScopeSend))}, gets: []int{http.StatusForbidden}},
		{name: "a token as a user's password", set: []func(*http.Request){func(r *http.Request) { r.SetBasicAuth(owner, valid) }}, public: true},
		{name: "a forged session", set: []func(*http.Request){carrying(&forged)}, public: true},
		{name: "a session that is over", set: []func(*http.Request){carrying(over)}, public: true},
		{name: "a session after its sign-out", set: []func(*http.Request){carrying(out)}, public: true},
		{name: "the cookie from before the sign-in", set: []func(*http.Request){carrying(before)}, public: true},
		{name: "a session under another name", set: []func(*http.Request){carrying(&other)}, public: true},
		{name: "a session from another site", set: []func(*http.Request){carrying(live), header("Sec-Fetch-Site", "cross-site")}, posts: []int{http.StatusForbidden}},
		{name: "a session from another origin", set: []func(*http.Request){carrying(live), header("Origin", "https://evil.example")}, posts: []int{http.StatusForbidden}},
		{name: "a session from a page without an origin", set: []func(*http.Request){carrying(live), header("Origin", "null")}, posts: []int{http.StatusForbidden}},
		{name: "a session from the same site at another host", set: []func(*http.Request){carrying(live), header("Sec-Fetch-Site", "same-site")}, posts: []int{http.StatusForbidden}},
	}
}

// believesNone tries every operation with each of these.
func (f *fortress) believesNone(t *testing.T) {
	all := f.each()
	asPublic := make([]reply, len(all))
	index := make([]int, len(all))
	for i := range index {
		index[i] = i
	}
	several(t, index, func(i int) { asPublic[i] = f.do(all[i].op.method, all[i].path, all[i].body) })
	made := f.credentials()
	began := f.size() // who has signed in is linked to their identity there
	for _, c := range made {
		several(t, index, func(i int) {
			one, expect := all[i], c.gets
			if one.op.method == http.MethodPost {
				expect = c.posts
			}
			if expect == nil && !c.public {
				return // it may
			}
			a := f.do(one.op.method, one.path, one.body, c.set...)
			what := c.name + ": " + one.op.method + " " + one.path
			f.holds("", what, a)
			if c.public {
				require.Equal(t, asPublic[i].status, a.status, "%s: %s", what, a.body)
				require.Equal(t, madeAt.ReplaceAllString(asPublic[i].body, ""), madeAt.ReplaceAllString(a.body, ""), what)
				return
			}
			require.True(t, slices.Contains(expect, a.status), "%s: %d %s", what, a.status, a.body)
		})
	}
	require.Equal(t, began, f.size(), "something was recorded")
}

// sendsOnly sends everything that is no command with a token that may send and not read: it reads nothing by what it is answered.
func (f *fortress) sendsOnly(t *testing.T) {
	began := f.size()
	token := bearing(f.token(calltest.Officer, time.Hour, web.ScopeSend))
	reads := []string{"/command-line", "/exports", "/what-ifs", "/bank-file", "/bounced-letter", "/expenses/import"}
	sends := []string{"/drafts", "/drafts/{draft}", "/sheet", "/remove", "/evidence"} // they answer with what was sent
	ends := func(path string) func(string) bool {
		return func(end string) bool { return strings.HasSuffix(path, end) }
	}
	several(t, f.each(), func(one try) {
		if one.op.method != http.MethodPost || one.order.kind != "" {
			return
		}
		a := f.do(one.op.method, one.path, one.body, token)
		f.holds(calltest.Officer, "a token that may only send: "+one.path, a)
		refused := a.status == http.StatusForbidden && strings.Contains(a.body, "problems/scope")
		known := slices.ContainsFunc(sends, ends(one.op.path))
		require.True(t, known || slices.ContainsFunc(reads, ends(one.op.path)), "%s: is what it answers read?", one.op.path)
		require.Equal(t, !known, refused, "%s: %s", one.op.path, a.body)
	})
	a := f.do(http.MethodPost, "/calls/"+calltest.Reference+"/do/publish-call", nil, token)
	require.Equal(t, http.StatusForbidden, a.status, "a form of a page")
	require.Equal(t, began, f.size())
}

// overrides sends another method in a header: the one of the request counts.
func (f *fortress) overrides(t *testing.T) {
	began := f.size()
	several(t, f.each(), func(one try) {
		if one.op.method != http.MethodGet {
			return
		}
		for _, method := range []string{"POST", "DELETE", "PUT", "PATCH", "TRACE", "CONNECT"} {
			set := []func(*http.Request){f.as(calltest.Officer)}
			for _, name := range []string{"X-Http-Method-Override", "X-Http-Method", "X-Method-Override"} {
				set = append(set, header(name, method))
			}
			over := f.do(one.op.method, one.path+"?_method="+method, nil, set...)
			plain := f.do(one.op.method, one.path, nil, f.as(calltest.Officer))
			require.Equal(t, plain.status, over.status, "%s with %s", one.path, method)
			if testing.Short() {
				break
			}
		}
		for _, method := range []string{"DELETE", "PUT", "PATCH", "TRACE", "OPTIONS", "PROPFIND"} {
			a := f.do(method, one.path, nil, f.as(calltest.Officer))
			require.Contains(t, []int{404, 405}, a.status, "%s %s: %s", method, one.path, a.body)
			if testing.Short() {
				break
			}
		}
	})
	require.Equal(t, began, f.size())
}

// madeAt is when an export was made, which its head says.
var madeAt = regexp.MustCompile(`"as_of":"[^"]*"`)
