package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
)

// A change makes something else of what may be sent.
type change struct {
	at   string // where
	what string
	make func(v any) any // of a copy
}

// schemaAt follows references.
func (d document) schemaAt(s map[string]any) map[string]any {
	for s["$ref"] != nil {
		at := d.all
		for _, part := range strings.Split(strings.TrimPrefix(s["$ref"].(string), "#/"), "/") {
			at = at[part].(map[string]any)
		}
		s = at
	}
	return s
}

// changes are what a schema says of a value, each turned around: a member that must be
// there is missing, one that is not known is there, one that may be missing is, and each
// value is of every other type, null, or outside of its bounds.
func (d document) changes(s map[string]any, v any, at string, set func(whole, part any) any) []change {
	s = d.schemaAt(s)
	var all []change
	put := func(what string, part any) {
		all = append(all, change{at, what, func(whole any) any { return set(whole, part) }})
	}
	for _, other := range []any{"zyx", json.Number("17"), json.Number("1.5"), true, []any{}, map[string]any{}, nil} {
		put(fmt.Sprintf("%v, a %T", other, other), other)
	}
	for _, bound := range []string{"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"} {
		if n, ok := s[bound].(json.Number); ok {
			put("beyond its "+bound, beyond(bound, n))
		}
	}
	switch is := v.(type) {
	case map[string]any:
		without := func(name string) map[string]any {
			less := maps.Clone(is)
			delete(less, name)
			return less
		}
		if s["additionalProperties"] == false {
			more := maps.Clone(is)
			more["administrator"] = true
			put("a member that is not known", more)
		}
		members, _ := s["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(is)) {
			part := is[name]
			of, known := members[name].(map[string]any)
			if !known {
				if of, known = s["additionalProperties"].(map[string]any); !known {
					continue
				}
			}
			put("without "+name, without(name))
			all = append(all, d.changes(of, part, at+"/"+name, func(whole, part any) any {
				other := maps.Clone(is)
				other[name] = part
				return set(whole, other)
			})...)
		}
	case []any:
		if of, known := s["items"].(map[string]any); known && len(is) > 0 {
			all = append(all, d.changes(of, is[0], at+"/0", func(whole, part any) any {
				other := slices.Clone(is)
				other[0] = part
				return set(whole, other)
			})...)
		}
	}
	return all
}

func beyond(bound string, n json.Number) any {
	is, _ := n.Int64()
	switch bound {
	case "minimum":
		return json.Number(fmt.Sprint(is - 1))
	case "maximum":
		return json.Number(fmt.Sprint(is + 1))
	case "minLength":
		return strings.Repeat("a", int(is-1))
	case "maxLength":
		return strings.Repeat("a", int(is+1))
	case "minItems":
		return make([]any, is-1)
	}
	return make([]any, is+1)
}

// lifeOf is a life that whoever sends may know of, and who that is.
func lifeOf(d *desk, path string) (filled, as string) {
	fill := strings.NewReplacer("{call}", "DHE-2019", "{tender}", d.tenders[lifetest.Tender], "{programme}", "DHE", "{administration}", "ADMINISTRATORS", "{invitation}", d.tenders["{invitation}"], "{organisation}", "ABCDEFGHIJ", "{market}", "HEALTH", "{entry}", "HEALTH-ABCDEFGHIJKL", "{interest}", "HEALTH-ABCDEFGHIJKL", "{body}", "EHN", "{meeting}", "20", "{decision}", "d1", "{survey}", "EHN-2021", "{masterclass}", "TRIESTE-2024", "{initiative}", "CAPACITYHD", "{country}", "SE", "{format}", "csv")
	as = calltest.Officer
	if strings.Contains(path, "{tender}") {
		as = calltest.Contact(lifetest.Tender)
	}
	return fill.Replace(path), as
}

