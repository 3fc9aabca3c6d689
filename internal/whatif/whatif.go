// Package whatif asks what an award would have been with other parameters,
// over the evaluations that are recorded, and records each question: the live
// call is untouched, and nobody can try until a result suits them without
// that being seen.
package whatif

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"twinning.example/engine/internal/audit"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

// Stream is where the questions about a call are recorded.
func Stream(ref string) string { return "what-if/" + ref }

// Kind is the kind of the event that records a question. It is sealed: what it
// says of scores is for those who may read scores.
const Kind = "what-if-asked.v1"

// What the official award is, against which a what-if is held.
const (
	Released = "released" // the decision
	Prepared = "prepared" // not released yet
	Standing = "standing" // not even prepared: what would be prepared now
)

// A Base is an official award with the facts on which it was decided.
type Base struct {
	Call     call.Call // as it stood when the award was decided
	Official call.AwardDecision
	Status   string            // Released, Prepared or Standing
	Seen     int64             // size of the ledger when its facts were read
	Facts    []call.TenderFact // the evaluated tenders, then
	Waiting  []string          // tenders that were still on their way
}

// An Asked is one question and its answer, as recorded. The whole award is
// not: it follows from the question and from the facts that were seen, and its
// SHA-256 says whether it was the same.
type Asked struct {
	Call     string      `json:"call"`
	Question call.WhatIf `json:"question"`
	Status   string      `json:"status"`        // of the official award
	Seen     int64       `json:"seen"`          // size of the ledger when its facts were read
	Rules    string      `json:"rules"`         // SHA-256 of the rule book
	Award    string      `json:"award"`         // SHA-256 of the supposed award, as JSON
	Same     bool        `json:"same"`          // as the official one
	Counts   [3]int      `json:"counts"`        // awarded, on the reserve list, rejected
	In       []string    `json:"in,omitempty"`  // who would be awarded and was not
	Out      []string    `json:"out,omitempty"` // who was awarded and would not be
}

// ErrNothing says that no tender has been evaluated yet.
var ErrNothing = errors.New("no tender has been evaluated yet: there is nothing to ask about")

// Official finds the official award of a call: the one released, else the one
// prepared, else what would be prepared now.
func Official(ctx context.Context, l *ledger.Ledger, ref string) (Base, error) {
	var b Base
	err := l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		now, err := audit.FoldAt(ctx, l, from, law.CallStream(ref), 0)
		if err != nil {
			return err
		}
		c, ok := now.State.(call.Call)
		if !ok || c.Stage == call.None {
			return fmt.Errorf("there is no call %s", ref)
		}
		kind := ""
		switch {
		case c.Released != nil:
			b.Status, b.Official, kind = Released, *c.Released, call.AwardReleased{}.Kind()
		case c.Prepared != nil:
			b.Status, b.Official, kind = Prepared, *c.Prepared, call.AwardPrepared{}.Kind()
		default:
			b.Status, b.Seen = Standing, from.Size()
		}
		if kind != "" {
			decided, err := newest(ctx, from, law.CallStream(ref), kind)
			if err != nil {
				return err
			}
			b.Seen = decided.Seen
			was, err := audit.FoldAt(ctx, l, from, law.CallStream(ref), decided.Position)
			if err != nil {
				return err
			}
			c = was.State.(call.Call)
		}
		return b.read(ctx, l, from, c)
	})
	if err != nil {
		return Base{}, fmt.Errorf("read the award of %s: %w", ref, err)
	}
	return b, nil
}

// At is the base as a recorded question saw it.
func At(ctx context.Context, l *ledger.Ledger, a Asked) (Base, error) {
	b := Base{Status: a.Status, Seen: a.Seen}
	err := l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		was, err := audit.FoldAt(ctx, l, from, law.CallStream(a.Call), a.Seen)
		if err != nil {
			return err
		}
		return b.read(ctx, l, from, was.State.(call.Call))
	})
	if err != nil {
		return Base{}, fmt.Errorf("read %s as it stood at position %d: %w", a.Call, a.Seen, err)
	}
	b.Official = call.Decide(b.Facts, b.Call.Rules, b.Call.Rules.Budget)
	return b, nil
}

// read adds the facts that the award was, or would be, decided on.
func (b *Base) read(ctx context.Context, l *ledger.Ledger, from ledger.Snapshot, c call.Call) error {
	facts, err := audit.NewFolder(l, 0).Facts(ctx, audit.UpTo(from, b.Seen), []string{call.TenderPrefix(c.Reference) + "*"})
	if err != nil {
		return err
	}
	b.Call = c
	evaluated, waiting := c.Evaluated(facts)
	if len(evaluated) == 0 {
		return ErrNothing
	}
	b.Facts, b.Waiting = c.AfterPanel(evaluated), waiting
	if b.Status == Standing {
		b.Official = call.Decide(b.Facts, c.Rules, c.Rules.Budget)
	}
	return nil
}

