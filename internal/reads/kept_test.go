package reads_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/reads"
)

func TestReadsGoByThemselvesAfterTheTimeThatOnlyTheOwnerSets(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	pool, err := pgxpool.New(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	defer pool.Close()
	s := reads.New(pool)
	for _, person := range []string{"p-old", "p-new"} {
		require.NoError(t, s.Record(t.Context(), reads.Read{Person: person, Stream: "call/X", What: "show", Rule: "staff"}))
	}
	owner, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleOwner))
	require.NoError(t, err)
	defer owner.Close(t.Context())
	_, err = owner.Exec(t.Context(), `UPDATE web.reads SET at = at - interval '100 days' WHERE person = 'p-old'`)
	require.NoError(t, err)

	days, err := s.Kept(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1827, days)
	removed, err := s.Sweep(t.Context())
	require.NoError(t, err)
	require.Zero(t, removed)

	require.Error(t, reads.Keep(t.Context(), ledgertest.DSN(t, ledger.RoleOwner), 1), "nobody sets it so that what was just read is gone")
	require.Error(t, reads.Keep(t.Context(), ledgertest.DSN(t, ledger.RoleApp), 90), "the application does not set it")
	require.NoError(t, reads.Keep(t.Context(), ledgertest.DSN(t, ledger.RoleOwner), 90))
	removed, err = s.Sweep(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, removed)
	left, err := s.Log(t.Context(), reads.Filter{})
	require.NoError(t, err)
	require.Len(t, left, 1)
	require.Equal(t, "p-new", left[0].Person)
	require.WithinDuration(t, time.Now(), left[0].At, time.Minute)
	for _, role := range []string{ledger.RoleApp, ledger.RoleDoor} {
		conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, role))
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), `DELETE FROM web.reads`)
		require.Error(t, err, "%s only adds", role)
		require.NoError(t, conn.Close(t.Context()))
	}
}
