package format

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/transparency-dev/merkle/compact"
	"golang.org/x/mod/sumdb/note"
)

// A signedTree is a small ledger without a database, the same in every process:
// its keys, one receipt and its answer.
type signedTree struct {
	t        testing.TB
	operator *SigningKey
	tree     *compact.Range
	leaves   [][32]byte
	batches  []SignedBatch
	keys     []Inclusion
	receipt  Receipt
}

func newSignedTree(t testing.TB) *signedTree {
	t.Helper()
	s := &signedTree{t: t, operator: frozenKey(1, KeyOperator), tree: NewTree()}
	door, worker := frozenKey(2, KeyDoor), frozenKey(3, KeyWorker)
	var registrations []Event
	for _, k := range []*SigningKey{s.operator, door, worker} {
		registrations = append(registrations, own(t, KeyRegisteredKind, s.operator.Registers(k.PublicKey)))
	}
	s.keys = s.append(s.operator, KeysStream, "", registrations...)
	received := time.Date(2019, 8, 7, 14, 59, 59, 0, time.UTC)
	const stream = "twinning/DHE-2019/AAAAAA"
	in := s.append(door, stream+"/in", "recorded", Event{
		Header: Header{Kind: "command-received.v1", Received: received, Actor: "p-aaaaaaaaaa", Command: "c-1"}, Stored: []byte("{}"),
	})
	d := Event{Header: Header{Kind: "noted.v1", Received: received, Cause: fmt.Sprint(in[0].Position), Command: "c-1"}, Stored: []byte(`{"n":1}`)}
	answer := s.append(worker, stream, "done", d, d)
	s.receipt = Receipt{
		CommandID: "c-1", Stream: stream, ReceivedAt: received.Format(InstantLayout), Received: in[0], Answer: answer,
		Signed: &Signed{Batches: s.batches, Keys: s.keys, KeyEvents: int64(len(s.keys))},
	}
	require.NoError(t, CheckSigned(s.receipt, s.trusted()))
	return s
}

func (s *signedTree) trusted() []PublicKey { return []PublicKey{s.operator.PublicKey} }

// append is one batch: the status is that of its last event.
func (s *signedTree) append(k *SigningKey, stream, status string, events ...Event) []Inclusion {
	s.t.Helper()
	recorded := time.Date(2019, 8, 7, 15, 0, 0, 0, time.UTC)
	first, before := int64(s.tree.End()), FrontierOf(s.tree)
	var all []Inclusion
	var leaves []byte
	for n, e := range events {
		e.Position, e.Stream, e.Version, e.Recorded, e.Seen = first+int64(n), stream, int64(n+1), recorded, -1
		if n == len(events)-1 {
			e.Status = status
		}
		text, err := e.Bytes()
		require.NoError(s.t, err)
		e.HeaderBytes, e.Salt = text, bytes.Repeat([]byte{0x5a}, 32)
		e.BodyHash = BodyHash(e.Salt, e.Stored)
		e.Leaf = LeafHash(text, e.BodyHash)
		require.NoError(s.t, s.tree.Append(e.Leaf[:], nil))
		leaves, s.leaves = append(leaves, e.Leaf[:]...), append(s.leaves, e.Leaf)
		all = append(all, e.WithBody())
	}
	root, err := RootOf(s.tree)
	require.NoError(s.t, err)
	b := k.Sign(Batch{Size: int64(s.tree.End()), First: first, Root: root[:], Recorded: recorded, At: recorded})
	s.batches = append(s.batches, SignedBatch{
		First: first, Size: b.Size, Root: b.Root, RecordedAt: recorded.Format(InstantLayout), At: recorded.Format(InstantLayout),
		Signer: b.Signer, Signature: b.Signature, Before: before, Leaves: leaves,
	})
	return all
}

// own is an event of the ledger itself.
func own(t testing.TB, kind string, body any) Event {
	t.Helper()
	text, err := json.Marshal(body)
	require.NoError(t, err)
	return Event{Header: Header{Kind: kind}, Stored: text}
}

// checkpoint is the file of a checkpoint of all of it, and the key that verifies it.
func (s *signedTree) checkpoint() (c Checkpoint, file []byte, verifier string) {
	s.t.Helper()
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{4}, ed25519.SeedSize))
	verifier, err := note.NewEd25519VerifierKey("ledger.example", private.Public().(ed25519.PublicKey))
	require.NoError(s.t, err)
	hash := strings.Split(verifier, "+")[1]
	signer, err := note.NewSigner("PRIVATE+KEY+ledger.example+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...)))
	require.NoError(s.t, err)
	c = Checkpoint{Origin: signer.Name(), Size: int64(len(s.leaves)), Leaves: s.leaves}
	c.Root, err = RootOfLeaves(c.Leaves)
	require.NoError(s.t, err)
	c.Note, err = note.Sign(&note.Note{Text: c.text()}, signer)
	require.NoError(s.t, err)
	var b bytes.Buffer
	_, err = c.WriteTo(&b)
	require.NoError(s.t, err)
	return c, b.Bytes(), verifier
}

// frozenKeyFile is the text of a key file with one key.
func frozenKeyFile() []byte {
	key := sha256.Sum256([]byte("a wrapping key"))
	return []byte(keyFileTitle + kekID(key[:]) + " " + base64.StdEncoding.EncodeToString(key[:]) + "\n")
}
