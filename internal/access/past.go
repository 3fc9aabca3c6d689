package access

import (
	"slices"

	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Present is how lives stand now, where they are looked at as they stood. What cannot be
// read is empty: then nothing of it may be seen.
type Present interface {
	Call(reference string) call.Call
	// Tender is a tender with its call.
	Tender(reference string) (call.Call, twinning.Twinning)
	// Staff are whom the law of a life of another kind calls its staff.
	Staff(stream string) []string
	// Life is a life of another kind.
	Life(stream string) law.State
}

// A looked is what a viewer asks of a life of another kind, by how it stands and, where it is looked at as it stood, by both.
type looked struct {
	now  *question
	then *question // nil where it is looked at as it stands
}

func (l looked) may(action types.String) bool {
	return l.now.may(action) && (l.then == nil || l.then.may(action))
}

func (l looked) is(r types.EntityUID) bool {
	if l.then != nil {
		return l.then.is(r)
	}
	return l.now.is(r)
}

// lookAt is what a viewer asks of a life of another kind: see Past. Its office is held as it is held now; other roles must have been held then, too.
func lookAt[S law.State](v Viewer, stream string, is S, about, office types.EntityUID, roles func(S) []types.EntityUID, facts func(S) types.Record) looked {
	if v.present == nil {
		return looked{now: ask(v, roles(is), about, facts(is))}
	}
	now, _ := v.present.Life(stream).(S)
	held, was := roles(now), roles(is)
	then := slices.DeleteFunc(slices.Clone(held), func(r types.EntityUID) bool { return r != office && !slices.Contains(was, r) })
	return looked{now: ask(v, held, about, facts(now)), then: ask(v, then, about, facts(is))}
}

// Past is a viewer who looks at lives as they stood. They see what they may see now and
// could have seen then. Roles that a call gives count as they have them now: who audits today
// may ask how it stood before they did, and who has no role any more may not. Who judges or
// speaks for a tender must have done so then, and do so now. A conflict of either time hides.
func Past(v Viewer, now Present) Viewer {
	v.present = now
	return v
}

// rolesThen are the roles of a viewer in a call as it stood then.
func rolesThen(v Viewer, now, then call.Call) []types.EntityUID {
	return slices.DeleteFunc(rolesIn(v, now), func(r types.EntityUID) bool { return r == roleEvaluator && !then.Has(v.Person, law.Evaluator) })
}

// both are the roles of a viewer towards a tender that they have now and had then; a conflict is one of either time.
func both(v Viewer, now, then twinning.Twinning) []types.EntityUID {
	is, was := rolesTowards(v, now), rolesTowards(v, then)
	roles := slices.DeleteFunc(slices.Clone(is), func(r types.EntityUID) bool { return r != roleInConflict && !slices.Contains(was, r) })
	if slices.Contains(was, roleInConflict) && !slices.Contains(roles, roleInConflict) {
		roles = append(roles, roleInConflict)
	}
	return roles
}

// Holds tells whether a viewer has one of these roles in a call: see Past.
func Holds(v Viewer, c call.Call, roles ...law.Role) bool {
	if v.present == nil {
		return c.Has(v.Person, roles...)
	}
	now := v.present.Call(c.Reference)
	return slices.ContainsFunc(roles, func(r law.Role) bool { return now.Has(v.Person, r) && (r != law.Evaluator || c.Has(v.Person, r)) })
}

// SpeaksFor tells whether a viewer speaks for a tender: see Past.
func SpeaksFor(v Viewer, t twinning.Twinning) bool {
	if v.present == nil {
		return Speaks(t, v.Person)
	}
	_, now := v.present.Tender(t.Reference)
	return Speaks(t, v.Person) && Speaks(now, v.Person)
}
