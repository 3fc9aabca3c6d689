package pages

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// told is what a page tells of itself while it is open.
type told struct {
	open    bool // it is made anew for a page that is open
	status  int
	page    []byte
	home    string         // stream of the call that it is about
	whole   bool           // its viewer sees the call whole
	drafted bool           // it shows what stands outside the ledger
	counts  map[string]int // how many there are of what it lists
	stage   string
}

type toldKey struct{}

func toldIn(ctx context.Context) *told {
	if t, ok := ctx.Value(toldKey{}).(*told); ok {
		return t
	}
	return &told{}
}

func (t *told) shown(status int, page []byte) { t.status, t.page = status, slices.Clone(page) }

// about says which call a page is about, and whether its viewer sees it whole.
func (r *request) about(home string, whole bool) {
	r.told.home, r.told.whole = home, whole
}

// counted says how many there are of something that a page lists: the key of a text.
func (r *request) counted(what string, n int) {
	if r.told.counts == nil {
		r.told.counts = map[string]int{}
	}
	r.told.counts[what] = n
}

// stands says in which stage the life of a page is.
func (r *request) stands(stage string) {
	r.told.stage = stage
}

// drafted says that a page shows what stands outside the ledger.
func (r *request) drafted() {
	r.told.drafted = true
}

func (r *request) isLive() bool {
	return r.Method == http.MethodGet && slices.Contains(livePages, r.Pattern)
}

// liveAt is where a page hears of what changed. It names for whom the page was made, so
// that whoever signs in as somebody else is not sent their pages.
func (r *request) liveAt() string {
	return livePath + "?" + url.Values{"page": {r.URL.RequestURI()}, "for": {madeFor(r.viewer.Person)}}.Encode()
}

func madeFor(person string) string { return shortHash([]byte("for " + person)) }

func shortHash(data []byte) string {
	sum := sha256.Sum256(data)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// mainOf is what stands within the main part of a page.
func mainOf(page []byte) []byte {
	from := bytes.Index(page, mainBegins)
	if from < 0 {
		return nil
	}
	begins := bytes.IndexByte(page[from:], '>') + from + 1
	ends := bytes.LastIndex(page, mainEnds)
	if ends < begins {
		return nil
	}
	return page[begins:ends]
}

// version names what a page holds: a hash, and how many there are of what it lists, so
// that whoever has missed something is told how many more there are.
func (t *told) version(page []byte) string {
	is := shortHash(passing.ReplaceAll(mainOf(page), nil))
	if t.whole {
		is += ":" + seenWhole
	}
	for _, what := range slices.Sorted(maps.Keys(t.counts)) {
		is += fmt.Sprintf(":%s=%d", what, t.counts[what])
	}
	return is
}

// ofVersion is what a version says of its page.
func ofVersion(version string) *told {
	t := &told{counts: map[string]int{}}
	for _, count := range strings.Split(version, ":")[1:] {
		what, text, _ := strings.Cut(count, "=")
		t.whole = t.whole || what == seenWhole
		if n, err := strconv.Atoi(text); err == nil && n >= 0 {
			t.counts[what] = n
		}
	}
	return t
}

// versioned puts into a page which version of it this is.
func (t *told) versioned(page *bytes.Buffer) {
	is := page.Bytes()
	made := bytes.Replace(is, []byte(noVersion), []byte(t.version(is)), 1)
	page.Reset()
	page.Write(made)
}
