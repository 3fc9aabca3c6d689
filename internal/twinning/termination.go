package twinning

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Under a rule book with running.termination a twinning is terminated in steps:
// the intention with its reasons, the time for observations, the decision with its
// day, the final claim, the settlement. Until it is settled it keeps its stage, and
// nothing lapses.

// IntendTermination tells the parties that the twinning is to be terminated, and why.
type IntendTermination struct {
	Reason law.Text `json:"reason"`
}

// ObserveTermination is what a party says to it.
type ObserveTermination struct {
	Text law.Text `json:"text"`
}

// DropTermination gives an intention up.
type DropTermination struct {
	Reason law.Text `json:"reason"`
}

// SettleTermination ends a terminated twinning once its claims are decided on.
type SettleTermination struct{}

// TerminationIntended says that observations are awaited.
type TerminationIntended struct {
	Reason law.Text          `json:"reason"`
	Until  calendar.Date     `json:"until"` // the last day for observations
	Owed   []obligation.Owed `json:"owed"`
	law.Promise
}

// TerminationObserved is what a party said to an intention.
type TerminationObserved struct {
	Text law.Text `json:"text"`
	law.Promise
}

// TerminationDropped says that the twinning goes on.
type TerminationDropped struct {
	Reason law.Text `json:"reason"`
	law.Promise
}

// TerminationDecided says from which day on a twinning is terminated, and until when
// its parties claim what it cost before.
type TerminationDecided struct {
	Reason     law.Text          `json:"reason"`
	Effective  calendar.Date     `json:"effective"`   // the first day that is no part of it any more
	ClaimUntil calendar.Date     `json:"claim_until"` // the last day for claims
	Owed       []obligation.Owed `json:"owed"`
	law.Promise
}

// An Ending is the termination of a twinning, as far as it has come.
type Ending struct {
	By           string        `json:"by"`
	At           time.Time     `json:"at"`
	Reason       law.Text      `json:"reason"`
	Until        calendar.Date `json:"until"`
	Observations []Observation `json:"observations,omitempty"`

	DecidedAt  time.Time     `json:"decided_at,omitzero"`
	Decision   law.Text      `json:"decision,omitempty"`
	Effective  calendar.Date `json:"effective,omitzero"`
	ClaimUntil calendar.Date `json:"claim_until,omitzero"`
}

// An Observation is what a party said to an intention.
type Observation struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Text law.Text  `json:"text"`
}

func (IntendTermination) Kind() string  { return "intend-termination" }
func (ObserveTermination) Kind() string { return "observe-termination" }
func (DropTermination) Kind() string    { return "drop-termination" }
func (SettleTermination) Kind() string  { return "settle-termination" }

func (IntendTermination) command()  {}
func (ObserveTermination) command() {}
func (DropTermination) command()    {}
func (SettleTermination) command()  {}

func (TerminationIntended) Kind() string { return "termination-intended.v1" }
func (TerminationObserved) Kind() string { return "termination-observed.v1" }
func (TerminationDropped) Kind() string  { return "termination-dropped.v1" }
func (TerminationDecided) Kind() string  { return "termination-decided.v1" }

func (TerminationIntended) event() {}
func (TerminationObserved) event() {}
func (TerminationDropped) event()  {}
func (TerminationDecided) event()  {}

// A terminationEvent is a fact of a termination in steps.
//
//sumtype:decl
type terminationEvent interface {
	Event
	terminates()
}

func (TerminationIntended) terminates() {}
func (TerminationObserved) terminates() {}
func (TerminationDropped) terminates()  {}
func (TerminationDecided) terminates()  {}

// Intends tells whether a termination is intended and not decided.
func (t Twinning) Intends() bool { return t.Ending != nil && t.Ending.DecidedAt.IsZero() }

// Ends tells whether a termination is decided.
func (t Twinning) Ends() bool { return t.Ending != nil && !t.Ending.DecidedAt.IsZero() }

