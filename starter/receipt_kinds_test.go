package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// byKey has the commands append with one of the ledger's keys, as a process of its own would.
func (w *sealedWorld) byKey(role string) (back func()) {
	l, err := ledger.Open(w.t.Context(), ledger.Options{
		DSN: ledgertest.DSN(w.t, ledger.RoleApp), KeyFile: ledgertest.KeyFile(w.t), NoteKey: ledgertest.NoteKey(w.t), SignKey: ledgertest.SignKey(w.t, role),
	})
	require.NoError(w.t, err)
	every := w.shared
	w.shared = l
	return func() { w.shared = every; l.Close() }
}

// TestAReceiptProvesWhatItIsWhateverBecameOfItsCommand proves, with an operator's public key alone, receipts that wait,
// that were never judged, several in one file, and of another ledger.
func TestAReceiptProvesWhatItIsWhateverBecameOfItsCommand(t *testing.T) {
	w := newSealedWorld(t)
	w.must(0, "evaluator appoint DHE-2019 eva-2 --as officer --command-id before-theft")
	const show, check = "receipt show call/DHE-2019 ", "receipt check "
	trust := " --trust " + ledgertest.Trust(t)
	proof := func(id string) (text, file string) {
		text = w.must(0, show+id+" --as officer --proof -o json")
		return text, w.file(id+".json", text)
	}

	w.Away.Store(true) // nobody judges
	back := w.byKey("door")
	w.must(0, "evaluator appoint DHE-2019 eva-3 --as officer --wait 0s --command-id waits")
	back()
	pending, file := proof("waits")
	said := w.must(0, check+file+trust)
	require.Contains(t, said, "proven:")
	require.NotContains(t, said, "judged", "nothing is known of an answer")
	require.Contains(t, said, "status", "that it waited is not proven, and is said so")

	key, err := format.ReadPublicKeys(ledgertest.SignKey(t, "door.pub"))
	require.NoError(t, err)
	back = w.byKey("operator")
	w.must(0, "keys revoke "+key[0].ID+" --from 2019-06-11T08:00:00Z --reason stolen")
	back()
	w.Away.Store(false)
	require.NoError(t, w.stand(time.Date(2019, time.June, 20, 8, 0, 0, 0, time.UTC)))
	require.Contains(t, w.must(0, check+file+trust), "keys that were revoked after the last key event of the receipt are not in it")

	unjudged, file := proof("waits")
	require.NotEqual(t, pending, unjudged)
	require.Contains(t, unjudged, "unjudged")
	require.Contains(t, w.must(4, check+file+trust), "revoked")

	before, file := proof("before-theft")
	require.Contains(t, w.must(0, check+file+trust), "done", "its key was never revoked")
	both := w.file("both.jsonl", before+unjudged)
	said = w.must(4, check+both+trust)
	require.Contains(t, said, "proven: command before-theft")
	require.Contains(t, said, "NOT proven:")

	other := w.dir + "/other"
	require.NoError(t, format.CreateSigningKey(other, ledger.KeyOperator))
	said = w.must(4, check+file+" --trust "+other+".pub")
	require.Contains(t, said, "NOT proven:")
	door := w.must(4, check+file+" --trust "+ledgertest.SignKey(t, "door.pub"))
	require.Contains(t, door, "operator")
}
