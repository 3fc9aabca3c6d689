package twinning

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// NoteChange follows from a change of the rules or of the deadline of the call.
type NoteChange struct{ call.Change }

// NoteCancellation follows from the cancellation of the call.
type NoteCancellation struct{ call.Cancellation }

// ChangeNoted says that the parties are told of a change. It is sealed: who
// tenders is nobody's business before the opening.
type ChangeNoted struct {
	call.Change
	law.Promise
}

// CancellationNoted ends a tender with its call. Moot is one that had ended by
// itself meanwhile, and stays as it is.
type CancellationNoted struct {
	Why  law.Text `json:"why"`
	Moot bool     `json:"moot,omitempty"`
	law.Promise
}

func (NoteChange) Kind() string        { return "note-change" }
func (NoteCancellation) Kind() string  { return "note-cancellation" }
func (ChangeNoted) Kind() string       { return "change-noted.v1" }
func (CancellationNoted) Kind() string { return "cancellation-noted.v1" }

func (NoteChange) command()       {}
func (NoteCancellation) command() {}

func (ChangeNoted) event()       {}
func (CancellationNoted) event() {}

func (ChangeNoted) review()       {}
func (CancellationNoted) review() {}

// Sealed: both name the people who are told.
func (ChangeNoted) Sealed() bool       { return true }
func (CancellationNoted) Sealed() bool { return true }

// Check has little to refuse.
func (o NoteChange) Check() error { return law.CheckText("why", o.Why) }

// Decide tells the parties of a change that concerns them.
func (o NoteChange) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	e := ChangeNoted{Change: o.Change}
	if o.What == call.ChangedRules {
		e.Promise = t.letters(t.speakers(), "rules-changed", law.Ref("call", c.Reference), law.SHA256("rules", o.Rules), law.Quote("why", o.Why))
	} else {
		e.Promise = t.letters(t.speakers(), "deadline-changed", law.Ref("call", c.Reference), law.Clock("until", o.Until, o.Zone), law.Quote("why", o.Why))
	}
	return []Event{e}, nil
}

// Check has little to refuse.
func (o NoteCancellation) Check() error { return law.CheckText("why", o.Why) }

// Decide ends the tender, unless it has ended by itself meanwhile.
func (o NoteCancellation) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	e := CancellationNoted{Why: o.Why, Moot: !slices.Contains(cancellable, t.Stage)}
	if !e.Moot || t.Stage == None {
		e.Promise = t.letters(t.speakers(), "tender-cancelled", law.Ref("call", c.Reference), law.Quote("why", o.Why))
	}
	return []Event{e}, nil
}

// cancellable are the stages of a tender that ends with its call.
var cancellable = []Stage{Submitted, Clarification, Eligible, Ineligible, Arbitration, Consenting, Evaluated}

// speakers are the people who speak for the tender or, where nothing of it came
// in time, who sent it first.
func (t Twinning) speakers() []string {
	if t.Stage == None {
		return []string{t.firstSender()}
	}
	if t.Replaced(t.SubmittedBy) {
		return []string{t.Tender.Contact, t.Tender.Signatory}
	}
	return []string{t.Tender.Contact, t.Tender.Signatory, t.SubmittedBy}
}
