package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/sayings"
)

// phrasesAt says which argument of a function is a format of what the program says.
var phrasesAt = map[string]int{"phrased": 0, "say": 0, "inWords": 0, "usage": 0, "notFound": 0, "printf": 1, "failed": 1}

// isSaid tells whether a text has words: numbers, hashes and marks are told alike in every language.
func isSaid(text string) bool {
	return unsaid.ReplaceAllString(text, "") != "" && hasLetter.MatchString(unsaid.ReplaceAllString(text, ""))
}

var (
	unsaid    = regexp.MustCompile(`\{\}|%v|HMAC-SHA256|SHA-256|->|\s`)
	hasLetter = regexp.MustCompile(`\pL`)
)

// parsed are the sources of the commands.
func parsed(t *testing.T) (all []*ast.File) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range files {
		if !strings.HasSuffix(name, "_test.go") {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			require.NoError(t, err)
			all = append(all, file)
		}
	}
	return all
}

// saidWords are the texts that the source of the commands says by itself, as the English of rows.
func saidWords(t *testing.T) []string {
	t.Helper()
	var all []string
	add := func(e ast.Expr) {
		lit, is := e.(*ast.BasicLit)
		if !is || lit.Kind != token.STRING {
			return
		}
		text, err := strconv.Unquote(lit.Value)
		require.NoError(t, err)
		if text = strings.TrimSpace(sayings.Pattern(text)); isSaid(text) {
			all = append(all, text)
		}
	}
	for _, file := range parsed(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if of, is := n.Type.(*ast.SelectorExpr); is && of.Sel.Name == "Row" && isHeader(n) {
					for _, e := range n.Elts {
						add(e)
					}
				}
			case *ast.CallExpr:
				said(n, add)
			}
			return true
		})
	}
	return all
}

// isHeader tells whether every cell of a row is a literal.
func isHeader(row *ast.CompositeLit) bool {
	return !slices.ContainsFunc(row.Elts, func(e ast.Expr) bool { _, is := e.(*ast.BasicLit); return !is })
}

func said(n *ast.CallExpr, add func(ast.Expr)) {
	var called string
	switch f := n.Fun.(type) {
	case *ast.Ident:
		called = f.Name
	case *ast.SelectorExpr:
		called = f.Sel.Name
		if x, is := f.X.(*ast.Ident); !is || x.Name != "a" {
			return // a method of something else
		}
	}
	if at, is := phrasesAt[called]; is && at < len(n.Args) {
		add(n.Args[at])
	}
	switch called {
	case "fields":
		for i := 1; i < len(n.Args); i += 2 {
			add(n.Args[i])
		}
	case "counted":
		for i, before := range []string{1: "1 ", 2: "%d "} {
			if lit, is := n.Args[i].(*ast.BasicLit); is && i > 0 {
				text, _ := strconv.Unquote(lit.Value)
				add(&ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(before + text)})
			}
		}
	}
}

func TestWhateverTheCommandsSayIsToldInFrenchAndGerman(t *testing.T) {
	t.Parallel()
	all := saidWords(t)
	require.Greater(t, len(all), 400, "the sources are read")
	var missing []string
	for _, text := range all {
		for _, lang := range []string{"fr", "de"} {
			if _, is := words.Exact(lang, text); !is {
				missing = append(missing, lang+": "+text)
			}
		}
	}
	slices.Sort(missing)
	require.Empty(t, slices.Compact(missing))
}

// Codes of other packages are told by labels; every other row is of something that the commands say.
func TestEachRowOfWordsIsOfSomethingThatIsSaid(t *testing.T) {
	t.Parallel()
	all := append(saidWords(t), written(t)...)
	rows := sayings.Of(wordsOf("words.json"), wordsOf("printed.json"), wordsOf("usage.json")).English()
	require.Empty(t, slices.DeleteFunc(rows, func(row string) bool { return slices.Contains(all, row) }), "nobody says them")
}

// written are all texts of the commands, whole or put together, as the English of rows.
func written(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, file := range parsed(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			if e, is := n.(ast.Expr); is {
				text := strings.TrimSpace(sayings.Pattern(strings.ReplaceAll(literal(e), "X1", "{}")))
				all = append(all, text, "{} "+text)
			}
			return true
		})
	}
	return all
}

// What a failure says without a phrase is told from its English.
func TestWhatAFailureSaysIsToldInFrenchAndGerman(t *testing.T) {
	t.Parallel()
	n := 0
	var missing []string
	hold := func(e ast.Expr) {
		text := strings.ReplaceAll(sayings.Pattern(literal(e)), "{}", "X1")
		if !isSaid(strings.ReplaceAll(text, "X1", "")) {
			return
		}
		n++
		for _, language := range []string{"fr", "de"} {
			if words.Tell(language, text) == text {
				missing = append(missing, language+": "+text)
			}
		}
	}
	for _, file := range parsed(t) {
		if file.Name.Name == "main" && slices.ContainsFunc(file.Decls, isServed) {
			continue // its errors are for the log and for probes
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch x := node.(type) {
			case *ast.KeyValueExpr:
				if key, is := x.Key.(*ast.Ident); is && key.Name == "what" {
					hold(x.Value)
				}
			case *ast.CallExpr:
				if of, is := x.Fun.(*ast.SelectorExpr); is && (of.Sel.Name == "Errorf" || of.Sel.Name == "New") {
					if from, is := of.X.(*ast.Ident); is && (from.Name == "fmt" || from.Name == "errors") {
						hold(x.Args[0])
					}
				}
			}
			return true
		})
	}
	require.Empty(t, strings.Join(missing, "\n"))
	require.Greater(t, n, 60, "the sources are read")
}

// isServed tells the file of the command that serves.
func isServed(d ast.Decl) bool {
	f, is := d.(*ast.FuncDecl)
	return is && f.Name.Name == "serve"
}
