package calltest

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
)

// EveryRefusalIsTested checks that each rule and code with which the law in the
// working directory refuses stands in one of its tests. That it is produced
// there, too, is checked by ProducesEveryRefusal.
func EveryRefusalIsTested(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	var tests strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name) //nolint:gosec // a name of ours
		require.NoError(t, err)
		tests.Write(text)
	}
	refusals, err := refusals()
	require.NoError(t, err)
	require.NotEmpty(t, refusals)
	for refusal, where := range refusals {
		tested := strings.Contains(tests.String(), `"`+refusal+`"`) || strings.Contains(tests.String(), `"`+refusal+`:`)
		require.True(t, tested, "%s: no test is refused with %s", where, refusal)
	}
}

// ProducesEveryRefusal runs the tests of a law, for its TestMain. If all of them
// ran and passed, each refusal that the law in the working directory names must
// have been returned to one of them and read there, but for those that stand in
// unproduced; one that stands there and was produced must be taken from it.
func ProducesEveryRefusal(m *testing.M) int {
	law.WhenRead(produced)
	failed := m.Run()
	if failed != 0 || !wholePackage() {
		return failed
	}
	refusals, err := refusals()
	if err != nil || len(refusals) == 0 {
		fmt.Println("FAIL: the refusals of the law cannot be read from its source:", err)
		return 1
	}
	dir, err := os.Getwd()
	if err != nil {
		fmt.Println("FAIL:", err)
		return 1
	}
	wrong := misjudged(refusals, wasProduced, unproduced[filepath.Base(dir)])
	for _, s := range wrong {
		fmt.Println("FAIL:", s)
	}
	return min(len(wrong), 1)
}

// misjudged says what is wrong with the refusals that the tests of a law produced.
func misjudged(named map[string]token.Position, produced func(refusal string) bool, excused map[string]string) []string {
	var wrong []string
	for _, refusal := range slices.Sorted(maps.Keys(named)) {
		_, isExcused := excused[refusal]
		switch is := produced(refusal); {
		case is && isExcused:
			wrong = append(wrong, refusal+" is produced by a test: take it from the list of those that are not")
		case !is && !isExcused:
			wrong = append(wrong, fmt.Sprintf("%s: %s: no test was refused with it", refusal, named[refusal]))
		}
	}
	for _, refusal := range slices.Sorted(maps.Keys(excused)) {
		if _, is := named[refusal]; !is {
			wrong = append(wrong, refusal+" is no refusal of this law: take it from the list of those that are not produced")
		}
	}
	return wrong
}

// wholePackage: nothing was left out of the package's tests.
func wholePackage() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return true
}

var seen sync.Map // rule/code of each refusal that a test of this process read

// produced notes a refusal, and those that it gives as its reasons.
func produced(r law.Refusal) {
	seen.Store(r.Rule+"/"+r.Code, true)
	reasons(r.With)
}

func reasons(list []law.Param) {
	for _, p := range list {
		if p.Type == law.TypeReason {
			seen.Store(p.Value, true)
		}
		reasons(p.List)
		reasons(p.With)
	}
}

func wasProduced(refusal string) bool {
	_, is := seen.Load(refusal)
	return is
}

// refusals are those that the source in the working directory names, by rule/code.
func refusals() (map[string]token.Position, error) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		return nil, err
	}
	found := map[string]token.Position{}
	fset := token.NewFileSet()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			return nil, err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && len(c.Args) >= 2 && named(c.Fun, "Refuse") {
				rule, isRule := c.Args[0].(*ast.BasicLit)
				code, isCode := c.Args[1].(*ast.BasicLit)
				if isRule && isCode {
					found[strings.Trim(rule.Value, `"`)+"/"+strings.Trim(code.Value, `"`)] = fset.Position(n.Pos())
				}
			}
			return true
		})
	}
	return found, nil
}

func named(f ast.Expr, name string) bool {
	s, ok := f.(*ast.SelectorExpr)
	return ok && s.Sel.Name == name
}
