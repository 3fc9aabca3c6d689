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

// Of is the table that files of JSON have: lists of objects with a sentence by language.
// They come with the program, and are read when it is first asked.
func Of(texts ...[]byte) Table {
	return Table{sync.OnceValue(func() []row {
		var forms []map[string]string
		for _, text := range texts {
			var of []map[string]string
			if err := json.Unmarshal(text, &of); err != nil {
				panic(fmt.Errorf("read a table of sentences: %w", err))
			}
			forms = append(forms, of...)
		}
		list := make([]row, len(forms))
		for i, f := range forms {
			pattern := strings.ReplaceAll(regexp.QuoteMeta(f["en"]), `\{\}`, `(.+?)`)
			if loose.MatchString(f["en"]) {
				pattern = strings.Replace(pattern, `(.+?)`, `((?:\S+, )*\S+)`, 1)
			}
			for lang, form := range f {
				f[lang] = Typography(lang, form)
			}
			list[i] = row{forms: f, english: regexp.MustCompile(`^(?s:` + pattern + `)$`)}
		}
		return list
	})}
}

// loose are rows that begin with a value and a word that stands in almost any sentence: they are for one that begins with a word, or with several
// after commas.
var loose = regexp.MustCompile(`^\{\} (of|by|in|to|at) \{\}`)

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

var verb = regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z%]`)

// Pattern is a format of package fmt as the English of a row: {} for each value.
func Pattern(format string) string {
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		if v == "%%" {
			return "%"
		}
		return "{}"
	})
}

// Format is a format of package fmt in a language, by the row whose English it is; itself where there is none.
func (t Table) Format(language, format string) string {
	form, is := t.Exact(language, Pattern(format))
	if !is {
		return format
	}
	form = strings.ReplaceAll(form, "%", "%%")
	for _, v := range verb.FindAllString(format, -1) {
		if v != "%%" {
			form = strings.Replace(form, "{}", v, 1)
		}
	}
	return form
}

// Exact is the form of the row that has exactly this English, with {} for each value.
func (t Table) Exact(language, english string) (string, bool) {
	for _, r := range t.rows() {
		if form, has := r.forms[language]; has && r.forms["en"] == english {
			return form, true
		}
	}
	return english, false
}

// English lists the English of every row.
func (t Table) English() []string { return t.Forms("en") }

// Forms lists the form of every row in a language.
func (t Table) Forms(language string) []string {
	all := make([]string, len(t.rows()))
	for i, r := range t.rows() {
		all[i] = r.forms[language]
	}
	return all
}
