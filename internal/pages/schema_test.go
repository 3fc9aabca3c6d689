package pages

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/schema"
	"twinning.example/engine/internal/twinning"
)

// elsewhere are the commands to a call or a tender that have no form of their own, and why.
var elsewhere = map[string]string{
	"open-call":          "begins a call: from a rule book, on a page of its own",
	"submit-tender":      "begins a tender, or a version of it: from a draft, in steps",
	"submit-log":         "the page of the month",
	"set-paying-account": "the page of payments", "prepare-payment-run": "the page of payments", "remove-payment-line": "the page of payments",
	"release-payment-run": "the page of payments", "withdraw-payment-run": "the page of payments", "execute-payment": "the page of payments", "return-payment": "the page of payments",
	"record-evaluation": "the score sheet", "propose-consensus": "the score sheet",
	"note-contract": "a life tells another one", "note-end": "a life tells another one", "free-budget": "a life tells another one", "note-complaint": "a life tells another one",
	"note-reevaluation": "a life tells another one", "note-invitation": "a life tells another one", "note-assignment": "a life tells another one", "note-outcome": "a life tells another one",
	"note-payment": "a life tells another one", "note-payment-return": "a life tells another one", "note-unreached": "the fate of a letter tells it", "note-letters-again": "the word that an address was corrected tells it",
	"note-change": "a life tells another one", "note-cancellation": "a life tells another one", "note-invited-party": "a life tells another one",
}

func TestEveryCommandThatAPersonSendsToACallOrATenderHasAForm(t *testing.T) {
	t.Parallel()
	for _, life := range []struct {
		of     law.Law
		tender bool
	}{{call.Law, false}, {twinning.Law, true}} {
		for _, kind := range life.of.Commands().Kinds() {
			_, has := formOf(kind, life.tender)
			require.NotEqual(t, elsewhere[kind] != "", has, "%s has a form, or it is said why not", kind)
		}
	}
	for _, f := range forms {
		_, isCall := call.Law.Commands().Zero(f.kind)
		_, isTender := twinning.Law.Commands().Zero(f.kind)
		require.True(t, f.invites || isCall && !f.tender || isTender && f.tender, "%s is a command", f.kind)
	}
}

// zeroOf is the type of the command of a form.
func zeroOf(t *testing.T, f form) law.Command {
	t.Helper()
	of := call.Law
	if f.tender {
		of = twinning.Law
	}
	if f.invites {
		of = invitation.Law
	}
	zero, ok := of.Commands().Zero(f.kind)
	require.True(t, ok, f.kind)
	return zero
}

// takes are the kinds of fields that can hold what a member of a schema is.
func takes(of *huma.Schema) []string {
	_, _, object := sent.Object(of)
	switch {
	case object:
		return []string{"group"}
	case of.Type == huma.TypeArray && of.Items.Type == huma.TypeString:
		return []string{"lines", "uploads", "people", "picks", "persons", "covered"}
	case of.Type == huma.TypeArray:
		return []string{"rows", "text", "attachment"} // a tie a line; one file of a list
	case of.Type == huma.TypeBoolean:
		return []string{"check", "yesno", "radio"}
	case of.Type == huma.TypeInteger:
		return []string{"number", "pick"}
	case of.Pattern == schema.AmountPattern:
		return []string{"money"}
	case of.Pattern == schema.DecimalPattern:
		return []string{"decimal"}
	case of.Pattern == schema.DatePattern:
		return []string{"date"}
	case of.Pattern == schema.WallPattern:
		return []string{"wall"}
	case of.Description == schema.FreeText:
		return []string{"text", "line"}
	}
	return []string{"line", "text", "textfile", "hash", "radio", "pick", "suggest", "person", "tender", "role", "file", "hidden"}
}

// agrees holds the fields of a form to an object of a schema.
func agrees(t *testing.T, f form, fields []input, object *huma.Schema, order []string, at string) {
	t.Helper()
	for _, in := range fields {
		name := in.memberOf()
		if name == "" {
			continue
		}
		of, there := object.Properties[name]
		require.True(t, there, "%s: %s%s is a member of the command", f.kind, at, name)
		require.Contains(t, takes(of), in.kind, "%s: the field of %s%s", f.kind, at, name)
		require.True(t, f.zero == nil || (of.Type == huma.TypeInteger) == in.integer, "%s: %s%s is read as the number that it is", f.kind, at, name)
		if inner, names, ok := sent.Object(inner(of)); ok && in.within != nil {
			agrees(t, f, in.within, inner, names, at+name+".")
		}
	}
	for _, name := range order {
		_, left := f.leaves[at+name]
		asked := slices.ContainsFunc(fields, func(in input) bool { return in.memberOf() == name })
		require.NotEqual(t, left, asked, "%s: %s%s is asked for, or it is said why not", f.kind, at, name)
		if i := slices.IndexFunc(fields, func(in input) bool { return in.memberOf() == name }); i >= 0 && slices.Contains(object.Required, name) {
			kind := fields[i].kind
			require.True(t, fields[i].required || fields[i].optional || kind == "check" || kind == "group", "%s: %s%s must be there, or the form gives it", f.kind, at, name)
		}
	}
}

func TestEveryFormHasTheFieldsThatTheSchemaOfItsCommandHas(t *testing.T) {
	t.Parallel()
	for _, f := range forms {
		object, order, ok := sent.Object(sent.Of(reflect.TypeOf(zeroOf(t, f))))
		require.True(t, ok, f.kind)
		agrees(t, f, f.fields, object, order, "")
		require.NotEqual(t, f.zero == nil, f.command == nil, "%s is drawn or made by hand", f.kind)
	}
}

func TestEveryFieldOfAFormHasItsLabelInEveryLanguage(t *testing.T) {
	t.Parallel()
	all, err := readTexts()
	require.NoError(t, err)
	var look func(r *request, f form, fields []input, path string)
	look = func(r *request, f form, fields []input, path string) {
		for _, in := range fields {
			label := r.labelOf(f.kind, path+in.name, in)
			require.False(t, strings.HasPrefix(label, "field.") || strings.HasPrefix(label, "draft."), "%s: %s in %s", f.kind, label, r.tag)
			look(r, f, in.within, path+in.name+".")
		}
	}
	for _, texts := range all {
		r := &request{texts: texts}
		for _, f := range forms {
			look(r, f, f.fields, "")
		}
		names := []string{}
		tender, order, _ := sent.Object(sent.Of(reflect.TypeFor[twinning.Tender]()))
		for name := range tender.Properties {
			names = append(names, name)
		}
		asked := target{is: twinning.Twinning{Question: &twinning.Question{Fields: slices.DeleteFunc(names, func(x string) bool { return x == "sources" })}}}
		clarify, _ := formOf(twinning.ClarifyTender{}.Kind(), true)
		fields := clarify.grows(r, asked)
		look(r, clarify, fields, "")
		require.Len(t, fields[0].within, len(order)-1, "whatever the rule book lets a question be about has a field")
	}
}
