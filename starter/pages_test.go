package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	typedInPages = regexp.MustCompile("(?m)`(?:bin/)?twinning ([a-z][^`\n]*)`|^ *(?:bin/)?twinning ([a-z].*)$")
	commandWord  = regexp.MustCompile(`^[a-z][a-z-]*$`)
	typedFlag    = regexp.MustCompile(`(?:^| )--([a-z][a-z-]*)`)
)

// Each command that the pages tell somebody to type is there, with its flags.
func TestEachCommandInThePagesIsThere(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../docs/*.md")
	require.NoError(t, err)
	root := newApp(nil, &bytes.Buffer{}, &bytes.Buffer{}).root()
	n := 0
	for _, page := range append(pages, "../README.md") {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, m := range typedInPages.FindAllStringSubmatch(string(text), -1) {
			line := m[1] + m[2]
			line, _, _ = strings.Cut(line, " #")
			cmd := root
			for _, word := range strings.Fields(line) {
				if !cmd.HasSubCommands() {
					break
				}
				sub, _, err := cmd.Find([]string{word})
				if commandWord.MatchString(word) {
					require.NoError(t, err, "%s: %s", page, line)
					require.NotEqual(t, cmd, sub, "%s: %s: there is no %s", page, line, word)
				}
				if sub == cmd {
					break
				}
				cmd = sub
			}
			n++
			for _, f := range typedFlag.FindAllStringSubmatch(line, -1) {
				known := cmd.Flags().Lookup(f[1]) != nil || cmd.InheritedFlags().Lookup(f[1]) != nil || f[1] == "help" || f[1] == "version"
				require.True(t, known, "%s: %s: %s has no --%s", page, line, cmd.CommandPath(), f[1])
			}
		}
	}
	require.Greater(t, n, 100, "the pages are read")
}
