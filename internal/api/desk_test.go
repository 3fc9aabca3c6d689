package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	_ "gocloud.dev/blob/fileblob" // files of evidence are in a folder

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// A desk is the API over a ledger of its own, whose lives judge what they receive. Who
// asks is whom the token names.
type desk struct {
	*lifetest.House
	t       *testing.T
	url     string
	living  *lifetest.Living
	queries *query.Queries
	doc     document
	tenders map[string]string // references by those of the scripts
}

func newDesk(t *testing.T, with ...func(*api.Options)) *desk {
	d := &desk{House: lifetest.Played(t, lifetest.Options{}, []string{calltest.Stranger}, nil), t: t, tenders: map[string]string{}}
	d.living = d.Live()
	readers := reads.New(d.Store.Pool())
	d.queries = query.Over(d.Ledger, d.Door.People, func(context.Context) (*views.Store, error) { return d.Store, nil }).Remembering(5000).Recording(readers)
	d.Door.TellsBefore = d.queries.TellsBefore
	bucket, folder, err := evidence.OpenBucket(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { bucket.Close() })
	o := api.Options{
		Evidence: &evidence.Store{Ledger: d.Ledger, Pool: d.Store.Pool(), Bucket: bucket, Folder: folder},
		Queries:  d.queries, Door: d.Door, Ledger: d.Ledger, Reads: readers, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Who: func(r *http.Request) (access.Viewer, error) {
			token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			if token == "forged" {
				return access.Viewer{}, errors.New("nobody has this token")
			}
			return access.Viewer{Person: token}, nil
		},
	}
	o.Drafts = drafts.New(d.Ledger, d.Door.People, d.Store.Pool())
	o.Jobs = jobs.New(d.Ledger, d.Store.Pool(), &export.Maker{Queries: d.queries, Evidence: o.Evidence}, nil)
	for _, set := range with {
		set(&o)
	}
	h, err := api.New(o)
	require.NoError(t, err)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	d.url = server.URL
	if len(with) > 0 {
		d.doc = newDocument(t, d.ask("GET", "/api/v1/openapi.json", "").body)
		return d
	}
	usual.Lock()
	defer usual.Unlock()
	if usual.all == nil {
		usual.document = newDocument(t, d.ask("GET", "/api/v1/openapi.json", "").body)
	}
	d.doc = usual.document
	return d
}

// facing is the same desk behind another API, over the same queries and the same door.
func (d *desk) facing(with func(*api.Options)) *desk {
	d.t.Helper()
	o := api.Options{Queries: d.queries, Door: d.Door, Ledger: d.Ledger, Reads: reads.New(d.Store.Pool()), Log: slog.New(slog.NewTextHandler(d.t.Output(), nil))}
	with(&o)
	h, err := api.New(o)
	require.NoError(d.t, err)
	server := httptest.NewServer(h)
	d.t.Cleanup(server.Close)
	is := *d
	is.url = server.URL
	return &is
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &v), a.body)
	return v
}

// ask sends a request, as somebody unless as is "", with headers as name, value.
func (d *desk) ask(method, path, as string, headers ...string) answer {
	return d.send(method, path, as, nil, headers...)
}

// send sends it again where a busy machine took longer than the tolerance, 20 ms, to receive it: the answer says so.
func (d *desk) send(method, path, as string, content []byte, headers ...string) answer {
	d.t.Helper()
	for range 50 {
		if a := d.sendOnce(method, path, as, content, headers...); a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "not-received") {
			return a
		}
	}
	return d.sendOnce(method, path, as, content, headers...)
}

func (d *desk) sendOnce(method, path, as string, content []byte, headers ...string) answer {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, bytes.NewReader(content))
	require.NoError(d.t, err)
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+as)
	}
	if content != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := http.DefaultClient.Do(r)
	require.NoError(d.t, err)
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	require.NoError(d.t, err)
	a := answer{got.StatusCode, got.Header, string(body)}
	if d.doc.routes != nil {
		d.doc.check(d.t, r, a)
	}
	return a
}

// command sends a command of a script, with the references that the tenders have here.
func (d *desk) command(stream, by string, c law.Command, headers ...string) answer {
	d.t.Helper()
	if sign, is := c.(twinning.SignContract); is && sign.SHA256 == "" {
		path := "/api/v1/tenders/" + d.tenders[law.Reference(stream)] + "/contract"
		if !sign.Start.IsZero() {
			path += "?start=" + sign.Start.String()
		}
		if shown, has := d.ask("GET", path, by).json(d.t)["sha256"].(string); has { // of the text that is signed
			sign.SHA256 = shown
		}
		c = sign
	}
	content, err := json.Marshal(c)
	require.NoError(d.t, err)
	text := string(content)
	for was, is := range d.tenders {
		text = strings.ReplaceAll(text, was, is)
	}
	ref, path := law.Reference(stream), "/api/v1/calls/"+law.Reference(stream)+"/"+c.Kind()
	if of := law.CallOf(ref); of != "" {
		is, begun := d.tenders[ref]
		path = "/api/v1/tenders/" + is + "/" + c.Kind()
		if !begun {
			path = "/api/v1/calls/" + of + "/" + c.Kind()
		}
	}
	a := d.send("POST", path, by, []byte(text), headers...)
	if a.status == http.StatusCreated && law.CallOf(ref) != "" {
		d.tenders[ref] = a.json(d.t)["reference"].(string)
	}
	return a
}

