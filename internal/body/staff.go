package body

import (
	"slices"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

// ChangeBodyStaff lets somebody steer a body from now on, or no longer.
type ChangeBodyStaff struct{ governance.StaffChange }

// BodyStaffChanged says who steers a body from now on.
type BodyStaffChanged struct{ governance.StaffChanged }

// Kind is the kind's name.
func (ChangeBodyStaff) Kind() string { return "change-body-staff" }

// Kind is the kind's name.
func (BodyStaffChanged) Kind() string { return "body-staff-changed.v1" }

func (BodyStaffChanged) body() {}

// Tell is its sentence.
func (e BodyStaffChanged) Tell() law.Reason {
	return law.Why("body-staff-changed", law.Who("by", e.By), law.People("officers", e.Officers), law.Quote("why", e.Why))
}

func (c ChangeBodyStaff) decide(b Body, f law.Facts, r law.Receipt) ([]Event, error) {
	e, err := c.In(governance.Steered{
		Stream: Root + b.Reference, Programme: b.Rules.Programme, Begun: b.Stage != "", Officers: b.Rules.Officers,
		Only: law.Refuse("bodies", "staff-only", law.Ref("body", b.Reference)),
	}, f, r)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(b.Members, func(m Member) bool { return m.Sits() && m.Speaks(c.Comes) }) {
		return nil, law.Refuse("bodies", "staff-sit-not", law.Who("person", c.Comes))
	}
	return []Event{BodyStaffChanged{e}}, nil
}