// What the document allows of a body the server takes, and what it forbids the server
// refuses, by an implementation of JSON Schema that is not the server's.
func TestTheServerTakesWhatTheDocumentAllowsAndRefusesWhatItForbids(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *api.Options) { o.Run = answersNothing })
	d.play(lifetest.Year(), "2019-06-13")
	d.governed()
	zeros := map[string]any{"what-ifs": call.WhatIf{}, "bank-file": nil, "bounced-letter": nil, "command-line": nil, "exports": nil, "drafts": nil, "{draft}": nil, "sheet": nil}
	const line = `{"args":["show"],"files":[{"path":"a","content":"YQ==","absent":true}],"stdin":"YQ==","id":"x","colors":true}`
	for _, life := range lives.All() {
		for _, kind := range life.Law.Commands().Kinds() {
			zeros[kind], _ = life.Law.Commands().Zero(kind)
		}
	}
	size := d.settled()
	taken, refused, n := 0, 0, 0
	for _, path := range slices.Sorted(maps.Keys(d.doc.all["paths"].(map[string]any))) {
		op, _ := d.doc.all["paths"].(map[string]any)[path].(map[string]any)["post"].(map[string]any)
		content, _ := op["requestBody"].(map[string]any)
		content, _ = content["content"].(map[string]any)
		is, _ := content["application/json"].(map[string]any)
		if is == nil {
			continue
		}
		schema, _ := is["schema"].(map[string]any)
		zero, known := zeros[path[strings.LastIndex(path, "/")+1:]]
		require.True(t, known, "say what %s takes", path)
		escaped := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path)
		d.doc.compiles.Lock()
		judge, err := d.doc.compiler.Compile("https://api.test/openapi.json#/paths/" + escaped + "/post/requestBody/content/application~1json/schema")
		d.doc.compiles.Unlock()
		require.NoError(t, err)
		text := line
		if path == "/api/v1/exports" {
			text = `{"call":"DHE-2019","what":"obligations","format":"csv","semicolon":true}`
		}
		switch path[strings.LastIndex(path, "/")+1:] {
		case "drafts", "{draft}":
			text = `{"name":"draft","file":"title: sample\n"}`
		case "sheet":
			text = `{"scores":{"impact":{"points":"1","comment":"sample"}}}`
		}
		if zero != nil {
			text = string(calltest.Filled(t, zero))
		}
		whole, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		require.NoError(t, err)
		all := append(d.doc.changes(schema, whole, "", func(_, part any) any { return part }), change{"", "nothing else", func(v any) any { return v }})
		for _, c := range all {
			if n++; testing.Short() && n%23 != 0 && c.what != "nothing else" && c.what != "a member that is not known" {
				continue
			}
			v := c.make(whole)
			body, err := json.Marshal(v)
			require.NoError(t, err)
			at, as := lifeOf(d, path)
			a := d.send("POST", at+"?dry-run=true", as, body)
			if a.status == http.StatusNotFound && (strings.Contains(path, "{market}") || strings.Contains(path, "{entry}") || strings.Contains(path, "{interest}") || strings.Contains(path, "{survey}") || strings.Contains(path, "{masterclass}") || strings.Contains(path, "{initiative}") || strings.Contains(path, "{body}") || strings.Contains(path, "{draft}") || path == "/api/v1/exports") {
				continue // this world has none, and what is not there is not read
			}
			what := fmt.Sprintf("%s: %s at %s: %d %.300s", path, c.what, c.at, a.status, a.body)
			against := judge.Validate(v)
			isRefused := a.status == http.StatusUnprocessableEntity && strings.Contains(a.body, "not-as-documented")
			require.Equal(t, against != nil, isRefused, "%s\n%v", what, against)
			require.Less(t, a.status, 500, what)
			if isRefused {
				refused++
				require.NotEmpty(t, a.json(t)["errors"], what)
				continue
			}
			taken++
			require.NotContains(t, []int{http.StatusUnauthorized, http.StatusNotFound, http.StatusUnsupportedMediaType}, a.status, what)
		}
	}
	d.nobodyRecorded(size)
	require.Greater(t, refused, taken)
	require.Greater(t, taken, 50)
}

// governed makes a programme that its administrator, the officer, has opened.
func (d *desk) governed() {
	d.t.Helper()
	append := func(stream, kind string, e any) {
		body, err := json.Marshal(e)
		require.NoError(d.t, err)
		_, err = d.Ledger.Append(d.t.Context(), ledger.Request{Stream: stream, Seen: -1, Drafts: []ledger.Draft{{Kind: kind, Body: body}}})
		require.NoError(d.t, err)
	}
	append(governance.AdministrationStream, governance.FirstAdministratorKind, governance.FirstAdministratorMade{Person: calltest.Officer})
	a := d.send("POST", "/api/v1/programmes/DHE/open-programme", calltest.Officer, []byte(`{"name":"DHE","zone":"Europe/Brussels"}`), "Prefer", "wait=30")
	require.Equal(d.t, http.StatusCreated, a.status, a.body)
	a = d.send("POST", "/api/v1/calls/DHE-2019/invite", calltest.Officer, []byte(`{"role":"payer","address":"somebody@sample.example","why":"sample"}`), "Prefer", "wait=30")
	require.Equal(d.t, http.StatusCreated, a.status, a.body)
	d.tenders["{invitation}"], _ = a.json(d.t)["reference"].(string)
	a = d.send("POST", "/api/v1/organisations/ABCDEFGHIJ/record-organisation", calltest.Officer, []byte(`{"name":"Sample","address":"1 Sample Street","country":"BE"}`), "Prefer", "wait=30")
	require.Equal(d.t, http.StatusCreated, a.status, a.body)
}

// A parameter that is no number, or no flag, where the document has one, is refused.
func TestTheServerRefusesParametersThatTheDocumentForbids(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-07-20")
	tried, n := 0, 0
	for path, item := range d.doc.all["paths"].(map[string]any) {
		op, _ := item.(map[string]any)["get"].(map[string]any)
		params, _ := op["parameters"].([]any)
		at := strings.NewReplacer("{call}", "DHE-2019", "{tender}", d.tenders[lifetest.Tender]).Replace(path)
		if d.ask("GET", at, calltest.Auditor).status != http.StatusOK {
			continue
		}
		for _, p := range params {
			p := p.(map[string]any)
			kind := p["schema"].(map[string]any)["type"]
			if p["in"] != "query" || kind == "string" {
				continue
			}
			for _, wrong := range []string{"x", "1.5", "-1", "99999999999999999999", "%00", "true1"} {
				if n++; testing.Short() && n%7 != 0 {
					continue
				}
				a := d.ask("GET", at+"?"+p["name"].(string)+"="+wrong, calltest.Auditor)
				require.Equal(t, http.StatusBadRequest, a.status, "%s?%s=%s: %s", at, p["name"], wrong, a.body)
				tried++
			}
		}
	}
	require.Greater(t, tried, 20)
}

// answersNothing runs no command line: what it is given is what is looked at.
func answersNothing(context.Context, access.Viewer, api.CommandLine) api.CommandLineAnswer {
	return api.CommandLineAnswer{}
}
