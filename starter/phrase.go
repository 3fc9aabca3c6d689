package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
)

// A sheet is what is printed, in the language of whoever reads it.
type sheet struct {
	bytes.Buffer
	tell *narrate.Narrator
}

// teller is that of the sheet that is written on; it tells in English what is written elsewhere.
func teller(w io.Writer) *narrate.Narrator {
	if s, is := w.(*sheet); is {
		return s.tell
	}
	return narrate.English()
}

// A phrase is what this program says by itself in the midst of what it prints.
type phrase struct {
	format string
	values []any
}

// phrased is a phrase of a format of package fmt, which is a row of the table of words; among its values may be phrases, words and errors.
func phrased(format string, values ...any) phrase { return phrase{format, values} }

// A word is a code that is told by the catalogue; - for none.
type word struct{ set, code string }

func worded[T ~string](set string, code T) word { return word{set, string(code)} }

// A code is told by the table of labels; - for none.
type code string

func coded[T ~string](of T) code { return code(of) }

// verbatim is a heading that is no text of ours: a code, an id, or what somebody named.
type verbatim string

// A series is what stands one behind the other, with commas between.
type series []any

// told is a value as whoever reads it is told.
func told(tell *narrate.Narrator, v any) any {
	switch v := v.(type) {
	case phrase:
		return v.in(tell)
	case word:
		if v.code == "" {
			return "-"
		}
		return tell.Param(law.Word("code", v.set, v.code))
	case code:
		if v == "" {
			return "-"
		}
		form, _ := words.Exact(tell.Language(), string(v))
		return form
	case money.Amount:
		if v.IsNone() {
			return ""
		}
		return tell.Param(law.Money("amount", v))
	case series:
		parts := make([]string, len(v))
		for i, part := range v {
			parts[i] = fmt.Sprint(told(tell, part))
		}
		return strings.Join(parts, ", ")
	case *money.Amount:
		if v == nil {
			return ""
		}
		return told(tell, *v)
	case error:
		return tell.Error(v)
	}
	return v
}

func (p phrase) in(tell *narrate.Narrator) string {
	return p.advising(tell, func(format string) string { return format })
}

// advising is a phrase in which the commands that it advises are put otherwise, and no value that is not a phrase itself.
func (p phrase) advising(tell *narrate.Narrator, put func(string) string) string {
	values := make([]any, len(p.values))
	for i, v := range p.values {
		if of, is := v.(phrase); is {
			values[i] = of.advising(tell, put)
			continue
		}
		values[i] = told(tell, v)
	}
	core := strings.TrimSpace(p.format)
	before, after, _ := strings.Cut(p.format, core)
	if core == "" {
		return p.format
	}
	return fmt.Sprintf(put(before+words.Format(tell.Language(), core)+after), values...)
}

// String is for what knows no language.
func (p phrase) String() string { return p.in(narrate.English()) }

// printf writes a phrase.
func printf(w io.Writer, format string, values ...any) {
	io.WriteString(w, phrased(format, values...).in(teller(w)))
}

// narrator tells in a language.
func narrator(language string) *narrate.Narrator {
	return narrate.For(narrate.WithLanguage(context.Background(), cmp.Or(language, "en")))
}
