package pages_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

// served serves the pages over a ledger to one person; "" is the public. Nothing from
// elsewhere, and nothing inline, is allowed to load.
func served(t *testing.T, l *ledger.Ledger, p *people.Directory, store *views.Store, queries *query.Queries, person string, files *evidence.Store) *httptest.Server {
	h, err := pages.New(pages.Options{
		Queries: queries,
		Door:    &door.Door{Ledger: l, People: p}, People: p, Drafts: drafts.New(l, p, store.Pool()), Evidence: files, SignIn: "/sign-in", SignOut: "/sign-out",
		Who: func(*http.Request) access.Viewer { return access.Viewer{Person: person} },
	})
	require.NoError(t, err)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// With PAGES_DSN, PAGES_KEY_FILE, PAGES_SIGN_KEY and PAGES_TRUST of a stack that is up, the pages are
// photographed into the folder PAGES_SHOTS at 390 and 1440 px; PAGES_LOOK lists lines of PERSON WIDTH PATH.
// With PAGES_KEEP, a duration, the servers stay so long.
func TestThePagesOfAStackThatIsUpAreShown(t *testing.T) {
	t.Parallel()
	dsn := os.Getenv("PAGES_DSN")
	if dsn == "" {
		t.Skip("PAGES_DSN is not set")
	}
	ctx := t.Context()
	l, err := ledger.Open(ctx, ledger.Options{DSN: dsn, KeyFile: os.Getenv("PAGES_KEY_FILE"), SignKey: os.Getenv("PAGES_SIGN_KEY"), Trust: os.Getenv("PAGES_TRUST")})
	require.NoError(t, err)
	t.Cleanup(l.Close)
	store, err := views.Open(ctx, dsn, 4)
	require.NoError(t, err)
	t.Cleanup(store.Close)
	directory := people.NewDirectory(l)
	queries := query.Over(l, directory, func(context.Context) (*views.Store, error) { return store, nil }).Remembering(1000)
	servers := map[string]string{}
	for line := range strings.Lines(os.Getenv("PAGES_LOOK")) {
		var alias, width, path string
		if n, _ := fmt.Sscan(line, &alias, &width, &path); n < 3 {
			continue
		}
		if servers[alias] == "" {
			id := ""
			if alias != "public" {
				p, err := directory.Find(ctx, alias)
				require.NoError(t, err)
				id = p.ID
			}
			servers[alias] = served(t, l, directory, store, queries, id, nil).URL
			t.Logf("%s: %s", alias, servers[alias])
		}
		begun := time.Now()
		answer, err := http.Get(servers[alias] + path)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		name := strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(alias+path+"_"+width) + ".png"
		t.Logf("%s %s: %d after %s, %s", alias, path, answer.StatusCode, time.Since(begun).Round(time.Millisecond), name)
		shot := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir="+t.TempDir(),
			"--window-size="+width+",1600", "--screenshot="+filepath.Join(os.Getenv("PAGES_SHOTS"), name), servers[alias]+path)
		out, err := shot.CombinedOutput()
		require.NoError(t, err, string(out))
	}
	if keep, err := time.ParseDuration(os.Getenv("PAGES_KEEP")); err == nil {
		time.Sleep(keep) // time itself: somebody looks
	}
}
