// Package schema makes JSON Schemas of Go types as encoding/json writes them: the API
// publishes them and holds what is sent to them, and the desk draws its forms from them.
package schema

import (
	"encoding"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/money"
)

// Components is where a registry keeps the schemas that have names.
const Components = "#/components/schemas/"

// Patterns of values that are written as text, by which a form knows what to ask for.
const (
	AmountPattern  = `^([A-Z]{3} -?[0-9]+(\.[0-9]+)?)?$`
	DecimalPattern = `^-?[0-9]+(\.[0-9]+)?$`
	DatePattern    = `^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`
	instantPattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$`
	WallPattern    = `^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+([+-][0-9:]+)?)?$`
)

// FreeText describes what a person writes in their own words.
const FreeText = "what a person writes in their own words: NFC, at most 20,000 characters"

// A Set makes schemas into a registry. What is sent has schemas of its own, named with
// the suffix -sent: an answer has every member that is not left out when empty, while in
// what is sent flags, lists and maps may be missing.
type Set struct {
	Registry huma.Registry
	Sent     bool
	// Orders are, where they are asked for, the members of each schema that has a name in
	// the order in which they are written.
	Orders map[string][]string
}

// New returns an empty set of schemas of what is sent, or of answers.
func New(sent bool) Set {
	return Set{Registry: huma.NewMapRegistry(Components, huma.DefaultSchemaNamer), Sent: sent, Orders: map[string][]string{}}
}

// Object is the schema of an object that another one refers to, with its members in their
// order; false where it is none.
func (s Set) Object(of *huma.Schema) (object *huma.Schema, order []string, ok bool) {
	for _, one := range of.AnyOf { // or null
		if one.Ref != "" {
			of = one
		}
	}
	name, is := strings.CutPrefix(of.Ref, Components)
	if !is {
		return nil, nil, false
	}
	return s.Registry.Map()[name], s.Orders[name], true
}

// written are the types that write themselves as JSON.
func (s Set) written(t reflect.Type) (*huma.Schema, bool) {
	text := func(pattern, format, says string) (*huma.Schema, bool) {
		return &huma.Schema{Type: huma.TypeString, Pattern: pattern, Format: format, Description: says}, true
	}
	switch t {
	case reflect.TypeFor[money.Amount]():
		return text(AmountPattern, "", "an amount with its ISO 4217 currency, as in EUR 5000.00; empty for none")
	case reflect.TypeFor[decimal.Decimal]():
		return text(DecimalPattern, "", "a decimal number as text, as in 12.5")
	case reflect.TypeFor[calendar.Date]():
		return text(DatePattern, "", "a day in the zone of the call, as in 2019-10-14; empty for none")
	case reflect.TypeFor[calendar.WallClock]():
		return text(WallPattern, "", "a time on clocks in the zone of the call, as in 2019-08-07T17:00")
	case reflect.TypeFor[calendar.Length]():
		return text("", "", "a length of time, as in 10 working days")
	case reflect.TypeFor[time.Time]():
		return text(instantPattern, "date-time", "an instant: RFC 3339, UTC")
	case reflect.TypeFor[json.RawMessage]():
		return &huma.Schema{Description: "any JSON"}, true
	case reflect.TypeFor[freetext.Text]():
		says := &huma.Schema{Type: huma.TypeString, Description: FreeText}
		if s.Sent {
			return says, true
		}
		ref := &huma.Schema{Type: huma.TypeObject, Description: "where the text stands, where it is not shown", AdditionalProperties: false, Required: []string{"field", "position"}, Properties: map[string]*huma.Schema{
			"position": {Type: huma.TypeInteger}, "field": {Type: huma.TypeString},
		}}
		return &huma.Schema{OneOf: []*huma.Schema{says, ref}}, true
	}
	switch {
	case t.Implements(reflect.TypeFor[json.Marshaler]()):
		return &huma.Schema{Description: "any JSON"}, true
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return text("", "", "")
	}
	return nil, false
}

// Of is the schema of a type.
func (s Set) Of(t reflect.Type) *huma.Schema {
	if t.Kind() == reflect.Pointer { // before it is taken for what writes itself in a way of its own
		if as, ok := s.written(t.Elem()); ok {
			return s.nullable(as)
		}
	}
	if as, ok := s.written(t); ok {
		return as
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.nullable(s.Of(t.Elem()))
	case reflect.Struct:
		return s.structure(t)
	case reflect.Slice, reflect.Array:
		if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
			return &huma.Schema{Type: huma.TypeString, ContentEncoding: "base64"}
		}
		list := &huma.Schema{Type: huma.TypeArray, Items: s.Of(t.Elem()), Nullable: t.Kind() == reflect.Slice}
		if t.Kind() == reflect.Array {
			n := t.Len()
			list.MinItems, list.MaxItems = &n, &n
		}
		return list
	case reflect.Map:
		values := s.Of(t.Elem())
		values.PrecomputeMessages() // with its pattern; for members that are named it is done with the whole
		return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: values, Nullable: true}
	case reflect.String:
		return &huma.Schema{Type: huma.TypeString}
	case reflect.Bool:
		return &huma.Schema{Type: huma.TypeBoolean}
	case reflect.Float32, reflect.Float64:
		return &huma.Schema{Type: huma.TypeNumber}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &huma.Schema{Type: huma.TypeInteger}
	}
	return &huma.Schema{Description: "any JSON"}
}

// nullable is what a schema says, or null. That is an enumeration: of a type "null" the
// server's own validation knows nothing, and would take anything for it.
func (s Set) nullable(of *huma.Schema) *huma.Schema {
	null := func(one *huma.Schema) bool { return len(one.Enum) == 1 && one.Enum[0] == nil }
	switch {
	case slices.ContainsFunc(of.AnyOf, null):
	case of.Ref != "" || of.AnyOf != nil || of.OneOf != nil:
		is := &huma.Schema{Enum: []any{nil}}
		is.PrecomputeMessages()
		return &huma.Schema{AnyOf: []*huma.Schema{of, is}}
	case of.Type != "":
		of.Nullable = true
	}
	return of
}

var unnamed = regexp.MustCompile(`[^A-Za-z0-9]+`)

// name is what a type is called in the document: its package and its name.
func (s Set) name(t reflect.Type) string {
	of := t.PkgPath()
	of = of[strings.LastIndexByte(of, '/')+1:]
	name, args, generic := strings.Cut(t.Name(), "[")
	if generic {
		args = args[strings.LastIndexByte(args, '/')+1:]
		name += "-of-" + strings.Trim(unnamed.ReplaceAllString(args, "."), ".")
	}
	name = of + "." + name
	if s.Sent {
		name += "-sent"
	}
	return name
}

// structure is a reference to the schema of a struct, which it makes once.
func (s Set) structure(t reflect.Type) *huma.Schema {
	name := s.name(t)
	ref := &huma.Schema{Ref: Components + name}
	if _, made := s.Registry.Map()[name]; made && t.Name() != "" {
		return ref
	}
	is := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	if t.Name() != "" {
		s.Registry.Map()[name] = is
		if s.Orders != nil {
			s.Orders[name] = names(t)
		}
	}
	for _, f := range members(t) {
		is.Properties[f.name] = s.Of(f.kind)
		if s.needs(f) {
			is.Required = append(is.Required, f.name)
		} else if s.Sent { // as in Go, null is as if it were left out
			is.Properties[f.name] = s.nullable(is.Properties[f.name])
		}
	}
	is.PrecomputeMessages()
	if t.Name() == "" {
		return is
	}
	return ref
}

func (s Set) needs(f member) bool {
	if !s.Sent {
		return !f.omit
	}
	switch f.kind.Kind() {
	case reflect.Bool, reflect.Slice, reflect.Map, reflect.Pointer:
		return false
	}
	return !f.omit && f.kind != reflect.TypeFor[money.Amount]()
}

// names are the members of a JSON object that a struct is written as, in their order.
func names(t reflect.Type) []string {
	var all []string
	for _, f := range members(t) {
		all = append(all, f.name)
	}
	return all
}

// A member is a member of a JSON object.
type member struct {
	name string
	kind reflect.Type
	omit bool // left out where it is empty
}

// members are those that encoding/json writes for a struct: of one name the least deep.
func members(t reflect.Type) []member {
	var all []member
	known := map[string]bool{}
	for level := []reflect.Type{t}; len(level) > 0; {
		var next []reflect.Type
		found := map[string]bool{}
		for _, of := range level {
			for i := range of.NumField() {
				f := of.Field(i)
				tag := f.Tag.Get("json")
				name, options, _ := strings.Cut(tag, ",")
				inner := f.Type
				if inner.Kind() == reflect.Pointer {
					inner = inner.Elem()
				}
				switch {
				case tag == "-":
				case f.Anonymous && name == "" && inner.Kind() == reflect.Struct:
					next = append(next, inner)
				case !f.IsExported():
				default:
					if name == "" {
						name = f.Name
					}
					if known[name] || found[name] {
						continue
					}
					found[name] = true
					all = append(all, member{name: name, kind: f.Type, omit: strings.Contains(options, "omitempty") && f.Type.Kind() != reflect.Struct || strings.Contains(options, "omitzero")})
				}
			}
		}
		for name := range found {
			known[name] = true
		}
		level = next
	}
	return all
}
