package call

import (
	"slices"
)

// Personnel says of which cost kinds a claim names a personnel contract. Without it
// there are none.
type Personnel struct {
	Kinds []string        `json:"cost_kinds"`      // claims of these name a personnel contract
	Roles []PersonnelRole `json:"roles,omitempty"` // what people are taken on as; none: any code
}

// A PersonnelRole is what somebody works as under a personnel contract.
type PersonnelRole struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// PersonnelCosts are the cost kinds that a rule book can ask personnel contracts of.
func PersonnelCosts() []string { return []string{"personnel", "direct"} }

// Takes tells whether claims of a cost kind name a personnel contract.
func (p *Personnel) Takes(kind string) bool { return p != nil && slices.Contains(p.Kinds, kind) }

// Role tells whether somebody may be taken on as this.
func (p Personnel) Role(id string) bool {
	return len(p.Roles) == 0 || slices.ContainsFunc(p.Roles, func(r PersonnelRole) bool { return r.ID == id })
}

// personnel checks which claims name a personnel contract.
func (c *check) personnel(b RuleBook) {
	p := b.Running.Personnel
	if p == nil {
		return
	}
	c.unless(len(p.Kinds) > 0, "/running/personnel/cost_kinds", joined(PersonnelCosts()), nil, "names no cost kind")
	c.once("/running/personnel/cost_kinds", "", p.Kinds)
	for _, k := range p.Kinds {
		c.unless(slices.Contains(PersonnelCosts(), k), "/running/personnel/cost_kinds", joined(PersonnelCosts()), nil, "%q has no personnel contracts", k)
	}
	c.once("/running/personnel/roles", "id", ids(p.Roles, func(r PersonnelRole) string { return r.ID }))
}
