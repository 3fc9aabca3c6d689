// Package browser drives Chromium on the desk in tests: it visits pages as a person
// does, holds them to WCAG 2.2 A and AA with axe-core and to valid HTML, and says what
// a visit cost. It judges pages, and knows nothing of what they are about.
package browser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience is how long one step in the browser may take (our choice: far more than it takes).
const patience = time.Minute

// A Browser is Chromium for a test. Its tabs share nothing but the process.
type Browser struct {
	t testing.TB
	*chromium
}

// A chromium is one process.
type chromium struct {
	ctx       context.Context
	agent     string
	mu        sync.Mutex // of the validator
	validator context.Context
}

// shared is the Chromium of all tests of the process; nil: each has its own.
var shared *sync.Once

var (
	sharedChromium *chromium
	errShared      error
	endShared      = func() {}
)

// Share has the tests of this process share one Chromium, which is started by the first, until end is called.
func Share() (end func()) {
	shared = &sync.Once{}
	return func() { endShared() }
}

// New is Chromium until the test ends. Without Chromium the test fails: tools/setup.sh installs it on Debian.
func New(t testing.TB) *Browser {
	t.Helper()
	if shared == nil {
		c, end, err := start()
		require.NoError(t, err)
		t.Cleanup(end)
		return &Browser{t, c}
	}
	shared.Do(func() { sharedChromium, endShared, errShared = start() })
	require.NoError(t, errShared)
	return &Browser{t, sharedChromium}
}

// start starts Chromium; end ends it.
func start() (_ *chromium, end func(), err error) {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	end = func() {}
	if path == "" {
		return nil, end, errors.New("there is no Chromium: make desk installs it on Debian as root (apt-get install chromium)")
	}
	profile, err := os.MkdirTemp("", "twinning-chromium-")
	if err != nil {
		return nil, end, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(profile), chromedp.Flag("hide-scrollbars", true))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, quit := chromedp.NewContext(allocated, chromedp.WithErrorf(func(string, ...any) {})) // what it cannot decode of newer protocols
	end = func() { quit(); stop(); _ = os.RemoveAll(profile) }
	c := &chromium{ctx: ctx}
	if c.agent, err = chromedp.Run(ctx, chromedp.Evaluate[string]("navigator.userAgent")); err != nil {
		end()
		return nil, func() {}, fmt.Errorf("start Chromium: %w", err)
	}
	return c, end, nil
}

// Look is how somebody looks at pages.
type Look struct {
	Language string // what the browser asks for, as in Accept-Language; "" is en
	Width    int    // of the window in CSS pixels; 0 is 1280
	Dark     bool
	Still    bool // less motion is asked for
	Print    bool // pages stand as they are printed
	NoScript bool // JavaScript is switched off
}

// A Tab is a window of somebody, with cookies of its own.
type Tab struct {
	t    testing.TB
	b    *Browser
	ctx  context.Context
	home *url.URL // the address of the desk
	look Look

	mu        sync.Mutex
	console   []string
	elsewhere []string
	status    int
}

// Tab opens a window on the desk at home. cookies are those of a person who is signed in.
func (b *Browser) Tab(t testing.TB, home string, look Look, cookies ...*http.Cookie) *Tab {
	t.Helper()
	at, err := url.Parse(home)
	require.NoError(t, err)
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	tab := &Tab{t: t, b: b, ctx: ctx, home: at}
	require.NoError(t, chromedp.Do(ctx))
	require.NoError(t, chromedp.Listen(ctx, tab.hear))
	tab.must(chromedp.Call(ctx, network.Enable, network.EnableParams{}))
	tab.must(chromedp.Call(ctx, log.Enable, cdp.Empty{}))
	tab.must(chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchShift}))
	tab.SignedIn(cookies...)
	tab.Look(look)
	return tab
}

