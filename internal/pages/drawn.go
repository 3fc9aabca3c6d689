package pages

import (
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/schema"
)

// sent are the schemas of commands, the same as those of the API.
var sent = schema.New(true)

// drawnOf is a form with the fields that the schema of its command has. What the schema
// does not know, such as that a text is the id of a person, is said by inputs of the same
// name, with a dot between that of a group or of rows and that of a field in it.
func drawnOf(zero law.Command, f form, as ...input) form {
	f.kind, f.zero = zero.Kind(), zero
	ref := sent.Of(reflect.TypeOf(zero))
	object, order, ok := sent.Object(ref)
	if !ok {
		return f
	}
	f.shape = ref
	f.fields = inputsOf(object, order, "", as, f.leaves)
	return f
}

// inputsOf are the fields of an object, in the order of its members. A member that a form
// leaves out has none.
func inputsOf(object *huma.Schema, order []string, at string, as []input, leaves map[string]string) []input {
	var list []input
	for _, name := range order {
		path := at + name
		if _, left := leaves[path]; left {
			continue
		}
		in := inputOf(name, object.Properties[name], slices.Contains(object.Required, name))
		if in.kind == "text" && (slices.Contains(ofALine, name) || name == "what" && at != "") {
			in.kind = "line"
		}
		if inner, names, ok := sent.Object(inner(object.Properties[name])); ok {
			in.within = inputsOf(inner, names, path+".", as, leaves)
		}
		if i := slices.IndexFunc(as, func(x input) bool { return x.name == path }); i >= 0 {
			in = in.said(as[i])
		}
		if in.kind != "group" && in.kind != "rows" {
			in.within = nil
		}
		list = append(list, in)
	}
	return list
}

// ofALine are texts that are short whatever they are about: they have one line. What a row is about is short, too.
var ofALine = []string{"holder", "iban", "bic", "street", "post_code", "town", "place", "where", "supplier", "title", "name", "reference"}

// inner is what a list has, or the schema itself.
func inner(of *huma.Schema) *huma.Schema {
	if of.Type == huma.TypeArray && of.Items != nil {
		return of.Items
	}
	return of
}

// inputOf is the field of a member as its schema has it.
func inputOf(name string, of *huma.Schema, required bool) input {
	in := input{name: name, kind: "line", required: required}
	_, _, object := sent.Object(of)
	switch {
	case object:
		in.kind, in.required = "group", false
	case of.Type == huma.TypeArray && of.Items.Type == huma.TypeString:
		in.kind = "lines"
	case of.Type == huma.TypeArray:
		in.kind = "rows"
	case of.Type == huma.TypeBoolean:
		in.kind, in.required = "check", false
	case of.Type == huma.TypeInteger:
		in.kind, in.integer = "number", true
	case of.Description == schema.FreeText:
		in.kind = "text"
	case of.Pattern == schema.AmountPattern:
		in.kind = "money"
	case of.Pattern == schema.DecimalPattern:
		in.kind = "decimal"
	case of.Pattern == schema.DatePattern:
		in.kind = "date"
	case of.Pattern == schema.WallPattern:
		in.kind = "wall"
	}
	return in
}

// said is a field as its schema has it, with what is said of it besides.
func (in input) said(as input) input {
	if as.kind != "" {
		in.kind = as.kind
	}
	in.required = (in.required || as.required) && !as.optional
	in.choices, in.words, in.from, in.label, in.member, in.optional = as.choices, as.words, as.from, as.label, as.member, as.optional
	if as.within != nil {
		in.within = as.within
	}
	return in
}

// memberOf is the member of the command that a field fills in, "" for none.
func (in input) memberOf() string {
	switch in.member {
	case "":
		return in.name
	case "-":
		return ""
	}
	return in.member
}

// labelOf is what a field of a form is called. A text of this form alone goes before the
// one of all forms.
func (r *request) labelOf(kind, path string, in input) string {
	if _, own := r.keys["field."+kind+"."+path]; own {
		return r.say("field." + kind + "." + path)
	}
	if of, is := strings.CutPrefix(path, "tender."); is && kind == "clarify-tender" {
		switch group, name, nested := strings.Cut(of, "."); {
		case !nested:
			return r.fieldOfTender(of)
		case group == "organisations":
			return r.say("draft.org." + name)
		case group == "costs":
			return r.say("draft." + name)
		case name == "name":
			return r.say("field.file-name")
		}
	}
	name := in.name
	if in.label != "" {
		name = in.label
	} else if name == "why" && in.required {
		name = "reason"
	}
	return r.say("field." + name)
}

// hintOf says what a field takes, "" where that is plain.
func (r *request) hintOf(kind, path string, in input) string {
	if key := "hint." + kind + "." + path; r.keys[key] != nil {
		return r.say(key)
	}
	switch {
	case in.kind == "person", in.kind == "line" && in.name == "person":
		return r.say("hint.person")
	case in.kind == "persons":
		return r.say("hint.persons")
	case in.kind == "covered":
		return r.say("hint.covered")
	case in.kind == "lines":
		return r.say("hint.lines")
	}
	return ""
}
