package format

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever checks a file of ours builds this, and needs neither a database nor a server for it.
func TestAReaderOfFilesIsBuiltWithoutADatabaseTemporalOrALog(t *testing.T) {
	t.Parallel()
	for _, reader := range []string{".", "../../door/receipt"} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", reader).Output()
		require.NoError(t, err)
		require.Contains(t, string(out), "twinning.example/engine/internal/ledger/format\n")
		for pkg := range strings.Lines(string(out)) {
			for _, no := range []string{"database/sql\n", "github.com/jackc/", "go.temporal.io/", "github.com/rs/zerolog", "twinning.example/engine/internal/ledger\n"} {
				require.False(t, strings.HasPrefix(pkg, no), "%s is built with %s", reader, pkg)
			}
		}
	}
}
