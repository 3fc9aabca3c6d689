package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
)

// stages are the days up to which the year has gone when the desk is attacked: the
// tenders are sealed; they are opened and evaluated; one of them runs under its contract.
func stages() map[string]string {
	if testing.Short() {
		return map[string]string{"before the opening": "2019-06-13"}
	}
	return map[string]string{"before the opening": "2019-06-13", "while it is evaluated": "2019-07-04", "while it runs": "2019-10-15"}
}

// filled are the paths of an operation with the ids of others: every call, tender and receipt that there is, and one that there is not.
func (f *fortress) filled(path string) []string {
	values := map[string][]string{
		"{call}": {calltest.Reference, otherCall, draftCall}, "{tender}": {mine, gone, elsewhere}, "{command}": {f.command, "none"}, "{position}": {f.position, "0"},
		"{expense}": {"e1"}, "{programme}": {"DHE"}, "{administration}": {"ADMINISTRATORS"}, "{file}": {f.file},
		"{what}": export.Kinds(), "{export}": {"x-aaaaaaaaaaaaaaaaaaaaaaaaaa"}, "{invitation}": {f.invitation, calltest.Reference + "-ABCDEFGHIJ"}, "{organisation}": {f.record, "BCDEFGHIJK"},
		"{run}":    {"1"},
		"{market}": {"HEALTH"}, "{entry}": {"HEALTH-ABCDEFGHIJKL"}, "{interest}": {"HEALTH-ABCDEFGHIJKL"}, "{survey}": {"EHN-2021"}, "{masterclass}": {"TRIESTE-2024"}, "{initiative}": {"CAPACITYHD"}, "{body}": {"EHN"}, "{meeting}": {"20"}, "{decision}": {"d1"}, "{country}": {"SE"}, "{format}": {"csv"},
	}
	all := []string{path}
	for _, name := range sortedKeys(values) {
		var next []string
		for _, p := range all {
			if !strings.Contains(p, name) {
				next = append(next, p)
				continue
			}
			for _, v := range values[name] {
				next = append(next, strings.ReplaceAll(p, name, v))
			}
		}
		all = next
	}
	return all
}

