package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
)

// faulty is a page with one of each fault.
const faulty = `<!DOCTYPE html>
<html><head><title>Faults</title><style>p { color: #bbb; background: #ccc } #far { width: 700px } </style></head>
<body><h1>Faults</h1><main><p>Pale words</p><p id="far">far</p><p id="far">twice</p><ul><p>no item</p></ul>
<form method="post"><input name="nameless"></form><img src="http://localhost:1/elsewhere.png">
<script>setTimeout(() => { const d = document.createElement("div"); d.style.height = "200px"; document.body.prepend(d); }, 200); undefinedFunction();</script></main></body></html>`

const sound = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sound</title></head><body><main><h1>Sound</h1><p>Words</p></main></body></html>
`

func TestEachCheckFindsItsFaultAndNothingInASoundPage(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		text := sound
		if r.URL.Path == "/faulty" {
			text = faulty
		}
		_, _ = fmt.Fprint(w, text) // to a browser of ours
	}))
	t.Cleanup(server.Close)
	b := browser.New(t)
	tab := b.Tab(t, server.URL, browser.Look{})
	all := func(path, text string) string {
		tab.Open(path)
		browser.Eval[bool](tab, `new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))), 600))`)
		v := tab.Visit()
		list := append(v.Of(), b.HTML(text)...)
		list = append(list, tab.Moved()...)
		list = append(list, tab.Axe()...)
		return browser.Tell(append(list, tab.Narrow(320)...))
	}
	found := all("/faulty", faulty)
	for _, rule := range []string{
		"axe color-contrast", "axe html-has-lang", "axe label", "axe image-alt", "axe list", "html no-dup-id", "html element-permitted-content", "console: ",
		"undefinedFunction", "elsewhere: ", "shift: ", "narrow: ",
	} {
		require.Contains(t, found, rule, found)
	}
	require.Empty(t, all("/sound", sound))

	dark := b.Tab(t, server.URL, browser.Look{Language: "de", Dark: true, Still: true, Width: 390, NoScript: true})
	dark.Open("/faulty")
	require.True(t, browser.Eval[bool](dark, `matchMedia("(prefers-color-scheme: dark)").matches && matchMedia("(prefers-reduced-motion: reduce)").matches`))
	require.Equal(t, "de", browser.Eval[string](dark, "navigator.language"))
	require.Equal(t, 390, browser.Eval[int](dark, "innerWidth"))
	require.NotContains(t, strings.Join(dark.Visit().Console, " "), "undefinedFunction", "without JavaScript nothing of it runs")

	require.Equal(t, browser.Shape(`<p>one</p><input name="command-id" value="a">`), browser.Shape(`<p>two</p><input name="command-id" value="b">`))
	require.NotEqual(t, browser.Shape(`<p>one</p>`), browser.Shape(`<p class="wrong">one</p>`))
}
