package format

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzAFrontierIsTakenUpOrRefused(f *testing.F) {
	s := newSignedTree(f)
	root, err := RootOf(s.tree)
	require.NoError(f, err)
	f.Add(int64(s.tree.End()), FrontierOf(s.tree), root[:])
	f.Add(int64(0), []byte{}, []byte{})
	f.Add(int64(-1), make([]byte, 64*32), make([]byte, 32))
	f.Fuzz(func(t *testing.T, size int64, frontier, root []byte) {
		LeadsTo(Batch{First: size, Size: size + int64(len(root)/32), Root: root}, frontier, root)
		tree, err := TreeFrom(size, frontier, root)
		if err != nil {
			return
		}
		require.EqualValues(t, size, tree.End())
		require.Equal(t, frontier, append([]byte{}, FrontierOf(tree)...))
	})
}

// What nobody signed is no checkpoint, and leaves that do not give its root are refused with it.
func FuzzACheckpointIsReadOnlyAsItWasSigned(f *testing.F) {
	want, file, verifier := newSignedTree(f).checkpoint()
	bare := bytes.Clone(want.Note)
	f.Add(file)
	f.Add(bare)
	f.Add(bytes.Replace(file, []byte("hashes\n"), []byte("hashes\n\n"), 1))
	f.Add(append(bytes.Clone(file), "AAAA\n"...))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _ = parseCheckpoint(string(text)) // what a signer said is read before its leaves
		_, _ = parseLeaves(string(text))
		c, err := ReadCheckpoint(bytes.NewReader(text), verifier)
		if err != nil {
			return
		}
		require.Equal(t, want.Origin, c.Origin)
		require.Equal(t, want.Size, c.Size)
		require.Equal(t, want.Root, c.Root)
		if c.Leaves != nil {
			require.Equal(t, want.Leaves, c.Leaves)
		}
	})
}

// Files of keys are read as they are written, or refused; a key has a role.
func FuzzKeyFilesAreReadOrRefused(f *testing.F) {
	door := frozenKey(2, KeyDoor)
	f.Add(door.text())
	f.Add(append(door.text(), frozenKey(1, KeyDoor, KeyOperator).text()...))
	f.Add([]byte(signingKeyTitle + "roles door\nprivate " + base64.StdEncoding.EncodeToString(door.private.Seed()) + "\n"))
	f.Add(frozenKeyFile())
	f.Add(append(frozenKeyFile(), "\n"...))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(dir, "key")
		require.NoError(t, os.WriteFile(path, text, 0o600))
		if keys, err := ReadPublicKeys(path); err == nil {
			require.NotEmpty(t, keys)
			for _, k := range keys {
				require.NotEmpty(t, k.Roles)
				require.NoError(t, os.WriteFile(path, k.text(), 0o600))
				again, err := ReadPublicKeys(path)
				require.NoError(t, err)
				require.Equal(t, []PublicKey{k}, again)
			}
		}
		require.NoError(t, os.WriteFile(path, text, 0o600))
		if k, err := LoadSigningKey(path); err == nil {
			require.NotEmpty(t, k.Roles)
			require.True(t, k.Signed(k.Sign(Batch{Size: 1})))
		}
		if ring, err := LoadKeyFile(path); err == nil {
			key, err := ring.NewKey()
			require.NoError(t, err)
			_, err = ring.Unwrap(key.ID, key.WrappedBy, key.Wrapped)
			require.NoError(t, err)
		}
		_, _ = LoadNoteKey(path)
	})
}

// What is sealed opens as it was sealed and where it was put, or not at all.
func FuzzASealedBodyOpensOnlyAsItWasSealed(f *testing.F) {
	path := filepath.Join(f.TempDir(), "keys")
	require.NoError(f, os.WriteFile(path, frozenKeyFile(), 0o600))
	ring, err := LoadKeyFile(path)
	require.NoError(f, err)
	const stream, kind, body = "twinning/DHE-2019/AAAAAA", "tender-submitted.v1", `{"title":"sealed"}`
	key, sealed, err := ring.SealBody(stream, kind, []string{stream}, []byte(body))
	require.NoError(f, err)
	f.Add(stream, kind, key.ID, key.WrappedBy, key.Wrapped, sealed)
	f.Add(stream, kind, "", "", []byte{}, []byte{})
	f.Fuzz(func(t *testing.T, where, what, keyID, kekID string, wrapped, stored []byte) {
		key, err := ring.Unwrap(keyID, kekID, wrapped)
		if err != nil {
			return
		}
		opened, err := Unseal(Event{Header: Header{Stream: where, Kind: what, SealedBy: keyID}, Stored: stored}, key)
		if err != nil {
			return
		}
		require.Equal(t, []string{stream, kind, body}, []string{where, what, string(opened)})
	})
}

// ownKinds are the kinds of events that the ledger reads of itself.
var ownKinds = []string{KeyRegisteredKind, KeyRevokedKind, BodiesErasedKind, SettingsKind, BodiesExpiredKind}

// A key is known only by what an operator signed.
func FuzzTheLedgersOwnEventsAreReadOrRefused(f *testing.F) {
	s := newSignedTree(f)
	for _, k := range s.keys {
		f.Add(uint8(0), int64(7), k.Body)
	}
	revoked := KeyRevoked{Key: frozenKey(2, KeyDoor).ID, From: "2019-08-07T15:00:00.000000Z", Reason: "stolen", By: s.operator.ID}
	revoked.Signature = base64.StdEncoding.EncodeToString(make([]byte, 64)) // nobody's
	for n, body := range map[int]any{
		1: revoked, 3: Settings{Clock: "identity", ToleranceUS: 1},
		2: BodiesErased{Positions: []int64{1}, Subjects: []string{"person/p-aaaaaaaaaa"}, Article: "19(1)(a)", Reason: "objection", Signer: "p-aaaaaaaaaa"},
	} {
		text, err := json.Marshal(body)
		require.NoError(f, err)
		f.Add(uint8(n), int64(7), text)
	}
	f.Fuzz(func(t *testing.T, kind uint8, position int64, body []byte) {
		r := NewRegistry(s.trusted())
		event := func(n int) (Header, []byte) {
			if n == 2 {
				return Header{Position: position, Kind: ownKinds[int(kind)%len(ownKinds)]}, body
			}
			h, err := s.keys[n].Open() // the worker's is not registered yet
			require.NoError(t, err)
			return h, s.keys[n].Body
		}
		var erased BodiesErased
		_ = json.Unmarshal(body, &erased)
		var set Settings
		_ = json.Unmarshal(body, &set)
		r.LearnAll(3, event)
		if len(r.Broken) > 0 {
			require.Len(t, r.Keys, 2)
		}
		for id, k := range r.Keys {
			require.Contains(t, []string{s.operator.ID, frozenKey(2, KeyDoor).ID, frozenKey(3, KeyWorker).ID}, id)
			require.Len(t, k.Roles, 1)
			require.True(t, k.Revoked.IsZero(), "nobody signed a revocation")
		}
	})
}
