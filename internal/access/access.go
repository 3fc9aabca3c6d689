// Package access is the one place that says who may see what of a life: by
// role, by stage, by party, by conflict, by seal. Every query, history,
// explanation and export asks it. This package says from recorded facts who holds
// which role towards a life and how that life stands; policies/*.cedar decide, and
// what none of them permits is denied. They narrow only: whether a command is
// accepted is decided by the law.
//
// docs/access.md holds the table, and a test holds the policies to it.
package access

import (
	"slices"

	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// A Viewer is who reads. The zero Viewer is the public.
type Viewer struct {
	Person string // id; "" for nobody in particular
	// Operator is whoever works at the machine of the programme and names nobody:
	// they see what the staff see, but no report on a tender that is not evaluated.
	Operator bool

	present Present // nil: what is looked at stands now
}

// Operator reads at the machine of the programme.
var Operator = Viewer{Operator: true}

// As is a person; "" is the operator.
func As(person string) Viewer { return Viewer{Person: person, Operator: person == ""} }

// An Aspect is a part of what is known of a tender and of the twinning that it may become.
type Aspect string

// The parts of a tender's life.
const (
	Listed     Aspect = "listed"     // that it exists, its stage, when its versions were received
	Content    Aspect = "content"    // what the tender says, who speaks for it
	Findings   Aspect = "findings"   // eligibility: findings, questions and answers, who decided
	Assignment Aspect = "assignment" // who evaluates it, by name
	Reports    Aspect = "reports"    // what each evaluator reported, by name
	Result     Aspect = "result"     // points, score, and what evaluators reported, without their names
	Conflicts  Aspect = "conflicts"  // who is in conflict, and why
	Outcome    Aspect = "outcome"    // verdict, place, reason
	Complaints Aspect = "complaints" // what complaints say, and their answers
	Running    Aspect = "running"    // contract, logs, expenses, reports, payments, obligations
	Published  Aspect = "published"  // what is published of an award: title, type, organisations, amount, months; and what the rule book names (publish)
)

// Aspects lists all of them.
func Aspects() []Aspect {
	return []Aspect{Listed, Content, Findings, Assignment, Reports, Result, Conflicts, Outcome, Complaints, Running, Published}
}

// A Sight is what a viewer may see of one life, by how it and its call stand now.
// Of a life as it stood it is what they may see now and could have seen then, with the
// roles that they have now: see Past. It is for one goroutine.
type Sight struct {
	viewer Viewer
	call   call.Call
	tender twinning.Twinning
	asked  *question // by how it stands now
	then   *question // by how it stood; nil where it is looked at as it stands
}

// OfCall is what a viewer may see of a call.
func OfCall(v Viewer, c call.Call) Sight {
	if v.present == nil {
		return Sight{viewer: v, call: c, asked: askOfCall(v, rolesIn(v, c), c)}
	}
	now := v.present.Call(c.Reference)
	return Sight{
		viewer: v, call: c, asked: ask(v, rolesIn(v, now), aCall, theCall(now)), then: ask(v, rolesThen(v, now, c), aCall, theCall(c)),
	}
}

// OfAnother is what a viewer may see of a life of another kind: all where they
// are of its staff, else nothing.
func OfAnother(v Viewer, stream string, staff []string) Sight {
	if v.present != nil {
		staff = v.present.Staff(stream)
	}
	var roles []types.EntityUID
	switch {
	case v.Operator:
		roles = append(roles, roleOperator)
	case v.Person != "" && slices.Contains(staff, v.Person):
		roles = append(roles, roleStaff)
	}
	return Sight{viewer: v, asked: ask(v, roles, aLife, types.Record{})}
}

// Of is what a viewer may see of a tender.
func Of(v Viewer, c call.Call, t twinning.Twinning) Sight {
	s := Sight{viewer: v, call: c, tender: t}
	if v.present == nil {
		s.asked = askOfTender(v, append(rolesIn(v, c), rolesTowards(v, t)...), c, t)
		return s
	}
	nowCall, now := v.present.Tender(t.Reference)
	s.asked = ask(v, append(rolesIn(v, nowCall), rolesTowards(v, now)...), aTender, theTender(nowCall, now))
	s.then = ask(v, append(rolesThen(v, nowCall, c), both(v, now, t)...), aTender, theTender(c, t))
	return s
}

// is tells whether the viewer holds a role, where it is a life as it stood then.
func (s Sight) is(r types.EntityUID) bool {
	if s.then != nil {
		return s.then.is(r)
	}
	return s.asked.is(r)
}

// may decides an action on the life.
func (s Sight) may(action types.String) bool {
	return s.asked.may(action) && (s.then == nil || s.then.may(action))
}

// mayOf decides an action on a part of the life.
func (s Sight) mayOf(part types.EntityUID, action types.String, facts types.Record) bool {
	return s.asked.mayOf(part, action, facts) && (s.then == nil || s.then.mayOf(part, action, facts))
}

// Sees tells whether the viewer sees a part. A part that is not there yet is
// seen by those who will see it. A call is listed with its rules, and its other parts
// are seen with the whole of it, as are all of a life of another kind.
func (s Sight) Sees(p Aspect) bool {
	switch {
	case s.asked.about() == aTender:
		return s.may(types.String(p))
	case s.asked.about() == aCall && p == Listed:
		return s.may("rules")
	}
	return s.Full()
}

// Full tells whether the viewer is told of the whole life: all but what is
// sealed, and reports on a tender that is not evaluated yet.
func (s Sight) Full() bool { return s.may("whole") }

// All tells whether nothing at all is kept from the viewer.
func (s Sight) All() bool {
	for _, p := range Aspects() {
		if !s.Sees(p) && p != Complaints {
			return false
		}
	}
	return true
}

// SeesReport tells whether the viewer sees what one evaluator reported.
func (s Sight) SeesReport(evaluator string) bool {
	return s.Sees(Reports) || s.mayOf(aReport, "report", types.NewRecord(types.RecordMap{"by": viewerUID(evaluator)}))
}

// Sealed tells whether what the tender says is kept from this viewer by its seal:
// until the recorded opening it is for its party alone, and for ever where it was
// withdrawn, or its call cancelled, before that.
func (s Sight) Sealed() bool {
	return !s.Party() && (!Opened(s.call) || WithdrawnSealed(s.call, s.tender))
}

// By is by what a viewer sees what they see of a life: operator, staff, auditor, party,
// evaluator, procurer or hand; public where they are nobody in it.
func (s Sight) By() string {
	is := s.is
	switch {
	case is(roleOperator):
		return "operator"
	case is(roleParty):
		return "party"
	case is(roleStaff):
		return "staff"
	case is(roleAuditor):
		return "auditor"
	case s.asked.about() == aTender && Opened(s.call) && (is(roleAssigned) && !is(roleInConflict) || is(roleReported)), s.asked.about() == aCall && is(roleEvaluator):
		return "evaluator"
	case s.call.Released != nil && is(roleProcurer):
		return "procurer"
	case s.tender.Contract != nil && is(rolePayment):
		return "hand"
	}
	return "public"
}

// Party tells whether the viewer speaks for the tender.
func (s Sight) Party() bool { return s.is(roleParty) }

// Staff tells whether the viewer is of the staff, or an auditor.
func (s Sight) Staff() bool { return s.is(roleInspector) }

// Opened tells whether the tenders of a call may be read: their opening is
// recorded. That a moment for it has passed is not enough, since somebody may
// have been given more time before it.
func Opened(c call.Call) bool {
	switch c.Stage {
	case call.Opened, call.Evaluating, call.Decided, call.Running, call.Finished:
		return true
	case call.Cancelled: // what was sealed then stays sealed
		return !c.OpenedAt.IsZero()
	case call.None, call.Drafted, call.Published, call.Open, call.Shut:
	}
	return false
}

// WithdrawnSealed tells whether a tender was withdrawn while it was sealed. What it said
// stays sealed while it is retained, and when that is over.
func WithdrawnSealed(c call.Call, t twinning.Twinning) bool {
	if t.Stage == twinning.Withdrawn {
		return c.OpenedAt.IsZero() || t.EndedAt.Before(c.OpenedAt)
	}
	kept := t.Stage == twinning.Retained || t.Stage == twinning.Over
	return kept && !t.EndedAt.IsZero() && t.EndedAt.Before(c.OpenedAt) // before its opening nothing ends but by being withdrawn
}

// reviews are all reports on a tender, of every round.
func reviews(t twinning.Twinning) []twinning.Review {
	all := slices.Clone(t.Reviews)
	for _, r := range t.Rounds {
		all = append(all, r.Reviews...)
	}
	return all
}

// Evaluated tells whether a tender waits for its evaluators no longer.
func Evaluated(t twinning.Twinning) bool {
	switch t.Stage {
	case twinning.Submitted, twinning.Clarification, twinning.Eligible, twinning.Arbitration, twinning.Consenting:
		return false
	}
	return true
}

// Speaks tells whether a person speaks for a tender, or sent it first where
// nothing of it came in time.
func Speaks(t twinning.Twinning, person string) bool {
	if person == "" {
		return false
	}
	f := t.TenderFact()
	if t.Replaced(person) {
		return false
	}
	return slices.Contains(f.Parties, person) || slices.Contains(f.Attempts, person)
}
