package main

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
)

func TestRowsOfAnEarlierVersionAreMadeAgainWithoutAnybodyAskingForIt(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Contracts(lifetest.Tender)[:12])
	said := &spoken{}
	r := &renewer{ledger: h.Ledger, store: h.Store, log: slog.New(slog.NewTextHandler(said, nil))}
	require.NoError(t, r.once(t.Context()))
	require.Empty(t, said.String(), "nothing to do")
	same := func() string {
		c, err := state.CheckLives(t.Context(), h.Ledger, h.Store.Rows)
		require.NoError(t, err)
		require.Equal(t, c.Rebuilt, c.Hash, "%v", c.Wrong)
		return c.Hash
	}
	was := same()

	_, err := h.Store.Pool().Exec(t.Context(), "UPDATE views.lives SET owed_at = -1, people = NULL WHERE stream = $1", lifetest.Stream)
	require.NoError(t, err)
	_, err = h.Store.Pool().Exec(t.Context(), "DELETE FROM views.owed")
	require.NoError(t, err)
	require.NoError(t, r.once(t.Context()))
	require.Contains(t, said.String(), "an earlier version has written rows")
	require.Equal(t, was, same())
	require.Zero(t, r.left)
}
