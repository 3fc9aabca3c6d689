package schema_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/schema"
)

var verb = regexp.MustCompile(`%[a-z]`)

// messages are the sentences of the library that holds what is sent to the schema, by its source.
func messages(t *testing.T) []string {
	t.Helper()
	require.NotEmpty(t, validation.MsgExpectedInteger)
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/danielgtaylor/huma/v2").Output()
	require.NoError(t, err)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(folder)), "validation", "messages.go"), nil, 0)
	require.NoError(t, err)
	var all []string
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			text, err := strconv.Unquote(l.Value)
			require.NoError(t, err)
			all = append(all, verb.ReplaceAllString(text, "x"))
		}
		return true
	})
	return all
}

func TestEveryMessageOfASchemaIsToldInFrenchAndGerman(t *testing.T) {
	t.Parallel()
	all := append(messages(t), "expected value to match exactly one schema but matched multiple", "write only property is non-zero")
	require.Greater(t, len(all), 40)
	for _, said := range all {
		require.Equal(t, said, schema.Told("en", said))
		for _, lang := range []string{"fr", "de"} {
			require.NotEqual(t, said, schema.Told(lang, said), "%s: %s", lang, said)
		}
	}
	require.Equal(t, "es fehlt das Mitglied title", schema.Told("de", "expected required property title to be present"))
}
