package ledger_test

import (
	"bytes"
	"net/url"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/pgbin"
)

// Nothing rests on what a dump does not carry: transaction numbers, sequences, physical order.
func TestARestoredDumpVerifiesAndGoesOn(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, plain("person/p-a", "c-1", sealed("Ada", "person/p-a")))
	mustAppend(t, l, plain("person/p-b", "c-2", sealed("Bo", "person/p-b")))
	ledgertest.Erase(t, "person/p-a")
	before := requireClean(t, l)

	from, err := url.Parse(ledgertest.Superuser(t))
	require.NoError(t, err)
	to := *from
	to.Path = from.Path + "_restored"
	super(t, "CREATE DATABASE "+to.Path[1:])
	t.Cleanup(func() { super(t, "DROP DATABASE "+to.Path[1:]+" WITH (FORCE)") })
	bin, err := pgbin.Find()
	require.NoError(t, err)
	dump, err := exec.CommandContext(t.Context(), filepath.Join(bin, "pg_dump"), from.String()).Output()
	require.NoError(t, err)
	restore := exec.CommandContext(t.Context(), filepath.Join(bin, "psql"), "-q", "-v", "ON_ERROR_STOP=1", to.String())
	restore.Stdin = bytes.NewReader(dump)
	out, err := restore.CombinedOutput()
	require.NoError(t, err, string(out))

	to.User = url.User(ledger.RoleApp)
	restored := ledgertest.Open(t, ledger.Options{DSN: to.String()})
	require.Equal(t, before.Root, requireClean(t, restored).Root)
	require.True(t, mustAppend(t, restored, plain("person/p-b", "c-2", noted(""))).Known)
	mustAppend(t, restored, plain("person/p-b", "c-3", sealed("Bo", "person/p-b")))
	require.Equal(t, before.Size+1, requireClean(t, restored).Size)
}
