package twinning

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// evolveReview is Evolve where a tender is looked at again.
func (t Twinning) evolveReview(e reviewEvent, at law.Recorded) Twinning {
	when := at.At()
	switch e := e.(type) {
	case TenderRefused:
		t.Attempts = append(slices.Clip(t.Attempts), Attempt{
			ReceivedAt: at.ReceivedAt, Position: at.Position, HMAC: e.HMAC, Refusal: e.Refusal, By: at.Actor,
		})
	case EvidenceAdded:
		t = t.addFile(e, at)
	case EvidenceWithdrawn:
		t = t.withdrawFile(e)
	case OrganisationLinked:
		t = t.link(e)
	case AttributeVerified:
		t = t.verify(e)
	case WithdrawalUndone:
		t.Stage, t.EndedAt = Submitted, time.Time{}
		t = t.owe(when, obligation.CauseWithdrawalUndone, e.Owed)
	case EligibilityProposed:
		t.Proposal, t.ProposedBy = &e, at.Actor
	case ArbitrationOpened:
		t.Stage, t.Arbitrated, t.Diverged = Arbitration, true, e.Reports
		t = t.owe(when, "", e.Owed)
	case ConsensusAwaited:
		t.Stage = Consenting
		t.Obligations = meetAll(t.Obligations, ladderArbitration, when)
		t = t.owe(when, "", e.Owed)
	case ConsensusProposed:
		t.Consensus = &Consensus{Number: e.Number, By: e.By, Scores: e.Scores, Total: e.Total}
		if slices.Contains(t.counting(), e.By) {
			t.Consensus.Agreed = []string{e.By} // whoever proposes what they would not agree to need not propose
		}
	case ConsensusAgreed:
		c := *t.Consensus
		c.Agreed = append(slices.Clip(c.Agreed), e.Evaluator)
		t.Consensus = &c
	case ComplaintWindowClosed:
		t.Obligations = obligation.Meet(t.Obligations, oweWindow, e.At.Add(-time.Microsecond)) // kept to its last day
		t.SettledAt = e.At
	case ComplaintLodged:
		t.Complaints = append(slices.Clip(t.Complaints), Complaint{
			Number: e.Number, At: when, Grounds: e.Grounds, Text: e.Text, Against: t.Stage, Status: call.ComplaintLodged,
		})
		t = t.owe(when, "", e.Owed)
	case ComplaintReviewed:
		t = t.answerComplaint(e, when)
	case ChangeNoted:
		// the parties are told; the tender stays as it is
	case PartyChangeProposed:
		t.PartyChanges = with(t.PartyChanges, e.Role, e.Person)
	case PartyChanged:
		t = t.changeParty(e)
	case CancellationNoted:
		if !e.Moot {
			t = t.end(Cancelled, when, obligation.CauseCallCancelled).moot()
			t.Proposal, t.ProposedBy = nil, ""
		}
	case ReevaluationOrdered:
		t = t.again(e.Reason, true)
		t = t.owe(when, "", e.Owed)
	}
	return t
}

func (t Twinning) answerComplaint(e ComplaintReviewed, at time.Time) Twinning {
	t.Complaints = slices.Clone(t.Complaints)
	against := t.Stage
	for i := range t.Complaints {
		c := &t.Complaints[i]
		if c.Number != e.Number {
			continue
		}
		c.Status, c.Finding, c.Reason, against = call.ComplaintDismissed, e.Finding, e.Reason, c.Against
		if e.Upheld {
			c.Status = call.ComplaintUpheld
		}
	}
	t.Obligations = obligation.Meet(t.Obligations, oweComplaint(e.Number), at)
	t.SettledAt = at
	if e.Upheld && t.Stage == against { // whom the call has finished with meanwhile has no second evaluation
		t.Obligations = obligation.End(t.Obligations, at, obligation.CauseComplaintUpheld, is(oweWindow))
		t = t.again(e.Reason, e.AfterAward)
		t = t.owe(at, "", e.Owed)
	}
	return t
}

