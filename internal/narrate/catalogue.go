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

// A Catalogue is the sentences of one language. A text is compiled when it is first told: a command tells a few of thousands.
type Catalogue struct {
	tag     language.Tag
	texts   func() map[string]string
	typeset func(text string) string
	builder *catalog.Builder
	printer *message.Printer
	format  format

	mu     sync.RWMutex
	pieces map[string][]piece // of the texts that are compiled
}

// NewCatalogue compiles the texts of a language. It refuses, with the key, a
// text that cannot be read and a plural form that the language does not have.
func NewCatalogue(lang string, texts map[string]string) (*Catalogue, error) {
	c, err := newCatalogue(lang, func() map[string]string { return texts }, func(text string) string { return text })
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if texts[key] == "" {
			continue
		}
		if _, err := c.compile(key); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func newCatalogue(lang string, texts func() map[string]string, typeset func(string) string) (*Catalogue, error) {
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("language %s: %w", lang, err)
	}
	f, ok := formats[lang]
	if !ok {
		return nil, fmt.Errorf("language %s: nobody has said how its dates and amounts are written", lang)
	}
	b := catalog.NewBuilder(catalog.Fallback(tag))
	return &Catalogue{tag: tag, texts: texts, typeset: typeset, builder: b, printer: message.NewPrinter(tag, message.Catalog(b)), format: f, pieces: map[string][]piece{}}, nil
}

// text is what the text of a key consists of, if there is one.
func (c *Catalogue) text(key string) ([]piece, bool) {
	c.mu.RLock()
	pieces, ok := c.pieces[key]
	c.mu.RUnlock()
	if ok {
		return pieces, true
	}
	if c.texts()[key] == "" {
		return nil, false
	}
	pieces, err := c.compile(key)
	if err != nil {
		panic(err) // the catalogues are part of the program, and a test compiles them
	}
	return pieces, true
}

func (c *Catalogue) compile(key string) ([]piece, error) {
	pieces, err := parse(c.typeset(c.texts()[key]))
	if err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		err = set(c.builder, c.tag, key, pieces)
	}
	if err != nil {
		return nil, fmt.Errorf("%s, %s: %w", c.tag, key, err)
	}
	c.pieces[key] = pieces
	return pieces, nil
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

// texts reads the embedded texts of a language, and those that were added, as they are written.
func texts(lang string) map[string]string {
	body, err := files.ReadFile("catalogue/" + lang + ".json")
	var m map[string]string
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	if err != nil {
		panic(fmt.Errorf("catalogue of %s: %w", lang, err)) // it is part of the program
	}
	maps.Copy(m, added[lang])
	return m
}

// embedded are the catalogues that this program carries. Each is read when something is told in its language.
var embedded = sync.OnceValues(func() (map[string]*Catalogue, error) {
	all := map[string]*Catalogue{}
	for _, lang := range Languages() {
		var err error
		all[lang], err = newCatalogue(lang, sync.OnceValue(func() map[string]string { return texts(lang) }), func(text string) string { return Typography(lang, text) })
		if err != nil {
			return nil, err
		}
	}
	return all, nil
})
