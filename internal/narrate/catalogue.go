package narrate

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// The catalogues are data: a key and its text. A key is `refusal rule/code`,
// `reason code`, or `word set/code`. Every catalogue has the same keys; an
// empty text is not written yet, and the English one is shown in its place.
//
//go:embed catalogue/*.json
var files embed.FS

// Languages are those that there are catalogues of; the first one is complete.
func Languages() []string { return []string{"en", "fr", "de"} }

// A Catalogue is the sentences of one language, compiled.
type Catalogue struct {
	tag     language.Tag
	texts   map[string]string
	pieces  map[string][]piece
	printer *message.Printer
	format  format
}

// NewCatalogue compiles the texts of a language. It refuses, with the key, a
// text that cannot be read and a plural form that the language does not have.
func NewCatalogue(lang string, texts map[string]string) (*Catalogue, error) {
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("language %s: %w", lang, err)
	}
	f, ok := formats[lang]
	if !ok {
		return nil, fmt.Errorf("language %s: nobody has said how its dates and amounts are written", lang)
	}
	c := &Catalogue{tag: tag, texts: texts, pieces: map[string][]piece{}, format: f}
	b := catalog.NewBuilder(catalog.Fallback(tag))
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if texts[key] == "" {
			continue
		}
		pieces, err := parse(texts[key])
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", lang, key, err)
		}
		if err := set(b, tag, key, pieces); err != nil {
			return nil, fmt.Errorf("%s, %s: %w", lang, key, err)
		}
		c.pieces[key] = pieces
	}
	c.printer = message.NewPrinter(tag, message.Catalog(b))
	return c, nil
}

// added are texts beside the embedded ones, by language.
var added = map[string]map[string]string{}

// Add adds texts to the catalogue of a language: those of a kind of life that
// some programs are built with. It is called before anything is told.
func Add(lang string, texts map[string]string) {
	if added[lang] == nil {
		added[lang] = map[string]string{}
	}
	maps.Copy(added[lang], texts)
}

// texts reads the embedded texts of a language.
func texts(lang string) (map[string]string, error) {
	body, err := files.ReadFile("catalogue/" + lang + ".json")
	if err != nil {
		return nil, fmt.Errorf("catalogue of %s: %w", lang, err)
	}
	var m map[string]string
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, fmt.Errorf("catalogue of %s: %w", lang, err)
	}
	for key, text := range m {
		m[key] = Typography(lang, text)
	}
	return m, nil
}

// embedded are the catalogues that this program carries, compiled once.
var embedded = sync.OnceValues(func() (map[string]*Catalogue, error) {
	all := map[string]*Catalogue{}
	for _, lang := range Languages() {
		m, err := texts(lang)
		if err != nil {
			return nil, err
		}
		maps.Copy(m, added[lang])
		if all[lang], err = NewCatalogue(lang, m); err != nil {
			return nil, err
		}
	}
	return all, nil
})
