package twinning

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// ChangeContact asks somebody to be the contact of the tender from now on.
type ChangeContact struct {
	Person string   `json:"person"`
	Why    law.Text `json:"why"`
}

// ChangeSignatory asks somebody to be the signatory of the tender from now on.
type ChangeSignatory struct {
	Person string   `json:"person"`
	Why    law.Text `json:"why"`
}

// AcceptChange is the word of whoever was asked.
type AcceptChange struct {
	Role law.Role `json:"role"` // contact or signatory
}

// PartyChangeProposed says whom a party asked to be its contact or its signatory.
type PartyChangeProposed struct {
	Role   law.Role `json:"role"`   // contact or signatory
	Person string   `json:"person"` // who is asked
	Why    law.Text `json:"why"`
	law.Promise
}

// PartyChanged says that whoever was asked is the contact, or the signatory, now.
type PartyChanged struct {
	Role   law.Role `json:"role"`
	Person string   `json:"person"`
	Was    string   `json:"was"` // person id of who was it before
	law.Promise
}

func (ChangeContact) Kind() string   { return "change-contact" }
func (ChangeSignatory) Kind() string { return "change-signatory" }
func (AcceptChange) Kind() string    { return "accept-change" }

func (ChangeContact) command()   {}
func (ChangeSignatory) command() {}
func (AcceptChange) command()    {}

func (PartyChangeProposed) Kind() string { return "party-change-proposed.v1" }
func (PartyChanged) Kind() string        { return "party-changed.v1" }

func (PartyChangeProposed) event() {}
func (PartyChanged) event()        {}

func (PartyChangeProposed) review() {}
func (PartyChanged) review()        {}

// Who speaks for a tender is a part of it, and sealed until the opening.
func (ChangeContact) Sealed() bool       { return true }
func (ChangeSignatory) Sealed() bool     { return true }
func (AcceptChange) Sealed() bool        { return true }
func (PartyChangeProposed) Sealed() bool { return true }
func (PartyChanged) Sealed() bool        { return true }

// Check refuses a change to nobody, or without a reason.
func (o ChangeContact) Check() error { return checkParty(o.Person, o.Why) }

// Check refuses a change to nobody, or without a reason.
func (o ChangeSignatory) Check() error { return checkParty(o.Person, o.Why) }

func checkParty(person string, why law.Text) error {
	if err := law.CheckCode("person", person); err != nil {
		return err
	}
	return law.CheckRequired("why", why)
}

// Check refuses a role that a tender does not have.
func (o AcceptChange) Check() error {
	if o.Role != law.Contact && o.Role != law.Signatory {
		return law.Nonsensef(law.WrongValue("role", "contact", "signatory"), "role is %q; it must be contact or signatory", o.Role)
	}
	return nil
}

// Decide asks somebody to be the contact.
func (o ChangeContact) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	return t.proposeParty(c, r, law.Contact, o.Person, o.Why)
}

// Decide asks somebody to be the signatory.
func (o ChangeSignatory) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	return t.proposeParty(c, r, law.Signatory, o.Person, o.Why)
}

func (t Twinning) proposeParty(c call.Call, r law.Receipt, role law.Role, person string, why law.Text) ([]Event, error) {
	if err := t.mayChangeParty(role); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return nil, err
	}
	if person == t.speaker(role) {
		return nil, law.Refuse("parties", "is-it-already", law.Who("person", person), law.Word("role", "role", role), law.Ref("tender", t.Reference))
	}
	if err := t.mayBeParty(c, r, role, person); err != nil {
		return nil, err
	}
	return []Event{PartyChangeProposed{
		Role: role, Person: person, Why: why,
		Promise: t.letters([]string{person}, "party-change-proposed", law.Word("role", "role", role), law.Quote("why", why)),
	}}, nil
}

// Decide makes whoever was asked the contact or the signatory, if they still may be.
func (o AcceptChange) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.mayChangeParty(o.Role); err != nil {
		return nil, err
	}
	if t.PartyChanges[o.Role] != r.Actor {
		return nil, law.Refuse("parties", "not-asked", law.Who("person", r.Actor), law.Word("role", "role", o.Role), law.Ref("tender", t.Reference))
	}
	if err := t.mayBeParty(c, r, o.Role, r.Actor); err != nil {
		return nil, err
	}
	return []Event{PartyChanged{
		Role: o.Role, Person: r.Actor, Was: t.speaker(o.Role),
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory, r.Actor}, "party-changed", law.Word("role", "role", o.Role)),
	}}, nil
}

// mayChangeParty refuses a change from the award on: what was awarded names its parties.
func (t Twinning) mayChangeParty(role law.Role) error {
	if slices.Contains([]Stage{Awarded, Contracted, Active, Suspended, Reporting}, t.Stage) {
		return law.Refuse("parties", "after-award", law.Ref("tender", t.Reference), law.Word("role", "role", role))
	}
	return t.must("changing-who-speaks", Submitted, Clarification, Eligible, Ineligible, Arbitration, Consenting, Evaluated, Reserve)
}

// Asks tells whether whoever is asked to speak for the tender may still accept.
func (t Twinning) Asks() bool { return t.mayChangeParty(law.Contact) == nil }

// mayBeParty refuses staff of the call, past and present, and, once the tenders
// are opened, evaluators: before that it is their appointment that ends, with the opening.
func (t Twinning) mayBeParty(c call.Call, r law.Receipt, role law.Role, person string) error {
	if err := outsider(c, person); err != nil {
		return err
	}
	if !c.IsOpened(r.ReceivedAt) {
		return nil
	}
	return t.Tender.spokenFor(role, person).noRival(c)
}

// spokenFor is the tender with another contact or signatory.
func (t Tender) spokenFor(role law.Role, person string) Tender {
	if role == law.Contact {
		t.Contact = person
	} else {
		t.Signatory = person
	}
	return t
}

func (t Twinning) speaker(role law.Role) string {
	if role == law.Contact {
		return t.Tender.Contact
	}
	return t.Tender.Signatory
}

// Replaced tells whether a person spoke for the tender and no longer does.
func (t Twinning) Replaced(person string) bool {
	return slices.Contains(t.Former, person) && person != t.Tender.Contact && person != t.Tender.Signatory
}

// changeParty is the twinning with another contact or signatory, who owes what
// the one before them still owed.
func (t Twinning) changeParty(e PartyChanged) Twinning {
	t.Tender = t.Tender.spokenFor(e.Role, e.Person)
	t.PartyChanges = with(t.PartyChanges, e.Role, "")
	if !slices.Contains(t.Former, e.Was) {
		t.Former = append(slices.Clip(t.Former), e.Was)
	}
	t.Obligations = slices.Clone(t.Obligations)
	for i, o := range t.Obligations {
		_, by := owedBy(o)
		if k := slices.Index(o.Who, e.Was); k >= 0 && o.Open() && slices.Equal(by, []law.Role{e.Role}) {
			t.Obligations[i].Who = slices.Clone(o.Who)
			t.Obligations[i].Who[k] = e.Person
		}
	}
	return t
}
