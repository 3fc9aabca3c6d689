package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestTheReadmesStepsByHandSucceedAsTheyAreWritten runs each command that the README gives for working by hand, today, in their order.
func TestTheReadmesStepsByHandSucceedAsTheyAreWritten(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(readme), "To work with it by hand:\n\n```sh\n")
	require.True(t, ok, "the README has no steps by hand")
	steps, _, _ := strings.Cut(rest, "```")
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	w := newAskedWorld(t, time.Now())
	t.Chdir(w.dir) // what the steps write stands there, and what they read is looked for there
	require.NoError(t, os.Symlink(filepath.Join(root, "programmes"), "programmes"))
	words := regexp.MustCompile(`"[^"]*"|\S+`)
	ran := 0
	for line := range strings.Lines(steps) {
		command, _, _ := strings.Cut(strings.TrimSpace(line), " #")
		args := words.FindAllString(command, -1)
		if args[0] == "make" {
			continue // make starts what this test has
		}
		require.Equal(t, "bin/twinning", args[0], line)
		for i := range args {
			args[i] = strings.Trim(args[i], `"`)
		}
		code, said := w.asks(args[1:]...)
		if args[1] == "status" {
			continue // there is no worker of its own here, and it says so
		}
		require.Zero(t, code, "%s: %s", command, said)
		require.NotEmpty(t, said, command)
		require.NotContains(t, said, "warning", "the first steps print nothing that is to be ignored: %s", command)
		ran++
	}
	require.GreaterOrEqual(t, ran, 8)
}
