package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
)

// TestWhatIsForgedOverMalformedOrSmuggledIsRefusedAndChangesNothing sends every operation so, while tenders are sealed.
func TestWhatIsForgedOverMalformedOrSmuggledIsRefusedAndChangesNothing(t *testing.T) {
	f := newFortress(t, "2019-06-13")
	for _, attack := range []struct {
		name string
		try  func(*testing.T)
	}{
		{"credentials that are forged, over, or made for something else", f.believesNone},
		{"a token that may only send", f.sendsOnly},
		{"methods in headers", f.overrides},
		{"bodies", f.bodies},
		{"paths", f.paths},
		{"parameters", f.parameters},
		{"headers with line breaks", f.lineBreaks},
		{"requests within requests", f.smuggled},
		{"command lines", f.commandLines},
		{"addresses", f.addresses},
		{"pages, sign-in and codes of devices", f.otherRoutes},
	} {
		t.Run(attack.name, func(t *testing.T) {
			f.t = t
			attack.try(t)
			f.quiet()
		})
	}
}

// wrongBodies are bodies that no operation takes, with what they are answered.
func wrongBodies() map[string]struct {
	body   []byte
	status []int
	kind   string // of the content; "" is JSON
} {
	type wrong = struct {
		body   []byte
		status []int
		kind   string
	}
	deep := func(open, end string, n int) []byte { return []byte(strings.Repeat(open, n) + strings.Repeat(end, n)) }
	return map[string]wrong{
		"too large":                 {bytes.Repeat([]byte(" "), 6<<20), []int{413}, ""},
		"larger than a command":     {[]byte(`{"x":"` + strings.Repeat("a", 1<<20) + `"}`), []int{413, 422}, ""},
		"cut off":                   {[]byte(`{"tender":`), []int{400}, ""},
		"two values":                {[]byte(`{}{}`), []int{400}, ""},
		"a list":                    {[]byte(`[]`), []int{400, 422}, ""},
		"a number":                  {[]byte(`1e999`), []int{400, 422}, ""},
		"null":                      {[]byte(`null`), []int{400, 422}, ""},
		"deep lists":                {deep("[", "]", 100_000), []int{400}, ""},
		"deep objects":              {deep(`{"a":`, `}`, 50_000), []int{400}, ""},
		"no UTF-8":                  {[]byte("{\"\xff\xfe\":1}"), []int{400, 422}, ""},
		"an unknown member":         {[]byte(`{"administrator":true}`), []int{422}, ""},
		"a member of prototypes":    {[]byte(`{"__proto__":{"administrator":true}}`), []int{422}, ""},
		"NUL":                       {[]byte("{\"a\":\"\x00\"}"), []int{400, 422}, ""},
		"a form":                    {[]byte(`tender=x`), []int{415}, "application/x-www-form-urlencoded"},
		"plain text, as a form may": {[]byte(`{}x`), []int{415}, "text/plain"},
		"XML":                       {[]byte(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`), []int{415}, "application/xml"},
		"no kind of content":        {[]byte(`{"a":1}`), []int{415}, "none"},
	}
}

// chosen counts what is sent of each kind of forgery: all of it, or with -short one of many, and the first of each kind.
type chosen map[string]int

func (c chosen) takes(kind string, n, of int) bool {
	if testing.Short() && n%of != 0 && c[kind] > 0 {
		return false
	}
	c[kind]++
	return true
}

// bodies sends each to every operation that takes JSON, as whoever may send it there.
func (f *fortress) bodies(t *testing.T) {
	began := f.size()
	var takeJSON []try
	for _, one := range f.each() {
		if one.op.takesJSON {
			takeJSON = append(takeJSON, one)
		}
	}
	all := wrongBodies()
	for turn, name := range sortedKeys(all) {
		wrong, some := all[name], part(takeJSON, 8, turn)
		if testing.Short() && len(wrong.body) > 1<<20 {
			some = slices.DeleteFunc(slices.Clone(takeJSON), func(one try) bool {
				return !strings.Contains(one.op.path, "open-tenders") && !strings.Contains(one.op.path, "withdraw-tender")
			})
		}
		var refused atomic.Int64
		several(t, some, func(one try) {
			person := calltest.Officer
			if strings.Contains(one.path, "/tenders/") {
				person = calltest.Contact(mine)
			}
			kind := func(r *http.Request) {
				switch wrong.kind {
				case "":
				case "none":
					r.Header.Del("Content-Type")
				default:
					r.Header.Set("Content-Type", wrong.kind)
				}
			}
			a := f.do(one.op.method, one.path, wrong.body, f.as(person), kind)
			f.holds(person, name+": "+one.path, a)
			status := wrong.status
			if strings.HasSuffix(one.op.path, "/command-line") {
				status = append([]int{200}, append(status, 400)...) // it runs what it is given as whoever asks, and reads any kind
			}
			if strings.HasSuffix(one.op.path, "/bounced-letter") {
				status = append(slices.Clone(status), 422) // it takes a message that is larger, and this is none
			}
			status = append(status, 404) // of lives that are not there, or not theirs
			require.Contains(t, status, a.status, "%s: %s: %s", name, one.path, a.body)
			if slices.Contains(wrong.status, a.status) {
				refused.Add(1)
			}
		})
		require.Positive(t, refused.Load(), "%s: nothing was sent to a life that is there, or it was refused for something else", name)
	}
	require.Equal(t, began, f.size())
}

// wrongParts are what a part of a path may hold that names nothing.
func wrongParts() map[string]string {
	return map[string]string{
		"a way up": "..%2f..%2f..%2fetc%2fpasswd", "a way up in dots": "%2e%2e", "a way up in backslashes": "..%5c..%5cwindows", "a way up, encoded twice": "%252e%252e%252f",
		"NUL": "DHE-2019%00", "line breaks": "DHE-2019%0d%0aX-Injected:%201", "no UTF-8": "%ff%fe%c0%af", "overlong": "%c0%ae%c0%ae", "very long": strings.Repeat("A", 20_000),
		"long and numbered": "1" + strings.Repeat("0", 400), "a star": "*", "a quote": "'%20OR%201=1--", "a template": "%7B%7B7*7%7D%7D", "a format": "%25s%25n%25x", "a percent": "%25",
		"markup": "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "wide letters": "%EF%BC%A4%EF%BC%A8%EF%BC%A5-2019", "a sign that turns": "DHE%E2%80%AE2019", "spaces": "%20%09%20", "a parameter": "DHE-2019;admin=1",
		"a negative number": "-1", "a real number": "1.5", "nothing": "%20", "a stream": "call%2FDHE-2019", "an inbox": "DHE-2019%2Fin", "an address": "http:%2f%2fevil.example%2f",
	}
}

// paths puts each into every part of every path.
func (f *fortress) paths(t *testing.T) {
	began := f.size()
	part := regexp.MustCompile(`\{[a-z]+\}`)
	people := []string{"", calltest.Officer}
	parts := wrongParts()
	type attempt struct{ method, path, what, person string }
	var all []attempt
	n, sent := 0, chosen{}
	for _, op := range f.ops {
		for _, name := range part.FindAllString(op.path, -1) {
			for _, what := range sortedKeys(parts) {
				n++
				if op.method == http.MethodPost && n%7 != 0 || !sent.takes(op.method+" "+what, n, 29) {
					continue // commands share one reader of paths
				}
				path := f.filled(strings.Replace(op.path, name, parts[what], 1))[0]
				all = append(all, attempt{op.method, path, what, people[n%2]})
			}
		}
	}
	for what := range parts {
		require.Positive(t, sent["GET "+what], what)
		require.Positive(t, sent["POST "+what], what)
	}
	several(t, all, func(one attempt) {
		var body []byte
		if one.method == http.MethodPost {
			body = []byte(`{}`)
		}
		a := f.do(one.method, one.path, body, f.as(one.person))
		f.holds(one.person, one.what+": "+one.path[:min(len(one.path), 200)], a)
		require.Contains(t, []int{301, 307, 308, 400, 401, 403, 404, 405, 414, 415, 422, 431}, a.status, "%s: %s %s: %s", one.what, one.method, one.path[:min(len(one.path), 200)], a.body)
		require.NotRegexp(t, `^(//|\\|[a-zA-Z][a-zA-Z0-9+.-]*:)`, a.header.Get("Location"), "it leads to another place")
		require.NotContains(t, a.body, "root:")
	})
	require.Equal(t, began, f.size())
}

// parameters puts each into every parameter of every query, and of every header that an operation knows.
func (f *fortress) parameters(t *testing.T) {
	began := f.size()
	parts := wrongParts()
	type attempt struct {
		try
		name, value string
		inHeader    bool
	}
	var all []attempt
	n, sent := 0, chosen{}
	for _, one := range f.each() {
		if one.op.method == http.MethodPost {
			one.body = []byte(`{"administrator":true}`) // nothing may come of it
		}
		for _, what := range sortedKeys(parts) {
			for _, name := range one.op.query {
				if n++; !sent.takes("parameter: "+what, n, 37) {
					continue
				}
				all = append(all, attempt{one, name, parts[what], false})
			}
			for _, name := range append(one.op.headers, "If-None-Match", "Accept-Language", "Accept", "Range") {
				if n++; n%3 != 0 || !sent.takes("header: "+what, n, 83) {
					continue
				}
				value, err := url.PathUnescape(parts[what])
				require.NoError(t, err)
				all = append(all, attempt{one, name, strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(value), true})
			}
		}
	}
	for what := range parts {
		require.Positive(t, sent["parameter: "+what], what)
		require.Positive(t, sent["header: "+what], what)
	}
	several(t, all, func(one attempt) {
		path, set := one.path, []func(*http.Request){f.as(calltest.Officer)}
		if one.inHeader {
			set = append(set, header(http.CanonicalHeaderKey(one.name), one.value))
		} else if strings.Contains(path, "?") {
			path += "&" + one.name + "=" + one.value
		} else {
			path += "?" + one.name + "=" + one.value
		}
		a := f.do(one.op.method, path, one.body, set...)
		f.holds(calltest.Officer, fmt.Sprintf("%s %s with %s %.100q", one.op.method, one.path, one.name, one.value), a)
	})
	require.Equal(t, began, f.size())
}

// raw sends bytes as they are, and returns the first answer and whatever came after it.
func (f *fortress) raw(t *testing.T, text string) (*http.Response, string) {
	t.Helper()
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(f.url, "http://"), 5*time.Second)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(5*time.Second)))
	_, err = conn.Write([]byte(text))
	require.NoError(t, err)
	in := bufio.NewReader(conn)
	a, err := http.ReadResponse(in, nil)
	if err != nil {
		return nil, "" // it was closed
	}
	body, _ := io.ReadAll(a.Body)
	a.Body.Close()
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(100*time.Millisecond)))
	rest, _ := io.ReadAll(in)
	return a, string(body) + string(rest)
}

