package browser

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Wording is what stands wrong in the words of a page that people read: codes where there should be a word, and punctuation, ordinals and
// plurals that the page's language does not have. known tells words with a hyphen that the language has. What people typed,
// code and references are left out.
func Wording(page string, known func(language, word string) bool) (list []Finding) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil
	}
	language := ""
	add := func(rule, what, text string) {
		list = append(list, Finding{rule, what, excerpt(text, what)})
	}
	hold := func(text string) {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t\u00a0\u202f/=", r) }) {
			word = strings.Trim(word, ".,;:!?()[]«»„“”\"'‘’…·–")
			if parts := strings.FieldsFunc(word, func(r rune) bool { return r == '’' || r == '\'' }); len(parts) > 1 { // l’avant-projet
				word = parts[len(parts)-1]
			}
			if code.MatchString(word) && !known(language, word) && !inverted.MatchString(word) {
				add("code", word, text)
			}
		}
		for _, w := range wordings {
			if w.language != "" && w.language != language {
				continue
			}
			if found := w.pattern.FindString(text); found != "" {
				add(w.rule, found, text)
			}
		}
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			return
		case html.ElementNode:
			if n.Data == "html" {
				language = attribute(n, "lang")
			}
			if slices.Contains([]string{"script", "style", "code", "pre", "kbd", "textarea", "iframe"}, n.Data) || slices.ContainsFunc(strings.Fields(attribute(n, "class")), func(c string) bool {
				return slices.Contains([]string{"typed", "code", "reference"}, c)
			}) || attribute(n, "lang") != "" && n.Data != "html" {
				return
			}
			for _, key := range []string{"aria-label", "title", "alt", "placeholder"} {
				if text := attribute(n, key); text != "" {
					hold(text)
				}
			}
		}
		if text, is := line(n); is { // a sentence and what is marked in it
			hold(text)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	return list
}

// code is a word as codes are written: small letters, with hyphens; what the law names by a word and a number is one, too. What people have
// numbered themselves (m03-1), and the ids of people and files (p-…, f-…), are references.
var code = regexp.MustCompile(`^([a-z]{2,}(-[a-z]{2,})+|(log|log-review|evaluation|account|payment|renewal|place|minutes|priority|quality-check|(interim|final)-report)-[a-z0-9-]+)$`)

// inverted is a verb with its subject after it, as French asks.
var inverted = regexp.MustCompile(`^\p{Ll}+-(ce|il|elle|on|ils|elles|vous|nous|je|tu)$`)

// wordings are what no text of a language has.
var wordings = []struct {
	rule, language string
	pattern        *regexp.Regexp
}{
	{"punctuation", "", regexp.MustCompile(`\p{L}*([?!:;,]\.|[^.]\.\.(\s|$)|\p{L} ,|\(\s*\))( |$)`)},
	{"colon", "fr", regexp.MustCompile(`(^|\s)[\p{L}’()-]+[:;]( |$)`)},
	{"quotes", "fr", regexp.MustCompile(`[“”„]\S*`)},
	{"quotes", "de", regexp.MustCompile(`[”«»]\S*`)},
	{"ordinal", "fr", regexp.MustCompile(`(^|\D)1 (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)`)},
	{"ordinal", "de", regexp.MustCompile(`\d (Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b`)},
	{"plural", "en", regexp.MustCompile(`(^|[\s(])1 (tenders|days|months|calls|expenses|letters|lines|files|people|evaluators|reports|entries|countries|points|hours|minutes|weeks|places|rows|steps|obligations|reminders|answers|working days|versions|drafts|organisations)\b`)},
	{"plural", "fr", regexp.MustCompile(`(^|[\s(])1 (offres|jours|appels|dépenses|lettres|lignes|fichiers|personnes|évaluateurs|rapports|entrées|heures|minutes|semaines|places|étapes|obligations|rappels|réponses|points|versions|brouillons|organisations)\b`)},
	{"plural", "de", regexp.MustCompile(`(^|[\s(])1 (Angebote|Tage|Monate|Aufrufe|Ausgaben|Zeilen|Dateien|Personen|Gutachter \(|Berichte|Einträge|Länder|Punkte|Stunden|Minuten|Wochen|Plätze|Schritte|Pflichten|Erinnerungen|Antworten|Fassungen|Entwürfe|Organisationen)\b`)},
}

// line is the text of an element that stands in lines of its own, with what is marked in it; not that of elements that hold others.
func line(n *html.Node) (string, bool) {
	if n.Type != html.ElementNode || inline(n) {
		return "", false
	}
	var text strings.Builder
	has := false
	var gather func(n *html.Node)
	gather = func(n *html.Node) {
		for c := range n.ChildNodes() {
			switch {
			case c.Type == html.TextNode:
				has = has || strings.TrimSpace(c.Data) != ""
				text.WriteString(c.Data)
			case c.Type == html.ElementNode && inline(c):
				gather(c)
			default:
				text.WriteString(" \n ")
			}
		}
	}
	gather(n)
	return text.String(), has
}

// inline tells an element that stands within a line. What people typed is none: it is not read.
func inline(n *html.Node) bool {
	return slices.Contains([]string{"a", "strong", "em", "span", "b", "i", "small", "abbr", "time", "mark", "label"}, n.Data) &&
		!slices.Contains(strings.Fields(attribute(n, "class")), "typed") && attribute(n, "lang") == ""
}

// excerpt is what stands around a part of a text.
func excerpt(text, part string) string {
	text = strings.Join(strings.Fields(text), " ")
	at := strings.Index(text, strings.TrimSpace(part))
	if at < 0 {
		return text[:min(len(text), 120)]
	}
	return strings.ToValidUTF8(text[max(0, at-60):min(len(text), at+len(part)+60)], "")
}
