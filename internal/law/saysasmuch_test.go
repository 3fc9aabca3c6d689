package law_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is wrong is told in English by a format and in other languages by a reason: where the one names what is allowed, or how it is written,
// so does the other.
func TestWhatIsWrongSaysAsMuchInEveryLanguage(t *testing.T) {
	t.Parallel()
	n := 0
	require.NoError(t, filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			call, is := node.(*ast.CallExpr)
			if !is || name(call.Fun) != "Nonsensef" || len(call.Args) < 2 {
				return true
			}
			why, is := call.Args[0].(*ast.CallExpr)
			format, literal := call.Args[1].(*ast.BasicLit)
			if !is || !literal {
				return true
			}
			english, err := strconv.Unquote(format.Value)
			require.NoError(t, err)
			n++
			switch {
			case strings.Contains(english, "allowed"):
				require.False(t, name(why.Fun) == "WrongValue" && len(why.Args) < 2, "%s: %q names what is allowed", path, english)
			case strings.Contains(english, "missing: ") || strings.Contains(english, "missing; "):
				require.NotEqual(t, "WrongMissing", name(why.Fun), "%s: %q says more than that it is missing", path, english)
			}
			return true
		})
		return nil
	}))
	require.Greater(t, n, 200, "the sources are read")
}

func name(f ast.Expr) string {
	switch f := f.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}
