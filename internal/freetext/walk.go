package freetext

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Refer returns a command whose texts are references to its receipt at a
// position: what a law decides on, so that no event can hold a text. What is a
// reference already stays as it is; a text of white space alone is none.
func Refer[T any](command T, position int64) T {
	return Map(command, func(field string, t Text) Text {
		switch {
		case !t.IsText():
			return t
		case t.IsBlank():
			return ""
		}
		return To(Ref{Position: position, Field: field})
	})
}

// HasText tells whether v holds a text of a person itself.
func HasText(v any) bool {
	found := false
	each(v, func(_ string, t Text) { found = found || t.IsText() })
	return found
}

// HasRef tells whether v holds a reference to a text.
func HasRef(v any) bool {
	found := false
	each(v, func(_ string, t Text) { found = found || !t.IsText() })
	return found
}

// ErrText is the error of what must hold references and holds a text.
var ErrText = errors.New("it holds a text that a person wrote, where only a reference to it may stand")

// All lists the texts and the references that v holds.
func All(v any) []Text {
	var all []Text
	each(v, func(_ string, t Text) { all = append(all, t) })
	return all
}

func each(v any, f func(field string, t Text)) {
	Map(v, func(field string, t Text) Text {
		f(field, t)
		return t
	})
}

// Map returns a copy of v with another text in the place of each text or
// reference that is not empty. field is the JSON pointer of its place in v.
func Map[T any](v T, f func(field string, t Text) Text) T {
	of := reflect.ValueOf(&v).Elem()
	if out, changed := walk(of, "", f); changed {
		return out.Interface().(T)
	}
	return v
}

var textType = reflect.TypeFor[Text]()

// walk returns v, or a copy with other texts. It never changes what it is given.
func walk(v reflect.Value, path string, f func(string, Text) Text) (reflect.Value, bool) {
	t := v.Type()
	if !Holds(t) {
		return v, false
	}
	if t == textType {
		was := Text(v.String())
		if was == "" {
			return v, false
		}
		is := f(path, was)
		return reflect.ValueOf(is), is != was
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return v, false
		}
		in, changed := walk(v.Elem(), path, f)
		if !changed {
			return v, false
		}
		out := reflect.New(t).Elem()
		if v.Kind() == reflect.Interface {
			out.Set(in)
			return out, true
		}
		out.Set(reflect.New(t.Elem()))
		out.Elem().Set(in)
		return out, true
	case reflect.Slice, reflect.Array:
		out, copied := v, false
		for i := range v.Len() {
			in, changed := walk(v.Index(i), path+"/"+strconv.Itoa(i), f)
			if !changed {
				continue
			}
			if !copied {
				out, copied = reflect.New(t).Elem(), true
				if v.Kind() == reflect.Slice {
					out.Set(reflect.MakeSlice(t, v.Len(), v.Len()))
				}
				reflect.Copy(out, v)
			}
			out.Index(i).Set(in)
		}
		return out, copied
	case reflect.Map:
		out, copied := v, false
		for _, key := range sortedKeys(v) {
			in, changed := walk(v.MapIndex(key), path+"/"+pointer(keyName(key)), f)
			if !changed {
				continue
			}
			if !copied {
				out, copied = reflect.MakeMapWithSize(t, v.Len()), true
				for _, k := range sortedKeys(v) {
					out.SetMapIndex(k, v.MapIndex(k))
				}
			}
			out.SetMapIndex(key, in)
		}
		return out, copied
	case reflect.Struct:
		out, copied := v, false
		for i := range t.NumField() {
			field := t.Field(i)
			if !field.IsExported() {
				continue
			}
			in, changed := walk(v.Field(i), path+step(field), f)
			if !changed {
				continue
			}
			if !copied {
				out, copied = reflect.New(t).Elem(), true
				out.Set(v)
			}
			out.Field(i).Set(in)
		}
		return out, copied
	}
	return v, false
}

// step is the part of a JSON pointer for a field.
func step(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	switch {
	case name != "":
		return "/" + pointer(name)
	case field.Anonymous:
		return ""
	}
	return "/" + pointer(field.Name)
}

// sortedKeys are the keys of a map by name, so that its texts are always met in one order.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys() // any order: they are sorted next
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(keyName(a), keyName(b)) })
	return keys
}

func keyName(key reflect.Value) string {
	if key.CanInt() {
		return strconv.FormatInt(key.Int(), 10)
	}
	return key.String()
}

// pointer escapes a name for a JSON pointer (RFC 6901).
func pointer(name string) string { return escapes.Replace(name) }

var escapes = strings.NewReplacer("~", "~0", "/", "~1")

var held sync.Map // reflect.Type to bool

// Holds tells whether a value of a type can hold a text. What an interface holds
// is found in the value.
func Holds(t reflect.Type) bool {
	if is, ok := held.Load(t); ok {
		return is.(bool)
	}
	is := holds(t, map[reflect.Type]bool{})
	held.Store(t, is)
	return is
}

func holds(t reflect.Type, above map[reflect.Type]bool) bool {
	if t == textType {
		return true
	}
	if above[t] {
		return false
	}
	above[t] = true
	defer delete(above, t)
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return holds(t.Elem(), above)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && holds(f.Type, above) {
				return true
			}
		}
	}
	return false
}
