package governance

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/law"
)

// The stages of a programme.
const (
	Open   = "open"   // calls may be opened under it
	Closed = "closed" // calls are opened no more; those that are there go on
)

// A Programme is what the events of one programme add up to.
type Programme struct {
	Reference string                `json:"reference"`
	Stage     string                `json:"stage"` // "" before it is opened
	Name      string                `json:"name,omitempty"`
	Zone      string                `json:"zone,omitempty"` // IANA name; the days of its roles are in it
	Defaults  *Defaults             `json:"defaults,omitempty"`
	Roles     map[law.Role][]string `json:"roles,omitempty"` // those in force, person ids
	Changes   []RoleChange          `json:"changes,omitempty"`
}

// Defaults are the parts of a rule book that the calls of a programme have where
// their own rule book says nothing.
type Defaults struct {
	SHA256 string `json:"sha256"` // of File, in hexadecimal
	File   string `json:"file"`   // YAML, a part of a rule book; public
}

// A RoleChange is one change of a role of a programme.
type RoleChange struct {
	Number    int       `json:"number"` // from 1
	Role      law.Role  `json:"role"`
	Given     string    `json:"given,omitempty"`     // person id; none where it is withdrawn only
	Withdrawn string    `json:"withdrawn,omitempty"` // person id; none where it is given only
	Since     time.Time `json:"since"`               // UTC
	InForce   bool      `json:"in_force,omitempty"`  // Roles has it
	Why       law.Text  `json:"why"`
}

// ProgrammeRoles are the roles that a programme gives.
func ProgrammeRoles() []law.Role { return []law.Role{law.Head, law.Officer, law.Auditor} }

// StageName is the stage.
func (p Programme) StageName() string { return p.Stage }

// Over tells that nothing is awaited any more. A closed programme ends when the
// last change of its roles has come.
func (p Programme) Over() bool { return p.Stage == Closed && len(p.pending()) == 0 }

// RulesSHA is the hash of the default parts of its rule books, "" for none.
func (p Programme) RulesSHA() string {
	if p.Defaults == nil {
		return ""
	}
	return p.Defaults.SHA256
}

// Has tells whether a person has one of the roles now.
func (p Programme) Has(person string, roles ...law.Role) bool {
	return person != "" && slices.ContainsFunc(roles, func(r law.Role) bool { return slices.Contains(p.Roles[r], person) })
}

// Had tells whether a person has, had or will have a role of the programme.
func (p Programme) Had(person string, role law.Role) bool {
	return p.Has(person, role) || slices.ContainsFunc(p.Changes, func(c RoleChange) bool {
		return c.Role == role && (c.Given == person || c.Withdrawn == person)
	})
}

// As is the programme with the roles that are in force at an instant, whether or
// not the moments of their changes are recorded yet.
func (p Programme) As(at time.Time) Programme {
	for _, c := range p.pending() {
		if !c.Since.After(at) {
			p = p.takesEffect(c.Number)
		}
	}
	return p
}

// pending are the changes that are not in force yet, the first one first.
func (p Programme) pending() []RoleChange {
	var list []RoleChange
	for _, c := range p.Changes {
		if !c.InForce {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b RoleChange) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Number, b.Number))
	})
	return list
}

// takesEffect is the programme with a change of roles in force.
func (p Programme) takesEffect(number int) Programme {
	i := slices.IndexFunc(p.Changes, func(c RoleChange) bool { return c.Number == number })
	if i < 0 {
		return p
	}
	p.Changes = slices.Clone(p.Changes)
	c := &p.Changes[i]
	c.InForce = true
	roles := maps.Clone(p.Roles)
	if roles == nil {
		roles = map[law.Role][]string{}
	}
	people := slices.DeleteFunc(slices.Clone(roles[c.Role]), func(id string) bool { return id == c.Withdrawn })
	if c.Given != "" && !slices.Contains(people, c.Given) {
		people = append(people, c.Given)
	}
	if roles[c.Role] = people; len(people) == 0 {
		delete(roles, c.Role)
	}
	p.Roles = roles
	return p
}

// evolve adds a fact.
func (p Programme) evolve(e ProgrammeEvent, at law.Recorded) Programme {
	switch e := e.(type) {
	case ProgrammeOpened:
		p.Stage, p.Name, p.Zone, p.Defaults = Open, e.Name, e.Zone, e.Defaults
	case DefaultsChanged:
		p.Defaults = e.Defaults
	case ProgrammeRoleGiven:
		return p.change(RoleChange{Number: e.Number, Role: e.Role, Given: e.Person, Since: e.Since, Why: e.Why}, at)
	case ProgrammeRoleWithdrawn:
		return p.change(RoleChange{Number: e.Number, Role: e.Role, Withdrawn: e.Person, Since: e.Since, Why: e.Why}, at)
	case ProgrammeRoleReplaced:
		return p.change(RoleChange{Number: e.Number, Role: e.Role, Given: e.By, Withdrawn: e.Person, Since: e.Since, Why: e.Why}, at)
	case ProgrammeRoleChanged:
		return p.takesEffect(e.Number)
	case ProgrammeClosed:
		p.Stage = Closed
	}
	return p
}

func (p Programme) change(c RoleChange, at law.Recorded) Programme {
	p.Changes = append(slices.Clip(p.Changes), c)
	if c.Since.After(at.At()) {
		return p
	}
	return p.takesEffect(c.Number)
}

// momentKey numbers a moment so that those of one instant keep the order of their decisions.
func momentKey(number int) string { return fmt.Sprintf("role-change-%04d", number) }

// moments are the changes of roles that are to come.
func (p Programme) moments() []law.Moment {
	var ms []law.Moment
	for _, c := range p.pending() {
		ms = append(ms, law.Moment{At: c.Since, Key: momentKey(c.Number)})
	}
	return ms
}

func (p Programme) elapse(m law.Moment) []ProgrammeEvent {
	for _, c := range p.Changes {
		if m.Key == momentKey(c.Number) {
			return []ProgrammeEvent{ProgrammeRoleChanged{Number: c.Number, At: m.At}}
		}
	}
	return nil
}

// staff are those who are told of a programme whole: who has a role in it, and
// the administrators.
func (p Programme) staff(f law.Facts) []string {
	var people []string
	for _, list := range [][]string{p.Roles[law.Head], p.Roles[law.Officer], p.Roles[law.Auditor], administration(f).People} {
		for _, id := range list {
			if !slices.Contains(people, id) {
				people = append(people, id)
			}
		}
	}
	return people
}

// MayOpenCalls tells whether a person may open calls under the programme: its
// heads and officers, while it is open.
func (p Programme) MayOpenCalls(person string) bool {
	return p.Stage == Open && p.Has(person, law.Head, law.Officer)
}
