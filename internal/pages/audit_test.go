package pages_test

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/views"
)

// shownState is the JSON of the state that a page shows.
func shownState(t *testing.T, body string) string {
	t.Helper()
	_, rest, found := strings.Cut(body, `<pre tabindex="0">`)
	require.True(t, found)
	text, _, _ := strings.Cut(rest, "</pre>")
	return html.UnescapeString(text)
}

func TestAPageAsItStoodSaysWhatTheQuestionAtThatInstantSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	q := w.queries()
	auditor := access.Viewer{Person: calltest.Auditor}
	for _, at := range []string{"2019-06-13", "2019-06-25T12:00", "2019-07-04T10:00:00Z", "2019-07-16", "2019-10-01"} {
		for stream, page := range map[string]string{calltest.Stream: "/calls/" + calltest.Reference, lifetest.Stream: "/tenders/" + lifetest.Tender} {
			a := w.get(calltest.Auditor, page+"/state?at="+url.QueryEscape(at))
			require.Equal(t, http.StatusOK, a.status, a.body)
			wellFormed(t, page+" at "+at, a)
			is, err := q.State(t.Context(), auditor, stream, query.Then{At: at})
			require.NoError(t, err)
			var pretty bytes.Buffer
			require.NoError(t, json.Indent(&pretty, is.State, "", "  "))
			want := is.Named(q.Names(t.Context(), is)).In(pretty.String())
			got := shownState(t, a.body)
			if len(want) > 60_000 {
				want, got = want[:60_000], got[:60_000]
			}
			require.Equal(t, want, got, "%s at %s", page, at)
			if is.StateSHA256 != "" {
				require.Contains(t, a.body, is.StateSHA256)
			}
			if stream != calltest.Stream {
				continue
			}
			then, v, err := q.AsOf(t.Context(), auditor, query.Then{At: at}, stream)
			require.NoError(t, err)
			if award, err := then.Award(t.Context(), v, calltest.Reference); err == nil {
				for _, s := range award.Steps {
					require.Contains(t, a.body, s.Score.StringFixed(2), "the ranking at %s", at)
				}
				require.Contains(t, a.body, "Ranking at ")
			}
		}
	}
}

func TestWhatChangedBetweenTwoInstantsIsMarkedInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	page := "/tenders/" + lifetest.Tender + "/state?at=2019-06-13&with=2019-06-21"
	a := w.get(calltest.Auditor, page)
	require.Equal(t, http.StatusOK, a.status)
	wellFormed(t, page, a)
	require.Contains(t, a.body, "≠ changed")
	require.Regexp(t, `(?s)≠ changed</span></td><th scope="row">stage</th><td class="typed">submitted</td><td class="typed">eligible</td>`, a.body)
	require.Contains(t, html.UnescapeString(a.body), "+ added")
	require.Contains(t, a.body, "decided by", "members have words")
	require.NotContains(t, strings.Split(a.body, `<pre tabindex`)[0], "decided_by")
	french := w.get(calltest.Auditor, page+"&language=fr")
	require.Contains(t, french.body, "décidé par")
	back := w.get(calltest.Auditor, "/tenders/"+lifetest.Tender+"/state?at=2019-06-21&with=2019-06-13")
	require.Contains(t, back.body, "− removed")
	same := w.get(calltest.Auditor, "/tenders/"+lifetest.Tender+"/state?at=2019-06-13&with=2019-06-13")
	require.Contains(t, same.body, "Nothing has changed")
	call := w.get(calltest.Auditor, "/calls/"+calltest.Reference+"/state?at=2019-06-25")
	wellFormed(t, "a call", call)
	for _, want := range []string{"left of the budget", "Budget", "Tenders at "} {
		require.Contains(t, call.body, want)
	}
	require.Contains(t, w.get(calltest.Auditor, page).body, "Event before: ")
	require.Contains(t, w.get(calltest.Auditor, page).body, "Event after: ")

	slid := w.get(calltest.Auditor, "/calls/"+calltest.Reference+"/state?day=3")
	require.Regexp(t, `/state\?at=2019-06-\d\d$`, slid.at, "the slider leads to the end of a day")
	require.Equal(t, http.StatusUnprocessableEntity, w.get(calltest.Auditor, "/calls/"+calltest.Reference+"/state?at=2019-06-25&with=soon").status)
}

