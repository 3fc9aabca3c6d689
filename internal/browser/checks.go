package browser

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// The checkers, as their makers published them; vendored/README.md says from where and under which licences.
var (
	//go:embed vendored/axe-core-4.14.1.min.js.gz
	axePacked []byte
	//go:embed vendored/html-validate-11.21.1.js.gz
	htmlPacked []byte

	axeSource  = sync.OnceValue(func() string { return unpacked(axePacked) })
	htmlSource = sync.OnceValue(func() string { return unpacked(htmlPacked) })
)

func unpacked(data []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		panic(err) // it is embedded
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Largest is the most bytes that a page may be, compressed, with all that it loads.
const Largest = 150_000

// A Finding is what is wrong with a page.
type Finding struct{ Rule, What, At string }

func (f Finding) String() string { return f.Rule + ": " + f.What + " [" + f.At + "]" }

type axeResult struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		Target  []any  `json:"target"`
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// Axe holds the page as it stands to WCAG 2.2 A and AA, and to axe's own best practices
// where they are about landmarks, headings and names. With rules, to these alone.
func (p *Tab) Axe(rules ...string) []Finding {
	p.t.Helper()
	if len(rules) == 0 {
		return p.AxeButFor()
	}
	list, _ := json.Marshal(rules) // strings
	return p.axe(`{ runOnly: { type: "rule", values: ` + string(list) + ` }, resultTypes: ["violations"] }`)
}

// AxeButFor is Axe without some rules.
func (p *Tab) AxeButFor(rules ...string) []Finding {
	p.t.Helper()
	off := `"target-size": { enabled: true }`
	for _, r := range rules {
		off += `, ` + quoted(r) + `: { enabled: false }`
	}
	return p.axe(`{ runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] }, rules: { ` + off + ` }, resultTypes: ["violations"] }`)
}

func (p *Tab) axe(only string) []Finding {
	p.t.Helper()
	if !Eval[bool](p, "typeof axe === 'object'") {
		p.do(chromedp.Evaluate[chromedp.Void](axeSource() + "; undefined"))
	}
	found := Eval[[]axeResult](p, "axe.run(document, "+only+").then((r) => r.violations)")
	var list []Finding
	for _, r := range found {
		for _, n := range r.Nodes {
			list = append(list, Finding{"axe " + r.ID, r.Help + ": " + strings.ReplaceAll(n.Summary, "\n", " ") + " " + n.HTML, fmt.Sprint(n.Target)})
		}
	}
	return list
}

// htmlRules are where we differ from the checker's standard: it asks there for habits, not for what the standard of HTML says.
const htmlRules = `{
	"no-trailing-whitespace": "off",
	"doctype-style": "off",
	"no-inline-style": "error",
	"long-title": "off",
	"attribute-boolean-style": "off",
	"attribute-empty-style": "off",
	"void-style": "off",
	"no-implicit-button-type": "off",
	"prefer-native-element": "off",
	"valid-autocomplete": "error",
	"require-sri": "off",
	"tel-non-breaking": "off"
}`

// HTML holds a page, as it was sent, to the standard of HTML.
func (b *Browser) HTML(text string) []Finding {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.validator == nil {
		ctx, _ := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext()) // it ends with Chromium
		require.NoError(b.t, chromedp.Do(ctx, chromedp.Navigate("about:blank"), chromedp.Evaluate[chromedp.Void]("globalThis.htmlRules = "+htmlRules+"; undefined"),
			chromedp.Evaluate[chromedp.Void](htmlSource()+"; undefined")))
		b.validator = ctx
	}
	type message struct {
		Rule, Message, At string
		Line              int
	}
	found, err := chromedp.Run(b.validator, chromedp.Evaluate[[]message]("validateHTML("+quoted(text)+")", chromedp.EvalAwaitPromise))
	require.NoError(b.t, err)
	var list []Finding
	lines := strings.Split(text, "\n")
	for _, m := range found {
		at := m.At
		if m.Line > 0 && m.Line <= len(lines) {
			at += fmt.Sprintf(" line %d: %.200s", m.Line, strings.TrimSpace(lines[m.Line-1]))
		}
		list = append(list, Finding{"html " + m.Rule, m.Message, at})
	}
	return list
}

