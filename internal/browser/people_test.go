package browser_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
)

// eventually waits for something that a page does by itself.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, time.Minute, 50*time.Millisecond, what)
}

// hows are both ways in which people have pages.
var hows = []struct {
	name string
	look browser.Look
}{{"with JavaScript", browser.Look{}}, {"without JavaScript", browser.Look{NoScript: true}}}

// Nothing that people type is lost, and nothing is sent twice: scenes at one desk, on one day, each with drafts of its own.
func TestNothingThatPeopleTypeIsLostOrSentTwice(t *testing.T) {
	d, b := newDesk(t, "2019-06-13"), browser.New(t)
	type play func(d *desk, b *browser.Browser, look browser.Look)
	for _, scene := range []struct {
		what          string
		with, without play // JavaScript; nil: it is not played so
	}{
		{"a lost connection, and a sign-out in another tab", (*desk).losesTheConnection, nil},
		{"two people on one form", (*desk).twoPeopleOnOneForm, (*desk).twoPeopleOnOneForm},
		{"a double click, and the back button", (*desk).clicksTwice, (*desk).goesBack},
		{"two tabs of one person", (*desk).twoTabs, (*desk).twoTabs},
	} {
		for i, play := range []play{scene.with, scene.without} {
			if play == nil {
				continue
			}
			t.Run(scene.what+", "+hows[i].name, func(t *testing.T) {
				one := d.with(t)
				one.signed = nobodyYet() // a scene may sign out
				play(one, b, hows[i].look)
			})
		}
	}
}

const field = `document.getElementById("f-solution")`

func (d *desk) losesTheConnection(b *browser.Browser, look browser.Look) {
	t := d.t
	draft := d.draft(calltest.Stranger)
	require.NotEmpty(t, draft)
	one := &browser.Hand{Tab: d.tab(b, calltest.Stranger, look)}
	saved := func() string { return d.get(calltest.Stranger, draft+"/edit/plan", "en").text }

	one.Open(draft + "/edit/plan")
	one.Fill("Solution", "typed while the server was there")
	eventually(t, "it is saved as one types", func() bool { return strings.Contains(saved(), "typed while the server was there") })
	eventually(t, "and the page says so", func() bool { return strings.HasPrefix(one.Text(".saved"), "Saved") })

	one.Offline(true)
	one.Fill("Solution", "typed without a connection")
	eventually(t, "the page says that it is not saved", func() bool { return strings.Contains(one.Text(".saved"), "Not saved") })
	require.Equal(t, "typed without a connection", browser.Eval[string](one.Tab, field+".value"), "what was typed stays")
	require.NotContains(t, saved(), "typed without a connection")
	one.Offline(false)
	eventually(t, "once there is a connection it is saved", func() bool { return strings.Contains(saved(), "typed without a connection") })
	eventually(t, "and the page says so", func() bool { return strings.HasPrefix(one.Text(".saved"), "Saved") })

	// A sign-out in another tab of the same browser: the same cookies, so the same session is over.
	one.Fill("Solution", "typed before the sign-out")
	eventually(t, "saved", func() bool { return strings.Contains(saved(), "typed before the sign-out") })
	cookies := d.cookies(calltest.Stranger)
	other := &browser.Hand{Tab: b.Tab(t, d.url, look, cookies...)}
	other.Open("/today")
	other.Click("Sign out")
	one.Fill("Solution", "typed after the sign-out")
	eventually(t, "the page says that it is not saved", func() bool { return !strings.HasPrefix(one.Text(".saved"), "Saved") })
	require.Equal(t, "typed after the sign-out", browser.Eval[string](one.Tab, field+".value"), "what was typed stays")
	require.Equal(t, 401, other.Open(draft+"/edit/plan").Status, "nobody reads it without a sign-in")
}

func (d *desk) twoPeopleOnOneForm(b *browser.Browser, look browser.Look) {
	t := d.t
	draft := d.draft(calltest.Stranger)
	contact := &browser.Hand{Tab: d.tab(b, calltest.Stranger, look)}
	signatory := &browser.Hand{Tab: d.tab(b, calltest.Signatory(lifetest.Tender), look)}
	contact.Open(draft + "/edit/plan")
	signatory.Open(draft + "/edit/plan")
	contact.Fill("Plan", "as the contact says")
	contact.Click("Save and continue")
	signatory.Fill("Solution", "as the signatory says")
	if look.NoScript {
		v := signatory.TryClick("Save and continue")
		require.Equal(t, 409, v.Status, "it has moved")
	} else {
		eventually(t, "the page says that somebody else changed it", func() bool { return strings.Contains(signatory.Text(".saved"), "somebody else has changed this step") })
		signatory.TryClick("Save and continue")
	}
	require.Equal(t, "as the signatory says", browser.Eval[string](signatory.Tab, field+".value"), "what the second typed stays")
	require.Contains(t, signatory.Text("main"), "as the contact says", "and they see what the first changed")
	signatory.TryClick("Save and continue")
	require.Contains(t, d.get(calltest.Stranger, draft+"/edit/plan", "en").text, "as the signatory says", "sent again, it counts")
}