// again puts a tender before its judges once more: before the officers who
// found it ineligible, or else before other evaluators. What it came to stays
// visible among the rounds.
func (t Twinning) again(why law.Text, afterAward bool) Twinning {
	round := Round{
		Stage: t.Stage, Reviews: t.Reviews, Score: t.Score, Means: t.Means, Counted: t.Counted, Outcome: t.Outcome, Why: why, AfterAward: afterAward,
		Method: t.Method, Mean: t.Mean, Median: t.Median, Spread: t.Spread,
	}
	was := t.Stage
	t.Stage, t.EndedAt = Eligible, time.Time{}
	if was == Ineligible {
		t.Stage, round.Findings = Submitted, t.Findings
	}
	t.Rounds = append(slices.Clip(t.Rounds), round)
	t.Reviews, t.Assigned, t.Arbitrated, t.Diverged, t.Consensus = nil, nil, false, 0, nil
	return t.unscored()
}

// openComplaint is the complaint that waits for its review.
func (t Twinning) openComplaint() (Complaint, bool) {
	for _, c := range t.Complaints {
		if c.Status == call.ComplaintLodged {
			return c, true
		}
	}
	return Complaint{}, false
}

// moot settles the complaint that is open: what it asked for no longer matters.
func (t Twinning) moot() Twinning {
	t.Complaints = slices.Clone(t.Complaints)
	for i := range t.Complaints {
		if t.Complaints[i].Status == call.ComplaintLodged {
			t.Complaints[i].Status = call.ComplaintSettled
		}
	}
	return t
}

// secondLook tells whether the tender is being judged again after the award:
// the call waits for what comes of it.
func (t Twinning) secondLook() bool {
	if len(t.Rounds) == 0 || !t.Rounds[len(t.Rounds)-1].AfterAward {
		return false
	}
	switch t.Stage {
	case Submitted, Clarification, Eligible, Arbitration, Consenting, Evaluated:
		return true
	case None, Ineligible, Awarded, Reserve, Rejected, Withdrawn, Contracted, Active, Suspended, Reporting, Closed, Terminated, Cancelled, Retained, Over:
	}
	return false
}

// discount takes back what an evaluator in conflict had a part in. The reports
// that are left are counted anew, as if theirs had never been.
func (t Twinning) discount(person string, at time.Time) Twinning {
	if t.Stage != Evaluated && t.Stage != Arbitration && t.Stage != Consenting || !t.reported(person) {
		return t
	}
	t.Obligations = obligation.End(t.Obligations, at, obligation.CauseReportDiscounted, func(o obligation.Obligation) bool {
		return o.Ladder == ladderArbitration || o.Ladder == ladderConsensus
	})
	t.Stage, t.Arbitrated, t.Diverged, t.Consensus = Eligible, false, 0, nil
	return t.unscored()
}

// unscored is the tender without a score.
func (t Twinning) unscored() Twinning {
	t.Score, t.Means, t.Counted = decimal.Zero, nil, nil
	t.Method, t.Mean, t.Median, t.Spread = "", decimal.Zero, decimal.Zero, decimal.Zero
	return t
}

func (t Twinning) note(e OutcomeNoted, at time.Time) Twinning {
	if e.Moot {
		return t
	}
	o := e.Outcome
	t.Outcome = &o
	t.EndedAt = time.Time{}
	switch e.Verdict {
	case call.Awarded:
		t.Stage = Awarded
		t.Obligations = obligation.End(t.Obligations, at, obligation.CauseAwarded, func(obligation.Obligation) bool { return true })
		t = t.moot()
	case call.Reserve:
		t.Stage = Reserve
	case call.Rejected:
		t.Stage, t.EndedAt = Rejected, at
		t.Obligations = obligation.End(t.Obligations, at, obligation.CauseRejected, judging)
	}
	return t.owe(at, obligation.CauseDecidedAgain, e.Owed)
}

// judging selects what is owed for an evaluation that is on its way.
func judging(o obligation.Obligation) bool {
	switch o.Ladder {
	case ladderEvaluation, ladderReevaluation, oweArbitration, oweConsensus:
		return true
	}
	return false
}
