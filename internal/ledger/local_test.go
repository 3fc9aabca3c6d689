package ledger_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// That a database is of one machine is what its owner has said, and nobody else can say it.
func TestThatADatabaseIsOfOneMachineIsForItsOwnerToSay(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	local := func() bool {
		t.Helper()
		is, err := l.Local(t.Context())
		require.NoError(t, err)
		return is
	}
	require.True(t, local(), "as the databases of tests are")
	owner, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer owner.Close(t.Context())
	var name string
	require.NoError(t, owner.QueryRow(t.Context(), `SELECT quote_ident(current_database())`).Scan(&name))
	_, err = owner.Exec(t.Context(), `ALTER DATABASE `+name+` RESET twinning.local`)
	require.NoError(t, err)
	require.False(t, local())
	for _, role := range []string{ledger.RoleApp, ledger.RoleDoor} {
		conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, role))
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), `ALTER DATABASE `+name+` SET `+ledger.LocalSetting)
		require.Error(t, err, role)
		_, _ = conn.Exec(t.Context(), `ALTER ROLE `+role+` IN DATABASE `+name+` SET `+ledger.LocalSetting) // of oneself: it counts for nothing
		require.NoError(t, conn.Close(t.Context()))
		require.False(t, local(), role)
	}
}
