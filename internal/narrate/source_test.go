package narrate_test

import (
	"cmp"
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

// A source is what the program's own text can produce: the parameters of each
// code, by the key of its sentence, and the values of each closed set.
type source struct {
	with  map[string]map[string]string // key of a sentence: name of a parameter, its constructor
	words map[string]map[string]bool   // set: codes
}

// sets are the types whose constants are a closed set of codes; where those of a package are a set of their own, by its name, too.
var sets = map[string]string{
	"market.Stage": "market-stage", "survey.Stage": "survey-stage", "masterclass.Stage": "masterclass-stage", "capacity.Stage": "initiative-stage", "body.Stage": "body-stage",
	"DateKind": "date",
	"Stage":    "stage", "Cause": "cause", "LetterCause": "letter-cause", "Role": "role", "Part": "part", "ExpenseStatus": "expense-status", "Step": "approval", "CostKind": "cost-kind", "Aspect": "aspect", "Missing": "missing-text", "Likeness": "likeness", "Side": "side", "Outcome": "rung-outcome", "wait": "wait",
}

// tellers are the methods of internal/explain that take a code and its parameters,
// with the argument at which the code stands.
var tellers = map[string]int{"m.say": 0, "m.outcome": 0, "m.fact": 1}

// makers are the functions beside package law that make a parameter, with what they make.
var makers = map[string]string{
	"Path": "Path", "Count": "Count", "Ref": "Ref", "Refs": "Refs",
	"narrate.Verbatim": "Verbatim", "written": "Quote", "d.because": "Quote", "people": "Who", "instant": "At", "until": "At", "stage": "Word", "inRanking": "Word",
	"answer": "Word", "check": "Word", "cause": "Word", "finding": "Word", "eligibility": "Word", "reach": "Word", "done": "Word", "findings": "Words", "fieldNames": "Words",
	"fraction": "Score", "unlike": "Score", "points": "Scores", "amount": "Money", "published": "Clock", "mailStatus": "Verbatim",
	"d.who": "Because", "d.found": "Because", "d.refusal": "Because", "inShort": "Because", "former": "Reasons", "drawn": "Reasons", "d.panel": "Reasons",
}

// acts are the functions whose first argument is what a command does.
var acts = map[string]bool{"must": true, "stands": true, "judging": true}

func read(t *testing.T) source {
	s := source{with: map[string]map[string]string{}, words: map[string]map[string]bool{}}
	files := token.NewFileSet()
	for _, root := range []string{"../call", "../twinning", "../governance", "../invitation", "../organisation", "../market", "../survey", "../masterclass", "../capacity", "../body", "../law", "../door", "../obligation", "../access", "../explain", "../query", "../export", "../api", "../claimfile", "../bank", "../payfile", "../bounce", "../evidence", "../drafts", "../../starter"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "calltest") {
				return err
			}
			f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err == nil {
				s.file(t, files, f)
			}
			return err
		}))
	}
	return s
}

func (s source) file(t *testing.T, files *token.FileSet, f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			s.function(t, files, d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.CONST && len(v.Values) == 1 {
					if of, ok := v.Type.(*ast.Ident); ok && sets[of.Name] != "" {
						own := sets[f.Name.Name+"."+of.Name]
						s.word(cmp.Or(own, sets[of.Name]), literal(v.Values[0]))
						if own == "market-stage" { // refusals name them by the set of all stages
							s.word(sets[of.Name], literal(v.Values[0]))
						}
					}
				}
			}
		}
	}
}

func (s source) word(set, code string) {
	if code == "" {
		return
	}
	if s.words[set] == nil {
		s.words[set] = map[string]bool{}
	}
	s.words[set][code] = true
}

