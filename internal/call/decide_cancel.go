package call

import (
	"slices"

	"twinning.example/engine/internal/law"
)

// cancellable are the stages in which a call can still end without an award.
var cancellable = []Stage{Drafted, Published, Open, Shut, Opened, Evaluating}

// Decide proposes to end the call. From the release of its award on it cannot:
// money once awarded is never withdrawn.
func (o CancelCall) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	if err := c.must("cancelling-the-call", cancellable...); err != nil {
		return nil, err
	}
	return []Event{CancellationProposed{Number: c.Proposals + 1, Why: o.Why, Promise: c.askToSign(r.Actor, "to cancel the call", o.Why)}}, nil
}

// cancelled is a cancellation with both signatures. Everybody with a part in the
// call is told by it, and the parties to tenders by their tenders.
func (c Call) cancelled(p Proposal, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("cancelling-the-call", cancellable...); err != nil {
		return nil, err
	}
	var people []string
	for _, role := range law.StaffRoles() {
		people = append(people, c.People(role)...)
	}
	for _, e := range c.Evaluators {
		people = append(people, e.Person)
	}
	told := c.told(f, func(t TenderFact) bool { return t.Stage != "withdrawn" && t.Stage != "retained" && t.Stage != "over" })
	return []Event{CallCancelled{
		Why: p.Why, ProposedBy: p.By, At: r.ReceivedAt, Told: slices.Clip(told),
		Promise: law.Promise{Letters: law.With(law.To(people, "call-cancelled", map[string]string{"call": c.Reference}), law.Quote("why", p.Why))},
	}}, nil
}

// ended are the messages by which tenders hear that their call was cancelled.
func ended(tenders []string, why law.Text) []law.Message {
	ms := make([]law.Message, 0, len(tenders))
	for _, t := range tenders {
		ms = append(ms, law.Message{Stream: law.TwinningStream(t), Kind: "note-cancellation", Body: Cancellation{Why: why}})
	}
	return ms
}
