package browser_test

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
)

// looks are how each page is photographed.
var looks = []struct {
	name string
	look browser.Look
}{
	{"390", browser.Look{Width: 390, Still: true}},
	{"1440", browser.Look{Width: 1440, Still: true}},
	{"390-dark", browser.Look{Width: 390, Dark: true, Still: true}},
	{"1440-dark", browser.Look{Width: 1440, Dark: true, Still: true}},
	{"print", browser.Look{Width: 720, Print: true, Still: true}},
}

// An album is pictures in a folder, with a page that shows them.
type album struct {
	*sweep
	folder string
	index  strings.Builder
	n      int
}

// With SCREENSHOTS, a folder, every page and state is photographed into it at 390 and 1,440 px, light and dark, and as printed; index.html there
// shows them. With DESK_DATA, the folder of a stack such as that of a played demo, of that stack, else of the year of tests.
// LANGUAGE is en, fr or de.
func TestEveryPageIsPhotographed(t *testing.T) {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		t.Skip("make screenshots")
	}
	require.NoError(t, os.RemoveAll(folder))
	require.NoError(t, os.MkdirAll(folder, 0o755))
	a := &album{sweep: newSweep(t), folder: folder}
	if data := os.Getenv("DESK_DATA"); data != "" {
		s := up(t, data, "")
		d := &desk{t: t, url: s.url, signed: nobodyYet(), password: s.password}
		for _, who := range []struct{ what, id string }{
			{"the public", ""},
			{"an officer", "officer"},
			{"the head", "head"},
			{"a party", "mask-contact"},
			{"an evaluator", "eva-1"},
			{"an auditor", "auditor"},
			{"a verifier", "verifier"},
			{"a payer", "payer"},
			{"the procurer's signatory", "procurer"},
		} {
			a.takes(d, "demo", who.what, who.id)
		}
	} else {
		for _, day := range days {
			t.Run(day.what, func(t *testing.T) {
				d := day.desk(t)
				for _, who := range roles {
					t.Run(who.what, func(t *testing.T) { a.takes(d.with(t), day.what, who.what, who.id) })
				}
			})
		}
	}
	page := "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>The desk</title><h1>The desk</h1>\n<style>img { width: 280px; border: 1px solid #888; vertical-align: top }</style>\n" + a.index.String()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "index.html"), []byte(page), 0o644))
	t.Logf("%d pages: %s", a.n, filepath.Join(folder, "index.html"))
	require.Positive(t, a.n)
}

var nameless = regexp.MustCompile(`[^a-z0-9]+`)

// takes goes from link to link as somebody, and photographs each kind of page whose shape was not seen yet.
func (a *album) takes(d *desk, when, what, id string) {
	language := os.Getenv("LANGUAGE")
	if language == "" {
		language = "en"
	}
	tab := d.tab(a.b, id, browser.Look{Language: language, Still: true})
	defer tab.Close()
	fmt.Fprintf(&a.index, "<h2>%s: %s</h2>\n", when, what)
	a.walk(d, what, id, language, func(path string, got answer) {
		shape := fmt.Sprint(got.status, browser.Shape(got.text))
		if a.shapes[shape] || strings.Contains(path, "language=") { // one language is photographed
			return
		}
		a.shapes[shape] = true
		a.n++
		fmt.Fprintf(&a.index, "<h3>%s (%d)</h3>\n<p>", html.EscapeString(path), got.status)
		for i, l := range looks {
			l.look.Language = language
			tab.Look(l.look)
			if i == 0 {
				tab.Open(path)
			}
			file := fmt.Sprintf("%03d-%s-%s.webp", a.n, strings.Trim(nameless.ReplaceAllString(strings.ToLower(what+path), "-"), "-"), l.name)
			tab.Whole(filepath.Join(a.folder, file))
			fmt.Fprintf(&a.index, "<a href=\"%s\"><img loading=\"lazy\" src=\"%s\" alt=\"%s as %s, %s\"></a> ", file, file, html.EscapeString(path), what, l.name)
		}
		a.index.WriteString("</p>\n")
	})
}
