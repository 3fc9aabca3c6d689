package ledger_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

var tables = []string{"events", "batches", "answers", "keys", "key_subjects", "erasures", "settings", "clock", "histories"}

func TestTheApplicationCanChangeAndRemoveNothing(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, plain("call/A", "c", ledger.Draft{Kind: "noted.v1", Subjects: []string{"person/p-a"}}))
	conn := connectApp(t)
	for _, table := range tables {
		for _, statement := range []string{
			"UPDATE ledger.X SET ctid = ctid", "DELETE FROM ledger.X", "TRUNCATE ledger.X", "DROP TABLE ledger.X", "ALTER TABLE ledger.X DISABLE TRIGGER ALL",
			"ALTER TABLE ledger.X ADD COLUMN x int", "CREATE INDEX ON ledger.X ((1))", "CREATE TRIGGER x BEFORE INSERT ON ledger.X FOR EACH ROW EXECUTE FUNCTION ledger.refuse()",
		} {
			statement = strings.Replace(statement, "ledger.X", "ledger."+table, 1)
			statement = strings.Replace(statement, "SET ctid = ctid", "SET "+columnOf[table]+" = "+columnOf[table], 1)
			requireDenied(t, conn, statement)
		}
	}
	for _, statement := range []string{
		"INSERT INTO ledger.settings VALUES (9, 1, 'identity', now())", "INSERT INTO ledger.erasures VALUES (1, 9)",
		"INSERT INTO ledger.clock (identity) VALUES (true)", "SELECT ledger.erase(1)", "SELECT ledger.clock_create(now(), 1, true)",
		"CREATE TABLE ledger.x (a int)", "DROP SCHEMA ledger CASCADE", "SET session_replication_role = replica", "SET ROLE twinning_owner",
	} {
		requireDenied(t, conn, statement)
	}
	_, err := conn.Exec(t.Context(), "CREATE TABLE views.portfolio (a int); INSERT INTO views.portfolio VALUES (1); DROP TABLE views.portfolio", pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err, "views are the application's own")
	requireClean(t, l)
}

var columnOf = map[string]string{
	"events": "body", "batches": "root", "answers": "status", "keys": "wrapped", "key_subjects": "subject",
	"erasures": "erased_by", "settings": "clock", "clock": "rate", "histories": "gz",
}

func requireDenied(t *testing.T, conn *pgx.Conn, statement string) {
	t.Helper()
	_, err := conn.Exec(t.Context(), statement, pgx.QueryExecModeSimpleProtocol)
	var refused *pgconn.PgError
	require.ErrorAs(t, err, &refused, statement)
	require.Equal(t, "42501", refused.Code, statement)
}

func TestTriggersRefuseEvenTheOwner(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, plain("call/A", "c", ledger.Draft{Kind: "noted.v1", Subjects: []string{"person/p-a"}}))
	for _, dsn := range []string{ledgertest.DSN(t, ledger.RoleOwner), ledgertest.Superuser(t)} {
		conn, err := pgx.Connect(t.Context(), dsn)
		require.NoError(t, err)
		for _, table := range tables {
			if table != "clock" { // the identity's columns are held by a constraint, its row by the trigger below
				update := "UPDATE ledger." + table + " SET " + columnOf[table] + " = " + columnOf[table]
				if table == "erasures" || table == "settings" || table == "batches" || table == "answers" || table == "events" || table == "keys" || table == "key_subjects" || table == "histories" {
					requireDenied(t, conn, update)
				}
			}
			if table != "erasures" {
				requireDenied(t, conn, "DELETE FROM ledger."+table)
			}
			requireDenied(t, conn, "TRUNCATE ledger."+table)
		}
		requireDenied(t, conn, "UPDATE ledger.clock SET identity = false, programme = now(), at = now(), rate = 1, running = true")
		require.NoError(t, conn.Close(context.Background()))
	}
	requireClean(t, l)
}

func TestTheEraserMayOnlyErase(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, plain("call/A", "c", ledger.Draft{Kind: "noted.v1", Subjects: []string{"person/p-a"}}))
	conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleErase))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	for _, table := range tables {
		requireDenied(t, conn, "SELECT * FROM ledger."+table)
	}
	requireDenied(t, conn, "SELECT ledger.clock_alive(NULL)")
	requireDenied(t, conn, "SELECT ledger.erase(0)") // an event says so, or nothing is erased
	require.EqualValues(t, 1, ledgertest.Erase(t, "person/p-a"))
	requireClean(t, l)
}

// Drafts stand outside the ledger; whatever else is added must say here who may change it.
func TestTheApplicationMayChangeDraftsAndNothingElse(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	conn := connectApp(t)
	for role, may := range map[string]map[string][]string{
		ledger.RoleApp: {
			"UPDATE":   {"drafts.tenders", "drafts.sheets", "drafts.books", "drafts.forms", "ledger.processes", "web.devices", "web.exports", "web.sessions", "web.tokens"},
			"DELETE":   {"drafts.tenders", "drafts.files", "drafts.sheets", "drafts.books", "drafts.forms", "ledger.processes", "web.devices", "web.export_pieces", "web.exports", "web.sessions", "web.tokens", "evidence.files"},
			"TRUNCATE": {"ledger.turn"}, // what its lock asks for; it has no rows
		},
		ledger.RoleErase: {},
	} {
		for _, privilege := range []string{"UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"} {
			rows, err := conn.Query(t.Context(), `SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
				WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'views') AND c.relkind IN ('r', 'p', 'v', 'm')
				AND has_table_privilege($1, c.oid, $2) ORDER BY 1`, role, privilege)
			require.NoError(t, err)
			have, err := pgx.CollectRows(rows, pgx.RowTo[string])
			require.NoError(t, err)
			require.ElementsMatch(t, may[privilege], have, "%s of %s", privilege, role)
		}
	}
	for _, statement := range []string{
		"TRUNCATE drafts.tenders", "DROP TABLE drafts.tenders", "ALTER TABLE drafts.tenders ADD COLUMN title text", "CREATE TABLE drafts.x (a int)",
	} {
		requireDenied(t, conn, statement)
	}
	eraser, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleErase))
	require.NoError(t, err)
	defer eraser.Close(context.Background())
	requireDenied(t, eraser, "SELECT * FROM drafts.tenders")
}
