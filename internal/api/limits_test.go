package api_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// Whoever has asked too often, somebody known or an address of the public, is told at every operation of the document how long to wait,
// and nothing is read or recorded; the document says so of each.
func TestEveryOperationIsCountedForWhoAsksAndForTheAddressOfTheRest(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *api.Options) { o.Limit, o.Burst = 1e-6, 1 })
	size := d.size()
	fill := strings.NewReplacer("{call}", "DHE-2019", "{tender}", lifetest.Tender)
	for _, as := range []string{calltest.Officer, ""} {
		if as != "" { // the document was read by the address of the public
			require.Equal(t, http.StatusOK, d.ask("GET", "/api/v1/calls", as).status)
		}
		tried := 0
		paths := d.doc.all["paths"].(map[string]any)
		for _, path := range slices.Sorted(maps.Keys(paths)) {
			for method, op := range paths[path].(map[string]any) {
				require.Contains(t, op.(map[string]any)["responses"], "429", "%s %s", method, path)
				a := d.send(strings.ToUpper(method), fill.Replace(path), as, []byte(`{}`), "Accept-Language", "de")
				require.Equal(t, http.StatusTooManyRequests, a.status, "%s %s as %q: %s", method, path, as, a.body)
				require.Regexp(t, `^[1-9][0-9]*$`, a.header.Get("Retry-After"), path)
				require.Equal(t, "/api/v1/problems/too-many", a.json(t)["type"], path)
				tried++
			}
		}
		require.Greater(t, tried, 300)
	}
	require.Equal(t, size, d.size())
	require.Equal(t, http.StatusOK, d.ask("GET", "/api/v1/calls", calltest.Head).status, "others are not held up")
}
