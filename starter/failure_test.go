package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestWhatPassesIsTriedAgainAndIsNeverBlamedOnThePassword(t *testing.T) {
	ledgertest.New(t)
	t.Setenv("DATABASE_URL", ledgertest.DSN(t, ledger.RoleApp))
	t.Setenv("TWINNING_KEY_FILE", ledgertest.KeyFile(t))
	t.Setenv("TWINNING_NOTE_KEY", ledgertest.NoteKey(t))
	super, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer super.Close(context.WithoutCancel(t.Context()))
	var database string
	require.NoError(t, super.QueryRow(t.Context(), `SELECT current_database()`).Scan(&database))
	limit := func(to string) {
		_, err := super.Exec(context.WithoutCancel(t.Context()), `ALTER DATABASE `+pgx.Identifier{database}.Sanitize()+` CONNECTION LIMIT `+to)
		require.NoError(t, err)
	}
	limit("0") // PostgreSQL has no connection left for us
	asks := func(ctx context.Context) (int, string) {
		var said strings.Builder
		a := newApp(strings.NewReader(""), &said, &said)
		defer a.close()
		root := a.root()
		root.SetArgs([]string{"people", "list"})
		err := root.ExecuteContext(ctx)
		return a.end(t.Context(), err, nil), said.String()
	}
	time.AfterFunc(time.Second, func() { limit("-1") })
	code, said := asks(t.Context())
	require.Zero(t, code, said)

	limit("0")
	defer limit("-1")
	soon, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	code, said = asks(soon)
	require.Equal(t, exitAway, code)
	require.Contains(t, said, "all connections of PostgreSQL are taken")
	require.Contains(t, said, "raise max_connections")
	require.NotContains(t, said, "password")
}

func TestAStartingServerIsNamedAndAFileIsNoServer(t *testing.T) {
	t.Parallel()
	for code, says := range map[string]string{"57P03": "starting up", "57P01": "shutting down", "53100": "disk of PostgreSQL is full"} {
		err := away("postgres://who:geheim@127.0.0.1:1/x", &pgconn.PgError{Code: code, Message: "m"})
		require.ErrorContains(t, err, says)
		exit, next := advise(err)
		require.Equal(t, exitAway, exit)
		require.NotEmpty(t, next)
		require.NotContains(t, err.Error()+next, "password")
	}
	require.ErrorContains(t, away("", &pgconn.PgError{Code: "28P01", Message: "m"}), "does not let us in")
	_, err := os.Open(strings.Repeat("x", 5000))
	require.Error(t, err)
	code, next := advise(err)
	require.Equal(t, exitFailed, code)
	require.Empty(t, next)
}

func TestWhatCannotBeFoldedIsLookedAtByVerify(t *testing.T) {
	t.Parallel()
	code, next := advise(fmt.Errorf("position 7 %w: %w", explain.ErrFold, errors.New("an unknown field")))
	require.Equal(t, exitFailed, code)
	require.Contains(t, next, "`twinning verify`")
}
