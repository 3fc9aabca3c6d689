package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/web"
)

// addresses tries whether somebody is known by an address, wherever somebody can be named: what is told of one that is known and of one that is not
// is the same, whoever asks.
func (f *fortress) addresses(t *testing.T) {
	known, unknown := calltest.Head+"@"+lifetest.Canary+".example", "x"+calltest.Head[1:]+"@"+lifetest.Canary+".example" // as long
	for _, person := range []string{calltest.Stranger, calltest.Contact(gone), calltest.Officer, calltest.Ada, ofOther("officer")} {
		told := func(address string) (all []string) {
			note := func(what string, a reply) {
				text := strings.NewReplacer(address, "(address)", url.QueryEscape(address), "(address)").Replace(a.body)
				all = append(all, what+": "+strconv.Itoa(a.status)+" "+idsOfDrafts.ReplaceAllString(text, "(new)"))
			}
			draft, err := json.Marshal(map[string]string{"name": "address", "file": "title: A\ncontact: " + address + "\nsignatory: " + address + "\n"})
			require.NoError(t, err)
			note("a draft", f.do(http.MethodPost, "/api/v1/calls/"+calltest.Reference+"/drafts", draft, f.as(person)))
			note("drafts", f.do(http.MethodGet, "/api/v1/drafts", nil, f.as(person)))
			for _, args := range [][]string{
				{"role", "give", calltest.Reference, "officer", address, "--why", "x"},
				{"tender", "extend", calltest.Reference, "--for", address},
				{"access", "log", "--person", address},
				{"access", "could", address, calltest.Reference},
				{"letter", "preview", calltest.Reference, "awarded", "--to", address},
			} {
				line, err := json.Marshal(map[string]any{"args": args})
				require.NoError(t, err)
				note(strings.Join(args[:2], " "), f.do(http.MethodPost, "/api/v1/command-line", line, f.as(person)))
			}
			note("could", f.do(http.MethodGet, "/api/v1/calls/"+calltest.Reference+"/could?person="+url.QueryEscape(address), nil, f.as(person)))
			return all
		}
		require.Equal(t, told(unknown), told(known), person)
	}
}

var idsOfDrafts = regexp.MustCompile(`d-[a-z2-7]{16}|"(revision|saved_at|at)":"[^"]*"`)

// commandLines runs lines that reach for the desk's machine, or for what is not theirs.
func (f *fortress) commandLines(t *testing.T) {
	began := f.size()
	out := filepath.Join(t.TempDir(), "written")
	secret := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(secret, []byte("zyxfile"), 0o600))
	for _, person := range []string{calltest.Stranger, calltest.Contact(gone), calltest.Officer, ofOther("officer")} {
		for _, args := range [][]string{
			{"history", mine},
			{"history", mine, "--letters"},
			{"tender", "show", mine},
			{"show", mine},
			{"show", elsewhere},
			{"explain", gone},
			{"receipt", "show", mine, f.command, "--proof"},
			{"history", mine, "--as", calltest.Contact(mine)},
			{"tender", "show", mine, "--as=" + calltest.Contact(mine)},
			{"call", "open", secret, "--as", calltest.Head},
			{"verify"},
			{"status"},
			{"erase", "person/" + calltest.Stranger, "--yes"},
			{"repair", "--yes"},
			{"keys", "create", "door", "--to", out},
			{"migrate"},
			{"serve"},
			{"up"},
			{"demo"},
			{"people", "list"},
			{"people", "load", secret},
			{"admin", "first", calltest.Stranger},
			{"lives", "restore"},
			{"views", "rebuild"},
			{"checkpoint", "--note"},
			{"nudge", "--all"},
			{"sign-ins"},
			{"call", "new", "--like", secret, "--deadline", "7 weeks", "--reference", "X", "--to", out},
			{"evidence", "get", f.file, "--to", out},
			{"receipt", "check", secret, "--trust", secret},
			{"history", mine, "--data", out},
			{"history", mine, "--key-file", secret},
			{"history", mine, "--sign-key", secret},
			{"history", mine, "--trust", secret},
			{"man", out},
			{"completion", "bash"},
			{"-o", "json", "show", mine, "--at", "2019-06-12T12:00"},
			{"call", "list", "--color=always"},
			{"tender", "submit", secret, "--call", calltest.Reference},
			{"--help"},
			{""},
			nil,
			{"history", strings.Repeat("A", 100_000)},
			{"history", "a\x00b"},
			{"history", "$(id)"},
			{"history", "`id`"},
			{"login"},
			{"logout"},
			{"token", "withdraw", "t-aaaaaaaaaa"},
		} {
			body, err := json.Marshal(map[string]any{"args": args, "id": "a-command-line"})
			require.NoError(t, err)
			a := f.do(http.MethodPost, "/api/v1/command-line", body, f.as(person))
			what := strings.Join(args, " ")
			what = what[:min(len(what), 100)]
			f.holds(person, what, a)
			require.NotContains(t, a.body, "zyxfile", what)
			require.Equal(t, http.StatusOK, a.status, "%s: %s", what, a.body)
		}
	}
	require.NoFileExists(t, out)
	require.Equal(t, began, f.size())
}

