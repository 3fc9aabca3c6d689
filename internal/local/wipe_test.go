package local

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWipeRemovesAFolderOfAStackAndNoOther(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, Wipe(t.Context(), filepath.Join(dir, "missing")))

	mine := filepath.Join(dir, "thesis.txt")
	require.NoError(t, os.WriteFile(mine, []byte("years of work"), 0o600))
	require.ErrorIs(t, Wipe(t.Context(), dir), ErrUsage)
	require.FileExists(t, mine)

	path := filepath.Join(dir, "data")
	f, err := claim(path)
	require.NoError(t, err)
	require.ErrorContains(t, Wipe(t.Context(), path), "a stack is up in")
	require.DirExists(t, path)
	require.NoError(t, f.release())
	require.NoError(t, Wipe(t.Context(), path))
	require.NoDirExists(t, path)
}
