package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/reads"
)

func TestEveryCommandThatReadsAsSomebodyTakesThePurposeOfIt(t *testing.T) {
	root := newApp(nil, nil, nil).root()
	for _, path := range []string{"history", "show", "today", "obligations", "call show", "tender show", "tender list", "explain", "award show", "complaint list", "export"} {
		cmd, _, err := root.Find(strings.Fields(path))
		require.NoError(t, err)
		require.NotNil(t, cmd.Flags().Lookup("purpose"), path)
		cmd.SetContext(t.Context())
		require.NoError(t, cmd.Flags().Set("purpose", "Annual audit"))
		require.NoError(t, cmd.PreRunE(cmd, nil), path)
		require.Equal(t, "Annual audit", reads.PurposeIn(cmd.Context()), path)
		require.NoError(t, cmd.Flags().Set("purpose", strings.Repeat("x", 201)))
		require.ErrorContains(t, cmd.PreRunE(cmd, nil), "at most 200 characters", path)
	}
}
