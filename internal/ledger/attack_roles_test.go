package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// granted is what each role may do with each table, written by hand: r reads, i inserts, u updates, d deletes, t truncates. What is not here is
// refused by PostgreSQL. TRUNCATE on ledger.turn is what LOCK TABLE asks for: that table has no rows.
var granted = map[string]map[string]string{
	ledger.RoleApp: {
		"ledger.events": "ri", "ledger.batches": "ri", "ledger.answers": "ri", "ledger.keys": "ri", "ledger.key_subjects": "ri", "ledger.histories": "ri",
		"ledger.erasures": "r", "ledger.settings": "r", "ledger.sealed_kinds": "r", "ledger.clock": "r", "ledger.migrations": "r",
		"ledger.processes": "riud", "ledger.turn": "t", "drafts.tenders": "riud", "drafts.files": "rid", "drafts.sheets": "riud", "drafts.books": "riud", "drafts.forms": "riud",
	},
	ledger.RoleDoor: {
		"ledger.events": "ri", "ledger.batches": "ri", "ledger.answers": "ri", "ledger.keys": "ri", "ledger.key_subjects": "ri",
		"ledger.erasures": "r", "ledger.settings": "r", "ledger.sealed_kinds": "r", "ledger.clock": "r", "ledger.migrations": "r",
		"ledger.processes": "riud", "ledger.turn": "t", "drafts.tenders": "riud", "drafts.files": "rid", "drafts.sheets": "riud", "drafts.books": "riud", "drafts.forms": "riud",
	},
	ledger.RoleErase: {},
}

// callable are the functions that each role may call.
var callable = map[string][]string{ledger.RoleApp: {"clock_set", "clock_alive", "expired_life"}, ledger.RoleDoor: {"expired_life"}, ledger.RoleErase: {"erase"}}

// turnTakers may hold the append lock.
var turnTakers = map[string]bool{ledger.RoleApp: true, ledger.RoleDoor: true}

// denied says whether a role is refused a statement for want of a privilege. The statement has no effect, whoever says it.
func denied(t *testing.T, conn *pgx.Conn, sql string) bool {
	t.Helper()
	_, err := conn.Exec(t.Context(), "BEGIN; "+sql, pgx.QueryExecModeSimpleProtocol)
	_, rolling := conn.Exec(t.Context(), "ROLLBACK")
	require.NoError(t, rolling)
	var refused *pgconn.PgError
	if err == nil {
		return false
	}
	require.ErrorAs(t, err, &refused, sql)
	for _, behind := range []string{"never changed or removed", "and cannot be set", "says that bodies are erased"} {
		if strings.Contains(refused.Message, behind) {
			return false // a trigger or a function of ours said so: PostgreSQL let it come so far
		}
	}
	return refused.Code == "42501"
}

func TestEachRoleMayDoWithEachTableAndFunctionWhatIsWrittenHereAndNothingElse(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	super, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer super.Close(context.Background())
	list := func(sql string) []string {
		rows, err := super.Query(t.Context(), sql)
		require.NoError(t, err)
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.NotEmpty(t, found)
		return found
	}
	names := list(`SELECT format('%s.%s', relnamespace::regnamespace, relname) FROM pg_class
		WHERE relnamespace IN ('ledger'::regnamespace, 'drafts'::regnamespace) AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1`)
	functions := list(`SELECT format('%s %s', proname, (SELECT string_agg('NULL::' || format_type(a, NULL), ', ') FROM unnest(proargtypes) a)) FROM pg_proc
		WHERE pronamespace = 'ledger'::regnamespace AND prorettype <> 'trigger'::regtype ORDER BY 1`)
	settable := map[string]string{} // a column that can be inserted and updated
	for _, name := range names {
		settable[name] = list(`SELECT attname::text FROM pg_attribute WHERE attrelid = '` + name + `'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum LIMIT 1`)[0]
	}
	checked := 0
	for role, may := range granted {
		conn := as(t, role)
		for name := range may {
			require.Contains(t, names, name)
		}
		for _, name := range names {
			column := settable[name]
			for _, try := range []struct{ letter, sql string }{
				{"r", fmt.Sprintf(`SELECT * FROM %s`, name)},
				{"i", fmt.Sprintf(`INSERT INTO %s (%s) SELECT NULL WHERE false`, name, column)},
				{"u", fmt.Sprintf(`UPDATE %s SET %s = NULL WHERE false`, name, column)},
				{"d", fmt.Sprintf(`DELETE FROM %s WHERE false`, name)},
				{"t", fmt.Sprintf(`TRUNCATE %s`, name)},
				{"", fmt.Sprintf(`ALTER TABLE %s DISABLE TRIGGER ALL`, name)},
				{"", fmt.Sprintf(`ALTER TABLE %s OWNER TO %s`, name, role)},
				{"", fmt.Sprintf(`CREATE TRIGGER x BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION ledger.refuse()`, name)},
				{"", fmt.Sprintf(`CREATE RULE x AS ON INSERT TO %s DO INSTEAD NOTHING`, name)},
				{"", fmt.Sprintf(`DROP TABLE %s`, name)},
			} {
				checked++
				require.Equal(t, try.letter == "" || !strings.Contains(may[name], try.letter), denied(t, conn, try.sql), "%s: %s", role, try.sql)
			}
		}
		for _, f := range functions {
			name, arguments, _ := strings.Cut(f, " ")
			sql := fmt.Sprintf(`SELECT ledger.%s(%s)`, name, arguments)
			require.Equal(t, !slices.Contains(callable[role], name), denied(t, conn, sql), "%s: %s", role, sql)
			checked++
		}
		for _, mode := range []string{"ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE"} {
			require.Equal(t, !turnTakers[role], denied(t, conn, "LOCK TABLE ledger.turn IN "+mode+" MODE"), "%s: %s", role, mode)
		}
		for _, name := range names { // nobody stops the record by the lock of another table
			if name != "ledger.turn" && !strings.ContainsAny(granted[role][name], "ud") {
				require.True(t, denied(t, conn, "LOCK TABLE "+name+" IN SHARE MODE"), "%s: %s", role, name)
			}
		}
		for _, sql := range []string{
			"SET session_replication_role = replica", "SET ROLE twinning_owner", "SET SESSION AUTHORIZATION twinning_owner", "CREATE TABLE ledger.x ()", "CREATE SCHEMA x",
			"DROP SCHEMA ledger CASCADE", "COPY ledger.events TO PROGRAM 'true'", "ALTER DATABASE CURRENT_DATABASE OWNER TO twinning_app", "ALTER ROLE " + role + " SUPERUSER",
			"CREATE FUNCTION ledger.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "GRANT twinning_owner TO " + role,
		} {
			sql = strings.Replace(sql, "CURRENT_DATABASE", conn.Config().Database, 1)
			require.True(t, denied(t, conn, sql), "%s: %s", role, sql)
		}
	}
	require.Greater(t, checked, 300)
}