func (d *desk) clicksTwice(b *browser.Browser, look browser.Look) {
	t := d.t
	draft := d.draft(calltest.Stranger)
	h := &browser.Hand{Tab: d.tab(b, calltest.Stranger, look)}
	h.Open(draft + "/submit")
	before := d.sent()
	browser.Eval[bool](h.Tab, `(() => { const b = [...document.querySelectorAll("main button")].find((b) => b.innerText === "Submit now"); b.click(); b.click(); return true; })()`)
	eventually(t, "the receipt is there", func() bool { return strings.Contains(h.Text("main"), "Received and carried out.") })
	first := h.Visit().Path
	require.Equal(t, before+submission, d.sent(), "both clicks together send it once")
	h.Back()
	if h.Sees("Submit now") {
		h.TryClick("Submit now")
	}
	require.Equal(t, before+submission, d.sent(), "nothing is received again; the first receipt was %s", first)
}

// submission is how many commands a draft is sent with: the tender, and its file.
const submission = 2

// sent is how many commands people have sent. What lives do by themselves is not among them, so nothing has to come to rest before it is asked.
func (d *desk) sent() (n int) {
	d.t.Helper()
	events, err := d.Ledger.Read(d.t.Context(), ledger.Query{Kinds: []string{law.CommandReceived{}.Kind()}})
	require.NoError(d.t, err)
	for _, e := range events {
		if e.Actor != law.Engine {
			n++
		}
	}
	return n
}

func TestTheDeadlineThatPassesWhileSomebodyTypesIsSaidAndTheTextIsKept(t *testing.T) {
	d, b := newDesk(t, "2019-06-13"), browser.New(t)
	drafts, hands := make([]string, len(hows)), make([]*browser.Hand, len(hows))
	for i, how := range hows {
		drafts[i], hands[i] = d.draft(calltest.Stranger), &browser.Hand{Tab: d.tab(b, calltest.Stranger, how.look)}
		hands[i].Open(drafts[i] + "/edit/plan")
	}
	rule, err := lifetest.Book().DeadlineRule("")
	require.NoError(t, err)
	d.Until(rule.Instant.Add(time.Minute))
	for i, how := range hows {
		h, draft := hands[i], drafts[i]
		h.Fill("Solution", "typed while the deadline passed")
		h.TryClick("Save and continue")
		require.Contains(t, d.get(calltest.Stranger, draft+"/edit/plan", "en").text, "typed while the deadline passed", "%s: the text is kept", how.name)
		h.Open(draft)
		require.Contains(t, h.Text("main"), "The deadline has passed", "%s: and the page says so", how.name)
		h.Open("/calls/" + calltest.Reference + "/start")
		require.Contains(t, h.Text("main"), "Closed since the deadline of 14 June 2019", how.name)
		require.Contains(t, h.Text("main"), "Your drafts", "%s: and what is still there", how.name)
	}
}

func (d *desk) twoTabs(b *browser.Browser, look browser.Look) {
	t := d.t
	draft := d.draft(calltest.Stranger)
	one := &browser.Hand{Tab: d.tab(b, calltest.Stranger, look)}
	other := &browser.Hand{Tab: d.tab(b, calltest.Stranger, look)}
	one.Open(draft + "/edit/plan")
	other.Open(draft + "/edit/plan")
	one.Fill("Plan", "from the first tab")
	one.Click("Save and continue")
	other.Fill("Solution", "from the second tab")
	other.TryClick("Save and continue")
	require.Equal(t, "from the second tab", browser.Eval[string](other.Tab, field+".value"), "what the second tab has stays")
	require.Contains(t, other.Text("main"), "from the first tab", "and it shows what the first one saved")
	other.TryClick("Save and continue")
	kept := d.get(calltest.Stranger, draft+"/edit/plan", "en").text
	require.Contains(t, kept, "from the second tab")
}

func (d *desk) goesBack(b *browser.Browser, look browser.Look) {
	t := d.t
	draft := d.draft(calltest.Stranger)
	h := &browser.Hand{Tab: d.tab(b, calltest.Stranger, look)}
	h.Open(draft + "/submit")
	before := d.sent()
	h.TryClick("Submit now")
	eventually(t, "the receipt is there", func() bool {
		is := strings.Contains(h.Text("main"), "Received and carried out.")
		if !is { // it is not judged yet: without JavaScript somebody loads the page again
			h.Open(h.Visit().Path)
		}
		return is
	})
	require.Equal(t, before+submission, d.sent())
	h.Back()
	if h.Sees("Submit now") {
		h.TryClick("Submit now")
	}
	require.Equal(t, before+submission, d.sent(), "nothing is received again")
}
