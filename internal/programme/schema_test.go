package programme

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// A part of a schema, with the file that references are looked up from.
type part struct {
	file string
	rule map[string]any
}

func top(t *testing.T, s Schema) part {
	doc, ok := schemas().text[string(s)].(map[string]any)
	require.True(t, ok, s)
	return part{string(s), doc}
}

// rest goes to where references and marks lead.
func (p part) rest(t *testing.T) part {
	if ref, ok := p.rule["$ref"].(string); ok {
		file, pointer, _ := strings.Cut(ref, "#/")
		if file == "" {
			file = p.file
		}
		var at any = schemas().text[file]
		for step := range strings.SplitSeq(pointer, "/") {
			at = at.(map[string]any)[step]
		}
		require.NotNil(t, at, "%s: no such part: %s", p.file, ref)
		return part{file, at.(map[string]any)}.rest(t)
	}
	if inner, ok := p.rule["else"].(map[string]any); ok && p.rule["properties"] == nil {
		require.NotNil(t, p.rule["then"], "a mark around the value")
		return part{p.file, inner}
	}
	return p
}

func (p part) sub(t *testing.T, keys ...string) part {
	at := any(p.rule)
	for _, k := range keys {
		m, ok := at.(map[string]any)
		require.True(t, ok, "%v", keys)
		at = m[k]
	}
	m, ok := at.(map[string]any)
	require.True(t, ok, "%s: nothing at %v", p.file, keys)
	return part{p.file, m}.rest(t)
}

// agree compares a schema with the type that its files are read into.
func agree(t *testing.T, path string, p part, typ reflect.Type, skip ...string) {
	require.NotEmpty(t, p.rule["description"], "%s: messages have nothing to say about what is allowed", path)
	format, _ := p.rule["format"].(string)
	want := map[reflect.Type]string{
		reflect.TypeFor[calendar.Date](): "date", reflect.TypeFor[calendar.Length](): "length", reflect.TypeFor[money.Amount](): "money",
	}
	if f, ok := want[typ]; ok {
		require.Equal(t, f, format, path)
		require.Equal(t, "string", p.rule["type"], path)
		return
	}
	if typ == reflect.TypeFor[decimal.Decimal]() {
		require.Contains(t, []any{"number", "points"}, either(format, p.rule["type"]), path)
		return
	}
	switch typ.Kind() {
	case reflect.Pointer:
		agree(t, path, p, typ.Elem(), skip...)
	case reflect.Struct:
		agreeFields(t, path, p, typ, skip)
	case reflect.Slice:
		require.Equal(t, "array", p.rule["type"], path)
		require.NotNil(t, p.rule["maxItems"], path)
		agree(t, path+"/*", p.sub(t, "items"), typ.Elem())
	case reflect.Map:
		require.Equal(t, "object", p.rule["type"], path)
		agree(t, path+"/*", p.sub(t, "additionalProperties"), typ.Elem())
	case reflect.Bool:
		require.Equal(t, "boolean", p.rule["type"], path)
	case reflect.Int, reflect.Int64:
		require.Equal(t, "integer", p.rule["type"], path)
		require.NotNil(t, p.rule["maximum"], path)
	case reflect.String:
		bound := p.rule["maxLength"] != nil || p.rule["pattern"] != nil || format != "" || p.rule["enum"] != nil
		require.True(t, bound, "%s: a text without an end", path)
	default:
		t.Fatalf("%s: no rule for %s", path, typ)
	}
}

func either(format string, typ any) any {
	if format != "" {
		return format
	}
	return typ
}

