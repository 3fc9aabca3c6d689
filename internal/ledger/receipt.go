package ledger

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Receipt is what a person keeps of a command. It holds no personal data, and not the body.
type Receipt struct {
	CommandID  string    `json:"command_id"`
	Stream     string    `json:"stream"`
	ReceivedAt string    `json:"received_at"` // as it stands in the header
	Received   Inclusion `json:"received"`
}

// Inclusion is one event as the tree has it.
type Inclusion struct {
	Position int64  `json:"position"`
	Leaf     string `json:"leaf"` // hex
	Header   string `json:"header"`
	BodyHash string `json:"body_hash"`       // hex
	Proof    *Proof `json:"proof,omitempty"` // then the checkpoint's hashes are not needed
}

// Proof is an RFC 6962 inclusion proof in the tree of Size leaves.
type Proof struct {
	Size   int64    `json:"size"`
	Hashes []string `json:"hashes"` // hex
}

// Receipt of an event: of a command, as it was received.
func (e Event) Receipt() Receipt {
	r := Receipt{CommandID: e.Command, Stream: e.Stream, Received: Inclusion{
		Position: e.Position, Leaf: hex.EncodeToString(e.Leaf[:]), Header: string(e.HeaderBytes), BodyHash: hex.EncodeToString(e.BodyHash[:]),
	}}
	if !e.Received.IsZero() {
		r.ReceivedAt = e.Received.UTC().Format(instantLayout)
	}
	return r
}

// The three ways in which a receipt does not hold.
var (
	ErrForged    = errors.New("the receipt contradicts itself: it was changed, or was never given")
	ErrNotInTree = errors.New("the checkpoint's ledger does not hold this receipt: one of the two was changed")
	ErrTooOld    = errors.New("the checkpoint was taken before this receipt: take a later one")
)

// CheckReceipt proves a receipt against a checkpoint that ReadCheckpoint has accepted, with nothing else: that this header and this
// body hash stand at this position in the ledger whose root was signed. A nil error is the proof.
func CheckReceipt(r Receipt, c Checkpoint) error {
	if err := checkReceipt(r, c); err != nil {
		return fmt.Errorf("check receipt of command %s: %w", r.CommandID, err)
	}
	return nil
}

func checkReceipt(r Receipt, c Checkpoint) error {
	h, err := ParseHeader([]byte(r.Received.Header))
	if err != nil {
		return fmt.Errorf("%w: %w", err, ErrForged)
	}
	said := Event{Header: h}.Receipt()
	switch {
	case h.Position != r.Received.Position:
		return fmt.Errorf("its header stands at position %d: %w", h.Position, ErrForged)
	case h.Command != r.CommandID:
		return fmt.Errorf("its header names command %q: %w", h.Command, ErrForged)
	case h.Stream != r.Stream && h.Stream != r.Stream+"/in":
		return fmt.Errorf("its header is of stream %s: %w", h.Stream, ErrForged)
	case said.ReceivedAt != r.ReceivedAt:
		return fmt.Errorf("its header says received %q: %w", said.ReceivedAt, ErrForged)
	}
	bodyHash, err := parseHash(r.Received.BodyHash)
	if err != nil {
		return fmt.Errorf("body hash: %w: %w", err, ErrForged)
	}
	stated, err := parseHash(r.Received.Leaf)
	if err != nil {
		return fmt.Errorf("leaf: %w: %w", err, ErrForged)
	}
	leaf := LeafHash([]byte(r.Received.Header), bodyHash)
	if leaf != stated {
		return fmt.Errorf("header and body hash give another leaf: %w", ErrForged)
	}
	if h.Position >= c.Size {
		return fmt.Errorf("the receipt stands at position %d and the checkpoint covers %d events: %w", h.Position, c.Size, ErrTooOld)
	}
	if len(c.Leaves) > 0 {
		if c.Leaves[h.Position] != leaf {
			return fmt.Errorf("position %d has another leaf: %w", h.Position, ErrNotInTree)
		}
		return nil
	}
	if r.Received.Proof == nil || r.Received.Proof.Size != c.Size {
		return fmt.Errorf("the checkpoint has no hashes and the receipt has no proof for size %d: give the whole file of `twinning checkpoint`", c.Size)
	}
	proof := make(tlog.RecordProof, len(r.Received.Proof.Hashes))
	for i, text := range r.Received.Proof.Hashes {
		if proof[i], err = parseHash(text); err != nil {
			return fmt.Errorf("proof: %w: %w", err, ErrForged)
		}
	}
	if err := tlog.CheckRecord(proof, c.Size, c.Root, h.Position, leaf); err != nil {
		return fmt.Errorf("the proof does not lead to the root: %w", ErrNotInTree)
	}
	return nil
}

