package browser_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/web"
)

// The days on which the desk is looked at: tenders may come in, they are opened, they are evaluated, they run, all is over.
var days = []struct{ what, until string }{
	{"running", "2019-10-15"}, {"open", "2019-06-13"}, {"opened", "2019-06-20"}, {"evaluated", "2019-07-02"}, {"decided", "2019-07-16"}, {"ended", "2021-01-10"},
}

// unlinked are addresses to which no page has a link by which the crawl could find them, with who goes there.
var unlinked = []string{
	"/components", "/now", "/receipt", "/awarded", "/search?q=" + lifetest.Tender, "/search?q=nothing-like-this", "/device", "/register",
	"/tenders/" + lifetest.Tender, "/tenders/" + lifetest.Tender + "/state?at=2019-06-13", "/tenders/" + lifetest.Tender + "/state?at=yesterday",
	"/tenders/" + lifetest.Tender + "/score", "/tenders/" + lifetest.Tender + "/months/1", "/tenders/DHE-2019-ZZZZZZ", "/calls/NO-SUCH-CALL", "/no/such/page", "/explain/12",
	"/calls/" + calltest.Reference + "/evaluation", "/calls/" + calltest.Reference + "/ranking", "/calls/" + calltest.Reference + "/letters",
	"/calls/" + calltest.Reference + "/what-if", "/calls/" + calltest.Reference + "/bulk/verify-expense/never-sent?item=" + lifetest.Tender + ".none",
	"/calls/" + calltest.Reference + "/bulk/accept-log", "/calls/" + calltest.Reference + "/bulk/verify-expense", "/calls/" + calltest.Reference + "/bulk/assign-evaluators", "/calls/" + calltest.Reference + "/bulk/invite",
	"/calls/" + calltest.Reference + "/do/no-such-command", "/drafts/d-aaaaaaaaaaaaaaaa", "/invitations", "/organisations",
}

// notPages are patterns that answer with no page, and what they answer with.
var notPages = map[string]string{
	"GET /sign-in":          "leads to the provider of sign-in, whose page is visited",
	"GET /sign-in/callback": "leads back from the provider",
	"POST /sign-out":        "leads to the first page",
	"GET /live":             "is a stream of events, to which pages listen",
	"POST /api/v1/device":   "answers programs", "POST /api/v1/device/token": "answers programs",
}

// A sweep visits the pages of a desk as several people.
type sweep struct {
	t        *testing.T
	b        *browser.Browser
	router   browser.Router
	shapes   map[string]bool // of pages that were held to everything, by language and scheme
	reached  map[string]int  // visits by pattern that showed a page, or what its route answers with
	findings map[string][]string
	visits   int
	held     int
}

func newSweep(t *testing.T) *sweep {
	return &sweep{
		t: t, b: browser.New(t), router: browser.NewRouter(append(pages.Patterns(), web.Patterns()...)),
		shapes: map[string]bool{}, reached: map[string]int{}, findings: map[string][]string{},
	}
}

// of keeps findings by what is wrong; where it was found stands beside it, a few times.
func (s *sweep) of(where string, list []browser.Finding) {
	for _, f := range list {
		key := f.Rule + ": " + f.What + " [" + f.At + "]"
		if f.Rule == "narrow" || f.Rule == "size" {
			key = f.Rule + " at " + where + ": " + f.What + " [" + f.At + "]"
		}
		if s.findings[key] == nil {
			s.t.Logf("found at %s: %s", where, key)
		}
		if at := s.findings[key]; len(at) < 3 && !slices.Contains(at, where) {
			s.findings[key] = append(at, where)
		}
	}
}

// told fails the test with everything that was found.
func (s *sweep) told() {
	s.t.Helper()
	s.t.Logf("%d pages were read, %d of them in the browser", s.visits, s.held)
	var lines []string
	for _, what := range slices.Sorted(maps.Keys(s.findings)) {
		lines = append(lines, what+"\n    at "+strings.Join(s.findings[what], "; "))
	}
	require.Empty(s.t, lines, "%d findings:\n%s", len(lines), strings.Join(lines, "\n"))
}

// walk goes through the desk as somebody, from link to link, and reads each kind of page once.
func (s *sweep) walk(d *desk, id, language string, sees func(path string, a answer)) {
	todo, seen, refused := start(), map[string]bool{}, map[string]int{}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		kind := s.router.Kind(path)
		pattern := s.router.Pattern(http.MethodGet, strings.SplitN(path, "?", 2)[0])
		if strings.Contains(path, "format=pdf") { // a Chromium of its own prints each; tests of exports hold them
			continue
		}
		if seen[kind] && kind != "" || seen[path] || notPages[pattern] != "" || refused[kind] > 3 {
			continue
		}
		a := d.get(id, path, language)
		seen[path] = true
		s.visits++
		if a.status < 400 { // of what is refused another one may be shown
			seen[kind] = true
			s.reached[pattern]++
		} else {
			refused[kind]++
		}
		if !strings.HasPrefix(a.kind, "text/html") {
			continue
		}
		if !a.away {
			links, posts := browser.Links(a.text, a.at)
			for _, to := range links {
				if s.router.Kind(to) != "" && !strings.HasPrefix(to, "/api/") {
					todo = append(todo, to)
				}
			}
			for _, to := range posts {
				require.NotEmpty(s.t, s.router.Pattern(http.MethodPost, strings.SplitN(to, "?", 2)[0]), "at %s a form leads to %s, which no route takes", path, to)
			}
		}
		sees(path, a)
	}
}

