package call

import (
	"maps"
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// evolveProposal is Evolve where two people of the staff decide.
func (c Call) evolveProposal(e proposalEvent, at law.Recorded) Call {
	when := at.At()
	switch e := e.(type) {
	case RulesProposed:
		e.Promise = law.Promise{}
		c = c.proposed(proposedRules, Proposal{Number: e.Number, By: at.Actor, At: when, Why: e.Why, Rules: &e})
	case ShorteningProposed:
		c = c.proposed(proposedDeadline, Proposal{Number: e.Number, By: at.Actor, At: when, Why: e.Deadline.Why, Deadline: &e.Deadline})
	case CancellationProposed:
		c = c.proposed(proposedCancellation, Proposal{Number: e.Number, By: at.Actor, At: when, Why: e.Why})
	case DeadlineShortened:
		c.Deadlines = slices.Clone(c.Deadlines)
		for _, n := range e.Ends {
			v := &c.Deadlines[n-1]
			v.Shortened, v.EndedAt, v.EndedBy = true, at.RecordedAt, at.Position
		}
		c = c.moreTime(DeadlineVersion{Rule: e.Deadline, RecordedAt: at.RecordedAt, Position: at.Position}, when)
		c = c.unproposed(proposedDeadline)
	case CallCancelled:
		c.Stage, c.Prepared, c.PreparedOn, c.Proposed, c.OpeningSigned = Cancelled, nil, nil, nil, ""
		c.Obligations = obligation.End(c.Obligations, when, obligation.CauseCallCancelled, func(obligation.Obligation) bool { return true })
	}
	return c
}

// proposed is the call with a proposal, in place of an earlier one of its kind.
func (c Call) proposed(what string, p Proposal) Call {
	c.Proposals, c.Proposed = p.Number, with(c.Proposed, what, p)
	return c
}

// unproposed is the call in which nothing of a kind waits for a signature.
func (c Call) unproposed(what string) Call {
	if _, waits := c.Proposed[what]; !waits {
		return c
	}
	c.Proposed = maps.Clone(c.Proposed)
	delete(c.Proposed, what)
	return c
}
