package market

import (
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

// ChangeMarketStaff lets somebody check the entries of a marketplace from now on, or no longer.
type ChangeMarketStaff struct{ governance.StaffChange }

// MarketStaffChanged says who checks the entries from now on.
type MarketStaffChanged struct{ governance.StaffChanged }

// Kind is the kind's name.
func (ChangeMarketStaff) Kind() string { return "change-market-staff" }

// Kind is the kind's name.
func (MarketStaffChanged) Kind() string { return "market-staff-changed.v1" }

func (MarketStaffChanged) market() {}

// Tell is its sentence.
func (e MarketStaffChanged) Tell() law.Reason {
	return law.Why("market-staff-changed", law.Who("by", e.By), law.People("officers", e.Officers), law.Quote("why", e.Why))
}

func (c ChangeMarketStaff) decide(m Market, f law.Facts, r law.Receipt) ([]MarketEvent, error) {
	e, err := c.In(governance.Steered{
		Stream: Root + m.Reference, Programme: m.Rules.Programme, Begun: m.Stage != "", Officers: m.Rules.Officers,
		Only: law.Refuse("market", "staff-only", law.Ref("market", m.Reference)),
	}, f, r)
	if err != nil {
		return nil, err
	}
	return []MarketEvent{MarketStaffChanged{e}}, nil
}
