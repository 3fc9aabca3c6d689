package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func (a *attack) tail() ledger.UnsignedTail {
	a.t.Helper()
	tail, err := ledgertest.Open(a.t, ledger.Options{}).UnsignedTail(a.t.Context())
	require.NoError(a.t, err)
	return tail
}

func TestAnUnsignedEndIsShownAndRemovedAndNothingElse(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	mustAppend(t, a.Ledger, plain("person/p-a", "c-1", sealed("Ada", "person/p-a"))) // 5
	require.Equal(t, ledger.UnsignedTail{From: 6, To: 6}, a.tail())
	owner := ledgertest.DSN(t, ledger.RoleOwner)
	require.NoError(t, a.RemoveUnsignedTail(t.Context(), owner, a.tail()), "there is none")

	thief := ledgertest.Open(t, ledger.Options{SignKey: a.keyFile("")})                              // as twinning_app: it continues what it has appended
	forged := plain("person/p-b", "c-2", sealed("Bo", "person/p-b"), sealed("Bo too", "person/p-b")) // 6, 7
	forged.Drafts[0].Command, forged.Drafts[1].Command = "c-2", "c-2"
	_, err := thief.Forge(t.Context(), forged)
	require.NoError(t, err)
	seen := a.tail()
	_, err = thief.ForgeWith(t.Context(), decision("call/A"), ledger.Forgery{Signer: keyID(t, "worker")}) // 8
	require.NoError(t, err)
	tail := a.tail()
	require.Equal(t, []int64{6, 9}, []int64{tail.From, tail.To})
	require.Equal(t, []ledger.UnsignedEvent{
		{Position: 6, Stream: "person/p-b", Kind: "person-named.v1", Command: "c-2"},
		{Position: 7, Stream: "person/p-b", Kind: "person-named.v1", Command: "c-2"},
		{Position: 8, Stream: "call/A", Kind: "award-released.v1"},
	}, tail.Events)
	require.Len(t, tail.Batches, 2)
	require.Contains(t, tail.Batches[0].Why, "which is not registered")
	require.Contains(t, tail.Batches[1].Why, "the signature of its batch is not that of key")

	err = a.RemoveUnsignedTail(t.Context(), owner, seen)
	require.ErrorIs(t, err, ledger.ErrConflict, "another tail than was shown")
	require.Error(t, a.RemoveUnsignedTail(t.Context(), ledgertest.DSN(t, ledger.RoleApp), tail), "only the owner")
	require.Equal(t, tail, a.tail())
	require.NoError(t, a.RemoveUnsignedTail(t.Context(), owner, tail))
	require.Equal(t, ledger.UnsignedTail{From: 6, To: 6}, a.tail())
	at := mustAppend(t, a.Ledger, plain("person/p-b", "c-2", sealed("Bo", "person/p-b"))).Events[0]
	require.EqualValues(t, 6, at.Position)
	require.EqualValues(t, 1, at.Version)
	report, err := ledgertest.Open(t, ledger.Options{}).Verify(t.Context(), ledger.VerifyOptions{Guards: true})
	require.NoError(t, err)
	require.Empty(t, report.Findings, "every trigger is on again, too")
}

func TestWhatARegisteredKeySignedIsNotRemovedAsAnUnsignedEnd(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	worker := signedBy(t, ledgertest.SignKey(t, "worker"))
	mustAppend(t, worker, decision("call/A")) // 5
	theft := programmeNow(t, a.Ledger)
	mustAppend(t, worker, decision("call/A"))                                                                                      // 6
	require.NoError(t, signedBy(t, ledgertest.SignKey(t, "operator")).RevokeKey(t.Context(), keyID(t, "worker"), theft, "stolen")) // 7
	_, err := a.with("worker").Forge(t.Context(), decision("call/A"))                                                              // 8, by a revoked key
	require.NoError(t, err)
	require.Equal(t, ledger.UnsignedTail{From: 9, To: 9}, a.tail(), "it stands, and is not trusted")
	_, err = a.with("").Forge(t.Context(), decision("call/B")) // 9
	require.NoError(t, err)
	_, err = a.with("operator").Forge(t.Context(), decision("call/C")) // 10: an unsigned batch in the middle is no end
	require.NoError(t, err)
	require.Equal(t, ledger.UnsignedTail{From: 11, To: 11}, a.tail())
	require.Contains(t, a.finds(9), "which is not registered")
}

// Whoever has twinning_app can name an operator's key without having it: PostgreSQL checks no signature.
func TestAnUnsignedEndWithKeysSettingsAndErasuresIsRemoved(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	mustAppend(t, a.Ledger, decision("call/A"))                                      // 5
	mustAppend(t, a.Ledger, plain("person/p-a", "c-1", sealed("Ada", "person/p-a"))) // 6
	thief := ledgertest.Open(t, ledger.Options{SignKey: a.keyFile("")})
	for _, stream := range []string{ledger.KeysStream, ledger.SettingsStream, ledger.ErasuresStream} { // 7, 8, 9
		_, err := thief.ForgeWith(t.Context(), plain(stream, "", noted("{}")), ledger.Forgery{Signer: keyID(t, "operator")})
		require.NoError(t, err, stream)
	}
	_, err := ledgertest.Open(t, ledger.Options{}).Read(t.Context(), ledger.Query{From: 5, Trusted: true})
	require.ErrorIs(t, err, ledger.ErrNoTrust, "it stops the record")
	tail := a.tail()
	require.Equal(t, []int64{7, 10}, []int64{tail.From, tail.To})
	require.NoError(t, a.RemoveUnsignedTail(t.Context(), ledgertest.DSN(t, ledger.RoleOwner), tail))
	a.trusts(5)
	mustAppend(t, ledgertest.Open(t, ledger.Options{}), decision("call/A"))
	requireClean(t, a.Ledger)
}

func TestNothingIsRemovedWhereNobodyKnowsWhatIsSigned(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	mustAppend(t, a.Ledger, decision("call/A")) // 5
	_, err := a.with("").Forge(t.Context(), decision("call/B"))
	require.NoError(t, err)
	a.exec(`UPDATE ledger.events SET body = '\x00' WHERE position = 1`) // the registration of a key
	_, err = ledgertest.Open(t, ledger.Options{}).UnsignedTail(t.Context())
	require.ErrorIs(t, err, ledger.ErrNoTrust)
	require.ErrorContains(t, err, "nobody knows what is signed")

	file, _ := newKey(t, ledger.KeyOperator)
	other := ledgertest.Open(t, ledger.Options{Trust: file + ".pub"})
	_, err = other.UnsignedTail(t.Context())
	require.ErrorContains(t, err, "is this the ledger of that operator's key?")
}
