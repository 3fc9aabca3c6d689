package twinning

import (
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// An AskedSuspension is a suspension that a party asks for and the head has not
// answered.
type AskedSuspension struct {
	By           string    `json:"by"`
	At           time.Time `json:"at"`
	Reason       law.Text  `json:"reason"`
	ForceMajeure bool      `json:"force_majeure,omitempty"`
	Number       int       `json:"number"` // from 1
}

// AskSuspension asks the head to suspend a twinning.
type AskSuspension struct {
	Reason       law.Text `json:"reason"`
	ForceMajeure bool     `json:"force_majeure,omitempty"` // beyond the control of the parties, and not foreseeable
}

// RefuseSuspension answers that the twinning goes on.
type RefuseSuspension struct {
	Reason law.Text `json:"reason"`
}

// SuspensionAsked says that a party asks for a suspension.
type SuspensionAsked struct {
	Reason       law.Text          `json:"reason"`
	ForceMajeure bool              `json:"force_majeure,omitempty"`
	Number       int               `json:"number"`
	Owed         []obligation.Owed `json:"owed"`
	law.Promise
}

// SuspensionRefused says that the twinning goes on.
type SuspensionRefused struct {
	Reason law.Text `json:"reason"`
	law.Promise
}

func (AskSuspension) Kind() string     { return "ask-suspension" }
func (RefuseSuspension) Kind() string  { return "refuse-suspension" }
func (SuspensionAsked) Kind() string   { return "suspension-asked.v1" }
func (SuspensionRefused) Kind() string { return "suspension-refused.v1" }

func (AskSuspension) command()    {}
func (RefuseSuspension) command() {}
func (SuspensionAsked) event()    {}
func (SuspensionRefused) event()  {}
func (SuspensionAsked) year()     {}
func (SuspensionRefused) year()   {}

// Check wants a reason.
func (o AskSuspension) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide takes the request of a party, one at a time. The head answers within
// the time for reviews: by suspending the twinning, or by refusing.
func (o AskSuspension) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("asking-for-a-suspension", Active); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return nil, err
	}
	if t.Asked != nil && t.AskedOpen {
		return nil, law.Refuse("suspension", "asked-already", law.Ref("tender", t.Reference), law.Who("person", t.Asked.By))
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	number := 1
	if t.Asked != nil {
		number = t.Asked.Number + 1
	}
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin)
	return []Event{SuspensionAsked{
		Reason: o.Reason, ForceMajeure: o.ForceMajeure, Number: number,
		Owed:    []obligation.Owed{{ID: oweSuspension(number), Ladder: ladderSuspension, Who: c.People(law.Head), Due: due}},
		Promise: t.letters(c.People(law.Head), "suspension-asked", law.Quote("reason", o.Reason), law.On("due", due)),
	}}, nil
}

// Check wants a reason.
func (o RefuseSuspension) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide answers a request with no; what is owed stays owed.
func (o RefuseSuspension) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("refusing-a-suspension", Active, Reporting); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	if t.Asked == nil || !t.AskedOpen {
		return nil, law.Refuse("suspension", "not-asked", law.Ref("tender", t.Reference))
	}
	return []Event{SuspensionRefused{Reason: o.Reason, Promise: t.letters([]string{t.Asked.By}, "suspension-refused", law.Quote("reason", o.Reason))}}, nil
}

func (t Twinning) askSuspension(e SuspensionAsked, at law.Recorded) Twinning {
	t.Asked, t.AskedOpen = &AskedSuspension{By: at.Actor, At: at.At(), Reason: e.Reason, ForceMajeure: e.ForceMajeure, Number: e.Number}, true
	return t.owe(at.At(), "", e.Owed)
}

// answerSuspension: the head has answered, by a refusal or by the suspension itself.
func (t Twinning) answerSuspension(at time.Time) Twinning {
	if t.Asked == nil || !t.AskedOpen {
		return t
	}
	t.AskedOpen = false
	t.Obligations = obligation.Meet(t.Obligations, oweSuspension(t.Asked.Number), at)
	return t
}
