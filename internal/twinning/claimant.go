package twinning

import "twinning.example/engine/internal/calendar"

// ClaimedFor is the id of the organisation that an expense is counted for: the one that it names, else who was the contractor on its day.
func (t Twinning) ClaimedFor(e Expense) string {
	if e.Organisation != "" {
		return e.Organisation
	}
	return t.contractorOn(e.On)
}

// contractorOn is the id of the contractor on a day: amendments replace it from a day on.
func (t Twinning) contractorOn(day calendar.Date) string {
	if t.Amending != nil {
		for _, a := range t.Amending.List {
			if a.Status == AmendmentHolds && a.Changes.Contractor != "" && day.Before(a.From) {
				return a.Before.Contractor
			}
		}
	}
	return t.Tender.Contractor
}
