package pages

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/programmes"
)

// A rule book that comes with the program and cannot be read stops the desk at its start: it is not left out where lives are begun.
func TestARuleBookThatComesWithTheProgramIsRead(t *testing.T) {
	t.Parallel()
	all, err := readShipped(programmes.FS)
	require.NoError(t, err)
	for _, k := range lifeKinds {
		require.NotEmpty(t, all[k.noun], k.noun)
	}
	text, err := fs.ReadFile(programmes.FS, "surveys/ehn-2021.yaml")
	require.NoError(t, err)
	_, err = readShipped(fstest.MapFS{"surveys/mine.yaml": {Data: append(text, "nonsense: 1\n"...)}})
	require.ErrorContains(t, err, "surveys/mine.yaml")
	require.ErrorContains(t, err, "nonsense")
	_, err = readShipped(fstest.MapFS{"bodies/x.yaml": {Mode: fs.ModeDir}})
	require.ErrorContains(t, err, "bodies/x.yaml")
}
