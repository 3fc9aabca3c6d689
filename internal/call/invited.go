package call

import (
	"slices"

	"twinning.example/engine/internal/law"
)

// NoteInvitation follows from an invitation that was accepted: it gives the role that
// the invitation was for, as the command of whoever sent it would.
type NoteInvitation struct {
	Invitation   string   `json:"invitation"` // reference
	By           string   `json:"by"`         // who sent the invitation
	Role         law.Role `json:"role"`       // of the staff, or evaluator
	Person       string   `json:"person"`     // who accepted it
	Organisation string   `json:"organisation,omitempty"`
	Country      string   `json:"country,omitempty"`
	Why          law.Text `json:"why,omitempty"`
}

// Kind is the kind's name.
func (NoteInvitation) Kind() string { return "note-invitation" }

func (NoteInvitation) command()      {}
func (NoteInvitation) needsTenders() {}

// Check refuses a role that nobody is invited to.
func (o NoteInvitation) Check() error {
	if o.Role != law.Evaluator && !slices.Contains(law.StaffRoles(), o.Role) {
		return law.Nonsensef(law.WrongValue("role"), "role %q is no role of a call", o.Role)
	}
	for _, err := range []error{law.CheckCode("invitation", o.Invitation), law.CheckCode("by", o.By), law.CheckCode("person", o.Person)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Decide decides as on the command by which whoever sent the invitation would give the role now.
func (o NoteInvitation) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	r.Actor = o.By
	if o.Role == law.Evaluator {
		return AppointEvaluator{Evaluator: o.Person, Organisation: o.Organisation, Country: o.Country}.Decide(c, f, r)
	}
	return GiveRole{Role: o.Role, Person: o.Person, Why: o.Why}.Decide(c, f, r)
}

// MayInvite refuses whoever could not give a role of the call themselves.
func (c Call) MayInvite(role law.Role, r law.Receipt) error {
	if role == law.Evaluator {
		if err := c.must("appointing-evaluators", Drafted, Published, Open, Shut, Opened, Evaluating, Decided, Running); err != nil {
			return err
		}
		return c.may(r, law.Officer, law.Head)
	}
	if err := c.mustBegin(); err != nil {
		return err
	}
	return c.may(r, givers[role]...)
}