func parseHash(text string) (tlog.Hash, error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 32 || text != strings.ToLower(text) {
		return tlog.Hash{}, fmt.Errorf("%q is not a hash", text)
	}
	return tlog.Hash(raw), nil
}

// ErrRewritten says that two checkpoints cannot be of one ledger that only grew.
var ErrRewritten = errors.New("the ledger was cut or rebuilt between the two checkpoints")

// CheckConsistency proves that the newer checkpoint's ledger begins with the older one's. It needs the newer one's hashes, or a proof.
func CheckConsistency(older, newer Checkpoint, proof [][32]byte) error {
	switch {
	case older.Origin != newer.Origin:
		return fmt.Errorf("compare checkpoints: one is of %s and one of %s", older.Origin, newer.Origin)
	case older.Size > newer.Size:
		return fmt.Errorf("compare checkpoints: the newer has %d events and the older %d: %w", newer.Size, older.Size, ErrRewritten)
	case len(newer.Leaves) > 0:
		root, err := rootOfLeaves(newer.Leaves[:older.Size])
		if err != nil {
			return fmt.Errorf("compare checkpoints: %w", err)
		}
		if root != older.Root {
			return fmt.Errorf("compare checkpoints: the first %d events are not the same: %w", older.Size, ErrRewritten)
		}
		return nil
	case older.Size == newer.Size:
		if older.Root != newer.Root {
			return fmt.Errorf("compare checkpoints: the %d events are not the same: %w", older.Size, ErrRewritten)
		}
		return nil
	case older.Size == 0:
		return nil
	}
	hashes := make(tlog.TreeProof, len(proof))
	for i := range proof {
		hashes[i] = proof[i]
	}
	if err := tlog.CheckTree(hashes, newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return fmt.Errorf("compare checkpoints: the proof does not lead from one root to the other: %w", ErrRewritten)
	}
	return nil
}

// InclusionProof proves the leaf at a position in the tree of the first size leaves.
func (l *Ledger) InclusionProof(ctx context.Context, position, size int64) ([][32]byte, error) {
	if position < 0 || position >= size {
		return nil, fmt.Errorf("prove position %d: the tree has %d leaves", position, size)
	}
	hashes, err := l.storedHashes(ctx, size)
	if err != nil {
		return nil, fmt.Errorf("prove position %d: %w", position, err)
	}
	proof, err := tlog.ProveRecord(size, position, hashes)
	if err != nil {
		return nil, fmt.Errorf("prove position %d: %w", position, err)
	}
	return plain(proof), nil
}

// ConsistencyProof proves that the tree of newer leaves begins with the tree of older leaves.
func (l *Ledger) ConsistencyProof(ctx context.Context, older, newer int64) ([][32]byte, error) {
	if older < 1 || older > newer {
		return nil, fmt.Errorf("prove that %d leaves begin with %d: that cannot be", newer, older)
	}
	hashes, err := l.storedHashes(ctx, newer)
	if err != nil {
		return nil, fmt.Errorf("prove that %d leaves begin with %d: %w", newer, older, err)
	}
	proof, err := tlog.ProveTree(newer, older, hashes)
	if err != nil {
		return nil, fmt.Errorf("prove that %d leaves begin with %d: %w", newer, older, err)
	}
	return plain(proof), nil
}

func plain[P ~[]tlog.Hash](proof P) [][32]byte {
	out := make([][32]byte, len(proof))
	for i, h := range proof {
		out[i] = h
	}
	return out
}

// storedHashes builds the tree in memory: some 64 bytes an event.
func (l *Ledger) storedHashes(ctx context.Context, size int64) (tlog.HashReader, error) {
	leaves, err := readLeaves(ctx, l.pool, size)
	if err != nil {
		return nil, err
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, n := range indexes {
			out[i] = stored[n]
		}
		return out, nil
	})
	for i, leaf := range leaves {
		more, err := tlog.StoredHashesForRecordHash(int64(i), leaf, reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return reader, nil
}