// watchShift adds up how far a page moved under its reader's eyes while it loaded, and half a second on: what comes later is news.
const watchShift = `window.layoutShift = 0; window.layoutShifted = []; window.loadedAt = 0; addEventListener("load", () => { window.loadedAt = performance.now(); });
try { new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput && !(window.loadedAt && e.startTime > window.loadedAt + 500)) { window.layoutShift += e.value;
for (const s of e.sources || []) if (s.node) { const was = s.previousRect, is = s.currentRect;
window.layoutShifted.push((s.node.id ? "#" + s.node.id : s.node.className || s.node.nodeName) + " " + [was.x, was.y, was.width, was.height, "to", is.x, is.y, is.width, is.height].join(" ")); } } }).observe({ type: "layout-shift", buffered: true }); } catch { }`

// SignedIn gives the tab the cookies of somebody; of nobody it takes them away.
func (p *Tab) SignedIn(cookies ...*http.Cookie) {
	p.t.Helper()
	p.must(chromedp.Call(p.ctx, network.ClearBrowserCookies, cdp.Empty{}))
	for _, c := range cookies {
		_, err := chromedp.Call(p.ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: p.home.String(), HTTPOnly: new(true)})
		require.NoError(p.t, err)
	}
}

// Forget takes a cookie away.
func (p *Tab) Forget(cookie string) {
	p.t.Helper()
	p.must(chromedp.Call(p.ctx, network.DeleteCookies, network.DeleteCookiesParams{Name: cookie, URL: p.home.String()}))
}

// Look changes how pages are looked at from now on.
func (p *Tab) Look(l Look) {
	p.t.Helper()
	p.look = l
	width := int64(l.Width)
	if width == 0 {
		width = 1280
	}
	p.Language(l.Language)
	p.Scheme(l.Dark, l.Still)
	p.must(chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.NoScript}))
	p.do(chromedp.EmulateViewport(width, 900))
}

// Language is in which language the browser asks for pages from now on.
func (p *Tab) Language(language string) {
	p.t.Helper()
	if p.look.Language = language; language == "" {
		language = "en"
	}
	p.must(chromedp.Call(p.ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: p.b.agent, AcceptLanguage: language}))
}

// Scheme changes the page that is there to dark or light colours, and says whether less motion is asked for.
func (p *Tab) Scheme(dark, still bool) {
	p.t.Helper()
	p.look.Dark, p.look.Still = dark, still
	scheme, motion, media := "light", "no-preference", ""
	if p.look.Print {
		media = "print"
	}
	if dark {
		scheme = "dark"
	}
	if still {
		motion = "reduce"
	}
	p.must(chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion},
	}}))
}

// hear keeps what the browser says of a visit.
func (p *Tab) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.asked(e.Request.URL)
	case *network.EventResponseReceived:
		p.answered(e.Type, e.Response)
	case *log.EventEntryAdded:
		p.logged(e.Entry)
	case *runtime.EventExceptionThrown:
		p.console = append(p.console, thrown(e.ExceptionDetails))
	case *page.EventJavascriptDialogOpening:
		go p.accept()
	}
}

// accept leaves a page that asks whether it may be left.
func (p *Tab) accept() {
	_, _ = chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // gone already
}

func (p *Tab) asked(address string) {
	to, err := url.Parse(address)
	if err == nil && (to.Scheme == "http" || to.Scheme == "https") && to.Host != p.home.Host {
		p.elsewhere = append(p.elsewhere, address)
	}
}

func (p *Tab) answered(kind network.ResourceType, r *network.Response) {
	if kind == network.ResourceTypeDocument && r != nil {
		p.status = int(r.Status)
	}
}

// logged keeps errors. That a page was refused is no error of the page.
func (p *Tab) logged(e *log.Entry) {
	if e == nil || e.Level != log.EntryLevelError && e.Level != log.EntryLevelWarning {
		return
	}
	if e.Source == log.EntrySourceNetwork && strings.Contains(e.Text, "the server responded with a status of") && !strings.Contains(e.URL, "/assets/") {
		return
	}
	p.console = append(p.console, fmt.Sprintf("%s: %s (%s)", e.Source, e.Text, e.URL))
}

