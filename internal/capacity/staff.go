package capacity

import (
	"slices"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// ChangeInitiativeStaff lets somebody steer an initiative from now on, or no longer.
type ChangeInitiativeStaff struct{ governance.StaffChange }

// InitiativeStaffChanged says who steers an initiative from now on.
type InitiativeStaffChanged struct{ governance.StaffChanged }

// Kind is the kind's name.
func (ChangeInitiativeStaff) Kind() string { return "change-initiative-staff" }

// Kind is the kind's name.
func (InitiativeStaffChanged) Kind() string { return "initiative-staff-changed.v1" }

func (InitiativeStaffChanged) initiative() {}

// Tell is its sentence.
func (e InitiativeStaffChanged) Tell() law.Reason {
	return law.Why("initiative-staff-changed", law.Who("by", e.By), law.People("officers", e.Officers), law.Quote("why", e.Why))
}

// decide is for the staff and, so that nobody is missed who has left, for administrators and heads of the programme.
func (c ChangeInitiativeStaff) decide(i Initiative, f law.Facts, r law.Receipt) ([]Event, error) {
	if i.Stage == "" || !i.Staff(r.Actor) && !governance.ChangesStaff(f, i.Rules.Programme, r) {
		return nil, law.Refuse("initiatives", "staff-only", law.Ref("initiative", i.Reference))
	}
	e, err := c.Of(Root+i.Reference, i.Rules.Officers, r)
	if err != nil {
		return nil, err
	}
	return []Event{InitiativeStaffChanged{e}}, nil
}

// steeredBy is the initiative with other people who steer it: they owe what those before them owed.
func (i Initiative) steeredBy(e InitiativeStaffChanged, at law.Recorded) Initiative {
	i.Obligations = obligation.Hand(i.Obligations, at.At(), i.Rules.Officers, e.Officers)
	i.Rules.Officers = slices.Clone(e.Officers)
	return i
}
