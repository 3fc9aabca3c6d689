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

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
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
	Waiting  []string          // tenders that were still on their way, and what the panel still owes
	Erased   bool              // some of what it was decided on is gone: nothing else can be asked
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

// What cannot be asked about.
var (
	ErrNothing = errors.New("no tender has been evaluated yet: there is nothing to ask about")
	ErrErased  = errors.New("some of the reports and tenders on which the award was decided have been erased: only the award as it is can be shown")
)

// Official finds the official award of a call: the one released, else the one
// prepared, else what would be prepared now.
func Official(ctx context.Context, l *ledger.Ledger, ref string) (Base, error) {
	var b Base
	err := l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		now, err := state.FoldAt(ctx, l, from, law.CallStream(ref), 0)
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
			decided, err := newest(ctx, from, law.CallStream(ref), kind, from.Size())
			if err != nil {
				return err
			}
			b.Seen = decided.Seen
			was, err := state.FoldAt(ctx, l, from, law.CallStream(ref), decided.Position)
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
		was, err := state.FoldAt(ctx, l, from, law.CallStream(a.Call), a.Seen)
		if err != nil {
			return err
		}
		if err := b.decided(ctx, l, from, a); err != nil {
			return err
		}
		return b.read(ctx, l, from, was.State.(call.Call))
	})
	if err != nil {
		return Base{}, fmt.Errorf("read %s as it stood at position %d: %w", a.Call, a.Seen, err)
	}
	return b, nil
}

// decided reads the award that a recorded question was held against, where there was one.
func (b *Base) decided(ctx context.Context, l *ledger.Ledger, from ledger.Snapshot, a Asked) error {
	kind := map[string]string{Released: call.AwardReleased{}.Kind(), Prepared: call.AwardPrepared{}.Kind()}[a.Status]
	if kind == "" {
		return nil
	}
	e, err := newest(ctx, from, law.CallStream(a.Call), kind, a.Seen)
	if err != nil {
		return err
	}
	then, err := state.FoldAt(ctx, l, from, law.CallStream(a.Call), e.Position+1)
	if err != nil {
		return err
	}
	c := then.State.(call.Call)
	switch award := map[string]*call.AwardDecision{Released: c.Released, Prepared: c.Prepared}[a.Status]; {
	case award == nil:
		return fmt.Errorf("the award at position %d was erased", e.Position)
	default:
		b.Official = *award
	}
	return nil
}

// read adds the facts that the award was, or would be, decided on.
func (b *Base) read(ctx context.Context, l *ledger.Ledger, from ledger.Snapshot, c call.Call) error {
	facts, err := state.NewFolder(l, 0).Facts(ctx, state.UpTo(from, b.Seen), []string{call.TenderPrefix(c.Reference) + "*"})
	if err != nil {
		return err
	}
	b.Call = c
	evaluated, waiting := c.Evaluated(facts)
	b.Facts, b.Waiting = c.AfterPanel(evaluated), nil
	for _, t := range waiting {
		b.Waiting = append(b.Waiting, t.Reference+" ("+t.Stage+")")
	}
	now := c.Noted(call.Decide(b.Facts, c.Rules, c.Rules.Budget), b.Facts)
	if b.Status == Standing {
		if len(evaluated) == 0 {
			return ErrNothing
		}
		b.Official = now
		if owes := c.PanelOwes(evaluated); owes != nil {
			b.Waiting = append(b.Waiting, narrate.English().Refusal(*owes))
		}
	}
	if now.Equal(b.Official) && b.counted() {
		return nil
	}
	b.Erased, err = erased(ctx, from, c.Reference, b.Seen)
	return err
}

// counted tells whether every score follows from the reports that are there.
func (b *Base) counted() bool {
	return !slices.ContainsFunc(b.Facts, func(t call.TenderFact) bool {
		return !t.Panelled && !t.Recount(b.Call.Rules.Evaluation).Score.Equal(t.Score)
	})
}

// erased tells whether something that the tenders of a call had recorded before
// a position has been erased.
func erased(ctx context.Context, from ledger.Snapshot, ref string, before int64) (bool, error) {
	events, err := from.Read(ctx, ledger.Query{Prefix: call.TenderPrefix(ref), To: before})
	return slices.ContainsFunc(events, func(e ledger.Event) bool { return e.Removed }), err
}

// Gone tells whether something that a recorded question saw has been erased.
func Gone(ctx context.Context, l *ledger.Ledger, a Asked) (gone bool, err error) {
	err = l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		gone, err = erased(ctx, from, a.Call, a.Seen)
		return err
	})
	return gone, err
}

// newest is the last event of a kind that was decided over no more of the ledger
// than the first seen events.
func newest(ctx context.Context, from ledger.Snapshot, stream, kind string, seen int64) (ledger.Event, error) {
	events, err := from.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return ledger.Event{}, err
	}
	for _, e := range slices.Backward(events) {
		if e.Kind == kind && e.Seen <= seen {
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
	s, err := b.suppose(q)
	if err != nil {
		return call.Supposition{}, Asked{}, err
	}
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

func (b Base) suppose(q call.WhatIf) (call.Supposition, error) {
	if b.Erased {
		if !q.Against(b.Call.Rules, b.Official.Budget).Official() {
			return call.Supposition{}, ErrErased
		}
		return call.Supposition{Award: b.Official, Moves: []call.Shift{}, Cuts: call.Cutoffs(b.Official, nil, nil)}, nil
	}
	if err := b.known(q.Without); err != nil {
		return call.Supposition{}, err
	}
	s := q.Suppose(b.Facts, b.Call.Rules, b.Official)
	s.Award = b.Call.Noted(s.Award, b.Facts)
	return s, nil
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
