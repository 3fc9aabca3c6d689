package api_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// A told is everything that somebody was told: each answer by what was asked, and by whom.
type told map[string]answer

// sends are commands with their content.
var sends = map[string]string{
	"withdraw-tender": `{"reason":"x"}`, "request-clarification": `{"question":"x","fields":["plan"]}`, "decide-eligibility": `{"eligible":true}`, "sign-contract": `{}`,
	"lodge-complaint": `{"grounds":"facts","text":"x"}`, "declare-conflict": `{"why":"x"}`, "record-evaluation": `{"comment":1}`,
}

// tellAll plays steps in a world of its own, and asks it everything as these. Its clock
// stands at each step, so that two worlds differ in nothing but what their steps differ in.
func tellAll(t *testing.T, steps []lifetest.Step, viewers []string) told {
	h := lifetest.New(t, lifetest.Options{})
	h.Know(calltest.Stranger, calltest.Cleo, calltest.Dora)
	known := map[string]bool{}
	for _, s := range steps {
		clock, err := h.Ledger.Clock(t.Context())
		require.NoError(t, err)
		if s.At.After(clock.Now()) {
			require.NoError(t, h.Ledger.SetClock(t.Context(), s.At, 1, false))
			time.Sleep(h.Ledger.Tolerance() + 5*time.Millisecond) // time itself: then whatever lies before it has passed
		}
		judgeAll := func() {
			for stream := range known {
				h.Judge(stream)
			}
			for to := h.Relay(); len(to) > 0; to = h.Relay() {
				for _, stream := range to {
					known[stream] = true
					h.Judge(stream)
				}
			}
		}
		judgeAll()
		known[s.Stream] = true
		require.Eventually(t, func() bool { // a receipt that comes too late for the tolerance is not kept
			_, err = h.Door.Submit(t.Context(), door.Request{
				Stream: s.Stream, As: s.By, Command: s.Command, ID: s.Command.Kind() + s.At.Format("-0102-1504"), Wait: -1, Begins: true,
			})
			return err == nil
		}, timeout, time.Millisecond)
		judgeAll()
	}
	last := steps[len(steps)-1]
	receipt, err := h.Door.Submit(t.Context(), door.Request{Stream: last.Stream, As: last.By, Command: last.Command, ID: last.Command.Kind() + last.At.Format("-0102-1504"), Wait: -1, Begins: true})
	require.NoError(t, err)
	require.Equal(t, door.Done, receipt.Status, "the story came to its end: %v", receipt.Refusal)
	queries := query.Over(h.Ledger, h.Door.People, func(context.Context) (*views.Store, error) { return h.Store, nil }).Remembering(1000).Recording(reads.New(h.Store.Pool()))
	h.Door.May = queries.MaySend
	who := func(r *http.Request) access.Viewer {
		return access.Viewer{Person: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")}
	}
	programs, err := api.New(api.Options{
		Queries: queries, Door: h.Door, Ledger: h.Ledger, Reads: reads.New(h.Store.Pool()), Log: slog.New(slog.DiscardHandler),
		Who: func(r *http.Request) (access.Viewer, error) { return who(r), nil },
	})
	require.NoError(t, err)
	faces, err := pages.New(pages.Options{Queries: queries, Door: h.Door, People: h.Door.People, Drafts: drafts.New(h.Ledger, h.Door.People, h.Store.Pool()), Who: who, SignIn: "/sign-in", SignOut: "/sign-out"})
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/api/", programs)
	mux.Handle("/", faces)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	d := &desk{House: h, t: t, url: server.URL}
	d.doc = newDocument(t, d.ask("GET", "/api/v1/openapi.json", "").body)

	var all []view
	tenders := []string{calltest.A, calltest.B}
	if testing.Short() {
		tenders = tenders[:1] // the worlds differ in it; of the other one, and of each page of a list, make slow
	}
	for _, as := range viewers {
		for _, tender := range tenders {
			for _, path := range d.gets("DHE-2019", tender, "submit-tender-0612-0800") {
				if strings.HasSuffix(path, "/reads") {
					continue // who read what, of this very test, in real time
				}
				path = strings.ReplaceAll(path, "{file}", "f-aaaaaaaaaaaaaaaaaaaaaaaaaa")
				all = append(all, view{path: "GET " + path, as: as})
				if !testing.Short() {
					all = append(all, view{path: "GET " + path + "?limit=1", as: as}, view{path: "GET " + path + "?recorded=" + last.At.UTC().Format(time.RFC3339), as: as})
				}
			}
			fill := strings.NewReplacer("{call}", "DHE-2019", "{tender}", tender, "{position}", "12", "{id}", "none", "{command}", "submit-log", "{$}", "", "{what}", "obligations", "{export}", "x-aaaaaaaaaaaaaaaaaaaaaaaaaa")
			for _, pattern := range pages.Patterns() {
				if strings.HasPrefix(pattern, "GET ") {
					all = append(all, view{path: fill.Replace(pattern), as: as})
				}
			}
			for send := range sends {
				all = append(all, view{path: "POST /api/v1/tenders/" + tender + "/" + send + "?dry-run=true", as: as})
			}
		}
		for _, path := range []string{"/search?q=Zyx", "/search?q=" + calltest.A, "/api/v1/calls/DHE-2019/tenders?recorded=2019-06-11", "/api/v1/calls/DHE-2019?at=2019-06-12T12:00", "/calls/DHE-2019/exports/summary", "/calls/DHE-2019/exports/tenders?format=csv", "/api/v1/calls/DHE-2019/exports/tenders", "/api/v1/calls/DHE-2019/exports/budget", "/api/v1/tenders/" + calltest.A + "/exports/dossier"} {
			all = append(all, view{path: "GET " + path, as: as})
		}
	}
	atOnce(all, func(v *view) {
		method, path, _ := strings.Cut(v.path, " ")
		var body []byte
		if method == "POST" {
			body = []byte(`{}`)
			for send, content := range sends {
				if strings.Contains(path, "/"+send+"?") {
					body = []byte(content)
				}
			}
		}
		v.answer = d.send(method, path, v.as, body)
	})
	of := told{}
	for _, v := range all {
		of[v.as+": "+v.path] = v.answer
	}
	return of
}

// random are the places of an answer that are drawn, and so differ between two worlds in which all is the same.
var random = regexp.MustCompile(`"signature":"[^"]+"|[0-9a-f]{64}|value="t-[a-z2-7]{10}"|\b[0-9a-f]{12}\b|[A-Za-z0-9_-]{43}|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}|stamped [0-9T:.Z-]+|"nonce":"[0-9a-f]+"`)

// places are positions in the ledger: one event more of somebody moves those of all that come later, and lives that judge at the same time
// come in any order.
var places = regexp.MustCompile(`"(position|seen)":\d+|"cause":"\d+"|(position|seen|cause) \d+|/explain/\d+|Explain \d+|position</dt><dd>(<a href="[^"]*">)?\d+|Position of the ledger(</dt><dd>|,)\d+|from=\d+|\b\d{19}\b|id="e\d+"|#e\d+|data-version="[^":]*|name="version" value="[0-9a-f]{16}-\d+"`)

// ofState are the answers about how a life stands: in them a place is masked where another answer tells of an event there, and not else.
var ofState = regexp.MustCompile(`/state(\?|$)`)

// placesTold are the places that answers other than those of state name to each viewer.
func placesTold(of told) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for what, a := range of {
		as, path, _ := strings.Cut(what, ":")
		if all[as] == nil {
			all[as] = map[string]bool{}
		}
		if !ofState.MatchString(path) {
			for _, is := range place.FindAllStringSubmatch(a.body, -1) {
				all[as][is[1]] = true
			}
		}
	}
	return all
}

