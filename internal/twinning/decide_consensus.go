package twinning

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// Check refuses scores that no scale could have.
func (o ProposeConsensus) Check() error { return checkScores(o.Scores) }

// Decide takes a proposal of an officer, who moderates, or of an evaluator who
// counts. It takes the place of the one before, and of whoever agreed to that.
func (o ProposeConsensus) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("proposing-a-consensus", Consenting); err != nil {
		return nil, err
	}
	if !c.Has(r.Actor, law.Officer) {
		if err := t.hasPart(c, r); err != nil {
			return nil, err
		}
	}
	criteria := c.Rules.Evaluation.Criteria
	if err := complete(o.Scores, criteria); err != nil {
		return nil, err
	}
	number := 1
	if t.Consensus != nil {
		number = t.Consensus.Number + 1
	}
	others := slices.DeleteFunc(t.counting(), func(p string) bool { return p == r.Actor })
	total := call.Total(points(o.Scores), criteria)
	return t.agreed(ConsensusProposed{
		Number: number, By: r.Actor, Scores: o.Scores, Total: total,
		Promise: t.letters(others, "consensus-proposed", law.Count("number", number), law.Score("total", total)),
	}, c, r), nil
}

// Check refuses a proposal that nobody could have made.
func (o AgreeConsensus) Check() error {
	if o.Proposal < 0 {
		return errMissing("proposal", "name its number, from 1 on, or none for the one that stands")
	}
	return nil
}

// Decide takes an evaluator's agreement. With the last one the tender is evaluated.
func (o AgreeConsensus) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("agreeing-to-a-consensus", Consenting); err != nil {
		return nil, err
	}
	if err := t.hasPart(c, r); err != nil {
		return nil, err
	}
	switch {
	case t.Consensus == nil:
		return nil, law.Refuse("consensus", "no-proposal", law.Ref("tender", t.Reference))
	case o.Proposal > 0 && o.Proposal != t.Consensus.Number:
		return nil, law.Refuse("consensus", "another-proposal", law.Count("number", t.Consensus.Number), law.Count("asked", o.Proposal))
	case slices.Contains(t.Consensus.Agreed, r.Actor):
		return nil, law.Refuse("consensus", "already-agreed", law.Who("person", r.Actor))
	}
	return t.agreed(ConsensusAgreed{Evaluator: r.Actor}, c, r), nil
}

// hasPart refuses whoever has no report that counts.
func (t Twinning) hasPart(c call.Call, r law.Receipt) error {
	if err := staff(c, r, law.Evaluator); err != nil {
		return err
	}
	if !slices.Contains(t.counting(), r.Actor) {
		return law.Refuse("consensus", "no-part", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	}
	return nil
}

// agreed is an event and, where everybody whose report counts has agreed after
// it, the evaluation.
func (t Twinning) agreed(e Event, c call.Call, r law.Receipt) []Event {
	after := t.Evolve(e, law.Recorded{ReceivedAt: r.ReceivedAt, Actor: r.Actor})
	for _, p := range after.counting() {
		if !slices.Contains(after.Consensus.Agreed, p) {
			return []Event{e}
		}
	}
	return []Event{e, after.evaluation(call.Agreed(points(after.Consensus.Scores), after.counted(), c.Rules.Evaluation))}
}
