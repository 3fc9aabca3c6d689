package format

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
)

// Signed proves the events of a receipt by the batches in which they were appended, each signed by a key that an operator registered.
type Signed struct {
	Batches   []SignedBatch `json:"batches"`    // by First
	Keys      []Inclusion   `json:"keys"`       // every event of ledger/keys when the receipt was made, with its body
	KeyEvents int64         `json:"key_events"` // how many these are
}

// SignedBatch is one commit: the positions [First, Size), the tree before them, their leaves, and who signed the root behind them.
type SignedBatch struct {
	First      int64  `json:"first"`
	Size       int64  `json:"size"`
	Root       []byte `json:"root"`
	RecordedAt string `json:"recorded_at"` // programme clock; RFC 3339 UTC with six digits
	At         string `json:"at"`          // the same instant on PostgreSQL's clock
	Signer     string `json:"signer"`
	Signature  []byte `json:"signature"`
	Before     []byte `json:"before,omitempty"` // hashes of the tree of First leaves, 32 bytes each
	Leaves     []byte `json:"leaves"`           // 32 bytes each
}

// ErrNoBatches says that only a checkpoint can prove a receipt, since it carries no signed batches.
var ErrNoBatches = errors.New("the receipt carries no signed batches, and no checkpoint is given")

// ErrNotSigned says that a receipt is not what the ledger's keys have signed.
var ErrNotSigned = errors.New("the receipt is not what a trusted key signed")

// CheckSigned proves a receipt by its signed batches and the public keys of operators, with nothing else: that its answer is whole, that
// each of its events stands in a batch whose signer was registered, not revoked, and may append such an event. A nil error is the proof. It
// does not prove that no other key was revoked: whoever holds the receipt can leave out the last events of ledger/keys, and what was revoked
// after the receipt was made is not in it.
func CheckSigned(r Receipt, trusted []PublicKey) error {
	if err := checkSigned(r, trusted); err != nil {
		return fmt.Errorf("check receipt of command %s: %w", r.CommandID, err)
	}
	return nil
}

func checkSigned(r Receipt, trusted []PublicKey) error {
	if r.Signed == nil {
		return fmt.Errorf("signed: %w", ErrNoBatches)
	}
	events, err := r.open()
	if err != nil {
		return err
	}
	known := NewRegistry(trusted)
	if len(known.Roots) == 0 {
		return errors.New("none of the trusted keys is an operator's")
	}
	if int64(len(r.Signed.Keys)) != r.Signed.KeyEvents {
		return fmt.Errorf("signed.keys: there are %d events, and key_events says %d: %w", len(r.Signed.Keys), r.Signed.KeyEvents, ErrForged)
	}
	var keys []opened
	for n, i := range r.Signed.Keys {
		e, err := i.open(fmt.Sprintf("signed.keys[%d]", n))
		if err != nil {
			return err
		}
		if e.Stream != KeysStream || e.Version != int64(n+1) {
			return fmt.Errorf("%s: it is version %d of %s, and version %d of %s is expected: %w", e.name, e.Version, e.Stream, n+1, KeysStream, ErrForged)
		}
		keys, events = append(keys, e), append(events, e)
	}
	known.LearnAll(len(keys), func(n int) (Header, []byte) { return keys[n].Header, keys[n].body })
	used := make([]bool, len(r.Signed.Batches))
	batches := make([]Batch, len(r.Signed.Batches))
	for n, s := range r.Signed.Batches {
		if batches[n], err = s.open(known); err != nil {
			return fmt.Errorf("signed.batches[%d]: %w: %w", n, err, ErrNotSigned)
		}
		if n > 0 && s.First < batches[n-1].Size {
			return fmt.Errorf("signed.batches[%d]: it does not stand behind the one before it: %w", n, ErrForged)
		}
	}
	for i, e := range events {
		n := slices.IndexFunc(batches, func(b Batch) bool { return b.First <= e.Position && e.Position < b.Size })
		if n < 0 {
			return fmt.Errorf("%s: no signed batch holds position %d: %w", e.name, e.Position, ErrNotSigned)
		}
		used[n] = true
		b := batches[n]
		if at := (e.Position - b.First) * int64(len(e.leaf)); string(r.Signed.Batches[n].Leaves[at:at+int64(len(e.leaf))]) != string(e.leaf[:]) {
			return fmt.Errorf("%s: its batch has another leaf at position %d: %w", e.name, e.Position, ErrNotSigned)
		}
		key := known.Keys[b.Signer]
		err := errors.Join(key.Trusts(b), MayAppend(key.Roles, e.Header))
		if err != nil && i < len(events)-len(keys) { // what is said of keys is signed by itself, and does not count where it is not
			return fmt.Errorf("%s: %w: %w", e.name, err, ErrNotSigned)
		}
		if !e.Recorded.Equal(b.Recorded) {
			return fmt.Errorf("%s: it was recorded at another instant than its batch: %w", e.name, ErrNotSigned)
		}
	}
	if n := slices.Index(used, false); n >= 0 {
		return fmt.Errorf("signed.batches[%d]: it holds no event of the receipt, so an event was taken out: %w", n, ErrForged)
	}
	return nil
}

// open proves that the leaves of a batch lead to the root that a registered key signed.
func (s SignedBatch) open(known *Registry) (Batch, error) {
	b := Batch{Size: s.Size, First: s.First, Root: s.Root, Signer: s.Signer, Signature: s.Signature}
	if s.First < 0 || s.First >= s.Size {
		return b, fmt.Errorf("it holds the positions from %d to before %d, which are none", s.First, s.Size)
	}
	p := fieldParser{}
	b.Recorded, b.At = p.instant("recorded_at", s.RecordedAt, true), p.instant("at", s.At, true)
	if p.err != nil {
		return b, p.err
	}
	if _, err := known.Signer(b); err != nil {
		return b, err
	}
	if !LeadsTo(b, s.Before, s.Leaves) {
		return b, fmt.Errorf("its leaves do not lead to the root %s that was signed", base64.StdEncoding.EncodeToString(s.Root))
	}
	return b, nil
}
