package browser_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/web"
)

// unmended are links that are known to lead some of those who see them nowhere, by the kinds of their pages.
var unmended = map[[2]string]bool{}

// No page leads anybody to what is not there, or not for them. None shows a code, or what its language does not have: each role reads in
// another language than the one before.
func TestEveryLinkLeadsWhoeverSeesItSomewhere(t *testing.T) {
	some, all, ofAKind := days[:1], roles, 15 // addresses of one kind that each role follows: the first ones that pages lead to
	if testing.Short() {
		all, ofAKind = roles[:2], 4
		if more {
			all = roles[:5]
		}
	} else {
		some = append(some, days[5])
	}
	for _, day := range some {
		t.Run(day.what, func(t *testing.T) {
			d := day.desk(t)
			router := browser.NewRouter(append(pages.Patterns(), web.Patterns()...))
			twice := map[string]bool{}
			worded, languages := map[string]string{}, narrate.Languages()
			for i, who := range all {
				var dead []string
				from, of := map[string]string{}, map[string]int{}
				todo := []string{"/", "/today"}
				for _, p := range pages.Patterns() { // what the page of no life leads to
					if method, path, _ := strings.Cut(p, " "); method == http.MethodGet && !strings.Contains(path, "{") && path != "/live" {
						todo = append(todo, path)
					}
				}
				for len(todo) > 0 {
					path := todo[0]
					todo = todo[1:]
					a := d.get(who.id, path, languages[i%len(languages)])
					at, linked := from[path]
					if linked && (a.status == http.StatusForbidden || a.status == http.StatusNotFound) && !unmended[[2]string{router.Kind(at), router.Kind(path)}] {
						dead = append(dead, fmt.Sprintf("%s leads to %s: %d", at, path, a.status))
					}
					if a.status >= 400 || a.away || !strings.HasPrefix(a.kind, "text/html") {
						continue
					}
					if kind := router.Kind(path); !twice[kind] && strings.Contains(a.text, "data-version=") {
						twice[kind] = true
						assert.Eventually(t, func() bool {
							before := a
							a = d.get(who.id, path, languages[i%len(languages)])
							return versionOf(before) == versionOf(a)
						}, time.Minute, 10*time.Millisecond, "%s: a live page is the same when nothing has happened", path)
					}
					for _, f := range browser.Wording(a.text, isWord) {
						worded[f.Rule+": "+f.What+" at "+router.Kind(path)] = who.what + " at " + path + ": " + f.At
					}
					links, _ := browser.Links(a.text, a.at)
					for _, to := range links {
						kind := router.Kind(to)
						pattern := router.Pattern(http.MethodGet, strings.SplitN(to, "?", 2)[0])
						if _, seen := from[to]; seen || kind == "" || of[kind] == ofAKind || notPages[pattern] != "" || otherLanguage.MatchString(to) || strings.Contains(to, "format=pdf") || strings.HasSuffix(to, "/pdf") {
							continue
						}
						from[to] = path
						of[kind]++
						todo = append(todo, to)
					}
				}
				assert.Empty(t, dead, "%s: %d links:\n%s", who.what, len(dead), strings.Join(dead, "\n"))
				t.Logf("%s: %d links followed", who.what, len(from))
			}
			var lines []string
			for _, what := range slices.Sorted(maps.Keys(worded)) {
				lines = append(lines, what+"\n    "+worded[what])
			}
			assert.Empty(t, lines, "%d findings:\n%s", len(lines), strings.Join(lines, "\n"))
		})
	}
}

// versionOf is which version of a page that updates by itself an answer is.
func versionOf(a answer) string {
	_, rest, _ := strings.Cut(a.text, `data-version="`)
	version, _, _ := strings.Cut(rest, `"`)
	return version
}
