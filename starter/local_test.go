package main

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger/ledgertest"
)

// Who acts is what somebody types on a stack of one machine alone: on every other database nobody acts or reads as whom they name, and nothing is
// recorded.
func TestWhoActsIsTypedOnAStackOfOneMachineAlone(t *testing.T) {
	w := newAskedWorld(t, time.Date(2019, time.June, 11, 8, 0, 0, 0, time.UTC))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	owner, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer owner.Close(t.Context())
	var name string
	require.NoError(t, owner.QueryRow(t.Context(), `SELECT quote_ident(current_database())`).Scan(&name))
	_, err = owner.Exec(t.Context(), `ALTER DATABASE `+name+` RESET twinning.local`)
	require.NoError(t, err)
	size, err := w.ledger.Size(t.Context())
	require.NoError(t, err)
	for _, line := range []string{"call publish DHE-2019 --as officer", "call show DHE-2019 --as officer", "today --as officer", "evidence list DHE-2019-AAAAAA --as officer", "people list --as officer"} {
		code, said := w.asks(strings.Fields(line)...)
		if line == "people list --as officer" && code == 2 {
			continue // it has no such flag
		}
		require.Equal(t, exitRefused, code, "%s: %s", line, said)
		require.Contains(t, said, "--as is for a stack of one machine", line)
		require.Contains(t, said, "twinning login", line)
	}
	t.Setenv("TWINNING_AS", "officer")
	require.Contains(t, w.must(exitRefused, "call publish DHE-2019"), "stack of one machine", "nor by a variable")
	t.Setenv("TWINNING_AS", "")
	w.must(0, "call show DHE-2019")
	after, err := w.ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after)
}
