package browser_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"twinning.example/engine/internal/browser"
)

// contrast is the rule of axe about colours, which no language changes.
const contrast = "color-contrast"

// worded are the rules of axe for which words matter, and how long they are. A page in another language is held to these: its
// parts are those of the page in the first language, which is held to all.
var worded = []string{
	"document-title", "html-has-lang", "html-lang-valid", "valid-lang", "button-name", "link-name", "input-button-name", "label", "select-name", "aria-input-field-name",
	"aria-toggle-field-name", "aria-command-name", "aria-meter-name", "aria-progressbar-name", "aria-tooltip-name", "aria-dialog-name", "image-alt", "svg-img-alt", "role-img-alt",
	"summary-name", "frame-title", "empty-heading", "empty-table-header", "label-title-only", "label-content-name-mismatch", "landmark-unique", "page-has-heading-one",
	"scrollable-region-focusable", "target-size", "table-duplicate-name", "identical-links-same-purpose",
}

// hold holds a page to everything that every page keeps: in the first language to all of it, in each other to what words could change. It tells
// whether nothing was found.
func (s *sweep) hold(d *desk, tab *browser.Tab, where, path, language string, a answer) (clean bool) {
	s.mu.Lock()
	s.opened++
	s.mu.Unlock()
	if a.letter {
		return true // it is as it was sent by mail, in a frame where nothing runs: no checks of a page can be put into it
	}
	clean = true
	of := func(list []browser.Finding) { clean = s.of(d.t, where, list) && clean }
	began := time.Now()
	if language == s.languages[0] {
		of(s.b.HTML(a.text))
		s.took("html", began)
	}
	began = time.Now()
	tab.Language(language)
	tab.Forget("language") // a link to another language was followed before
	v := tab.Open(path)
	s.took("open", began)
	if a.away {
		v.Elsewhere = nil
	}
	of(v.Of())
	if v.Status != a.status {
		of([]browser.Finding{{Rule: "status", What: fmt.Sprintf("%d in the browser, %d without", v.Status, a.status), At: path}})
	}
	clean = s.looked(d.t, tab, where, language) && clean
	if language == s.languages[0] {
		of(s.moved(tab, path))
	}
	s.mu.Lock()
	s.axed[language+" "+s.pattern(http.MethodGet, path)] = true
	s.mu.Unlock()
	if a.status < 300 && !a.away {
		clean = s.refused(d, tab, where, path, language) && clean
	}
	return clean
}

// moved says where a page moves whenever it loads. A machine that is busy may show a long table in parts, once.
func (s *sweep) moved(tab *browser.Tab, path string) (list []browser.Finding) {
	for range 3 {
		if list = tab.Moved(); len(list) == 0 {
			return nil
		}
		tab.Open(path)
	}
	return list
}

// looked holds the page that the tab shows to axe, and to a narrow window.
func (s *sweep) looked(t *testing.T, tab *browser.Tab, where, language string) (clean bool) {
	began := time.Now()
	if language == s.languages[0] {
		clean = s.of(t, where, tab.Axe())
		s.took("axe", began)
		if s.dark {
			began = time.Now()
			tab.Scheme(true, true)
			clean = s.of(t, where+", dark", tab.Axe(contrast)) && clean
			tab.Scheme(false, false)
			s.took("dark", began)
		}
	} else {
		clean = s.of(t, where, tab.Axe(worded...))
		s.took("axe", began)
	}
	began = time.Now()
	clean = s.of(t, where, tab.Narrow(320)) && clean
	s.took("narrow", began)
	return clean
}

// refused sends the forms of a page that ask for something without it: they come back, and say what is missing. Each form is sent once.
func (s *sweep) refused(d *desk, tab *browser.Tab, where, path, language string) (clean bool) {
	type form struct {
		HTML, Action string
		Asks         bool
	}
	forms := browser.Eval[[]form](tab, `[...document.querySelectorAll("main form[method=post]")].map((f) => ({ HTML: f.outerHTML, Action: f.action.replace(location.origin, ""),
		Asks: f.enctype !== "multipart/form-data" && [...f.elements].some((e) => e.required && !e.value && e.type !== "radio" && e.type !== "checkbox") }))`)
	left := false
	clean = true
	for n, f := range forms {
		at, _, _ := strings.Cut(f.Action, "?")
		if !f.Asks {
			continue
		}
		sent := s.news(language, "form "+s.router.Form(at), browser.Parts(f.HTML))
		if len(sent) == 0 {
			continue
		}
		if left {
			tab.Open(path)
		}
		left = true
		if !s.comesBack(d, tab, where+", its form sent empty", f.Action, language, n) {
			s.isUnclean(sent)
			clean = false
		}
	}
	return clean
}

// comesBack sends the nth form of a page empty, and holds what comes back to what every page keeps.
func (s *sweep) comesBack(d *desk, tab *browser.Tab, where, action, language string, n int) (clean bool) {
	clean = true
	of := func(list []browser.Finding) { clean = s.of(d.t, where, list) && clean }
	began := time.Now()
	v := tab.Follow(fmt.Sprintf(`(() => { const f = document.querySelectorAll("main form[method=post]")[%d]; f.noValidate = true; f.requestSubmit(f.querySelector("button:not([formaction])")); })()`, n))
	s.took("send", began)
	if v.Status >= 500 {
		of([]browser.Finding{{Rule: "status", What: fmt.Sprint(v.Status), At: action}})
	}
	s.mu.Lock()
	s.reached[s.pattern(http.MethodPost, action)]++
	s.mu.Unlock()
	of(v.Of())
	page := browser.Eval[string](tab, `"<!DOCTYPE html>\n" + document.documentElement.outerHTML`)
	at, _, _ := strings.Cut(action, "?")
	parts := s.news(language, fmt.Sprint("refused ", s.router.Form(at), v.Status), browser.Parts(page))
	if len(parts) == 0 {
		return clean
	}
	if language == s.languages[0] {
		of(s.b.HTML(page))
	}
	if clean = s.looked(d.t, tab, where, language) && clean; !clean {
		s.isUnclean(parts)
	}
	return clean
}