func newest(ctx context.Context, from ledger.Snapshot, stream, kind string) (ledger.Event, error) {
	events, err := from.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return ledger.Event{}, err
	}
	for _, e := range slices.Backward(events) {
		if e.Kind == kind {
			return e, nil
		}
	}
	return ledger.Event{}, fmt.Errorf("%s says nothing of %s", stream, kind)
}

// Ask answers a question over a base.
func (b Base) Ask(q call.WhatIf) (call.Supposition, Asked, error) {
	if err := q.Check(b.Call.Rules); err != nil {
		return call.Supposition{}, Asked{}, err
	}
	if err := b.known(q.Without); err != nil {
		return call.Supposition{}, Asked{}, err
	}
	s := q.Suppose(b.Facts, b.Call.Rules, b.Official)
	body, err := json.Marshal(s.Award)
	if err != nil {
		return call.Supposition{}, Asked{}, fmt.Errorf("write the award: %w", err)
	}
	sum := sha256.Sum256(body)
	a := Asked{
		Call: b.Call.Reference, Question: q, Status: b.Status, Seen: b.Seen, Rules: b.Call.SHA256,
		Award: hex.EncodeToString(sum[:]), Same: s.Award.Equal(b.Official),
		Counts: [3]int{len(s.Award.With(call.Awarded)), len(s.Award.With(call.Reserve)), len(s.Award.With(call.Rejected))},
	}
	for _, m := range s.Moves {
		switch {
		case m.To == call.Awarded && m.From != call.Awarded:
			a.In = append(a.In, m.Tender)
		case m.From == call.Awarded && m.To != call.Awarded:
			a.Out = append(a.Out, m.Tender)
		}
	}
	return s, a, nil
}

// known refuses to leave out somebody who has reported on no tender.
func (b Base) known(without []string) error {
	for _, person := range without {
		if !slices.ContainsFunc(b.Facts, func(t call.TenderFact) bool {
			return slices.ContainsFunc(t.Reports, func(r call.Report) bool { return r.Evaluator == person })
		}) {
			return fmt.Errorf("%s has reported on no tender of %s: there is nothing to leave out", person, b.Call.Reference)
		}
	}
	return nil
}

// ErrOther says that a command id stands for another question already.
var ErrOther = errors.New("this command id stands for another question: leave it out, and a new one is drawn")

// Record appends a question to the stream of questions about its call. Asked
// again with the same command id, it is recorded once; another question with
// it is refused.
func Record(ctx context.Context, l *ledger.Ledger, actor, command string, a Asked) (ledger.Event, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return ledger.Event{}, fmt.Errorf("write the question: %w", err)
	}
	stream := Stream(a.Call)
	done, err := l.Append(ctx, ledger.Request{
		Stream: stream, Expect: ledger.Any, Command: command, Seen: a.Seen,
		Drafts: []ledger.Draft{{Kind: Kind, Body: body, Subjects: []string{stream}, Actor: actor, Command: command, Rules: a.Rules}},
	})
	if err != nil {
		return ledger.Event{}, fmt.Errorf("record the question: %w", err)
	}
	if !done.Known {
		return done.Events[0], nil
	}
	first, err := read(ctx, l, done.Events[:1])
	if err != nil {
		return ledger.Event{}, err
	}
	if written(first[0].Question) != written(a.Question) || first[0].Event.Actor != actor {
		return ledger.Event{}, ErrOther
	}
	return done.Events[0], nil
}

// written is a question as it is recorded: what is left out is left out.
func written(q call.WhatIf) string {
	b, err := json.Marshal(q)
	if err != nil {
		panic(err) // a question has nothing that JSON cannot say
	}
	return string(b)
}

// A Question is a recorded question with who asked it and when.
type Question struct {
	Event ledger.Event
	Asked
}

// Questions lists what was asked about a call, in order.
func Questions(ctx context.Context, l *ledger.Ledger, ref string) ([]Question, error) {
	events, err := l.Read(ctx, ledger.Query{Stream: Stream(ref)})
	if err != nil {
		return nil, fmt.Errorf("read the what-ifs of %s: %w", ref, err)
	}
	return read(ctx, l, events)
}

func read(ctx context.Context, l *ledger.Ledger, events []ledger.Event) ([]Question, error) {
	bodies, err := l.OpenBodies(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("read what-ifs: %w", err)
	}
	list := make([]Question, 0, len(events))
	for i, e := range events {
		q := Question{Event: e}
		if err := json.Unmarshal(bodies[i], &q.Asked); err != nil {
			return nil, fmt.Errorf("read position %d: %w", e.Position, err)
		}
		list = append(list, q)
	}
	return list, nil
}
