package sayings

import (
	"regexp"
	"strings"
)

// Typography sets a text of a catalogue as its language is printed: in French with typographic apostrophes, and with spaces before
// : ; ! ? » % € and after « that do not break; in German with such a space before % and €, and within z. B. and its like. What
// people wrote is left as they wrote it.
func Typography(lang, text string) string {
	switch lang {
	case "fr":
		text = apostrophe.ReplaceAllString(text, "$1\u2019")
		text = colon.ReplaceAllString(text, "\u00a0$1")
		text = semicolon.ReplaceAllString(text, "\u202f$1")
		return strings.ReplaceAll(text, "« ", "«\u00a0")
	case "de":
		text = percent.ReplaceAllString(text, "$1\u00a0$2")
		return abbreviated.ReplaceAllString(text, "$1.\u00a0$2.")
	}
	return text
}

var (
	apostrophe  = regexp.MustCompile(`(\p{L})'`)
	colon       = regexp.MustCompile(` ([:»%€])`)
	semicolon   = regexp.MustCompile(` ([;!?])`)
	percent     = regexp.MustCompile(`([\d}]) ([%€])`)
	abbreviated = regexp.MustCompile(`\b(z|d|u|i|o)\. ?([BhaRVdä])\.`)
)
