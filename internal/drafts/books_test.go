package drafts_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestARuleBookThatIsNotOpenedIsItsWritersAloneSealedAndGoneWithItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	typed := drafts.Book{Text: "reference: SECRET-2027\n", Roles: map[law.Role]string{law.Head: "somebody"}}
	first, err := w.SaveBook(t.Context(), calltest.Officer, typed)
	require.NoError(t, err)
	got, err := w.Book(t.Context(), calltest.Officer, first.ID)
	require.NoError(t, err)
	require.Equal(t, typed.Text, got.Text, "as it was typed")
	require.Equal(t, typed.Roles, got.Roles)
	_, err = w.Book(t.Context(), calltest.Head, first.ID)
	require.ErrorIs(t, err, drafts.ErrNotFound, "to others it does not exist")
	w.super(func(conn *pgx.Conn) error {
		var plain bool
		err := conn.QueryRow(t.Context(), "SELECT position('SECRET'::bytea IN book) > 0 FROM drafts.books").Scan(&plain)
		require.False(t, plain)
		return err
	})

	got.Text = "reference: SECOND-2027\n"
	_, err = w.SaveBook(t.Context(), calltest.Officer, got)
	require.NoError(t, err)
	got.Text = "reference: THIRD-2027\n" // over a version that is no longer the last one
	_, err = w.SaveBook(t.Context(), calltest.Officer, got)
	require.ErrorIs(t, err, drafts.ErrMoved)
	list, err := w.Books(t.Context(), calltest.Officer)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "reference: SECOND-2027\n", list[0].Text)
	require.NoError(t, w.DropBook(t.Context(), calltest.Officer, first.ID, first.Version))
	list, err = w.Books(t.Context(), calltest.Officer)
	require.NoError(t, err)
	require.Len(t, list, 1, "what was saved since is not dropped")

	w.exec("UPDATE drafts.books SET person = $1", calltest.Head)
	_, err = w.Book(t.Context(), calltest.Head, first.ID)
	require.ErrorIs(t, err, drafts.ErrChanged, "it does not open in another's place")
	require.NoError(t, w.DropBook(t.Context(), calltest.Head, first.ID, ""))

	_, err = w.SaveBook(t.Context(), calltest.Officer, typed)
	require.NoError(t, err)
	kept, err := w.SaveBook(t.Context(), calltest.Head, typed)
	require.NoError(t, err)
	require.Zero(t, w.sweep())
	ledgertest.Erase(t, "person/"+calltest.Officer)
	require.Equal(t, 1, w.sweep(), "that of who was erased")
	w.stand(kept.SavedAt.Add(drafts.KeepBook + time.Hour))
	_, err = w.Book(t.Context(), calltest.Head, kept.ID)
	require.ErrorIs(t, err, drafts.ErrNotFound)
	require.Equal(t, 1, w.sweep())
}