// lineBreaks puts line breaks into every header, as no client library would.
func (f *fortress) lineBreaks(t *testing.T) {
	began := f.size()
	token := f.secret[calltest.Officer]
	for _, name := range []string{"Idempotency-Key", "If-Match", "If-None-Match", "Accept-Language", "Prefer", "X-Forwarded-For", "X-Forwarded-Host", "Authorization", "Cookie", "Range", "Origin", "Host"} {
		for what, value := range map[string]string{
			"a line break": "a\nX-Injected: 1", "a carriage return": "a\rX-Injected: 1", "both": "a\r\nX-Injected: 1\r\n\r\nHTTP/1.1 200 OK", "a folded line": "a\r\n X-Injected: 1", "NUL": "a\x00b",
			"letters of old": "\xe9\xff", "a quote": `"a", "b`, "very long": strings.Repeat("a", 60_000),
		} {
			for _, request := range []string{"POST /api/v1/calls/DHE-2019/publish-call", "GET /api/v1/calls/DHE-2019", "GET /calls/DHE-2019"} {
				host := "Host: desk\r\n"
				if name == "Host" {
					host = ""
				}
				a, body := f.raw(t, request+" HTTP/1.1\r\n"+host+name+": "+value+"\r\nAuthorization: Bearer "+token+"\r\nIdempotency-Key: a/b\r\nConnection: close\r\n\r\n")
				if a == nil {
					continue
				}
				require.Less(t, a.StatusCode, 500, "%s with %s: %s", name, what, body)
				require.Empty(t, a.Header.Get("X-Injected"), "%s with %s", name, what)
				require.NotContains(t, body, "\nX-Injected", "%s with %s", name, what)
				if strings.HasPrefix(request, "POST") {
					require.GreaterOrEqual(t, a.StatusCode, 400, "%s with %s: %s", name, what, body)
				}
			}
		}
	}
	for _, value := range []string{"a%0d%0aX-Injected:%201.pdf", "%22;%20filename=b.exe", "..%2f..%2fa.pdf", "%e2%80%aefdp.exe", strings.Repeat("a", 5000) + ".pdf", "a%00.pdf"} {
		a := f.do(http.MethodPost, "/api/v1/tenders/"+mine+"/evidence?for=clarification&name="+value, []byte("%PDF-1.7\n"), f.as(calltest.Contact(mine)))
		f.holds(calltest.Contact(mine), "a file called "+value[:min(len(value), 50)], a)
		require.GreaterOrEqual(t, a.status, 400, a.body)
	}
	f.onlyRefusals(began, "headers") // a line that ends with a line feed alone ends: what follows is a header of the request
}

