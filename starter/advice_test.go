package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// advice is a text that only makes sense to whoever uses the command line.
var advice = regexp.MustCompile("`twinning |(^|[^-])--[a-z]")

func TestNoErrorBelowTheCommandLineAdvisesACommandOrAFlag(t *testing.T) {
	t.Parallel()
	texts := 0
	for _, dir := range []string{"law", "call", "twinning", "ledger", "door", "people"} {
		files, err := filepath.Glob(filepath.Join("..", "internal", dir, "*.go"))
		require.NoError(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			ast.Inspect(f, func(n ast.Node) bool {
				l, ok := n.(*ast.BasicLit)
				if !ok || l.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(l.Value)
				require.NoError(t, err)
				texts++
				require.False(t, advice.MatchString(text), "%s: %q: an error says what is wrong; starter/failure.go says which command helps", set.Position(l.Pos()), text)
				return true
			})
		}
	}
	require.Greater(t, texts, 1000)
}
