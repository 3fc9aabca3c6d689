package export_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/export"
)

// unsaid is a key that stands where its text should.
var unsaid = regexp.MustCompile(`\b(?:col|part|title|about|head|note|by|asof|eligible|receiptstatus|standing|format|month|end)\.[a-z0-9]+\b`)

func TestEveryExportIsWrittenInEveryFormatAndLanguageWithAllItsHeadings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-11-20")
	for _, lang := range []string{"en", "fr", "de"} {
		for _, what := range export.Kinds() {
			for _, f := range []string{"html", "csv", "jsonl", "xlsx"} {
				a := w.ask(what, f)
				a.Language = lang
				if what == export.Receipt {
					a.Command = w.first()
				}
				text := string(w.made(calltest.Officer, a))
				require.NotEmpty(t, text, "%s %s", what, f)
				if f == "html" {
					require.NotRegexp(t, unsaid, text, "%s in %s", what, lang)
					require.Contains(t, text, `<html lang="`+lang+`"`)
				}
			}
		}
	}
}

func TestTheHeadingsOfEveryLanguageAreTheSameKeysWithTheSamePlaces(t *testing.T) {
	t.Parallel()
	all := map[string]map[string]string{}
	for _, lang := range []string{"en", "fr", "de"} {
		body, err := os.ReadFile("catalogue/" + lang + ".json")
		require.NoError(t, err)
		var keys map[string]string
		require.NoError(t, json.Unmarshal(body, &keys))
		all[lang] = keys
	}
	places := regexp.MustCompile(`\{\d\}`)
	for _, lang := range []string{"fr", "de"} {
		require.Equal(t, slices.Sorted(maps.Keys(all["en"])), slices.Sorted(maps.Keys(all[lang])))
		for key, text := range all[lang] {
			require.ElementsMatch(t, places.FindAllString(all["en"][key], -1), places.FindAllString(text, -1), "%s %s", lang, key)
		}
	}
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	var source strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			text, err := os.ReadFile(f.Name())
			require.NoError(t, err)
			source.Write(text)
		}
	}
	computed := []string{"title", "about", "month", "by", "party", "award", "reportstatus", "receiptstatus", "standing", "reminder", "scan", "log", "end", "format", "deliverable", "meeting", "ending", "pairing", "countrytwinning", "meetingstands", "decision"}
	for key := range all["en"] {
		set, name, _ := strings.Cut(key, ".")
		if slices.Contains(computed, set) && name != "" {
			continue
		}
		quoted := strings.Contains(source.String(), `"`+key+`"`) || name != "" && strings.Contains(source.String(), `"`+name+`"`)
		require.True(t, quoted, "nothing asks for %s", key)
	}
}
