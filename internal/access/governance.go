package access

import (
	"slices"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

// Programme is a programme's state as the viewer may see it, and whether anything
// was left out. Everybody sees what it is called, what its rule books begin with
// and who its heads and officers are; who audits it, and how its roles changed and
// why, is for those who have a role in it and for the administrators.
func (s Sight) Programme(was governance.Programme) (governance.Programme, bool) {
	if s.Full() {
		return was, false
	}
	p := governance.Programme{Reference: was.Reference, Stage: was.Stage, Name: was.Name, Zone: was.Zone, Defaults: was.Defaults}
	for _, role := range []law.Role{law.Head, law.Officer} {
		if people := was.Roles[role]; len(people) > 0 {
			if p.Roles == nil {
				p.Roles = map[law.Role][]string{}
			}
			p.Roles[role] = slices.Clone(people)
		}
	}
	return p, true
}
