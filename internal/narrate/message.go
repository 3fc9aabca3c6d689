package narrate

import (
	"fmt"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/message/catalog"
)

// A piece is a part of a text of a catalogue: plain text, or a parameter.
type piece struct {
	text   string // plain, where name is ""
	name   string // of the parameter
	style  string // how it is shown, "" for the usual way
	plural []form // of a number that is told by its plural forms
}

// A form is the text for one plural form, or for one number: one, other, =0.
type form struct {
	selector string
	text     string // # is the number
}

// parse reads a text: {name}, {name:style}, or
// {name, plural, one {1 month} other {# months}}.
func parse(text string) ([]piece, error) {
	var pieces []piece
	for text != "" {
		open := strings.IndexAny(text, "{}")
		if open < 0 {
			return append(pieces, piece{text: text}), nil
		}
		if text[open] == '}' {
			return nil, fmt.Errorf("a } without a {")
		}
		if open > 0 {
			pieces = append(pieces, piece{text: text[:open]})
		}
		inside, rest, err := braced(text[open:])
		if err != nil {
			return nil, err
		}
		p, err := parameter(inside)
		if err != nil {
			return nil, err
		}
		pieces, text = append(pieces, p), rest
	}
	return pieces, nil
}

// braced returns what stands between a brace and the one that closes it.
func braced(text string) (inside, rest string, err error) {
	depth := 0
	for i, r := range text {
		switch r {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return text[1:i], text[i+1:], nil
			}
		}
	}
	return "", "", fmt.Errorf("a { is not closed: %s", text)
}

func parameter(inside string) (piece, error) {
	name, forms, isPlural := strings.Cut(inside, ", plural,")
	if !isPlural {
		name, style, _ := strings.Cut(inside, ":")
		if name == "" || strings.ContainsAny(inside, " ,{") {
			return piece{}, fmt.Errorf("{%s} is no parameter", inside)
		}
		return piece{name: name, style: style}, nil
	}
	p := piece{name: name}
	for forms = strings.TrimSpace(forms); forms != ""; forms = strings.TrimSpace(forms) {
		at := strings.IndexByte(forms, '{')
		if at < 0 {
			return piece{}, fmt.Errorf("%s: a plural form without its text", name)
		}
		text, rest, err := braced(forms[at:])
		if err != nil {
			return piece{}, err
		}
		p.plural = append(p.plural, form{selector: strings.TrimSpace(forms[:at]), text: text})
		forms = rest
	}
	if len(p.plural) == 0 || p.plural[len(p.plural)-1].selector != "other" {
		return piece{}, fmt.Errorf("%s: the last plural form must be other", name)
	}
	return p, nil
}

// compile turns pieces into a message of x/text: each piece that is a parameter
// is an argument, in the order in which they stand.
func compile(pieces []piece) []catalog.Message {
	var text strings.Builder
	var vars []catalog.Message
	n := 0
	for _, p := range pieces {
		if p.name == "" {
			text.WriteString(escape(p.text))
			continue
		}
		n++
		if p.plural == nil {
			fmt.Fprintf(&text, "%%[%d]s", n)
			continue
		}
		var cases []any
		for _, f := range p.plural {
			cases = append(cases, f.selector, strings.ReplaceAll(escape(f.text), "#", fmt.Sprintf("%%[%d]d", n)))
		}
		name := fmt.Sprintf("plural%d", n)
		vars = append(vars, catalog.Var(name, plural.Selectf(n, "%d", cases...)))
		text.WriteString("${" + name + "}")
	}
	return append(vars, catalog.String(text.String()))
}

func escape(text string) string {
	return strings.ReplaceAll(text, "%", "%%")
}
