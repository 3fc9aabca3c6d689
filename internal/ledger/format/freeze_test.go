package format

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
	registers := operator.Registers(door.PublicKey)
	revokes := operator.Revokes(door.ID, time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC), "stolen")
	set := Settings{Clock: "identity", ToleranceUS: 2_000_000, Since: Instant{time.Date(2026, 11, 28, 11, 0, 0, 120_000_000, time.FixedZone("CET", 3600))}}
	erased := BodiesErased{
		Positions: []int64{12, 17}, Subjects: []string{"person/p-abcdefghij"}, Article: "19(1)(b)", Reason: "consent-withdrawn", Signer: "p-klmnopqrst",
	}
	expired := BodiesExpired{
		Life: "twinning/DHE-2019/AAAAA2", Ended: 38, Subjects: []string{"twinning/DHE-2019/AAAAA2"},
		Bodies: []Expired{{"command-received.v1", "person/p-abcdefghij", 3}, {"letter-written.v1", "twinning/DHE-2019/AAAAA2", 2}},
	}
	for name, c := range map[string]struct {
		header Header
		event  Event
		signed []byte // the text that the signature in the body is over
	}{
		"key-registered": {
			Header{Position: 0, Stream: KeysStream, Version: 1, Recorded: recorded, Seen: -1},
			own(t, KeyRegisteredKind, registers),
			KeyRegistered{Key: door.ID, Roles: "door", Public: base64.StdEncoding.EncodeToString(door.Public), By: operator.ID}.text(),
		},
		"key-revoked":   {Header{Position: 40, Stream: KeysStream, Version: 5, Recorded: recorded, Seen: -1}, own(t, KeyRevokedKind, revokes), revokes.text()},
		"settings":      {Header{Position: 3, Stream: SettingsStream, Version: 1, Recorded: recorded, Seen: -1}, own(t, SettingsKind, set), nil},
		"bodies-erased": {Header{Position: 41, Stream: ErasuresStream, Version: 1, Recorded: recorded, Seen: -1}, own(t, BodiesErasedKind, erased), nil},
		"bodies-expired": {
			Header{Position: 42, Stream: ErasuresStream, Version: 2, Recorded: recorded, Actor: EngineActor, Seen: 42}, own(t, BodiesExpiredKind, expired), nil,
		},
	} {
		c.header.Kind = c.event.Kind
		header, err := c.header.Bytes()
		require.NoError(t, err)
		salt := bytes.Repeat([]byte{0x5a}, 32)
		hash := BodyHash(salt, c.event.Stored)
		leaf := LeafHash(header, hash)
		requireFrozen(t, name, string(header)+"\nsigned text\n"+string(c.signed)+"\nbody "+string(c.event.Stored)+
			"\nsalt "+hex.EncodeToString(salt)+"\nbody-hash "+hex.EncodeToString(hash[:])+"\nleaf "+hex.EncodeToString(leaf[:])+"\n")
	}
	root := sha256.Sum256([]byte("root"))
	b := operator.Sign(Batch{Size: 12, First: 7, Root: root[:], Recorded: recorded, At: recorded.Add(time.Second)})
	require.True(t, operator.PublicKey.Signed(b))
	requireFrozen(t, "batch", string(b.text(operator.Roles))+"\nsignature "+hex.EncodeToString(b.Signature)+"\n")
	several := frozenKey(1, slices.Sorted(slices.Values([]KeyRole{KeyWorker, KeyDoor, KeyOperator}))...)
	requireFrozen(t, "public-key", string(several.PublicKey.text())+"\nid "+several.ID+"\n")
}

func frozenPath(name string) string { return filepath.Join("testdata", "signed-"+name+".txt") }

func readFrozen(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(frozenPath(name))
	require.NoError(t, err)
	return text
}

// requireFrozen compares with an example that is never written again. UPDATE=1 writes one that is missing.
func requireFrozen(t *testing.T, name, got string) {
	t.Helper()
	if _, err := os.Stat(frozenPath(name)); os.IsNotExist(err) && os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(frozenPath(name), []byte(got), 0o644))
	}
	require.Equal(t, string(readFrozen(t, name)), got)
}
