package ledger_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// rig is a ledger with something of everything in it, and a superuser who has taken every guard away.
type rig struct {
	*ledger.Ledger
	t    *testing.T
	conn *pgx.Conn
}

func newRig(t *testing.T) *rig {
	t.Helper()
	l := ledgertest.New(t)
	for n := range 6 { // positions 5 to 22, batches of three
		a := plain("twinning/A/AAAAA2", fmt.Sprint("c-", n), noted("plain"), sealed("name", "person/p-a", "person/p-b"), noted("more"))
		a.Answers = []ledger.Answer{{Command: a.Command, Count: 3, Fold: 1, State: sha256.Sum256([]byte(a.Command)), Status: "accepted"}}
		for i := range a.Drafts {
			a.Drafts[i].Command = a.Command
		}
		mustAppend(t, l, a)
	}
	mustAppend(t, l, plain("person/p-c", "c-x", sealed("erased", "person/p-c"), sealed("erased too", "person/p-c"))) // 23, 24
	mustAppend(t, l, plain("twinning/A/AAAAA3", "", noted("no command"), noted("none")))                             // 25, 26
	ledgertest.Erase(t, "person/p-c")                                                                                // 27
	mustAppend(t, l, plain("twinning/A/AAAAA3", "", noted("the last")))                                              // 28
	return unguarded(t, l)
}

// unguarded takes every constraint and every trigger away.
func unguarded(t *testing.T, l *ledger.Ledger) *rig {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(context.Background())) })
	r := &rig{Ledger: l, t: t, conn: conn}
	r.exec("SET session_replication_role = replica") // no trigger fires
	for _, c := range query[string](r, `SELECT format('ALTER TABLE ledger.%I DROP CONSTRAINT %I', rel.relname, con.conname)
		FROM pg_constraint con JOIN pg_class rel ON rel.oid = con.conrelid WHERE con.contype IN ('c', 'p', 'u') AND rel.relnamespace = 'ledger'::regnamespace`) {
		r.exec(c)
	}
	for _, c := range query[string](r, `SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', attrelid::regclass, attname)
		FROM pg_attribute JOIN pg_class rel ON rel.oid = attrelid WHERE attnotnull AND attidentity = '' AND attnum > 0 AND rel.relkind = 'r' AND rel.relnamespace = 'ledger'::regnamespace`) {
		r.exec(c)
	}
	for _, c := range query[string](r, `SELECT format('ALTER TABLE ledger.%I ALTER COLUMN %I DROP EXPRESSION', table_name, column_name)
		FROM information_schema.columns WHERE table_schema = 'ledger' AND is_generated = 'ALWAYS'`) {
		r.exec(c)
	}
	require.Empty(t, r.findings(ledger.VerifyOptions{}))
	return r
}

func (r *rig) exec(sql string, args ...any) {
	r.t.Helper()
	_, err := r.conn.Exec(r.t.Context(), sql, args...)
	require.NoError(r.t, err, sql)
}

func query[T any](r *rig, sql string, args ...any) []T {
	r.t.Helper()
	rows, err := r.conn.Query(r.t.Context(), sql, args...)
	require.NoError(r.t, err, sql)
	found, err := pgx.CollectRows(rows, pgx.RowTo[T])
	require.NoError(r.t, err, sql)
	return found
}

func (r *rig) findings(o ledger.VerifyOptions) []ledger.Finding {
	r.t.Helper()
	report, err := r.Verify(r.t.Context(), o)
	require.NoError(r.t, err)
	return report.Findings
}

// where are the rows of each table whose columns are changed, one that has a value for each column at least, and the positions that may
// be named as the first bad one: the row's own, or its batch's.
var where = map[string][]struct {
	row         string
	first, last int64
}{
	"events": {
		{"position = 12", 12, 12},
		{"position = 11", 11, 11},
		{"position = 23", 23, 23},
		{"position = 26", 26, 26},
		{"position = 4", 4, 4},
		{"position = 0", 0, 0},
		{"position = 2", 0, 2},
	},
	"batches":      {{"size = 14", 11, 14}, {"size = 29", 28, 29}, {"size = 5", 0, 5}},
	"answers":      {{"command = 'c-2'", 11, 11}, {"command = 'c-x'", 23, 23}, {"command = 'c-0'", 5, 5}},
	"keys":         {{"position = 12", 12, 12}, {"position = 21", 21, 21}},
	"key_subjects": {{"key_id = (SELECT key_id FROM ledger.keys WHERE position = 12) AND subject = 'person/p-a'", 12, 12}},
	"erasures":     {{"position = 23", 23, 23}, {"position = 24", 24, 24}},
	"settings":     {{"position = 4", 4, 4}},
	"clock":        {{"true", -1, 4}},
}

