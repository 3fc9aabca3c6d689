package telemetry

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestAStatementIsToldByWhatItDoesWithWhichTableAlone(t *testing.T) {
	t.Parallel()
	for sql, says := range map[string]string{
		`SELECT a FROM ledger.events WHERE stream = 'person/p-1'`: "SELECT ledger.events",
		"\n INSERT INTO web.reads (person) VALUES ($1)":           "INSERT web.reads",
		"UPDATE web.tokens SET a = 1":                             "UPDATE web.tokens",
		"begin isolation level repeatable read read only":         "BEGIN",
		"SELECT ledger.clock_read()":                              "SELECT",
		"zyx@example.org":                                         "SQL",
		"":                                                        "",
	} {
		require.Equal(t, says, summary(sql), sql)
	}
}

// Where nothing is traced, nothing is made: the context stays the same one.
func TestWhereTracesAreOffNothingIsMeasured(t *testing.T) {
	ctx := t.Context()
	q := pgx.TraceQueryStartData{SQL: "SELECT a FROM ledger.events"}
	got, end := Receive(ctx, "id", "kind")
	end()
	require.Equal(t, ctx, got)
	got, ended := Append(ctx)
	ended(errors.New("x"))
	require.Equal(t, ctx, got)
	require.Equal(t, ctx, SQL{}.TraceQueryStart(ctx, nil, q))
	require.Equal(t, ctx, Resume(ctx, nil, "id"))
	require.Nil(t, HTTP(nil, nil))
	require.Zero(t, testing.AllocsPerRun(100, func() {
		c := SQL{}.TraceQueryStart(ctx, nil, q)
		SQL{}.TraceQueryEnd(c, nil, pgx.TraceQueryEndData{})
		c, end := Append(c)
		end(nil)
		_, over := Receive(c, "id", "kind")
		over()
	}))
}
