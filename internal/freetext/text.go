// Package freetext holds what people write in their own words: reasons, comments,
// reports. A command carries such a text itself and is received sealed; what the
// law decides carries a reference to the receipt in its place, so that erasing the
// receipt erases the text, and leaves every event, state and sum as it was.
//
// The package is pure, and part of the law.
package freetext

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Text is free text of a person, or a reference to one. "" is none.
//
// As JSON a text is a string, and a reference is an object that names where the
// text stands: {"position":1204,"field":"/scores/0/comment"}, the position of a
// receipt in the ledger and a JSON pointer into the command that it holds.
//
// In memory a reference begins and ends with a control character that no text
// may have. In a sentence it stands until somebody who may read it resolves it:
// see Replace.
type Text string

// mark stands around a reference.
const mark = "\x1a"

// A Ref says where a text stands.
type Ref struct {
	Position int64  `json:"position"` // of the receipt, from 0
	Field    string `json:"field"`    // JSON pointer into the command
}

// String writes a reference as position and field: 1204/scores/0/comment.
func (r Ref) String() string { return strconv.FormatInt(r.Position, 10) + r.Field }

// To returns the reference to a text.
func To(r Ref) Text { return Text(mark + r.String() + mark) }

// ParseRef reads what String writes.
func ParseRef(s string) (Ref, bool) { return parseRef(s) }

var refForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,17})((?:/[!-.0-~]+)+)$`)

// Ref returns the reference that t is; false where it is a text, or none.
func (t Text) Ref() (Ref, bool) {
	if !strings.HasPrefix(string(t), mark) {
		return Ref{}, false
	}
	return parseRef(strings.Trim(string(t), mark))
}

func parseRef(s string) (Ref, bool) {
	m := refForm.FindStringSubmatch(s)
	if m == nil {
		return Ref{}, false
	}
	position, err := strconv.ParseInt(m[1], 10, 64)
	return Ref{Position: position, Field: m[2]}, err == nil
}

// IsText tells whether t is a text itself: neither a reference nor none.
func (t Text) IsText() bool { return t != "" && !strings.HasPrefix(string(t), mark) }

// IsBlank tells whether t is none, or nothing but white space.
func (t Text) IsBlank() bool { return strings.TrimSpace(string(t)) == "" }

// MarshalJSON writes a text as a string, and a reference as an object.
func (t Text) MarshalJSON() ([]byte, error) {
	if !strings.HasPrefix(string(t), mark) {
		return json.Marshal(string(t))
	}
	r, ok := t.Ref()
	if !ok {
		return nil, errors.New("this is no reference to a text")
	}
	return json.Marshal(r)
}

// UnmarshalJSON reads what MarshalJSON writes. A string with the control
// character that marks references is refused.
func (t *Text) UnmarshalJSON(body []byte) error {
	if len(body) > 0 && body[0] == '{' {
		var r Ref
		d := json.NewDecoder(bytes.NewReader(body))
		d.DisallowUnknownFields()
		if err := d.Decode(&r); err != nil {
			return fmt.Errorf("read the reference to a text: %w", err)
		}
		if _, ok := parseRef(strconv.FormatInt(r.Position, 10) + r.Field); !ok {
			return errors.New("read the reference to a text: it names no position and no field")
		}
		*t = To(r)
		return nil
	}
	var s string
	if err := json.Unmarshal(body, &s); err != nil {
		return err
	}
	if strings.Contains(s, mark) {
		return errors.New("a text has a control character (U+001A)")
	}
	*t = Text(s)
	return nil
}

var marked = regexp.MustCompile(mark + `([0-9]+(?:/[!-.0-~]+)+)` + mark)

// Refs lists the references in a sentence, in their order.
func Refs(sentence string) []Ref {
	if !strings.Contains(sentence, mark) {
		return nil
	}
	var refs []Ref
	for _, m := range marked.FindAllStringSubmatch(sentence, -1) {
		if r, ok := parseRef(m[1]); ok {
			refs = append(refs, r)
		}
	}
	return refs
}

// Replace puts texts in the place of the references in a sentence. Where a text ends as sentences end, the full stop after it is left out.
func Replace(sentence string, text func(Ref) string) string {
	if !strings.Contains(sentence, mark) {
		return sentence
	}
	var out strings.Builder
	from := 0
	for _, at := range marked.FindAllStringSubmatchIndex(sentence, -1) {
		r, ok := parseRef(sentence[at[2]:at[3]])
		if !ok {
			continue
		}
		out.WriteString(sentence[from:at[0]])
		is := text(r)
		out.WriteString(is)
		if from = at[1]; Ends(is) && strings.HasPrefix(sentence[from:], ".") {
			from++
		}
	}
	return out.String() + sentence[from:]
}

// Ends tells whether a text ends as sentences end.
func Ends(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, " \n\r\t"))
	return strings.ContainsRune(".?!…", last)
}
