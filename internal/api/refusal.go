package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"

	"golang.org/x/text/language"

	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// others are what people are called before somebody who need not know who they are.
var others = map[string]string{"en": "another person", "fr": "une autre personne", "de": "eine andere Person"}

// languageOf is the language in which somebody reads, of those that there are.
func languageOf(r *http.Request) string {
	all := narrate.Languages()
	tags := make([]language.Tag, len(all))
	for i, l := range all {
		tags[i] = language.Make(l)
	}
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return all[0]
	}
	_, i, _ := language.NewMatcher(tags).Match(wanted...)
	return all[i]
}

// refused is a refusal of the law of what was sent. Its sentence names nobody but who
// asked, and whom they named.
func (s *server) refused(r *http.Request, refusal *law.Refusal, sent law.Command) *Problem {
	if refusal == nil {
		return because(http.StatusConflict, "refused", law.Why("refused-why-erased"))
	}
	lang, v := languageOf(r), viewerOf(r)
	text, err := json.Marshal(sent)
	if err != nil {
		return problemOf(err)
	}
	own := func(id string) bool { return id == v.Person || bytes.Contains(text, []byte(`"`+id+`"`)) }
	teller, err := narrate.New(lang, func(id string) string {
		if own(id) {
			return id
		}
		return others[lang]
	}, "")
	if err != nil {
		return problemOf(err)
	}
	p := problem(http.StatusConflict, "refused", freetext.Replace(teller.Refusal(*refusal), func(freetext.Ref) string { return "…" }))
	p.Rule, p.Code, p.With = refusal.Rule, refusal.Code, nameless(refusal.With, own)
	return p
}

var ids = regexp.MustCompile(`\bp-[a-z2-7]{10}\b`)

// unnamedIn is a sentence of a language without the ids of people, but for one.
func unnamedIn(language, sentence, but string) string {
	return ids.ReplaceAllStringFunc(sentence, func(id string) string {
		if id == but {
			return id
		}
		return others[language]
	})
}

// nameless are parameters without the ids of people, but for some.
func nameless(with []law.Param, but func(id string) bool) []law.Param {
	with = slices.Clone(with)
	for i, p := range with {
		if p.Type == law.TypePerson && !but(p.Value) {
			with[i].Value = ""
		}
		with[i].List, with[i].With = nameless(p.List, but), nameless(p.With, but)
	}
	return with
}
