package twinning_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// commandsOf are all commands, empty, by kind.
func commandsOf() map[string]law.Command {
	all := map[string]law.Command{}
	for _, kind := range call.Commands.Kinds() {
		c, _ := call.Commands.Zero(kind)
		all[kind] = c
	}
	for _, kind := range twinning.Commands.Kinds() {
		c, _ := twinning.Commands.Zero(kind)
		all[kind] = c
	}
	return all
}

// whole are types whose texts are no free text of a person, with why.
var whole = map[reflect.Type]string{
	reflect.TypeFor[call.RuleBook]():         "the call as it is published: it names nobody, and is under its hash",
	reflect.TypeFor[law.Reason]():            "codes and parameters, by the engine",
	reflect.TypeFor[law.Letter]():            "codes and parameters, by the engine, of a letter that was promised",
	reflect.TypeFor[twinning.Organisation](): "a party by its name, as it is published with the award: it names an organisation, and no person",
	reflect.TypeFor[twinning.Tender]():       "the offer of its parties: its command and its fact are sealed whole",
}

// strings that a command may hold, by their JSON name, with why each is no free text.
var plain = map[string]string{
	"absent": "person ids", "attribute": "a code of the rule book", "deliverable": "a code of the rule book", "organisations": "codes that others refer to", "files": "opaque names of files in the store", "country": "a country code", "covers": "references or person ids", "criterion": "a code of the rule book",
	"evaluator": "a person id", "evaluators": "person ids", "error": "a code of the rule book", "expense": "a code", "fields": "names of fields, held against a list in the rule book",
	"file": "the text of the rule book, as it is published: it names nobody, and is under its hash; or the opaque name of a file in the store", "for": "a code of a closed set with an id", "finding": "a code of a closed set", "grace": "a duration",
	"grounds": "a code of a closed set", "how": "a code, by the engine", "id": "a code that others refer to", "minutes": "a SHA-256",
	"organisation": "the law compares it with the parties of tenders; it names an organisation, and no person", "payee": "a person id", "present": "person ids",
	"record": "a reference", "report": "a code of a closed set", "roles": "person ids", "sealed_sha256": "a SHA-256", "seed": "a code that a draw is computed from", "sha256": "a SHA-256", "status": "a code, by the engine",
	"tender": "a reference", "tenders": "references", "to": "a reference, or a time", "type": "a code of the rule book", "what": "a code, by the engine",
	"by": "a person id", "contact": "a person id", "contractor": "a code that others refer to", "leaves": "codes that others refer to", "signatory": "a person id", "deputy": "a person id", "invitation": "a reference", "person": "a person id",
	"ground": "a code of the rule book", "of": "a code of a closed set", "verdict": "a code of a closed set", "instalment": "a code of the rule book", "ref": "a code of the bank",
	"category": "a code of the rule book", "invoice": "the number of an invoice, which the law compares with others", "supplier_id": "the VAT or register number of an organisation, which the law compares with others",
	"checked": "codes of the rule book", "currency": "a code of ISO 4217", "source": "a code: who publishes exchange rates",
	"role": "a code of the rule book", "unit": "a code of a closed set", "personnel": "a code that others refer to", "item": "a code", "meeting": "a code that others refer to", "kind": "a code of a closed set", "end_to_end": "an id of the engine", "code": "a code of ISO 20022",
	"letter": "an id of the engine", "template": "a code, by the engine",
	"rules": "a SHA-256, by the engine", "zone": "a time zone, by the engine",
}

// ofTheEngine tells commands whose reasons the engine writes.
func ofTheEngine(kind string) bool { return strings.HasPrefix(kind, "note-") || kind == "free-budget" }

