package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// otherCall is a call of other people, with a tender that nobody ever opens; draftCall is one of theirs that is not published.
const (
	otherCall = "OTHER-2019"
	draftCall = "DRAFT-2019"
)

// The tenders of an attacked desk: one that is awarded, one that was withdrawn while it
// was sealed, and one of the other call, which stays sealed.
const (
	mine      = lifetest.Tender
	gone      = calltest.B
	elsewhere = otherCall + "-AAAAAA"
)

// The words that stand in these tenders and nowhere else, and those in every name and address.
const (
	wordsOfMine      = "zyxmine"
	wordsOfGone      = "zyxgone"
	wordsOfElsewhere = "zyxelsewhere"
	wordsOfDraft     = "zyxdraft"
	wordsOfInvited   = "zyxinvited"
	wordsOfRecord    = "zyxrecord"
)

// ofOther is somebody of the other call, by what they are there.
func ofOther(role string) string { return "p-other-" + role }

// A fortress is a desk that is attacked: the handler of `twinning serve` over a ledger with tenders in it.
type fortress struct {
	*lifetest.House
	t       *testing.T
	url     string
	pool    *pgxpool.Pool
	tokens  *web.Tokens
	secret  map[string]string // of a token of both scopes, by person
	log     *quietLog
	ops     []operation
	opened  bool // the tenders of the call, not of the other one
	awarded bool // one of them, which is public
	client  *http.Client

	command, position, file string // of the tender that is awarded: its first receipt and what it was judged to be, and a file of evidence
	invitation, record      string // references of an invitation to a role of the call, and of the record of an organisation

	mu       sync.Mutex
	denied   map[string]int  // commands that a policy kept from the law, by who sent which to which life
	anybodys map[string]bool // ids of commands that anybody may send, and that were refused
}

// quietLog keeps what the desk logs.
type quietLog struct {
	sync.Mutex
	bytes.Buffer
}

func (l *quietLog) Write(p []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.Buffer.Write(p)
}

func (l *quietLog) text() string {
	l.Lock()
	defer l.Unlock()
	return l.String()
}

// everyRole is who attacks, by what they are: nobody in the other call is anybody in the first one.
func everyRole() []string {
	some := []string{
		"", calltest.Stranger, calltest.Contact(mine), calltest.Contact(gone), calltest.Ada, calltest.Officer, calltest.Auditor, calltest.Payer,
		ofOther("officer"), ofOther("contact"),
	}
	if testing.Short() {
		return some
	}
	return append(some, calltest.Signatory(gone), calltest.Cleo, calltest.Head, calltest.Procurer, calltest.Verifier, ofOther("head"), ofOther("auditor"), ofOther("evaluator"))
}

// secretTender is a tender whose every free word is one of these.
func secretTender(ref, contact, signatory, words string) twinning.Tender {
	t := calltest.Tender(ref)
	t.Title, t.Solution, t.Plan, t.Description = words+"title", words+"solution", words+"plan", words+"description"
	t.Contact, t.Signatory = contact, signatory
	for i := range t.Organisations {
		t.Organisations[i].Name = fmt.Sprintf("%sorganisation %d", words, i)
	}
	return t
}

