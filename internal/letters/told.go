package letters

import (
	"cmp"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// Told are the words of a promised letter in a language. What a rule book calls an
// obligation is told by its words for that language, where it has them. Texts of people
// stand as references, which package texts resolves.
func Told(lang string, book call.RuleBook, l law.Letter) (map[string]string, error) {
	n, err := narrate.New(lang, nil, "")
	if err != nil {
		return nil, err
	}
	words := n.Calling(book.Terms(lang)).Words(l)
	for _, p := range l.With {
		if p.Type == law.TypeRules {
			words[p.Name] = InWords(n, lang, book, p.Of, p.Value)
		}
	}
	return words, nil
}

// A Titled state tells a text of its own rule book in a language, by its path there; the text itself where the book has no other.
type Titled interface {
	Called(lang, path, text string) string
}

// Titles puts what a life's own rule book calls things, in a language, into the words of a letter.
func Titles(lang string, of law.State, l law.Letter, words map[string]string) {
	titled, is := of.(Titled)
	if !is {
		return
	}
	for _, p := range l.With {
		if p.Type == law.TypeRules && !strings.HasPrefix(p.Of, "reminders.") {
			words[p.Name] = titled.Called(lang, p.Of, p.Value)
		}
	}
}

// InWords is what a rule book calls an obligation, or what it says follows from its lapse,
// by its path there (reminders.ladders.log.what): in its own words for the language; else,
// where the book is in another language, by the catalogue; else as it stands.
func InWords(n *narrate.Narrator, lang string, book call.RuleBook, path, text string) string {
	ladder, what, ok := strings.Cut(strings.TrimPrefix(path, "reminders.ladders."), ".")
	if !ok {
		return text
	}
	key := "ladders/" + ladder
	if what != "what" {
		return book.Called(lang, key+"/"+what, text)
	}
	if own := book.Called(lang, key, ""); own != "" || lang == cmp.Or(book.Language, english) {
		return cmp.Or(own, text)
	}
	if word := n.Ladder(ladder); word != ladder {
		return word
	}
	return book.Called(lang, key, text)
}

// SampleText stands in previews where a person's own words will.
func SampleText(lang string) string { return around[Language(lang)].sample }
