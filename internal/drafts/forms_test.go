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

func TestAFormThatWasBegunIsItsPersonsAloneSealedAndGoneWithItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	stream, file := lifetest.Stream, "f-aaaaaaaaaaaaaaaaaaaaaaaaaa"
	typed := drafts.Form{Typed: map[string][]string{"text": {"a secret complaint"}, "expense-0-file-stored": {file}}}
	require.NoError(t, w.SaveForm(t.Context(), calltest.Ada, stream, "do/lodge-complaint", typed))
	got, err := w.Form(t.Context(), calltest.Ada, stream, "do/lodge-complaint")
	require.NoError(t, err)
	require.Equal(t, typed.Typed, got.Typed, "as it was typed")
	require.False(t, got.SavedAt.IsZero())
	for _, other := range [][3]string{{calltest.Ben, stream, "do/lodge-complaint"}, {calltest.Ada, calltest.Stream, "do/lodge-complaint"}, {calltest.Ada, stream, "months/1"}} {
		none, err := w.Form(t.Context(), other[0], other[1], other[2])
		require.NoError(t, err)
		require.Empty(t, none.Typed, other)
	}
	w.super(func(conn *pgx.Conn) error {
		var plain bool
		var files []string
		err := conn.QueryRow(t.Context(), "SELECT position('secret'::bytea IN typed) > 0, files FROM drafts.forms").Scan(&plain, &files)
		require.False(t, plain)
		require.Equal(t, []string{file}, files, "the file that it names is not swept")
		return err
	})
	w.exec("UPDATE drafts.forms SET person = $1", calltest.Ben)
	_, err = w.Form(t.Context(), calltest.Ben, stream, "do/lodge-complaint")
	require.ErrorIs(t, err, drafts.ErrChanged, "it does not open in another's place")
	require.NoError(t, w.DropForm(t.Context(), calltest.Ben, stream, "do/lodge-complaint"))

	require.NoError(t, w.SaveForm(t.Context(), calltest.Ada, stream, "months/1", typed))
	require.NoError(t, w.SaveForm(t.Context(), calltest.Ben, stream, "months/1", typed))
	require.Zero(t, w.sweep())
	ledgertest.Erase(t, "person/"+calltest.Ada)
	require.Equal(t, 1, w.sweep(), "that of who was erased")
	w.stand(got.SavedAt.Add(drafts.KeepForm + time.Hour))
	require.Equal(t, 1, w.sweep())
}
