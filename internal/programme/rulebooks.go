package programme

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// parsed reads and checks a rule book that is not of a call. Marks become its sources. The error, if any, is Problems.
func parsed[T interface{ Check() error }](name string, data []byte, mark func(*T, []string)) (rules T, err error) {
	var none T
	root, ps := read(name, data)
	if root == nil {
		return none, ps.err()
	}
	if ps = append(ps, root.strangers(name, reflect.TypeFor[T]())...); len(ps) > 0 {
		return none, ps.err()
	}
	if _, err := strictly(name, data, &rules); err != nil {
		return none, root.problems(name, err)
	}
	mark(&rules, root.provenance())
	if err := rules.Check(); err != nil {
		return none, root.problems(name, err)
	}
	return rules, nil
}

// strangers are the fields in a file that its type does not have, with those that it has.
func (v *value) strangers(file string, t reflect.Type) (ps Problems) {
	for inner := v.marked(); inner != nil; inner = v.marked() {
		v = inner
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()):
		return nil
	case v.shape == list && t.Kind() == reflect.Slice, v.shape == group && t.Kind() == reflect.Map:
		for _, f := range v.fields {
			ps = append(ps, f.strangers(file, t.Elem())...)
		}
	case v.shape == group && t.Kind() == reflect.Struct:
		known := jsonFields(t)
		for _, f := range v.fields {
			if i := slices.IndexFunc(known, func(k jsonField) bool { return k.name == f.name }); i >= 0 {
				ps = append(ps, f.strangers(file, known[i].is)...)
				continue
			}
			var names []string
			for _, k := range known {
				names = append(names, k.name)
			}
			ps = append(ps, f.problem(file, fmt.Sprintf("unknown field %q", f.name), strings.Join(names, ", ")))
		}
	}
	return ps
}

type jsonField struct {
	name string
	is   reflect.Type
}

// jsonFields are the fields of a type as a file writes them.
func jsonFields(t reflect.Type) (list []jsonField) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			list = append(list, jsonFields(f.Type)...)
		case name != "" && name != "-":
			list = append(list, jsonField{name, f.Type})
		}
	}
	return list
}

// problems are what the law, or a type, found wrong with a file: each at the place that its words begin with, as in questions.q1: ...
func (v *value) problems(file string, err error) Problems {
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return Problems{v.named(mismatch.Field).problem(file, fmt.Sprintf("a %s cannot be read here", mismatch.Value), "")}
	}
	if all, joined := err.(interface{ Unwrap() []error }); joined {
		var ps Problems
		for _, one := range all.Unwrap() {
			ps = append(ps, v.problems(file, one)...)
		}
		return ps.ordered()
	}
	what := strings.TrimPrefix(err.Error(), file+": ")
	first, _, _ := strings.Cut(what, " ")
	is := v.named(strings.TrimSuffix(first, ":"))
	if is == v { // it begins with no place in the file
		return Problems{{File: file, What: what}}
	}
	return Problems{is.problem(file, what, "")}
}

// named follows names between full stops as far as they go; an entry of a list is named by its id, or not at all.
func (v *value) named(path string) *value {
	for name := range strings.SplitSeq(path, ".") {
		for inner := v.marked(); inner != nil; inner = v.marked() {
			v = inner
		}
		next := v.child(name)
		if v.shape == list && next == nil {
			i := slices.IndexFunc(v.fields, func(f *value) bool { return f.idOf() == name })
			if i < 0 {
				return v
			}
			next = v.fields[i]
		}
		if next == nil {
			if parts := v.field("parts"); parts != nil { // questions.q1.use names a part of q1
				if found := parts.named(name); found != parts {
					v = found
					continue
				}
			}
			return v
		}
		v = next
	}
	return v
}

// idOf is the id of an entry of a list, "" for none.
func (v *value) idOf() string {
	is := v.field("id")
	for is != nil && is.marked() != nil {
		is = is.marked()
	}
	if is == nil {
		return ""
	}
	id, _ := is.scalar.(string)
	return id
}

// A RuleBookKind is a kind of life that has rule books of its own.
type RuleBookKind struct {
	Noun   string
	only   string // a field at the top that no other kind has
	Anchor string // the day with which its dates move
	check  func(name string, data []byte) error
}

// RuleBookKinds are the kinds of rule books besides those of calls.
var RuleBookKinds = []RuleBookKind{
	{"body", "mandate", "/mandate/begins", checks(ParseBody)},
	{"masterclass", "sessions", "/sessions/0/starts", checks(ParseMasterclass)},
	{"initiative", "topics", "/closes", checks(ParseInitiative)},
	{"survey", "countries", "/closes", checks(ParseSurvey)},
	{"market", "priorities", "", checks(ParseMarket)},
}

func checks[T any](parse func(string, []byte) (T, error)) func(string, []byte) error {
	return func(name string, data []byte) error {
		_, err := parse(name, data)
		return err
	}
}

// Checked is what a rule book is that has nothing wrong with it.
type Checked struct {
	Noun      string // of the kind of life that it is for
	Reference string // of a call; the others are given theirs when they are opened
	SHA256    string // of a call's file, which is pinned by it
}

// CheckAny checks a rule book of whatever kind: which one is told by its fields. The error, if any, is Problems.
func CheckAny(name string, data []byte) (Checked, error) {
	if root, _ := read(name, data); root != nil && root.field("reference") == nil {
		for _, k := range RuleBookKinds {
			if root.field(k.only) != nil {
				return Checked{Noun: k.Noun}, k.check(name, data)
			}
		}
	}
	b, err := Parse(name, data)
	return Checked{Noun: "call", Reference: b.Reference, SHA256: b.SHA256}, err
}
