package pages

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
)

//go:embed catalogue templates
var words embed.FS

// texts are the words of the pages in one language, with its templates.
type texts struct {
	tag  language.Tag
	keys map[string]any // a text, or texts by plural form
	// otherwise is English, for what this language does not have; nil in English.
	otherwise *texts
	print     *message.Printer
	pages     map[string]func() (*template.Template, error) // by file
}

// page is the template of a page. It is parsed when it is first shown: all of them in all languages are 20 MB.
func (t *texts) page(name string) (*template.Template, error) {
	parsed, ok := t.pages[name]
	if !ok {
		return nil, fmt.Errorf("there is no page %s", name)
	}
	return parsed()
}

// readTexts are every catalogue and the templates with it. They are in the binary, so once read they serve every desk of a process.
var readTexts = sync.OnceValues(readCatalogues)

// readCatalogues reads every catalogue, and finds the templates. A language may have
// several files: fr.json, fr.party.json.
func readCatalogues() (map[string]*texts, error) {
	files, err := words.ReadDir("catalogue")
	if err != nil {
		return nil, err
	}
	all := map[string]*texts{}
	for _, f := range files {
		lang, _, _ := strings.Cut(f.Name(), ".")
		if all[lang] == nil {
			tag, err := language.Parse(lang)
			if err != nil {
				return nil, fmt.Errorf("read catalogue %s: %w", f.Name(), err)
			}
			all[lang] = &texts{tag: tag, print: message.NewPrinter(tag), keys: map[string]any{}}
		}
		body, err := words.ReadFile(path.Join("catalogue", f.Name()))
		if err != nil {
			return nil, err
		}
		var keys map[string]any
		if err := json.Unmarshal(body, &keys); err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", f.Name(), err)
		}
		for key, text := range keys {
			if _, twice := all[lang].keys[key]; twice {
				return nil, fmt.Errorf("read catalogue %s: %s is in another file already", f.Name(), key)
			}
			all[lang].keys[key] = set(lang, text)
		}
	}
	for lang, t := range all {
		if lang != "en" {
			t.otherwise = all["en"]
		}
		if t.pages, err = parse(t); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// set writes a text, or its plural forms, as the language is printed.
func set(lang string, text any) any {
	switch text := text.(type) {
	case string:
		return narrate.Typography(lang, text)
	case map[string]any:
		for form, of := range text {
			text[form] = set(lang, of)
		}
	}
	return text
}

// say is the text of a key, with {0}, {1}, ... replaced. A key with plural forms
// goes by its first argument, a number. A key that is not there is shown as such.
func (t *texts) say(key string, args ...any) string {
	text, ok := t.keys[key].(string)
	if forms, isPlural := t.keys[key].(map[string]any); isPlural && len(args) > 0 {
		n, _ := args[0].(int)
		form := "other"
		if plural.Cardinal.MatchPlural(t.tag, n, 0, 0, 0, 0) == plural.One {
			form = "one"
		}
		text, ok = forms[form].(string)
	}
	if !ok && t.otherwise != nil {
		return t.otherwise.say(key, args...)
	}
	if !ok {
		return key
	}
	for i, a := range args {
		if n, is := a.(int); is {
			a = t.number(n)
		}
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), fmt.Sprint(a))
	}
	return text
}

// setsOf are the closed sets of codes of which the law's own catalogue has the words.
var setsOf = map[string]string{"cost": "cost-kind", "topic": "", "priority": "", "type": ""}

// told is what the catalogue of the law's sentences calls a code, "" where it has no word.
func (t *texts) told(of, code string) string {
	set, renamed := setsOf[of]
	if !renamed {
		set = of
	}
	tell, err := narrate.New(t.tag.String(), func(id string) string { return id }, "UTC")
	if err != nil || set == "" || code == "" {
		return ""
	}
	if text := tell.Word(set, code); text != code {
		return text
	}
	return ""
}

// word is a code of a closed set, such as a stage, in this language: as the desk calls it, else as the law's own catalogue does; where neither
// has a text, the code with spaces.
func (t *texts) word(of string, code any) string {
	c := fmt.Sprint(code)
	if text, ok := t.keys[of+"."+c].(string); ok {
		return text
	}
	if text := t.told(of, c); text != "" {
		return text
	}
	if t.otherwise != nil {
		return t.otherwise.word(of, code)
	}
	return strings.ReplaceAll(c, "-", " ")
}