// otherRoutes tries what the document does not have: pages, sign-in, and the codes of devices.
func (f *fortress) otherRoutes(t *testing.T) {
	began := f.size()
	fill := strings.NewReplacer("{call}", calltest.Reference, "{tender}", mine, "{position}", f.position, "{id}", f.command, "{$}", "", "{command}", "decide-eligibility")
	visited := map[string]bool{}
	var all []try
	for _, pattern := range append(pages.Patterns(), web.Patterns()...) {
		method, path, _ := strings.Cut(pattern, " ")
		visited[pattern] = true
		for _, person := range everyRole() {
			for _, ref := range []string{mine, gone, elsewhere} {
				one := try{op: operation{method: method}, person: person, path: strings.ReplaceAll(fill.Replace(path), mine, ref)}
				if ref != mine && !strings.Contains(path, "{tender}") {
					continue
				}
				all = append(all, one)
			}
		}
	}
	require.Greater(t, len(visited), 35)
	form := url.Values{"command": {"c"}, "command-id": {"an-intruder"}, "verdict": {"eligible"}, "tender": {mine}, "step": {"send"}, "code": {"BCDF-GHJK"}, "answer": {"yes"}, "name": {"Eve"}, "text": {"{}"}, "device_code": {"x"}}
	several(t, all, func(one try) {
		what := one.op.method + " " + one.path
		if one.op.method == http.MethodGet {
			a := f.do(http.MethodGet, one.path, nil, f.as(one.person))
			f.page(one.person, what, a)
			return
		}
		send := header("Content-Type", "application/x-www-form-urlencoded")
		for _, set := range [][]func(*http.Request){
			{send, f.as(one.person)},
			{send, f.as(one.person), header("Origin", "https://evil.example")},
			{send, f.as(one.person), header("Sec-Fetch-Site", "cross-site")},
		} {
			if one.path == web.DeviceBeginPath && len(set) == 2 {
				continue // anybody may ask for a code: nothing comes of it but a row that ends
			}
			if one.person == calltest.Officer && strings.Contains(one.path, calltest.Reference) && len(set) == 2 {
				continue // they may
			}
			a := f.do(http.MethodPost, one.path, []byte(form.Encode()), set...)
			f.page(one.person, what, a)
			if len(set) == 3 {
				require.Equal(t, http.StatusForbidden, a.status, "%s from another site: %s", what, a.body)
			}
		}
	})
	f.onlyRefusals(began, "pages")
	var codes int
	require.NoError(t, f.pool.QueryRow(t.Context(), `SELECT count(*) FROM web.devices WHERE person <> ''`).Scan(&codes))
	require.Zero(t, codes, "a program is let in")
}

// page is holds for what browsers are shown, which may repeat what was asked for.
func (f *fortress) page(person, what string, a reply) {
	f.t.Helper()
	f.holds(person, what, a)
	if at := a.header.Get("Location"); at != "" {
		to, err := url.Parse(at)
		require.NoError(f.t, err, what)
		home, _ := url.Parse(f.url)
		require.True(f.t, to.Host == "" || to.Hostname() == home.Hostname(), "%s leads to %s", what, at)
	}
	require.NotContains(f.t, a.header.Get("Content-Security-Policy"), "unsafe", what)
}
