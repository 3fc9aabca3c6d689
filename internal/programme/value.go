package programme

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"twinning.example/engine/internal/call"
)

// A value is one value of a file as it is written, with its place. A group of
// fields that has a field "value" is a mark around that value.
type value struct {
	name         string // its key, or its index; "" for the whole file
	parent       *value
	line, column int // where its key or entry begins
	shape        shape
	scalar       any               // string, json.Number, bool or nil
	fields       []*value          // of a group or a list, as written
	byName       map[string]*value // the same, of a group
	broken       bool              // it has a problem and is read as if it were empty
}

type shape int

const (
	leaf shape = iota
	group
	list
)

// field returns a field of a group, or nil.
func (v *value) field(name string) *value {
	if v.shape != group {
		return nil
	}
	return v.byName[name]
}

// marked returns the value inside of a mark, or nil if v is no mark.
func (v *value) marked() *value { return v.field("value") }

// written is the value as written, marks and all, for the schema.
func (v *value) written() any { return v.tree(false) }

// plain is the value without marks; what is broken is empty.
func (v *value) plain() any { return v.tree(true) }

func (v *value) tree(plain bool) any {
	switch {
	case plain && v.broken:
		return nil
	case v.shape == group:
		if inner := v.marked(); plain && inner != nil {
			return inner.tree(plain)
		}
		m := make(map[string]any, len(v.fields))
		for _, f := range v.fields {
			m[f.name] = f.tree(plain)
		}
		return m
	case v.shape == list:
		s := make([]any, len(v.fields))
		for i, f := range v.fields {
			s[i] = f.tree(plain)
		}
		return s
	}
	return v.scalar
}

// unmarked is the value as written, what is broken too, without marks.
func (v *value) unmarked() any {
	if inner := v.marked(); inner != nil {
		return inner.unmarked()
	}
	switch v.shape {
	case group:
		m := make(map[string]any, len(v.fields))
		for _, f := range v.fields {
			m[f.name] = f.unmarked()
		}
		return m
	case list:
		s := make([]any, len(v.fields))
		for i, f := range v.fields {
			s[i] = f.unmarked()
		}
		return s
	}
	return v.scalar
}

// at follows names and indices through the file as written, as far as they go.
func (v *value) at(names []string) *value {
	for _, name := range names {
		next := v.child(name)
		if next == nil {
			return v
		}
		v = next
	}
	return v
}

// find follows a path, which knows no marks, as far as it goes.
func (v *value) find(path string) *value {
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		for inner := v.marked(); inner != nil; inner = v.marked() {
			v = inner
		}
		next := v.child(unescape.Replace(name))
		if next == nil {
			return v
		}
		v = next
	}
	return v
}

func (v *value) child(name string) *value {
	if v.shape == list {
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 || i >= len(v.fields) {
			return nil
		}
		return v.fields[i]
	}
	return v.field(name)
}

var (
	escape   = strings.NewReplacer("~", "~0", "/", "~1")
	unescape = strings.NewReplacer("~1", "/", "~0", "~")
)

// path is where the value is, without marks: /running/log_within.
func (v *value) path() string {
	if v.parent == nil {
		return ""
	}
	if v.parent.marked() == v {
		return v.parent.path()
	}
	return v.parent.path() + "/" + escape.Replace(v.name)
}

// problem is a problem of this value.
func (v *value) problem(file, what, allowed string) Problem {
	return Problem{File: file, Line: v.line, Column: v.column, Path: v.path(), What: what, Allowed: allowed}
}

// marks lists the marks in the file, as written.
func (v *value) marks() []call.Mark {
	var ms []call.Mark
	if v.marked() != nil {
		m := call.Mark{Path: v.path()}
		m.Sample, _ = v.scalarOf("sample").(bool)
		m.Why, _ = v.scalarOf("why").(string)
		m.Source, _ = v.scalarOf("source").(string)
		ms = append(ms, m)
	}
	for _, f := range v.fields {
		ms = append(ms, f.marks()...)
	}
	return ms
}

func (v *value) scalarOf(name string) any {
	if f := v.field(name); f != nil && f.shape == leaf {
		return f.scalar
	}
	return nil
}

// words says what a value is, where it should be something else.
func (v *value) words() string {
	switch v.shape {
	case group:
		return "is a group of fields"
	case list:
		return "is a list"
	}
	switch s := v.scalar.(type) {
	case string:
		return quote(s) + " is text"
	case json.Number:
		return s.String() + " is a number; text that looks like one stands in quotes"
	case bool:
		return fmt.Sprintf("%t is true or false; a text like it stands in quotes", s)
	}
	return "is empty"
}

// shown is a value as a message shows it.
func (v *value) shown() string {
	switch s := v.scalar.(type) {
	case string:
		return quote(s)
	case json.Number:
		return s.String()
	case bool:
		return fmt.Sprint(s)
	}
	return "the value"
}

// pathOf reads the path of a value from a sentence that begins with its name
// as the law writes it: "organisations[0].id ..." is /organisations/0/id.
func pathOf(sentence string) string {
	name, _, _ := strings.Cut(sentence, " ")
	return "/" + strings.NewReplacer("[", "/", "]", "", ".", "/").Replace(name)
}
