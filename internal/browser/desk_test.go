package browser_test

import (
	"cmp"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	_ "gocloud.dev/blob/fileblob" // files of evidence stand in a folder

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/testbin"
	"twinning.example/engine/internal/web/webtest"
)

// A desk is `twinning serve` over a ledger in which a year has been played up to some
// day, whose lives go on judging.
type desk struct {
	*lifetest.House
	t         *testing.T
	url       string
	directory *people.Directory

	password func(alias string) string // of a whole stack; nil: everybody's is made from the secret of tests
	signed   *sessions
}

// sessions are those who are signed in, each once.
type sessions struct {
	mu sync.Mutex
	of map[string]*http.Client
}

func nobodyYet() *sessions { return &sessions{of: map[string]*http.Client{}} }

// with is the same desk in a test of its own.
func (d *desk) with(t *testing.T) *desk {
	one := *d
	one.t = t
	return &one
}

// roles are who visits, by what they are.
var roles = []struct{ what, id string }{
	{"the public", ""},
	{"an officer", calltest.Officer},
	{"a party", calltest.Contact(lifetest.Tender)},
	{"an evaluator", calltest.Ada},
	{"an auditor", calltest.Auditor},
	{"the head", calltest.Head},
	{"a verifier", calltest.Verifier},
	{"an authoriser", calltest.Authoriser},
	{"a payer", calltest.Payer},
	{"the procurer's signatory", calltest.Procurer},
	{"a signatory", calltest.Signatory(lifetest.Tender)},
	{"a stranger", calltest.Stranger},
}

// newDesk plays the year up to a day, under the rule book as somebody edits it, and serves the desk.
func newDesk(t *testing.T, until string, edits ...func(*call.RuleBook)) *desk {
	t.Helper()
	return deskOf(t, until, lifetest.Year(), edits...)
}

// deskOf is newDesk of a year of one's own.
func deskOf(t *testing.T, until string, year []lifetest.Step, edits ...func(*call.RuleBook)) *desk {
	t.Helper()
	before, err := time.Parse(time.DateOnly, until)
	require.NoError(t, err)
	var steps []lifetest.Step
	for _, s := range year {
		if o, is := s.Command.(call.OpenCall); is {
			for _, edit := range append(edits, named) {
				if edit != nil {
					edit(&o.Rules)
				}
			}
			s.Command = o
		}
		if s.At.Before(before) {
			steps = append(steps, s)
		}
	}
	h := lifetest.Played(t, lifetest.Options{}, []string{calltest.Stranger}, steps)
	h.Until(before)
	h.Live()
	d := &desk{House: h, t: t, directory: people.NewDirectory(h.Ledger), signed: nobodyYet()}
	d.serve()
	return d
}

// serve runs the program over the ledger, as production does.
func (d *desk) serve() {
	program, err := testbin.Command()
	require.NoError(d.t, err)
	on := webtest.Listen(d.t)
	address := on.Addr().String()
	require.NoError(d.t, on.Close())
	d.url = "http://" + address
	provider := webtest.Provider(d.t, d.url, d.directory)
	cmd := exec.Command(program, "serve")
	cmd.Env = append(os.Environ(), "DATABASE_URL="+ledgertest.DSN(d.t, ledger.RoleDoor), "TWINNING_KEY_FILE="+ledgertest.KeyFile(d.t), "TWINNING_SIGN_KEY="+ledgertest.SignKey(d.t, "door"),
		"TWINNING_DESK_ADDR="+address, "TWINNING_DESK_URL="+d.url, "TWINNING_ADMIN_ADDR=127.0.0.1:0", "TWINNING_OIDC_ISSUER="+provider.Issuer, "TWINNING_OIDC_CLIENT_ID="+provider.ID,
		"TWINNING_EVIDENCE="+d.t.TempDir(), "TWINNING_SIGN_IN_RATE=1000", "TWINNING_API_RATE=1000")
	log, err := os.CreateTemp(d.t.TempDir(), "serve")
	require.NoError(d.t, err)
	cmd.Stderr = log
	require.NoError(d.t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	d.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(30 * time.Second):
			_ = cmd.Process.Kill()
		}
	})
	require.Eventually(d.t, func() bool {
		r, err := http.Get(d.url + "/api/v1/calls")
		return err == nil && r.Body.Close() == nil && r.StatusCode == http.StatusOK
	}, time.Minute, 50*time.Millisecond, "twinning serve does not answer: %s", log.Name())
}

