package pgbin_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/pgbin"
)

func TestTheProgramsAreFoundAndRunAsAUserTheyAccept(t *testing.T) {
	t.Parallel()
	dir, err := pgbin.Find()
	require.NoError(t, err)
	user, err := pgbin.Unprivileged()
	require.NoError(t, err)
	version := exec.Command(filepath.Join(dir, "postgres"), "--version")
	user.Apply(version)
	out, err := version.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), "PostgreSQL")
	id := exec.Command("id", "-u")
	user.Apply(id)
	out, err = id.Output()
	require.NoError(t, err)
	require.NotEqual(t, "0", strings.TrimSpace(string(out)))
	file := filepath.Join(t.TempDir(), "theirs")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, user.Own(file))
}
