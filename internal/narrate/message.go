package narrate

import (
	"fmt"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message/catalog"
)

// A piece is a part of a text of a catalogue: plain text, or a parameter.
type piece struct {
	text   string // plain, where name is ""
	name   string // of the parameter
	style  string // how it is shown, "" for the usual way
	plural []form // of a number that is told by its plural forms
	choice []form // of a code, or of what may be missing, that chooses a text
}

// A form is the text for one plural form, or for one number: one, other, =0. Of a
// choice it is the text for one code, for none where there is no value, and other.
type form struct {
	selector string
	text     string  // # is the number
	pieces   []piece // of a choice, whose texts may name parameters
}

// none is the selector of a choice where a parameter has no value.
const none = "none"

// chosen is the form of a choice for a value, "" for none.
func (p piece) chosen(value string) (int, form) {
	if value == "" {
		value = none
	}
	for i, f := range p.choice {
		if f.selector == value {
			return i, f
		}
	}
	return len(p.choice) - 1, p.choice[len(p.choice)-1] // other, which parse asks for
}

// parse reads a text: {name}, {name:style},
// {name, plural, one {1 month} other {# months}},
// {name, select, yes {late} other {in time}}, whose texts may name parameters, and
// {name, given, {, because: {name}}}, which stands where the parameter has a value.
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
	name, kind, _ := strings.Cut(inside, ",")
	kind, rest, _ := strings.Cut(strings.TrimSpace(kind), ",")
	switch {
	case kind == "plural" && !strings.ContainsAny(name, " :{"):
		list, err := forms(name, rest)
		return piece{name: name, plural: list}, err
	case kind == "select" && !strings.ContainsAny(name, " :{"):
		list, err := forms(name, rest)
		if err != nil {
			return piece{}, err
		}
		return choice(name, list)
	case kind == "given" && !strings.ContainsAny(name, " :{"):
		text, more, err := braced(strings.TrimSpace(rest) + " ")
		if err != nil || strings.TrimSpace(more) != "" {
			return piece{}, fmt.Errorf("%s: given takes one text", name)
		}
		return choice(name, []form{{selector: none}, {selector: "other", text: text}})
	}
	name, style, _ := strings.Cut(inside, ":")
	if name == "" || strings.ContainsAny(inside, " ,{") {
		return piece{}, fmt.Errorf("{%s} is no parameter", inside)
	}
	return piece{name: name, style: style}, nil
}

// forms reads selectors with their texts: one {# month} other {# months}.
func forms(name, text string) ([]form, error) {
	var list []form
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		at := strings.IndexByte(text, '{')
		if at < 0 {
			return nil, fmt.Errorf("%s: a form without its text", name)
		}
		inside, rest, err := braced(text[at:])
		if err != nil {
			return nil, err
		}
		list = append(list, form{selector: strings.TrimSpace(text[:at]), text: inside})
		text = rest
	}
	if len(list) == 0 || list[len(list)-1].selector != "other" {
		return nil, fmt.Errorf("%s: the last form must be other", name)
	}
	return list, nil
}

func choice(name string, list []form) (piece, error) {
	for i, f := range list {
		pieces, err := parse(f.text)
		if err != nil {
			return piece{}, err
		}
		list[i].pieces = pieces
	}
	return piece{name: name, choice: list}, nil
}

// branch is the key of one text of a choice, within the text of a key.
func branch(key string, piece, form int) string {
	return fmt.Sprintf("%s\x00%d.%d", key, piece, form)
}

// set adds the message of a text, and of each text of its choices.
func set(b *catalog.Builder, tag language.Tag, key string, pieces []piece) error {
	if len(pieces) == 0 {
		return nil
	}
	if err := b.Set(tag, key, compile(pieces)...); err != nil {
		return err
	}
	for i, p := range pieces {
		for j, f := range p.choice {
			if err := set(b, tag, branch(key, i, j), f.pieces); err != nil {
				return err
			}
		}
	}
	return nil
}

// compile turns pieces into a message of x/text: each piece that is a parameter
// or a choice is an argument, in the order in which they stand.
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
