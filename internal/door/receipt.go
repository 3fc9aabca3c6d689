package door

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/twinning"
)

// The statuses of a receipt.
const (
	Done    = "done"
	Refused = "refused"
	Pending = "pending" // received; it will be judged by its receipt instant

	unjudged = "unjudged" // in a header; whoever asked is told that it was refused
)

// A Receipt is what a person keeps of a command. It holds no personal data.
type Receipt struct {
	CommandID  string            `json:"command_id"`
	Stream     string            `json:"stream"`
	Reference  string            `json:"reference"`
	Status     string            `json:"status"`
	ReceivedAt string            `json:"received_at"` // RFC 3339, UTC, six digits
	Received   ledger.Inclusion  `json:"received"`
	Events     []Recorded        `json:"events"`
	Before     *ledger.Inclusion `json:"before,omitempty"`   // the event of the stream before the answer
	Verdict    string            `json:"verdict,omitempty"`  // in time, or late
	Limit      string            `json:"limit,omitempty"`    // the instant by which it was judged: RFC 3339, UTC, six digits
	Deadline   *Deadline         `json:"deadline,omitempty"` // by which it was judged
	Refusal    *law.Refusal      `json:"refusal,omitempty"`
	// Nonce is that of a sealed command (law.CommandReceived). Only who sent it
	// has it; with it and the tender they can prove what was sent.
	Nonce     string         `json:"nonce,omitempty"`
	Signed    *ledger.Signed `json:"signed,omitempty"` // in place of a checkpoint
	NotProven []NotProven    `json:"not_proven"`       // the fields that the events above do not prove
}

// Recorded is one event of the answer: as the tree has it, and what its header
// says of it.
type Recorded struct {
	Kind    string `json:"kind"`
	Version int64  `json:"version"`
	ledger.Inclusion
	RecordedAt string `json:"recorded_at"`
}

// A Deadline is the version of the rule that judged a tender.
type Deadline struct {
	Rule     calendar.Deadline `json:"rule"`
	Position int64             `json:"position"` // where the version is recorded
	Why      law.Reason        `json:"why"`      // what it says of this receipt
}

// The verdicts on a tender.
const (
	InTime = "in time"
	Late   = "late"
)

// await reads the answer as soon as it is there, or says pending.
func (d *Door) await(ctx context.Context, r Request, received ledger.Event) (Receipt, error) {
	first := received.Receipt()
	receipt := Receipt{
		CommandID: r.ID, Stream: r.Stream, Reference: law.Reference(r.Stream), Status: Pending,
		ReceivedAt: first.ReceivedAt, Received: first.Received, Events: []Recorded{},
	}
	receipt.NotProven = receipt.unproven(nil)
	wait := r.Wait
	if wait == 0 {
		wait = Patience
	}
	if wait < 0 {
		ctx, cancel := context.WithTimeout(ctx, Patience)
		defer cancel()
		answered, ok, err := d.Ledger.Answer(ctx, r.Stream, r.ID)
		if err != nil || !ok {
			return receipt, nil // it is received: that is what counts
		}
		return d.fill(ctx, receipt, answered)
	}
	patience, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	answered, err := d.Ledger.WaitForAnswer(patience, r.Stream, r.ID)
	switch {
	case err == nil:
		return d.fill(ctx, receipt, answered)
	case ctx.Err() != nil:
		return receipt, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, ledger.ErrUnavailable):
		return receipt, nil
	}
	return receipt, fmt.Errorf("read the answer: %w", err)
}

// Answer reads a receipt again, by the command's id, with its nonce: the caller
// gives that to nobody but who sent the command.
func (d *Door) Answer(ctx context.Context, stream, id string) (Receipt, error) {
	received, ok, err := d.Ledger.Answer(ctx, stream+"/in", id)
	if err != nil {
		return Receipt{}, err
	}
	if !ok {
		return Receipt{}, fmt.Errorf("%w: %s has received no command %s", ErrNotFound, law.Reference(stream), id)
	}
	receipt, err := d.await(ctx, Request{Stream: stream, ID: id, Wait: -1}, received.Events[0])
	if err != nil {
		return receipt, err
	}
	if receipt.Nonce, err = d.nonce(ctx, received.Events[0]); err != nil {
		return receipt, err
	}
	return receipt, receipt.Bind()
}

