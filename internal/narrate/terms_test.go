package narrate_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// notOurs are the words of the table of docs/terms.md that are not used in a language.
func notOurs(t *testing.T) map[string][]string {
	t.Helper()
	table, err := os.ReadFile("../../docs/terms.md")
	require.NoError(t, err)
	words := map[string][]string{}
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 5 || strings.HasPrefix(line, "|---") || strings.Contains(cells[0], "English") {
			continue
		}
		for lang, at := range map[string]int{"fr": 2, "de": 4} {
			for w := range strings.SplitSeq(cells[at], ",") {
				if w = strings.TrimSpace(w); w != "" {
					words[lang] = append(words[lang], w)
				}
			}
		}
	}
	return words
}

// textsOf are all texts of a language, by where each stands: sentences, pages, documents and letters.
func textsOf(t *testing.T, lang string) map[string]string {
	t.Helper()
	all := map[string]string{}
	var files []string
	for _, pattern := range []string{"catalogue/" + lang + ".json", "../pages/catalogue/" + lang + ".json", "../pages/catalogue/" + lang + ".*.json", "../export/catalogue/" + lang + "*.json"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, found, pattern)
		files = append(files, found...)
	}
	for _, f := range files {
		body, err := os.ReadFile(f)
		require.NoError(t, err)
		var texts map[string]any
		require.NoError(t, json.Unmarshal(body, &texts), f)
		for key, text := range texts {
			switch text := text.(type) {
			case string:
				all[f+": "+key] = text
			case map[string]any:
				for form, one := range text {
					all[f+": "+key+"/"+form], _ = one.(string)
				}
			}
		}
	}
	letters, err := filepath.Glob("../letters/templates/" + lang + "/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, letters)
	for _, f := range letters {
		body, err := os.ReadFile(f)
		require.NoError(t, err)
		all[f] = string(body)
	}
	return all
}

func TestEveryCatalogueUsesTheTermsOfTheList(t *testing.T) {
	t.Parallel()
	for lang, words := range notOurs(t) {
		require.Greater(t, len(words), 20, lang)
		all := textsOf(t, lang)
		require.Greater(t, len(all), 2000, lang)
		for _, w := range words {
			is := regexp.MustCompile(`(?i)(^|[^\p{L}{.-])` + regexp.QuoteMeta(w) + `(s|e|n|en|er|es|in|innen)?($|[^\p{L}-])`)
			for where, text := range all {
				require.NotRegexp(t, is, strings.ReplaceAll(text, "’", "'"), "%s says %q: docs/terms.md has another word for it", where, w)
			}
		}
	}
}

func TestFrenchAndGermanArePunctuatedAsTheyArePrinted(t *testing.T) {
	t.Parallel()
	wrong := map[string]*regexp.Regexp{
		"fr": regexp.MustCompile(`[\p{L})}»][;!?»]|\p{L}:( |$)|«\S|[“”„"]|\.\.\.\S`),
		"de": regexp.MustCompile(`[\p{L})}] [:;!?]|[«»"]|“[^“„”]*”`),
	}
	made := regexp.MustCompile("`[^`]*`|https?:\\S+|\\{\\{[^}]*\\}\\}|\\{[^{}]*\\}")
	for lang, is := range wrong {
		for where, text := range textsOf(t, lang) {
			if strings.Contains(where, "/templates/") {
				text = strings.TrimPrefix(text, "Subject: ")
			}
			text = made.ReplaceAllString(text, "x")
			require.NotRegexp(t, is, text, "%s", where)
		}
	}
}