func TestATimelineLinksCausesAndReceiptsAndAReceiptIsProvenInTwoClicks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	a := w.get(calltest.Auditor, "/tenders/"+lifetest.Tender+"/history")
	wellFormed(t, "a timeline", a)
	require.Contains(t, a.body, "Caused by position ")
	_, rest, found := strings.Cut(a.body, `/receipts/`)
	require.True(t, found, "a receipt is linked")
	id, _, _ := strings.Cut(rest, `"`)
	receipt := w.get(calltest.Auditor, "/tenders/"+lifetest.Tender+"/receipts/"+id) // the first click
	require.Equal(t, http.StatusOK, receipt.status)
	require.Contains(t, receipt.body, "/receipt.json")
	file := w.get(calltest.Auditor, "/tenders/"+lifetest.Tender+"/receipts/"+id+"/receipt.json") // the second
	require.Equal(t, http.StatusOK, file.status)
	require.Contains(t, w.post("", "/receipt", url.Values{"text": {file.body}}).body, "The receipt is proven", "and needs nobody's word")
	_, rest, found = strings.Cut(a.body, `/history#e`)
	require.True(t, found)
	position, _, _ := strings.Cut(rest, `"`)
	require.Contains(t, w.get(calltest.Auditor, "/calls/"+calltest.Reference+"/history").body, `id="e`+position+`"`, "the cause is where the link leads")
	explained := w.get(calltest.Auditor, "/explain/"+position)
	require.NotRegexp(t, `<th scope="row">/[a-z]`, explained.body, "the path of a value in the rule book is a code, and marked as one")
	require.Regexp(t, `\d\d:\d\d \(Brussels time\)`, explained.body, "in the zone of the call")
	require.Equal(t, http.StatusOK, explained.status)
	require.Contains(t, explained.body, "What it led to in other lives")
	require.Contains(t, explained.body, "/tenders/"+lifetest.Tender+"/history#e", "and its effect")
	require.NotContains(t, w.get(calltest.Contact(lifetest.Tender), "/explain/"+position).body, "What it led to in other lives")
}

func TestAnAuditorBeginsWithWhatWasDecidedAndVerifiesTheRecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	a := w.get(calltest.Auditor, "/audit")
	require.Equal(t, http.StatusOK, a.status, a.body)
	wellFormed(t, "the first page of an auditor", a)
	require.Contains(t, a.body, "This is your first visit")
	require.Contains(t, a.body, "/explain/")
	require.Contains(t, w.get(calltest.Auditor, "/today").body, `href="/audit"`)
	require.NotContains(t, w.get(calltest.Officer, "/today").body, `href="/audit"`)

	page := w.get(calltest.Auditor, "/audit/verification")
	require.Equal(t, http.StatusOK, page.status)
	found := w.post(calltest.Auditor, "/audit/verification", nil)
	require.Equal(t, http.StatusOK, found.status, found.body)
	wellFormed(t, "a verification", found)
	require.Contains(t, found.body, "Root of the tree")

	for _, path := range []string{"/audit", "/audit/verification", "/calls/" + calltest.Reference + "/access", "/tenders/" + lifetest.Tender + "/access"} {
		require.Equal(t, http.StatusUnauthorized, w.get("", path).status, path)
		require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, w.get(calltest.Stranger, path).status, path)
		require.NotEqual(t, http.StatusOK, w.get(calltest.Contact(lifetest.Tender), path).status, path)
		require.Equal(t, http.StatusOK, w.get(calltest.Auditor, path).status, path)
	}
	require.Equal(t, http.StatusForbidden, w.post(calltest.Stranger, "/audit/verification", nil).status)
	require.Equal(t, http.StatusForbidden, w.post(calltest.Stranger, "/audit/purpose", url.Values{"purpose": {"x"}}).status)
}

