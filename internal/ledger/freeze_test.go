package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// frozenKey is the same key for ever: what it signs can be frozen, as Ed25519 signs one text in one way.
func frozenKey(seed byte, roles ...KeyRole) *SigningKey {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	public := private.Public().(ed25519.PublicKey)
	return &SigningKey{PublicKey: PublicKey{ID: idOfPublic(public), Roles: roles, Public: public}, private: private}
}

// TestTheFrozenKindsOfTheLedgerItselfKeepTheirBytesAndSignatures: registrations, revocations, erasures, and what a batch's signature is over.
func TestTheFrozenKindsOfTheLedgerItselfKeepTheirBytesAndSignatures(t *testing.T) {
	t.Parallel()
	operator, door := frozenKey(1, KeyOperator), frozenKey(2, KeyDoor)
	recorded := time.Date(2026, 11, 28, 10, 0, 0, 123456000, time.UTC)
	registered, err := operator.registration(door.PublicKey)
	require.NoError(t, err)
	revokes := keyRevoked{Key: door.ID, From: "2026-11-28T09:00:00.000000Z", Reason: "stolen", By: operator.ID}
	revokes.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(operator.private, revokes.text()))
	revoked, err := ownDraft(keyRevokedKind, revokes)
	require.NoError(t, err)
	erased, err := ownDraft(bodiesErasedKind, BodiesErased{
		Positions: []int64{12, 17}, Subjects: []string{"person/p-abcdefghij"}, Article: "19(1)(b)", Reason: "consent-withdrawn", Signer: "p-klmnopqrst",
	})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		header Header
		draft  Draft
		signed []byte // the text that the signature in the body is over
	}{
		"key-registered": {
			Header{Position: 0, Stream: KeysStream, Version: 1, Recorded: recorded, Seen: -1},
			registered,
			keyRegistered{Key: door.ID, Roles: "door", Public: base64.StdEncoding.EncodeToString(door.Public), By: operator.ID}.text(),
		},
		"key-revoked":   {Header{Position: 40, Stream: KeysStream, Version: 5, Recorded: recorded, Seen: -1}, revoked, revokes.text()},
		"bodies-erased": {Header{Position: 41, Stream: ErasuresStream, Version: 1, Recorded: recorded, Actor: "p-klmnopqrst", Seen: -1}, erased, nil},
	} {
		header, err := c.draft.header(c.header).Bytes()
		require.NoError(t, err)
		salt := bytes.Repeat([]byte{0x5a}, 32)
		hash := BodyHash(salt, c.draft.Body)
		leaf := LeafHash(header, hash)
		requireFrozen(t, name, string(header)+"\nsigned text\n"+string(c.signed)+"\nbody "+string(c.draft.Body)+
			"\nsalt "+hex.EncodeToString(salt)+"\nbody-hash "+hex.EncodeToString(hash[:])+"\nleaf "+hex.EncodeToString(leaf[:])+"\n")
	}
	root := sha256.Sum256([]byte("root"))
	b := operator.sign(batch{size: 12, first: 7, root: root[:], recorded: recorded, at: recorded.Add(time.Second)})
	require.True(t, operator.PublicKey.signed(b))
	requireFrozen(t, "batch", string(b.text(operator.Roles))+"\nsignature "+hex.EncodeToString(b.signature)+"\n")
	several := frozenKey(1, slices.Sorted(slices.Values([]KeyRole{KeyWorker, KeyDoor, KeyOperator}))...)
	requireFrozen(t, "public-key", string(several.PublicKey.text())+"\nid "+several.ID+"\n")
}

func requireFrozen(t *testing.T, name, got string) {
	t.Helper()
	want, err := os.ReadFile(filepath.Join("testdata", "signed-"+name+".txt"))
	require.NoError(t, err, got)
	require.Equal(t, string(want), got)
}