// storied are the steps of the year up to a day, with the tenders of this desk.
func storied(until string) []lifetest.Step {
	var steps []lifetest.Step
	for _, s := range lifetest.Year() {
		if _, submits := s.Command.(twinning.SubmitTender); submits {
			s.Command = twinning.SubmitTender{Tender: secretTender(mine, calltest.Contact(mine), calltest.Signatory(mine), wordsOfMine)}
			steps = append(steps, lifetest.Step{
				At: s.At.Add(time.Minute), Stream: law.TwinningStream(gone), By: calltest.Contact(gone),
				Command: twinning.SubmitTender{Tender: secretTender(gone, calltest.Contact(gone), calltest.Signatory(gone), wordsOfGone)},
			}, lifetest.Step{
				At: s.At.Add(2 * time.Minute), Stream: law.TwinningStream(gone), By: calltest.Contact(gone), Command: twinning.WithdrawTender{Reason: wordsOfGone + "reason"},
			}, lifetest.Step{At: s.At.Add(3 * time.Minute), Stream: calltest.Stream, By: calltest.Officer, Command: call.AppointEvaluator{Evaluator: calltest.Cleo}},
				lifetest.Step{At: s.At.Add(4 * time.Minute), Stream: calltest.Stream, By: calltest.Cleo, Command: call.DeclareImpartiality{}},
				lifetest.Step{
					At: s.At.Add(5 * time.Minute), Stream: law.TwinningStream(elsewhere), By: ofOther("contact"),
					Command: twinning.SubmitTender{Tender: secretTender(elsewhere, ofOther("contact"), ofOther("signatory"), wordsOfElsewhere)},
				})
		}
		steps = append(steps, s)
		if open, is := s.Command.(call.OpenCall); is {
			book := open.Rules
			book.Reference = otherCall
			other := calltest.Opening(book)
			other.Roles = map[law.Role][]string{}
			for role := range open.Roles {
				other.Roles[role] = []string{ofOther(strings.ReplaceAll(string(role), "'", ""))}
			}
			drafted := calltest.Opening(book)
			drafted.Rules.Reference, drafted.Rules.Title, drafted.Roles = draftCall, wordsOfDraft+"title", other.Roles
			steps = append(steps, lifetest.Step{At: s.At, Stream: law.CallStream(draftCall), By: ofOther("officer"), Command: drafted})
			at := law.CallStream(otherCall)
			steps = append(steps, lifetest.Step{At: s.At, Stream: at, By: ofOther("officer"), Command: other},
				lifetest.Step{At: s.At.Add(time.Minute), Stream: at, By: ofOther("officer"), Command: call.PublishCall{}},
				lifetest.Step{At: s.At.Add(2 * time.Minute), Stream: at, By: ofOther("officer"), Command: call.AppointEvaluator{Evaluator: ofOther("evaluator")}},
				lifetest.Step{At: s.At.Add(3 * time.Minute), Stream: at, By: ofOther("evaluator"), Command: call.DeclareImpartiality{}})
		}
	}
	steps = lifetest.Sorted(steps)
	return slices.DeleteFunc(steps, func(s lifetest.Step) bool { return s.At.Format(time.DateOnly) >= until })
}

// newFortress plays the year up to a day, and opens the desk.
func newFortress(t *testing.T, until string) *fortress {
	known := []string{calltest.Stranger, calltest.Cleo, ofOther("contact"), ofOther("signatory"), ofOther("evaluator")}
	for _, role := range slices.Sorted(maps.Keys(lifetest.Opening().Roles)) {
		known = append(known, ofOther(strings.ReplaceAll(string(role), "'", "")))
	}
	h := lifetest.Played(t, lifetest.Options{}, known, storied(until))
	h.Live()
	f := &fortress{House: h, t: t, secret: map[string]string{}, denied: map[string]int{}, anybodys: map[string]bool{}, log: &quietLog{}, opened: until > "2019-06-15", awarded: until > "2019-08", client: &http.Client{Timeout: time.Minute}}
	f.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	f.client.Transport = &http.Transport{MaxIdleConnsPerHost: 32}
	var err error
	f.pool, err = pgxpool.New(t.Context(), ledgertest.DSN(t, ledger.RoleDoor))
	require.NoError(t, err)
	t.Cleanup(f.pool.Close)
	f.serve()
	f.tokens = web.NewTokens(f.pool)
	for _, id := range everyRole() {
		if id != "" {
			f.secret[id] = f.token(id, time.Hour, web.ScopeRead, web.ScopeSend)
		}
	}
	f.ops = f.document()
	received, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: life.Inbox(lifetest.Stream)})
	require.NoError(t, err)
	judged, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: lifetest.Stream})
	require.NoError(t, err)
	f.command, f.position, f.file = received[0].Command, strconv.FormatInt(judged[0].Position, 10), "f-aaaaaaaaaaaaaaaaaaaaaaaaaa"
	f.invites()
	if until > "2019-10" {
		f.attach()
	}
	return f
}

// invites sends an invitation, and records an organisation.
func (f *fortress) invites() {
	f.t.Helper()
	send := func(path, as, body string) {
		a := f.do(http.MethodPost, "/api/v1/"+path+"?wait=30", []byte(body), f.as(as))
		require.Equal(f.t, http.StatusCreated, a.status, a.body)
		var made struct{ Reference string }
		require.NoError(f.t, json.Unmarshal([]byte(a.body), &made))
		f.invitation = made.Reference
	}
	f.record = "ABCDEFGHIJ"
	send("organisations/"+f.record+"/record-organisation", ofOther("officer"), `{"name":"`+wordsOfRecord+`name","address":"`+wordsOfRecord+`street","country":"BE"}`)
	send("calls/"+calltest.Reference+"/invite", calltest.Officer, `{"role":"payer","address":"guest@`+wordsOfInvited+`.example","name":"`+wordsOfInvited+`","why":"`+wordsOfInvited+`why"}`)
}

