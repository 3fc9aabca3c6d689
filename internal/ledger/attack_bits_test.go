package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/state"
)

// recordTables are the tables that verify reads: by which positions a row of each may be found changed (the first and the last that may be
// named), and how often the sample takes it.
var recordTables = []struct {
	name, first, last string
	weight            int
}{
	{"events", "position", "position", 36},
	{"batches", "first", "size - 1", 20}, // a batch is signed as a whole
	{"answers", "first", "first", 10},
	{"keys", "position", "position", 5},
	{"key_subjects", "(SELECT k.position FROM ledger.keys k WHERE k.key_id = x.key_id)", "(SELECT k.position FROM ledger.keys k WHERE k.key_id = x.key_id)", 6},
	{"erasures", "position", "position", 5},
	{"settings", "position", "position", 3},
}

// notTheRecord are the other tables, and why verify need not find what is changed in them.
var notTheRecord = map[string]string{
	"ledger.turn":         "it has no rows: its lock is the turn to append",
	"ledger.processes":    "who is running now: an erasure waits for them, and nothing is decided by it",
	"ledger.sealed_kinds": "a cache for a trigger: verify asks the program which kinds are sealed (VerifyOptions.MustSeal)",
	"ledger.clock":        "what time is now, not what was: that there is one whole row is verified, and that no instant goes back",
	"ledger.migrations":   "which migrations were made: compared by Guards",
	"ledger.histories":    "each is found by the hash in its event, and compared by Histories",
	"drafts.tenders":      "drafts, which are gone with their time",
	"drafts.books":        "rule books of calls that are not opened yet, which are gone with their time",
	"drafts.sheets":       "score sheets that are not reported yet, which are gone with their time",
	"drafts.forms":        "forms that are not sent yet, which are gone with their time",
	"drafts.files":        "which files drafts name: they are gone with the drafts",
}

func TestEveryTableIsPartOfTheRecordOrNamedWithTheReasonWhyNot(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	known := []string{}
	for _, of := range recordTables {
		known = append(known, "ledger."+of.name)
	}
	for name, why := range notTheRecord {
		require.NotEmpty(t, why)
		known = append(known, name)
	}
	require.ElementsMatch(t, query[string](r, `SELECT format('%s.%s', relnamespace::regnamespace, relname) FROM pg_class
		WHERE relnamespace IN ('ledger'::regnamespace, 'drafts'::regnamespace) AND relkind IN ('r', 'p', 'm', 'f')`), known)
}

// bytesOf are the bits of a value as PostgreSQL sends it, and back again.
var bytesOf = map[string]struct{ out, in string }{
	"bytea": {"%s", "$1::bytea"}, "text": {"convert_to(%s, 'UTF8')", "convert_from($1::bytea, 'UTF8')"},
	"bigint":  {"int8send(%s)", "('x' || encode($1::bytea, 'hex'))::bit(64)::bigint"},
	"integer": {"int4send(%s)", "('x' || encode($1::bytea, 'hex'))::bit(32)::integer"},
	"timestamp with time zone": {
		"timestamptz_send(%s)", // an interval takes no more than 53 bits exactly
		`timestamptz '2000-01-01 00:00:00+00' + interval '1 microsecond' * (('x' || encode($1::bytea, 'hex'))::bit(64)::bigint % 1099511627776)
			+ interval '1099511.627776 seconds' * (('x' || encode($1::bytea, 'hex'))::bit(64)::bigint / 1099511627776)`,
	},
}

