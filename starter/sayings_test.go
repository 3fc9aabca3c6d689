package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/sayings"
)

var (
	sentenceEnds = regexp.MustCompile(`\s?[:;!?] |\. |\n`)
	// asTypedWords are what is typed as it stands: commands, flags, variables, and names of values.
	asTypedWords = regexp.MustCompile("`[^`]*`|--[a-z][a-z-]*|\\b[A-Z]+_[A-Z_]+\\b|\\b(FILE|FIELD|MEMBER|PERSON|CALL|TENDER|TWINNING|INSTANT|CRITERION|POINTS)\\b")
)

// Each row of a table of sentences says as much in every language: the same values, the same number of sentences, the same commands and flags.
func TestEachSayingSaysAsMuchInEveryLanguage(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.json")
	require.NoError(t, err)
	n := 0
	for _, file := range append(files, "../internal/programme/told.json", "../internal/schema/told.json") {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var rows []map[string]string
		require.NoError(t, json.Unmarshal(text, &rows), file)
		for _, row := range rows {
			n++
			english := row["en"]
			for _, language := range []string{"fr", "de"} {
				form := row[language]
				require.Equal(t, strings.Count(english, "{}"), strings.Count(form, "{}"), "%s, %s: %s", file, language, english)
				require.GreaterOrEqual(t, len(sentenceEnds.Split(form, -1)), len(sentenceEnds.Split(english, -1)), "%s, %s: %s: %s", file, language, english, form)
				if file == "labels.json" { // headings of tables
					continue
				}
				for _, word := range asTypedWords.FindAllString(english, -1) {
					require.True(t, slices.Contains(asTypedWords.FindAllString(form, -1), word), "%s, %s: %s: %s lacks %s", file, language, english, form, word)
				}
			}
		}
	}
	require.Greater(t, n, 1500, "the tables are read")
}

// The tables use the terms of docs/terms.md, as the catalogues do.
func TestTheCommandLineUsesTheTermsOfTheList(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("../docs/terms.md")
	require.NoError(t, err)
	typed := regexp.MustCompile("`[^`]*`|--[a-z-]+")
	n := 0
	for line := range strings.Lines(string(list)) {
		cells := strings.Split(line, "|")
		if len(cells) < 7 || strings.HasPrefix(cells[1], "--") || strings.Contains(cells[1], "English") {
			continue
		}
		for language, at := range map[string]int{"fr": 3, "de": 5} {
			for word := range strings.SplitSeq(cells[at], ",") {
				if word = strings.TrimSpace(word); word == "" {
					continue
				}
				n++
				is := regexp.MustCompile(`(?i)(^|[^\p{L}-])` + regexp.QuoteMeta(word) + `(s|e|n|en|er|es)?($|[^\p{L}-])`)
				for _, table := range []sayings.Table{words, advice, healthWords, helpWords} {
					for _, form := range table.Forms(language) {
						require.NotRegexp(t, is, typed.ReplaceAllString(strings.ReplaceAll(form, "\u2019", "'"), "x"), "docs/terms.md has another word for %q", word)
					}
				}
			}
		}
	}
	require.Greater(t, n, 60, "the list is read")
}
