package ledger_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// UPDATE_GUARDS=1 writes the file anew, after a migration was added.
func TestTheInventoryOfGuardsIsThatOfAFreshLedger(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	lines, err := ledger.GuardLines(t.Context(), connectApp(t))
	require.NoError(t, err)
	if os.Getenv("UPDATE_GUARDS") != "" {
		require.NoError(t, os.WriteFile("guards.txt", []byte(strings.Join(lines, "\n")+"\n"), 0o644))
	}
	want, err := os.ReadFile("guards.txt")
	require.NoError(t, err)
	require.Equal(t, strings.Split(strings.TrimSpace(string(want)), "\n"), lines, "UPDATE_GUARDS=1 writes it anew")
}

// whats are the sentences that Guards says, asked by a role.
func whats(t *testing.T, dsn string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	return whatsOf(t, conn)
}

func whatsOf(t *testing.T, conn *pgx.Conn) []string {
	t.Helper()
	found, err := ledger.Guards(t.Context(), conn)
	require.NoError(t, err)
	out := []string{}
	for _, d := range found {
		require.EqualValues(t, -1, d.Position)
		out = append(out, d.What)
	}
	return out
}

func TestAFreshLedgerHasEveryGuardOfThisVersion(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	for _, dsn := range []string{ledgertest.DSN(t, ledger.RoleApp), ledgertest.DSN(t, ledger.RoleOwner), ledgertest.DSN(t, ledger.RoleErase), ledgertest.Superuser(t)} {
		found := whats(t, dsn)
		if dsn == ledgertest.DSN(t, ledger.RoleErase) {
			require.Equal(t, []string{"the table ledger.migrations cannot be read: which migrations were made is not known"}, found)
			continue
		}
		require.Empty(t, found)
	}
}