func thrown(d *runtime.ExceptionDetails) string {
	if d == nil {
		return "an exception"
	}
	text := d.Text
	if d.Exception != nil {
		text += " " + d.Exception.Description
	}
	return text
}

// A Visit is what came of going to a page.
type Visit struct {
	Status    int
	Path      string // where it ended, with its query
	Title     string
	Console   []string // errors and warnings
	Elsewhere []string // requests to another host
}

// Open goes to a path of the desk, or to a whole address.
func (p *Tab) Open(path string) Visit {
	p.t.Helper()
	p.forget()
	address := path
	if strings.HasPrefix(path, "/") {
		address = p.home.String() + path
	}
	p.do(chromedp.Navigate(address))
	return p.Visit()
}

// Follow does something in the page that leads to another one, and waits for it.
func (p *Tab) Follow(expression string) Visit {
	p.t.Helper()
	p.forget()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, chromedp.Evaluate[chromedp.Void](expression+"; undefined"))
	require.NoError(p.t, err, "%.300s", expression)
	return p.Visit()
}

func (p *Tab) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.console, p.elsewhere, p.status = nil, nil, 0
}

// Visit says where the tab is, and what it has heard since it last went somewhere.
func (p *Tab) Visit() Visit {
	p.t.Helper()
	at, err := url.Parse(Eval[string](p, "location.href"))
	require.NoError(p.t, err)
	v := Visit{Path: at.RequestURI(), Title: Eval[string](p, "document.title")}
	p.mu.Lock()
	defer p.mu.Unlock()
	v.Status, v.Console, v.Elsewhere = p.status, slices.Clone(p.console), slices.Clone(p.elsewhere)
	return v
}

// Eval computes an expression in the page; of a promise its value.
func Eval[T any](p *Tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(p.t, err, "%.300s", expression)
	return v
}

// Text is what somebody reads in the part of the page that a selector names.
func (p *Tab) Text(selector string) string {
	p.t.Helper()
	return Eval[string](p, "document.querySelector("+quoted(selector)+")?.innerText ?? ''")
}

// Has tells whether the page has something.
func (p *Tab) Has(selector string) bool {
	p.t.Helper()
	return Eval[bool](p, "document.querySelector("+quoted(selector)+") !== null")
}

// Whole writes a picture of the whole page, as WebP.
func (p *Tab) Whole(file string) {
	p.t.Helper()
	quality := int64(70)
	picture, err := chromedp.Call(p.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality, CaptureBeyondViewport: new(true)})
	require.NoError(p.t, err)
	require.NoError(p.t, os.WriteFile(file, picture.Data, 0o644))
}

// Offline cuts the tab off from the network, or joins it again.
func (p *Tab) Offline(off bool) {
	p.t.Helper()
	p.must(chromedp.Call(p.ctx, emulateNetwork, conditions{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}))
}

// conditions are of Network.emulateNetworkConditions, which Debian's Chromium knows and newer protocols have another name for.
type conditions struct {
	Offline            bool    `json:"offline"`
	Latency            float64 `json:"latency"`
	DownloadThroughput float64 `json:"downloadThroughput"`
	UploadThroughput   float64 `json:"uploadThroughput"`
}

var emulateNetwork = cdp.Command[conditions, cdp.Empty]{Method: "Network.emulateNetworkConditions"}

// Close closes the window.
func (p *Tab) Close() { _ = chromedp.Cancel(p.ctx) }

func (p *Tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	require.NoError(p.t, chromedp.Do(ctx, actions...))
}

func (p *Tab) must(_ any, err error) {
	p.t.Helper()
	require.NoError(p.t, err)
}

// Picture writes a picture of what is seen of the page in a window, small enough for documents.
func (p *Tab) Picture(file string, width, height int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height), chromedp.Evaluate[chromedp.Void]("scrollTo(0, 0)"))
	quality := int64(60)
	picture, err := chromedp.Call(p.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality})
	require.NoError(p.t, err)
	require.NoError(p.t, os.WriteFile(file, picture.Data, 0o644))
	p.Look(p.look)
}
