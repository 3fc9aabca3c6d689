package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestAnOperatorsKeyAloneMakesTheFirstAdministrator(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	request := ledger.Request{Stream: "administration/ADMINISTRATORS", Seen: -1, Drafts: []ledger.Draft{{Kind: ledger.FirstAdministrator, Body: []byte(`{"person":"p-aaaaaaaaaa"}`)}}}
	for _, key := range []string{"door", "worker"} {
		_, err := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, key)}).Append(t.Context(), request)
		require.ErrorContains(t, err, "is appended by a key of the role operator", key)
	}
	operator := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "operator")})
	done, err := operator.Append(t.Context(), request)
	require.NoError(t, err)
	read, err := operator.Read(t.Context(), ledger.Query{Stream: request.Stream, Trusted: true})
	require.NoError(t, err)
	require.Len(t, read, 1)
	require.Equal(t, done.Events[0].Leaf, read[0].Leaf)
	require.Empty(t, read[0].Untrusted)
	require.NoError(t, operator.Owns(t.Context(), ledgertest.DSN(t, ledger.RoleOwner)))
	for _, role := range []string{ledger.RoleApp, ledger.RoleDoor, ledger.RoleErase} {
		require.ErrorIs(t, operator.Owns(t.Context(), ledgertest.DSN(t, role)), ledger.ErrNotOwner, role)
	}
	_, err = operator.Append(t.Context(), request)
	require.ErrorIs(t, err, ledger.ErrConflict, "once")
}
