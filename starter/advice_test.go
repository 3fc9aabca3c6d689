package main

import (
	"go/ast"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
)

// literal is the text of an expression, with X1 in the place of what is no literal; "" where it has no literal.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		left, right := literal(e.X), literal(e.Y)
		if left == "" && right == "" {
			return ""
		}
		for _, side := range []*string{&left, &right} {
			if *side == "" {
				*side = "X1"
			}
		}
		return left + right
	case *ast.CallExpr: // fmt.Sprintf
		if of, ok := e.Fun.(*ast.SelectorExpr); ok && of.Sel.Name == "Sprintf" {
			return verb.ReplaceAllString(literal(e.Args[0]), "X1")
		}
	}
	return ""
}

var verb = regexp.MustCompile(`%[a-z]`)

// advised are the pieces of advice that the source of the commands has.
func advised(t *testing.T) []string {
	t.Helper()
	var all []string
	add := func(e ast.Expr) {
		if text := literal(e); text != "" {
			all = append(all, text)
		}
	}
	for _, file := range parsed(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "next" {
					add(n.Value)
				}
			case *ast.AssignStmt:
				for i, to := range n.Lhs {
					if field, ok := to.(*ast.SelectorExpr); ok && field.Sel.Name == "next" && len(n.Rhs) == len(n.Lhs) {
						add(n.Rhs[i])
					}
				}
			case *ast.FuncDecl:
				if n.Name.Name != "advise" && n.Name.Name != "whatThereIs" {
					return true
				}
				ast.Inspect(n, func(n ast.Node) bool {
					if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) > 0 {
						add(r.Results[len(r.Results)-1])
					}
					return true
				})
			}
			return true
		})
	}
	return append(all, startPostgres, migrate)
}

func TestEveryAdviceAfterAFailureIsToldInFrenchAndGerman(t *testing.T) {
	t.Parallel()
	all := advised(t)
	require.Greater(t, len(all), 40, "the sources are read")
	for _, trouble := range []ledger.Trouble{
		ledger.DiskFull, ledger.DiskFailing, ledger.OutOfMemory, ledger.OutOfConnections, ledger.Starting, ledger.ShuttingDown,
		ledger.ReadOnly, ledger.LockTimeout, ledger.StatementTimeout, ledger.ClockSetBack, ledger.Unreachable,
	} {
		all = append(all, trouble.Remedy())
	}
	for _, text := range all {
		for _, lang := range []string{"fr", "de"} {
			require.NotEqual(t, text, advice.Tell(lang, text), "%s: %s", lang, text)
		}
	}
}