// other is another value of a column's type.
var other = map[string]string{
	"bigint": "%[1]s + 1000003", "integer": "%[1]s + 1", "text": "%[1]s || 'x'", "boolean": "NOT %[1]s",
	"bytea":                    "CASE length(%[1]s) WHEN 0 THEN '\\x01' ELSE set_byte(%[1]s, 0, get_byte(%[1]s, 0) # 1) END",
	"timestamp with time zone": "%[1]s + interval '1 microsecond'", "double precision": "%[1]s * 2",
}

// something is a value where there was none.
var something = map[string]string{
	"bigint": "1", "integer": "1", "text": "'x'", "boolean": "true", "bytea": "'\\x00'", "timestamp with time zone": "now()", "double precision": "1",
}

func TestEveryColumnOfEveryTableIsVerified(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	type column struct{ Table, Name, Type string }
	rows, err := r.conn.Query(t.Context(), `SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns
		WHERE table_schema = 'ledger' AND table_name NOT IN ('migrations', 'histories', 'processes', 'turn', 'sealed_kinds')
		ORDER BY 1, ordinal_position`) // these say nothing of events, or Guards and Histories are sure of them
	require.NoError(t, err)
	columns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[column])
	require.NoError(t, err)
	require.Greater(t, len(columns), 40)
	changes := 0
	for _, c := range columns {
		require.Contains(t, where, c.Table)
		for i, at := range where[c.Table] {
			was := query[bool](r, fmt.Sprintf("SELECT %s IS NULL FROM ledger.%s WHERE %s", c.Name, c.Table, at.row))
			require.Len(t, was, 1, "%s %s", c.Table, at.row)
			values := []string{fmt.Sprintf(other[c.Type], c.Name)}
			if was[0] {
				values = []string{something[c.Type]}
			} else if i == 0 {
				values = append(values, "NULL")
			}
			if i == 0 && c.Type == "timestamp with time zone" {
				values = append(values, "'infinity'")
			}
			for _, value := range values {
				what := fmt.Sprintf("ledger.%s.%s = %s where %s", c.Table, c.Name, value, at.row)
				r.exec("CREATE TEMPORARY TABLE kept AS SELECT ctid::text AS place, * FROM ledger." + c.Table + " WHERE " + at.row)
				place := query[string](r, fmt.Sprintf("UPDATE ledger.%s SET %s = %s WHERE %s RETURNING ctid::text", c.Table, c.Name, value, at.row))
				found := r.findings(ledger.VerifyOptions{})
				require.NotEmpty(t, found, what)
				require.GreaterOrEqual(t, found[0].Position, at.first, "%s: %s", what, found[0].What)
				require.LessOrEqual(t, found[0].Position, at.last, "%s: %s", what, found[0].What)
				r.exec(fmt.Sprintf("UPDATE ledger.%s SET %s = (SELECT %s FROM kept) WHERE ctid = $1::tid", c.Table, c.Name, c.Name), place[0])
				r.exec("DROP TABLE kept")
				changes++
			}
		}
	}
	require.Empty(t, r.findings(ledger.VerifyOptions{}), "everything was put back")
	t.Logf("%d columns, %d changes, each found", len(columns), changes)
}

