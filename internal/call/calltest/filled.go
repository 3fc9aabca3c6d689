package calltest

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
)

// Filled is the stored form of a member of a union with every field set, so that
// no field can come, go or change its form unseen.
//
// Texts of a person are references in all but a command that people send.
func Filled(t *testing.T, zero any) []byte {
	t.Helper()
	v := reflect.New(reflect.TypeOf(zero)).Elem()
	fill(t, v, "it")
	filled := v.Interface()
	if _, command := zero.(law.Command); !command {
		filled = freetext.Refer(filled, 12)
	}
	body, err := json.Marshal(filled)
	require.NoError(t, err)
	return body
}

func fill(t *testing.T, v reflect.Value, name string) {
	t.Helper()
	if known, ok := known(v.Type()); ok {
		v.Set(reflect.ValueOf(known))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.ToLower(name) + "-ä")
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(len(name)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i), name)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, name+"-key")
		fill(t, value, name)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), v.Type().Field(i).Name)
		}
	default:
		require.Fail(t, "no example of "+v.Type().String())
	}
}

// known are examples of the types that write themselves.
func known(of reflect.Type) (any, bool) {
	reason := freetext.To(freetext.Ref{Position: 12, Field: "/why"})
	instant := time.Date(2019, 8, 7, 15, 0, 0, 123_456_000, time.UTC)
	all := []any{
		json.RawMessage(`{"tender":"A"}`), instant, decimal.RequireFromString("66.6667"), EUR("1234.50"), Date("2019-10-14"), Length("10 days"), Wall("2019-08-07T17:00:30"),
		calendar.Deadline{
			Name: "submission-of-tenders", Wall: Wall("2019-08-07T17:00"), Zone: "Europe/Brussels", Instant: instant.Truncate(time.Second), TZData: "2025b",
			Inclusive: true, Grace: 10 * time.Minute, Covers: []string{A}, Why: reason, SignedBy: Head,
		},
	}
	all = append(all, law.BecauseOf("why", law.Refusal{Rule: "money", Code: "x", With: []law.Param{
		law.At("at", instant, "Europe/Brussels"), law.Words("roles", "role", []law.Role{law.Head, law.Payer}), law.Money("sum", EUR("1234.50")),
	}}))
	for _, v := range all {
		if reflect.TypeOf(v) == of {
			return v, true
		}
	}
	return nil, false
}