var place = regexp.MustCompile(`"position":(\d+)`)

// alike checks that two worlds were told of in the same bytes: status, headers, order and words.
func alike(t *testing.T, one, other told) {
	t.Helper()
	require.Equal(t, len(one), len(other))
	mask := func(s string) string {
		s = random.ReplaceAllString(s, "#")
		return places.ReplaceAllString(s, "#")
	}
	found := 0
	toldOne, toldOther := placesTold(one), placesTold(other)
	for what, a := range one {
		b := other[what]
		as, path, _ := strings.Cut(what, ":")
		if ofState.MatchString(path) {
			untold := func(body string, to map[string]bool) (n int) {
				for _, is := range place.FindAllStringSubmatch(body, -1) {
					if !to[is[1]] {
						n++
					}
				}
				return n
			}
			if strings.Contains(path, "/api/") && !strings.Contains(a.body, `"version":`) {
				require.Zero(t, untold(a.body, toldOne[as])+untold(b.body, toldOther[as]), "%s names an event that they are not told of: %s", what, a.body)
			}
		}
		require.Equal(t, a.status, b.status, "%s: %s\n%s", what, a.body, b.body)
		if a.body != b.body {
			x, y := mask(a.body), mask(b.body)
			require.True(t, x == y, "%s: %s", what, differing(x, y))
		}
		for name := range a.header {
			switch {
			case name == "Date":
			case (name == "Etag" || name == "Content-Length") && a.body != b.body: // what is drawn is in them
				if name == "Etag" {
					version := regexp.MustCompile(`^"(\d+-)?`)
					require.Equal(t, version.FindString(a.header.Get(name)), version.FindString(b.header.Get(name)), what)
				}
			default:
				if x, y := fmt.Sprint(a.header[name]), fmt.Sprint(b.header[name]); x != y {
					require.Equal(t, mask(x), mask(y), "%s: %s", what, name)
				}
			}
		}
		require.Len(t, b.header, len(a.header), what)
		if a.status == http.StatusOK {
			found++
		}
	}
	require.Greater(t, found, 40, "most was refused, and tells little")
}

