package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The command is started for each question: what it does not need makes every answer slower.
func TestTheCommandIsBuiltWithoutTemporal(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	for pkg := range strings.Lines(string(out)) {
		require.False(t, strings.HasPrefix(pkg, "go.temporal.io/"), "only the worker talks to Temporal: the command is built with %s", pkg)
	}
}
