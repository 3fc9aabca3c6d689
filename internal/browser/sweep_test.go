package browser_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/web"
)

// A sweep visits the pages of a desk as several people. Every page is read as each of them. It is held to everything in the browser,
// in each language, where it shows a part that no page of its kind has shown before.
type sweep struct {
	b         *browser.Browser
	router    browser.Router
	languages []string // the first one is that in which the desk is walked
	dark      bool     // colours are held in dark, too
	anywhere  bool     // a part is held once, on whatever page shows it first, and each kind of page once besides

	mu       sync.Mutex
	held     map[string]bool            // parts of pages and forms, by language and kind of page
	unclean  map[string]bool            // those among them on whose pages something was found
	shapes   map[string]bool            // of pages that were photographed
	reached  map[string]int             // visits by pattern that showed a page, or what its route answers with
	seen     map[string]map[string]bool // who saw a page, by pattern and language
	axed     map[string]bool            // language and pattern of pages that axe visited
	findings map[string][]string
	spent    map[string]time.Duration
	visits   int
	opened   int

	assets sync.Once
	loaded int // bytes that every page loads besides itself, compressed
}

func newSweep(t *testing.T) *sweep {
	return &sweep{
		b: browser.New(t), router: browser.NewRouter(append(pages.Patterns(), web.Patterns()...)), languages: []string{"en"},
		held: map[string]bool{}, shapes: map[string]bool{}, reached: map[string]int{}, seen: map[string]map[string]bool{}, axed: map[string]bool{},
		unclean: map[string]bool{}, findings: map[string][]string{}, spent: map[string]time.Duration{},
	}
}

// took adds up what a step of the sweep costs.
func (s *sweep) took(step string, began time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spent[step] += time.Since(began)
}

// of keeps findings by what is wrong; where it was found stands beside it, a few times. It tells whether there are none.
func (s *sweep) of(t *testing.T, where string, list []browser.Finding) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range list {
		key := f.Rule + ": " + f.What + " [" + f.At + "]"
		if f.Rule == "narrow" || f.Rule == "size" {
			key = f.Rule + " at " + where + ": " + f.What + " [" + f.At + "]"
		}
		if s.findings[key] == nil {
			t.Logf("found at %s: %s", where, key)
		}
		if at := s.findings[key]; len(at) < 3 && !slices.Contains(at, where) {
			s.findings[key] = append(at, where)
		}
	}
	return len(list) == 0
}

// told fails the test with everything that was found; what follows is told, too.
func (s *sweep) told(t *testing.T) {
	t.Helper()
	t.Logf("%d pages were read, %d of them in the browser: %v", s.visits, s.opened, s.spent)
	var lines []string
	for _, what := range slices.Sorted(maps.Keys(s.findings)) {
		lines = append(lines, what+"\n    at "+strings.Join(s.findings[what], "; "))
	}
	assert.Empty(t, lines, "%d findings:\n%s", len(lines), strings.Join(lines, "\n"))
}

// pattern is the route that a path is for.
func (s *sweep) pattern(method, path string) string {
	path, _, _ = strings.Cut(path, "?")
	return s.router.Pattern(method, path)
}

// get reads a page, and keeps who saw one of its route.
func (s *sweep) get(d *desk, who, id, path, language string) answer {
	began := time.Now()
	a := d.get(id, path, language)
	s.took("read", began)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.visits++
	if pattern := s.pattern(http.MethodGet, path); a.status < 400 {
		s.reached[pattern]++
		if a.isPage() {
			key := pattern + " in " + language
			if s.seen[key] == nil {
				s.seen[key] = map[string]bool{}
			}
			s.seen[key][who] = true
		}
	}
	return a
}

// isPage tells a page of the desk from what other routes answer with.
func (a answer) isPage() bool {
	return strings.HasPrefix(a.kind, "text/html") && !a.away && !a.letter
}

// otherLanguage is a link to the same page in another language.
var otherLanguage = regexp.MustCompile(`[?&]language=(en|fr|de)$`)

// walk goes through the desk as somebody, from link to link, and reads each kind of page once.
func (s *sweep) walk(d *desk, who, id, language string, sees func(path string, a answer)) {
	todo, seen, refused := start(), map[string]bool{}, map[string]int{}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		kind := s.router.Kind(path)
		if strings.Contains(path, "format=pdf") { // a Chromium of its own prints each; tests of exports hold them
			continue
		}
		if id != "" && otherLanguage.MatchString(path) { // the public follows these, and whoever reads in another language asks for it
			continue
		}
		if seen[kind] && kind != "" || seen[path] || notPages[s.pattern(http.MethodGet, path)] != "" || refused[kind] > 3 {
			continue
		}
		a := s.get(d, who, id, path, language)
		seen[path] = true
		if a.status < 400 { // of what is refused another one may be shown
			seen[kind] = true
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
				require.NotEmpty(d.t, s.pattern(http.MethodPost, to), "at %s a form leads to %s, which no route takes", path, to)
			}
		}
		sees(path, a)
	}
}

