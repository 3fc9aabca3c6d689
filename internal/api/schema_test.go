package api_test

import (
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lives"
)

// The schema of a command takes the command with every member as the law writes it, and
// no member that the law does not know.
func TestTheSchemaOfACommandTakesWhatTheLawWritesAndNothingElse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, life := range lives.All() {
		for _, kind := range life.Law.Commands().Kinds() {
			zero, _ := life.Law.Commands().Zero(kind)
			path := "~1api~1v1~1" + life.Plural() + "~1%7B" + life.Noun + "%7D~1" + kind
			d.doc.compiles.Lock()
			schema, err := d.doc.compiler.Compile("https://api.test/openapi.json#/paths/" + path + "/post/requestBody/content/application~1json/schema")
			d.doc.compiles.Unlock()
			require.NoError(t, err)
			filled := string(calltest.Filled(t, zero))
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(filled))
			require.NoError(t, err)
			require.NoError(t, schema.Validate(v), "%s: %s", kind, filled)
			v.(map[string]any)["administrator"] = true
			require.Error(t, schema.Validate(v), kind)
			require.Error(t, schema.Validate([]any{}), kind)
		}
	}
}
