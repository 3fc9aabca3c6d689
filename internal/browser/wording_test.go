package browser_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/narrate"
)

// hyphened are the words with a hyphen that the catalogues of a language have in their texts: none of them is a code.
var hyphened = sync.OnceValues(func() (map[string]map[string]bool, error) {
	words := map[string]map[string]bool{}
	for _, language := range narrate.Languages() {
		words[language] = map[string]bool{}
		var files []string
		for _, pattern := range []string{"../*/catalogue/" + language + ".json", "../pages/catalogue/" + language + ".*.json"} {
			list, err := filepath.Glob(pattern)
			if err != nil {
				return nil, err
			}
			files = append(files, list...)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			for line := range strings.Lines(string(text)) {
				_, value, _ := strings.Cut(line, `": `) // the key before it is a code
				for _, word := range hyphens.FindAllString(selectors.ReplaceAllString(value, ""), -1) {
					words[language][word] = true
				}
			}
		}
	}
	books, err := filepath.Glob("../../programmes/*/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, file := range books { // what they say in sentences
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			if len(strings.Fields(line)) > 6 {
				for _, word := range hyphens.FindAllString(ofOneWord.ReplaceAllString(line, ""), -1) {
					words["en"][word] = true
				}
			}
		}
	}
	return words, nil
})

var (
	ofOneWord = regexp.MustCompile(`[a-z]+: [a-z0-9-]+([,}]|$)`) // a field that holds a code
	hyphens   = regexp.MustCompile(`[a-z][a-z0-9]*(-[a-z0-9]+)+`)
	selectors = regexp.MustCompile(`[a-z][a-z0-9-]* \{|\{[a-zA-Z0-9-]+[,:}]`) // {kind, select, in-kind {...} other {...}}
)

// isWord tells whether a language has a word with a hyphen.
func isWord(language, word string) bool {
	words, err := hyphened()
	return err == nil && words[language][word]
}

func TestAWordingThatNoLanguageHasIsFound(t *testing.T) {
	t.Parallel()
	page := func(language, main string) string {
		return `<!DOCTYPE html><html lang="` + language + `"><title>x</title><main>` + main + `</main></html>`
	}
	for _, c := range []struct{ language, main, rule, what string }{
		{"en", "<p>Owed: last-reminder by noon</p>", "code", "last-reminder"},
		{"en", `<p>What happened: <strong>put-to-vote</strong></p>`, "code", "put-to-vote"},
		{"en", `<button aria-label="sign signature-procurer">x</button>`, "code", "signature-procurer"},
		{"en", "<p>Shall it be?.</p>", "punctuation", "be?."},
		{"fr", "<p>publication: 4 janvier</p>", "colon", "publication: "},
		{"fr", "<p>le 1 août</p>", "ordinal", " 1 août"},
		{"de", "<p>am 4 Januar</p>", "ordinal", "4 Januar"},
		{"en", "<p>1 tenders</p>", "plural", "1 tenders"},
	} {
		found := browser.Wording(page(c.language, c.main), isWord)
		require.Len(t, found, 1, c.main)
		require.Equal(t, c.rule, found[0].Rule)
		require.Equal(t, c.what, found[0].What)
	}
	for _, c := range []struct{ language, main string }{
		{"en", "<p>What-if and real-world, at 10:00, <code>put-to-vote</code></p>"},
		{"en", `<dd class="typed">last-reminder?.</dd>`},
		{"fr", "<p>Publication\u00a0: le 1er août, à 10:00, celui-ci</p>"},
		{"de", "<p>am 4. Januar, 21 Tage</p>"},
	} {
		require.Empty(t, browser.Wording(page(c.language, c.main), isWord), c.main)
	}
}
