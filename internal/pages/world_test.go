package pages_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	_ "gocloud.dev/blob/fileblob" // files of evidence stand in a folder

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

// A world is a ledger in which the year of a twinning has been played up to some
// instant, and the desk of each person.
type world struct {
	*lifetest.House
	t         *testing.T
	directory *people.Directory
	asked     *query.Queries    // that remember, as those of a desk do
	desks     map[string]string // address by person
	files     *evidence.Store
	draft     string   // id of a draft of the party, once it is visited
	judged    []string // streams of lives that judge what arrives, besides the call and the tender of the year
}

// everybody are those who visit, by what they are to the tender.
func everybody() map[string]string {
	return map[string]string{
		"the public": "", "a stranger": calltest.Stranger, "an officer": calltest.Officer, "the head": calltest.Head,
		"an auditor": calltest.Auditor, "an evaluator": calltest.Ada, "a party": calltest.Contact(lifetest.Tender),
	}
}

// some are the paths that somebody opens: all, or with -short a part, for each of them another one.
func some(who string, paths []string) []string {
	if !testing.Short() {
		return paths
	}
	const parts = 3
	n := slices.Index(slices.Sorted(maps.Keys(everybody())), who)
	var mine []string
	for i, path := range paths {
		if i%parts == n%parts {
			mine = append(mine, path)
		}
	}
	return mine
}

// newWorld plays the year up to an instant.
func newWorld(t *testing.T, until time.Time) *world { return newWorldOf(t, lifetest.Year(), until) }

// newWorldOf plays a year up to an instant.
func newWorldOf(t *testing.T, year []lifetest.Step, until time.Time) *world {
	var steps []lifetest.Step
	for _, s := range year {
		if s.At.Before(until) {
			steps = append(steps, s)
		}
	}
	h := lifetest.Played(t, lifetest.Options{}, []string{calltest.Stranger}, steps)
	bucket, folder, err := evidence.OpenBucket(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { _ = bucket.Close() })
	w := &world{House: h, t: t, directory: people.NewDirectory(h.Ledger), desks: map[string]string{}}
	w.asked = query.Over(h.Ledger, w.directory, func(context.Context) (*views.Store, error) { return h.Store, nil }).Remembering(1000)
	w.files = &evidence.Store{Ledger: h.Ledger, Pool: h.Store.Pool(), Bucket: bucket, Folder: folder}
	for _, id := range everybody() {
		w.desk(id)
	}
	return w
}

// open is a world in which the call takes tenders, before the first one.
func open(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, day(t, "2019-06-12"))
	w.Until(day(t, "2019-06-12"))
	w.Judge(calltest.Stream)
	return w
}

// desk opens the desk of somebody.
func (w *world) desk(id string) {
	if w.desks[id] == "" {
		w.desks[id] = served(w.t, w.Ledger, w.directory, w.Store, w.asked, id, w.files).URL
	}
}

// past lets the deadline for tenders pass.
func (w *world) past(t *testing.T) {
	t.Helper()
	w.Until(limitOf(t).Add(time.Minute))
	w.Judge(calltest.Stream)
}

func limitOf(t *testing.T) time.Time {
	t.Helper()
	rule, err := lifetest.Book().DeadlineRule("")
	require.NoError(t, err)
	return rule.Instant
}

func day(t *testing.T, date string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, date)
	require.NoError(t, err)
	return at
}

// An answer is what a visit gave.
type answer struct {
	status int
	body   string
	at     string // the path, after redirects
	header http.Header
}

func (w *world) get(person, path string) answer {
	w.t.Helper()
	w.desk(person)
	got, err := http.Get(w.desks[person] + path)
	require.NoError(w.t, err)
	return w.read(got)
}

func (w *world) read(got *http.Response) answer {
	w.t.Helper()
	body, err := io.ReadAll(got.Body)
	require.NoError(w.t, err)
	require.NoError(w.t, got.Body.Close())
	return answer{got.StatusCode, string(body), got.Request.URL.RequestURI(), got.Header}
}

// post sends a form while the lives judge what arrives.
func (w *world) post(person, path string, form url.Values) answer {
	w.t.Helper()
	w.desk(person)
	done := make(chan struct{})
	var got *http.Response
	var err error
	go func() {
		defer close(done)
		got, err = http.PostForm(w.desks[person]+path, form)
	}()
	for {
		select {
		case <-done:
			require.NoError(w.t, err)
			return w.read(got)
		case <-time.After(30 * time.Millisecond):
			w.Judge(calltest.Stream)
			w.Judge(lifetest.Stream)
			for _, stream := range w.judged {
				w.Judge(stream)
			}
		}
	}
}

// untold is the key of a text of a form.
var untold = regexp.MustCompile(`>(hint|field|choice|part|word|stage|label)\.[a-z][a-zA-Z0-9.-]*<`)