func (s source) function(t *testing.T, files *token.FileSet, f *ast.FuncDecl) {
	if f.Body == nil {
		return
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CompositeLit); ok && name(c.Type) == "law.Refusal" {
			rule, code, with := "", "", []ast.Expr(nil)
			for _, e := range c.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok {
					return true
				}
				switch name(kv.Key) {
				case "Rule":
					rule = literal(kv.Value)
				case "Code":
					code = literal(kv.Value)
				case "With":
					with = []ast.Expr{kv.Value}
				}
			}
			if rule != "" {
				s.found(t, files, f, c, "refusal "+rule+"/"+code, with)
			}
			return true
		}
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		_, last, _ := strings.Cut(name(c.Fun), ".")
		switch is := name(c.Fun); {
		case is == "law.Refuse":
			rule, code := literal(c.Args[0]), literal(c.Args[1])
			require.True(t, rule != "" && code != "", "%s: rule and code of a refusal must be literals", files.Position(c.Pos()))
			s.found(t, files, f, c, "refusal "+rule+"/"+code, c.Args[2:])
		case is == "law.Why", is == "Why": // in package law itself it has no name before it
			code := literal(c.Args[0])
			require.NotEmpty(t, code, "%s: the code of a reason must be a literal", files.Position(c.Pos()))
			s.found(t, files, f, c, "reason "+code, c.Args[1:])
		case strings.HasPrefix(is, "m.") && strings.Contains(files.Position(c.Pos()).Filename, "explain"):
			at, tells := tellers[is]
			if !tells {
				return true
			}
			code := literal(c.Args[at])
			require.NotEmpty(t, code, "%s: the code of a sentence must be a literal", files.Position(c.Pos()))
			s.found(t, files, f, c, "reason "+code, c.Args[at+1:])
		case acts[last] && len(c.Args) > 0:
			if code := literal(c.Args[0]); code != "" {
				s.word("act", code)
			}
		}
		return true
	})
}

// found compares a place that makes a code with those before it.
func (s source) found(t *testing.T, files *token.FileSet, f *ast.FuncDecl, at ast.Node, key string, args []ast.Expr) {
	with := map[string]string{}
	for _, a := range args {
		params(t, files, f, a, with)
	}
	if before, again := s.with[key]; again {
		require.Equal(t, before, with, "%s: %s has other parameters elsewhere: it needs another code", files.Position(at.Pos()), key)
	}
	s.with[key] = with
}

// params are the parameters that an expression stands for: a constructor, a
// variable of this function, or a list of them.
func params(t *testing.T, files *token.FileSet, f *ast.FuncDecl, e ast.Expr, with map[string]string) {
	switch e := e.(type) {
	case *ast.CallExpr:
		switch is := name(e.Fun); {
		case is == "append":
			for _, a := range e.Args {
				params(t, files, f, a, with)
			}
			return
		case strings.HasPrefix(is, "law."):
			require.NotEmpty(t, literal(e.Args[0]), "%s: the name of a parameter must be a literal", files.Position(e.Pos()))
			with[literal(e.Args[0])] = strings.TrimPrefix(is, "law.")
			return
		case makers[is] != "":
			require.NotEmpty(t, literal(e.Args[0]), "%s: the name of a parameter must be a literal", files.Position(e.Pos()))
			with[literal(e.Args[0])] = makers[is]
			return
		}
	case *ast.CompositeLit:
		for _, a := range e.Elts {
			params(t, files, f, a, with)
		}
		return
	case *ast.Ident:
		found := false
		ast.Inspect(f, func(n ast.Node) bool {
			a, ok := n.(*ast.AssignStmt)
			if !ok || a.Tok != token.DEFINE || len(a.Lhs) != len(a.Rhs) {
				return true
			}
			for i, l := range a.Lhs {
				if name(l) == e.Name && !found {
					found = true
					params(t, files, f, a.Rhs[i], with)
				}
			}
			return true
		})
		if found {
			return
		}
	}
	require.Fail(t, "a parameter must be made by a constructor of law, or be a variable of the function that is", "%s", files.Position(e.Pos()))
}

func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return name(e.X) + "." + e.Sel.Name
	case *ast.ParenExpr:
		return name(e.X)
	}
	return "?"
}

func literal(e ast.Expr) string {
	l, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return s
}
