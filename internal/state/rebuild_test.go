package state_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

func checked(t *testing.T, h *lifetest.House) state.Checked {
	t.Helper()
	found, err := state.CheckLives(t.Context(), h.Ledger, h.Store.Rows)
	require.NoError(t, err)
	return found
}

func TestTheTableOfLivesHasTheHashOfAFreshRebuildAllYear(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	steps := 0
	playUntil(t, h, time.Date(2021, 6, 1, 0, 0, 0, 0, time.UTC), func() {
		if steps++; steps%8 > 0 {
			return
		}
		found := checked(t, h)
		require.Empty(t, found.Wrong)
		require.Equal(t, found.Rebuilt, found.Hash)
		require.Zero(t, found.Blind)
		require.Positive(t, found.Rows)
	})
	require.Greater(t, steps, 50)
}

func TestARowThatWasChangedByHandIsFoundAndRebuilt(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	playUntil(t, h, time.Date(2019, 11, 15, 0, 0, 0, 0, time.UTC), func() {})
	good := checked(t, h)
	require.Equal(t, good.Rebuilt, good.Hash)
	conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	for _, set := range []string{
		"stage = 'closed'", "over = true", "next_at = '2030-01-01T00:00:00Z'", "next_at = NULL", "letters = letters + 1", "version = version - 1",
		"version = version + 1", "judged = 4711000, stage = 'closed'", "owed_at = owed_at - 1", "stream = 'twinning/DHE-2019/NOBODY'",
	} {
		_, err = conn.Exec(t.Context(), "UPDATE views.lives SET "+set+" WHERE stream = $1", lifetest.Stream)
		require.NoError(t, err)
		was, err := h.Store.Rows(t.Context())
		require.NoError(t, err)
		fresh, err := state.RebuildLives(t.Context(), h.Ledger, was)
		require.NoError(t, err)
		require.NotEqual(t, views.Hash(fresh.Size, fresh.Rows), views.Hash(fresh.Size, was), set)
		require.Equal(t, good.Rebuilt, views.Hash(fresh.Size, fresh.Rows), set)
		require.NoError(t, h.Store.Switch(t.Context(), was, fresh.Rows, fresh.Blind))
		now, err := h.Store.Rows(t.Context())
		require.NoError(t, err)
		require.Equal(t, good.Hash, views.Hash(fresh.Size, now), set)
	}
	for _, change := range []string{
		"UPDATE views.owed SET due = due + 1 WHERE stream = $1", "UPDATE views.owed SET open = NOT open WHERE stream = $1",
		"UPDATE views.owed SET who = '{p-nobodyatal}' WHERE stream = $1", "DELETE FROM views.owed WHERE stream = $1",
		"INSERT INTO views.owed (stream, id, call, who, open) VALUES ($1, 'nothing', 'DHE-2019', '{}', true)",
	} {
		tag, err := conn.Exec(t.Context(), change, lifetest.Stream)
		require.NoError(t, err)
		require.Positive(t, tag.RowsAffected(), change)
		was, err := h.Store.Rows(t.Context())
		require.NoError(t, err)
		fresh, err := state.RebuildLives(t.Context(), h.Ledger, was)
		require.NoError(t, err)
		require.NotEqual(t, views.Hash(fresh.Size, fresh.Rows), views.Hash(fresh.Size, was), change)
		require.Equal(t, good.Rebuilt, views.Hash(fresh.Size, fresh.Rows), change)
		require.NoError(t, h.Store.Switch(t.Context(), was, fresh.Rows, fresh.Blind))
		now, err := h.Store.Rows(t.Context())
		require.NoError(t, err)
		require.Equal(t, good.Hash, views.Hash(fresh.Size, now), change)
	}
	_, err = conn.Exec(t.Context(), "UPDATE views.lives SET stage = 'closed' WHERE stream = $1", lifetest.Stream)
	require.NoError(t, err)
	found := checked(t, h)
	require.Len(t, found.Wrong, 1)
	require.Contains(t, found.Wrong[0].What, `stage "closed"`)
	require.NotEqual(t, found.Rebuilt, found.Hash)
}
