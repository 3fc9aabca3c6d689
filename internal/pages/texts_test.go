package pages

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/money"
)

var asked = regexp.MustCompile(`(?:say\(|\bt )"([a-z0-9.-]+)"([^a-z"]?\s*\+)?`)

func TestEveryTextThatAPageAsksForIsInEveryCatalogueAndNoOther(t *testing.T) {
	t.Parallel()
	all, err := readTexts()
	require.NoError(t, err)
	var files []string
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		files = append(files, found...)
	}
	keys, prefixes := map[string]bool{}, map[string]bool{"hint.": true, "fact.": true}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, m := range asked.FindAllStringSubmatch(string(text), -1) {
			if m[2] != "" || strings.HasSuffix(m[1], ".") {
				prefixes[m[1]] = true
				continue
			}
			keys[m[1]] = true
		}
	}
	for _, f := range forms {
		keys["do."+f.kind], keys["lead."+f.kind] = true, true
	}
	require.Greater(t, len(keys), 200, "the sources are read")
	for lang, texts := range all {
		for key := range keys {
			require.NotNil(t, texts.keys[key], "%s lacks %s", lang, key)
		}
		for key := range maps.Keys(texts.keys) {
			require.NotNil(t, all["en"].keys[key], "%s has a text that English has not: %s", lang, key)
		}
	}
}

var placeholder = regexp.MustCompile(`\{\d\}`)

func TestEveryLanguageHasEveryTextWithTheSamePlaces(t *testing.T) {
	t.Parallel()
	all, err := readTexts()
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"de", "en", "fr"}, slices.Collect(maps.Keys(all)))
	places := func(text any) []string {
		var of []string
		switch text := text.(type) {
		case string:
			of = placeholder.FindAllString(text, -1)
		case map[string]any:
			require.ElementsMatch(t, []string{"one", "other"}, slices.Collect(maps.Keys(text)))
			of = placeholder.FindAllString(text["other"].(string), -1)
		}
		slices.Sort(of)
		return slices.Compact(of)
	}
	for key, english := range all["en"].keys {
		for lang, texts := range all {
			text, there := texts.keys[key]
			require.True(t, there, "%s lacks %s", lang, key)
			require.IsType(t, english, text, "%s %s", lang, key)
			require.Equal(t, places(english), places(text), "%s %s", lang, key)
		}
	}
	require.Equal(t, "coûts directs", all["fr"].word("cost", "direct"), "the words of the law's own catalogue")
	require.Equal(t, "what the tender says", all["en"].word("aspect", "content"), "in English, too: a code is no word")
	require.Equal(t, "15.173,83\u00a0EUR", all["de"].money(amountOf(t, "EUR 15173.83")))
	require.Equal(t, "7. August 2019, 17:00 Uhr (Brüssel)", all["de"].instant("2019-08-07T15:00:00.000000Z", zoneOf("Europe/Brussels")))
}

func amountOf(t *testing.T, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text)
	require.NoError(t, err)
	return a
}

func TestMoneyNumbersAndPluralsAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	all, err := readTexts()
	require.NoError(t, err)
	en := all["en"]
	amount, err := money.Parse("EUR 932000.00")
	require.NoError(t, err)
	require.Equal(t, "EUR 932,000.00", en.money(amount))
	cents, err := money.Parse("EUR 15173.83")
	require.NoError(t, err)
	require.Equal(t, "EUR 15,173.83", en.money(cents))
	require.Equal(t, "1 tender", en.say("tenders.count", 1))
	require.Equal(t, "1,200 tenders", en.say("tenders.count", 1200))
	require.Equal(t, "7 August 2019, 17:00 (Brussels time)", en.instant("2019-08-07T15:00:00.000000Z", zoneOf("Europe/Brussels")))
}
