package programme

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/programmes"
)

var verb = regexp.MustCompile(`%[a-z]`)

// lawSentences are the sentences of the check of the law, with X1 in the place of their values.
func lawSentences(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../call/check*.go")
	require.NoError(t, err)
	var all []string
	for _, f := range files {
		file, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "unless" && len(call.Args) > 4 {
				if lit, ok := call.Args[4].(*ast.BasicLit); ok {
					text, err := strconv.Unquote(lit.Value)
					require.NoError(t, err)
					if text != "%s" { // an error of another package
						all = append(all, verb.ReplaceAllString(text, "X1"))
					}
				}
			}
			return true
		})
	}
	return all
}

// descriptions are what the schemas of a rule book allow.
func descriptions(t *testing.T) []string {
	t.Helper()
	var all []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if text, ok := v["description"].(string); ok {
				all = append(all, text)
			}
			for _, x := range v {
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	for _, name := range []string{"schema.json", "values.schema.json"} {
		data, err := programmes.FS.ReadFile(name)
		require.NoError(t, err)
		var schema map[string]any
		require.NoError(t, json.Unmarshal(data, &schema))
		delete(schema, "description") // of the schema itself
		walk(schema)
	}
	return all
}

func TestEverySentenceOfTheCheckOfARuleBookIsToldInFrenchAndGerman(t *testing.T) {
	t.Parallel()
	said := append(lawSentences(t), descriptions(t)...)
	require.Greater(t, len(said), 130, "the sources are read")
	for _, text := range said {
		for _, lang := range []string{"fr", "de"} {
			require.NotEqual(t, text, told(lang, text), "%s: %s", lang, text)
		}
	}
	for _, lang := range []string{"fr", "de"} {
		_, err := Parse("x.yaml", []byte("reference: dhe 2019\ntitle: ''\nbudget: 5\n"))
		for _, p := range err.(Problems) { //nolint:errorlint // it is the error of every reader here
			what, allowed := Told(lang, p)
			require.NotEqual(t, p.What, what, "%s: %s", lang, p)
			if p.Allowed != "" {
				require.NotEqual(t, p.Allowed, allowed, "%s: %s", lang, p)
			}
		}
	}
	what, allowed := Told("de", Problem{What: "2019-06-16 is not after dates/deadline/date, 2019-08-07", Allowed: "a day after 2019-08-07"})
	require.Equal(t, "2019-06-16 liegt nicht nach dates/deadline/date, dem 2019-08-07", what)
	require.Equal(t, "ein Tag nach dem 2019-08-07", allowed)
}
