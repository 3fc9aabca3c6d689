package programme

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed told.json
var toldJSON []byte

// A saying is a sentence of the check of a file in each language. {} stands for a value, in
// the same order in all of them; values are told as they stand in the file.
type saying struct {
	forms   map[string]string
	english *regexp.Regexp
}

var sayings = sync.OnceValue(func() []saying {
	var rows []map[string]string
	if err := json.Unmarshal(toldJSON, &rows); err != nil {
		panic(fmt.Errorf("read told.json: %w", err)) // it comes with the program
	}
	list := make([]saying, len(rows))
	for i, r := range rows {
		pattern := strings.ReplaceAll(regexp.QuoteMeta(r["en"]), `\{\}`, `(.+?)`)
		list[i] = saying{forms: r, english: regexp.MustCompile(`^(?s:` + pattern + `)$`)}
	}
	return list
})

// Told is a problem in words of a language: what is wrong, and what is allowed. What a
// language has no words for is told in English.
func Told(language string, p Problem) (what, allowed string) {
	return told(language, p.What), told(language, p.Allowed)
}

// told takes the first sentence that fits, so that in told.json the narrower stands first.
func told(language, text string) string {
	if language == "en" || text == "" {
		return text
	}
	for _, s := range sayings() {
		form, has := s.forms[language]
		if !has {
			continue
		}
		if m := s.english.FindStringSubmatch(text); m != nil {
			for _, value := range m[1:] {
				form = strings.Replace(form, "{}", value, 1)
			}
			return form
		}
	}
	return text
}
