package twinning

import (
	"maps"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// PrepareContract says what the contract has beside the tender and the award: the day
// of M1 with its reason, where it is not the common start, and the personnel contracts.
// All of it stands in the text that is signed, instead of what was prepared before.
type PrepareContract struct {
	Start     calendar.Date       `json:"start,omitzero"`
	Why       law.Text            `json:"why,omitempty"` // why M1 is on that day
	Personnel []PersonnelContract `json:"personnel,omitempty"`
}

// ContractPrepared says what the contract will have. Signatures under an earlier text are void.
type ContractPrepared struct {
	Start     calendar.Date       `json:"start,omitzero"`
	Why       law.Text            `json:"why,omitempty"`
	Personnel []PersonnelContract `json:"personnel,omitempty"`
	law.Promise
}

// A Preparation is what a contract has beside the tender and the award.
type Preparation struct {
	By        string              `json:"by"`
	At        time.Time           `json:"at"`
	Start     calendar.Date       `json:"start,omitzero"`
	Why       law.Text            `json:"why,omitempty"`
	Personnel []PersonnelContract `json:"personnel,omitempty"`
}

func (PrepareContract) Kind() string  { return "prepare-contract" }
func (PrepareContract) command()      {}
func (ContractPrepared) Kind() string { return "contract-prepared.v1" }
func (ContractPrepared) event()       {}

// Check wants a reason beside a start, and personnel contracts that somebody could have.
func (o PrepareContract) Check() error {
	if o.Start.IsZero() != (o.Why == "") {
		return errMissing("why", "a first day of its own and its reason are given together")
	}
	if err := law.CheckText("why", o.Why); err != nil {
		return err
	}
	return checkPersonnel(o.Personnel)
}

// Decide prepares the contract until it is in force: by either party. Who has signed
// another text is told that it is void.
func (o PrepareContract) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("preparing-the-contract", Awarded); err != nil {
		return nil, err
	}
	if _, err := t.side(c, r); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	if !o.Start.IsZero() {
		m1, own, err := t.m1(SignContract{Start: o.Start}, terms, r)
		if err != nil {
			return nil, err
		}
		if !own {
			return nil, law.Refuse("contract", "common-start", law.On("start", m1), law.On("m1", o.Start))
		}
	}
	if err := t.engageable(o.Personnel, t.Tender, terms); err != nil {
		return nil, err
	}
	e := ContractPrepared{Start: o.Start, Why: o.Why, Personnel: o.Personnel}
	to := append([]string{t.Tender.Contact, t.Tender.Signatory}, c.People(law.ProcurerSignatory)...)
	e.Promise = t.letters(once(to), "contract-prepared", law.Who("person", r.Actor))
	return []Event{e}, nil
}

// named are the signatures that name their text. The others were given under the text of their day: once another is prepared, they say nothing.
func named(signatures map[string]Signature) map[string]Signature {
	signatures = maps.Clone(signatures)
	maps.DeleteFunc(signatures, func(_ string, s Signature) bool { return s.SHA256 == "" })
	return signatures
}

// why is the reason for a day of M1, where it was prepared with one.
func (t Twinning) why(m1 calendar.Date) law.Text {
	if t.Prepared == nil || t.Prepared.Start != m1 {
		return ""
	}
	return t.Prepared.Why
}

// engages are the personnel contracts that the contract has.
func (t Twinning) engages() []PersonnelContract {
	if t.Prepared == nil {
		return nil
	}
	return t.Prepared.Personnel
}
