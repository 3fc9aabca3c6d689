package call

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// GiveRole gives a person a role of the call.
type GiveRole struct {
	Role   law.Role      `json:"role"`
	Person string        `json:"person"`
	From   calendar.Date `json:"from,omitzero"` // first day, in the zone of the call; none is at once
	Why    law.Text      `json:"why"`
}

// WithdrawRole takes a role of the call from a person.
type WithdrawRole struct {
	Role   law.Role      `json:"role"`
	Person string        `json:"person"`
	From   calendar.Date `json:"from,omitzero"` // first day without it, in the zone of the call; none is at once
	Why    law.Text      `json:"why"`
}

// ReplaceRole takes a role from one person and gives it to another, in one step.
type ReplaceRole struct {
	Role   law.Role      `json:"role"`
	Person string        `json:"person"` // who has it
	By     string        `json:"by"`     // who gets it
	From   calendar.Date `json:"from,omitzero"`
	Why    law.Text      `json:"why"`
}

// SetAbsence names the deputy of a person who will be away: in that time the
// deputy may act in every role of theirs.
type SetAbsence struct {
	Person string        `json:"person"`
	Deputy string        `json:"deputy"`
	From   calendar.Date `json:"from,omitzero"` // first day, in the zone of the call; none is at once
	Until  calendar.Date `json:"until"`         // last day
}

// EndAbsence ends the absences of a person before their last day.
type EndAbsence struct {
	Person string `json:"person"`
}

func (GiveRole) Kind() string     { return "give-role" }
func (WithdrawRole) Kind() string { return "withdraw-role" }
func (ReplaceRole) Kind() string  { return "replace-role" }
func (SetAbsence) Kind() string   { return "set-absence" }
func (EndAbsence) Kind() string   { return "end-absence" }

func (GiveRole) command()     {}
func (WithdrawRole) command() {}
func (ReplaceRole) command()  {}
func (SetAbsence) command()   {}
func (EndAbsence) command()   {}

func (GiveRole) needsTenders()    {}
func (ReplaceRole) needsTenders() {}
func (SetAbsence) needsTenders()  {}

// Check refuses a role that a call does not give, and a change without a reason.
func (o GiveRole) Check() error { return checkRole(o.Role, o.Why, o.Person) }

// Check refuses what Check of GiveRole refuses.
func (o WithdrawRole) Check() error { return checkRole(o.Role, o.Why, o.Person) }

// Check refuses what Check of GiveRole refuses, and a person who would replace themselves.
func (o ReplaceRole) Check() error {
	if err := checkRole(o.Role, o.Why, o.Person); err != nil {
		return err
	}
	if o.By == o.Person {
		return law.Nonsensef(law.WrongSelf("by"), "by is person: nobody replaces themselves")
	}
	return law.CheckCode("by", o.By)
}

func checkRole(role law.Role, why law.Text, person string) error {
	known := law.StaffRoles()
	if !slices.Contains(known, role) {
		return law.Nonsensef(law.WrongValue("role", law.Codes(known)...), "role %q is not a role that a call gives; allowed are %s", role, roleWords(known))
	}
	if err := law.CheckCode("person", person); err != nil {
		return err
	}
	return law.CheckRequired("why", why)
}

// Check refuses an absence without an end or with oneself as deputy.
func (o SetAbsence) Check() error {
	if err := law.CheckCode("person", o.Person); err != nil {
		return err
	}
	if o.Deputy == o.Person {
		return law.Nonsensef(law.WrongSelf("deputy"), "deputy is person: nobody is their own deputy")
	}
	if o.Until.IsZero() {
		return law.Nonsensef(law.WrongDay("until"), "until is missing: write the last day, as in 2019-08-30")
	}
	if o.Until.Before(o.From) {
		return law.Nonsensef(law.WrongPeriod("until"), "until, %s, is before from, %s", o.Until, o.From)
	}
	return law.CheckCode("deputy", o.Deputy)
}

// Check has little to refuse.
func (o EndAbsence) Check() error { return law.CheckCode("person", o.Person) }