func TestEveryRemovedAddedOrExchangedRowIsFound(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	swap := func(table, columns, key, a, b string) []string {
		return []string{fmt.Sprintf(`UPDATE ledger.%[1]s x SET (%[2]s) = (SELECT %[2]s FROM ledger.%[1]s y WHERE y.%[3]s = CASE x.%[3]s WHEN %[4]s THEN %[5]s ELSE %[4]s END)
			WHERE x.%[3]s IN (%[4]s, %[5]s)`, table, columns, key, a, b)}
	}
	cases := map[string]struct {
		sql         []string
		first, last int64
	}{
		"two bodies exchanged":           {swap("events", "body, salt, body_hash", "position", "11", "13"), 11, 11},
		"two bodies and leaves":          {swap("events", "body, salt, body_hash, leaf", "position", "11", "13"), 11, 11},
		"two headers exchanged":          {swap("events", "header", "position", "11", "13"), 11, 11},
		"two events exchanged":           {swap("events", "header, body, salt, key_id, body_hash, leaf", "position", "14", "16"), 14, 14},
		"two roots exchanged":            {swap("batches", "root, frontier", "size", "11", "14"), 8, 11},
		"two answers exchanged":          {swap("answers", "first, last, version", "command", "'c-1'", "'c-2'"), 8, 8},
		"two keys exchanged":             {swap("keys", "wrapped", "position", "12", "15"), 12, 12},
		"the first event removed":        {[]string{"DELETE FROM ledger.events WHERE position = 0"}, 0, 0},
		"an event removed":               {[]string{"DELETE FROM ledger.events WHERE position = 12"}, 12, 12},
		"the last event of a batch":      {[]string{"DELETE FROM ledger.events WHERE position = 13"}, 13, 13},
		"the last event removed":         {[]string{"DELETE FROM ledger.events WHERE position = 28"}, 28, 28},
		"all events removed":             {[]string{"DELETE FROM ledger.events"}, 0, 0},
		"an event added":                 {[]string{"INSERT INTO ledger.events SELECT replace(header, 'position 28', 'position 29'), body, salt, body_hash, leaf, 29, stream, version + 1, kind, command, key_id FROM ledger.events WHERE position = 28"}, 29, 29},
		"a batch removed":                {[]string{"DELETE FROM ledger.batches WHERE size = 14"}, 11, 14},
		"the last batch removed":         {[]string{"DELETE FROM ledger.batches WHERE size = 29"}, 28, 28},
		"a batch added":                  {[]string{"INSERT INTO ledger.batches SELECT 13, first, frontier, root, recorded_at, at, signer, signature FROM ledger.batches WHERE size = 14"}, 11, 13},
		"a batch added at the end":       {[]string{"INSERT INTO ledger.batches SELECT 30, 29, frontier, root, recorded_at, at, signer, signature FROM ledger.batches WHERE size = 29"}, 29, 29},
		"an answer removed":              {[]string{"DELETE FROM ledger.answers WHERE command = 'c-2'"}, 11, 11},
		"an answer added":                {[]string{"INSERT INTO ledger.answers SELECT stream, 'c-y', 25, 25, 1, fold, state, status FROM ledger.answers WHERE command = 'c-2'"}, 25, 25},
		"an answer added where one is":   {[]string{"INSERT INTO ledger.answers SELECT stream, 'c-y', first, last, version, fold, state, status FROM ledger.answers WHERE command = 'c-2'"}, 11, 11},
		"an answer added at the end":     {[]string{"INSERT INTO ledger.answers SELECT stream, 'c-y', 34, 35, version, fold, state, status FROM ledger.answers WHERE command = 'c-2'"}, 34, 34},
		"a key removed":                  {[]string{"DELETE FROM ledger.keys WHERE position = 12"}, 12, 12},
		"a key added":                    {[]string{"INSERT INTO ledger.keys SELECT 25, 'x', kek_id, wrapped FROM ledger.keys WHERE position = 12"}, 25, 25},
		"a key for an erased body":       {[]string{"INSERT INTO ledger.keys SELECT 23, (SELECT key_id FROM ledger.events WHERE position = 23), kek_id, wrapped FROM ledger.keys WHERE position = 12"}, 23, 23},
		"a subject removed":              {[]string{"DELETE FROM ledger.key_subjects WHERE key_id = (SELECT key_id FROM ledger.keys WHERE position = 12) AND subject = 'person/p-b'"}, 12, 12},
		"a subject added":                {[]string{"INSERT INTO ledger.key_subjects SELECT key_id, 'person/p-z' FROM ledger.keys WHERE position = 12"}, 12, 12},
		"a subject of no key":            {[]string{"INSERT INTO ledger.key_subjects VALUES ('x', 'person/p-z')"}, -1, -1},
		"an erasure removed":             {[]string{"DELETE FROM ledger.erasures WHERE position = 24"}, 24, 24},
		"an erasure added":               {[]string{"INSERT INTO ledger.erasures VALUES (12, 27)"}, 12, 12},
		"a body removed without erasure": {[]string{"UPDATE ledger.events SET body = NULL, salt = NULL WHERE position = 12"}, 12, 12},
		"settings removed":               {[]string{"DELETE FROM ledger.settings"}, 4, 4},
		"settings added":                 {[]string{"INSERT INTO ledger.settings SELECT 25, tolerance_us * 2, clock, since FROM ledger.settings"}, 25, 25},
		"the clock removed":              {[]string{"DELETE FROM ledger.clock"}, -1, 4},
		"everything removed":             {[]string{"DELETE FROM ledger.events", "DELETE FROM ledger.batches", "DELETE FROM ledger.answers", "DELETE FROM ledger.settings"}, 6, 24},
	}
	for name, c := range cases {
		for _, table := range tables {
			r.exec("CREATE TABLE public.kept_" + table + " AS SELECT * FROM ledger." + table)
		}
		for _, sql := range c.sql {
			r.exec(sql)
		}
		found := r.findings(ledger.VerifyOptions{})
		require.NotEmpty(t, found, name)
		require.GreaterOrEqual(t, found[0].Position, c.first, "%s: %s", name, found[0].What)
		require.LessOrEqual(t, found[0].Position, c.last, "%s: %s", name, found[0].What)
		for _, table := range tables {
			r.exec("DELETE FROM ledger." + table)
			r.exec("INSERT INTO ledger." + table + " SELECT * FROM public.kept_" + table)
			r.exec("DROP TABLE public.kept_" + table)
		}
	}
	require.Empty(t, r.findings(ledger.VerifyOptions{}), "everything was put back")
}