// as is a client that is signed in as somebody; "" is the public.
func (d *desk) as(id string) *http.Client {
	d.t.Helper()
	d.signed.mu.Lock()
	defer d.signed.mu.Unlock()
	if c := d.signed.of[id]; c != nil {
		return c
	}
	var c *http.Client
	if id == "" {
		jar, err := cookiejar.New(nil)
		require.NoError(d.t, err)
		c = &http.Client{Jar: jar}
	} else {
		b := webtest.NewBrowser(d.t)
		in := func() (int, string, *url.URL) { return b.SignIn(d.url, id, id, "/today") }
		if d.password != nil {
			in = func() (int, string, *url.URL) {
				_, text, at := b.See(d.url + "/sign-in?back=/today")
				hidden := hiddenForm.FindStringSubmatch(text)
				require.NotNil(d.t, hidden, text)
				return b.Send(at.Scheme+"://"+at.Host+"/login", url.Values{"id": {hidden[1]}, "who": {id}, "password": {d.password(id)}})
			}
		}
		status, text, _ := in()
		require.Equal(d.t, http.StatusOK, status, text)
		c = b.Client
	}
	c.Timeout = time.Minute
	d.signed.of[id] = c
	return c
}

var hiddenForm = regexp.MustCompile(`name="id" value="([^"]+)"`)

// cookies are those of somebody who is signed in.
func (d *desk) cookies(id string) []*http.Cookie {
	d.t.Helper()
	at, err := url.Parse(d.url)
	require.NoError(d.t, err)
	return d.as(id).Jar.Cookies(at)
}

// tab opens a window of somebody.
func (d *desk) tab(b *browser.Browser, id string, look browser.Look) *browser.Tab {
	d.t.Helper()
	return b.Tab(d.t, d.url, look, d.cookies(id)...)
}

// An answer is a page as it was sent.
type answer struct {
	status int
	at     string // the path, after redirects
	away   bool   // it is a page of the provider of sign-in
	kind   string // of content
	text   string
	letter bool // it is a letter as it was sent
}

// get reads a page as somebody, without a browser.
func (d *desk) get(id, path, language string) answer {
	d.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, d.url+path, http.NoBody)
	require.NoError(d.t, err)
	r.Header.Set("Accept-Language", language)
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	got, err := d.as(id).Do(r)
	require.NoError(d.t, err, path)
	defer got.Body.Close()
	if strings.Contains(path, "language=") { // the desk keeps it, and what follows is asked for in a language of its own
		d.as(id).Jar.SetCookies(r.URL, []*http.Cookie{{Name: "language", Path: "/", MaxAge: -1}})
	}
	text, err := io.ReadAll(io.LimitReader(got.Body, 4<<20))
	require.NoError(d.t, err)
	return answer{got.StatusCode, got.Request.URL.RequestURI(), "http://"+got.Request.URL.Host != d.url, got.Header.Get("Content-Type"), string(text), strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox")}
}

// assets is how many bytes every page loads besides itself, compressed.
func (d *desk) assets() int {
	d.t.Helper()
	size := 0
	for _, file := range []string{"/assets/style.css", "/assets/desk.js"} {
		size += browser.Compressed([]byte(d.get("", file, "en").text))
	}
	return size
}

// named gives what the rule book names names for people: that of tests has its codes in their place.
func named(b *call.RuleBook) {
	words := func(name *string) { *name = strings.ToUpper((*name)[:1]) + strings.ReplaceAll((*name)[1:], "-", " ") }
	b.Types, b.Priorities, b.Eligibility.Documents = slices.Clone(b.Types), slices.Clone(b.Priorities), slices.Clone(b.Eligibility.Documents)
	for i := range b.Types {
		words(&b.Types[i].Name)
	}
	for i := range b.Priorities {
		words(&b.Priorities[i].Name)
	}
	for i := range b.Eligibility.Documents {
		words(&b.Eligibility.Documents[i].Name)
	}
	b.Reminders.Ladders = maps.Clone(b.Reminders.Ladders)
	for name, l := range b.Reminders.Ladders {
		l.What = strings.ReplaceAll(cmp.Or(l.What, name), "-", " ")
		b.Reminders.Ladders[name] = l
	}
}

// more says that a short run takes more roles, as `make sweep` does, which has time for it.
var more = os.Getenv("SWEEP") != ""

// every says that a short run takes all roles, states and languages of the desk.
var every = os.Getenv("SWEEP") == "every"