// visit goes through the desk as somebody: a page is held to everything where none of its shape was.
func (s *sweep) visit(d *desk, when, what, id string, look browser.Look) {
	tab := d.tab(s.b, id, look)
	defer tab.Close()
	s.walk(d, id, look.Language, func(path string, a answer) {
		where := fmt.Sprintf("%s: %s at %s (%d, %s)", when, what, path, a.status, look.Language)
		require.Less(s.t, a.status, 500, "%s:\n%s", where, a.text)
		shape := fmt.Sprint(look, a.status, browser.Shape(a.text))
		if s.shapes[shape] {
			return
		}
		s.shapes[shape] = true
		s.hold(d, tab, where, path, a)
		if a.status < 300 && !a.away {
			s.refused(tab, where, path)
		}
	})
}

// hold holds a page to everything that every page keeps.
func (s *sweep) hold(d *desk, tab *browser.Tab, where, path string, a answer) {
	s.held++
	if a.letter {
		return // it is as it was sent by mail, in a frame where nothing runs: no checks of a page can be put into it
	}
	s.of(where, s.b.HTML(a.text))
	if size := browser.Compressed([]byte(a.text)) + d.assets(); size > browser.Largest {
		s.of(where, []browser.Finding{{Rule: "size", What: fmt.Sprintf("%d bytes compressed, with what it loads", size), At: path}})
	}
	v := tab.Open(path)
	if a.away {
		v.Elsewhere = nil
	}
	s.of(where, v.Of())
	if v.Status != a.status {
		s.of(where, []browser.Finding{{Rule: "status", What: fmt.Sprintf("%d in the browser, %d without", v.Status, a.status), At: path}})
	}
	s.of(where, tab.Axe())
	s.of(where, tab.Moved())
	s.of(where, tab.Narrow(320))
}

// refused sends the forms of a page that ask for something without it: they come back, and say what is missing.
func (s *sweep) refused(tab *browser.Tab, where, path string) {
	forms := browser.Eval[int](tab, `document.querySelectorAll("main form[method=post]").length`)
	for n := range forms {
		if !browser.Eval[bool](tab, fmt.Sprintf(`(() => { const f = document.querySelectorAll("main form[method=post]")[%d]; return !!f && f.enctype !== "multipart/form-data" && [...f.elements].some((e) => e.required && !e.value && e.type !== "radio" && e.type !== "checkbox"); })()`, n)) {
			continue
		}
		action := browser.Eval[string](tab, fmt.Sprintf(`document.querySelectorAll("main form[method=post]")[%d].action.replace(location.origin, "")`, n))
		v := tab.Follow(fmt.Sprintf(`(() => { const f = document.querySelectorAll("main form[method=post]")[%d]; f.noValidate = true; f.requestSubmit(f.querySelector("button:not([formaction])")); })()`, n))
		at := where + ", its form sent empty"
		if v.Status >= 500 {
			s.of(at, []browser.Finding{{Rule: "status", What: fmt.Sprint(v.Status), At: action}})
		}
		s.reached[s.router.Pattern(http.MethodPost, strings.SplitN(action, "?", 2)[0])]++
		s.of(at, v.Of())
		s.of(at, s.b.HTML(browser.Eval[string](tab, `"<!DOCTYPE html>\n" + document.documentElement.outerHTML`)))
		s.of(at, tab.Axe())
		s.of(at, tab.Narrow(320))
		tab.Open(path)
	}
}

// No page is missed.
func TestEveryPageIsForEverybodyAndNoneIsMissed(t *testing.T) {
	s := newSweep(t)
	some, when := roles[:4], days[:2]
	looks := []browser.Look{{Language: "en"}}
	whole := !testing.Short()
	if whole {
		some, when = roles, days
		looks = []browser.Look{{Language: "en"}, {Language: "fr"}, {Language: "de"}, {Language: "en", Dark: true, Still: true}}
	}
	for _, day := range when {
		t.Run(day.what, func(t *testing.T) { // each has a database of its own
			d := newDesk(t, day.until)
			d.furnish()
			s.t = t
			for _, look := range looks {
				for _, who := range some {
					began := time.Now()
					s.visit(d, day.what, who.what, who.id, look)
					t.Logf("%s, %s, %+v: %s", day.what, who.what, look, time.Since(began).Round(time.Second))
				}
			}
		})
	}
	s.t = t
	s.told()
	if whole {
		s.complete()
	}
}

// complete fails for a route that nobody was shown.
func (s *sweep) complete() {
	s.t.Helper()
	var missed []string
	for _, p := range append(pages.Patterns(), web.Patterns()...) {
		if _, is := notPages[p]; !is && s.reached[p] == 0 && !strings.HasPrefix(p, "POST ") {
			missed = append(missed, p)
		}
	}
	require.Empty(s.t, missed, "no page leads to these routes for anybody: give them a link, or name them in unlinked")
}
