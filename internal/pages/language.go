package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"twinning.example/engine/internal/narrate"
)

// languageCookie keeps the language that somebody chose, for as long as the browser is open.
const languageCookie = "language"

// of is the language of a visit: the one that its address names (?language=fr), else the one
// that was chosen so before, else the visitor's own, else the first one that the browser
// asks for and that there is, else English. A language that the address names is kept.
func (d *desk) of(w http.ResponseWriter, r *http.Request, person string) *texts {
	if t, ok := d.texts[r.URL.Query().Get("language")]; ok {
		http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: t.tag.String(), Path: "/", SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: r.TLS != nil})
		return t
	}
	if c, err := r.Cookie(languageCookie); err == nil {
		if t, ok := d.texts[c.Value]; ok {
			return t
		}
	}
	if person != "" {
		if known, err := d.People.Named(r.Context(), []string{person}); err == nil {
			if t, ok := d.texts[known[person].Language]; ok {
				return t
			}
		}
	}
	wanted, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")) // an unreadable header asks for nothing
	for _, w := range wanted {
		base, _ := w.Base()
		if t, ok := d.texts[base.String()]; ok {
			return t
		}
	}
	return d.texts["en"]
}

// A languageLink leads to the same page in another language.
type languageLink struct{ Lang, Href, Name string }

// ownNames are what languages call themselves.
var ownNames = map[string]string{"en": "English", "fr": "Français", "de": "Deutsch"}

// otherLanguages lead to the page in each language but this one. A form that came back
// leads to itself without what was typed: it says so by its address alone.
func (r *request) otherLanguages() []languageLink {
	var list []languageLink
	for _, lang := range narrate.Languages() {
		if lang == r.tag.String() {
			continue
		}
		values := url.Values{}
		if r.Method == http.MethodGet {
			values = r.URL.Query()
		}
		values.Set("language", lang)
		list = append(list, languageLink{lang, r.URL.EscapedPath() + "?" + values.Encode(), ownNames[lang]})
	}
	return list
}

// list joins values as the language does: a, b and c.
func (t *texts) list(values []string) string {
	n := len(values)
	if n < 2 {
		return strings.Join(values, "")
	}
	return strings.Join(values[:n-1], ", ") + " " + t.say("and") + " " + values[n-1]
}

// compare orders texts as the language does.
func (t *texts) compare(a, b string) int {
	return collate.New(t.tag, collate.IgnoreCase).CompareString(a, b)
}

// cities are what the languages call the cities by which zones are named, where that differs
// from the name of the zone.
var cities = map[string]map[string]string{
	"fr": {
		"Brussels": "Bruxelles", "Vienna": "Vienne", "Athens": "Athènes", "Copenhagen": "Copenhague", "Warsaw": "Varsovie", "Lisbon": "Lisbonne",
		"Bucharest": "Bucarest", "Rome": "Rome", "London": "Londres", "Prague": "Prague", "Nicosia": "Nicosie", "Malta": "Malte",
	},
	"de": {
		"Brussels": "Brüssel", "Vienna": "Wien", "Athens": "Athen", "Copenhagen": "Kopenhagen", "Warsaw": "Warschau", "Lisbon": "Lissabon",
		"Bucharest": "Bukarest", "Rome": "Rom", "Prague": "Prag", "Nicosia": "Nikosia", "Luxembourg": "Luxemburg", "Tallinn": "Tallinn",
	},
}

// zoneName is what the language calls a zone, by its city.
func (t *texts) zoneName(zone string) string {
	parts := strings.Split(zone, "/")
	city := strings.ReplaceAll(parts[len(parts)-1], "_", " ")
	if slices.Contains([]string{"UTC", "Etc/UTC"}, zone) {
		return "UTC"
	}
	if own, ok := cities[t.tag.String()][city]; ok {
		return own
	}
	return city
}

// elided writes de before a vowel as French does.
func (t *texts) elided(text string) string {
	if t.tag != language.French {
		return text
	}
	return elision.ReplaceAllString(text, "d’$1")
}

var elision = regexp.MustCompile(`\bde ([AEIOUÉÈaeioué])`)