// visit goes through the desk as somebody.
func (s *sweep) visit(d *desk, when, who, id string) {
	tab := d.tab(s.b, id, browser.Look{Language: s.languages[0]})
	defer tab.Close()
	s.walk(d, who, id, s.languages[0], func(path string, a answer) {
		for i, language := range s.languages {
			if i > 0 {
				if !s.wanted(language, who, path, a) {
					continue
				}
				a = s.get(d, who, id, path, language)
			}
			where := fmt.Sprintf("%s: %s at %s (%d, %s)", when, who, path, a.status, language)
			require.Less(d.t, a.status, 500, "%s:\n%s", where, a.text)
			s.of(d.t, where, s.read(d, path, a))
			if parts := s.news(language, s.kind(path, a), browser.Parts(a.text)); len(parts) > 0 && !s.hold(d, tab, where, path, language, a) {
				s.isUnclean(parts)
			}
		}
	})
}

// kind is what pages of one make have in common.
func (s *sweep) kind(path string, a answer) string {
	path, _, _ = strings.Cut(path, "?")
	return fmt.Sprint(s.router.Kind(path), a.status, a.away)
}

// wanted tells whether a page is read in another language, too: where somebody of this role has not seen one of its route in it,
// and where it shows a part that was not held in it.
func (s *sweep) wanted(language, who, path string, a answer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.isPage() && a.status < 400 && !s.seen[s.pattern(http.MethodGet, path)+" in "+language][who] {
		return true
	}
	kind := s.kind(path, a)
	for _, part := range browser.Parts(a.text) {
		if !s.held[language+" "+kind+" "+part] {
			return true
		}
	}
	return false
}

// news keeps the parts of a page, and gives those among them that were not held yet.
func (s *sweep) news(language, kind string, parts []string) (list []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.anywhere {
		parts, kind = append(parts, "of "+kind), ""
	}
	for _, part := range parts {
		if key := language + " " + kind + " " + part; !s.held[key] {
			s.held[key] = true
			list = append(list, key)
		}
	}
	return list
}

// isUnclean keeps parts on whose page something was found.
func (s *sweep) isUnclean(parts []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, part := range parts {
		s.unclean[part] = true
	}
}

// read holds a page to what needs no browser.
func (s *sweep) read(d *desk, path string, a answer) (list []browser.Finding) {
	if !strings.HasPrefix(a.kind, "text/html") || a.letter {
		return nil
	}
	for _, id := range browser.Twice(a.text) {
		list = append(list, browser.Finding{Rule: "id", What: "more than one element has the id " + id, At: path})
	}
	if !a.away {
		for _, f := range browser.Wording(a.text, isWord) {
			list = append(list, browser.Finding{Rule: f.Rule, What: f.What, At: s.router.Kind(path) + ": " + f.At})
		}
	}
	s.assets.Do(func() { s.loaded = d.assets() })
	if size := browser.Compressed([]byte(a.text)) + s.loaded; size > browser.Largest {
		list = append(list, browser.Finding{Rule: "size", What: fmt.Sprintf("%d bytes compressed, with what it loads", size), At: path})
	}
	return list
}

// complete fails for a route that nobody was shown, for one that axe did not visit in a language, and for a role that did not see it in one.
func (s *sweep) complete(t *testing.T) {
	t.Helper()
	var missed []string
	for _, p := range append(pages.Patterns(), web.Patterns()...) {
		if _, is := notPages[p]; is || strings.HasPrefix(p, "POST ") {
			continue
		}
		if s.reached[p] == 0 {
			missed = append(missed, p)
			continue
		}
		shown := s.seen[p+" in "+s.languages[0]]
		for _, language := range s.languages {
			if len(shown) > 0 && !s.axed[language+" "+p] {
				missed = append(missed, p+": by axe, in "+language)
			}
			for who := range shown {
				if !s.seen[p+" in "+language][who] {
					missed = append(missed, p+": by "+who+", in "+language)
				}
			}
		}
	}
	slices.Sort(missed)
	require.Empty(t, missed, "no page leads to these routes: give them a link, or name them in unlinked")
}