// several sends many requests at once, and tells what any of them found wrong.
func several[T any](t *testing.T, all []T, send func(T)) {
	t.Helper()
	var g errgroup.Group
	g.SetLimit(16)
	for _, one := range all {
		g.Go(func() (err error) {
			ended := false
			defer func() {
				if !ended {
					err = fmt.Errorf("it was broken off")
				}
			}()
			send(one)
			ended = true
			return nil
		})
	}
	_ = g.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

// refusals are the kinds of events in which a refused command is recorded, beside its receipt.
var refusals = []string{"command-refused.v1", "tender-refused.v1", "tender-refused-late.v1"}

// onlyRefusals checks that all that was recorded since is commands of who has something to do with a life, and their refusals.
func (f *fortress) onlyRefusals(since int64, what string) {
	f.t.Helper()
	f.settle()
	events, err := f.Ledger.Read(f.t.Context(), ledger.Query{From: since})
	require.NoError(f.t, err)
	for _, e := range events {
		stream, received := strings.CutSuffix(e.Stream, life.InboxSuffix)
		known := has(e.Actor, stream) || lives.Is(stream) && has(e.Actor, law.Reference(stream))
		switch {
		case received && e.Kind == (law.CommandReceived{}).Kind():
			require.True(f.t, known || f.anybodys[e.Command], "%s: a command to %s by %q", what, e.Stream, e.Actor)
		case e.Kind == "what-if-asked.v1":
			require.True(f.t, known, "%s: a what-if by %q", what, e.Actor)
		default:
			require.Contains(f.t, refusals, e.Kind, "%s: %s in %s by %q", what, e.Kind, e.Stream, e.Actor)
		}
	}
}

// settle waits until everything that was received is judged.
func (f *fortress) settle() {
	f.t.Helper()
	require.Eventually(f.t, func() bool {
		var waiting []ledger.Event
		err := f.Ledger.Snapshot(f.t.Context(), func(ctx context.Context, from ledger.Snapshot) (err error) {
			waiting, err = from.Unanswered(ctx, "")
			return err
		})
		return err == nil && len(waiting) == 0
	}, 20*time.Second, 20*time.Millisecond)
}

// TestNobodyReadsOrDoesThroughAnyOperationWhatIsNotTheirs sends every operation of the document as everybody, with the ids of others.
func TestNobodyReadsOrDoesThroughAnyOperationWhatIsNotTheirs(t *testing.T) {
	for when, until := range stages() {
		t.Run(when, func(t *testing.T) {
			f := newFortress(t, until)
			began := f.size()
			f.triesToOpen(draftCall, calltest.Stranger, calltest.Officer)
			visited := f.sweep(when)
			for _, op := range f.ops {
				require.True(t, visited[op.id], "%s %s is not tried: say how", op.method, op.path)
			}
			f.onlyRefusals(began, when)
			f.quiet()
		})
	}
}

// triesToOpen sends the command with which a call begins to one that is there: who has sent something to a life knows no more of it for that.
func (f *fortress) triesToOpen(reference string, people ...string) {
	f.t.Helper()
	for _, o := range orders(f.t) {
		for _, person := range people {
			if o.kind != "open-call" {
				continue
			}
			body := []byte(strings.ReplaceAll(string(o.body), calltest.Reference, reference))
			a := f.do(http.MethodPost, "/api/v1/calls/"+reference+"/open-call?wait=30", body, f.as(person))
			require.Equal(f.t, http.StatusConflict, a.status, a.body)
			f.anybodys[a.header.Get("Idempotency-Key")] = true
			f.holds(person, "a call is opened again", a)
		}
	}
}

// quiet checks that the log tells of no failure, and holds nothing of what is sealed or personal, and no secret.
func (f *fortress) quiet() {
	f.t.Helper()
	text := f.log.text()
	for _, never := range []string{"the API failed", "panic", "goroutine", "zyx", lifetest.Canary, "twk_"} {
		require.NotContains(f.t, strings.ToLower(text), strings.ToLower(never))
	}
	for _, secret := range f.secret {
		require.NotContains(f.t, text, secret)
	}
}

// toAddEvidence is what a file is sent to, below its tender.
const toAddEvidence = "evidence?for=log-01&name=a.pdf"

// A try is one request of one person.
type try struct {
	op           operation
	person, path string
	body         []byte
	order        order
}

// part are all, or with -short each nth of them: who asks for another turn gets others.
func part[T any](all []T, n, turn int) []T {
	if !testing.Short() {
		return all
	}
	var some []T
	for i, one := range all {
		if (i+turn)%n == 0 {
			some = append(some, one)
		}
	}
	return some
}

// sweep sends everything as everybody, and tells which operations that were.
func (f *fortress) sweep(when string) map[string]bool {
	visited := map[string]bool{}
	byPath := map[string]order{}
	for _, o := range orders(f.t) {
		for _, k := range lives.All() {
			byPath[fmt.Sprintf("/api/v1/%s/{%s}/%s", k.Plural(), k.Noun, o.kind)] = o
		}
	}
	var all []try
	for n, op := range f.ops {
		paths := f.filled(op.path)
		if testing.Short() && op.method == http.MethodPost {
			paths = paths[n%len(paths):][:1]
		}
		for _, path := range paths {
			for _, person := range part(everyRole(), 3, n) {
				one := try{op: op, person: person, path: path, order: byPath[op.path]}
				one.order.begins = one.order.begins || op.id == "submit-tender-to-call"
				switch {
				case op.method == http.MethodGet:
				case one.order.kind != "":
					one.body = one.order.body
				case strings.HasSuffix(op.path, "/evidence"):
					one.path = strings.TrimSuffix(one.path, "evidence") + toAddEvidence
					one.body = []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
				case strings.HasSuffix(op.path, "/bank-file"):
					one.body = []byte(`{"file":"<none/>"}`)
				case strings.HasSuffix(op.path, "/bounced-letter"):
					one.body = []byte(`{"message":"From: a@example.org\r\n\r\nThank you.\r\n"}`)
				case strings.HasSuffix(op.path, "/expenses/import"):
					one.body = []byte("id,kind,currency,amount,date,what\nE-1,direct,EUR,1.00,2019-10-20,Travel\n")
				case strings.HasSuffix(op.path, "/what-ifs"):
					one.body = []byte(`{"policy":"skip"}`)
				case strings.HasSuffix(op.path, "/exports/{export}/remove"):
				case strings.HasSuffix(op.path, "/exports"):
					one.body = []byte(`{"call":"` + calltest.Reference + `","what":"ranking","format":"csv"}`)
				case strings.HasSuffix(op.path, "/drafts"), strings.HasSuffix(op.path, "/drafts/{draft}"):
					one.body = []byte(`{"name":"theirs","file":"title: theirs"}`)
				case strings.HasSuffix(op.path, "/drafts/{draft}/remove"), strings.HasSuffix(op.path, "/sheet/remove"):
				case strings.HasSuffix(op.path, "/sheet"):
					one.body = []byte(`{"scores":{}}`)
				case strings.HasSuffix(op.path, "/command-line"):
					one.body = []byte(`{"args":["history","` + mine + `"]}`)
				default:
					continue
				}
				visited[op.id] = true
				all = append(all, one)
			}
		}
	}
	several(f.t, all, func(one try) { f.attempt(when, one) })
	f.recorded()
	return visited
}

// has tells whether somebody has something to do with the call, or the tender, of a path: the law decides what they send.
func has(person, path string) bool {
	switch {
	case person == "":
		return false
	case strings.Contains(path, "invitations/"), strings.HasPrefix(path, "invitation/"):
		return person == calltest.Officer || person == calltest.Head
	case strings.Contains(path, "organisations/"), strings.HasPrefix(path, "organisation/"):
		return isStaff(person)
	case strings.Contains(path, otherCall), strings.Contains(path, draftCall):
		return strings.HasPrefix(person, "p-other-")
	case strings.Contains(path, mine):
		return !strings.HasPrefix(person, "p-other-") && person != calltest.Stranger && person != calltest.Contact(gone) && person != calltest.Signatory(gone)
	case strings.Contains(path, gone):
		return !strings.HasPrefix(person, "p-other-") && person != calltest.Stranger && person != calltest.Contact(mine)
	case strings.Contains(path, calltest.Reference):
		return !strings.HasPrefix(person, "p-other-") && person != calltest.Stranger && !strings.HasPrefix(person, "p-contact") && !strings.HasPrefix(person, "p-signatory")
	}
	return false
}

// attempt sends one request. Who has a role there asks what the law would say; nobody else gets as far as the law.
func (f *fortress) attempt(when string, one try) {
	f.t.Helper()
	what := when + ": " + one.op.method + " " + one.path
	path := one.path
	if one.order.kind != "" && (has(one.person, one.path) && one.person != calltest.Auditor || one.order.begins) {
		path += "?dry-run=true" // else an auditor, who may do nothing, sends it
	}
	a := f.do(one.op.method, path, one.body, f.as(one.person))
	f.holds(one.person, what, a)
	if one.op.method == http.MethodGet {
		if one.person == "" || one.person == calltest.Stranger {
			f.unheard(one, what, a)
		}
		return
	}
	switch {
	case a.status == http.StatusUnprocessableEntity && strings.Contains(a.body, "is not in the store for this"): // the file that the command names is nobody's
		require.True(f.t, has(one.person, one.path), "%s as %q: %s", what, one.person, a.body)
	case one.person == "":
		require.Contains(f.t, []int{401, 404}, a.status, "%s: %s", what, a.body)
	case strings.HasSuffix(one.op.path, "/drafts"): // of their own, for a call that they may know of
		require.Contains(f.t, []int{200, 404, 409}, a.status, "%s as %q: %s", what, one.person, a.body)
	case strings.HasSuffix(one.op.path, "/what-ifs"), strings.HasSuffix(one.op.path, "/command-line"), strings.Contains(one.op.path, "/exports"):
		if !has(one.person, one.path) {
			require.NotEqual(f.t, 500, a.status)
		}
	case one.person == calltest.Auditor && has(one.person, one.path) && one.order.kind == "add-evidence": // of a file that is not there
		require.Equal(f.t, http.StatusUnprocessableEntity, a.status, "%s as %q: %s", what, one.person, a.body)
	case one.person == calltest.Auditor && has(one.person, one.path) && one.order.kind != "" && !one.order.begins:
		require.Contains(f.t, []int{202, 403, 409}, a.status, "%s as %q: %s", what, one.person, a.body)
	case one.order.kind == "submit-tender" && !has(one.person, one.path) && !one.order.begins: // it is anybody's, and the law refuses it
		require.Contains(f.t, []int{202, 403, 404, 409}, a.status, "%s as %q: %s", what, one.person, a.body)
	case one.order.kind != "" && !has(one.person, one.path) && !one.order.begins:
		require.Contains(f.t, []int{403, 404}, a.status, "%s as %q: %s", what, one.person, a.body)
	case one.order.kind == "" && !has(one.person, one.path):
		require.Contains(f.t, []int{403, 404}, a.status, "%s as %q: %s", what, one.person, a.body)
	}
	if one.order.kind == "submit-tender" && a.status == http.StatusConflict {
		f.mu.Lock()
		f.anybodys[a.header.Get("Idempotency-Key")] = true
		f.mu.Unlock()
	}
	if a.status == http.StatusForbidden && strings.Contains(a.body, "problems/withheld") && !strings.HasSuffix(one.op.path, "/what-ifs") && !strings.HasSuffix(one.op.path, "/bank-file") && !strings.HasSuffix(one.op.path, "/bounced-letter") && !strings.HasSuffix(one.op.path, "/import") && !strings.Contains(one.op.path, "/sheet") && !strings.Contains(one.op.path, "/exports") { // those are no commands
		f.mu.Lock()
		f.denied[one.person+" "+strings.Replace(one.path[len("/api/v1/"):], "/"+toAddEvidence, "/add-evidence", 1)]++
		f.mu.Unlock()
	}
}

// unheard checks that the public and strangers are not told of a tender that is sealed to them.
func (f *fortress) unheard(one try, what string, a reply) {
	f.t.Helper()
	for _, ref := range []string{mine, gone, elsewhere} {
		if ref == mine && f.opened {
			continue // it may be awarded
		}
		if strings.Contains(one.path, ref) {
			require.Equal(f.t, http.StatusNotFound, a.status, "%s as %q: %s", what, one.person, a.body)
		}
		require.NotContains(f.t, a.body+fmt.Sprint(a.header), ref, "%s as %q: that there is a tender is not said", what, one.person)
	}
}

// recorded checks that each command that a policy kept from the law stands beside who read what.
func (f *fortress) recorded() {
	f.t.Helper()
	rows, err := f.pool.Query(f.t.Context(), `SELECT person, stream, what FROM web.reads WHERE what LIKE 'denied: %'`)
	require.NoError(f.t, err)
	found := map[string]int{}
	for rows.Next() {
		var person, stream, what string
		require.NoError(f.t, rows.Scan(&person, &stream, &what))
		noun, ref, _ := strings.Cut(stream, "/")
		if noun == "twinning" {
			noun, ref = "tender", strings.Replace(ref, "/", "-", 1)
		}
		found[person+" "+lives.Kind{Noun: noun}.Plural()+"/"+ref+"/"+strings.TrimPrefix(what, "denied: ")]++
	}
	require.NoError(f.t, rows.Err())
	require.Greater(f.t, len(f.denied), 20)
	for _, key := range sortedKeys(f.denied) {
		require.Equal(f.t, f.denied[key], found[key], "%s: each refusal is recorded", key)
	}
}
