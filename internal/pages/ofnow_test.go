package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/pages"
)

// No page leaves out of account that it is asked for of an earlier time: it is told of that time, or says that it is not. What is no instant of the
// past is refused by each.
func TestNoPageIgnoresOfWhichTimeItIsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-10-15"))
	var refused, told int
	for _, path := range w.paths(pages.Patterns()) {
		if strings.Contains(path, "/do/") { // at is a field of one form
			continue
		}
		as := calltest.Auditor
		if w.get(as, path).status != http.StatusOK {
			as = calltest.Contact(lifetest.Tender)
		}
		now := w.get(as, path)
		if now.status != http.StatusOK {
			continue
		}
		with := path + "?"
		if strings.Contains(path, "?") {
			with = path + "&"
		}
		for _, wrong := range []string{"at=soon", "at=2999-01-01", "recorded=2019-06-14", "recorded=soon"} {
			a := w.get(as, with+wrong)
			require.Contains(t, []int{http.StatusBadRequest, http.StatusUnprocessableEntity}, a.status, "%s as %s", with+wrong, as)
			wellFormed(t, with+wrong, a)
			refused++
		}
		switch a := w.get(as, with+"at=2019-10-09"); a.status {
		case http.StatusOK:
			require.Regexp(t, `/(history|state|access|exports/[a-z-]+)$`, path)
			told++
		default:
			require.Equal(t, http.StatusBadRequest, a.status, path)
			require.Contains(t, a.body, "what is now", path)
		}
	}
	require.Greater(t, refused, 150)
	require.Greater(t, told, 5)
}