func TestAnAuditorTakesTheCheckpointThatTheOperatorsKeepAtTheDesk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-25"))
	c, err := w.Ledger.Checkpoint(t.Context())
	require.NoError(t, err)
	var text bytes.Buffer
	_, err = c.WriteTo(&text)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "checkpoint.txt")
	at := func(person string) string {
		h, err := pages.New(pages.Options{
			Queries: w.queries(), Door: w.Door, People: w.directory, Drafts: drafts.New(w.Ledger, w.directory, w.Store.Pool()), SignIn: "/sign-in", SignOut: "/sign-out", Checkpoint: file,
			Who: func(*http.Request) access.Viewer { return access.Viewer{Person: person} },
		})
		require.NoError(t, err)
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	see := func(address string) answer {
		got, err := http.Get(address)
		require.NoError(t, err)
		return w.read(got)
	}
	auditor := at(calltest.Auditor)
	require.Equal(t, http.StatusNotFound, see(auditor+"/audit/checkpoint").status, "there is none yet")
	require.NotContains(t, see(auditor+"/audit/verification").body, "/audit/checkpoint")
	require.NoError(t, os.WriteFile(file, text.Bytes(), 0o600))
	require.Contains(t, see(auditor+"/audit/verification").body, "/audit/checkpoint")
	require.Equal(t, text.String(), see(auditor+"/audit/checkpoint").body)
	require.Equal(t, http.StatusForbidden, see(at(calltest.Stranger)+"/audit/checkpoint").status)
	require.Equal(t, http.StatusUnauthorized, see(at("")+"/audit/checkpoint").status)
}

func TestWhoCouldHaveSeenATenderIsAnsweredAsByTheQuestion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	at := "/tenders/" + lifetest.Tender + "/access?person=" + url.QueryEscape(calltest.Ada) + "&at="
	before := w.get(calltest.Auditor, at+"2019-06-13")
	wellFormed(t, "who could see", before)
	require.Regexp(t, `what the tender says</dt><dd>no</dd>`, before.body)
	after := w.get(calltest.Auditor, at+"2019-06-25")
	require.Regexp(t, `what the tender says</dt><dd>yes</dd>`, after.body)
	could, err := w.queries().Could(t.Context(), access.Viewer{Person: calltest.Auditor}, calltest.Ada, law.TwinningStream(lifetest.Tender), query.Then{At: "2019-06-25"})
	require.NoError(t, err)
	tell, err := narrate.New("en", func(id string) string { return id }, "UTC")
	require.NoError(t, err)
	for _, p := range could.Parts {
		answer := map[bool]string{true: "yes", false: "no"}[p.Could]
		require.Contains(t, after.body, "<dt>"+html.EscapeString(tell.Word("aspect", string(p.Part)))+"</dt><dd>"+answer+"</dd>", "%s", p.Part)
	}
	require.Equal(t, http.StatusUnprocessableEntity, w.get(calltest.Auditor, "/tenders/"+lifetest.Tender+"/access?person=nobody-here").status)
	require.Equal(t, http.StatusUnprocessableEntity, w.get(calltest.Auditor, at+"soon").status)
	require.Contains(t, w.get(calltest.Auditor, "/tenders/"+lifetest.Tender+"/access?person=").body, "The public, as")

	// What is typed, which may be a name or an address, stands in no address of a page: whoever is found does, by their id.
	page := "/tenders/" + lifetest.Tender + "/access"
	asked := w.post(calltest.Auditor, page, url.Values{"person": {calltest.Ada}, "at": {"2019-06-25"}})
	require.Equal(t, http.StatusOK, asked.status)
	require.Equal(t, page+"?at=2019-06-25&person="+calltest.Ada, asked.at)
	require.Contains(t, asked.body, "<dt>"+html.EscapeString(tell.Word("aspect", "content"))+"</dt><dd>yes</dd>")
	for _, typed := range []string{"nobody-here", "ada@" + lifetest.Canary + ".example"} {
		unknown := w.post(calltest.Auditor, page, url.Values{"person": {typed}})
		require.Equal(t, http.StatusUnprocessableEntity, unknown.status)
		require.NotContains(t, unknown.at, typed)
		require.Contains(t, unknown.body, html.EscapeString(typed), "it stays in the field")
	}
	require.Equal(t, http.StatusForbidden, w.post(calltest.Stranger, "/calls/"+calltest.Reference+"/access", url.Values{"person": {calltest.Ada}}).status)

	// So it is of the letter that is looked at as it would go to somebody.
	letter := "/calls/" + calltest.Reference + "/letters/awarded"
	asked = w.post(calltest.Officer, letter, url.Values{"in": {"fr"}, "to": {calltest.Ada}})
	require.Equal(t, http.StatusOK, asked.status)
	require.Equal(t, letter+"?in=fr&to="+calltest.Ada, asked.at)
	for _, typed := range []string{"nobody-here", "ada@" + lifetest.Canary + ".example"} {
		unknown := w.post(calltest.Officer, letter, url.Values{"to": {typed}})
		wellFormed(t, "a letter to nobody", unknown)
		require.Equal(t, http.StatusUnprocessableEntity, unknown.status)
		require.NotContains(t, unknown.at, typed)
		require.Contains(t, unknown.body, html.EscapeString(typed), "it stays in the field")
		require.Equal(t, http.StatusNotFound, w.get(calltest.Officer, letter+"?to="+url.QueryEscape(typed)).status)
		require.Equal(t, http.StatusForbidden, w.post(calltest.Stranger, letter, url.Values{"to": {typed}}).status)
	}
	require.Equal(t, http.StatusForbidden, w.post(calltest.Stranger, letter, url.Values{"to": {calltest.Ada}}).status, "who may not look at it is not told who is there")
}

