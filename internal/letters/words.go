package letters

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A word is what a promise gives a template. In a line it stands on that line,
// whatever it holds; only quote keeps its lines apart.
type word string

// String is the word on one line.
func (w word) String() string { return flat(string(w)) }

// quote sets a person's own words off: each line marked, so that none of them
// can look like a line of ours.
func quote(w word) string {
	lines := strings.Split(strings.TrimSpace(clean(string(w))), "\n")
	for i, line := range lines {
		lines[i] = quoteMark + strings.TrimRightFunc(line, unicode.IsSpace)
	}
	return strings.Join(lines, "\n")
}

// clean is a text without anything that could break out of its place: valid
// UTF-8 in form C, lines that end with LF, no other control characters but the
// tab, and none that turn the direction of reading.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(s)
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, s))
}

// flat is a text on one line.
func flat(s string) string { return strings.Join(fields(clean(s)), " ") }

// fields are the parts of a text between spaces at which a line may break.
func fields(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' })
}

// width is how long a line of ours may be; RFC 5322 recommends 78.
const width = 76

// fill breaks a text into lines, since words are longer or shorter than their places.
func fill(text string) string {
	var b strings.Builder
	column := 0
	for _, w := range fields(text) {
		switch n := utf8.RuneCountInString(w); {
		case column == 0:
			column = n
		case column+1+n > width:
			b.WriteByte('\n')
			column = n
		default:
			b.WriteByte(' ')
			column += 1 + n
		}
		b.WriteString(w)
	}
	return b.String()
}
