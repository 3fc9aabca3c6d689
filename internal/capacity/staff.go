package capacity

import (
	"slices"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
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

// speaksFor tells whether somebody speaks for a country.
func (i Initiative) speaksFor(person string) bool {
	return slices.ContainsFunc(i.Countries, func(c Country) bool { return slices.Contains(c.Contacts, person) })
}

func (c ChangeInitiativeStaff) decide(i Initiative, f law.Facts, r law.Receipt) ([]Event, error) {
	e, err := c.In(governance.Steered{
		Stream: Root + i.Reference, Programme: i.Rules.Programme, Begun: i.Stage != "", Officers: i.Rules.Officers,
		Only: law.Refuse("initiatives", "staff-only", law.Ref("initiative", i.Reference)), TakesPart: i.speaksFor,
	}, f, r)
	if err != nil {
		return nil, err
	}
	return []Event{InitiativeStaffChanged{e}}, nil
}
