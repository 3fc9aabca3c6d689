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
		return NewNonsense(field+" is not valid UTF-8", Why("nonsense-utf8", Path("field", field)))
	}
	if n := utf8.RuneCountInString(s); n > TextLimit {
		return tooLong(field, n, TextLimit)
	}
	for i, r := range s {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			line, at := placed(s, i)
			return NewNonsense(fmt.Sprintf("%s has a control character (U+%04X) at %s; only line feeds and tabs are allowed", field, r, place(s, i)),
				Why("nonsense-control", Path("field", field), Count("line", line), Count("at", at)))
		}
	}
	if i, what := Invisible(s); what != "" {
		line, at := placed(s, i)
		return NewNonsense(fmt.Sprintf("%s has %s at %s; delete it, it cannot be seen", field, what, place(s, i)), Why("nonsense-invisible", Path("field", field), Count("line", line), Count("at", at)))
	}
	return nil
}

// place is where a byte of a text stands, as an editor counts it.
func place(s string, at int) string {
	line, character := placed(s, at)
	return fmt.Sprintf("line %d, character %d", line, character)
}

func placed(s string, at int) (line, character int) {
	before := s[:at]
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
}

func tooLong(field string, n, most int) error {
	return NewNonsense(fmt.Sprintf("%s has %d characters; %d are allowed", field, n, most), WrongLength(field, n, most))
}

// CheckRequired is CheckText of a text that may not be empty.
func CheckRequired[T ~string](field string, s T) error {
	if strings.TrimSpace(string(s)) == "" {
		return LacksField(field)
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
		return NewNonsense(fmt.Sprintf("%s is one line of at most %d characters", field, most), WrongOneLine(field, most))
	}
	return nil
}

// CheckNumber refuses a number that nobody should have written: one whose
// digits alone would fill a page, as 1e9999, or which is finer than any scale.
func CheckNumber(field string, n decimal.Decimal) error {
	if e := n.Exponent(); e < -20 || e > 20 || n.Coefficient().BitLen() > 128 {
		return NewNonsense(field+" is not a number that is used here: write at most 20 digits before and after the point", Why("nonsense-number", Path("field", field)))
	}
	return nil
}

// CheckCode refuses what is not a short code of printable ASCII without spaces:
// references, person ids, names of types and criteria.
func CheckCode(field, s string) error {
	if s == "" {
		return LacksField(field)
	}
	if len(s) > 120 {
		return tooLong(field, len(s), 120)
	}
	for _, r := range s {
		if r < '!' || r > '~' {
			return NewNonsense(fmt.Sprintf("%s %q may have only printable ASCII characters and no spaces", field, s), Why("nonsense-code", Path("field", field)))
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
