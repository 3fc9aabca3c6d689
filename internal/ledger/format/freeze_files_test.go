package format

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFrozenReceiptAndCheckpointKeepTheirBytesAndAreStillProven(t *testing.T) {
	t.Parallel()
	s := newSignedTree(t)
	_, file, verifier := s.checkpoint()
	requireFrozen(t, "checkpoint", string(file))
	text, err := json.MarshalIndent(s.receipt, "", "  ")
	require.NoError(t, err)
	requireFrozen(t, "receipt", string(text)+"\n")

	c, err := ReadCheckpoint(bytes.NewReader(readFrozen(t, "checkpoint")), verifier)
	require.NoError(t, err)
	var r Receipt
	require.NoError(t, json.Unmarshal(readFrozen(t, "receipt"), &r))
	require.NoError(t, CheckReceipt(r, c))
	require.NoError(t, CheckSigned(r, s.trusted()))
}

// A nonce is random, so what is sealed now has other bytes: what was sealed once has to open for ever.
func TestAFrozenSealedBodyIsStillOpenedAndFoundByItsBlindIndex(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, os.WriteFile(path, frozenKeyFile(), 0o600))
	ring, err := LoadKeyFile(path)
	require.NoError(t, err)
	const stream, kind, body = "person/p-abcdefghij", "person-recorded.v1", `{"alias":"Ilse"}`
	index := ring.BlindIndex("alias", "ilse")
	require.Len(t, index, 1)
	requireFrozen(t, "key-file", string(frozenKeyFile())+"\nalias ilse\n"+index[0]+"\n")
	type sealed struct {
		Key, WrappedBy  string
		Wrapped, Stored []byte
	}
	if _, err := os.Stat(frozenPath("sealed-body")); os.IsNotExist(err) {
		key, stored, err := ring.SealBody(stream, kind, []string{stream, index[0]}, []byte(body))
		require.NoError(t, err)
		text, err := json.MarshalIndent(sealed{key.ID, key.WrappedBy, key.Wrapped, stored}, "", "  ")
		require.NoError(t, err)
		requireFrozen(t, "sealed-body", string(text)+"\n")
	}
	var was sealed
	require.NoError(t, json.Unmarshal(readFrozen(t, "sealed-body"), &was))
	key, err := ring.Unwrap(was.Key, was.WrappedBy, was.Wrapped)
	require.NoError(t, err)
	e := Event{Header: Header{Stream: stream, Kind: kind, SealedBy: was.Key}, Stored: was.Stored}
	opened, err := Unseal(e, key)
	require.NoError(t, err)
	require.Equal(t, body, string(opened))
	subjects := SubjectsHash([]string{index[0], stream})
	require.Equal(t, subjects[:], was.Stored[1+sha256.Size:SealPrefix], "whom it concerns, in any order")
}
