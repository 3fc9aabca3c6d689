package export

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
)

//go:embed catalogue/*.json
var catalogues embed.FS

// words are the headings of exports in one language, and how it writes values.
type words struct {
	lang  string
	texts map[string]string
	print *message.Printer
	tag   language.Tag
	tell  *narrate.Narrator // words of the law's closed sets
}

var allTexts = sync.OnceValues(func() (map[string]map[string]string, error) {
	all := map[string]map[string]string{}
	for _, lang := range narrate.Languages() {
		body, err := catalogues.ReadFile("catalogue/" + lang + ".json")
		if err != nil {
			return nil, fmt.Errorf("read the headings of exports: %w", err)
		}
		var texts map[string]string
		if err := json.Unmarshal(body, &texts); err != nil {
			return nil, fmt.Errorf("read the headings of exports in %s: %w", lang, err)
		}
		for key, text := range texts {
			texts[key] = narrate.Typography(lang, text)
		}
		all[lang] = texts
	}
	return all, nil
})

// newWords are those of a language, with the names of people, and instants in a zone.
func newWords(lang string, names func(id string) string, zone string) (*words, error) {
	all, err := allTexts()
	if err != nil {
		return nil, err
	}
	if all[lang] == nil {
		lang = narrate.Languages()[0]
	}
	tell, err := narrate.New(lang, names, zone)
	if err != nil {
		return nil, err
	}
	tag := language.Make(lang)
	return &words{lang: lang, texts: all[lang], tag: tag, print: message.NewPrinter(tag), tell: tell}, nil
}

// Says is a sentence about exports in a language: of their pages, and of the command line.
func Says(lang, key string, args ...any) string {
	w, err := newWords(lang, func(id string) string { return id }, "UTC")
	if err != nil {
		return key
	}
	return w.say(key, args...)
}

// say is the text of a key, with {0}, {1}, ... replaced.
func (w *words) say(key string, args ...any) string {
	text, ok := w.texts[key]
	if !ok {
		return key
	}
	for i, a := range args {
		if n, is := a.(int); is {
			a = w.print.Sprint(number.Decimal(n))
		}
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), fmt.Sprint(a))
	}
	return text
}

// count is a text with a plural form by its first argument: KEY.one or KEY.other.
func (w *words) count(key string, n int) string {
	form := ".other"
	if plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0) == plural.One {
		form = ".one"
	}
	return w.say(key+form, n)
}

// word is what a code of a closed set is called: by the headings, else by the law's catalogue.
func (w *words) word(set string, code any) string {
	c := fmt.Sprint(code)
	if c == "" {
		return ""
	}
	if text, ok := w.texts[set+"."+c]; ok {
		return text
	}
	if text := w.tell.Word(set, c); text != c {
		return text
	}
	return strings.ReplaceAll(c, "-", " ")
}

// shown writes a cell for people to read.
func (w *words) shown(v any, zone *time.Location) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int64:
		return w.print.Sprint(number.Decimal(v))
	case int:
		return w.print.Sprint(number.Decimal(v))
	case decimal.Decimal:
		return w.decimal(v)
	case money.Amount:
		return v.Currency() + "\u00a0" + w.decimal(v.Decimal())
	case calendar.Date:
		return w.date(v)
	case time.Time:
		return w.instant(v, zone)
	case bool:
		if v {
			return w.say("yes")
		}
		return w.say("no")
	}
	return fmt.Sprint(v)
}

// decimal writes a number exactly, with the marks of the language.
func (w *words) decimal(v decimal.Decimal) string {
	places := max(0, int(-v.Exponent()))
	text := v.StringFixed(int32(places)) //nolint:gosec // the places of a score or an amount are few
	sign, digits := "", text
	if strings.HasPrefix(text, "-") {
		sign, digits = "-", text[1:]
	}
	whole, part, has := strings.Cut(digits, ".")
	group, point := w.marks()
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if has {
		whole += point + part
	}
	return sign + whole
}

// marks are what separates thousands and decimals.
func (w *words) marks() (group, point string) {
	switch w.lang {
	case "fr":
		return "\u202f", ","
	case "de":
		return ".", ","
	}
	return ",", "."
}

func (w *words) date(d calendar.Date) string {
	at := d.Start(time.UTC)
	return w.say("date", at.Day(), w.say(fmt.Sprintf("month.%d", int(at.Month()))), fmt.Sprint(at.Year()))
}

func (w *words) instant(at time.Time, zone *time.Location) string {
	at = at.In(zone)
	return w.say("instant", w.say("date", at.Day(), w.say(fmt.Sprintf("month.%d", int(at.Month()))), fmt.Sprint(at.Year())), at.Format("15:04:05"), zone.String())
}