func TestEveryStringOfACommandIsFreeTextOrSaysWhyItIsNot(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	var walk func(kind, name string, of reflect.Type)
	walk = func(kind, name string, of reflect.Type) {
		if whole[of] != "" || of == reflect.TypeFor[law.Text]() {
			return
		}
		if of.PkgPath() != "" && of.Kind() == reflect.Struct && of.Implements(reflect.TypeFor[json.Marshaler]()) || reflect.PointerTo(of).Implements(reflect.TypeFor[interface{ UnmarshalText([]byte) error }]()) {
			return // an amount, a date, a time, a number: it has a form of its own
		}
		switch of.Kind() {
		case reflect.String:
			if of != reflect.TypeFor[string]() {
				return // a named type: a code of a closed set
			}
			if ofTheEngine(kind) && name == "why" {
				return
			}
			require.NotEmpty(t, plain[name], "%s: %s is a string: make it law.Text, or say why it is no free text", kind, name)
			used[name] = true
		case reflect.Slice, reflect.Pointer:
			walk(kind, name, of.Elem())
		case reflect.Map:
			walk(kind, name, of.Elem())
		case reflect.Struct:
			for i := range of.NumField() {
				f := of.Field(i)
				tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				walk(kind, tag, f.Type)
			}
		}
	}
	for kind, c := range commandsOf() {
		walk(kind, "", reflect.TypeOf(c))
	}
	for name := range plain {
		require.True(t, used[name], "no command has a string %s any more", name)
	}
}

func TestACommandThatHoldsATextIsSealed(t *testing.T) {
	t.Parallel()
	n := 0
	for kind, c := range commandsOf() {
		if !freetext.Holds(reflect.TypeOf(c)) {
			continue
		}
		n++
		l := call.Law
		if slices.Contains(twinning.Commands.Kinds(), kind) {
			l = twinning.Law
		}
		filled, err := l.Command(kind, Filled(t, c))
		require.NoError(t, err)
		require.True(t, freetext.HasText(filled), kind)
		require.True(t, law.IsSealed(filled), kind)
		referred, err := law.Referred(filled, law.Receipt{Actor: "p-1", Position: 5})
		require.NoError(t, err)
		require.False(t, freetext.HasText(referred), "%s: the law is asked without a text", kind)
		_, err = law.Referred(referred, law.Receipt{Actor: "p-1", Position: 6})
		require.Error(t, err, "%s: nobody may quote what another wrote", kind)
		_, err = law.Referred(referred, law.Receipt{Actor: law.Engine, Position: 6})
		require.NoError(t, err, "%s: a fact of another life may", kind)
	}
	require.Greater(t, n, 30)
}

func TestNoEventIsWrittenWithATextInTheClear(t *testing.T) {
	t.Parallel()
	n := 0
	check := func(e law.Event) {
		if !freetext.Holds(reflect.TypeOf(e)) {
			return
		}
		n++
		read := freetext.Map(e, func(_ string, t freetext.Text) freetext.Text { return t })
		v := reflect.New(reflect.TypeOf(read)).Elem()
		require.NoError(t, json.Unmarshal(Filled(t, e), v.Addr().Interface()))
		filled := v.Interface().(law.Event)
		require.False(t, freetext.HasText(filled))
		_, err := law.WriteEvent(filled, law.Envelope{})
		require.NoError(t, err, e.Kind())
		texts := freetext.Map(filled, func(string, freetext.Text) freetext.Text { return "so it was" })
		_, err = law.WriteEvent(texts, law.Envelope{})
		require.ErrorIs(t, err, freetext.ErrText, e.Kind())
	}
	for _, kind := range call.Events.Kinds() {
		e, _ := call.Events.Zero(kind)
		check(e)
	}
	for _, kind := range twinning.Events.Kinds() {
		e, _ := twinning.Events.Zero(kind)
		check(e)
	}
	require.Greater(t, n, 30)
	_, err := law.WriteEvent(call.CallFinished{}, law.Envelope{Messages: []law.Message{{Stream: Stream, Kind: "note-cancellation", Body: call.Cancellation{Why: "so it was"}}}})
	require.ErrorIs(t, err, freetext.ErrText, "nor may a message to another life hold one")
}
