package ledger_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func sealed(body string, subjects ...string) ledger.Draft {
	return ledger.Draft{Kind: "person-named.v1", Body: []byte(body), Subjects: subjects}
}

func TestASealedBodyIsOpenedByTheKeyFileAlone(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	e := mustAppend(t, l, plain("person/p-a", "", sealed(`{"name":"Ada"}`, "person/p-a"))).Events[0]
	require.True(t, e.Sealed())
	require.NotContains(t, string(e.Stored), "Ada")
	body, err := l.Body(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, `{"name":"Ada"}`, string(body))

	bare, err := ledger.Open(t.Context(), ledger.Options{
		DSN: ledgertest.DSN(t, ledger.RoleApp), SignKey: ledgertest.SignKey(t, "every"), Trust: ledgertest.Trust(t),
	})
	require.NoError(t, err)
	defer bare.Close()
	_, err = bare.Body(t.Context(), e)
	require.ErrorIs(t, err, ledger.ErrNoKey)
	_, err = bare.Append(t.Context(), plain("person/p-a", "", sealed("x", "person/p-a")))
	require.ErrorIs(t, err, ledger.ErrInvalid)
	require.Empty(t, requireClean(t, bare).Keys)

	path := filepath.Join(t.TempDir(), "other")
	require.NoError(t, format.CreateKeyFile(path))
	stranger := ledgertest.Open(t, ledger.Options{KeyFile: path})
	_, err = stranger.Body(t.Context(), e)
	require.ErrorIs(t, err, ledger.ErrNoKey)

	moved := e
	moved.Stream = "person/p-b"
	_, err = l.Body(t.Context(), moved)
	require.ErrorIs(t, err, ledger.ErrCorrupt, "a body belongs to its stream and its kind")
	require.EqualValues(t, 1, requireClean(t, l).Keys)
}

func TestAKeyFileThatOthersCanReadIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, format.CreateKeyFile(path))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.ErrorIs(t, format.CreateKeyFile(path), os.ErrExist, "it is never overwritten")
	require.NoError(t, os.Chmod(path, 0o640))
	_, err = ledger.Open(t.Context(), ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp), KeyFile: path})
	require.ErrorContains(t, err, "chmod 600")
}

func TestErasingAPersonRemovesTheirBodiesAndEveryProofStillHolds(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	gone := mustAppend(t, l, plain("person/p-a", "c-1", sealed("Ada", "person/p-a"), sealed("Ada and Bo", "person/p-a", "person/p-b"))).Events
	kept := mustAppend(t, l, plain("person/p-b", "c-2", sealed("Bo", "person/p-b"))).Events[0]
	before, err := l.Checkpoint(t.Context())
	require.NoError(t, err)
	wrapped := wrappedKeys(t)
	require.Len(t, wrapped, 3)

	removed := ledgertest.Erase(t, "person/p-a")
	require.EqualValues(t, 2, removed)
	require.NoError(t, ledger.Scrub(t.Context(), ledgertest.DSN(t, ledger.RoleOwner)))
	require.Len(t, wrappedKeys(t), 1)

	for _, e := range gone {
		_, err := l.Body(t.Context(), e)
		require.ErrorIs(t, err, ledger.ErrRemoved, "not even for who has kept the ciphertext")
	}
	events, err := l.Read(t.Context(), ledger.Query{Stream: "person/p-a"})
	require.NoError(t, err)
	for i, e := range events {
		require.True(t, e.Removed)
		require.True(t, e.Sealed())
		require.Nil(t, e.Salt)
		require.Equal(t, gone[i].Leaf, e.Leaf)
		require.NoError(t, format.CheckReceipt(e.Receipt(), before))
	}
	bodies, err := l.OpenBodies(t.Context(), append(events, kept))
	require.NoError(t, err)
	require.Equal(t, [][]byte{nil, nil, []byte("Bo")}, bodies)
	again := mustAppend(t, l, plain("person/p-a", "c-1", sealed("Ada", "person/p-a"), sealed("Ada and Bo", "person/p-a", "person/p-b")))
	require.True(t, again.Known)

	report, err := l.Verify(t.Context(), ledger.VerifyOptions{Checkpoint: &before})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	require.Equal(t, 2, report.Removed)
	removed = ledgertest.Erase(t, "person/p-a")
	require.Zero(t, removed)
}

func wrappedKeys(t *testing.T) [][]byte {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	rows, err := conn.Query(t.Context(), `SELECT wrapped FROM ledger.keys`)
	require.NoError(t, err)
	keys, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	require.NoError(t, err)
	return keys
}
