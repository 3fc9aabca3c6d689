package programme

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"twinning.example/engine/programmes"
)

// A Schema is one of the JSON Schemas (draft 2020-12) in programmes/, by its name.
type Schema string

// The schemas. Each describes a file as it is written.
const (
	RuleBookSchema   Schema = "schema.json"
	TenderSchema     Schema = "tender.schema.json"
	PeopleSchema     Schema = "people.schema.json"
	LogSchema        Schema = "log.schema.json"
	ReportSchema     Schema = "report.schema.json"
	EvaluationSchema Schema = "evaluation.schema.json"
	ClaimSchema      Schema = "claim.schema.json"
	PanelSchema      Schema = "panel.schema.json"
)

// base is where the compiler thinks the schemas are. Nothing is ever fetched.
const base = "file:///programmes/"

// schemas are the schemas as text and compiled, by name. It panics if one of
// them is broken, which its test would have shown.
var schemas = sync.OnceValue(func() (all struct {
	text     map[string]any
	compiled map[Schema]*jsonschema.Schema
},
) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.UseLoader(jsonschema.SchemeURLLoader{})
	for name, check := range formats {
		c.RegisterFormat(&jsonschema.Format{Name: name, Validate: check})
	}
	names, err := fs.Glob(programmes.FS, "*.json")
	must(err)
	all.text = make(map[string]any, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(programmes.FS, name)
		must(err)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		must(err)
		must(c.AddResource(base+name, doc))
		all.text[name] = doc
	}
	all.compiled = make(map[Schema]*jsonschema.Schema, len(names))
	for _, name := range names {
		all.compiled[Schema(name)] = c.MustCompile(base + name)
	}
	return all
})

func must(err error) {
	if err != nil {
		panic("programme: " + err.Error())
	}
}

// check compares a file with the schema. It marks as broken what must not be
// read any further.
func (s Schema) check(file string, root *value) Problems {
	compiled, known := schemas().compiled[s]
	if !known {
		return Problems{{File: file, What: fmt.Sprintf("there is no schema %q", string(s))}}
	}
	var invalid *jsonschema.ValidationError
	err := compiled.Validate(root.written())
	if err == nil {
		return nil
	}
	if !errors.As(err, &invalid) {
		return Problems{{File: file, What: err.Error()}}
	}
	var ps Problems
	broken := map[*value]bool{}
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		for _, cause := range e.Causes {
			walk(cause)
		}
		if v := root.at(e.InstanceLocation); len(e.Causes) == 0 && !v.isBroken() {
			found, whole := sentences(file, v, e)
			ps = append(ps, found...)
			if whole {
				broken[v] = true
			}
		}
	}
	walk(invalid)
	for v := range broken {
		v.broken = true
	}
	return ps
}

// isBroken tells whether the value or one that it stands in is broken.
func (v *value) isBroken() bool {
	return v != nil && (v.broken || v.parent.isBroken())
}

// sentences turns one complaint of the schema into problems, and tells whether
// the value itself is wrong, rather than a field in it.
func sentences(file string, v *value, e *jsonschema.ValidationError) (ps Problems, whole bool) {
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			p := v.problem(file, "is missing", allowed(e.SchemaURL, "properties", name))
			p.Path += "/" + escape.Replace(name)
			ps = append(ps, p)
		}
		return ps, false
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			if f := v.field(name); !f.broken {
				f.broken = true
				ps = append(ps, f.problem(file, "there is no such field", allowed(e.SchemaURL)))
			}
		}
		return ps, false
	}
	return Problems{v.problem(file, what(v, e.ErrorKind), allowed(e.SchemaURL))}, true
}

// what says in words what the schema does not like about a value.
func what(v *value, k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Type:
		return v.words()
	case *kind.Format:
		return k.Err.Error()
	case *kind.Pattern:
		return v.shown() + " is not written as it should be"
	case *kind.Enum, *kind.Const:
		return v.shown() + " is not known here"
	case *kind.MinLength:
		return "is empty"
	case *kind.MaxLength:
		return fmt.Sprintf("has %d characters", k.Got)
	case *kind.MinItems, *kind.MaxItems, *kind.MaxProperties:
		return fmt.Sprintf("has %d entries", len(v.fields))
	case *kind.Minimum, *kind.ExclusiveMinimum:
		return v.shown() + " is too small"
	case *kind.Maximum, *kind.ExclusiveMaximum:
		return v.shown() + " is too large"
	case *kind.MultipleOf:
		return v.shown() + " has too many decimals"
	case *kind.Not:
		return "is a mark within a mark"
	}
	return "is not as it should be"
}

// allowed is what a schema describes at a location and then at names below it,
// or else at the nearest place around it.
func allowed(location string, names ...string) string {
	file, pointer, _ := strings.Cut(strings.TrimPrefix(location, base), "#")
	if p, err := url.PathUnescape(pointer); err == nil {
		pointer = p
	}
	for steps := append(strings.Split(pointer, "/"), names...); ; steps = steps[:len(steps)-1] {
		if text := described(file, steps[1:]); text != "" || len(steps) == 1 {
			return text
		}
	}
}

// described is the description of one part of a schema, which may stand behind
// a reference or behind a mark.
func described(file string, steps []string) string {
	part := schemas().text[file]
	for _, step := range steps {
		m, _ := part.(map[string]any)
		part = m[unescape.Replace(step)]
	}
	m, _ := part.(map[string]any)
	if text, ok := m["description"].(string); ok {
		return text
	}
	if ref, ok := m["$ref"].(string); ok {
		other, pointer, _ := strings.Cut(ref, "#")
		if other == "" {
			other = file
		}
		return described(other, strings.Split(pointer, "/")[1:])
	}
	if inner, ok := m["else"].(map[string]any); ok && m["if"] != nil {
		text, _ := inner["description"].(string)
		return text
	}
	return ""
}
