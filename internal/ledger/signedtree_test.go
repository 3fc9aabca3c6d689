package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
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
	s := &signedTree{t: t, operator: frozenKey(1, KeyOperator), tree: trees.NewEmptyRange(0)}
	door, worker := frozenKey(2, KeyDoor), frozenKey(3, KeyWorker)
	var registrations []Draft
	for _, k := range []*SigningKey{s.operator, door, worker} {
		d, err := s.operator.registration(k.PublicKey)
		require.NoError(t, err)
		registrations = append(registrations, d)
	}
	s.keys = s.append(s.operator, KeysStream, "", registrations...)
	received := time.Date(2019, 8, 7, 14, 59, 59, 0, time.UTC)
	const stream = "twinning/DHE-2019/AAAAAA"
	in := s.append(door, stream+"/in", StatusRecorded, Draft{Kind: "command-received.v1", Body: []byte("{}"), Received: received, Actor: "p-aaaaaaaaaa", Command: "c-1"})
	d := Draft{Kind: "noted.v1", Body: []byte(`{"n":1}`), Received: received, Cause: fmt.Sprint(in[0].Position), Command: "c-1"}
	answer := s.append(worker, stream, "done", d, d)
	s.receipt = Receipt{
		CommandID: "c-1", Stream: stream, ReceivedAt: received.Format(instantLayout), Received: in[0], Answer: answer,
		Signed: &Signed{Batches: s.batches, Keys: s.keys, KeyEvents: int64(len(s.keys))},
	}
	require.NoError(t, CheckSigned(s.receipt, s.trusted()))
	return s
}

func (s *signedTree) trusted() []PublicKey { return []PublicKey{s.operator.PublicKey} }

// append is one batch: the status is that of its last event.
func (s *signedTree) append(k *SigningKey, stream, status string, drafts ...Draft) []Inclusion {
	s.t.Helper()
	recorded := time.Date(2019, 8, 7, 15, 0, 0, 0, time.UTC)
	first, before := int64(s.tree.End()), frontierOf(s.tree)
	var all []Inclusion
	var own []byte
	for n, d := range drafts {
		h := d.header(Header{Position: first + int64(n), Stream: stream, Version: int64(n + 1), Recorded: recorded, Seen: -1})
		if n == len(drafts)-1 {
			h.Status = status
		}
		text, err := h.Bytes()
		require.NoError(s.t, err)
		e := Event{Header: h, HeaderBytes: text, Stored: d.Body, Salt: bytes.Repeat([]byte{0x5a}, 32)}
		e.BodyHash = BodyHash(e.Salt, e.Stored)
		e.Leaf = LeafHash(text, e.BodyHash)
		require.NoError(s.t, s.tree.Append(e.Leaf[:], nil))
		own, s.leaves = append(own, e.Leaf[:]...), append(s.leaves, e.Leaf)
		all = append(all, e.WithBody())
	}
	root, err := rootOf(s.tree)
	require.NoError(s.t, err)
	b := k.sign(batch{size: int64(s.tree.End()), first: first, root: root[:], recorded: recorded, at: recorded})
	s.batches = append(s.batches, SignedBatch{
		First: first, Size: b.size, Root: b.root, RecordedAt: recorded.Format(instantLayout), At: recorded.Format(instantLayout),
		Signer: b.signer, Signature: b.signature, Before: before, Leaves: own,
	})
	return all
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
	c.Root, err = rootOfLeaves(c.Leaves)
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
