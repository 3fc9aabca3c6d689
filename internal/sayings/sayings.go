// Package sayings tells, in the languages of a table, sentences that are made in English by
// what knows no language: the check of a file, a schema, the advice of a command.
package sayings

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// A Table is sentences in English, each with its forms in other languages. {} stands for a
// value, in the same order in all of them; values are told as they stand.
type Table struct{ rows func() []row }

type row struct {
	forms   map[string]string
	english *regexp.Regexp
}

// Of is the table that a file of JSON has: a list of objects with a sentence by language.
// It comes with the program, and is read when it is first asked.
func Of(text []byte) Table {
	return Table{sync.OnceValue(func() []row {
		var forms []map[string]string
		if err := json.Unmarshal(text, &forms); err != nil {
			panic(fmt.Errorf("read a table of sentences: %w", err))
		}
		list := make([]row, len(forms))
		for i, f := range forms {
			pattern := strings.ReplaceAll(regexp.QuoteMeta(f["en"]), `\{\}`, `(.+?)`)
			list[i] = row{forms: f, english: regexp.MustCompile(`^(?s:` + pattern + `)$`)}
		}
		return list
	})}
}

// Tell is a sentence in a language, by the first row that fits, so that the narrower stands
// first; in English where there is none.
func (t Table) Tell(language, english string) string {
	if language == "en" || english == "" {
		return english
	}
	for _, r := range t.rows() {
		form, has := r.forms[language]
		if !has {
			continue
		}
		if m := r.english.FindStringSubmatch(english); m != nil {
			for _, value := range m[1:] {
				form = strings.Replace(form, "{}", value, 1)
			}
			return form
		}
	}
	return english
}
