package ledger_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestMigratingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	before := requireClean(t, l)
	require.EqualValues(t, 5, before.Size, "four signing keys, and what the ledger is set to")
	for _, dsn := range []string{ledgertest.Superuser(t), ledgertest.DSN(t, ledger.RoleOwner)} {
		require.NoError(t, ledger.Migrate(t.Context(), dsn, ledger.MigrateOptions{}))
	}
	require.Equal(t, before.Root, requireClean(t, l).Root)
	done, err := ledger.Migrated(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	require.True(t, done)
}

// A server that was killed may have kept the rows of migrations, and lost how far their numbers were.
func TestAMigrationWhoseNumberIsTakenIsRecordedUnderAnother(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), `DELETE FROM ledger.migrations WHERE version_id = (SELECT max(version_id) FROM ledger.migrations);
		SELECT setval(pg_get_serial_sequence('ledger.migrations', 'id'), 1)`)
	require.NoError(t, err)
	require.NoError(t, ledger.Migrate(t.Context(), ledgertest.DSN(t, ledger.RoleOwner), ledger.MigrateOptions{}))
	done, err := ledger.Migrated(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	require.True(t, done)
}

func TestSeveralProcessesMayMigrateAtOnce(t *testing.T) {
	t.Parallel()
	server, key := ledgertest.NewServer(t), newSigningKey(t)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if err := ledger.Migrate(context.Background(), server.DSN("postgres", "postgres"), ledger.MigrateOptions{AppPassword: "it's", SignKey: key}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	l, err := ledger.Open(t.Context(), ledger.Options{DSN: server.DSN(ledger.RoleApp, "postgres"), SignKey: key})
	require.NoError(t, err)
	defer l.Close()
	require.EqualValues(t, 2, requireClean(t, l).Size)
}

func TestAChangedToleranceIsRecordedAndHoldsAtOnce(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	stamp, err := l.Clock(t.Context())
	require.NoError(t, err)
	require.NoError(t, ledger.Migrate(t.Context(), ledgertest.DSN(t, ledger.RoleOwner), ledger.MigrateOptions{Tolerance: 5 * time.Second, SignKey: ledgertest.SignKey(t, "operator")}))
	_, err = l.Append(t.Context(), receipt(stamp))
	require.ErrorIs(t, err, ledger.ErrStale, "stamped before the change")
	require.Equal(t, 5*time.Second, l.Tolerance())
	events, err := l.Read(t.Context(), ledger.Query{Stream: ledger.SettingsStream})
	require.NoError(t, err)
	require.Len(t, events, 2)
	require.Contains(t, string(events[1].Stored), `"tolerance_us":5000000`)
	requireClean(t, l)
}

func TestTheKindOfClockIsForEver(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	err := ledger.Migrate(t.Context(), ledgertest.DSN(t, ledger.RoleOwner), ledger.MigrateOptions{Simulated: &ledger.Simulated{Start: programme}})
	require.ErrorContains(t, err, "another database")
	requireClean(t, l)
}

func TestADatabaseWithoutALedgerSaysSo(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	config, err := pgx.ParseConfig(ledgertest.Superuser(t))
	require.NoError(t, err)
	conn, err := pgx.ConnectConfig(t.Context(), config)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), "CREATE ROLE nobody_special LOGIN; DROP SCHEMA ledger CASCADE", pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	_, err = ledger.Open(t.Context(), ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp)})
	require.ErrorIs(t, err, ledger.ErrNoLedger)
	done, err := ledger.Migrated(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	require.False(t, done)
	err = ledger.Migrate(t.Context(), ledgertest.DSN(t, "nobody_special"), ledger.MigrateOptions{})
	require.ErrorContains(t, err, "GRANT CREATE ON DATABASE")
}

// A ledger of the version before had no drafts; its erasure function did not know them.
func TestALedgerWithoutDraftsIsBroughtToThem(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, plain("person/p-a", "c-1", sealed("Ada", "person/p-a")))
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), "DROP SCHEMA drafts, web, evidence CASCADE; DROP TABLE ledger.histories; DELETE FROM ledger.migrations WHERE version_id >= 2", pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	done, err := ledger.Migrated(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	require.False(t, done)

	err = ledger.Migrate(t.Context(), ledgertest.DSN(t, ledger.RoleOwner), ledger.MigrateOptions{})
	require.ErrorContains(t, err, "GRANT CREATE ON DATABASE", "a schema is made by whoever may")
	require.NoError(t, ledger.Migrate(t.Context(), ledgertest.Superuser(t), ledger.MigrateOptions{}))
	done, err = ledger.Migrated(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	require.True(t, done)
	removed := ledgertest.Erase(t, "person/p-a")
	require.EqualValues(t, 1, removed)
	requireClean(t, l)
}

// newSigningKey is the file of a key that has every role. Its public half is what is trusted: see ledger.TrustBeside.
func newSigningKey(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "operator")
	require.NoError(t, format.CreateSigningKey(path, ledger.KeyDoor, ledger.KeyWorker, ledger.KeyOperator))
	return path
}

// ownEvents counts what the ledger has recorded of itself.
func ownEvents(t *testing.T, l *ledger.Ledger) int {
	t.Helper()
	events, err := l.Read(context.WithoutCancel(t.Context()), ledger.Query{Prefix: "ledger/"})
	require.NoError(t, err)
	return len(events)
}
