package call

import (
	"cmp"
	"slices"
	"time"

	"twinning.example/engine/internal/law"
)

// A RoleChange is one change of a role since the opening of the call.
type RoleChange struct {
	Number    int       `json:"number"` // from 1
	Role      law.Role  `json:"role"`
	Given     string    `json:"given,omitempty"`     // person id; none where it is withdrawn only
	Withdrawn string    `json:"withdrawn,omitempty"` // person id; none where it is given only
	Since     time.Time `json:"since"`
	InForce   bool      `json:"in_force,omitempty"` // Roles has it
}

// An Absence is a time in which the deputy of a person may act in their roles.
type Absence struct {
	Number int        `json:"number"` // from 1
	Person string     `json:"person"`
	Deputy string     `json:"deputy"`
	Roles  []law.Role `json:"roles"` // those in which the deputy may act, as long as the person has them
	Since  time.Time  `json:"since"`
	End    time.Time  `json:"end"`
	Now    bool       `json:"now,omitempty"`  // it has begun and is not over
	Over   bool       `json:"over,omitempty"` // it has ended
}

// givers says who gives and withdraws each role of a call. An officer gives the
// roles below theirs, the head every one.
var givers = map[law.Role][]law.Role{
	law.Officer:           {law.Head},
	law.Head:              {law.Head},
	law.ProcurerSignatory: {law.Head},
	law.Auditor:           {law.Head},
	law.Verifier:          {law.Officer, law.Head},
	law.Authoriser:        {law.Officer, law.Head},
	law.Payer:             {law.Officer, law.Head},
}

// Givers lists the roles of those who give and withdraw a role of a call.
func Givers(role law.Role) []law.Role { return slices.Clone(givers[role]) }

// As is the call with the roles that are in force at an instant, whether or not
// the moments of their changes are recorded yet: who may act is a matter of
// instants, never of when a timer rings.
func (c Call) As(at time.Time) Call {
	for _, ch := range c.pendingChanges() {
		if !ch.Since.After(at) {
			c = c.takesEffect(ch.Number)
		}
	}
	for i, a := range c.Absences {
		if now := !a.Over && !at.Before(a.Since) && at.Before(a.End); now != a.Now {
			c.Absences = slices.Clone(c.Absences)
			c.Absences[i].Now = now
		}
	}
	return c
}

// pendingChanges are the changes that are not in force yet, the first one first.
func (c Call) pendingChanges() []RoleChange {
	return c.changes(func(ch RoleChange) bool { return !ch.InForce })
}

// changes are those which are selected, in the order in which they take effect.
func (c Call) changes(which func(RoleChange) bool) []RoleChange {
	var list []RoleChange
	for _, ch := range c.RoleChanges {
		if which(ch) {
			list = append(list, ch)
		}
	}
	slices.SortStableFunc(list, func(a, b RoleChange) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Number, b.Number))
	})
	return list
}

// takesEffect is the call with a change of roles in force.
func (c Call) takesEffect(number int) Call {
	i := slices.IndexFunc(c.RoleChanges, func(ch RoleChange) bool { return ch.Number == number })
	if i < 0 {
		return c
	}
	c.RoleChanges = slices.Clone(c.RoleChanges)
	ch := &c.RoleChanges[i]
	ch.InForce = true
	people := slices.DeleteFunc(slices.Clone(c.Roles[ch.Role]), func(p string) bool { return p == ch.Withdrawn })
	if ch.Given != "" && !slices.Contains(people, ch.Given) {
		people = append(people, ch.Given)
	}
	c.Roles = with(c.Roles, ch.Role, people)
	return c
}

// StandsIn tells whether the deputy of an absence may act in a role now that they
// do not have themselves.
func (a Absence) StandsIn(c Call, role law.Role) bool {
	return a.Now && slices.Contains(a.Roles, role) && slices.Contains(c.Roles[role], a.Person) && !slices.Contains(c.Roles[role], a.Deputy)
}

// deputies are those who may act in a role now because its holder is absent.
func (c Call) deputies(role law.Role) []string {
	var people []string
	for _, a := range c.Absences {
		if a.StandsIn(c, role) && !slices.Contains(people, a.Deputy) {
			people = append(people, a.Deputy)
		}
	}
	return people
}

// Had tells whether a person has, had, will have or stood in for one of the
// roles in this call.
func (c Call) Had(person string, roles ...law.Role) bool {
	return slices.ContainsFunc(roles, func(r law.Role) bool {
		return c.hadItself(person, r) || slices.ContainsFunc(c.Absences, func(a Absence) bool { return a.Deputy == person && slices.Contains(a.Roles, r) })
	})
}

func (c Call) hadItself(person string, role law.Role) bool {
	return c.Has(person, role) || role == law.Evaluator && slices.Contains(c.Excluded, person) || slices.ContainsFunc(c.RoleChanges, func(ch RoleChange) bool {
		return ch.Role == role && (ch.Given == person || ch.Withdrawn == person)
	})
}

