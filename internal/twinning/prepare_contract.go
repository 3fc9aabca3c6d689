package twinning

import (
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// PrepareContract says what the contract has beside the tender and the award: the day
// of M1 with its reason, where it is not the common start, and the personnel contracts.
// All of it stands in the text that is signed, instead of what was prepared before.
type PrepareContract struct {
	Start     calendar.Date       `json:"start,omitzero"`
	Why       law.Text            `json:"why,omitempty"` // why M1 is on that day
	Personnel []PersonnelContract `json:"personnel,omitempty"`
}

// ContractPrepared says what the contract will have. Signatures under an earlier text are void: Void are the parties whose it is. Those of before
// there was Void stay where they are, and are refused once the other party signs.
type ContractPrepared struct {
	Start     calendar.Date       `json:"start,omitzero"`
	Why       law.Text            `json:"why,omitempty"`
	Personnel []PersonnelContract `json:"personnel,omitempty"`
	Void      []string            `json:"void,omitempty"`
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
	e := ContractPrepared{Start: o.Start, Why: o.Why, Personnel: o.Personnel, Void: t.voided(o, c, r)}
	to := append([]string{t.Tender.Contact, t.Tender.Signatory}, c.People(law.ProcurerSignatory)...)
	e.Promise = t.letters(once(to), "contract-prepared", law.Who("person", r.Actor))
	return []Event{e}, nil
}

// voided are the parties whose signatures are under another text than that which is prepared. One that names no text was given under that of its day.
func (t Twinning) voided(o PrepareContract, c call.Call, r law.Receipt) (parties []string) {
	next := t
	next.Prepared = &Preparation{Start: o.Start, Why: o.Why, Personnel: o.Personnel}
	text, err := next.ContractFor(c, calendar.Date{}, r) // where it cannot be signed today, who has signed is asked again
	for _, party := range slices.Sorted(maps.Keys(t.Signatures)) {
		if s := t.Signatures[party]; s.SHA256 == "" || err != nil || s.SHA256 != text.SHA256() {
			parties = append(parties, party)
		}
	}
	return parties
}

// void takes away the signatures of these parties, and what the others owe for them.
func (t Twinning) void(parties []string, at time.Time) Twinning {
	if len(parties) == 0 {
		return t
	}
	t = t.unsigned(parties)
	t.Obligations = obligation.End(t.Obligations, at, obligation.CauseContractChanged, func(o obligation.Obligation) bool { return o.Ladder == ladderSignature })
	return t
}

// unsigned is a twinning without the signatures of these parties.
func (t Twinning) unsigned(parties []string) Twinning {
	if len(parties) == 0 {
		return t
	}
	t.Signatures = maps.Clone(t.Signatures)
	for _, party := range parties {
		delete(t.Signatures, party)
	}
	return t
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
