// Package access is the one place that says who may see what of a life: by
// role, by stage, by party, by conflict, by seal. Every query, history,
// explanation and export asks it. It decides over states alone, and narrows
// only: whether a command may be given is decided by the law.
//
// docs/access.md holds the table, and a test holds this package to it.
package access

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// A Viewer is who reads. The zero Viewer is the public.
type Viewer struct {
	Person string // id; "" for nobody in particular
	// Operator is whoever works at the machine of the programme and names nobody:
	// they see what the staff see, but no report on a tender that is not evaluated.
	Operator bool
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
	Published  Aspect = "published"  // what is published of an award: title, type, organisations, amount, months
)

// Aspects lists all of them.
func Aspects() []Aspect {
	return []Aspect{Listed, Content, Findings, Assignment, Reports, Result, Conflicts, Outcome, Complaints, Running, Published}
}

// A Sight is what a viewer may see of one life, by how it and its call stand now.
// What is looked at may be older: rights are those of now.
type Sight struct {
	viewer Viewer
	of     ofKind
	call   call.Call
	tender twinning.Twinning

	staff     bool // operator, officer, head
	auditor   bool
	party     bool // speaks for the tender, or sent it
	evaluator bool // assigned to it, opened, and not in conflict with it
	reported  bool // evaluated it, now or in an earlier round
	procurer  bool // signs for the procurer; from the release of the award on
	hand      bool // verifier, authoriser or payer; from the contract on
}

// What a life is to this package.
type ofKind int

const (
	aTender ofKind = iota
	aCall
	another
)

// OfCall is what a viewer may see of a call.
func OfCall(v Viewer, c call.Call) Sight {
	s := Of(v, c, twinning.Twinning{})
	s.of, s.party, s.evaluator = aCall, false, false
	s.hand = false
	return s
}

// OfAnother is what a viewer may see of a life of another kind: all where they
// are of its staff, else nothing.
func OfAnother(v Viewer, staff []string) Sight {
	return Sight{viewer: v, of: another, staff: v.Operator || v.Person != "" && slices.Contains(staff, v.Person)}
}

// Of is what a viewer may see of a tender.
func Of(v Viewer, c call.Call, t twinning.Twinning) Sight {
	id := v.Person
	s := Sight{viewer: v, call: c, tender: t}
	s.staff = v.Operator || id != "" && c.Has(id, law.Officer, law.Head)
	if id == "" {
		return s
	}
	s.auditor = c.Has(id, law.Auditor)
	s.party = Speaks(t, id)
	s.evaluator = slices.Contains(t.Assigned, id) && !t.Conflicted(id) && Opened(c)
	s.reported = Opened(c) && slices.ContainsFunc(reviews(t), func(v twinning.Review) bool { return v.Evaluator == id })
	s.procurer = c.Released != nil && c.Has(id, law.ProcurerSignatory)
	s.hand = t.Contract != nil && c.Has(id, law.Verifier, law.Authoriser, law.Payer)
	return s
}

// Sees tells whether the viewer sees a part. A part that is not there yet is
// seen by those who will see it.
func (s Sight) Sees(p Aspect) bool {
	inspects := s.staff || s.auditor
	runs := s.procurer || s.hand
	switch p {
	case Listed:
		return inspects || runs || s.party || s.evaluator || s.reported || s.published()
	case Content:
		if s.Sealed() {
			return false
		}
		return inspects || runs || s.party || s.evaluator
	case Findings:
		return s.Sees(Content) && (inspects || runs || s.party && !s.call.OpenedAt.IsZero())
	case Assignment, Conflicts:
		return inspects || s.procurer
	case Reports:
		switch {
		case s.viewer.Operator || s.evaluator && s.tender.Stage != twinning.Consenting:
			return Evaluated(s.tender) && !s.Sealed()
		case s.evaluator: // those who are to agree on one report see each other's, once they have reported
			return slices.ContainsFunc(s.tender.Reviews, func(v twinning.Review) bool { return v.Evaluator == s.viewer.Person })
		}
		return s.viewer.Person != "" && s.call.SeesScores(s.viewer.Person) == nil && !s.Sealed()
	case Result:
		return s.Sees(Reports) || s.party && s.tender.Outcome != nil
	case Outcome:
		return inspects || runs || s.party || s.evaluator && len(s.tender.Rounds) == 0 || s.published()
	case Complaints:
		return s.viewer.Person != "" && (inspects || s.party)
	case Running:
		return inspects || runs || s.party
	case Published:
		return s.published() || s.Sees(Content)
	}
	return false
}

// Full tells whether the viewer is told of the whole life: all but what is
// sealed, and reports on a tender that is not evaluated yet.
func (s Sight) Full() bool { return s.staff || s.auditor || s.procurer }

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
	return s.Sees(Reports) || evaluator != "" && evaluator == s.viewer.Person
}

// Sealed tells whether what the tender says is kept from this viewer by its seal:
// until the recorded opening it is for its party alone, and for ever where it was
// withdrawn, or its call cancelled, before that.
func (s Sight) Sealed() bool { return !s.party && (!Opened(s.call) || s.withdrawnSealed()) }

// By is by what a viewer sees what they see of a life: operator, staff, auditor, party,
// evaluator, procurer or hand; public where they are nobody in it.
func (s Sight) By() string {
	switch {
	case s.viewer.Operator:
		return "operator"
	case s.party:
		return "party"
	case s.staff:
		return "staff"
	case s.auditor:
		return "auditor"
	case s.evaluator || s.reported || s.of == aCall && s.isEvaluator():
		return "evaluator"
	case s.procurer:
		return "procurer"
	case s.hand:
		return "hand"
	}
	return "public"
}

// Party tells whether the viewer speaks for the tender.
func (s Sight) Party() bool { return s.party }

// Staff tells whether the viewer is of the staff, or an auditor.
func (s Sight) Staff() bool { return s.staff || s.auditor }

func (s Sight) withdrawnSealed() bool { return WithdrawnSealed(s.call, s.tender) }

// published tells whether something of the tender is public: its award is
// released and told, and it was awarded.
func (s Sight) published() bool {
	return s.call.Released != nil && s.tender.Outcome != nil && s.tender.Outcome.Verdict == call.Awarded &&
		s.tender.Stage != twinning.Withdrawn && s.tender.Stage != twinning.Rejected // it was given up again
}

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

// WithdrawnSealed tells whether a tender was withdrawn while it was sealed.
func WithdrawnSealed(c call.Call, t twinning.Twinning) bool {
	return t.Stage == twinning.Withdrawn && (c.OpenedAt.IsZero() || t.EndedAt.Before(c.OpenedAt))
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
