package governance

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// A ProgrammeEvent is a fact of a programme. Who, when and why stand in the ledger's header.
//
//sumtype:decl
type ProgrammeEvent interface {
	law.Event
	programme()
}

// ProgrammeOpened begins a programme.
type ProgrammeOpened struct {
	Name     string    `json:"name"`
	Zone     string    `json:"zone"`
	Defaults *Defaults `json:"defaults,omitempty"`
}

// DefaultsChanged says what the rule books of calls begin with from now on.
type DefaultsChanged struct {
	Defaults *Defaults `json:"defaults,omitempty"` // none: there are no default parts any more
	Why      law.Text  `json:"why"`
}

// ProgrammeRoleGiven gives a person a role of the programme, from an instant on.
// Where that is later than the command, ProgrammeRoleChanged says that it has come.
type ProgrammeRoleGiven struct {
	Number int           `json:"number"` // of the change of roles, from 1
	Role   law.Role      `json:"role"`
	Person string        `json:"person"`
	From   calendar.Date `json:"from"`  // in the zone of the programme
	Since  time.Time     `json:"since"` // the instant at which it takes effect
	Why    law.Text      `json:"why"`
	law.Promise
}

// ProgrammeRoleWithdrawn takes a role of the programme from a person, from an instant on.
type ProgrammeRoleWithdrawn struct {
	Number int           `json:"number"`
	Role   law.Role      `json:"role"`
	Person string        `json:"person"`
	From   calendar.Date `json:"from"`
	Since  time.Time     `json:"since"`
	Why    law.Text      `json:"why"`
	law.Promise
}

// ProgrammeRoleReplaced takes a role from one person and gives it to another, at one instant.
type ProgrammeRoleReplaced struct {
	Number int           `json:"number"`
	Role   law.Role      `json:"role"`
	Person string        `json:"person"` // who had it
	By     string        `json:"by"`     // who gets it
	From   calendar.Date `json:"from"`
	Since  time.Time     `json:"since"`
	Why    law.Text      `json:"why"`
	law.Promise
}

// ProgrammeRoleChanged says that a change of roles that was decided before takes effect.
type ProgrammeRoleChanged struct {
	Number int       `json:"number"`
	At     time.Time `json:"at"`
}

// ProgrammeClosed says that calls are opened under the programme no more.
type ProgrammeClosed struct {
	Why law.Text `json:"why"`
}

// Kind is the kind's name.
func (ProgrammeOpened) Kind() string { return "programme-opened.v1" }

// Kind is the kind's name.
func (DefaultsChanged) Kind() string { return "programme-defaults-changed.v1" }

// Kind is the kind's name.
func (ProgrammeRoleGiven) Kind() string { return "programme-role-given.v1" }

// Kind is the kind's name.
func (ProgrammeRoleWithdrawn) Kind() string { return "programme-role-withdrawn.v1" }

// Kind is the kind's name.
func (ProgrammeRoleReplaced) Kind() string { return "programme-role-replaced.v1" }

// Kind is the kind's name.
func (ProgrammeRoleChanged) Kind() string { return "programme-role-changed.v1" }

// Kind is the kind's name.
func (ProgrammeClosed) Kind() string { return "programme-closed.v1" }

func (ProgrammeOpened) programme()        {}
func (DefaultsChanged) programme()        {}
func (ProgrammeRoleGiven) programme()     {}
func (ProgrammeRoleWithdrawn) programme() {}
func (ProgrammeRoleReplaced) programme()  {}
func (ProgrammeRoleChanged) programme()   {}
func (ProgrammeClosed) programme()        {}

// HappenedAt is its moment.
func (e ProgrammeRoleChanged) HappenedAt() time.Time { return e.At }

// Tell is its sentence.
func (ProgrammeOpened) Tell() law.Reason { return law.Why("programme-opened") }

// Tell is its sentence.
func (e DefaultsChanged) Tell() law.Reason {
	if e.Defaults == nil {
		return law.Why("programme-defaults-removed", law.Quote("why", e.Why))
	}
	return law.Why("programme-defaults-changed", law.SHA256("hash", e.Defaults.SHA256), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e ProgrammeRoleGiven) Tell() law.Reason {
	return law.Why("programme-role-given", law.Who("person", e.Person), law.Word("role", "role", e.Role), law.On("from", e.From), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e ProgrammeRoleWithdrawn) Tell() law.Reason {
	return law.Why("programme-role-withdrawn", law.Who("person", e.Person), law.Word("role", "role", e.Role), law.On("from", e.From), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e ProgrammeRoleReplaced) Tell() law.Reason {
	return law.Why("programme-role-replaced", law.Who("person", e.Person), law.Who("by", e.By), law.Word("role", "role", e.Role), law.On("from", e.From), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e ProgrammeRoleChanged) Tell() law.Reason {
	return law.Why("programme-role-changed", law.Count("number", e.Number))
}

// Tell is its sentence.
func (e ProgrammeClosed) Tell() law.Reason {
	return law.Why("programme-closed", law.Quote("why", e.Why))
}
