package call

import (
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// A Proposal is what one person of the staff has proposed and another must sign.
type Proposal struct {
	Number   int                `json:"number"` // from 1, over all kinds
	By       string             `json:"by"`
	At       time.Time          `json:"at"`
	Why      law.Text           `json:"why"`
	Rules    *RulesProposed     `json:"rules,omitempty"`
	Deadline *calendar.Deadline `json:"deadline,omitempty"`
}

// Kinds of proposals: one of each may wait for a signature.
const (
	proposedRules        = "rules"
	proposedDeadline     = "deadline"
	proposedCancellation = "cancellation"
)

// Waiting lists the proposals that wait for a second signature, in their order.
func (c Call) Waiting() []Proposal {
	return slices.SortedFunc(maps.Values(c.Proposed), func(a, b Proposal) int { return a.Number - b.Number })
}

// Cancelling tells whether it is a proposal to cancel the call.
func (p Proposal) Cancelling() bool { return p.Rules == nil && p.Deadline == nil }

// Decide puts the second signature under a proposal, which then holds, if it
// still can. One of the two is a head of programme: nobody else could decide
// this before there were two.
func (o SignProposal) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	waiting := c.Waiting()
	i := slices.IndexFunc(waiting, func(p Proposal) bool { return p.Number == o.Number })
	if i < 0 {
		return nil, law.Refuse("proposals", "not-waiting", law.Count("number", o.Number), law.Ref("call", c.Reference))
	}
	p := waiting[i]
	switch {
	case p.By == r.Actor:
		return nil, law.Refuse("four-eyes", "proposed", law.Who("person", r.Actor))
	case !c.HeldAt(p.By, law.Head, p.At) && !c.Has(r.Actor, law.Head):
		return nil, law.Refuse("four-eyes", "no-head", law.Who("proposer", p.By), law.Who("person", r.Actor))
	case p.Rules != nil && p.Rules.SHA256 != o.SHA256:
		return nil, law.Refuse("proposals", "another-version", law.SHA256("proposed", p.Rules.SHA256), law.SHA256("sha256", o.SHA256))
	case p.Rules != nil:
		return c.changed(p, f, r)
	case p.Deadline != nil:
		return c.shortened(p, f, r)
	}
	return c.cancelled(p, f, r)
}

// askToSign are letters to those who may sign a proposal.
func (c Call) askToSign(by string, what law.Reason, why law.Text) law.Promise {
	return law.Promise{Letters: law.To(c.openersBut(by), "proposal", law.Ref("call", c.Reference), law.Because("what", what), law.Quote("why", why))}
}

// competing lists the tenders that a change of the rules concerns, in the order
// of their references: those that stand and have no contract.
func (c Call) competing(f law.Facts) []string {
	return c.told(f, func(t TenderFact) bool {
		return slices.Contains([]string{"submitted", "clarification-requested", "eligible", "arbitration", "consensus", "evaluated", "awarded", "reserve"}, t.Stage)
	})
}

// timed lists the tenders that another limit concerns: those that may still send
// a version, also where nothing of them was in time so far.
func (c Call) timed(f law.Facts, d calendar.Deadline) []string {
	return c.told(f, func(t TenderFact) bool {
		if t.Stage != "" && t.Stage != "submitted" {
			return false
		}
		return len(d.Covers) == 0 || d.AppliesTo(t.Reference) || slices.ContainsFunc(t.senders(), d.AppliesTo)
	})
}

func (c Call) told(f law.Facts, which func(TenderFact) bool) []string {
	var refs []string
	for _, t := range c.tenders(f) {
		if which(t) {
			refs = append(refs, t.Reference)
		}
	}
	return refs
}

// noted are the messages by which tenders hear of a change.
func noted(tenders []string, change Change) []law.Message {
	ms := make([]law.Message, 0, len(tenders))
	for _, t := range tenders {
		ms = append(ms, law.Message{Stream: law.TwinningStream(t), Kind: "note-change", Body: change})
	}
	return ms
}

// notedDeadline are those about another limit.
func notedDeadline(tenders []string, d calendar.Deadline) []law.Message {
	return noted(tenders, Change{What: ChangedDeadline, Why: d.Why, Until: d.Wall, Zone: d.Zone})
}

// Proposes tells whether an event of this kind is only a proposal: it has no effect
// until another person has signed it.
func Proposes(kind string) bool {
	return kind == RulesProposed{}.Kind() || kind == ShorteningProposed{}.Kind() || kind == CancellationProposed{}.Kind()
}
