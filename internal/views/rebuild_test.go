package views_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

// What a worker writes while the new table is filled stands after the switch, and what was rebuilt stands elsewhere.
func TestASwitchLosesNothingThatWasWrittenMeanwhile(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, stream := range []string{"call/A", "call/B", "call/C", "call/D"} {
		require.NoError(t, s.Stand(t.Context(), stream, life.Now{Version: 3, Judged: 9, Stage: "open"}))
	}
	was, err := s.Rows(t.Context())
	require.NoError(t, err)
	rebuilt := []views.Row{
		{Standing: views.Standing{Stream: "call/A", Version: 3, Judged: 9, Stage: "published"}},
		{Standing: views.Standing{Stream: "call/B", Version: 3, Judged: 9, Stage: "published"}},
	}
	moment := time.Date(2019, 8, 7, 15, 0, 0, 1000, time.UTC)
	require.NoError(t, s.Stand(t.Context(), "call/B", life.Now{Version: 4, Judged: 12, Stage: "awarded", Moment: moment}))
	require.NoError(t, s.Stand(t.Context(), "call/E", life.Now{Version: 1, Judged: 13, Stage: "open"}))
	require.NoError(t, s.Switch(t.Context(), was, rebuilt, []string{"call/D"}))
	all, err := s.All(t.Context(), "")
	require.NoError(t, err)
	stages := map[string]string{}
	for _, is := range all {
		stages[is.Stream] = is.Stage
	}
	require.Equal(t, map[string]string{"call/A": "published", "call/B": "awarded", "call/D": "open", "call/E": "open"}, stages)

	// It is the table that it was: the places of its rows, its index, and who may read it.
	again, err := views.Open(t.Context(), ledgertest.DSN(t, ledger.RoleDoor), 2)
	require.NoError(t, err)
	defer again.Close()
	next, ok, err := again.Next(t.Context())
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, moment, next)
	worker, err := views.Open(t.Context(), ledgertest.DSN(t, ledger.RoleApp), 2)
	require.NoError(t, err)
	defer worker.Close()
	require.NoError(t, worker.Stand(t.Context(), "call/A", life.Now{Version: 5, Judged: 20, Stage: "awarded"}))
	was, err = s.Rows(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.Switch(t.Context(), was, was, nil), "a second time")
	require.Error(t, again.Switch(t.Context(), was, was, nil), "a door writes no view")
}

// Readers go on with the old table until the switch commits.
func TestReadersAreNotHeldUpWhileATableIsRebuilt(t *testing.T) {
	t.Parallel()
	s := open(t)
	require.NoError(t, s.Stand(t.Context(), "call/A", life.Now{Version: 3, Judged: 9, Stage: "open"}))
	was, err := s.Rows(t.Context())
	require.NoError(t, err)
	conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	tx, err := conn.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "UPDATE views.lives SET stage = 'awarded', version = 4")
	require.NoError(t, err, "a writer that holds the switch up")
	done := make(chan error, 1)
	go func() { done <- s.Switch(t.Context(), was, was, nil) }()
	require.Eventually(t, func() bool {
		var waits bool
		err := s.Pool().QueryRow(t.Context(), "SELECT exists (SELECT FROM pg_locks WHERE NOT granted AND relation = 'views.lives'::regclass)").Scan(&waits)
		return err == nil && waits
	}, 20*time.Second, 20*time.Millisecond)
	all, err := s.All(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, "open", all[0].Stage)
	require.NoError(t, tx.Commit(t.Context()))
	require.NoError(t, <-done)
	all, err = s.All(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, "awarded", all[0].Stage, "what the writer committed")
}