// differing is where two texts part.
func differing(x, y string) string {
	n := 0
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	part := func(s string) string { return s[max(n-200, 0):min(n+200, len(s))] }
	return fmt.Sprintf("\n%s\n%s", part(x), part(y))
}

// differ checks that the two worlds are two: somebody who may know is told otherwise.
func differ(t *testing.T, one, other told) {
	t.Helper()
	for what, a := range one {
		if random.ReplaceAllString(a.body, "#") != random.ReplaceAllString(other[what].body, "#") {
			return
		}
	}
	require.Fail(t, "the worlds are the same")
}

// until are the steps of the year before a day, with a competitor's tender.
func until(day string, change func(s lifetest.Step) (lifetest.Step, bool)) []lifetest.Step {
	var steps []lifetest.Step
	for _, s := range lifetest.Year() {
		if s.At.Format(time.DateOnly) >= day {
			break
		}
		if _, submits := s.Command.(twinning.SubmitTender); submits {
			steps = append(steps, lifetest.Step{At: s.At.Add(time.Hour), Stream: law.TwinningStream(calltest.B), By: calltest.Contact(calltest.B), Command: twinning.SubmitTender{Tender: calltest.Tender(calltest.B)}})
		}
		if changed, there := change(s); there {
			steps = append(steps, changed)
		}
	}
	return lifetest.Sorted(steps)
}

func same(s lifetest.Step) (lifetest.Step, bool) { return s, true }

// worlds are two that differ in one thing, as these and those who may know it are told of them.
func worlds(t *testing.T, one, other []lifetest.Step, viewers, knowing []string) {
	var a, b, knownA, knownB told
	if testing.Short() {
		viewers, knowing = viewers[:3], knowing[:1]
	}
	all := append(slices.Clone(viewers), knowing...)
	part := func(of told, people []string) told {
		some := told{}
		for what, answer := range of {
			if as, _, _ := strings.Cut(what, ":"); slices.Contains(people, as) {
				some[what] = answer
			}
		}
		return some
	}
	t.Run("one", func(t *testing.T) { of := tellAll(t, one, all); a, knownA = part(of, viewers), part(of, knowing) })
	t.Run("other", func(t *testing.T) { of := tellAll(t, other, all); b, knownB = part(of, viewers), part(of, knowing) })
	alike(t, a, b)
	differ(t, knownA, knownB)
}

func TestWhetherThereIsASealedTenderIsToldToNobodyElseByAnyByte(t *testing.T) {
	t.Parallel()
	without := func(s lifetest.Step) (lifetest.Step, bool) {
		_, submits := s.Command.(twinning.SubmitTender)
		return s, !submits
	}
	worlds(t, until("2019-06-14", same), until("2019-06-14", without),
		[]string{calltest.Contact(calltest.B), calltest.Ada, "", calltest.Stranger, calltest.Payer, calltest.Procurer}, []string{calltest.Contact(calltest.A), calltest.Officer})
}

func TestWhatASealedTenderSaysIsToldToNobodyElseByAnyByte(t *testing.T) {
	t.Parallel()
	otherwise := func(s lifetest.Step) (lifetest.Step, bool) {
		if submit, submits := s.Command.(twinning.SubmitTender); submits {
			tender := calltest.Costing(calltest.A, "31337.00")
			tender.Title, tender.Plan, tender.Solution, tender.Description = "Zyx", strings.Repeat("Zyx ", 200), "Zyx", "Zyx"
			tender.Organisations = append(tender.Organisations, twinning.Organisation{ID: "gamma", Name: "Zyx", Country: "SE"})
			tender.Adopters = append(slices.Clone(tender.Adopters), "gamma")
			submit.Tender = tender
			s.Command = submit
		}
		return s, true
	}
	worlds(t, until("2019-06-14", same), until("2019-06-14", otherwise),
		[]string{calltest.Contact(calltest.B), calltest.Officer, calltest.Ada, "", calltest.Stranger, calltest.Payer, calltest.Procurer, calltest.Head, calltest.Auditor},
		[]string{calltest.Contact(calltest.A)})
}

