package evidence_test

import (
	"bytes"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/pgbin"
)

// A backup is what docs/evidence.md says: the dump, then the folder; files come in between the two and before and after.
func TestADumpAndThenACopyOfTheFolderIsABackupOfEveryFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.add("before the dump\n")
	bin, err := pgbin.Find()
	require.NoError(t, err)
	from, err := url.Parse(ledgertest.Superuser(t))
	require.NoError(t, err)
	dump, err := exec.CommandContext(t.Context(), filepath.Join(bin, "pg_dump"), from.String()).Output()
	require.NoError(t, err)
	between := w.add("between the two\n")
	copied := filepath.Join(t.TempDir(), "evidence")
	require.NoError(t, os.CopyFS(copied, os.DirFS(w.folder)))
	after := w.add("after the copy\n")

	to := *from
	to.Path = from.Path + "_restored"
	w.super("CREATE DATABASE " + to.Path[1:])
	t.Cleanup(func() {
		out, err := exec.Command(filepath.Join(bin, "psql"), "-q", "-c", "DROP DATABASE "+to.Path[1:]+" WITH (FORCE)", from.String()).CombinedOutput()
		require.NoError(t, err, string(out))
	})
	restore := exec.CommandContext(t.Context(), filepath.Join(bin, "psql"), "-q", "-v", "ON_ERROR_STOP=1", to.String())
	restore.Stdin = bytes.NewReader(dump)
	out, err := restore.CombinedOutput()
	require.NoError(t, err, string(out))
	to.User = url.User(ledger.RoleApp)
	pool, err := pgxpool.New(t.Context(), to.String())
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	bucket, folder, err := evidence.OpenBucket(t.Context(), copied)
	require.NoError(t, err)
	t.Cleanup(func() { bucket.Close() })
	w.Store, w.folder = &evidence.Store{Ledger: ledgertest.Open(t, ledger.Options{DSN: to.String()}), Pool: pool, Bucket: bucket, Folder: folder}, copied

	require.Empty(t, w.wrong(), "nothing is missing")
	got, err := w.read(access.As(contact), before.Name, 0)
	require.NoError(t, err)
	require.Equal(t, "before the dump\n", got)
	require.ElementsMatch(t, []string{before.Name, between.Name}, w.blobs())
	require.NotContains(t, w.blobs(), after.Name)

	old := time.Now().Add(-25 * time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(copied, between.Name), old, old))
	require.Equal(t, []string{"too many " + between.Name}, w.wrong(), "nobody knows of it any more")
	require.Equal(t, 1, w.sweep())
	require.Empty(t, w.wrong())
}
