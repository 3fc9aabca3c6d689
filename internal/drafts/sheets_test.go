package drafts_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
)

func TestAScoreSheetIsItsEvaluatorsAloneSealedAndGoneWithItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	typed := drafts.Sheet{Scores: map[string]drafts.TypedScore{"impact": {Points: "4,5x", Comment: "a secret opinion"}}}
	require.NoError(t, w.SaveSheet(t.Context(), calltest.Ada, lifetest.Tender, typed))
	got, err := w.Sheet(t.Context(), calltest.Ada, lifetest.Tender)
	require.NoError(t, err)
	require.Equal(t, typed.Scores, got.Scores, "as it was typed")
	require.False(t, got.SavedAt.IsZero())
	other, err := w.Sheet(t.Context(), calltest.Ben, lifetest.Tender)
	require.NoError(t, err)
	require.Empty(t, other.Scores)
	w.super(func(conn *pgx.Conn) error {
		var plain bool
		err := conn.QueryRow(t.Context(), "SELECT position('secret'::bytea IN sheet) > 0 FROM drafts.sheets").Scan(&plain)
		require.False(t, plain)
		return err
	})
	w.exec("UPDATE drafts.sheets SET person = $1", calltest.Ben)
	_, err = w.Sheet(t.Context(), calltest.Ben, lifetest.Tender)
	require.ErrorIs(t, err, drafts.ErrChanged, "it does not open in another's place")
	require.NoError(t, w.DropSheet(t.Context(), calltest.Ben, lifetest.Tender))

	require.NoError(t, w.SaveSheet(t.Context(), calltest.Ada, lifetest.Tender, typed))
	require.NoError(t, w.SaveSheet(t.Context(), calltest.Ben, lifetest.Tender, typed))
	require.Zero(t, w.sweep())
	ledgertest.Erase(t, "person/"+calltest.Ada)
	require.Equal(t, 1, w.sweep(), "that of who was erased")
	w.stand(got.SavedAt.Add(drafts.KeepSheet + time.Hour))
	require.Equal(t, 1, w.sweep())
}
