package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/health"
	"twinning.example/engine/internal/sayings"
)

func TestTheStatusIsToldInTheLanguageOfWhoReadsWithin100Columns(t *testing.T) {
	t.Parallel()
	x := health.Answer{
		Check: "parked lives", Level: health.Look, Says: "3; in 1 the retention has ended, and what is sealed is kept until a command has its answer",
		Do: "`twinning lives list --parked` says why; `twinning nudge` takes one up again",
	}
	for language, words := range map[string]string{"en": "takes one up again", "fr": "est gardé jusqu’à ce qu’une commande ait sa réponse", "de": "nimmt einen wieder auf"} {
		told := statusText(language, x)
		require.Contains(t, strings.Join(strings.Fields(told), " "), words)
		for line := range strings.Lines(told) {
			require.LessOrEqual(t, utf8.RuneCountInString(line), statusWidth+1, line)
		}
	}
}

// Each text of the questions is told in every language: as it stands in the source, with a value for each verb.
func TestWhateverIsSaidOfARunningSystemHasItsWords(t *testing.T) {
	t.Parallel()
	n := 0
	for _, name := range []string{"../internal/health/health.go", "../internal/health/disk.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		hold := func(e ast.Expr) {
			whole := strings.TrimPrefix(strings.ReplaceAll(sayings.Pattern(strings.ReplaceAll(literal(e), "X1", "{}")), "{}", "7"), "; ")
			for _, part := range strings.Split(whole, "; ") {
				if !isSaid(strings.ReplaceAll(part, "7", "")) || strings.HasPrefix(part, ", ") || strings.HasPrefix(part, "7 again") || strings.HasPrefix(part, "7,") && strings.HasSuffix(part, "FAILED") {
					continue // a part of another one
				}
				n++
				for _, language := range []string{"fr", "de"} {
					require.True(t, healthWords.Tell(language, part) != part || healthWords.Tell(language, whole) != whole, "%s: %s", language, part)
				}
			}
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch x := node.(type) {
			case *ast.KeyValueExpr:
				if key, is := x.Key.(*ast.Ident); is && (key.Name == "Says" || key.Name == "Do") {
					hold(x.Value)
				}
			case *ast.AssignStmt:
				for i, to := range x.Lhs {
					if field, is := to.(*ast.SelectorExpr); is && (field.Sel.Name == "Says" || field.Sel.Name == "Do") && len(x.Rhs) == len(x.Lhs) {
						hold(x.Rhs[i])
					}
				}
			}
			return true
		})
	}
	require.Greater(t, n, 20, "the sources are read")
}
