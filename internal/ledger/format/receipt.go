package format

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Receipt is what a person keeps of a command. It holds no personal data, and no body that is sealed.
type Receipt struct {
	CommandID  string      `json:"command_id"`
	Stream     string      `json:"stream"`
	ReceivedAt string      `json:"received_at"` // as it stands in the header
	Received   Inclusion   `json:"received"`
	Answer     []Inclusion `json:"answer,omitempty"` // the events of the answer, in their order; none: not answered yet
	Before     *Inclusion  `json:"before,omitempty"` // the event of the stream before the answer, which shows that it begins there; nil: there is none
	Facts      []Inclusion `json:"facts,omitempty"`  // other events that the answer rests on
	Signed     *Signed     `json:"signed,omitempty"` // signed batches of all these, in place of a checkpoint

	// Withheld says that the receipt names Before among what it does not prove: whoever has it may not be told of that event.
	Withheld bool `json:"-"`
}

// Inclusion is one event as the tree has it.
type Inclusion struct {
	Position int64  `json:"position"`
	Leaf     string `json:"leaf"` // hex
	Header   string `json:"header"`
	BodyHash string `json:"body_hash"`       // hex
	Body     []byte `json:"body,omitempty"`  // as it is stored, where it is not sealed and the receipt rests on it
	Salt     []byte `json:"salt,omitempty"`  // with Body
	Proof    *Proof `json:"proof,omitempty"` // then the checkpoint's hashes are not needed
}

// Proof is an RFC 6962 inclusion proof in the tree of Size leaves.
type Proof struct {
	Size   int64    `json:"size"`
	Hashes []string `json:"hashes"` // hex
}

// Inclusion is this event without its body.
func (e Event) Inclusion() Inclusion {
	return Inclusion{Position: e.Position, Leaf: hex.EncodeToString(e.Leaf[:]), Header: string(e.HeaderBytes), BodyHash: hex.EncodeToString(e.BodyHash[:])}
}

// WithBody is this event with its body, where that is there and not sealed.
func (e Event) WithBody() Inclusion {
	i := e.Inclusion()
	if !e.Removed && !e.Sealed() {
		i.Body, i.Salt = e.Stored, e.Salt
	}
	return i
}

// Receipt of an event: of a command, as it was received.
func (e Event) Receipt() Receipt {
	r := Receipt{CommandID: e.Command, Stream: e.Stream, Received: e.Inclusion()}
	if !e.Received.IsZero() {
		r.ReceivedAt = e.Received.UTC().Format(InstantLayout)
	}
	return r
}

// The ways in which a receipt does not hold.
var (
	ErrForged    = errors.New("the receipt contradicts itself: it was changed, or was never given")
	ErrNotInTree = errors.New("the checkpoint's ledger does not hold this receipt: one of the two was changed")
	ErrTooOld    = errors.New("the checkpoint was taken before this receipt: take a later one")
)

// CheckReceipt proves a receipt against a checkpoint that ReadCheckpoint has accepted, with nothing else: that each event of the receipt
// stands at its position in the ledger whose root was signed, and that its answer is whole. A nil error is the proof.
func CheckReceipt(r Receipt, c Checkpoint) error {
	events, err := r.open()
	if err != nil {
		return fmt.Errorf("check receipt of command %s: %w", r.CommandID, err)
	}
	for _, e := range events {
		if err := e.in(c); err != nil {
			return fmt.Errorf("check receipt of command %s: %s: %w", r.CommandID, e.name, err)
		}
	}
	return nil
}

// opened is an event of a receipt whose header, body hash and leaf agree.
type opened struct {
	name string // of the field
	Header
	leaf  tlog.Hash
	body  []byte
	proof *Proof
}

// Open reads header, body hash and leaf of an event, which must agree, and its body where it travels.
func (i Inclusion) Open() (Header, error) {
	o, err := i.open("event")
	return o.Header, err
}

func (i Inclusion) open(name string) (opened, error) {
	fail := func(field, format string, args ...any) (opened, error) {
		return opened{}, fmt.Errorf("%s.%s: %w: %w", name, field, fmt.Errorf(format, args...), ErrForged)
	}
	h, err := ParseHeader([]byte(i.Header))
	if err != nil {
		return fail("header", "%w", err)
	}
	if h.Position != i.Position {
		return fail("position", "its header stands at position %d", h.Position)
	}
	bodyHash, err := ParseHash(i.BodyHash)
	if err != nil {
		return fail("body_hash", "%w", err)
	}
	stated, err := ParseHash(i.Leaf)
	if err != nil {
		return fail("leaf", "%w", err)
	}
	leaf := LeafHash([]byte(i.Header), bodyHash)
	if leaf != stated {
		return fail("leaf", "header and body hash give another leaf")
	}
	switch {
	case len(i.Body) == 0 && len(i.Salt) == 0:
	case h.SealedBy != "":
		return fail("body", "its header says that it is sealed")
	case BodyHash(i.Salt, i.Body) != bodyHash:
		return fail("body", "body and salt give another body hash")
	}
	return opened{name, h, leaf, i.Body, i.Proof}, nil
}

