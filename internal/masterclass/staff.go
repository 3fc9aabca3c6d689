package masterclass

import (
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
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

// registeredNow tells whether somebody has a place, or waits for one: who records who was present takes no certificate.
func (m Masterclass) registeredNow(person string) bool {
	is, ok := m.Of(person)
	return ok && is.Live()
}

func (c ChangeMasterclassStaff) decide(m Masterclass, f law.Facts, r law.Receipt) ([]Event, error) {
	e, err := c.In(governance.Steered{
		Stream: Root + m.Reference, Programme: m.Rules.Programme, Begun: m.Stage != "", Officers: m.officers(),
		Only: law.Refuse("masterclasses", "staff-only", law.Ref("masterclass", m.Reference)), TakesPart: m.registeredNow,
	}, f, r)
	if err != nil {
		return nil, err
	}
	return []Event{MasterclassStaffChanged{e}}, nil
}

// steeredBy is the masterclass with other people who steer it.
func (m Masterclass) steeredBy(e MasterclassStaffChanged, at law.Recorded) Masterclass {
	officers, owed := e.Handed(m.officers(), m.Obligations, at.At())
	m.Obligations = owed
	if m.Plan != nil && !m.HasRules() {
		plan := *m.Plan
		plan.Officers = officers
		m.Plan = &plan
		return m
	}
	m.Rules.Officers = officers
	return m
}