// believe refuses an answer that no key which may decide has signed: nobody is told of it. A process that was given nobody's key to trust
// believes what PostgreSQL says.
func (d *Door) believe(ctx context.Context, answered ledger.Answered) error {
	if !d.Ledger.Trusts() {
		return nil
	}
	if err := d.Ledger.Judge(ctx, answered.Events); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	for _, e := range answered.Events {
		if e.Untrusted != "" {
			return fmt.Errorf("the answer to %s in %s, at position %d: %s: %w", answered.Command, law.Reference(answered.Stream), e.Position, e.Untrusted, ledger.ErrUntrusted)
		}
	}
	return nil
}

// nonce reads the nonce of a sealed command; "" where it has none, was erased, or
// the process has no key for it.
func (d *Door) nonce(ctx context.Context, received ledger.Event) (string, error) {
	if !received.Sealed() {
		return "", nil
	}
	body, err := d.Ledger.Body(ctx, received)
	if errors.Is(err, ledger.ErrRemoved) || errors.Is(err, ledger.ErrNoKey) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the receipt: %w", err)
	}
	var content law.CommandReceived
	if err := json.Unmarshal(body, &content); err != nil {
		return "", fmt.Errorf("read the receipt: %w", err)
	}
	return content.Nonce, nil
}

// fill puts what the law said into the receipt.
func (d *Door) fill(ctx context.Context, r Receipt, a ledger.Answered) (Receipt, error) {
	if err := d.believe(ctx, a); err != nil {
		return r, err
	}
	bodies, err := d.Ledger.OpenBodies(ctx, a.Events)
	if err != nil {
		return r, fmt.Errorf("read the answer: %w", err)
	}
	for i, e := range a.Events {
		r.Events = append(r.Events, Recorded{
			Kind: e.Kind, Version: e.Version, Inclusion: e.Inclusion(), RecordedAt: calendar.Instant(e.Recorded),
		})
		if e.Kind == (law.CommandRefused{}).Kind() || e.Kind == (law.CommandUnjudged{}).Kind() {
			r.Events[i].Inclusion = e.WithBody() // its parameters are proven by its body
		}
		if err := r.read(e.Kind, bodies[i]); err != nil {
			return r, fmt.Errorf("read the answer: %w", err)
		}
	}
	headers, err := r.headers()
	if err != nil {
		return r, fmt.Errorf("read the answer: %w", err)
	}
	s := says(headers)
	r.Status, r.Verdict, r.Limit = s.status, s.verdict, s.limit
	if r.Refusal == nil && s.code != "" {
		r.Refusal = &law.Refusal{Rule: s.rule, Code: s.code} // its parameters were erased
	}
	if first := a.Events[0]; first.Version > 1 {
		before, err := d.Ledger.Read(ctx, ledger.Query{Stream: r.Stream, AfterVersion: first.Version - 2, Limit: 1})
		if err != nil || len(before) == 0 {
			return r, fmt.Errorf("read the event before the answer: %w", errors.Join(err, ctx.Err()))
		}
		i := before[0].Inclusion()
		r.Before = &i
	}
	r.NotProven = r.unproven(headers)
	return r, nil
}

// read takes verdicts and refusals out of an event.
func (r *Receipt) read(kind string, body []byte) error {
	if len(body) == 0 {
		return nil // it was erased
	}
	switch kind {
	case law.CommandRefused{}.Kind():
		var e law.CommandRefused
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		r.Refusal = &e.Refusal
	case law.CommandUnjudged{}.Kind():
		var e law.CommandUnjudged
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		r.Refusal = &law.Refusal{Rule: "unjudged", Code: "unjudged", With: []law.Param{law.Word("why", "unjudged", e.Code)}}
	case twinning.TenderSubmitted{}.Kind():
		var e twinning.TenderSubmitted
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		r.judged(e.Verdict)
	case twinning.TenderRefusedLate{}.Kind():
		var e twinning.TenderRefusedLate
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		r.judged(e.Verdict)
		r.Refusal = &law.Refusal{Rule: "deadlines", Code: "late", With: []law.Param{law.Because("verdict", e.Verdict.Why)}}
	case twinning.TenderRefused{}.Kind():
		var e twinning.TenderRefused
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		r.Refusal = &e.Refusal
	}
	return nil
}

func (r *Receipt) judged(v twinning.TimeVerdict) {
	r.Deadline = &Deadline{Rule: v.Deadline, Position: v.Position, Why: v.Why}
}

// ReceivedInstant is the receipt instant as a time.
func (r Receipt) ReceivedInstant() (time.Time, error) { return calendar.ParseInstant(r.ReceivedAt) }
