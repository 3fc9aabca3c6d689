package ledger_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// written is a checkpoint as a file, and the keys that verify it.
func written(t *testing.T, l *ledger.Ledger) (file []byte, keys []string) {
	t.Helper()
	c, err := l.Checkpoint(t.Context())
	require.NoError(t, err)
	var b bytes.Buffer
	n, err := c.WriteTo(&b)
	require.NoError(t, err)
	require.EqualValues(t, b.Len(), n)
	keys, err = format.ReadVerifierKeys(ledgertest.NoteKey(t) + ".pub")
	require.NoError(t, err)
	read, err := format.ReadCheckpoint(bytes.NewReader(b.Bytes()), keys...)
	require.NoError(t, err)
	require.Equal(t, c, read)
	return b.Bytes(), keys
}

func readCheckpoint(t *testing.T, file []byte, keys []string) format.Checkpoint {
	t.Helper()
	c, err := format.ReadCheckpoint(bytes.NewReader(file), keys...)
	require.NoError(t, err)
	return c
}

func TestAnyReceiptIsProvedByItselfAndACheckpointFile(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	fill(t, l, 1000)
	file, keys := written(t, l)
	c := readCheckpoint(t, file, keys)
	require.EqualValues(t, 1005, c.Size)
	for e, err := range l.Events(t.Context(), ledger.Query{From: 1}) {
		require.NoError(t, err)
		text, err := json.Marshal(e.Receipt())
		require.NoError(t, err)
		var r format.Receipt
		require.NoError(t, json.Unmarshal(text, &r))
		require.NoError(t, format.CheckReceipt(r, c))
	}
	later := mustAppend(t, l, plain("call/A", "c", noted(""))).Events[0].Receipt()
	require.ErrorIs(t, format.CheckReceipt(later, c), format.ErrTooOld)
	require.ErrorContains(t, format.CheckReceipt(later, c), "covers 1005 events")
}

func TestAChangedReceiptIsFound(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	fill(t, l, 1000)
	good := receive(t, l, "call/A", "c-1").Receipt()
	file, keys := written(t, l)
	c := readCheckpoint(t, file, keys)
	require.NoError(t, format.CheckReceipt(good, c))
	life := good
	life.Stream = "call/A"
	require.NoError(t, format.CheckReceipt(life, c), "a receipt may name the life whose inbox it is of")
	forged := good // consistent in itself, and never in the ledger
	forged.Received.Header = strings.Replace(forged.Received.Header, "received "+good.ReceivedAt, "received 2019-10-14T14:00:00.000000Z", 1)
	forged.ReceivedAt = "2019-10-14T14:00:00.000000Z"
	require.ErrorIs(t, format.CheckReceipt(forged, c), format.ErrForged)
	bodyHash, err := hex.DecodeString(forged.Received.BodyHash)
	require.NoError(t, err)
	leaf := format.LeafHash([]byte(forged.Received.Header), [32]byte(bodyHash))
	forged.Received.Leaf = hex.EncodeToString(leaf[:])
	require.ErrorIs(t, format.CheckReceipt(forged, c), format.ErrNotInTree)
	for name, change := range map[string]func(*format.Receipt){
		"command":     func(r *format.Receipt) { r.CommandID = "c-2" },
		"stream":      func(r *format.Receipt) { r.Stream = "call/B" },
		"received at": func(r *format.Receipt) { r.ReceivedAt = "2019-10-14T14:00:00.000000Z" },
		"position":    func(r *format.Receipt) { r.Received.Position-- },
		"leaf":        func(r *format.Receipt) { r.Received.Leaf = strings.Repeat("0", 64) },
		"body hash":   func(r *format.Receipt) { r.Received.BodyHash = strings.Repeat("0", 64) },
		"header":      func(r *format.Receipt) { r.Received.Header += "x" },
	} {
		r := good
		change(&r)
		require.ErrorIs(t, format.CheckReceipt(r, c), format.ErrForged, name)
	}
}

func TestABareNoteProvesAReceiptThatCarriesItsProof(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	e := mustAppend(t, l, plain("call/A", "c", noted(""))).Events[0]
	fill(t, l, 1000)
	signed, err := l.Checkpoint(t.Context())
	require.NoError(t, err)
	_, keys := written(t, l)
	bare := readCheckpoint(t, signed.Note, keys)
	require.Empty(t, bare.Leaves)
	r := e.Receipt()
	require.ErrorContains(t, format.CheckReceipt(r, bare), "no proof")
	proof, err := l.InclusionProof(t.Context(), e.Position, bare.Size)
	require.NoError(t, err)
	r.Received.Proof = &format.Proof{Size: bare.Size}
	for _, h := range proof {
		r.Received.Proof.Hashes = append(r.Received.Proof.Hashes, hex.EncodeToString(h[:]))
	}
	require.NoError(t, format.CheckReceipt(r, bare))
	r.Received.Proof.Hashes[3] = r.Received.Proof.Hashes[2]
	require.ErrorIs(t, format.CheckReceipt(r, bare), format.ErrNotInTree)
}

func TestACheckpointThatWasChangedIsRefused(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	fill(t, l, 1000)
	file, keys := written(t, l)
	for at := range file {
		if at > 300 && at < len(file)-300 && at%97 != 0 {
			continue // the hashes are many and alike
		}
		changed := bytes.Clone(file)
		changed[at] ^= 1
		c, err := format.ReadCheckpoint(bytes.NewReader(changed), keys...)
		if err == nil { // a bit that means nothing: what it states is the same
			require.Equal(t, readCheckpoint(t, file, keys).Leaves, c.Leaves, "byte %d", at)
		}
	}
	_, err := format.ReadCheckpoint(bytes.NewReader(file))
	require.Error(t, err, "nobody's key")
}

func TestTwoCheckpointsOfOneLedgerAgree(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	fill(t, l, 1000)
	file, keys := written(t, l)
	older := readCheckpoint(t, file, keys)
	mustAppend(t, l, plain("call/A", "c", noted("")))
	file, _ = written(t, l)
	newer := readCheckpoint(t, file, keys)
	require.NoError(t, format.CheckConsistency(older, newer, nil))
	require.ErrorIs(t, format.CheckConsistency(newer, older, nil), format.ErrRewritten)
	proof, err := l.ConsistencyProof(t.Context(), older.Size, newer.Size)
	require.NoError(t, err)
	bare := newer
	bare.Leaves = nil
	require.NoError(t, format.CheckConsistency(older, bare, proof))
	rebuilt := older
	rebuilt.Root[0] ^= 1
	require.ErrorIs(t, format.CheckConsistency(rebuilt, newer, nil), format.ErrRewritten)
	require.ErrorIs(t, format.CheckConsistency(rebuilt, bare, proof), format.ErrRewritten)
}

func TestACheckpointIsAPlainSignedNote(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	c, err := l.Checkpoint(t.Context())
	require.NoError(t, err)
	lines := strings.Split(string(c.Note), "\n")
	require.Equal(t, []string{"ledger.test", fmt.Sprint(c.Size)}, lines[:2])
	require.Empty(t, lines[3])
	require.True(t, strings.HasPrefix(lines[4], "— ledger.test "))
}
