package calltest

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
)

// hard are values that a command or an event may hold where nobody expects them.
var hard = []any{
	nil, "", "x", true, false,
	[]any{},
	map[string]any{},
	json.Number("0"), json.Number("-1"), json.Number("1"), json.Number("61"),
	json.Number("9223372036854775807"), json.Number("1e19"), json.Number("0.00000000000000000001"), "0001-01-01", "9999-12-31", "9999-12-31T23:59",
	"EUR 0.00", "EUR -1.00", "EUR 99999999999999999.99", "USD 1.00", "1 day", "9999 working days", "24h", "2562047h47m16.854775s",
	A, B, Officer, Contact(A), Stranger, Stream, "UTC", "EU", strings.Repeat("é", law.TextLimit),
}

// Altered is a body in which one value has been taken out, doubled, or replaced
// by a hard one; edit says which value and how. 0, and what is no JSON, stay as they are.
func Altered(body []byte, edit uint32) []byte {
	var tree any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if edit == 0 || d.Decode(&tree) != nil {
		return body
	}
	var places []func(how int)
	var walk func(v any, set func(any), remove func())
	walk = func(v any, set func(any), remove func()) {
		places = append(places, func(how int) {
			list, isList := v.([]any)
			switch {
			case how < len(hard):
				set(hard[how])
			case how == len(hard) && isList:
				set(append(slices.Clone(list), list...))
			default:
				remove()
			}
		})
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(v[k], func(to any) { v[k] = to }, func() { delete(v, k) })
			}
		case []any:
			for i := range v {
				walk(v[i], func(to any) { v[i] = to }, func() { set(slices.Delete(slices.Clone(v), i, i+1)) })
			}
		}
	}
	walk(tree, func(to any) { tree = to }, func() { tree = nil })
	n := int(edit - 1)
	places[n%len(places)](n / len(places) % (len(hard) + 2))
	text, err := json.Marshal(tree)
	if err != nil {
		return body
	}
	return text
}