// queries ask what pages ask.
func (w *world) queries() *query.Queries {
	return query.Over(w.Ledger, w.directory, func(context.Context) (*views.Store, error) { return w.Store, nil })
}

func TestTheAccessLogTellsForWhatPurposeAnAuditorReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	log := reads.New(w.Store.Pool())
	browser := func(person string) *http.Client {
		h, err := pages.New(pages.Options{
			Queries: w.queries().Recording(log), Door: w.Door, People: w.directory, Drafts: drafts.New(w.Ledger, w.directory, w.Store.Pool()), SignIn: "/sign-in", SignOut: "/sign-out", Reads: log,
			Who: func(*http.Request) access.Viewer { return access.Viewer{Person: person} },
		})
		require.NoError(t, err)
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		w.desks["recorded "+person] = s.URL
		jar, err := cookiejar.New(nil)
		require.NoError(t, err)
		return &http.Client{Jar: jar}
	}
	auditor, officer := browser(calltest.Auditor), browser(calltest.Officer)
	see := func(c *http.Client, person, path string) answer {
		got, err := c.Get(w.desks["recorded "+person] + path)
		require.NoError(t, err)
		return w.read(got)
	}
	tender := "/tenders/" + lifetest.Tender
	require.Equal(t, http.StatusOK, see(auditor, calltest.Auditor, tender+"/history").status)
	got, err := auditor.PostForm(w.desks["recorded "+calltest.Auditor]+"/audit/purpose", url.Values{"purpose": {"Annual audit <2019>"}})
	require.NoError(t, err)
	kept := w.read(got)
	require.Equal(t, "/audit", kept.at)
	require.Contains(t, kept.body, "Annual audit &lt;2019&gt;", "it stays in the field")
	require.Equal(t, http.StatusOK, see(auditor, calltest.Auditor, tender+"/state?at=2019-06-25").status)
	require.Equal(t, http.StatusOK, see(officer, calltest.Officer, tender+"/history").status)
	page := see(auditor, calltest.Auditor, tender+"/access")
	wellFormed(t, "the access log", page)
	require.Contains(t, page.body, "Annual audit &lt;2019&gt;")
	rows, err := log.Log(t.Context(), reads.Filter{Stream: lifetest.Stream})
	require.NoError(t, err)
	with, without := 0, 0
	for _, r := range rows {
		switch {
		case r.Person == calltest.Auditor && r.Purpose == "Annual audit <2019>":
			with++
		case r.Purpose == "":
			without++
		}
	}
	require.Positive(t, with)
	require.Positive(t, without, "what was read before, and what the officer reads, has none")
	// The second visit begins where the first ended: nothing was decided since.
	older, err := pgxpool.New(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer older.Close()
	_, err = older.Exec(t.Context(), "UPDATE web.reads SET at = at - interval '2 hours'")
	require.NoError(t, err)
	again := see(auditor, calltest.Auditor, "/audit")
	require.Contains(t, again.body, "Decisions since your last visit on")
	require.Contains(t, again.body, "Nothing was decided since then.")
}
