package twinning

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// NoteInvitation follows from an invitation that was accepted: whoever accepted it is
// the contact, or the signatory, as if whoever sent it had asked them and they had accepted.
type NoteInvitation struct {
	Invitation string   `json:"invitation"` // reference
	By         string   `json:"by"`         // who sent the invitation
	Role       law.Role `json:"role"`       // contact or signatory
	Person     string   `json:"person"`     // who accepted it
	Why        law.Text `json:"why,omitempty"`
}

// Kind is the kind's name.
func (NoteInvitation) Kind() string { return "note-invited-party" }

func (NoteInvitation) command() {}

// Sealed: who speaks for a tender is a part of it.
func (NoteInvitation) Sealed() bool { return true }

// Check refuses a role that a tender does not have.
func (o NoteInvitation) Check() error {
	if err := (AcceptChange{Role: o.Role}).Check(); err != nil {
		return err
	}
	for _, err := range []error{law.CheckCode("invitation", o.Invitation), law.CheckCode("by", o.By), law.CheckCode("person", o.Person)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Decide decides as on the two commands: the change that is asked for, and its acceptance.
func (o NoteInvitation) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	asks, accepts := r, r
	asks.Actor, accepts.Actor = o.By, o.Person
	if _, err := t.proposeParty(c, asks, o.Role, o.Person, o.Why); err != nil {
		return nil, err
	}
	t.PartyChanges = with(t.PartyChanges, o.Role, o.Person)
	return AcceptChange{Role: o.Role}.Decide(t, c, accepts)
}

// MayInvite refuses whoever could not ask somebody to become the contact or the
// signatory of the tender.
func (t Twinning) MayInvite(role law.Role, r law.Receipt) error {
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return err
	}
	return t.mayChangeParty(role)
}

// Speaker is who is the contact, or the signatory, of the tender now.
func (t Twinning) Speaker(role law.Role) string { return t.speaker(role) }

// MayChange refuses another contact, or signatory, of the tender as it stands.
func (t Twinning) MayChange(role law.Role) error { return t.mayChangeParty(role) }