// attach adds a file of evidence with the words of its tender in it.
func (f *fortress) attach() {
	f.t.Helper()
	a := f.do(http.MethodPost, "/api/v1/tenders/"+mine+"/evidence?wait=30&for=log-03&name="+wordsOfMine+".csv", []byte(wordsOfMine+",1\n"), f.as(calltest.Contact(mine)))
	require.Equal(f.t, http.StatusOK, a.status, a.body)
	var added struct{ File string }
	require.NoError(f.t, json.Unmarshal([]byte(a.body), &added))
	f.file = added.File
}

func (f *fortress) token(person string, lasts time.Duration, scopes ...string) string {
	f.t.Helper()
	_, secret, err := f.tokens.Make(f.t.Context(), person, "a test", scopes, lasts)
	require.NoError(f.t, err)
	return secret
}

// serve runs the desk as `twinning serve` does.
func (f *fortress) serve() {
	on := webtest.Listen(f.t)
	address := on.Addr().String()
	require.NoError(f.t, on.Close())
	f.url = "http://" + address
	provider := webtest.Provider(f.t, f.url, people.NewDirectory(f.Ledger))
	s := deskSettings{
		DatabaseURL: ledgertest.DSN(f.t, ledger.RoleDoor), KeyFile: ledgertest.KeyFile(f.t), SignKey: ledgertest.SignKey(f.t, "door"), URL: f.url, Addr: address,
		Admin: "127.0.0.1:0", Issuer: provider.Issuer, ClientID: provider.ID, Evidence: f.t.TempDir(), Proxies: []string{"127.0.0.1/32"},
	}
	ctx, end := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serveDesk(ctx, s, slog.New(slog.NewJSONHandler(f.log, nil))) }()
	f.t.Cleanup(func() { end(); require.NoError(f.t, <-done) })
	require.Eventually(f.t, func() bool {
		r, err := http.Get(f.url + "/api/v1/calls")
		return err == nil && r.Body.Close() == nil && r.StatusCode == http.StatusOK
	}, 30*time.Second, 20*time.Millisecond)
}

// An operation is one that the document of the API has.
type operation struct {
	method, path string // with its parameters
	id           string
	query        []string // parameters of the query
	headers      []string
	takesJSON    bool
}

