package body

import (
	"slices"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
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

// decide is for the staff and, so that nobody is missed who has left, for administrators and heads of the programme.
func (c ChangeBodyStaff) decide(b Body, f law.Facts, r law.Receipt) ([]Event, error) {
	if b.Stage == "" || !b.Staff(r.Actor) && !governance.ChangesStaff(f, b.Rules.Programme, r) {
		return nil, law.Refuse("bodies", "staff-only", law.Ref("body", b.Reference))
	}
	if slices.ContainsFunc(b.Members, func(m Member) bool { return m.Sits() && m.Speaks(c.Comes) }) {
		return nil, law.Refuse("bodies", "staff-sit-not", law.Who("person", c.Comes))
	}
	e, err := c.Of(Root+b.Reference, b.Rules.Officers, r)
	if err != nil {
		return nil, err
	}
	return []Event{BodyStaffChanged{e}}, nil
}

// steeredBy is the body with other people who steer it: they owe what those before them owed.
func (b Body) steeredBy(e BodyStaffChanged, at law.Recorded) Body {
	b.Obligations = obligation.Hand(b.Obligations, at.At(), b.Rules.Officers, e.Officers)
	b.Rules.Officers = slices.Clone(e.Officers)
	return b
}
