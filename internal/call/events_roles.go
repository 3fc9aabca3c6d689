package call

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// RoleGiven gives a person a role of the call, from an instant on. Where that is
// later than the command, RoleChanged says that it has come.
type RoleGiven struct {
	Number int           `json:"number"` // of the change of roles, from 1
	Role   law.Role      `json:"role"`
	Person string        `json:"person"`
	From   calendar.Date `json:"from"`  // in the zone of the call
	Since  time.Time     `json:"since"` // the instant at which it takes effect
	Why    law.Text      `json:"why"`
	law.Promise
}

// RoleWithdrawn takes a role of the call from a person, from an instant on.
type RoleWithdrawn struct {
	Number int           `json:"number"`
	Role   law.Role      `json:"role"`
	Person string        `json:"person"`
	From   calendar.Date `json:"from"`
	Since  time.Time     `json:"since"`
	Why    law.Text      `json:"why"`
	law.Promise
}

// RoleReplaced takes a role from one person and gives it to another, at one instant.
type RoleReplaced struct {
	Number int           `json:"number"`
	Role   law.Role      `json:"role"`
	Person string        `json:"person"` // who had it
	By     string        `json:"by"`     // who gets it
	From   calendar.Date `json:"from"`
	Since  time.Time     `json:"since"`
	Why    law.Text      `json:"why"`
	law.Promise
}

// RoleChanged says that a change of roles that was decided before takes effect.
type RoleChanged struct {
	Number int       `json:"number"`
	At     time.Time `json:"at"`
}

// AbsenceSet names the deputy of a person for a time.
type AbsenceSet struct {
	Number int           `json:"number"` // of the absence, from 1
	Person string        `json:"person"`
	Deputy string        `json:"deputy"`
	Roles  []law.Role    `json:"roles"` // those of the person, in which the deputy may act
	From   calendar.Date `json:"from"`  // first day, in the zone of the call
	Until  calendar.Date `json:"until"` // last day
	Since  time.Time     `json:"since"` // the instants of its beginning and of its end
	End    time.Time     `json:"end"`
	law.Promise
}

// AbsenceBegan says that an absence that was set before has begun.
type AbsenceBegan struct {
	Number int       `json:"number"`
	At     time.Time `json:"at"`
}

// AbsenceEnded says that an absence is over: by itself, or because somebody said so.
type AbsenceEnded struct {
	Number int       `json:"number"`
	At     time.Time `json:"at"`
	law.Promise
}

func (RoleGiven) Kind() string     { return "role-given.v1" }
func (RoleWithdrawn) Kind() string { return "role-withdrawn.v1" }
func (RoleReplaced) Kind() string  { return "role-replaced.v1" }
func (RoleChanged) Kind() string   { return "role-changed.v1" }
func (AbsenceSet) Kind() string    { return "absence-set.v1" }
func (AbsenceBegan) Kind() string  { return "absence-began.v1" }
func (AbsenceEnded) Kind() string  { return "absence-ended.v1" }

func (RoleGiven) event()     {}
func (RoleWithdrawn) event() {}
func (RoleReplaced) event()  {}
func (RoleChanged) event()   {}
func (AbsenceSet) event()    {}
func (AbsenceBegan) event()  {}
func (AbsenceEnded) event()  {}

func (e RoleChanged) HappenedAt() time.Time  { return e.At }
func (e AbsenceBegan) HappenedAt() time.Time { return e.At }
func (e AbsenceEnded) HappenedAt() time.Time { return e.At }

// A rolesEvent is a fact about who has which role.
//
//sumtype:decl
type rolesEvent interface {
	Event
	roles()
}

func (RoleGiven) roles()     {}
func (RoleWithdrawn) roles() {}
func (RoleReplaced) roles()  {}
func (RoleChanged) roles()   {}
func (AbsenceSet) roles()    {}
func (AbsenceBegan) roles()  {}
func (AbsenceEnded) roles()  {}
