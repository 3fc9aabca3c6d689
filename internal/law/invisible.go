package law

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Invisible finds the first character of a text that cannot be seen but changes
// how the text is shown, compared or searched: bidirectional controls, which
// can show a text in another order than the stored one; zero-width characters
// and other format characters; fillers; separators of lines and paragraphs. It
// returns the byte at which the character stands and what it is, with its code
// point; "" where there is none.
//
// Two are allowed where writing needs them. The joiners (U+200C and U+200D)
// stay between two letters or marks of one of the joining scripts: Persian and
// the Indic scripts spell words with them. U+200D stays between two symbols,
// where it makes one emoji of them. Anywhere else they are invisible and
// nothing more. The direction of a text in Arabic or Hebrew follows from its
// letters; no mark is needed for it.
func Invisible(s string) (at int, what string) {
	for i, r := range s {
		switch {
		case r == zwnj || r == zwj:
			if !joins(s, i, r) {
				return i, fmt.Sprintf("a zero-width joiner outside of a word that needs it (U+%04X)", r)
			}
		case unicode.Is(unicode.Bidi_Control, r):
			return i, fmt.Sprintf("a character that changes the direction of writing (U+%04X)", r)
		case unicode.In(r, unicode.Zl, unicode.Zp):
			return i, fmt.Sprintf("a line or paragraph separator other than a line feed (U+%04X)", r)
		case invisible(r):
			return i, fmt.Sprintf("an invisible character (U+%04X)", r)
		}
	}
	return 0, ""
}

const (
	zwnj = '\u200C' // zero width non-joiner
	zwj  = '\u200D' // zero width joiner
)

// invisible tells format characters and fillers. The signs of
// Prepended_Concatenation_Mark are format characters that are seen.
func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// joining are the scripts whose words are spelt with joiners.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
	unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
	unicode.Tibetan,
}

// joins tells whether the joiner at a byte has something on each side to join.
func joins(s string, at int, joiner rune) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, size := utf8.DecodeRuneInString(s[at+utf8.RuneLen(joiner):])
	if size == 0 {
		return false
	}
	if unicode.In(before, joining...) && unicode.In(after, joining...) {
		return unicode.In(before, unicode.L, unicode.M) && unicode.In(after, unicode.L, unicode.M)
	}
	// A variation selector or a skin tone may stand behind an emoji.
	return joiner == zwj && unicode.In(after, unicode.So, unicode.Sm) &&
		(unicode.Is(unicode.So, before) || before == '\uFE0F' || before >= 0x1F3FB && before <= 0x1F3FF)
}