func TestAnEndThatWasCutOrRebuiltIsFoundAgainstACheckpoint(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	held, err := r.Checkpoint(t.Context())
	require.NoError(t, err)
	bare := held
	bare.Leaves = nil
	require.Empty(t, r.findings(ledger.VerifyOptions{Checkpoint: &held}))
	for _, sql := range []string{"DELETE FROM ledger.events WHERE position >= 28", "DELETE FROM ledger.batches WHERE size > 28"} {
		r.exec(sql)
	}
	require.Empty(t, r.findings(ledger.VerifyOptions{}), "by itself nobody can see it")
	for _, c := range []format.Checkpoint{held, bare} {
		found := r.findings(ledger.VerifyOptions{Checkpoint: &c})
		require.Len(t, found, 1)
		require.EqualValues(t, 28, found[0].Position)
		require.Contains(t, found[0].What, "cut")
	}
	r.restoreExpressions()
	mustAppend(t, r.Ledger, plain("twinning/A/AAAAA3", "", noted("the last")))
	require.Empty(t, r.findings(ledger.VerifyOptions{}), "by itself nobody can see it")
	found := r.findings(ledger.VerifyOptions{Checkpoint: &held})
	require.NotEmpty(t, found)
	require.EqualValues(t, 28, found[0].Position)
	require.NotEmpty(t, r.findings(ledger.VerifyOptions{Checkpoint: &bare}))
	rebuilt, err := r.Checkpoint(t.Context())
	require.NoError(t, err)
	require.ErrorIs(t, format.CheckConsistency(held, rebuilt, nil), format.ErrRewritten)
}

// restoreExpressions lets the appender insert again: the columns are filled from the header by a trigger of the superuser's.
func (r *rig) restoreExpressions() {
	r.exec(`CREATE FUNCTION public.fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		NEW.position := substr(split_part(NEW.header, E'\n', 2), 10)::bigint; NEW.stream := substr(split_part(NEW.header, E'\n', 3), 8);
		NEW.version := substr(split_part(NEW.header, E'\n', 4), 9)::bigint; NEW.kind := substr(split_part(NEW.header, E'\n', 5), 6);
		NEW.command := nullif(substr(split_part(NEW.header, E'\n', 11), 9), '-');
		NEW.key_id := nullif(substr(split_part(NEW.header, E'\n', 19), 8), '-'); RETURN NEW; END $$`)
	r.exec(`CREATE TRIGGER fill BEFORE INSERT ON ledger.events FOR EACH ROW EXECUTE FUNCTION public.fill()`)
}

func TestTheStateThatStoodWithAnAnswerIsRecomputed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var asked []string
	state := func(stream string, version int64, fold int) ([32]byte, bool, error) {
		asked = append(asked, fmt.Sprintf("%s %d %d", stream, version, fold))
		n := version/3 - 1
		if n == 4 {
			n = 99
		}
		return sha256.Sum256(fmt.Appendf(nil, "c-%d", n)), true, nil
	}
	found := r.findings(ledger.VerifyOptions{StateHash: state})
	require.Len(t, found, 1)
	require.EqualValues(t, 19, found[0].Position)
	require.True(t, slices.Contains(asked, "twinning/A/AAAAA2 18 1"))
	gone := func(string, int64, int) ([32]byte, bool, error) { return [32]byte{}, false, nil }
	require.Empty(t, r.findings(ledger.VerifyOptions{StateHash: gone}))
}

func TestVerifySaysHowFarItIs(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	fill(t, l, 20_000)
	var steps [][2]int64
	report, err := l.Verify(t.Context(), ledger.VerifyOptions{Progress: func(done, total int64) { steps = append(steps, [2]int64{done, total}) }})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	require.Equal(t, [][2]int64{{10_000, 20_005}, {20_000, 20_005}, {20_005, 20_005}}, steps)
	require.EqualValues(t, 200, report.Answers)
	require.Positive(t, report.Took)
}