// evolveTermination is Evolve for a termination in steps.
func (t Twinning) evolveTermination(e terminationEvent, at law.Recorded) Twinning {
	when := at.At()
	switch e := e.(type) {
	case TerminationIntended:
		t.Ending = &Ending{By: at.Actor, At: when, Reason: e.Reason, Until: e.Until}
		t = t.owe(when, "", e.Owed)
	case TerminationObserved:
		is := *t.Ending
		is.Observations = append(slices.Clip(is.Observations), Observation{By: at.Actor, At: when, Text: e.Text})
		t.Ending = &is
		t.Obligations = meetAll(t.Obligations, ladderObservations, when)
	case TerminationDropped:
		t.Ending = nil
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseTerminationDropped, func(o obligation.Obligation) bool {
			return o.Ladder == ladderObservations || o.Ladder == ladderTermination
		})
	case TerminationDecided:
		is := *t.Ending
		is.DecidedAt, is.Decision, is.Effective, is.ClaimUntil = when, e.Reason, e.Effective, e.ClaimUntil
		t.Ending = &is
		t.Obligations = meetAll(t.Obligations, ladderTermination, when)
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseTerminationDecided, func(o obligation.Obligation) bool {
			return o.Ladder == ladderObservations || t.notAfter(o)
		})
		t = t.owe(when, "", e.Owed)
	}
	return t
}

// notAfter selects what is not owed any more once a termination is decided: reports, the
// closure, and the logs of months that begin on its day or later.
func (t Twinning) notAfter(o obligation.Obligation) bool {
	if !t.Ends() {
		return false
	}
	switch o.Ladder {
	case ladderInterim, ladderFinal, ladderClosure, ladderCoSign:
		return true
	case ladderDeliverable, ladderMeeting:
		due, _ := o.Current()
		return !due.On.Before(t.Ending.Effective)
	case ladderLog:
		for _, n := range t.Contract.Logs() {
			if !t.Contract.LogSpan(n).From.Before(t.Ending.Effective) && o.ID == oweLog(n) {
				return true
			}
		}
	}
	return false
}

// Check refuses an intention without reasons.
func (o IntendTermination) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide tells the parties what is intended, and until when they may say something to it.
func (o IntendTermination) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("terminating", running...); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	rule := terms.book.Running.Termination
	switch {
	case rule == nil:
		return nil, law.Refuse("termination", "at-once", law.Ref("tender", t.Reference))
	case t.Ends():
		return nil, law.Refuse("termination", "decided", law.Ref("tender", t.Reference), law.On("effective", t.Ending.Effective))
	case t.Intends():
		return nil, law.Refuse("termination", "intended-already", law.Ref("tender", t.Reference), law.On("until", t.Ending.Until))
	}
	until := terms.due(terms.day(r.ReceivedAt), rule.Observations)
	parties := []string{t.Tender.Contact, t.Tender.Signatory}
	return []Event{TerminationIntended{
		Reason: o.Reason, Until: until,
		Owed: []obligation.Owed{
			{ID: t.anew("observations"), Ladder: ladderObservations, Who: []string{t.Tender.Contact}, Due: until},
			{ID: t.anew("termination"), Ladder: ladderTermination, Who: c.People(law.Head), Due: terms.due(until, terms.book.Running.ReviewWithin)},
		},
		Promise: t.letters(parties, "termination-intended", law.On("due", until), law.Quote("reason", o.Reason)),
	}}, nil
}

// Check refuses observations without words.
func (o ObserveTermination) Check() error { return law.CheckRequired("text", o.Text) }

// Decide records what a party says to an intention, until the last day for it.
func (o ObserveTermination) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("observing-a-termination", running...); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	switch {
	case err != nil:
		return nil, err
	case !t.Intends():
		return nil, law.Refuse("termination", "not-intended", law.Ref("tender", t.Reference))
	case terms.late(r.ReceivedAt, t.Ending.Until):
		return nil, law.Refuse("termination", "observations-over", law.Ref("tender", t.Reference), law.On("until", t.Ending.Until))
	}
	return []Event{TerminationObserved{Text: o.Text, Promise: t.letters(c.People(law.Head), "termination-observed", law.Quote("text", o.Text))}}, nil
}

