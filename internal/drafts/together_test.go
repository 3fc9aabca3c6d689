package drafts_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/drafts"
)

func TestWhoIsNamedSavesADraftAndItStaysItsOwners(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.save(contact, "one", sketch("First"))
	again, err := w.Save(t.Context(), drafts.File{As: signatory, Call: reference, ID: first.ID, Data: []byte(sketch("Second"))})
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	require.Equal(t, contact, again.Owner)
	require.Equal(t, "one", again.Name)
	require.Equal(t, 1, w.rows())
	_, err = w.Save(t.Context(), drafts.File{As: stranger, Call: reference, ID: first.ID, Data: []byte(sketch("Third"))})
	require.ErrorIs(t, err, drafts.ErrNotFound, "to anybody else it does not exist")
	_, file, err := w.Read(t.Context(), contact, "", "one")
	require.NoError(t, err)
	require.Equal(t, sketch("Second"), string(file))
}

func TestASavingOverAnEarlierVersionReplacesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.save(contact, "one", sketch("First"))
	second, err := w.Save(t.Context(), drafts.File{As: contact, Call: reference, ID: first.ID, If: first.Version, Data: []byte(sketch("Second"))})
	require.NoError(t, err)
	require.NotEqual(t, first.Version, second.Version)
	for _, f := range []drafts.File{{ID: first.ID}, {Name: "one"}} {
		f.As, f.Call, f.If, f.Data = contact, reference, first.Version, []byte(sketch("Third"))
		_, err = w.Save(t.Context(), f)
		require.ErrorIs(t, err, drafts.ErrMoved)
	}
	read, file, err := w.Read(t.Context(), contact, "", first.ID)
	require.NoError(t, err)
	require.Equal(t, second.Version, read.Version)
	require.Equal(t, sketch("Second"), string(file))
}

func TestTheFilesThatADraftNamesStandBesideItAndGoWithIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := "f-"+strings.Repeat("a", 26), "f-"+strings.Repeat("b", 26)
	naming := func(files ...string) string {
		text := sketch("Files") + "documents:\n"
		for i, f := range files {
			text += "  - {id: d" + string(rune('a'+i)) + ", name: a name, file: " + f + "}\n"
		}
		return text
	}
	held := func() (files []string) {
		w.super(func(conn *pgx.Conn) error {
			rows, err := conn.Query(t.Context(), "SELECT file FROM drafts.files ORDER BY file")
			require.NoError(t, err)
			files, err = pgx.CollectRows(rows, pgx.RowTo[string])
			return err
		})
		return files
	}
	w.save(contact, "one", naming(a, b))
	require.Equal(t, []string{a, b}, held())
	w.save(contact, "one", naming(b))
	require.Equal(t, []string{b}, held(), "a saving that names it no more lets it go")
	_, err := w.Drop(t.Context(), contact, "", "one")
	require.NoError(t, err)
	require.Empty(t, held())
}
