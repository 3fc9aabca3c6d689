package evidence_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/twinning"
)

func TestACommandIsReceivedOnlyWhereTheFilesThatItNamesAreInTheStoreForItsLife(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	pool := w.as(ledger.RoleDoor).Pool
	w.House.Door.Absent = func(ctx context.Context, stream string, files []law.StoredFile) (string, error) {
		return evidence.Absent(ctx, pool, stream, files)
	}
	other, err := w.Put(t.Context(), evidence.Upload{Stream: law.TwinningStream("DHE-2019-AAAAA2"), By: contact, Content: strings.NewReader("of another tender\n")})
	require.NoError(t, err)
	f, refused, gone := w.put("The minutes.\n"), w.put("harmful\n"), w.put("erased\n")
	w.super(`UPDATE evidence.files SET state = 'refused' WHERE name = $1`, refused.Name)
	w.super(`UPDATE evidence.files SET wrapped = NULL WHERE name = $1`, gone.Name)
	adds := func(f evidence.File, change func(*twinning.AddEvidence)) law.Command {
		c := twinning.AddEvidence{File: f.Name, For: form, SealedSHA256: f.Sealed, SealedSize: f.SealedSize, Title: "a.txt", Type: law.Text(f.Type), SHA256: law.Text(f.SHA256)}
		change(&c)
		return c
	}
	as := func(*twinning.AddEvidence) {}
	submits := func(file string) law.Command {
		for _, s := range lifetest.Year() {
			if c, is := s.Command.(twinning.SubmitTender); is {
				c.Tender.Documents = []twinning.Document{{ID: "tender-form", Name: "The form", File: file}}
				return c
			}
		}
		return nil
	}
	send := func(id string, c law.Command) (door.Receipt, error) {
		return w.House.Door.Submit(t.Context(), door.Request{Stream: stream, Command: c, As: contact, ID: id, Wait: -1})
	}
	before, err := w.House.Ledger.Size(t.Context())
	require.NoError(t, err)
	for name, c := range map[string]law.Command{
		"an invented name":        adds(f, func(c *twinning.AddEvidence) { c.File = "f-" + strings.Repeat("a", 26) }),
		"other bytes":             adds(f, func(c *twinning.AddEvidence) { c.SealedSHA256 = calltest.SHA("x") }),
		"fewer bytes":             adds(f, func(c *twinning.AddEvidence) { c.SealedSize-- }),
		"of another tender":       adds(other, as),
		"what the scanner found":  adds(refused, as),
		"what was erased":         adds(gone, as),
		"a document not there":    submits("f-" + strings.Repeat("a", 26)),
		"another's document":      submits(other.Name),
		"a document that is gone": submits(gone.Name),
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, c.Check())
			_, err := send("", c)
			require.ErrorIs(t, err, door.ErrNonsense)
			require.ErrorContains(t, err, "is not in the store for this: send the file itself")
		})
	}
	after, err := w.House.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, after, "nothing was recorded")

	kept := func(name string, after time.Duration) (there bool) {
		w.super(`UPDATE evidence.files SET stored_at = stored_at - $2::interval WHERE name = $1`, name, after)
		_, err := w.Sweep(t.Context())
		require.NoError(t, err)
		require.NoError(t, w.Pool.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM evidence.files WHERE name = $1)`, name).Scan(&there))
		return there
	}
	orphan := w.put("Nobody adds this.\n")
	for range 3 { // each time it is refused beside one that is not there
		w.super(`UPDATE evidence.files SET stored_at = stored_at - interval '25 hours' WHERE name = $1`, orphan.Name)
		missing, err := evidence.Absent(t.Context(), pool, stream, []law.StoredFile{{File: orphan.Name}, {File: "f-" + strings.Repeat("a", 26)}})
		require.NoError(t, err)
		require.NotEqual(t, orphan.Name, missing)
		require.True(t, kept(orphan.Name, 0), "it is there until the command is received")
	}
	require.False(t, kept(orphan.Name, time.Hour), "what is refused keeps no file for another day")

	w.super(`UPDATE evidence.files SET stored_at = stored_at - interval '25 hours' WHERE name = $1`, f.Name)
	first, err := send("c-one", adds(f, as))
	require.NoError(t, err)
	require.Equal(t, door.Pending, first.Status)
	require.True(t, kept(f.Name, time.Hour), "what waits to be judged keeps its files")
	w.Judge(stream)
	w.super(`UPDATE evidence.files SET wrapped = NULL WHERE name = $1`, f.Name)
	again, err := send("c-one", adds(f, as))
	require.NoError(t, err, "what was received is answered as it was")
	require.Equal(t, first.Received, again.Received)
	_, err = send("c-two", submits(""))
	require.ErrorIs(t, err, door.ErrNonsense)
	require.NotContains(t, err.Error(), "not in the store", "a document without a file has a hash")
}

// sealed tells whether a type holds the hash of a ciphertext, which the store alone gives.
func sealed(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return sealed(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.Tag.Get("json") == "sealed_sha256" || sealed(f.Type, seen) {
				return true
			}
		}
	}
	return false
}

func TestEachCommandThatAddsAFileSaysWhich(t *testing.T) {
	t.Parallel()
	n := 0
	for _, life := range lives.All() {
		for _, kind := range life.Law.Commands().Kinds() {
			zero, _ := life.Law.Commands().Zero(kind)
			if !sealed(reflect.TypeOf(zero), map[reflect.Type]bool{}) {
				continue
			}
			n++
			require.Implements(t, (*law.Filing)(nil), zero, "%s: it would be received with a name that nobody's file has", kind)
		}
	}
	require.GreaterOrEqual(t, n, 4)
}