func TestWhoEvaluatesATenderIsToldToNobodyElseByAnyByte(t *testing.T) {
	t.Parallel()
	appoint := func(others ...string) func(s lifetest.Step) (lifetest.Step, bool) {
		return func(s lifetest.Step) (lifetest.Step, bool) {
			if assign, is := s.Command.(call.AssignEvaluators); is {
				assign.Evaluators = others
				s.Command = assign
			}
			if s.By == calltest.Ada && len(s.Stream) > len(calltest.Stream) && s.Refused {
				return s, false
			}
			if _, reports := s.Command.(twinning.RecordEvaluation); reports {
				s.By = others[map[string]int{calltest.Ada: 0, calltest.Ben: 1}[s.By]]
			}
			return s, true
		}
	}
	steps := func(others ...string) []lifetest.Step {
		all := until("2019-07-06", appoint(others...))
		for i, p := range []string{calltest.Cleo, calltest.Dora} {
			at := lifetest.Start().AddDate(0, 0, 3).Add(time.Duration(i) * 2 * time.Minute)
			all = append(all, lifetest.Step{At: at, Stream: calltest.Stream, By: calltest.Officer, Command: call.AppointEvaluator{Evaluator: p}},
				lifetest.Step{At: at.Add(time.Minute), Stream: calltest.Stream, By: p, Command: call.DeclareImpartiality{}})
		}
		return lifetest.Sorted(all)
	}
	worlds(t, steps(calltest.Ada, calltest.Ben), steps(calltest.Cleo, calltest.Dora),
		[]string{calltest.Contact(calltest.A), calltest.Contact(calltest.B), "", calltest.Stranger, calltest.Payer, calltest.Procurer}, []string{calltest.Officer, calltest.Ada})
}

func TestWhatEvaluatorsScoredIsToldToNobodyElseByAnyByteBeforeTheAward(t *testing.T) {
	t.Parallel()
	scoring := func(points string) func(s lifetest.Step) (lifetest.Step, bool) {
		return func(s lifetest.Step) (lifetest.Step, bool) {
			if _, reports := s.Command.(twinning.RecordEvaluation); reports && !s.Refused {
				s.Command = calltest.Scores(points)
			}
			return s, true
		}
	}
	worlds(t, until("2019-07-05", scoring("5")), until("2019-07-05", scoring("4")),
		[]string{calltest.Contact(calltest.A), calltest.Contact(calltest.B), "", calltest.Stranger, calltest.Payer, calltest.Procurer, calltest.Cleo}, []string{calltest.Officer, calltest.Ada})
}

func TestWhoIsInConflictWithATenderIsToldToNobodyElseByAnyByte(t *testing.T) {
	t.Parallel()
	steps := func(conflict bool) []lifetest.Step {
		all := until("2019-06-25", same)
		at := lifetest.Start().AddDate(0, 0, 3)
		for i, p := range []string{calltest.Cleo, calltest.Dora} {
			all = append(all, lifetest.Step{At: at.Add(time.Duration(i) * 2 * time.Minute), Stream: calltest.Stream, By: calltest.Officer, Command: call.AppointEvaluator{Evaluator: p}},
				lifetest.Step{At: at.Add(time.Duration(2*i+1) * time.Minute), Stream: calltest.Stream, By: p, Command: call.DeclareImpartiality{}})
		}
		if conflict {
			all = append(all, lifetest.Step{At: lifetest.Start().AddDate(0, 0, 11), Stream: lifetest.Stream, By: calltest.Officer, Command: twinning.RecordConflict{Evaluator: calltest.Cleo, Why: "Zyx"}})
		}
		return lifetest.Sorted(all)
	}
	worlds(t, steps(false), steps(true),
		[]string{calltest.Contact(calltest.A), calltest.Contact(calltest.B), calltest.Dora, "", calltest.Stranger, calltest.Payer, calltest.Procurer, calltest.Ada}, []string{calltest.Officer})
}