// play sends the steps of a script up to an instant, on clocks in Brussels as in
// 2019-06-15; "" is all of them.
func (d *desk) play(steps []lifetest.Step, until string) {
	d.t.Helper()
	for _, s := range steps {
		if until != "" && s.At.Format("2006-01-02") >= until {
			return
		}
		d.Until(s.At)
		require.NoError(d.t, d.living.Settle(d.t.Context()), "a message of the step before may be on its way")
		c := s.Command
		if ref, begun := d.tenders[law.Reference(s.Stream)]; begun {
			c = d.AsRead(law.TwinningStream(ref), c)
		}
		a := d.command(s.Stream, s.By, c, "Prefer", "wait=30")
		if s.Refused {
			require.Equal(d.t, http.StatusConflict, a.status, "%s: %s", s.Command.Kind(), a.body)
			continue
		}
		require.Contains(d.t, []int{http.StatusOK, http.StatusCreated}, a.status, "%s at %s: %s", s.Command.Kind(), s.At, a.body)
	}
}

func (d *desk) size() int64 {
	d.t.Helper()
	n, err := d.Ledger.Size(d.t.Context())
	require.NoError(d.t, err)
	return n
}

// A document is the OpenAPI document, which says what every answer looks like.
type document struct {
	all      map[string]any
	routes   *http.ServeMux
	compiler *jsonschema.Compiler
	compiles *sync.Mutex // it is for one goroutine
}

// Most desks have the same document: it is read, and its schemas are compiled, once.
var (
	read      sync.Mutex
	documents = map[string]document{} // by their text
	usual     struct {                // that of a desk to which nothing is added
		sync.Mutex
		document
	}
)

func newDocument(t *testing.T, text string) document {
	t.Helper()
	read.Lock()
	defer read.Unlock()
	if d, ok := documents[text]; ok {
		return d
	}
	all, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	d := document{all: all.(map[string]any), routes: http.NewServeMux(), compiler: jsonschema.NewCompiler(), compiles: &sync.Mutex{}}
	require.NoError(t, d.compiler.AddResource("https://api.test/openapi.json", all))
	for path, item := range d.all["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			d.routes.HandleFunc(strings.ToUpper(method)+" "+path, func(http.ResponseWriter, *http.Request) {})
		}
	}
	documents[text] = d
	return d
}

// check holds an answer to the document: its status is there, and its content as there.
func (d document) check(t *testing.T, r *http.Request, a answer) {
	t.Helper()
	_, pattern := d.routes.Handler(r)
	if pattern == "" {
		return // no route: nothing is promised
	}
	method, path, _ := strings.Cut(pattern, " ")
	op := d.all["paths"].(map[string]any)[path].(map[string]any)[strings.ToLower(method)].(map[string]any)
	status := http.StatusText(a.status)
	is, ok := op["responses"].(map[string]any)[itoa(a.status)].(map[string]any)
	require.True(t, ok, "%s answers %d %s, which the document does not know: %s", pattern, a.status, status, a.body)
	content, _ := is["content"].(map[string]any)
	if content == nil {
		require.Empty(t, a.body)
		return
	}
	kind := a.header.Get("Content-Type")
	if _, whole := content[kind]; !whole { // a media type, of which an answer may say parameters
		kind, _, _ = strings.Cut(kind, ";")
	}
	require.Contains(t, content, kind, "%s %d", pattern, a.status)
	if !strings.HasSuffix(kind, "json") && !strings.HasSuffix(kind, "jsonl") {
		return
	}
	escaped := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace
	d.compiles.Lock()
	schema, err := d.compiler.Compile("https://api.test/openapi.json#/paths/" + escaped(path) + "/" + strings.ToLower(method) + "/responses/" + itoa(a.status) + "/content/" + escaped(kind) + "/schema")
	d.compiles.Unlock()
	require.NoError(t, err)
	lines := []string{a.body}
	if strings.HasSuffix(kind, "jsonl") {
		lines = strings.Split(strings.TrimSpace(a.body), "\n")
	}
	for _, line := range lines {
		if line == "" {
			continue
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(v), "%s %d: %s", pattern, a.status, line)
	}
}

func itoa(n int) string { text, _ := json.Marshal(n); return string(text) }