// shiftAllowed is how far a page may move: Chromium counts parts of a pixel, too.
const shiftAllowed = 0.001

// Moved says where the page moved under its reader's eyes.
func (p *Tab) Moved() []Finding {
	p.t.Helper()
	if moved := Eval[float64](p, "window.layoutShift ?? 0"); moved > shiftAllowed {
		return []Finding{{"shift", fmt.Sprintf("the page moved by %.4f while it loaded", moved), strings.Join(Eval[[]string](p, "window.layoutShifted"), " ")}}
	}
	return nil
}

// Narrow says what is wider than a window of a width: it would have to be scrolled to and fro.
func (p *Tab) Narrow(width int) []Finding {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(int64(width), 900))
	type wide struct {
		Is int      `json:"is"`
		At []string `json:"at"`
	}
	w := Eval[wide](p, `(() => { const root = document.documentElement, most = root.clientWidth, at = [];
		if (root.scrollWidth > most) for (const e of document.querySelectorAll("main *, header *, nav *, footer *")) {
			if (e.getBoundingClientRect().right <= most + 1) continue;
			let kept = false;
			for (let o = e.parentElement; o && o !== document.body; o = o.parentElement) if (getComputedStyle(o).overflowX !== "visible") kept = true;
			if (!kept) at.push(e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.className && e.className.baseVal === undefined ? "." + String(e.className).replaceAll(" ", ".") : "") + " " + Math.round(e.getBoundingClientRect().right));
		}
		return { is: root.scrollWidth, at: at.slice(0, 6) }; })()`)
	back := int64(p.look.Width)
	if back == 0 {
		back = 1280
	}
	p.do(chromedp.EmulateViewport(back, 900))
	if w.Is > width {
		return []Finding{{"narrow", fmt.Sprintf("the page is %d px wide in a window of %d", w.Is, width), strings.Join(w.At, " ")}}
	}
	return nil
}

// Of says what a visit itself showed: errors in the console, requests to another host.
func (v Visit) Of() []Finding {
	var list []Finding
	for _, c := range v.Console {
		list = append(list, Finding{"console", c, v.Path})
	}
	for _, e := range v.Elsewhere {
		list = append(list, Finding{"elsewhere", "the page asks another host: " + e, v.Path})
	}
	return list
}

// Compressed is how many bytes a text is by gzip.
func Compressed(text []byte) int {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write(text) // into memory
	_ = w.Close()
	return z.Len()
}

// What differs from one showing of a page to the next, and is of no account for how it is made.
var (
	drawn   = regexp.MustCompile(`(name="(?:command-id|command|was|again|id)" value=")[^"]*|data-now="[^"]*"`)
	letters = regexp.MustCompile(`>[^<>]+<`)
	values  = regexp.MustCompile(` (value|href|src|action|title|aria-label|content|data-[a-z-]+|datetime|d|x|y|x1|x2|y1|y2|width|height|points|cx|cy|for|id|aria-describedby|aria-labelledby|transform)="[^"]*"`)
	again   = regexp.MustCompile(`(?s)(<tr.*?</tr>|<li.*?</li>)`)
)

// Shape is what is left of a page without its words and values: pages of one shape are made by the same parts.
func Shape(html string) string {
	html = drawn.ReplaceAllString(html, "$1")
	html = letters.ReplaceAllString(html, "><")
	html = values.ReplaceAllString(html, " $1")
	seen := map[string]bool{} // rows and items that are made alike count once
	return again.ReplaceAllStringFunc(html, func(part string) string {
		if seen[part] {
			return ""
		}
		seen[part] = true
		return part
	})
}

func quoted(text string) string {
	b, _ := json.Marshal(text) // a string
	return string(b)
}

// Tell writes findings one a line, alike ones once.
func Tell(list []Finding) string {
	var lines []string
	for _, f := range list {
		if line := f.String(); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
