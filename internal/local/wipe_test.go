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

func TestAStackTakesAnEmptyFolderOrItsOwnAndWritesNothingIntoAnother(t *testing.T) {
	t.Parallel()
	foreign := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(foreign, "worker"), 0o700))
	_, err := claim(foreign)
	require.ErrorIs(t, err, ErrUsage)
	require.ErrorContains(t, err, "is not empty and no stack made it (it holds worker)")
	entries, err := os.ReadDir(foreign)
	require.NoError(t, err)
	require.Len(t, entries, 1)

	own := filepath.Join(t.TempDir(), "data")
	f, err := claim(own)
	require.NoError(t, err)
	_, err = f.keepClock(nil)
	require.NoError(t, err)
	_, err = f.passwords()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(own, "notes.txt"), []byte("of the operator"), 0o600))
	require.NoError(t, f.release())
	f, err = claim(own)
	require.NoError(t, err)
	require.NoError(t, f.release())

	beside := t.TempDir() // a folder with the stacks of others in it, as .local is
	f, err = claim(filepath.Join(beside, "other"))
	require.NoError(t, err)
	require.NoError(t, f.release())
	f, err = claim(beside)
	require.NoError(t, err)
	require.NoError(t, f.release())
}
