package law

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// TextLimit is the most characters a text field may have.
const TextLimit = 20_000

// CheckText refuses a text that nobody should have written: too long, not
// UTF-8, with control characters other than line feed and tab, or with invisible
// characters (see Invisible). The field's name opens the sentence. A reference
// to a text was checked as a text when it was received.
func CheckText[T ~string](field string, text T) error {
	if t, ok := any(text).(Text); ok && !t.IsText() {
		return nil
	}
	s := string(text)
	if !utf8.ValidString(s) {
		return fmt.Errorf("%s is not valid UTF-8", field)
	}
	if n := utf8.RuneCountInString(s); n > TextLimit {
		return fmt.Errorf("%s has %d characters; %d are allowed", field, n, TextLimit)
	}
	for i, r := range s {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return fmt.Errorf("%s has a control character (U+%04X) at %s; only line feeds and tabs are allowed", field, r, place(s, i))
		}
	}
	if i, what := Invisible(s); what != "" {
		return fmt.Errorf("%s has %s at %s; delete it, it cannot be seen", field, what, place(s, i))
	}
	return nil
}

// place is where a byte of a text stands, as an editor counts it.
func place(s string, at int) string {
	before := s[:at]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return fmt.Sprintf("line %d, character %d", strings.Count(before, "\n")+1, utf8.RuneCountInString(line)+1)
}

// CheckRequired is CheckText of a text that may not be empty.
func CheckRequired[T ~string](field string, s T) error {
	if strings.TrimSpace(string(s)) == "" {
		return fmt.Errorf("%s is missing", field)
	}
	return CheckText(field, s)
}

// CheckOneLine refuses more than one line, and more characters than there is room for.
func CheckOneLine(field string, text Text, most int) error {
	if !text.IsText() {
		return nil
	}
	if err := CheckText(field, text); err != nil {
		return err
	}
	if n := utf8.RuneCountInString(string(text)); n > most || strings.ContainsRune(string(text), '\n') {
		return fmt.Errorf("%s is one line of at most %d characters", field, most)
	}
	return nil
}

// CheckNumber refuses a number that nobody should have written: one whose
// digits alone would fill a page, as 1e9999, or which is finer than any scale.
func CheckNumber(field string, n decimal.Decimal) error {
	if e := n.Exponent(); e < -20 || e > 20 || n.Coefficient().BitLen() > 128 {
		return fmt.Errorf("%s is not a number that is used here: write at most 20 digits before and after the point", field)
	}
	return nil
}

// CheckCode refuses what is not a short code of printable ASCII without spaces:
// references, person ids, names of types and criteria.
func CheckCode(field, s string) error {
	if s == "" {
		return fmt.Errorf("%s is missing", field)
	}
	if len(s) > 120 {
		return fmt.Errorf("%s has %d characters; 120 are allowed", field, len(s))
	}
	for _, r := range s {
		if r < '!' || r > '~' {
			return fmt.Errorf("%s %q may have only printable ASCII characters and no spaces", field, s)
		}
	}
	return nil
}

// IsSHA256 tells whether a text is a SHA-256 in hexadecimal: 64 digits, in lower case.
func IsSHA256(s string) bool {
	if len(s) != 64 {
		return false
	}
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
