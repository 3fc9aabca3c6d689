package privacy_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
)

// A leaf is a field of what is stored that holds text: words of a person (said), or a
// string of another meaning.
type leaf struct {
	path string // in JSON: scores/*/comment
	name string // type and field: Score.Comment
	said bool
}

var between = regexp.MustCompile(`([a-z])([A-Z])`)

// leaves are the fields of a type that hold text, in their order. Codes, amounts, dates
// and other types that write themselves are none; what the rule book holds is a
// programme's and not told here.
func leaves(t reflect.Type) []leaf {
	var all []leaf
	walk(t, "", "", map[reflect.Type]bool{}, func(l leaf) { all = append(all, l) })
	return all
}

func walk(t reflect.Type, path, name string, within map[reflect.Type]bool, found func(leaf)) {
	switch t {
	case reflect.TypeFor[freetext.Text]():
		found(leaf{path, name, true})
		return
	case reflect.TypeFor[law.Reason](), reflect.TypeFor[law.Param](), reflect.TypeFor[law.Refusal](), reflect.TypeFor[json.RawMessage](), reflect.TypeFor[call.RuleBook]():
		return
	}
	switch t.Kind() {
	case reflect.String:
		if t == reflect.TypeFor[string]() || t == reflect.TypeFor[law.Document]() {
			found(leaf{path, name, false})
		}
	case reflect.Pointer:
		walk(t.Elem(), path, name, within, found)
	case reflect.Slice, reflect.Array, reflect.Map:
		walk(t.Elem(), strings.TrimPrefix(path+"/*", "/"), name, within, found)
	case reflect.Struct:
		if _, text := reflect.PointerTo(t).MethodByName("MarshalText"); text || within[t] {
			return
		}
		within[t] = true
		defer delete(within, t)
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() {
				continue
			}
			tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if tag == "" && !f.Anonymous {
				tag = strings.ToLower(between.ReplaceAllString(f.Name, "${1}_${2}")) // a deadline writes itself so
			}
			at := strings.TrimPrefix(path+"/"+tag, "/")
			if f.Anonymous && tag == "" {
				at = path
			}
			if tag != "-" {
				walk(f.Type, at, t.Name()+"."+f.Name, within, found)
			}
		}
	}
}
