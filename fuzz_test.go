package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryFuzzTargetIsFoundByTheScriptThatRunsThem(t *testing.T) {
	t.Parallel()
	var want []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && len(d.Name()) > 1 && d.Name()[0] == '.':
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Fuzz") {
				want = append(want, "./"+filepath.Dir(path)+" "+f.Name.Name)
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, len(want), 20)
	said, err := exec.CommandContext(t.Context(), "tools/fuzz.sh", "--list").Output()
	require.NoError(t, err)
	got := strings.Split(strings.TrimSpace(string(said)), "\n")
	slices.Sort(want)
	slices.Sort(got)
	require.Equal(t, want, got)
}
