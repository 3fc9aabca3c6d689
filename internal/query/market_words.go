package query

import (
	"cmp"
	"context"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
)

// sayReasons tells why a counterpart is suggested, in the language of whoever asks, with the
// terms of the rule book.
func (q *Queries) sayReasons(ctx context.Context, rules market.Rules, reasons []market.Weighed) []string {
	n, lang := narrate.For(ctx), narrate.LanguageOf(ctx)
	say := make([]string, len(reasons))
	for i, r := range reasons {
		told := law.Reason{Code: r.Code, With: make([]law.Param, len(r.With))}
		for j, p := range r.With {
			told.With[j] = inWords(rules, lang, p)
		}
		say[i] = n.Reason(told)
	}
	return say
}

// inWords puts the words of the rule book in the place of its codes.
func inWords(rules market.Rules, lang string, p law.Param) law.Param {
	if p.Type == law.TypeList {
		list := make([]law.Param, len(p.List))
		for i, one := range p.List {
			list[i] = inWords(rules, lang, one)
		}
		p.List = list
		return p
	}
	if word := Term(rules, lang, p.Of, p.Value); p.Type == law.TypeCode && word != p.Value {
		return narrate.Verbatim(p.Name, word)
	}
	return p
}

// Term is a code of the vocabulary of a marketplace in a language: of a priority, a topic, a
// kind-of-solution, a type, a language or a country. What is not known is told by its code.
func Term(rules market.Rules, lang, set, code string) string {
	switch set {
	case "language":
		return narrate.Tongue(lang, code)
	case "country":
		return narrate.Country(lang, code)
	}
	return cmp.Or(rules.Terms(lang)(set, code), code)
}
