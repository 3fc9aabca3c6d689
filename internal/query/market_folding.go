package query

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"twinning.example/engine/internal/law"
)

// wordsOf are the words of a text, each once, in small letters without accents.
func wordsOf(parts ...string) (words []string) {
	for _, text := range parts {
		for word := range strings.FieldsFuncSeq(folded(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

var plainLetters = strings.NewReplacer("ß", "ss", "ø", "o", "ł", "l", "đ", "d", "æ", "ae", "œ", "oe", "ı", "i")

// folded is a text in small letters without accents.
func folded(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return plainLetters.Replace(b.String())
}

// mostWords is of how many words a search is, and shortest how many letters the beginning of a word has; fewer are a whole word.
const (
	mostWords = 10
	shortest  = 3
)

// askedWords are the words of a search. They are refused where they are too many to be looked for.
func askedWords(text string) ([]string, error) {
	words := wordsOf(text)
	if len(words) > mostWords {
		return nil, invalid(law.Why("search-of-too-many-words", law.Count("most", mostWords)))
	}
	return words, nil
}

// begins tells whether a word is what is looked for.
func begins(is, wanted string) bool {
	if len([]rune(wanted)) < shortest {
		return is == wanted
	}
	return strings.HasPrefix(is, wanted)
}
