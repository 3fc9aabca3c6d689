package ledger_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// statements are the constants of sql.go, by name.
func statements(t *testing.T) map[string]string {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range []string{"sql.go", "batch.go"} { // the columns of a batch stand beside what reads them
		file, err := parser.ParseFile(fset, name, nil, 0)
		require.NoError(t, err)
		files = append(files, file)
	}
	config := types.Config{Error: func(error) {}} // only constants are asked for: types of other files are not known here
	pkg, _ := config.Check("sql", fset, files, nil)
	found := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && strings.HasPrefix(name, "sql") {
			found[name] = constant.StringVal(c.Val())
		}
	}
	require.NotEmpty(t, found)
	return found
}

func connectApp(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(context.Background())) })
	return conn
}

func TestEveryStatementIsPreparedAgainstTheMigratedTables(t *testing.T) {
	t.Parallel()
	conn := connectApp(t)
	for name, sql := range statements(t) {
		_, err := conn.Prepare(t.Context(), name, sql)
		require.NoError(t, err, name)
	}
}

// A plan that is made on empty tables and kept must not read a whole table, or a whole index, once there are many rows.
func TestThePlansOfTheAppenderStayRightWhenTheTablesGrow(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	conn := connectApp(t)
	for name, value := range l.WriterConfig() {
		_, err := conn.Exec(t.Context(), `SELECT set_config($1, $2, false)`, name, value)
		require.NoError(t, err)
	}
	arguments := map[string]string{"sqlHeads": "'{}'", "sqlKnown": "'{}','{}','{}'", "sqlGrown": "'{}','{}','{}'", "sqlGround": "", "sqlRootAt": "1"}
	all := statements(t)
	for name, args := range arguments {
		_, err := conn.Exec(t.Context(), fmt.Sprintf("PREPARE %s AS %s", name, all[name]), pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
		execute := "EXECUTE " + name
		if args != "" {
			execute += "(" + args + ")"
		}
		rows, err := conn.Query(t.Context(), "EXPLAIN "+execute, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		plan := strings.ReplaceAll(strings.Join(lines, "\n"), "Seq Scan on clock", "the one row of clock")
		require.NotContains(t, plan, "Seq Scan", name)
		require.NotContains(t, plan, "Merge", name)
		require.NotContains(t, plan, "Hash", name)
		require.NotContains(t, plan, "Sort", name)
		require.Contains(t, plan, "Index", name)
	}
}

// Readers keep their plans, too: whoever is looked up by a name is found from the name, not by looking through everybody's events.
func TestThePlanOfWhatConcernsASubjectGoesFromTheSubject(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	conn := connectApp(t)
	for name, value := range l.WriterConfig() {
		_, err := conn.Exec(t.Context(), `SELECT set_config($1, $2, false)`, name, value)
		require.NoError(t, err)
	}
	_, err := conn.Exec(t.Context(), "PREPARE concerning AS "+statements(t)["sqlConcerning"], pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	rows, err := conn.Query(t.Context(), "EXPLAIN EXECUTE concerning('{}', 'person/', 'person0')", pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	plan := strings.Join(lines, "\n")
	require.Contains(t, plan, "Index Scan using key_subjects_subject", plan)
	require.Contains(t, plan, "Index Scan using events_pkey", plan)
	require.NotContains(t, plan, "Index Cond: ((stream >=", plan)
}
