// Package receipt is what a person keeps of a command: how it is written, read and checked. It needs no database.
package receipt

import (
	"encoding/json"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger/format"
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
	Received   format.Inclusion  `json:"received"`
	Events     []Recorded        `json:"events"`
	Before     *format.Inclusion `json:"before,omitempty"`   // the event of the stream before the answer; nil where there is none, or where NotProven names it
	Verdict    string            `json:"verdict,omitempty"`  // in time, or late
	Limit      string            `json:"limit,omitempty"`    // the instant by which it was judged: RFC 3339, UTC, six digits
	Deadline   *Deadline         `json:"deadline,omitempty"` // by which it was judged
	Refusal    *law.Refusal      `json:"refusal,omitempty"`
	// Nonce is that of a sealed command (law.CommandReceived). Only who sent it
	// has it; with it and the tender they can prove what was sent.
	Nonce  string         `json:"nonce,omitempty"`
	Signed *format.Signed `json:"signed,omitempty"` // in place of a checkpoint
	// UnderWay are the lives, by their references, in which something that follows from what is done is not there yet; Unnamed for each of which
	// nobody can say whether it may be told. It is told beside the receipt and is no part of it: what is kept and checked is the same whenever it
	// is asked for.
	UnderWay  []string    `json:"-"`
	NotProven []NotProven `json:"not_proven"` // the fields that the events above do not prove
}

// Unnamed stands in UnderWay for a life that is not named.
const Unnamed = "-"

// Recorded is one event of the answer: as the tree has it, and what its header
// says of it.
type Recorded struct {
	Kind    string `json:"kind"`
	Version int64  `json:"version"`
	format.Inclusion
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

// Fill puts the events of an answer into a receipt, and what they and their bodies say; a body that is nil was erased.
func (r *Receipt) Fill(events []format.Event, bodies [][]byte) error {
	for i, e := range events {
		r.Events = append(r.Events, Recorded{
			Kind: e.Kind, Version: e.Version, Inclusion: e.Inclusion(), RecordedAt: calendar.Instant(e.Recorded),
		})
		if e.Kind == (law.CommandRefused{}).Kind() || e.Kind == (law.CommandUnjudged{}).Kind() {
			r.Events[i].Inclusion = e.WithBody() // its parameters are proven by its body
		}
		if err := r.read(e.Kind, bodies[i]); err != nil {
			return err
		}
	}
	headers, err := r.headers()
	if err != nil {
		return err
	}
	s := says(headers)
	r.Status, r.Verdict, r.Limit = s.status, s.verdict, s.limit
	if r.Refusal == nil && s.code != "" {
		r.Refusal = &law.Refusal{Rule: s.rule, Code: s.code} // its parameters were erased
	}
	r.NotProven = r.unproven(headers)
	return nil
}