func agreeFields(t *testing.T, path string, p part, typ reflect.Type, skip []string) {
	require.Equal(t, "object", p.rule["type"], path)
	require.Equal(t, false, p.rule["additionalProperties"], path)
	properties, _ := p.rule["properties"].(map[string]any)
	var names, required []string
	for _, f := range reflect.VisibleFields(typ) {
		if f.Anonymous || !f.IsExported() {
			continue // its fields stand among those of the type
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if slices.Contains(skip, name) {
			require.NotContains(t, properties, name, path)
			continue
		}
		names = append(names, name)
		if !strings.Contains(options, "omit") {
			required = append(required, name)
		}
		require.Contains(t, properties, name, "%s: a field of %s that the schema does not know", path, typ)
		agree(t, path+"/"+name, p.sub(t, "properties", name), f.Type)
	}
	for name := range properties {
		require.Contains(t, names, name, "%s: a field that %s does not know", path, typ)
		require.NotEqual(t, "value", name, "%s: a field called value would be taken for a mark", path)
	}
	var demanded []string
	for _, name := range p.rule["required"].([]any) {
		demanded = append(demanded, name.(string))
	}
	require.ElementsMatch(t, required, demanded, path)
}

func TestSchemasAndTypesAgree(t *testing.T) {
	t.Parallel()
	// The marks are what the reader makes of the file.
	agree(t, "", top(t, RuleBookSchema), reflect.TypeFor[call.RuleBook](), "marks")
	agree(t, "", top(t, TenderSchema), reflect.TypeFor[twinning.Tender]())
	agree(t, "/people/*", top(t, PeopleSchema).sub(t, "properties", "people", "items"), reflect.TypeFor[Person]())
	agree(t, "/activities/*", top(t, LogSchema).sub(t, "properties", "activities", "items"), reflect.TypeFor[twinning.Activity]())
	agree(t, "/expenses/*", top(t, LogSchema).sub(t, "properties", "expenses", "items"), reflect.TypeFor[twinning.Claim]())
	agree(t, "/evidence/*", top(t, ReportSchema).sub(t, "properties", "evidence", "items"), reflect.TypeFor[twinning.Evidence]())
	agree(t, "/scores/*", top(t, PanelSchema).sub(t, "properties", "scores", "items"), reflect.TypeFor[call.PanelDecision]())
	agree(t, "/scores/*", top(t, EvaluationSchema).sub(t, "properties", "scores", "items"), reflect.TypeFor[twinning.Score]())
}

func enum(t *testing.T, p part) []string {
	var names []string
	for _, v := range p.rule["enum"].([]any) {
		names = append(names, v.(string))
	}
	require.NotEmpty(t, names)
	return names
}

func TestSchemasAndTheLawNameTheSame(t *testing.T) {
	t.Parallel()
	book := top(t, RuleBookSchema)
	require.ElementsMatch(t, call.Addressees(), enum(t, book.sub(t, "$defs", "to")))
	require.ElementsMatch(t, call.Templates(), enum(t, book.sub(t, "$defs", "letter")))
	require.ElementsMatch(t, []string{call.Stop, call.Skip}, enum(t, book.sub(t, "$defs", "policy")))
	require.ElementsMatch(t, append(twinning.Unions(), ""), enum(t, book.sub(t, "$defs", "contractor-in")))
	require.ElementsMatch(t, []string{call.Union}, twinning.Unions())
	require.ElementsMatch(t, []string{call.Mean, call.Median}, enum(t, book.sub(t, "$defs", "aggregate")))
	require.ElementsMatch(t, []string{string(call.Awarded), string(call.Reserve), string(call.Rejected)}, enum(t, book.sub(t, "$defs", "verdict")))

	var fields []string
	for i := range reflect.TypeFor[twinning.Tender]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[twinning.Tender]().Field(i).Tag.Get("json"), ",")
		fields = append(fields, name)
	}
	require.ElementsMatch(t, fields, append(enum(t, book.sub(t, "$defs", "field")), "sources"))

	var kinds []string
	for _, k := range twinning.CostKinds() {
		kinds = append(kinds, string(k))
	}
	require.ElementsMatch(t, kinds, enum(t, top(t, LogSchema).sub(t, "properties", "expenses", "items").sub(t, "properties", "kind")))

	roles := top(t, PeopleSchema).sub(t, "properties", "roles")
	for _, role := range append(law.StaffRoles(), law.Evaluator) {
		require.Contains(t, roles.rule["properties"], string(role))
	}
	require.Len(t, roles.rule["properties"], len(law.StaffRoles())+1)
}
