package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/language"

	"twinning.example/engine/internal/narrate"
)

//go:embed register.html message.html device.html catalogue
var files embed.FS

var (
	forms      = template.Must(template.ParseFS(files, "*.html"))
	catalogues = readCatalogues()
)

func readCatalogues() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range narrate.Languages() {
		text, err := files.ReadFile("catalogue/" + lang + ".json")
		if err != nil {
			panic(err)
		}
		var keys map[string]string
		if err := json.Unmarshal(text, &keys); err != nil {
			panic(fmt.Sprintf("catalogue/%s.json: %v", lang, err))
		}
		all[lang] = keys
	}
	return all
}

// words are the texts of these pages in the language of a visit.
type words struct {
	Lang      string
	Languages []languageLink // to the same page in the other languages; none of a form that was sent
}

type languageLink struct{ Lang, Href, Name string }

// languageCookie is the one in which the desk's pages keep the language that somebody chose.
const languageCookie = "language"

var ownNames = map[string]string{"en": "English", "fr": "Français", "de": "Deutsch"}

// wordsFor are the texts for a visit: in the language that its address names (?language=fr), which is kept as on all pages, else in the one that was
// chosen before, else in the first one that the browser asks for and that there is, else in English.
func (s *Server) wordsFor(w http.ResponseWriter, r *http.Request) words {
	is := words{Lang: languageOf(r)}
	asked := r.URL.Query()
	if _, known := catalogues[asked.Get("language")]; known {
		http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: is.Lang, Path: "/", SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: s.url.Scheme == "https"})
	}
	if r.Method != http.MethodGet || r.URL.Path != registerPath && r.URL.Path != DevicePath {
		return is
	}
	for _, lang := range narrate.Languages() {
		if lang != is.Lang {
			to := url.Values{"language": {lang}}
			if code := asked.Get("code"); code != "" {
				to.Set("code", cut(code))
			}
			is.Languages = append(is.Languages, languageLink{lang, r.URL.Path + "?" + to.Encode(), ownNames[lang]})
		}
	}
	return is
}

func languageOf(r *http.Request) string {
	if lang := r.URL.Query().Get("language"); catalogues[lang] != nil {
		return lang
	}
	if c, err := r.Cookie(languageCookie); err == nil && catalogues[c.Value] != nil {
		return c.Value
	}
	wanted, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")) // an unreadable header asks for nothing
	for _, tag := range wanted {
		if base, _ := tag.Base(); catalogues[base.String()] != nil {
			return base.String()
		}
	}
	return "en"
}

// Say is a text, with values in the places of {0}, {1}, ...
func (t words) Say(key string, values ...any) string {
	places := make([]string, 0, 2*len(values))
	for i, v := range values {
		places = append(places, fmt.Sprintf("{%d}", i), fmt.Sprint(v))
	}
	return strings.NewReplacer(places...).Replace(narrate.Typography(t.Lang, catalogues[t.Lang][key]))
}

// error is an error in the language of the visit.
func (t words) error(err error) string {
	tell, broken := narrate.New(t.Lang, nil, "")
	if broken != nil {
		tell = narrate.English()
	}
	return tell.Error(err)
}

// refuse is a page with one sentence.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, key string) {
	tell := s.wordsFor(w, r)
	s.show(w, status, "message.html", tell, tell.Say(key))
}

func (s *Server) show(w http.ResponseWriter, status int, page string, tell words, of any) {
	var b bytes.Buffer
	if err := forms.ExecuteTemplate(&b, page, struct {
		words
		Of any
	}{tell, of}); err != nil {
		s.log.Error("a page cannot be made", "page", page, "error", err)
		http.Error(w, "This page cannot be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
	if _, err := b.WriteTo(w); err != nil {
		s.log.Debug("a reader has gone", "error", err)
	}
}
