package browser_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
)

// A tour is a walk through a call and its year in Chromium, as newcomers go: they read
// what is on the page, click on it, and type into what has a label.
type tour struct {
	*stack
	t       *testing.T
	b       *browser.Browser
	look    browser.Look
	hands   map[string]*browser.Hand
	tasks   []task
	text    strings.Builder // docs/tour.md
	folder  string          // of its pictures; "": none are taken
	tender  string          // the reference, once there is one
	receipt string          // of its submission
	missing []string        // what no page does yet
}

// A task is something that the issue promises to be short.
type task struct {
	what           string
	clicks, fields int
	most           int // clicks; 0: nothing is promised
}

// as is the window of somebody, who signs in the first time.
func (w *tour) as(alias string) *browser.Hand {
	w.t.Helper()
	h := w.hands[alias]
	if h == nil {
		h = &browser.Hand{Tab: w.b.Tab(w.t, w.url, w.look)}
		w.hands[alias] = h
		h.Open("/?language=en") // whatever language the person prefers
		h.Click("Sign in")
		h.Fill("Name", alias)
		h.Fill("Password", w.password(alias))
		h.Click("Sign in")
	}
	return h
}

// counts measures what somebody does.
func (w *tour) counts(what string, most int, h *browser.Hand, does func()) {
	w.t.Helper()
	w.rest(time.Time{}) // a form is not opened while something that it rests on is about to happen
	clicks, fields := h.Clicks, h.Fields
	does()
	done := task{what, h.Clicks - clicks, h.Fields - fields, most}
	if at := slices.IndexFunc(w.tasks, func(t task) bool { return t.what == what }); at >= 0 {
		w.tasks[at].clicks, w.tasks[at].fields = max(w.tasks[at].clicks, done.clicks), max(w.tasks[at].fields, done.fields)
	} else {
		w.tasks = append(w.tasks, done)
	}
	if most > 0 {
		require.LessOrEqual(w.t, done.clicks, most, "clicks for: %s", what)
	}
}

// tells adds a paragraph to the tour.
func (w *tour) tells(format string, args ...any) { fmt.Fprintf(&w.text, format+"\n\n", args...) }

// shows adds a picture of what somebody sees.
func (w *tour) shows(h *browser.Hand, name, alt string) {
	w.t.Helper()
	if w.folder == "" || strings.Contains(w.text.String(), "(tour/"+name+".webp)") {
		return
	}
	h.Picture(filepath.Join(w.folder, name+".webp"), 1120, 760)
	fmt.Fprintf(&w.text, "![%s](tour/%s.webp)\n\n", alt, name)
}

// A newcomer walks from make up to an auditor's proof, with JavaScript and without, in so many clicks.
func TestTheTourIsWalkedByANewcomer(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole call and its first month on a stack of its own, twice: make tour, make desk")
	}
	for _, how := range []struct {
		name string
		look browser.Look
	}{{"with JavaScript", browser.Look{}}, {"without JavaScript", browser.Look{NoScript: true}}} {
		t.Run(how.name, func(t *testing.T) {
			w := &tour{t: t, b: browser.New(t), look: how.look, hands: map[string]*browser.Hand{}}
			if os.Getenv("TOUR") != "" && !how.look.NoScript {
				w.folder = "../../docs/tour"
				require.NoError(t, os.MkdirAll(w.folder, 0o755))
			}
			w.stack = up(t, t.TempDir(), "2019-06-11T08:00:00Z,1")
			w.published()
			w.submitted()
			w.opened()
			w.evaluated()
			w.awarded()
			w.running()
			w.proven()
			w.again()
			t.Log("\n" + w.table())
			t.Log("not by a page: ", w.missing)
			if w.folder != "" {
				w.write("../../docs/tour.md")
			}
		})
	}
}

// table is what was counted.
func (w *tour) table() string {
	var b strings.Builder
	b.WriteString("| what | clicks | typed fields | at most |\n|---|---:|---:|---:|\n")
	for _, t := range w.tasks {
		most := ""
		if t.most > 0 {
			most = fmt.Sprint(t.most)
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %s |\n", t.what, t.clicks, t.fields, most)
	}
	return b.String()
}

func (w *tour) write(file string) {
	w.t.Helper()
	text := w.text.String() + "## What it took\n\nCounted by the test that walks this way, with JavaScript and without; *at most* is what is promised, and the test holds it.\n\n" + w.table()
	require.NoError(w.t, os.WriteFile(file, []byte(text), 0o644))
}
