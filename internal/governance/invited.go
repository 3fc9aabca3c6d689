package governance

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// NoteInvitation follows from an invitation that was accepted: it gives the role that
// the invitation was for, as the command of whoever sent it would.
type NoteInvitation struct {
	Invitation string   `json:"invitation"` // reference
	By         string   `json:"by"`         // who sent the invitation
	Role       law.Role `json:"role"`
	Person     string   `json:"person"` // who accepted it
	Why        law.Text `json:"why,omitempty"`
}

// Kind is the kind's name.
func (NoteInvitation) Kind() string { return "note-programme-invitation" }

// Check refuses a role that a programme does not give.
func (o NoteInvitation) Check() error {
	if !slices.Contains(ProgrammeRoles(), o.Role) {
		return law.Nonsensef(law.WrongValue("role"), "role %q is not a role that a programme gives", o.Role)
	}
	for _, err := range []error{law.CheckCode("invitation", o.Invitation), law.CheckCode("by", o.By), law.CheckCode("person", o.Person)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Decide decides as on the command by which whoever sent the invitation would give the role now.
func (o NoteInvitation) Decide(p Programme, f law.Facts, r law.Receipt) ([]ProgrammeEvent, error) {
	return o.decide(p, f, r)
}

func (o NoteInvitation) decide(p Programme, f law.Facts, r law.Receipt) ([]ProgrammeEvent, error) {
	if r.Actor != law.Engine {
		return nil, law.Refuse("roles", "engine-only")
	}
	r.Actor = o.By
	return GiveProgrammeRole{Role: o.Role, Person: o.Person, Why: o.Why}.decide(p, f, r)
}

// MayInvite refuses whoever could not give a role of the programme themselves.
func (p Programme) MayInvite(f law.Facts, r law.Receipt) error {
	if p.Stage == "" {
		return p.mustBeOpen()
	}
	return p.steers(f, r)
}

// Inviters are those who could give a role of the programme: its heads and the administrators.
func (p Programme) Inviters(f law.Facts) []string {
	return append(slices.Clone(p.Roles[law.Head]), administration(f).People...)
}

// Location is the zone of the programme; UTC where it has none that is known.
func (p Programme) Location() *time.Location {
	if zone, err := calendar.Zone(p.Zone); err == nil {
		return zone
	}
	return time.UTC
}
