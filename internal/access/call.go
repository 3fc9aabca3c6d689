package access

import (
	"maps"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Call is a call's state as the viewer may see it. Everybody sees the rule book,
// the dates and who decides, once the call is published; who evaluates, who
// competes and what is decided about whom is for the staff, the auditors and,
// from the release of the award on, who signs for the procurer. It also tells
// whether anything was left out.
func (s Sight) Call(was call.Call) (call.Call, bool) {
	if s.Full() {
		return was, false
	}
	if !s.may("rules") {
		return call.Call{Reference: was.Reference, Stage: was.Stage}, true
	}
	id := s.viewer.Person
	c := call.Call{
		Reference: was.Reference, Stage: was.Stage, Rules: was.Rules, SHA256: was.SHA256, Books: was.Books, Roles: was.Roles,
		PublishedAt: was.PublishedAt, ReleasedAt: was.ReleasedAt, OpenedAt: was.OpenedAt, OpenedBy: was.OpenedBy, Left: was.Left,
		StandstillUntil: was.StandstillUntil, StandstillOver: was.StandstillOver, ComplaintsUntil: was.ComplaintsUntil, WindowClosed: was.WindowClosed,
	}
	c.Evaluators = slices.DeleteFunc(slices.Clone(was.Evaluators), func(e call.Evaluator) bool { return id == "" || e.Person != id })
	for _, d := range was.Deadlines { // whom a deadline names may be who tenders
		if len(d.Rule.Covers) == 0 {
			c.Deadlines = append(c.Deadlines, d)
		}
	}
	own := maps.Clone(was.Assignments)
	maps.DeleteFunc(own, func(_ string, evaluators []string) bool { return id == "" || !slices.Contains(evaluators, id) })
	for tender := range own {
		own[tender] = []string{id}
	}
	if len(own) > 0 {
		c.Assignments = own
	}
	c.Obligations = slices.DeleteFunc(slices.Clone(was.Obligations), func(o obligation.Obligation) bool { return id == "" || !slices.Contains(o.Who, id) })
	return c, true
}

// Office tells whether somebody has a role in a call that is no secret before its
// opening: has or had one of the staff, or is an evaluator. Whom the opening
// excluded is none: they are parties.
func Office(c call.Call, id string) bool {
	return c.Had(id, law.StaffRoles()...) || c.Has(id, law.Evaluator)
}
