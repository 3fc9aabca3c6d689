package programme

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Problem is one thing wrong in a file: where, what, and what is allowed
// instead. Line and Column count from 1 and stand where the field begins; they
// are 0 where the problem is about the whole file.
type Problem struct {
	File         string
	Line, Column int
	Path         string // as a JSON pointer, without marks: /types/2/ceiling
	What         string
	Allowed      string
}

// String is the problem as one line: dhe-2019.yaml:41:5: /types/2/ceiling: ...; allowed: ...
func (p Problem) String() string { return p.In("en") }

// In is the problem as one line, in a language.
func (p Problem) In(language string) string {
	what, allowed := Told(language, p)
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	if p.Path != "" {
		b.WriteString(": " + p.Path)
	}
	b.WriteString(": " + what)
	if allowed != "" {
		b.WriteString(between[language] + allowed)
	}
	return b.String()
}

// between stands between what is wrong and what is allowed.
var between = map[string]string{"en": "; allowed: ", "fr": " ; est admis : ", "de": "; erlaubt ist: "}

// Problems is everything wrong with a file, by line. It is the error of every
// reader here.
type Problems []Problem

// Error is one line for each problem.
func (ps Problems) Error() string { return ps.In("en") }

// In is one line for each problem, in a language.
func (ps Problems) In(language string) string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.In(language)
	}
	return strings.Join(lines, "\n")
}

// err is the problems in order, each once, or nil if there are none.
func (ps Problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps.ordered()
}

func (ps Problems) ordered() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Path, b.Path), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(ps)
}

// touch tells whether any of the paths is, contains or stands in a value that
// has a problem already: what a rule says about such a value means nothing.
func (ps Problems) touch(paths ...string) bool {
	within := func(inner, outer string) bool { return inner == outer || strings.HasPrefix(inner, outer+"/") }
	for _, p := range ps {
		for _, path := range paths {
			if within(path, p.Path) || within(p.Path, path) {
				return true
			}
		}
	}
	return false
}

// quote makes a piece of a file safe to show: short, on one line, in quotes.
func quote(s string) string {
	const shown = 60
	if r := []rune(s); len(r) > shown {
		s = string(r[:shown]) + "..."
	}
	return fmt.Sprintf("%q", s)
}
