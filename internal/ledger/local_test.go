package ledger_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// That a database is of one machine is what a superuser has said, and nobody else can say it or take it back.
func TestThatADatabaseIsOfOneMachineIsForASuperuserToSay(t *testing.T) {
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
	for variable, address := range map[string]string{"TWINNING_OIDC_ISSUER": "https://login.example.org", "TWINNING_DESK_URL": "https://127.0.0.1.example.org:8443/desk"} {
		var marked *ledger.MarkedLocalError
		require.ErrorAs(t, l.ServesElsewhere(t.Context(), variable, address), &marked)
		for _, part := range []string{variable + " " + address, "is of one machine", "acts as anybody", "ALTER DATABASE " + name + " RESET twinning.local"} {
			require.Contains(t, strings.ReplaceAll(marked.Error(), `"`, ``), strings.ReplaceAll(part, `"`, ``))
		}
	}
	for _, here := range []string{"", "http://127.0.0.1:9000", "http://[::1]:9000", "http://localhost", "http://sign-in.localhost:8000/dex"} {
		require.NoError(t, l.ServesElsewhere(t.Context(), "TWINNING_OIDC_ISSUER", here), here)
	}
	for _, role := range []string{ledger.RoleApp, ledger.RoleDoor} {
		conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, role))
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), `ALTER DATABASE `+name+` RESET twinning.local`)
		require.Error(t, err, role)
		require.NoError(t, conn.Close(t.Context()))
	}
	_, err = owner.Exec(t.Context(), `ALTER DATABASE `+name+` RESET twinning.local`)
	require.NoError(t, err)
	require.False(t, local())
	require.NoError(t, l.ServesElsewhere(t.Context(), "TWINNING_OIDC_ISSUER", "https://login.example.org"))
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
