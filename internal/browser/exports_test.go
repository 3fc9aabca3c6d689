package browser_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/narrate"
)

// Each export as a page, of which its PDF is made with the same structure, is valid HTML without a finding of axe, in a narrow window, too.
func TestEveryExportIsAPageForEverybody(t *testing.T) {
	d, b := newDesk(t, "2019-10-15"), browser.New(t)
	languages := narrate.Languages()
	var paths []string
	of := func(at string, kinds []string) {
		for _, what := range kinds {
			if what != export.Receipt { // it is asked for by the id of its command
				paths = append(paths, at+"/exports/"+what+"?format=html")
			}
		}
	}
	of("/calls/"+calltest.Reference, export.OfCalls)
	of("/tenders/"+lifetest.Tender, export.OfTenders)
	if testing.Short() {
		languages = languages[:1]
	}
	tab := d.tab(b, calltest.Officer, browser.Look{})
	for i, path := range paths {
		language := languages[i%len(languages)]
		a := d.get(calltest.Officer, path, language)
		require.Equal(t, http.StatusOK, a.status, path)
		tab.Language(language)
		found := append(b.HTML(a.text), tab.Open(path).Of()...)
		found = append(found, tab.Axe()...)
		found = append(found, tab.Narrow(320)...)
		found = append(found, browser.Wording(a.text, isWord)...)
		assert.Empty(t, found, "%s in %s", path, language)
	}
}
