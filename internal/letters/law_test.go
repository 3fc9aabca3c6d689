package letters_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/letters"
)

// A promise is one place of the law that promises a letter.
type promise struct {
	at        string
	templates []string
	words     []string
}

func TestEveryLetterThatTheLawPromisesIsThereWithTheWordsItIsGiven(t *testing.T) {
	t.Parallel()
	promised := map[string]bool{}
	for _, p := range promises(t, "../call", "../twinning", "../governance", "../invitation", "../market", "../survey", "../masterclass", "../capacity", "../body", "../../activities", "../parking") {
		for _, name := range p.templates {
			require.Contains(t, letters.Templates(), name, p.at)
			for _, need := range letters.Needs(name) {
				require.Contains(t, p.words, need, "%s promises %s without a word that it needs", p.at, name)
			}
			promised[name] = true
		}
	}
	require.Greater(t, len(promised), 25)
	for _, name := range letters.Templates() {
		require.True(t, promised[name] || name == "unjudged" || name == "life-parked", "nothing promises the letter %s", name)
	}
}

// promises reads them from the source: law.To(people, template, parameters...)
// and x.letters(people, template, parameters...), which adds the tender.
func promises(t *testing.T, dirs ...string) []promise {
	var all []promise
	files := token.NewFileSet()
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		require.NoError(t, err)
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			file, err := parser.ParseFile(files, filepath.Join(dir, e.Name()), nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil && f.Name.Name != "letters" {
					all = append(all, read(t, files, f)...)
				}
			}
		}
	}
	return all
}

func read(t *testing.T, files *token.FileSet, f *ast.FuncDecl) []promise {
	var found []promise
	ast.Inspect(f, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || len(c.Args) < 2 {
			return true
		}
		fun, ok := c.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		p := promise{at: fmt.Sprint(files.Position(c.Pos()))}
		switch {
		case fun.Sel.Name == "letters":
			p.words = append(params(t, p.at, f, c.Args[2:]), "tender")
		case fun.Sel.Name == "To" && fmt.Sprint(fun.X) == "law":
			p.words = params(t, p.at, f, c.Args[2:])
		default:
			return true
		}
		p.templates = names(t, p.at, f, c.Args[1])
		found = append(found, p)
		return true
	})
	return found
}

// names are the templates that an expression may stand for.
func names(t *testing.T, at string, f *ast.FuncDecl, e ast.Expr) []string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return []string{text(t, at, e)}
	case *ast.Ident: // a variable: every text that it is given
		var all []string
		for _, v := range given(f, e.Name) {
			all = append(all, text(t, at, v))
		}
		require.NotEmpty(t, all, at)
		return all
	case *ast.SelectorExpr: // p.Rung.Letter: what a rule book may name
		require.Equal(t, "Letter", e.Sel.Name, at)
		return call.Templates()
	case *ast.CallExpr: // string(o.Verdict)
		require.Equal(t, "string", fmt.Sprint(e.Fun), at)
		require.Equal(t, "Verdict", e.Args[0].(*ast.SelectorExpr).Sel.Name, at)
		return []string{string(call.Awarded), string(call.Reserve), string(call.Rejected)}
	}
	require.Fail(t, "this test cannot read a template's name", at)
	return nil
}

// params are the names of parameters: made here, or of a variable that was given
// them before.
func params(t *testing.T, at string, f *ast.FuncDecl, of []ast.Expr) []string {
	var all []string
	for _, e := range of {
		switch e := e.(type) {
		case *ast.CallExpr:
			if fmt.Sprint(e.Fun) == "append" {
				all = append(all, params(t, at, f, e.Args[1:])...)
				continue
			}
			all = append(all, text(t, at, e.Args[0]))
		case *ast.CompositeLit:
			all = append(all, params(t, at, f, e.Elts)...)
		case *ast.Ident:
			all = append(all, params(t, at, f, given(f, e.Name))...)
		default:
			require.Fail(t, "this test cannot read a parameter", at)
		}
	}
	return all
}

// given is every value that a variable is given in a function.
func given(f *ast.FuncDecl, name string) []ast.Expr {
	var all []ast.Expr
	ast.Inspect(f, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == len(a.Rhs) {
			for i, l := range a.Lhs {
				if v, ok := l.(*ast.Ident); ok && v.Name == name {
					all = append(all, a.Rhs[i])
				}
			}
		}
		return true
	})
	return all
}

func text(t *testing.T, at string, e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	require.True(t, ok, at)
	s, err := strconv.Unquote(lit.Value)
	require.NoError(t, err, at)
	return s
}

func TestNeedsAreInOrderAndWithoutTheOnesThatAreAlwaysThere(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"due", "lapse"}, letters.Needs("reminder"))
	require.Equal(t, []string{"amount", "due", "place", "score", "tender", "why"}, letters.Needs("awarded"))
	for _, name := range letters.Templates() {
		require.True(t, slices.IsSorted(letters.Needs(name)))
	}
}