func TestAnyBitThatIsChangedInPostgreSQLIsFoundAtItsPosition(t *testing.T) {
	t.Parallel()
	l := newOfEveryKind(t, 0)
	r := unguarded(t, l)
	options := ledger.VerifyOptions{MustSeal: state.MustSeal}
	require.Empty(t, r.findings(options))
	// By these all others are judged: what follows from a change of one is found, too, and may stand before it.
	own := query[int64](r, `SELECT position FROM ledger.events WHERE stream LIKE 'ledger/%'`)
	seed := rand.Uint64()
	random, refused := rand.New(rand.NewPCG(seed, 0)), 0
	for _, of := range recordTables {
		columns := query[string](r, `SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = 'ledger' AND table_name = $1`, of.name)
		rows := query[string](r, `SELECT ctid::text FROM ledger.`+of.name+` ORDER BY ctid`)
		require.NotEmpty(t, rows, of.name)
		weight := of.weight
		if testing.Short() {
			weight = (weight + 9) / 10
		}
		for done := 0; done < weight; {
			i := random.IntN(len(rows))
			column, typ, _ := strings.Cut(columns[random.IntN(len(columns))], " ")
			form := bytesOf[typ]
			var was []byte
			var first, last int64
			where := fmt.Sprintf(`SELECT `+form.out+`, coalesce(%s, -1)::bigint, coalesce(%s, -1)::bigint FROM ledger.%s x WHERE ctid = $1::tid`, column, of.first, of.last, of.name)
			require.NoError(t, r.conn.QueryRow(t.Context(), where, rows[i]).Scan(&was, &first, &last))
			if len(was) == 0 {
				continue
			}
			is, bit := append([]byte{}, was...), random.IntN(8*len(was))
			is[bit/8] ^= 1 << (bit % 8)
			set := fmt.Sprintf(`UPDATE ledger.%s SET %s = %s WHERE ctid = $2::tid RETURNING ctid::text`, of.name, column, form.in)
			place := ""
			if r.conn.QueryRow(t.Context(), set, is, rows[i]).Scan(&place) != nil {
				refused++ // no text, or an instant beyond those that PostgreSQL has
				continue
			}
			what := fmt.Sprintf("seed %d: bit %d of %s of position %d in ledger.%s", seed, bit, column, first, of.name)
			var first2, last2 int64 // where the row stands now, if that was what is changed
			require.NoError(t, r.conn.QueryRow(t.Context(), where, place).Scan(new([]byte), &first2, &last2))
			if of.name == "batches" { // it cuts into the batch that ends behind it
				require.NoError(t, r.conn.QueryRow(t.Context(), `SELECT coalesce(max(size), 0) FROM ledger.batches WHERE size <= $1`, last2).Scan(&first2))
			}
			found := r.findings(options)
			require.NotEmpty(t, found, what)
			at := found[0].Position
			here := func(f ledger.Finding) bool { return first <= f.Position && f.Position <= last }
			if slices.ContainsFunc(own, func(p int64) bool { return first <= p && p <= last }) {
				require.True(t, slices.ContainsFunc(found, here), "%s: %v", what, found)
			} else {
				require.True(t, here(found[0]) || first2 <= at && at <= last2, "%s: found at %d: %s", what, at, found[0].What)
			}
			require.NoError(t, r.conn.QueryRow(t.Context(), set, was, place).Scan(&rows[i]))
			done++
		}
	}
	require.Empty(t, r.findings(options), "everything was put back")
	t.Logf("seed %d; %d changes that PostgreSQL itself cannot hold", seed, refused)
}

