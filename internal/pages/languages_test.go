package pages_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/pages"
)

func TestEveryPageIsThereInTheLanguageOfTheBrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-13"))
	for _, person := range []string{calltest.Contact(lifetest.Tender), calltest.Officer} {
		for _, path := range w.paths(pages.Patterns()) {
			for _, lang := range []string{"fr", "de"} {
				ask, err := http.NewRequest(http.MethodGet, w.desks[person]+path, nil)
				require.NoError(t, err)
				ask.Header.Set("Accept-Language", lang+"-BE,"+lang+";q=0.9,en;q=0.5")
				got, err := http.DefaultClient.Do(ask)
				require.NoError(t, err)
				a := w.read(got)
				require.Less(t, a.status, 500, path)
				if root := wellFormed(t, lang+" "+path, a); root != nil {
					require.Contains(t, a.body, `<html lang="`+lang+`">`, path)
					require.NotContains(t, a.body, "What needs me today", path)
				}
			}
		}
	}
}

// What the rule book that is shipped names is told in the language of the reader, without a word of another.
func TestWhatARuleBookNamesIsToldInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-13"))
	for lang, words := range map[string][]string{"fr": {"Appel pour des jumelages", "Adoption partielle"}, "de": {"Aufruf für Twinnings", "Teilweise Übernahme"}} {
		require.Contains(t, w.get(calltest.Officer, "/calls/"+calltest.Reference+"?language="+lang).body, words[0])
		require.Contains(t, w.get(calltest.Stranger, "/calls/"+calltest.Reference+"/start?language="+lang).body+w.get(calltest.Officer, "/calls/"+calltest.Reference+"/tenders?language="+lang).body, words[1])
	}
}
