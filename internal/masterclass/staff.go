package masterclass

import (
	"slices"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// ChangeMasterclassStaff lets somebody steer a masterclass from now on, or no longer.
type ChangeMasterclassStaff struct{ governance.StaffChange }

// MasterclassStaffChanged says who steers a masterclass from now on.
type MasterclassStaffChanged struct{ governance.StaffChanged }

// Kind is the kind's name.
func (ChangeMasterclassStaff) Kind() string { return "change-masterclass-staff" }

// Kind is the kind's name.
func (MasterclassStaffChanged) Kind() string { return "masterclass-staff-changed.v1" }

func (MasterclassStaffChanged) masterclass() {}

// Tell is its sentence.
func (e MasterclassStaffChanged) Tell() law.Reason {
	return law.Why("masterclass-staff-changed", law.Who("by", e.By), law.People("officers", e.Officers), law.Quote("why", e.Why))
}

// decide is for the staff and, so that nobody is missed who has left, for administrators and heads of the programme.
func (c ChangeMasterclassStaff) decide(m Masterclass, f law.Facts, r law.Receipt) ([]Event, error) {
	if m.Stage == "" || !m.Staff(r.Actor) && !governance.ChangesStaff(f, m.Rules.Programme, r) {
		return nil, law.Refuse("masterclasses", "staff-only", law.Ref("masterclass", m.Reference))
	}
	e, err := c.Of(Root+m.Reference, m.officers(), r)
	if err != nil {
		return nil, err
	}
	return []Event{MasterclassStaffChanged{e}}, nil
}

// steeredBy is the masterclass with other people who steer it: they owe what those before them owed.
func (m Masterclass) steeredBy(e MasterclassStaffChanged, at law.Recorded) Masterclass {
	m.Obligations = obligation.Hand(m.Obligations, at.At(), m.officers(), e.Officers)
	if m.Plan != nil && m.SHA256 == "" {
		plan := *m.Plan
		plan.Officers = slices.Clone(e.Officers)
		m.Plan = &plan
		return m
	}
	m.Rules.Officers = slices.Clone(e.Officers)
	return m
}
