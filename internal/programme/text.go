package programme

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"twinning.example/engine/internal/law"
)

const (
	// Limit is the most bytes a file may have.
	Limit = 1 << 20
	// most is how many broken lines are named before the rest is only counted.
	most = 100
)

// checkText refuses bytes that are no text: too many, not UTF-8, or with
// control characters other than line feeds and tabs (and carriage returns
// before line feeds). The bytes themselves are left as they are.
func checkText(file string, data []byte) Problems {
	if len(data) > Limit {
		return Problems{{File: file, What: fmt.Sprintf("the file has more than %d bytes", Limit), Allowed: fmt.Sprintf("at most %d bytes", Limit)}}
	}
	if len(data) > 1 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff) {
		return Problems{{File: file, Line: 1, Column: 1, What: "the file is in UTF-16", Allowed: "text in UTF-8: save it again in that encoding"}}
	}
	var ps Problems
	more := 0
	for i, line := range strings.Split(string(data), "\n") {
		column, what := checkLine(strings.TrimSuffix(line, "\r"))
		if what == "" {
			continue
		}
		if len(ps) == most {
			more++
			continue
		}
		ps = append(ps, Problem{File: file, Line: i + 1, Column: column, What: what, Allowed: "text in UTF-8, without control characters"})
	}
	if more > 0 {
		last := &ps[most-1]
		last.What += fmt.Sprintf(", and %d more lines like this", more)
	}
	return ps
}

func checkLine(line string) (column int, what string) {
	column = 1
	for i, r := range line {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(line[i:], "\uFFFD"):
			return column, fmt.Sprintf("the byte %#02x is not UTF-8", line[i])
		case r == 0:
			return column, "a NUL character"
		case r != '\t' && unicode.IsControl(r):
			return column, fmt.Sprintf("a control character, U+%04X", r)
		}
		column++
	}
	return 0, ""
}

// unwanted names the first character of a text that was read which nobody should
// have written: a control character other than line feed and tab, which YAML can
// write as an escape, or one that cannot be seen; "" where there is none.
func unwanted(s string) string {
	for _, r := range s {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return fmt.Sprintf("a control character, U+%04X,", r)
		}
	}
	_, what := law.Invisible(s)
	return what
}
