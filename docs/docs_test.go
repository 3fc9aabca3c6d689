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

var (
	linked = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`)
	quoted = regexp.MustCompile("`([^`\n]+)`")
	braces = regexp.MustCompile(`\{[^}]*\}|<[^>]*>`)
	isFile = regexp.MustCompile(`^[\w.*-]+\.(go|md|yaml|sh|html|css|js|sql|mod|cedar|json)$`)
)

// notHere are names in the pages that are no files of the tree: what a reader names, and what a program writes.
var notHere = []string{"tender.json", "KIND.2.json", "CONTENT.json", "programmes/FILE", ".local/demo", ".local/screenshots"}

// What the pages name is there: files and folders by their paths from the root, files by their names, tests.
func TestWhateverThePagesNameIsThere(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("*.md")
	require.NoError(t, err)
	root, err := os.ReadDir("..")
	require.NoError(t, err)
	tops := map[string]bool{}
	for _, e := range root {
		tops[e.Name()] = e.IsDir()
	}
	names := map[string]bool{}
	var written []string
	require.NoError(t, filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && slices.Contains([]string{".git", ".local", "bin", "node_modules"}, e.Name()) {
			return filepath.SkipDir
		}
		names[filepath.Base(path)] = true
		return err
	}))
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	for _, file := range tree(t) {
		if strings.HasSuffix(file, "_test.go") {
			source, err := os.ReadFile(filepath.Join("..", file))
			require.NoError(t, err)
			for _, m := range function.FindAllStringSubmatch(string(source), -1) {
				written = append(written, m[1])
			}
		}
	}
	var missing []string
	n := 0
	for _, page := range append(pages, "../README.md") {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, m := range linked.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], ":") {
				continue
			}
			n++
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				missing = append(missing, page+": "+m[1])
			}
		}
		for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
			for _, word := range strings.Fields(m[1]) {
				word = strings.TrimRight(word, ".,;:")
				top, below, isPath := strings.Cut(word, "/")
				there := true
				switch {
				case slices.Contains(notHere, word), strings.Contains(word, "$"):
				case isPath && below != "" && top != "bin" && tops[top]:
					found, err := filepath.Glob("../" + braces.ReplaceAllString(word, "*"))
					require.NoError(t, err)
					there = len(found) > 0 || strings.Contains(page, "privacy") && strings.Contains(word, "*") // a member of a body
				case isFile.MatchString(word) && !strings.Contains(word, "*"):
					there = names[word]
				case testName.MatchString(word):
					there = slices.ContainsFunc(written, func(test string) bool { return strings.HasPrefix(test, word) }) // as -run takes it
				default:
					continue
				}
				if n++; !there {
					missing = append(missing, page+": "+word)
				}
			}
		}
	}
	require.Empty(t, missing)
	require.Greater(t, n, 200, "the pages are read")
}

var testName = regexp.MustCompile(`^(Test|Fuzz)[A-Z]\w+$`)
