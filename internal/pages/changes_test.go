package pages

import (
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// What a comparison of two states of a call or a tender can name has a word in every language.
func TestEveryMemberOfAStateHasAWord(t *testing.T) {
	t.Parallel()
	all, err := readTexts()
	require.NoError(t, err)
	var missing []string
	for _, state := range []any{twinning.Twinning{}, call.Call{}} {
		for name, of := range membersOf(reflect.TypeOf(state)) {
			for lang, texts := range all {
				if texts.keys["member."+strings.ReplaceAll(name, "_", "-")] == nil {
					missing = append(missing, lang+": "+name+" of "+of)
				}
			}
		}
	}
	require.Empty(t, missing)
}

// membersOf are the members of the JSON of a type, and of what stands in it, with the type of each.
func membersOf(of reflect.Type) map[string]string {
	names, seen := map[string]string{}, map[reflect.Type]bool{}
	var walk func(of reflect.Type)
	walk = func(of reflect.Type) {
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			walk(of.Elem())
		case reflect.Struct:
			if seen[of] || of == reflect.TypeFor[time.Time]() || !strings.HasPrefix(of.PkgPath(), "twinning.example/") {
				return
			}
			seen[of] = true
			for field := range of.Fields() {
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				if name == "-" {
					continue
				}
				if name != "" {
					names[name] = of.Name()
				}
				walk(field.Type)
			}
		}
	}
	walk(of)
	return names
}

// What a rule book has named itself is marked as a code where states are compared; what has a word is told by it.
func TestAnIDOfARuleBookIsMarkedAsACodeInAComparison(t *testing.T) {
	t.Parallel()
	all, err := readTexts()
	require.NoError(t, err)
	r := &request{Request: httptest.NewRequest("GET", "/", nil), texts: all["en"]}
	require.Equal(t, []step{{r.member("rules"), false}, {"digital-literacy", true}, {"7", false}}, r.members("topics", strings.Join([]string{"rules", "digital-literacy", "7"}, between), query.Names{}))
	require.Equal(t, []step{{"last reminder", false}}, r.members("rules", "last-reminder", query.Names{}))
	require.Empty(t, r.members("stage", "", query.Names{}))
}
