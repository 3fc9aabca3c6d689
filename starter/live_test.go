package main

import (
	"context"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/local/provider"
	"twinning.example/engine/internal/web/webtest"
)

// An openPage is what somebody has open in Chromium.
type openPage struct {
	w   *sealedWorld
	ctx context.Context
}

// chromium opens a browser of its own and signs somebody in to the desk.
func (w *sealedWorld) chromium(desk, alias, page string) openPage {
	w.t.Helper()
	path, err := exec.LookPath("chromium")
	require.NoError(w.t, err, "there is no Chromium: tools/setup.sh installs it on Debian")
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(w.t.TempDir()), chromedp.Flag("lang", "en"))...)
	w.t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {})) // what it cannot decode of newer protocols
	w.t.Cleanup(cancel)
	_, err = chromedp.Run(ctx, chromedp.Evaluate[string]("navigator.userAgent")) // the browser lives as long as the context of its first step
	require.NoError(w.t, err)
	b := openPage{w, ctx}
	b.does("sign in", chromedp.Navigate(desk+"/sign-in?back="+url.QueryEscape(page)), chromedp.SendKeys(chromedp.CSS("#who"), alias),
		chromedp.SendKeys(chromedp.CSS("#password"), provider.Password(webtest.Secret, w.idOf(alias))), chromedp.Click(chromedp.CSS("button[type=submit]")), chromedp.WaitVisible(chromedp.CSS("#main")))
	return b
}

func (b openPage) does(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.w.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	err := chromedp.Do(ctx, steps...)
	for n := 0; n < 5 && err != nil && strings.Contains(err.Error(), "Could not find node"); n++ { // the page was made anew between looking and doing
		err = chromedp.Do(ctx, steps...)
	}
	require.NoError(b.w.t, err, what)
}

// is waits until a script says yes.
func (b openPage) is(script, what string) {
	b.w.t.Helper()
	for end := time.Now().Add(40 * time.Second); ; time.Sleep(100 * time.Millisecond) { // asks again
		yes, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script))
		if err == nil && yes {
			return
		}
		require.True(b.w.t, time.Now().Before(end), "%s: %v; the page says %q", what, err, b.text(`document.getElementById("says")?.textContent || ""`))
	}
}

func (b openPage) text(script string) string {
	b.w.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
	require.NoError(b.w.t, err, script)
	return text
}

// cookies are those of the browser, for a client that is another tab.
func (b openPage) cookies() (all []*http.Cookie) {
	b.w.t.Helper()
	b.does("cookies", chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		list, err := cdp.Call(ctx, to, network.GetCookies, network.GetCookiesParams{})
		for _, c := range list.Cookies {
			all = append(all, &http.Cookie{Name: c.Name, Value: c.Value})
		}
		return err
	}))
	return all
}

func TestAnOpenPageShowsWhatComesInAndKeepsWhatIsTyped(t *testing.T) {
	w := newSealedWorld(t)
	free := webtest.Listen(t)
	address := free.Addr().String()
	require.NoError(t, free.Close())
	stop := w.desks(address)
	desk := "http://" + address
	b := w.chromium(desk, "officer", "/calls/DHE-2019/tenders")
	rows := `String(document.querySelectorAll("main tbody tr").length)`
	before := b.text(rows)
	b.does("type", chromedp.SendKeys(chromedp.CSS("#q"), "half a sen"))
	b.text(`document.getElementById("q").setSelectionRange(2, 6); window.unchanged = document.querySelector("main table"); ""`)

	w.submits(0, "$MORE", w.file("more.yaml", strings.ReplaceAll(planted, "mask-", "data-matters-")), "data-matters-contact", "more-1")
	b.is(`document.getElementById("says").textContent.includes("1 tender more.")`, "what changed is said")
	require.NotEqual(t, before, b.text(rows))
	require.Contains(t, b.text(`document.querySelector("main").textContent`), w.refs["$MORE"])
	require.Equal(t, "half a sen 2 6 q", b.text(`(() => { const q = document.activeElement; return [q.value, q.selectionStart, q.selectionEnd, q.id].join(" "); })()`), "what is typed, selected and in focus stays")
	b.is(`window.unchanged === document.querySelector("main table")`, "what is the same is left as it is")

	// The server goes away and comes back: the page says so, and catches up.
	stop[0]()
	b.is(`document.getElementById("says").textContent.includes("interrupted")`, "a lost connection is said")
	stop = w.desks(address)
	b.is(`document.getElementById("says").textContent.includes("restored")`, "and that it is there again")

	// Signing out in another tab is noticed by the next update.
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, desk+"/sign-out", nil)
	require.NoError(t, err)
	for _, c := range b.cookies() {
		r.AddCookie(c)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	out, err := client.Do(r)
	require.NoError(t, err)
	require.NoError(t, out.Body.Close())
	require.Equal(t, http.StatusSeeOther, out.StatusCode)
	w.submits(0, "$YET", w.file("yet.yaml", strings.ReplaceAll(planted, "mask-", "kwido-")), "kwido-contact", "yet-1")
	b.is(`document.getElementById("says").textContent.includes("signed out")`, "the page says that it is over")
	require.NotContains(t, b.text(`document.querySelector("main").textContent`), w.refs["$MORE"], "and shows nothing more")
	require.Equal(t, "half a sen", b.text(`document.getElementById("q").value`))

	// A server that ends lets its pages go at once.
	c := w.chromium(desk, "officer", "/calls/DHE-2019")
	c.is(`document.querySelector("main[data-live]") !== null`, "it is live")
	time.Sleep(time.Second) // time itself: nothing says when the page's stream is open
	began := time.Now()
	stop[0]()
	require.Less(t, time.Since(began), 5*time.Second, "no stream holds it")
}

func TestAnAuditorVerifiesTheRecordFromTheDesk(t *testing.T) {
	w := newSealedWorld(t)
	desk := w.aDesk()
	b := webtest.NewBrowser(t)
	status, text, _ := b.SignIn(desk, "auditor", w.idOf("auditor"), "/audit/verification")
	require.Equal(t, http.StatusOK, status, text)
	status, text, _ = b.Send(desk+"/audit/verification", nil)
	require.Equal(t, http.StatusOK, status, text)
	require.Contains(t, text, "Verified: every row says what it said when it was recorded.")
	require.NotRegexp(t, leak, text)
	status, text, _ = b.See(desk + "/audit")
	require.Equal(t, http.StatusOK, status, text)
	require.Contains(t, text, "DHE-2019")
	require.NotRegexp(t, leak, text, "what is sealed is not told")
	stranger := webtest.NewBrowser(t)
	_, _, _ = stranger.SignIn(desk, "kwido-contact", w.idOf("kwido-contact"), "/today")
	status, _, _ = stranger.Send(desk+"/audit/verification", nil)
	require.Equal(t, http.StatusForbidden, status)
}
