package ledger_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestWhatAKeySealsOpensInItsPlaceAlone(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	key, err := l.NewKey()
	require.NoError(t, err)
	other, err := l.NewKey()
	require.NoError(t, err)
	require.NotEqual(t, key.ID, other.ID)
	sealed := key.Seal("here", []byte("Ada"))
	require.NotContains(t, string(sealed), "Ada")
	require.NotEqual(t, sealed, key.Seal("here", []byte("Ada")), "the same text twice looks different")

	again, err := ledgertest.Open(t, ledger.Options{}).OpenKey(key.ID, key.WrappedBy, key.Wrapped)
	require.NoError(t, err)
	text, err := again.Open("here", sealed)
	require.NoError(t, err)
	require.Equal(t, "Ada", string(text))

	_, err = key.Open("there", sealed)
	require.ErrorIs(t, err, ledger.ErrCorrupt)
	_, err = other.Open("here", sealed)
	require.ErrorIs(t, err, ledger.ErrCorrupt)
	sealed[len(sealed)-1]++
	_, err = key.Open("here", sealed)
	require.ErrorIs(t, err, ledger.ErrCorrupt)
	_, err = key.Open("here", nil)
	require.ErrorIs(t, err, ledger.ErrCorrupt)
	_, err = l.OpenKey(other.ID, key.WrappedBy, key.Wrapped)
	require.ErrorIs(t, err, ledger.ErrCorrupt, "a key goes by its own id alone")
	_, err = l.OpenKey(key.ID, "another line", key.Wrapped)
	require.ErrorIs(t, err, ledger.ErrNoKey)
}

func TestWithoutAKeyFileNoKeyIsDrawnOrOpened(t *testing.T) {
	t.Parallel()
	key, err := ledgertest.New(t).NewKey()
	require.NoError(t, err)
	blind, err := ledger.Open(context.Background(), ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp)})
	require.NoError(t, err)
	defer blind.Close()
	_, err = blind.NewKey()
	require.ErrorIs(t, err, ledger.ErrNoKey)
	_, err = blind.OpenKey(key.ID, key.WrappedBy, key.Wrapped)
	require.ErrorIs(t, err, ledger.ErrNoKey)
}
