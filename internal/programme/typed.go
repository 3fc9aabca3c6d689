package programme

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
)

// typed reads a file into v. What v has no field for, and what its fields cannot hold, is refused where it stands. The error, if any, is Problems.
func typed[T any](name string, data []byte, v *T) (*value, error) {
	root, ps := read(name, data)
	if root == nil {
		return nil, ps.err()
	}
	if ps = append(ps, root.strangers(name, reflect.TypeFor[T]())...); len(ps) > 0 {
		return nil, ps.err()
	}
	text, err := json.Marshal(root.plain())
	if err != nil {
		return nil, root.problems(name, err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return nil, root.problems(name, err)
	}
	return root, nil
}

// strangers are the fields in a file that its type does not have, with those that it has, and the values that it cannot hold, with what may
// stand there.
func (v *value) strangers(file string, t reflect.Type) (ps Problems) {
	for inner := v.marked(); inner != nil; inner = v.marked() {
		v = inner
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if v.broken {
		return nil
	}
	if what, allowed := v.mismatch(t); what != "" {
		return Problems{v.problem(file, what, allowed)}
	}
	switch {
	case reads(t):
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
			ps = append(ps, f.problem(file, fmt.Sprintf("unknown field %q", f.name), namesOf(known)))
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

func namesOf(fields []jsonField) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}

// reads tells whether a type reads its values itself.
func reads(t reflect.Type) bool {
	is := reflect.PointerTo(t)
	return is.Implements(reflect.TypeFor[json.Unmarshaler]()) || is.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// mismatch says why a type cannot hold a value, and what may stand there; "" where it can. No value is left to what a type takes it for.
func (v *value) mismatch(t reflect.Type) (what, allowed string) {
	if v.shape == leaf && v.scalar == nil || t.Kind() == reflect.Interface {
		return "", ""
	}
	text, isText := v.scalar.(string)
	isText = isText && v.shape == leaf
	if is, ok := reflect.New(t).Interface().(encoding.TextUnmarshaler); ok {
		if !isText {
			return v.words(), "text"
		}
		if err := is.UnmarshalText([]byte(text)); err != nil {
			return err.Error(), ""
		}
		return "", ""
	}
	number, isNumber := v.scalar.(json.Number)
	switch kind := t.Kind(); {
	case t == reflect.TypeFor[law.Text]() && !isText:
		return v.words(), "text"
	case reads(t):
		return "", ""
	case kind == reflect.Slice && v.shape != list:
		return v.words(), "a list, each entry after a hyphen"
	case kind == reflect.Struct && v.shape != group:
		return v.words(), "fields: " + namesOf(jsonFields(t))
	case kind == reflect.Map && v.shape != group:
		return v.words(), asYAML
	case kind == reflect.String && !isText:
		return v.words(), "text"
	case kind >= reflect.Int && kind <= reflect.Int64 && (v.shape != leaf || !isNumber || strings.Contains(string(number), ".")):
		return v.words(), "a whole number"
	case kind == reflect.Bool:
		if _, is := v.scalar.(bool); !is || v.shape != leaf {
			return v.words(), "true or false"
		}
	}
	return "", ""
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