// colon stands between a name and its value.
func (t *texts) colon() string {
	if t.tag == language.French {
		return "\u00a0: "
	}
	return ": "
}

// semicolon stands between the parts of an enumeration.
func (t *texts) semicolon() string {
	if t.tag == language.French {
		return "\u202f; "
	}
	return "; "
}

// decimal writes an exact number, as in 87.30, with the point of the language.
func (t *texts) decimal(text string) string {
	if t.tag == language.English {
		return text
	}
	return strings.Replace(text, ".", ",", 1)
}

// commandName is what a kind of command is called.
func (t *texts) commandName(kind string) string {
	if tell, err := narrate.New(t.tag.String(), nil, ""); err == nil {
		return tell.Word("command", kind)
	}
	return kind
}

// sentence begins a text as sentences begin.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// references keeps each reference of a list in one piece: DHE-2019-K7Q2MD is not broken at its hyphens.
func references(text string) any {
	if !listed.MatchString(text) {
		return text
	}
	parts := strings.Split(text, ", ")
	for i, p := range parts {
		parts[i] = `<span class="nowrap">` + template.HTMLEscapeString(p) + "</span>"
	}
	return template.HTML(strings.Join(parts, ", ")) //nolint:gosec // every part is escaped
}

var listed = regexp.MustCompile(`^[A-Z0-9]+(-[A-Z0-9]+)+(, [A-Z0-9]+(-[A-Z0-9]+)+)*$`)

func (t *texts) number(n int) string { return t.print.Sprint(number.Decimal(n)) }

// money is an amount with its currency and the decimals of it.
func (t *texts) money(v any) string {
	var a money.Amount
	switch v := v.(type) {
	case money.Amount:
		a = v
	case *money.Amount:
		if v != nil {
			a = *v
		}
	}
	if a.IsNone() {
		return "–"
	}
	f, _ := a.Decimal().Float64()                 // to be read: exact to the cent below 10^13
	scale := max(0, int(-a.Decimal().Exponent())) // of the currency: amounts in a column end alike
	figure := t.print.Sprint(number.Decimal(f, number.Scale(scale)))
	if t.tag == language.English {
		return a.Currency() + " " + figure
	}
	return figure + "\u00a0" + a.Currency()
}

// day is a date as people of this language write it.
func (t *texts) day(at time.Time) string {
	number := fmt.Sprint(at.Day())
	if t.tag == language.French && at.Day() == 1 {
		number = "1er"
	}
	return t.say("date.day", number, t.say("month."+fmt.Sprint(int(at.Month()))), fmt.Sprint(at.Year()))
}

// date is a calendar date, 2019-08-07, in words.
func (t *texts) date(text any) string {
	at, err := time.Parse(time.DateOnly, fmt.Sprint(text))
	if err != nil {
		return fmt.Sprint(text)
	}
	return t.day(at)
}

// instant is a moment on the clocks of a zone, which is named.
func (t *texts) instant(v any, zone *time.Location) string {
	var at time.Time
	switch v := v.(type) {
	case time.Time:
		at = v
	case string:
		parsed, err := time.Parse(time.RFC3339, v)
		if err != nil {
			return v
		}
		at = parsed
	}
	if at.IsZero() {
		return "–"
	}
	if zone == nil {
		zone = time.UTC
	}
	at = at.In(zone)
	name := t.zoneName(zone.String())
	if name == "UTC" {
		return t.say("date.instant.utc", t.day(at), at.Format("15:04"))
	}
	return t.elided(t.say("date.instant", t.day(at), at.Format("15:04"), name))
}

// until is how long it is to a moment, in days, hours or minutes; "" once it is past.
func (t *texts) until(now, at time.Time) string {
	left := at.Sub(now)
	switch {
	case left <= 0:
		return ""
	case left >= 48*time.Hour:
		return t.say("left.days", int(left/(24*time.Hour)))
	case left >= 2*time.Hour:
		return t.say("left.hours", int(left/time.Hour))
	}
	return t.say("left.minutes", max(int(left/time.Minute), 1))
}