// Each row is removed, doubled, moved, added once more at another place, and exchanged with the one after it.
func TestAnyRowThatIsRemovedAddedDoubledMovedOrExchangedIsFoundAtItsPosition(t *testing.T) {
	t.Parallel()
	l := newOfEveryKind(t, 0)
	r := unguarded(t, l)
	options := ledger.VerifyOptions{MustSeal: state.MustSeal}
	require.Empty(t, r.findings(options))
	const far = "%s + 1000003"
	keys := map[string]struct{ column, other string }{
		"events": {"position", far}, "batches": {"size", far}, "answers": {"command", "%s || 'x'"}, "keys": {"position", far},
		"key_subjects": {"key_id", "(SELECT max(k.key_id) FROM ledger.keys k WHERE k.key_id <> x.key_id)"}, "erasures": {"position", "%s + 3"}, "settings": {"position", far},
	}
	for _, of := range recordTables {
		r.undone(func() {}, of.name, func([]ledger.Finding) {}, options) // from now on each row has the same place after it was put back
		all := query[string](r, `SELECT ctid::text FROM ledger.`+of.name+` ORDER BY `+keys[of.name].column)
		columns := strings.Join(query[string](r, `SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'ledger' AND table_name = $1
			AND column_name <> $2`, of.name, keys[of.name].column), ", ")
		key := keys[of.name].column
		other := strings.ReplaceAll(keys[of.name].other, "%s", "x."+key)
		table := "ledger." + of.name + " x"
		places := []int{0, len(all) / 2, len(all) - 1}
		if testing.Short() {
			places = places[1:2]
		}
		for _, i := range places {
			at, after := fmt.Sprintf("x.ctid = '%s'::tid", all[i]), all[(i+1)%len(all)]
			for name, sql := range map[string]string{
				"removed": fmt.Sprintf(`DELETE FROM %s WHERE %s`, table, at),
				"doubled": fmt.Sprintf(`INSERT INTO ledger.%s SELECT x.* FROM %s WHERE %s`, of.name, table, at),
				"moved":   fmt.Sprintf(`UPDATE %s SET %s = %s WHERE %s`, table, key, other, at),
				"added":   fmt.Sprintf(`INSERT INTO ledger.%s (%s, %s) SELECT %s, %s FROM %s WHERE %s`, of.name, key, columns, other, columns, table, at),
				"exchanged": fmt.Sprintf(`UPDATE %[1]s SET (%[2]s) = (SELECT %[2]s FROM ledger.%[3]s y WHERE y.ctid = CASE x.ctid WHEN '%[4]s' THEN '%[5]s'::tid ELSE '%[4]s'::tid END)
					WHERE x.ctid IN ('%[4]s', '%[5]s')`, table, columns, of.name, all[i], after),
			} {
				if name == "exchanged" && (len(all) == 1 || of.name == "erasures" || of.name == "key_subjects") {
					continue // there is no other, or both are the same but for their key
				}
				what := fmt.Sprintf("row %d of %d of ledger.%s %s", i, len(all), of.name, name)
				first, last := r.near(of.name, of.first, of.last, all[i], name, after)
				r.undone(func() {
					tag, err := r.conn.Exec(t.Context(), sql)
					require.NoError(t, err, what)
					require.NotZero(t, tag.RowsAffected(), what)
				}, of.name, func(found []ledger.Finding) {
					require.NotEmpty(t, found, what)
					require.True(t, first <= found[0].Position && found[0].Position <= last, "%s: may be found from %d to %d, and was at %d: %s",
						what, first, last, found[0].Position, found[0].What)
				}, options)
			}
		}
	}
	require.Empty(t, r.findings(options), "everything was put back")
}

// near are the positions at which a change of a row may be found first: its own, those of the row that it is exchanged with, and for an added
// row the place where it now stands.
func (r *rig) near(table, first, last, row, name, after string) (from, to int64) {
	r.t.Helper()
	sql := fmt.Sprintf(`SELECT min(%s)::bigint, max(%s)::bigint FROM ledger.%s x WHERE ctid = ANY ($1::tid[])`, first, last, table)
	rows := []string{row}
	if name == "exchanged" {
		rows = append(rows, after)
	}
	require.NoError(r.t, r.conn.QueryRow(r.t.Context(), sql, rows).Scan(&from, &to))
	if table == "events" { // the answer of which an event is one of several stands at the first of them
		require.NoError(r.t, r.conn.QueryRow(r.t.Context(), `SELECT coalesce(min(first), $1) FROM ledger.answers WHERE first <= $1 AND last >= $1`, from).Scan(&from))
	}
	switch {
	case name == "exchanged":
		to = r.lastOf(table, first, last, rows)
	case table == "key_subjects" && (name == "added" || name == "moved"):
		from, to = 0, 1<<40 // at the other key
	case name == "added" && table == "erasures":
		to += 3
	case name == "added" && table != "answers":
		from, to = to, 1<<40 // behind the end
	}
	return from, to
}

// lastOf is the last position at which the earlier of two exchanged rows may be found.
func (r *rig) lastOf(table, first, last string, rows []string) (to int64) {
	r.t.Helper()
	require.NoError(r.t, r.conn.QueryRow(r.t.Context(), fmt.Sprintf(`SELECT (%s)::bigint FROM ledger.%s x WHERE ctid = ANY ($1::tid[]) ORDER BY %s LIMIT 1`,
		last, table, first), rows).Scan(&to))
	return to
}

// undone changes a table, looks, and puts the table back as it was.
func (r *rig) undone(change func(), table string, look func([]ledger.Finding), o ledger.VerifyOptions) {
	r.t.Helper()
	r.exec(`CREATE TEMPORARY TABLE kept AS SELECT ctid::text AS place, x.* FROM ledger.` + table + ` x`)
	change()
	look(r.findings(o))
	columns := strings.Join(query[string](r, `SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'ledger' AND table_name = $1`, table), ", ")
	r.exec(`TRUNCATE ledger.` + table)
	r.exec(`INSERT INTO ledger.` + table + ` (` + columns + `) SELECT ` + columns + ` FROM kept`)
	r.exec(`DROP TABLE kept`)
}