// HeldAt tells whether a person could act in a role at an instant that has
// passed: what they did then stays theirs.
func (c Call) HeldAt(person string, role law.Role, at time.Time) bool {
	since := c.changes(func(ch RoleChange) bool { return ch.InForce && ch.Role == role && ch.Since.After(at) })
	holds := func(p string) bool {
		is := slices.Contains(c.Roles[role], p)
		for _, ch := range slices.Backward(since) {
			switch p {
			case ch.Given:
				is = false
			case ch.Withdrawn:
				is = true
			}
		}
		return is
	}
	return holds(person) || slices.ContainsFunc(c.Absences, func(a Absence) bool {
		return a.Deputy == person && slices.Contains(a.Roles, role) && !at.Before(a.Since) && at.Before(a.End) && holds(a.Person)
	})
}

// RolesMoved tells whether anybody's role was changed, or stood in for, since the opening.
func (c Call) RolesMoved() bool { return len(c.RoleChanges)+len(c.Absences) > 0 }

// Owners are the people by whom an obligation is owed that its holders had when
// it began: those who have the roles now, in their order. False is that it is
// not owed by a role of the call alone.
func (c Call) Owners(roles []law.Role) ([]string, bool) {
	var people []string
	for _, r := range roles {
		if !slices.Contains(law.StaffRoles(), r) {
			return nil, false
		}
		people = append(people, c.People(r)...)
	}
	return people, len(people) > 0
}

// handedOver is the call whose open obligations are owed by those who have the roles now.
func (c Call) handedOver() Call {
	c.Obligations = slices.Clone(c.Obligations)
	for i, o := range c.Obligations {
		_, roles := owedBy(o)
		if who, ok := c.Owners(roles); ok && o.Open() {
			c.Obligations[i].Who = who
		}
	}
	return c
}

// Apart tells whether nobody may have both roles in one call: an evaluator has no
// other, and two parts of one step that take two people are two people's for the
// whole call where each is the part of one role alone.
func Apart(a, b law.Role) bool {
	if a == b {
		return false
	}
	if a == law.Evaluator || b == law.Evaluator {
		return true
	}
	is := func(h law.Hand, r law.Role) bool { return len(h.Roles) == 1 && h.Roles[0] == r }
	for _, kind := range TenderSteps() {
		for _, x := range tenderHands[kind] {
			for _, y := range tenderHands[kind] {
				if is(x, a) && is(y, b) && law.Apart(x.Does, y.Does) {
					return true
				}
			}
		}
	}
	return false
}

// awaited tells whether a change of roles or an absence is still to come or to end.
func (c Call) awaited() bool {
	return len(c.pendingChanges()) > 0 || slices.ContainsFunc(c.Absences, func(a Absence) bool { return !a.Over })
}

// evolveRoles is Evolve where somebody's role changes.
func (c Call) evolveRoles(e rolesEvent, at law.Recorded) Call {
	switch e := e.(type) {
	case RoleGiven:
		return c.roleChange(RoleChange{Number: e.Number, Role: e.Role, Given: e.Person, Since: e.Since}, at)
	case RoleWithdrawn:
		return c.roleChange(RoleChange{Number: e.Number, Role: e.Role, Withdrawn: e.Person, Since: e.Since}, at)
	case RoleReplaced:
		return c.roleChange(RoleChange{Number: e.Number, Role: e.Role, Given: e.By, Withdrawn: e.Person, Since: e.Since}, at)
	case RoleChanged:
		return c.takesEffect(e.Number).handedOver()
	case AbsenceSet:
		c.Absences = append(slices.Clip(c.Absences), Absence{Number: e.Number, Person: e.Person, Deputy: e.Deputy, Roles: e.Roles, Since: e.Since, End: e.End, Now: !e.Since.After(at.At())})
		return c.handedOver()
	case AbsenceBegan:
		return c.absence(e.Number, func(a *Absence) { a.Now = true })
	case AbsenceEnded:
		return c.absence(e.Number, func(a *Absence) {
			a.Now, a.Over = false, true
			if e.At.Before(a.End) {
				a.End = e.At
			}
		})
	}
	return c
}

// absence is the call with one absence changed.
func (c Call) absence(number int, change func(*Absence)) Call {
	c.Absences = slices.Clone(c.Absences)
	for i := range c.Absences {
		if c.Absences[i].Number == number {
			change(&c.Absences[i])
		}
	}
	return c.handedOver()
}

func (c Call) roleChange(ch RoleChange, at law.Recorded) Call {
	c.RoleChanges = append(slices.Clip(c.RoleChanges), ch)
	if ch.Since.After(at.At()) {
		return c
	}
	return c.takesEffect(ch.Number).handedOver()
}
