package query

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A DryRun is what the law would say now. Nothing is recorded.
type DryRun struct {
	Stream    string       `json:"stream"`
	Reference string       `json:"reference"`
	Command   string       `json:"command"` // its kind
	Status    string       `json:"status"`  // done or refused, as a receipt has it
	Events    []string     `json:"events"`  // kinds, in their order
	Seen      int64        `json:"seen"`    // how many events of the ledger it was asked over
	Refusal   *law.Refusal `json:"refusal,omitempty"`
}

// Dry is what the law would say now of a command of the viewer, on behalf of somebody
// where on is not "", over all that is recorded and every moment that has passed.
// Commands that are received and not judged yet are left out. The caller has checked
// that the viewer may know of the life. An error that is Invalid says what is wrong with
// the command itself.
func (q *Queries) Dry(ctx context.Context, v access.Viewer, stream, on string, c law.Command) (_ DryRun, err error) {
	if v.Person == "" {
		return DryRun{}, &Nobody{}
	}
	if err := c.Check(); err != nil {
		return DryRun{}, wrong(err)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("ask the law of %s about %s: %v", stream, c.Kind(), r)
		}
	}()
	if err := q.MaySend(ctx, v.Person, stream, c.Kind()); err != nil {
		return DryRun{}, err
	}
	row := DryRun{Stream: stream, Reference: law.Reference(stream), Command: c.Kind(), Status: door.Done, Events: []string{}}
	would, err := q.would(ctx, v, stream, on, c)
	if err != nil {
		return DryRun{}, err
	}
	events, err := would.decide(c)
	row.Seen = would.seen
	if refusal, refused := law.Refused(err); refused {
		row.Status, row.Refusal = door.Refused, refusal
		return row, nil
	}
	if err != nil {
		return DryRun{}, fmt.Errorf("ask the law of %s about %s: %w", stream, c.Kind(), err)
	}
	for _, e := range events {
		row.Events = append(row.Events, e.Kind())
		switch e := e.(type) {
		case twinning.TenderRefused:
			row.Status, row.Refusal = door.Refused, &e.Refusal
		case twinning.TenderRefusedLate:
			row.Status, row.Refusal = door.Refused, &law.Refusal{Rule: "deadlines", Code: "late", With: []law.Param{law.Because("verdict", e.Verdict.Why)}}
		}
	}
	return row, nil
}

// A would is a life as a receipt would find it now.
type would struct {
	law   law.Law
	state law.State
	facts state.Facts
	at    law.Receipt
	seen  int64 // how many events of the ledger it is over
}

// would is the life of a stream with every moment recorded that has passed, for a command of the kind of c.
func (q *Queries) would(ctx context.Context, v access.Viewer, stream, on string, c law.Command) (w would, err error) {
	var is state.Folded
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		folder := q.folder
		if is, err = folder.Fold(ctx, from, stream); err != nil {
			return err
		}
		w.seen = from.Size()
		w.at = law.Receipt{Command: door.NewID(), Actor: v.Person, For: on, ReceivedAt: from.Clock().Now(), Position: from.Size(), Edition: law.Newest}
		w.facts, err = folder.Facts(ctx, from, is.Law.Needs(is.State, c))
		return err
	})
	if err == nil {
		w.law, w.state = is.Law, elapsed(is, w.facts, w.at)
	}
	return w, err
}

func (w would) decide(c law.Command) ([]law.Event, error) {
	return w.law.Decide(w.state, w.facts, c, w.at)
}

// atMost is how many moments are let pass before a command is asked about.
const atMost = 10_000

// elapsed is a life with every moment recorded that lies before a receipt.
func elapsed(is state.Folded, f law.Facts, at law.Receipt) law.State {
	s := is.State
	for n := range atMost {
		m, ok := is.Law.Next(s, f)
		if !ok || !m.At.Before(at.ReceivedAt) { // as the lives judge
			break
		}
		for _, e := range is.Law.Elapse(s, f, m) {
			s = is.Law.Evolve(s, e, law.Recorded{Position: at.Position, Version: is.Version + int64(n) + 1, RecordedAt: at.ReceivedAt, Actor: law.Engine})
		}
	}
	return s
}