// Check wants a reason.
func (o DropTermination) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide gives an intention up, until it is decided.
func (o DropTermination) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("dropping-a-termination", running...); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	if !t.Intends() {
		return nil, law.Refuse("termination", "not-intended", law.Ref("tender", t.Reference))
	}
	return []Event{TerminationDropped{
		Reason: o.Reason, Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "termination-dropped", law.Quote("reason", o.Reason)),
	}}, nil
}

// inSteps decides a termination that was intended: once the parties have observed, or the
// time for it is over, from a day that lies not before that.
func (o TerminateTwinning) inSteps(t Twinning, rule *call.Termination, terms terms, c call.Call, r law.Receipt) ([]Event, error) {
	today := terms.day(r.ReceivedAt)
	effective := o.Effective
	if effective.IsZero() {
		effective = today
	}
	switch {
	case t.Ends():
		return nil, law.Refuse("termination", "decided", law.Ref("tender", t.Reference), law.On("effective", t.Ending.Effective))
	case !t.Intends():
		return nil, law.Refuse("termination", "not-intended", law.Ref("tender", t.Reference))
	case len(t.Ending.Observations) == 0 && !terms.late(r.ReceivedAt, t.Ending.Until):
		return nil, law.Refuse("termination", "observations-awaited", law.Ref("tender", t.Reference), law.On("until", t.Ending.Until))
	case effective.Before(today):
		return nil, law.Refuse("termination", "effective-past", law.On("effective", effective), law.On("today", today))
	}
	until := terms.due(effective, rule.ClaimWithin)
	return []Event{TerminationDecided{
		Reason: o.Reason, Effective: effective, ClaimUntil: until,
		Owed: []obligation.Owed{
			{ID: oweFinalClaim, Ladder: ladderClaim, Who: []string{t.Tender.Contact}, Due: until},
			{ID: "settlement", Ladder: ladderSettlement, Who: c.People(law.Head), Due: terms.due(until, terms.book.Running.CloseWithin)},
		},
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "termination-decided", law.On("effective", effective), law.On("due", until), law.Quote("reason", o.Reason)),
	}}, nil
}

// Check has nothing to refuse.
func (SettleTermination) Check() error { return nil }

// Decide ends a twinning whose termination is decided: after the last day for claims, or
// from its day on where the final claim has come, with no claim undecided.
func (SettleTermination) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("settling-a-termination", running...); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Head); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	switch {
	case err != nil:
		return nil, err
	case !t.Ends():
		return nil, law.Refuse("termination", "not-decided", law.Ref("tender", t.Reference))
	case !terms.late(r.ReceivedAt, t.Ending.ClaimUntil) && (!t.claimed() || terms.day(r.ReceivedAt).Before(t.Ending.Effective)):
		return nil, law.Refuse("termination", "claims-awaited", law.Ref("tender", t.Reference), law.On("until", t.Ending.ClaimUntil))
	}
	for _, x := range t.Expenses {
		if x.open() {
			return nil, law.Refuse("termination", "claims-undecided", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
		}
	}
	return t.terminate(t.Ending.Decision, terms, c, r), nil
}

// claimed tells whether the final claim has come.
func (t Twinning) claimed() bool {
	o, _ := obligation.Find(t.Obligations, oweFinalClaim)
	return !o.Met.IsZero()
}

// claimableStill refuses a claim of what was spent after the day of a termination, or that
// comes after the last day for claims.
func (t Twinning) claimableStill(c Claim, today calendar.Date) error {
	switch {
	case !t.Ends():
		return nil
	case !c.On.Before(t.Ending.Effective):
		return law.Refuse("termination", "after-its-day", law.Word("expense", "expense", c.ID), law.On("date", c.On), law.On("effective", t.Ending.Effective))
	case today.After(t.Ending.ClaimUntil):
		return law.Refuse("termination", "claims-over", law.Ref("tender", t.Reference), law.On("until", t.Ending.ClaimUntil))
	}
	return nil
}
