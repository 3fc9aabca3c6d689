package call

import (
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// An afterEvent is a fact from the release of the award on.
//
//sumtype:decl
type afterEvent interface {
	Event
	after()
}

func (OutcomesAnnounced) after()     {}
func (StandstillEnded) after()       {}
func (ComplaintWindowClosed) after() {}
func (ComplaintNoted) after()        {}
func (ReevaluationNoted) after()     {}
func (LeftoverReopened) after()      {}

// evolveAfter is Evolve from the release of the award on.
func (c Call) evolveAfter(e afterEvent, at law.Recorded) Call {
	switch e := e.(type) {
	case OutcomesAnnounced:
		c.Rounds = slices.DeleteFunc(slices.Clone(c.Rounds), func(r PlannedRound) bool { return r.Verdict == e.Verdict })
		if e.Verdict != "" {
			c.Announced = with(c.Announced, string(e.Verdict), true)
		}
		if e.Last {
			c.ComplaintsUntil, c.StandstillUntil = e.ComplaintsUntil, e.StandstillUntil
			c.Obligations = obligation.Owe(c.Obligations, e.At, "", e.Owed...)
		}
	case StandstillEnded:
		c.StandstillOver = true
		c.Obligations = obligation.Meet(c.Obligations, standstill, lastInstant(e.At))
	case ComplaintWindowClosed:
		c.WindowClosed = true
		c.Obligations = obligation.Meet(c.Obligations, window, lastInstant(e.At))
	case ComplaintNoted:
		c.Complaints = with(c.Complaints, e.Tender, e.Status)
	case ReevaluationNoted:
		c.Complaints = with(c.Complaints, e.Tender, ComplaintSettled)
		if !e.ComplaintsUntil.IsZero() {
			c.ComplaintsUntil, c.WindowClosed = e.ComplaintsUntil, false
			c.Obligations = obligation.Owe(c.Obligations, at.At(), obligation.CauseDecisionContestable, e.Owed...)
		}
		if e.Verdict == Awarded { // it was, meanwhile
			return c
		}
		c.Reserve = c.reserveBut(e.Tender)
		if e.Envelope != "" {
			c.FundedFrom = with(c.FundedFrom, e.Tender, e.Envelope)
		}
		if e.Verdict == Reserve {
			c.Reserve = slices.Insert(c.Reserve, min(max(e.Place-1, 0), len(c.Reserve)), e.step())
		}
	case LeftoverReopened:
		c.Left = e.Left
		c.Reopened = with(c.Reopened, e.Call, e.Amount)
	case AmendmentFunded:
		c = c.fundAmendment(e)
	case RatesImported:
		c = c.importRates(e)
	}
	return c
}

func owes(id string) func(obligation.Obligation) bool {
	return func(o obligation.Obligation) bool { return o.ID == id }
}

// lastInstant is the last one before the end of a day: what lasts until that
// day has been kept by then, and is not late.
func lastInstant(end time.Time) time.Time { return end.Add(-time.Microsecond) }

// envelope is the call with an amount put into, or if negative taken from, the
// envelope that a tender is funded from. Without envelopes nothing changes.
func (c Call) envelope(tender string, amount money.Amount) Call {
	id := c.envelopeOf(tender)
	if left, ok := c.EnvelopesLeft[id]; ok {
		c.EnvelopesLeft = with(c.EnvelopesLeft, id, left.Add(amount))
	}
	return c
}

// envelopeOf is the envelope that a tender was funded from, "" for none.
func (c Call) envelopeOf(tender string) string {
	id := c.FundedFrom[tender]
	if id == "" && c.Released != nil {
		for _, s := range c.Released.Steps {
			if s.Tender == tender {
				id = s.Envelope
			}
		}
	}
	return id
}

func (c Call) release(e AwardReleased, at law.Recorded) Call {
	c.Stage, c.Released, c.ReleasedAt = Decided, &e.Award, at.At()
	c.Prepared, c.PreparedOn, c.Rounds = nil, nil, e.Rounds
	c.Left = e.Award.Left
	c.Committed = maps.Clone(c.Committed)
	if c.Committed == nil {
		c.Committed = map[string]money.Amount{}
	}
	c.Reserve = nil
	for _, e := range e.Award.Envelopes {
		c.EnvelopesLeft = with(c.EnvelopesLeft, e.ID, e.Left)
	}
	for _, s := range e.Award.Steps {
		switch s.Verdict {
		case Awarded:
			c.Committed[s.Tender] = s.Amount
			c = c.count(s)
		case Reserve:
			c.Reserve = append(c.Reserve, s)
		case Rejected:
		}
	}
	c.Obligations = obligation.Meet(c.Obligations, awardDecision, at.At())
	return c
}

// count is the call with the award of a step counted.
func (c Call) count(s Step) Call {
	if len(s.Counts) > 0 {
		c.Counted = with(c.Counted, s.Tender, s.Counts)
	}
	return c
}

// reserveBut is the reserve list without one tender.
func (c Call) reserveBut(tender string) []Step {
	var list []Step
	for _, s := range c.Reserve {
		if s.Tender != tender {
			list = append(list, s)
		}
	}
	return list
}
