// Package docs holds what these pages say against the tree.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tree lists the Go files of the module, by their paths from its root.
func tree(t *testing.T) []string {
	t.Helper()
	var files []string
	require.NoError(t, filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && path != ".." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "testdata" || e.Name() == "bin"):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go"):
			files = append(files, filepath.ToSlash(strings.TrimPrefix(path, "../")))
		}
		return nil
	}))
	return files
}

// Every promise has a test, and every test that is named is there.
func TestEveryPromiseIsHeldByTheTestsThatItNames(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("tests.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(text), "\n## What is promised")
	require.True(t, ok)
	there := map[string]bool{}
	written := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, file := range tree(t) {
		if !strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(filepath.Join("..", file))
		require.NoError(t, err)
		for _, m := range written.FindAllStringSubmatch(string(source), -1) {
			there[m[1]] = true
		}
	}
	named := regexp.MustCompile("`(Test\\w+)`")
	promises := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || strings.HasPrefix(cells[1], "---") || strings.HasPrefix(cells[1], " what is promised") {
			continue
		}
		promises++
		tests := named.FindAllStringSubmatch(cells[2], -1)
		require.NotEmpty(t, tests, "no test holds:%s", cells[1])
		for _, m := range tests {
			require.True(t, there[m[1]], "%s, which is to hold:%s", m[1], cells[1])
		}
	}
	require.GreaterOrEqual(t, promises, 15)
}

// The README's map names every package.
func TestTheMapNamesEveryPackage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(text), "\n## The map\n")
	require.True(t, ok)
	table, _, _ := strings.Cut(rest, "\n## ")
	var folders []string
	for _, file := range tree(t) {
		if folder := filepath.ToSlash(filepath.Dir(file)); !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	require.Greater(t, len(folders), 50)
	missing := []string{}
	for _, folder := range folders {
		parts := strings.Split(folder, "/")
		if parts[0] == "internal" {
			parts = parts[1:]
		}
		if !regexp.MustCompile("\\b" + regexp.QuoteMeta(parts[0]) + "\\b").MatchString(table) {
			missing = append(missing, folder)
		}
	}
	require.Empty(t, missing, "packages without a place in the map")
}
