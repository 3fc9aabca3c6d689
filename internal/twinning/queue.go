package twinning

import (
	"slices"

	"twinning.example/engine/internal/call"
)

// WaitsFor is the step that an expense waits for from this person, "" for none: they have the
// role of the step and no other hand in the expenses of the twinning, are no party to it, and
// the step can be taken now. A parked expense waits for who may take it up.
func (t Twinning) WaitsFor(x Expense, person string, c call.Call) Step {
	terms, err := t.terms(c)
	if err != nil || person == "" {
		return ""
	}
	step, role := x.NextStep(), Approves(x, terms.book)
	if x.Status == Parked {
		step = stepAt(x)
		role = hands[step]
	}
	switch {
	case step == "", !c.Has(person, role), t.notClaimant(x, person) != nil, t.oneHand(person, step) != nil:
		return ""
	case !slices.Contains(stagesOf(step, x.Status == Parked), t.Stage):
		return ""
	case step == Pay && !t.paidByHand(x, terms, c):
		return ""
	}
	return step
}

// stagesOf are those in which an expense is judged, or taken up again.
func stagesOf(step Step, parked bool) []Stage {
	switch {
	case parked:
		return []Stage{Active, Suspended, Reporting}
	case step == Pay:
		return []Stage{Active, Suspended, Reporting, Closed, Terminated}
	}
	return []Stage{Active, Suspended, Reporting, Closed}
}

// paidByHand tells whether an authorised expense is paid by hand: no instalment and no run pays
// it, and the fixed sum of subcontracting not before the twinning is closed.
func (t Twinning) paidByHand(x Expense, terms terms, c call.Call) bool {
	if terms.book.ByInstalments() || x.Kind == Subcontracting && t.Stage != Closed {
		return false
	}
	return t.byHand(call.OfExpense, x.ID, x.Accepted(), t.held(c, 0), terms, c) == nil
}

// stepAt is the step at which an open expense is judged.
func stepAt(x Expense) Step {
	if x.before() == ExpenseVerified {
		return Authorise
	}
	return Verify
}