// smuggled sends one request within another, as a proxy in front might be misled.
func (f *fortress) smuggled(t *testing.T) {
	began := f.size()
	inner := "POST /api/v1/calls/DHE-2019/cancel-call HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer " + f.secret[calltest.Officer] + "\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"why\":\"smuggled\"}"
	answered := 0
	for what, text := range map[string]string{
		"two lengths":               "POST /api/v1/calls/DHE-2019/publish-call HTTP/1.1\r\nHost: desk\r\nContent-Length: 0\r\nContent-Length: " + fmt.Sprint(len(inner)) + "\r\n\r\n" + inner,
		"a length and chunks":       "POST /api/v1/calls/DHE-2019/publish-call HTTP/1.1\r\nHost: desk\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n" + inner,
		"chunks that are no chunks": "POST /api/v1/calls/DHE-2019/publish-call HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + inner,
		"a space before the colon":  "GET /api/v1/calls HTTP/1.1\r\nHost: desk\r\nContent-Length : " + fmt.Sprint(len(inner)) + "\r\n\r\n" + inner,
		"no host":                   "GET /api/v1/calls HTTP/1.1\r\n\r\n" + inner,
		"two hosts":                 "GET /api/v1/calls HTTP/1.1\r\nHost: desk\r\nHost: evil.example\r\n\r\n" + inner,
	} {
		a, body := f.raw(t, text)
		require.Equal(t, began, f.size(), "%s: %s", what, body)
		if a != nil {
			answered++
			require.Contains(t, []int{400, 401, 501}, a.StatusCode, "%s: %s", what, body)
		}
	}
	require.Greater(t, answered, 3)
}