// The application makes and drops tables there as it likes; that is no deviation.
func TestWhatTheApplicationMakesInViewsIsNoFinding(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	_, err := connectApp(t).Exec(t.Context(), "CREATE TABLE views.portfolio (a int PRIMARY KEY CHECK (a > 0), b text DEFAULT 'x'); CREATE VIEW views.few AS SELECT a FROM views.portfolio; GRANT SELECT ON views.portfolio, views.few TO twinning_door", pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	require.Empty(t, whats(t, ledgertest.DSN(t, ledger.RoleApp)))
}

// Each is done by a superuser, looked at by the application, and rolled back. Of what is long, the beginning is compared.
func TestEveryGuardThatIsTakenAwayOrAddedIsSaid(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	for name, c := range map[string]struct {
		do   string
		says []string
	}{
		"a trigger is disabled":            {"ALTER TABLE ledger.events DISABLE TRIGGER never", []string{"the trigger never on ledger.events is disabled"}},
		"a trigger fires for replicas":     {"ALTER TABLE ledger.events ENABLE REPLICA TRIGGER never", []string{"the trigger never on ledger.events fires for replication only"}},
		"all triggers are disabled":        {"ALTER TABLE ledger.keys DISABLE TRIGGER ALL", []string{"the trigger added on ledger.keys is disabled", "the trigger never on ledger.keys is disabled", "the trigger only_erased on ledger.keys is disabled"}},
		"a trigger is dropped":             {"DROP TRIGGER never ON ledger.batches", []string{"the trigger never on ledger.batches is missing"}},
		"a trigger is for less":            {"DROP TRIGGER never ON ledger.answers; CREATE TRIGGER never BEFORE UPDATE OR DELETE ON ledger.answers FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()", []string{"the trigger never on ledger.answers is not the one of this version"}},
		"a trigger is for some rows":       {"DROP TRIGGER only_erase ON ledger.events; CREATE TRIGGER only_erase BEFORE UPDATE ON ledger.events FOR EACH ROW WHEN (OLD.position > 9) EXECUTE FUNCTION ledger.only_erase()", []string{"the trigger only_erase on ledger.events is not the one of this version"}},
		"a trigger is added":               {"CREATE TRIGGER swap BEFORE INSERT ON ledger.events FOR EACH ROW EXECUTE FUNCTION ledger.only_erase()", []string{"the trigger swap on ledger.events is not of this version"}},
		"a trigger on a view's table":      {"CREATE TABLE views.lives (a int); CREATE TRIGGER swap BEFORE INSERT ON views.lives FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()", []string{"the table views.lives is not of this version", "the trigger swap on views.lives is not of this version"}},
		"a function says nothing":          {"CREATE OR REPLACE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NULL; END'", []string{"the function ledger.refuse() is not the one of this version"}},
		"a function forgets its path":      {"ALTER FUNCTION ledger.refuse() RESET ALL", []string{"the function ledger.refuse() is not the one of this version"}},
		"a function runs as its owner":     {"ALTER FUNCTION ledger.clock_at(ledger.clock, timestamptz) SECURITY DEFINER", []string{"the function ledger.clock_at(c ledger.clock, instant timestamp with time zone) is not the one of this version"}},
		"a function is somebody's":         {"ALTER FUNCTION ledger.erase(bigint) OWNER TO twinning_app", []string{"the function ledger.erase(by_event bigint) is not the one of this version"}},
		"a function is added":              {"CREATE FUNCTION ledger.forget() RETURNS void LANGUAGE sql SECURITY DEFINER AS ''; REVOKE ALL ON FUNCTION ledger.forget() FROM PUBLIC", []string{"the function ledger.forget() is not of this version"}},
		"a function in views":              {"CREATE FUNCTION views.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", []string{"everybody may execute the function views.f()", "the function views.f() is not of this version"}},
		"a grant on a table":               {"GRANT UPDATE ON ledger.events TO twinning_app", []string{"twinning_app may UPDATE ledger.events"}},
		"a grant on a column":              {"GRANT UPDATE (body) ON ledger.events TO twinning_app", []string{"twinning_app may UPDATE column body of ledger.events"}},
		"a grant to everybody":             {"GRANT SELECT ON ledger.keys TO PUBLIC", []string{"everybody may SELECT ledger.keys"}},
		"a grant that may be passed on":    {"GRANT SELECT ON ledger.keys TO twinning_erase WITH GRANT OPTION", []string{"twinning_erase may grant others to SELECT ledger.keys"}},
		"a grant on a function":            {"GRANT EXECUTE ON FUNCTION ledger.erase(bigint) TO twinning_app", []string{"twinning_app may execute the function ledger.erase(by_event bigint)"}},
		"a grant on a schema":              {"GRANT CREATE ON SCHEMA ledger TO twinning_app", []string{"twinning_app may create in the schema ledger"}},
		"views for everybody":              {"GRANT USAGE, CREATE ON SCHEMA views TO PUBLIC", []string{"everybody may create in the schema views", "everybody may use the schema views"}},
		"a view that a door may write":     {"CREATE TABLE views.few (a int); ALTER TABLE views.few OWNER TO twinning_app; GRANT SELECT, UPDATE ON views.few TO twinning_door", []string{"twinning_door may UPDATE views.few"}},
		"a grant on the database":          {"DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO twinning_app', current_database()); END $$", []string{"twinning_app may create in this database"}},
		"a grant on what will be":          {"ALTER DEFAULT PRIVILEGES FOR ROLE twinning_owner IN SCHEMA ledger GRANT DELETE ON TABLES TO twinning_app", []string{"twinning_app may DELETE what twinning_owner makes in ledger (r)"}},
		"a grant that is gone":             {"REVOKE SELECT ON ledger.answers FROM twinning_app", []string{"twinning_app may not SELECT ledger.answers"}},
		"a table is somebody's":            {"ALTER TABLE ledger.clock OWNER TO twinning_app", []string{"the table ledger.clock is not the one of this version: it is \"owned by twinning_app\", and should be \"owned by twinning_owner\"", "twinning_app may not SELECT ledger.clock"}},
		"a schema is somebody's":           {"ALTER SCHEMA drafts OWNER TO twinning_app", []string{"the schema drafts is not the one of this version", "twinning_app may not use the schema drafts"}},
		"the database is somebody's":       {"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO twinning_app', current_database()); END $$", []string{"this database is owned by twinning_app"}},
		"a table is dropped":               {"DROP TABLE ledger.histories", []string{"the table ledger.histories is missing"}},
		"a table is added":                 {"CREATE TABLE ledger.other (a int PRIMARY KEY)", []string{"the table ledger.other is not of this version"}},
		"a table that is not crash-safe":   {"ALTER TABLE ledger.answers SET UNLOGGED", []string{"ledger.answers is unlogged"}},
		"a table that inherits":            {"CREATE TABLE public.more () INHERITS (ledger.histories)", []string{"public.more is read together with ledger.histories, from which it inherits"}},
		"a column is added":                {"ALTER TABLE ledger.events ADD COLUMN note text", []string{"the column note of ledger.events is not of this version"}},
		"a column has another type":        {"ALTER TABLE ledger.answers ALTER COLUMN fold TYPE bigint", []string{"the column fold of ledger.answers is not the one of this version: it is \"bigint NOT NULL\", and should be \"integer NOT NULL\""}},
		"a column may be empty":            {"ALTER TABLE ledger.events ALTER COLUMN leaf DROP NOT NULL", []string{"the column leaf of ledger.events is not the one of this version"}},
		"a column is no longer generated":  {"ALTER TABLE ledger.events ALTER COLUMN kind DROP EXPRESSION", []string{"the column kind of ledger.events is not the one of this version"}},
		"a column has a default":           {"ALTER TABLE ledger.events ALTER COLUMN salt SET DEFAULT ''", []string{"the column salt of ledger.events is not the one of this version"}},
		"a constraint is dropped":          {"ALTER TABLE ledger.settings DROP CONSTRAINT settings_tolerance_us_check", []string{"the constraint settings_tolerance_us_check of ledger.settings is missing"}},
		"a constraint holds for new rows":  {"ALTER TABLE ledger.clock DROP CONSTRAINT clock_one_check; ALTER TABLE ledger.clock ADD CONSTRAINT clock_one_check CHECK (one) NOT VALID", []string{"the constraint clock_one_check of ledger.clock is not the one of this version"}},
		"a key is dropped":                 {"ALTER TABLE ledger.events DROP CONSTRAINT events_stream_version_command_key", []string{"the constraint events_stream_version_command_key of ledger.events is missing", "the index events_stream_version_command_key of ledger.events is missing"}},
		"an index is dropped":              {"DROP INDEX ledger.events_stream_begins", []string{"the index events_stream_begins of ledger.events is missing"}},
		"a rule swallows what is inserted": {"CREATE RULE nothing AS ON INSERT TO ledger.answers DO INSTEAD NOTHING", []string{"the rule nothing on ledger.answers is not of this version"}},
		"rows are hidden":                  {"ALTER TABLE ledger.events ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON ledger.events USING (position < 9)", []string{"ledger.events has row security", "the policy few on ledger.events is not of this version"}},
		"an event trigger":                 {"CREATE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER spy ON ddl_command_end EXECUTE FUNCTION public.f()", []string{"the event trigger spy is not of this version"}},
		"a setting of the database":        {"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', current_database()); END $$", []string{"the setting session_replication_role=replica for every role in this database"}},
		"a setting of a role":              {"DO $$ BEGIN EXECUTE format('ALTER ROLE twinning_app IN DATABASE %I SET search_path = views', current_database()); END $$", []string{"the setting search_path=views for twinning_app in this database"}},
		"the migrations are emptied":       {"DELETE FROM ledger.migrations WHERE version_id > 1", []string{"migration 2 is not recorded", "migration 10 is not recorded", "migration 20 is not recorded", "migration 21 is not recorded", "migration 22 is not recorded", "migration 24 is not recorded", "migration 40 is not recorded", "migration 41 is not recorded", "migration 50 is not recorded", "migration 70 is not recorded", "migration 80 is not recorded", "migration 90 is not recorded", "migration 100 is not recorded", "migration 110 is not recorded"}},
		"a migration of the future":        {"INSERT INTO ledger.migrations (version_id, is_applied) VALUES (4711, true)", []string{"migration 4711 is recorded, and this version has none of that number"}},
	} {
		t.Run(name, func(t *testing.T) {
			tx, err := conn.Begin(t.Context())
			require.NoError(t, err)
			defer func() { require.NoError(t, tx.Rollback(context.Background())) }()
			_, err = tx.Exec(t.Context(), c.do+"; SET LOCAL ROLE twinning_app", pgx.QueryExecModeSimpleProtocol)
			require.NoError(t, err)
			found := whatsOf(t, conn)
			for _, says := range c.says {
				require.True(t, slices.ContainsFunc(found, func(what string) bool { return strings.HasPrefix(what, says) }), "%q is not in %q", says, found)
			}
			require.Len(t, found, len(c.says), "%q", found)
		})
	}
	require.Empty(t, whatsOf(t, conn))
}

// Roles are those of a whole cluster, so that this needs one of its own.
func TestWhatARoleMayBeyondThisVersionIsSaid(t *testing.T) {
	t.Parallel()
	server := ledgertest.NewServer(t)
	conn, err := pgx.Connect(t.Context(), server.DSN("postgres", "postgres"))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	for _, do := range []string{"CREATE ROLE chief SUPERUSER LOGIN", "CREATE DATABASE elsewhere OWNER chief"} {
		_, err = conn.Exec(t.Context(), do)
		require.NoError(t, err)
	}
	require.NoError(t, ledger.Migrate(t.Context(), server.DSN("chief", "elsewhere"), ledgertest.Signing(t, t.TempDir())))
	app := server.DSN(ledger.RoleApp, "elsewhere")
	require.Empty(t, whats(t, app), "whatever superuser and database are called")
	for _, c := range []struct{ do, undo, says string }{
		{"ALTER ROLE twinning_app SUPERUSER", "ALTER ROLE twinning_app NOSUPERUSER", `the role twinning_app is not the one of this version: it is "a role, superuser, inherits", and should be "a role, inherits"`},
		{"ALTER ROLE twinning_erase BYPASSRLS", "ALTER ROLE twinning_erase NOBYPASSRLS", `the role twinning_erase is not the one of this version: it is "a role, bypasses row security, inherits", and should be "a role, inherits"`},
		{"GRANT twinning_owner TO twinning_app", "REVOKE twinning_owner FROM twinning_app", "twinning_app is a member of twinning_owner"},
		{"GRANT pg_write_all_data TO twinning_app", "REVOKE pg_write_all_data FROM twinning_app", "twinning_app is a member of pg_write_all_data"},
		{"CREATE ROLE mallory; GRANT twinning_owner TO mallory", "DROP ROLE mallory", "mallory is a member of twinning_owner"},
		{"CREATE ROLE twinning_friend NOINHERIT", "DROP ROLE twinning_friend", `the role twinning_friend is not of this version: "a role"`},
		{"ALTER ROLE twinning_app SET session_replication_role = replica", "ALTER ROLE twinning_app RESET ALL", "the setting session_replication_role=replica for twinning_app in every database"},
		{"ALTER ROLE ALL SET session_replication_role = replica", "ALTER ROLE ALL RESET ALL", `the setting session_replication_role is not the one of this version: it is "replica", and should be "origin"`},
		{"ALTER ROLE twinning_app PASSWORD 'another' CONNECTION LIMIT 100", "ALTER ROLE twinning_app PASSWORD NULL", ""},
	} {
		_, err = conn.Exec(t.Context(), c.do, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err, c.do)
		if found := whats(t, app); c.says == "" {
			require.Empty(t, found, c.do)
		} else {
			require.Contains(t, found, c.says, c.do)
		}
		_, err = conn.Exec(t.Context(), c.undo, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err, c.undo)
	}
}
