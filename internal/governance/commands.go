package governance

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// A ProgrammeCommand is a request that a programme may refuse.
//
//sumtype:decl
type ProgrammeCommand interface {
	law.Command
	decide(Programme, law.Facts, law.Receipt) ([]ProgrammeEvent, error)
}

// OpenProgramme begins a programme.
type OpenProgramme struct {
	Name     string    `json:"name"`           // what it is called in public
	Zone     string    `json:"zone,omitempty"` // IANA name; none is UTC
	Defaults *Defaults `json:"defaults,omitempty"`
}

// ChangeDefaults replaces the default parts of rule books.
type ChangeDefaults struct {
	Defaults *Defaults `json:"defaults,omitempty"` // none removes them
	Why      law.Text  `json:"why"`
}

// GiveProgrammeRole gives a person a role of the programme.
type GiveProgrammeRole struct {
	Role   law.Role      `json:"role"`
	Person string        `json:"person"`
	From   calendar.Date `json:"from,omitzero"` // first day, in the zone of the programme; none is at once
	Why    law.Text      `json:"why"`
}

// WithdrawProgrammeRole takes a role of the programme from a person.
type WithdrawProgrammeRole struct {
	Role   law.Role      `json:"role"`
	Person string        `json:"person"`
	From   calendar.Date `json:"from,omitzero"` // first day without it; none is at once
	Why    law.Text      `json:"why"`
}

// ReplaceProgrammeRole takes a role from one person and gives it to another, in one step.
type ReplaceProgrammeRole struct {
	Role   law.Role      `json:"role"`
	Person string        `json:"person"` // who has it
	By     string        `json:"by"`     // who gets it
	From   calendar.Date `json:"from,omitzero"`
	Why    law.Text      `json:"why"`
}

// CloseProgramme ends that calls are opened under the programme.
type CloseProgramme struct {
	Why law.Text `json:"why"`
}

// Kind is the kind's name.
func (OpenProgramme) Kind() string { return "open-programme" }

// Kind is the kind's name.
func (ChangeDefaults) Kind() string { return "change-programme-defaults" }

// Kind is the kind's name.
func (GiveProgrammeRole) Kind() string { return "give-programme-role" }

// Kind is the kind's name.
func (WithdrawProgrammeRole) Kind() string { return "withdraw-programme-role" }

// Kind is the kind's name.
func (ReplaceProgrammeRole) Kind() string { return "replace-programme-role" }

// Kind is the kind's name.
func (CloseProgramme) Kind() string { return "close-programme" }

// Check refuses a programme without a name, a zone that nobody knows, and default
// parts that are not what their hash says.
func (o OpenProgramme) Check() error {
	if err := law.CheckRequired("name", o.Name); err != nil {
		return err
	}
	if strings.ContainsAny(o.Name, "\n\t") || len(o.Name) > 200 {
		return law.Nonsensef(law.WrongOneLine("name", 200), "name is one line of at most 200 bytes")
	}
	if o.Zone != "" {
		if _, err := calendar.Zone(o.Zone); err != nil {
			return law.Nonsensef(law.WrongLike("zone", "Europe/Brussels"), "zone: %v", err)
		}
	}
	return o.Defaults.check()
}

// Check refuses a change without a reason.
func (o ChangeDefaults) Check() error {
	if err := law.CheckRequired("why", o.Why); err != nil {
		return err
	}
	return o.Defaults.check()
}

// check refuses a text that is not the one that the hash is of.
func (d *Defaults) check() error {
	if d == nil {
		return nil
	}
	if strings.TrimSpace(d.File) == "" {
		return law.Nonsensef(law.WrongMissing("defaults.file"), "defaults.file is missing")
	}
	if sum := sha256.Sum256([]byte(d.File)); hex.EncodeToString(sum[:]) != d.SHA256 {
		return law.Nonsensef(law.WrongHash("defaults.sha256"), "defaults.sha256 is not the SHA-256 of defaults.file")
	}
	return nil
}

// Check refuses a role that a programme does not give, and a change without a reason.
func (o GiveProgrammeRole) Check() error { return checkRole(o.Role, o.Person, o.Why) }

// Check refuses what Check of GiveProgrammeRole refuses.
func (o WithdrawProgrammeRole) Check() error { return checkRole(o.Role, o.Person, o.Why) }

// Check refuses what Check of GiveProgrammeRole refuses, and a person who would replace themselves.
func (o ReplaceProgrammeRole) Check() error {
	if err := checkRole(o.Role, o.Person, o.Why); err != nil {
		return err
	}
	if o.By == o.Person {
		return law.Nonsensef(law.WrongSelf("by"), "by is person: nobody replaces themselves")
	}
	return law.CheckCode("by", o.By)
}

// Check refuses an end without a reason.
func (o CloseProgramme) Check() error { return law.CheckRequired("why", o.Why) }

func checkRole(role law.Role, person string, why law.Text) error {
	if !slices.Contains(ProgrammeRoles(), role) {
		return law.Nonsensef(law.WrongValue("role", "head", "officer", "auditor"), "role %q is not a role that a programme gives; allowed are head, officer, auditor", role)
	}
	return checkPerson(person, why)
}