// document are the operations of the running desk.
func (f *fortress) document() []operation {
	f.t.Helper()
	a := f.do(http.MethodGet, "/api/v1/openapi.json", nil)
	require.Equal(f.t, http.StatusOK, a.status)
	var doc struct {
		Paths map[string]map[string]struct {
			ID         string `json:"operationId"`
			Parameters []struct{ Name, In string }
			Body       struct{ Content map[string]any } `json:"requestBody"`
		}
	}
	require.NoError(f.t, json.Unmarshal([]byte(a.body), &doc))
	var all []operation
	for _, path := range sortedKeys(doc.Paths) {
		for _, method := range sortedKeys(doc.Paths[path]) {
			is := doc.Paths[path][method]
			op := operation{method: strings.ToUpper(method), path: path, id: is.ID}
			for _, p := range is.Parameters {
				switch p.In {
				case "query":
					op.query = append(op.query, p.Name)
				case "header":
					op.headers = append(op.headers, p.Name)
				}
			}
			_, op.takesJSON = is.Body.Content["application/json"]
			all = append(all, op)
		}
	}
	require.Greater(f.t, len(all), 100)
	return all
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// A reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

// as names whom a request says that it is from.
func (f *fortress) as(person string) func(*http.Request) {
	return func(r *http.Request) {
		if person != "" {
			r.Header.Set("Authorization", "Bearer "+f.secret[person])
		}
	}
}

// do sends one request. Its path is sent as it is written.
func (f *fortress) do(method, path string, body []byte, set ...func(*http.Request)) reply {
	f.t.Helper()
	for n := 0; ; n++ {
		a, err := f.try(method, path, body, set...)
		require.NoError(f.t, err, "%s %s", method, path)
		late := strings.Contains(a.body, "problems/not-received") || strings.Contains(a.body, "Nothing was recorded. Try again in a minute.")
		if n > 50 || a.status != http.StatusServiceUnavailable || !late {
			return a // else the machine was too slow between stamp and append: nothing was kept
		}
	}
}

func (f *fortress) try(method, path string, body []byte, set ...func(*http.Request)) (reply, error) {
	r, err := http.NewRequestWithContext(f.t.Context(), method, f.url, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	before, query, _ := strings.Cut(path, "?")
	r.URL = &url.URL{Scheme: "http", Host: r.URL.Host, Opaque: "//" + r.URL.Host + before, RawQuery: query}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, s := range set {
		s(r)
	}
	got, err := f.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	return reply{got.StatusCode, got.Header, string(text)}, err
}

func (f *fortress) size() int64 {
	f.t.Helper()
	n, err := f.Ledger.Size(f.t.Context())
	require.NoError(f.t, err)
	return n
}

// isStaff tells whether somebody leads a call: they see and correct every record of an organisation.
func isStaff(person string) bool {
	return slices.Contains([]string{calltest.Officer, calltest.Head, ofOther("officer"), ofOther("head")}, person)
}

// mayRead tells whether somebody may read the words of a tender that are not published.
func (f *fortress) mayRead(person, words string) bool {
	switch words {
	case wordsOfGone:
		return person == calltest.Contact(gone) || person == calltest.Signatory(gone)
	case wordsOfElsewhere:
		return person == ofOther("contact")
	case wordsOfInvited: // whoever could have sent the invitation
		return person == calltest.Officer || person == calltest.Head
	case wordsOfRecord: // the staff of any call
		return isStaff(person)
	case wordsOfDraft:
		return strings.HasPrefix(person, "p-other-") && person != ofOther("contact") && person != ofOther("evaluator")
	}
	if person == calltest.Contact(mine) {
		return true
	}
	return f.opened && slices.Contains([]string{calltest.Ada, calltest.Officer, calltest.Head, calltest.Auditor, calltest.Procurer, calltest.Verifier, calltest.Payer}, person)
}

// published are the words of a tender that anybody reads once it is awarded.
var published = regexp.MustCompile(wordsOfMine + `(title|organisation)`)

// traces are signs of a failure that tells of the inside of the server.
var traces = regexp.MustCompile(`goroutine \d+|runtime error|panic:|\.go:\d+|SQLSTATE|jackc|pgconn|pgx: |/work/|/home/|/usr/`)

// own leaves out of their own pages what somebody is called and their address, and the greeting of the letters to them.
func own(person, what, text string) string {
	if person == "" || !strings.Contains(what, " /me") && !strings.Contains(what, "GET /letters") && !strings.Contains(what, "GET /api/v1/letters") {
		return text
	}
	name, address := "Sample "+lifetest.Canary, person+"@"+lifetest.Canary+".example"
	return strings.NewReplacer("<dd>"+name+"</dd>", "", `value="`+name+`"`, "", "<dd>"+address+"</dd>", "", "Dear "+name+",", "").Replace(text)
}

// holds checks what nothing that comes back may tell anybody.
func (f *fortress) holds(person, what string, a reply) {
	f.t.Helper()
	var all strings.Builder
	for name, values := range a.header {
		fmt.Fprintln(&all, name, values)
	}
	all.WriteString(a.body)
	text := own(person, what, all.String())
	require.Less(f.t, a.status, 500, "%s as %q: %s", what, person, a.body)
	require.NotContains(f.t, text, lifetest.Canary, "%s as %q: a name or an address", what, person)
	for _, words := range []string{wordsOfMine, wordsOfGone, wordsOfElsewhere, wordsOfDraft, wordsOfInvited, wordsOfRecord} {
		told := text
		if f.opened {
			told = published.ReplaceAllString(told, "")
		}
		if f.awarded {
			told = strings.ReplaceAll(told, wordsOfMine+"solution", "")
		}
		if !f.mayRead(person, words) {
			require.NotContains(f.t, strings.ToLower(told), words, "%s as %q: what a tender says that is not theirs to read", what, person)
		}
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/javascript") {
		require.Empty(f.t, traces.FindString(text), "%s as %q", what, person)
	}
	require.NotContains(f.t, a.header.Get("Cache-Control"), "public", "%s as %q", what, person)
	require.Contains(f.t, a.header.Get("Cache-Control"), "no-store", "%s as %q", what, person)
	require.Empty(f.t, a.header.Get("X-Injected"), "%s as %q", what, person)
	require.Empty(f.t, a.header.Get("Access-Control-Allow-Origin"), "%s as %q", what, person)
}
