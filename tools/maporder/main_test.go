package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"
	"testing"
)

// Each line of the example that ends in "// wrong" is found, and no other.
func TestEveryOrderOfAMapIsFound(t *testing.T) {
	const path = "testdata/src/laws/laws.go"
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: importer.ForCompiler(files, "source", nil)}
	if _, err := config.Check("laws", files, []*ast.File{file}, info); err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, place := range inFile(files, info, file) {
		found = append(found, strings.SplitN(place, ":", 3)[1])
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for i, line := range strings.Split(string(text), "\n") {
		if strings.HasSuffix(line, "// wrong") {
			want = append(want, fmt.Sprint(i+1))
		}
	}
	if !slices.Equal(found, want) {
		t.Errorf("the lines %v were found, not %v", found, want)
	}
}

func TestAPackageThatIsNotThereIsAnError(t *testing.T) {
	for _, names := range [][]string{nil, {"./testdata/src/nowhere"}} {
		if _, err := inPackages(".", names); err == nil {
			t.Errorf("%v passes", names)
		}
	}
}
