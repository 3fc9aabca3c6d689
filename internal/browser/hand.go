package browser

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// A Hand does in a tab what a person does, by what is written on the page: it clicks on
// what has a name, and types into what has a label. It counts.
type Hand struct {
	*Tab
	Clicks int // on links, buttons, boxes to tick, and choices
	Fields int // that something was typed into
}

// finds is how the page looks for what somebody sees: by its whole words first, then by how they begin, then by what they hold.
const finds = `((selector, words, nth) => {
	const text = (e) => (e.innerText || e.value || e.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
	const seen = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
	const all = [...document.querySelectorAll(selector)].filter(seen);
	for (const fits of [(t) => t === words, (t) => t.startsWith(words), (t) => t.includes(words)]) {
		const found = all.filter((e) => fits(text(e)));
		if (found.length > nth) return found[nth];
	}
	return null;
})`

const clickable = `"a[href], button, summary, input[type=submit]"`

// Click clicks on a link or button that has these words, and waits for the page to which it leads.
func (h *Hand) Click(words string) Visit {
	h.t.Helper()
	h.Clicks++
	v := h.leave(finds + "(" + clickable + ", " + quoted(words) + ", 0)")
	require.Less(h.t, v.Status, 400, "%s after a click on %q: %s", v.Path, words, h.Text("main"))
	return v
}

// TryClick is Click where the answer may be a refusal.
func (h *Hand) TryClick(words string) Visit {
	h.t.Helper()
	h.Clicks++
	return h.leave(finds + "(" + clickable + ", " + quoted(words) + ", 0)")
}

// Back goes back by the browser's own button.
func (h *Hand) Back() {
	h.t.Helper()
	h.Clicks++
	h.do(chromedp.NavigateBack())
}

// ClickOn clicks on the first thing that a selector names.
func (h *Hand) ClickOn(selector string) Visit {
	h.t.Helper()
	h.Clicks++
	v := h.leave("document.querySelector(" + quoted(selector) + ")")
	require.Less(h.t, v.Status, 400, "%s after a click on %s: %s", v.Path, selector, h.Text("main"))
	return v
}

// Sees tells whether there is something with these words to click on.
func (h *Hand) Sees(words string) bool {
	h.t.Helper()
	return Eval[bool](h.Tab, finds+"("+clickable+", "+quoted(words)+", 0) !== null")
}

// leave clicks where an element is, and waits until another page stands there, whole.
func (h *Hand) leave(element string) Visit {
	h.t.Helper()
	h.forget()
	Eval[bool](h.Tab, "window.stillHere = true")
	h.press(element)
	h.await("window.stillHere === undefined && document.readyState === 'complete'", "the page stays where it is after a click on "+element[max(0, len(element)-80):])
	return h.Visit()
}

// press clicks in the middle of an element, as a mouse does.
func (h *Hand) press(element string) {
	h.t.Helper()
	type spot struct{ X, Y float64 }
	at := Eval[*spot](h.Tab, `(() => { const e = `+element+`; if (!e) return null; e.scrollIntoView({ block: "center", behavior: "instant" }); const r = e.getClientRects()[0]; return { X: r.x + r.width / 2, Y: r.y + r.height / 2 }; })()`)
	require.NotNil(h.t, at, "%s shows nothing to click on: %s\n%s", Eval[string](h.Tab, "location.href"), element[max(0, len(element)-80):], h.Text("body"))
	h.do(chromedp.MouseClickXY(at.X, at.Y))
}

// await waits until an expression holds.
func (h *Hand) await(expression, otherwise string) {
	h.t.Helper()
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(h.ctx, patience)
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		cancel()
		if err == nil && holds { // between two pages there is nothing to ask
			return
		}
		if time.Since(began) > patience {
			require.Fail(h.t, otherwise, "%v\n%s\n%s", err, Eval[string](h.Tab, "location.href"), h.Text("body"))
		}
	}
}

// field finds a control by the words of its label.
func field(label string, nth string) string {
	return `(() => { const l = ` + finds + `("label", ` + quoted(label) + `, ` + nth + `); return l && (l.control || document.getElementById(l.htmlFor)); })()`
}

// Fill types a text into the field that has a label, in place of what stands there.
func (h *Hand) Fill(label, text string) { h.t.Helper(); h.FillNth(label, "0", text) }

// FillNth is Fill for one of several fields with the same label; nth counts from 0.
func (h *Hand) FillNth(label, nth, text string) {
	h.t.Helper()
	h.Fields++
	ok := Eval[bool](h.Tab, `(() => { const e = `+field(label, nth)+`; if (!e) return false; e.scrollIntoView({ block: "center" }); e.focus(); if (e.select) e.select(); return true; })()`)
	require.True(h.t, ok, "%s has no field %q\n%s", Eval[string](h.Tab, "location.href"), label, h.Text("main"))
	if Eval[bool](h.Tab, `["date", "time", "datetime-local", "range", "color"].includes(document.activeElement.type)`) { // the browser's own widgets
		Eval[bool](h.Tab, `(() => { const e = document.activeElement; e.value = `+quoted(text)+`; e.dispatchEvent(new Event("input", { bubbles: true })); e.dispatchEvent(new Event("change", { bubbles: true })); return true; })()`)
		return
	}
	h.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

// Tick clicks on a box or a choice by its label.
func (h *Hand) Tick(label string) {
	h.t.Helper()
	h.Clicks++
	h.press(finds + `("label", ` + quoted(label) + ", 0)")
}

// TickIn is Tick within the part of a page that a selector names.
func (h *Hand) TickIn(selector, label string) {
	h.t.Helper()
	h.Clicks++
	h.press(finds + `("` + selector + ` label", ` + quoted(label) + ", 0)")
}

// Choose takes an entry of a list by the words of both.
func (h *Hand) Choose(label, entry string) { h.t.Helper(); h.ChooseNth(label, "0", entry) }

// ChooseNth is Choose for one of several lists with the same label; nth counts from 0.
func (h *Hand) ChooseNth(label, nth, entry string) {
	h.t.Helper()
	h.Clicks++
	ok := Eval[bool](h.Tab, `(() => { const e = `+field(label, nth)+`; if (!e) return false; const o = [...e.options].find((o) => o.text.replace(/\s+/g, " ").trim().includes(`+quoted(entry)+`));
		if (!o) return false; e.value = o.value; e.dispatchEvent(new Event("input", { bubbles: true })); e.dispatchEvent(new Event("change", { bubbles: true })); return true; })()`)
	require.True(h.t, ok, "%s has no list %q with %q\n%s", Eval[string](h.Tab, "location.href"), label, entry, h.Text("main"))
}

// Upload gives the first field for files a file.
func (h *Hand) Upload(selector, name string, content []byte) {
	h.t.Helper()
	h.Clicks++
	file := filepath.Join(h.t.TempDir(), name)
	require.NoError(h.t, os.WriteFile(file, content, 0o600))
	h.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		found, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: "document.querySelector(" + quoted(selector) + ")"})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, ObjectID: found.Result.ObjectID})
		return err
	}))
}
