package call

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
)

// Languages are those that letters are written in.
func Languages() []string { return []string{"en", "fr", "de"} }

// wording finds what is wrong with the letters that a rule book words itself: letters and
// languages that there are not, and merge fields that are unknown or left out.
func (c *check) wording(b RuleBook) {
	languages := strings.Join(Languages(), ", ")
	c.unless(b.Language == "" || slices.Contains(Languages(), b.Language), "/language", languages, nil, "%q is no language of letters", b.Language)
	for _, template := range slices.Sorted(maps.Keys(b.Wording)) {
		at := "/wording/" + template
		fields := law.LetterFields(template)
		if fields == nil {
			c.unless(false, at, strings.Join(law.WordedLetters(), ", "), nil, "%q is no letter that a rule book may word", template)
			continue
		}
		for _, lang := range slices.Sorted(maps.Keys(b.Wording[template])) {
			if !slices.Contains(Languages(), lang) {
				c.unless(false, at+"/"+lang, languages, nil, "%q is no language of letters", lang)
				continue
			}
			c.worded(b.Wording[template][lang], fields, at+"/"+lang)
		}
	}
}

func (c *check) worded(w law.Wording, fields []law.LetterField, at string) {
	var known, there []string
	for _, f := range fields {
		known = append(known, "{"+f.Name+"}")
	}
	broken := false
	for _, text := range []struct{ name, is string }{{"subject", w.Subject}, {"text", w.Text}} {
		path := at + "/" + text.name
		c.unless(strings.TrimSpace(text.is) != "", path, "a text", nil, "is empty")
		parts, err := law.ParseWording(text.is)
		if broken = broken || err != nil; err != nil {
			c.refused(err, path, "merge fields written {name}, and {name, given, {text}} for what may be missing")
			continue
		}
		for _, name := range law.WordingFields(parts) {
			is := slices.ContainsFunc(fields, func(f law.LetterField) bool { return f.Name == name })
			c.unless(is, path, strings.Join(known, ", "), nil, "{%s} is no merge field of this letter", name)
			there = append(there, name)
		}
	}
	c.unless(!strings.ContainsAny(w.Subject, "\r\n"), at+"/subject", "one line", nil, "has several lines")
	if broken {
		return
	}
	for _, f := range fields {
		c.unless(!f.Needed() || slices.Contains(there, f.Name), at, fmt.Sprintf("a place for {%s} in the subject or in the text", f.Name), nil,
			"leaves out {%s}, which the letter has to say", f.Name)
	}
}