// wellFormed holds a page to what every page keeps: one h1, a name for each field and
// picture, nothing inline, and 150 kB.
func wellFormed(t *testing.T, what string, a answer) *html.Node {
	t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return nil
	}
	require.LessOrEqual(t, len(a.body), 150_000, what)
	if strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") {
		return nil // a letter as a page, which has styles of its own and does nothing
	}
	require.Empty(t, untold.FindString(a.body), "%s: the key of a text stands where the text should", what)
	root, err := html.Parse(strings.NewReader(a.body))
	require.NoError(t, err, what)
	heading := "" // the last one
	headings, labels, ids := 0, map[string]bool{}, map[string]int{}
	var fields []*html.Node
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
		require.Empty(t, attr(n, "style"), "%s: an inline style", what)
		for _, a := range n.Attr {
			require.False(t, strings.HasPrefix(a.Key, "on"), "%s: an inline script: %s", what, a.Key)
		}
		switch n.Data {
		case "h1", "h2", "h3", "summary":
			heading = strings.TrimSpace(words(n))
		}
		switch n.Data {
		case "h1":
			headings++
		case "label":
			labels[attr(n, "for")] = true
		case "input", "select", "textarea":
			fields = append(fields, n)
		case "svg":
			require.Equal(t, "img", attr(n, "role"), what)
			require.NotEmpty(t, attr(n, "aria-label"), what)
		case "table":
			require.NotNil(t, n.FirstChild, what)
			require.Equal(t, "caption", n.FirstChild.Data, "%s: a table without a caption", what)
			ours := strings.Contains(a.body, `href="/assets/style.css"`) // a document to be printed has a style of its own, and hides its captions
			if ours && !within(n, "figure") && !strings.Contains(attr(n.FirstChild, "class"), "unseen") && !belowHeading(n.Parent) {
				require.NotEqual(t, heading, strings.TrimSpace(words(n.FirstChild)), "%s: a caption repeats the heading above it", what)
			}
		case "style":
			require.Fail(t, "inline", "%s: a %s element", what, n.Data)
		case "script":
			require.NotEmpty(t, attr(n, "src"), "%s: an inline script", what)
			require.Nil(t, n.FirstChild, "%s: an inline script", what)
		}
	}
	require.Equal(t, 1, headings, "%s: one h1", what)
	for id, n := range ids {
		require.Equal(t, 1, n, "%s: the id %s is there once", what, id)
	}
	for _, f := range fields {
		named := attr(f, "type") == "hidden" || attr(f, "aria-label") != "" || labels[attr(f, "id")] || f.Parent.Data == "label"
		require.True(t, named, "%s: the field %s has a label", what, attr(f, "name"))
	}
	return root
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// paths fill in each pattern of the router.
func (w *world) paths(patterns []string) []string {
	w.t.Helper()
	if w.draft == "" { // of the party, with a title that nobody else may read
		d, err := drafts.New(w.Ledger, w.directory, w.Store.Pool()).Save(w.t.Context(), drafts.File{As: calltest.Contact(lifetest.Tender), Call: calltest.Reference, Name: "seen", Data: []byte("title: " + title + " draft\n")})
		if errors.Is(err, drafts.ErrClosed) {
			d.ID = "d-aaaaaaaaaaaaaaaa" // the call takes none any more
		} else {
			require.NoError(w.t, err)
		}
		w.draft = d.ID
	}
	r := strings.NewReplacer("{letter}", "awarded", "{invitation}", "DHE-2019-ABCDEFGHIJ", "{organisation}", "ABCDEFGHIJ", "{programme}", "DHE", "{market}", "HEALTH", "{entry}", "HEALTH-ABCDEFGHIJKL", "{interest}", "HEALTH-ABCDEFGHIJKL", "{survey}", "EHN-2021", "{masterclass}", "TRIESTE-2024", "{initiative}", "CAPACITYHD", "{body}", "EHN", "{meeting}", "20", "{decision}", "d1", "{country}", "SE", "{format}", "csv", "{draft}", w.draft, "{book}", "b-aaaaaaaaaaaaaaaa", "{document}", "tender-form", "{file}", "f-aaaaaaaaaaaaaaaaaaaaaaaaaa", "{month}", "1", "{call}", calltest.Reference, "{tender}", lifetest.Tender, "{position}", "12", "{id}", "no-such-command", "{$}", "")
	var list []string
	for _, p := range patterns {
		method, path, _ := strings.Cut(p, " ")
		path = strings.NewReplacer("{run}", "1", "{expense}", "none", "{what}", "obligations", "{export}", "x-aaaaaaaaaaaaaaaaaaaaaaaaaa").Replace(path)
		if method != http.MethodGet {
			continue
		}
		if strings.Contains(path, "{step}") {
			for _, step := range []string{"offer", "parties", "plan", "costs", "documents"} {
				list = append(list, r.Replace(strings.Replace(path, "{step}", step, 1)))
			}
			continue
		}
		if strings.Contains(path, "{kind}") {
			for _, kind := range pages.BulkKinds() {
				list = append(list, r.Replace(strings.Replace(path, "{kind}", kind, 1)))
			}
			continue
		}
		if strings.Contains(path, "{command}") {
			for _, kind := range pages.Kinds() {
				list = append(list, r.Replace(strings.Replace(path, "{command}", kind, 1)))
			}
			continue
		}
		list = append(list, r.Replace(path))
	}
	return list
}

// atOnce visits a path for everybody, two requests at a time.
func (w *world) atOnce(person, path string) answer {
	w.t.Helper()
	var all sync.WaitGroup
	var other error
	all.Go(func() {
		got, err := http.Get(w.desks[person] + path)
		if err == nil {
			_, err = io.Copy(io.Discard, got.Body)
			_ = got.Body.Close()
		}
		if err == nil && got.StatusCode >= 500 {
			err = fmt.Errorf("%s: %s", path, got.Status)
		}
		other = err
	})
	a := w.get(person, path)
	all.Wait()
	require.NoError(w.t, other)
	return a
}

// words is the text of an element.
func words(n *html.Node) string {
	var text strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text.WriteString(d.Data)
		}
	}
	return text.String()
}

// within tells whether an element stands in one of a tag.
func within(n *html.Node, tag string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == tag {
			return true
		}
	}
	return false
}

// belowHeading tells whether what stands right before an element is a heading; the caption of a table in it is for screen readers, then.
func belowHeading(n *html.Node) bool {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			return slices.Contains([]string{"h1", "h2", "h3", "summary"}, p.Data)
		}
	}
	return false
}