// open reads every event of a receipt, and holds to: they are one command's receipt and its whole answer.
func (r Receipt) open() ([]opened, error) {
	received, err := r.Received.open("received")
	if err != nil {
		return nil, err
	}
	said := Event{Header: received.Header}.Receipt()
	inbox := r.Stream + "/in"
	switch {
	case received.Command != r.CommandID:
		return nil, fmt.Errorf("command_id: its header names command %q: %w", received.Command, ErrForged)
	case received.Stream != inbox && (received.Stream != r.Stream || len(r.Answer) > 0):
		return nil, fmt.Errorf("stream: its header is of stream %s: %w", received.Stream, ErrForged)
	case said.ReceivedAt != r.ReceivedAt:
		return nil, fmt.Errorf("received_at: its header says received %q: %w", said.ReceivedAt, ErrForged)
	}
	all := []opened{received}
	for n, i := range r.Answer {
		e, err := i.open(fmt.Sprintf("events[%d]", n))
		if err != nil {
			return nil, err
		}
		if err := answers(e, received, all[len(all)-1], n, len(r.Answer), r.Stream); err != nil {
			return nil, fmt.Errorf("%s: %w: %w", e.name, err, ErrForged)
		}
		all = append(all, e)
	}
	if r.Before != nil {
		e, err := r.Before.open("before")
		if err != nil {
			return nil, err
		}
		if len(r.Answer) == 0 || e.Stream != r.Stream || e.Version != all[1].Version-1 || e.Command == r.CommandID || e.Position >= all[1].Position {
			return nil, fmt.Errorf("before: it is not the event of %s before the answer: %w", r.Stream, ErrForged)
		}
		all = append(all, e)
	} else if len(r.Answer) > 0 && all[1].Version != 1 && !r.Withheld {
		return nil, fmt.Errorf("before: the event before the answer is missing, so nothing shows where the answer begins: %w", ErrForged)
	}
	for n, i := range r.Facts {
		e, err := i.open(fmt.Sprintf("facts[%d]", n))
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// answers holds to: this is event n of an answer of so many, behind the event before.
func answers(e, received, before opened, n, of int, stream string) error {
	switch {
	case e.Stream != stream:
		return fmt.Errorf("its header is of stream %s", e.Stream)
	case e.Command != received.Command:
		return fmt.Errorf("its header answers command %q", e.Command)
	case e.Cause != fmt.Sprint(received.Position):
		return fmt.Errorf("its header names cause %q, and the receipt stands at position %d", e.Cause, received.Position)
	case !e.Header.Received.Equal(received.Header.Received):
		return errors.New("its header names another receipt instant")
	case e.Position <= received.Position:
		return errors.New("it stands before the receipt")
	case n > 0 && (e.Position != before.Position+1 || e.Version != before.Version+1):
		return errors.New("it does not follow on the event before it")
	case (e.Status != "") != (n == of-1):
		return errors.New("the answer does not end with the one event that has a status")
	}
	return nil
}

// in proves one event against a checkpoint.
func (e opened) in(c Checkpoint) error {
	if e.Position >= c.Size {
		return fmt.Errorf("the receipt stands at position %d and the checkpoint covers %d events: %w", e.Position, c.Size, ErrTooOld)
	}
	if len(c.Leaves) > 0 && c.Leaves[e.Position] != e.leaf {
		return fmt.Errorf("position %d has another leaf: %w", e.Position, ErrNotInTree)
	}
	if e.proof == nil && len(c.Leaves) > 0 {
		return nil
	}
	if e.proof == nil || e.proof.Size != c.Size {
		return fmt.Errorf("the checkpoint has no hashes and the receipt has no proof for size %d: %w", c.Size, ErrBareCheckpoint)
	}
	proof := make(tlog.RecordProof, len(e.proof.Hashes))
	for i, text := range e.proof.Hashes {
		var err error
		if proof[i], err = ParseHash(text); err != nil {
			return fmt.Errorf("proof: %w: %w", err, ErrForged)
		}
	}
	if err := tlog.CheckRecord(proof, c.Size, c.Root, e.Position, e.leaf); err != nil {
		return fmt.Errorf("the proof does not lead to the root: %w", ErrNotInTree)
	}
	return nil
}

func ParseHash(text string) (tlog.Hash, error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 32 || text != strings.ToLower(text) {
		return tlog.Hash{}, fmt.Errorf("%q is not a hash", text)
	}
	return tlog.Hash(raw), nil
}
