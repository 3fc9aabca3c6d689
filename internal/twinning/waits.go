package twinning

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A Wait is something in a tender that waits for somebody: an obligation, or a step that no rule sets a day for.
type Wait struct {
	Obligation obligation.Obligation // of a step its id alone
	Step       bool
	Who        []string // ids of people, and roles of the call for those who have them now
}

// Waits are all obligations, and the steps that somebody has to take, of a tender by its own state. Whom they wait for is never too narrow: of who
// has a role of the call not everybody can take each step, and the call may say who else owes something.
func (t Twinning) Waits() []Wait {
	waits := make([]Wait, 0, len(t.Obligations))
	for _, o := range t.Obligations {
		w := Wait{Obligation: o, Who: slices.Clone(o.Who)}
		_, roles := owedBy(o)
		for _, r := range roles {
			if slices.Contains(law.StaffRoles(), r) {
				w.Who = append(w.Who, string(r))
			}
		}
		waits = append(waits, w)
	}
	step := func(id string, who ...string) {
		waits = append(waits, Wait{Obligation: obligation.Obligation{ID: id}, Step: true, Who: who})
	}
	if t.Asks() {
		for _, role := range []law.Role{law.Contact, law.Signatory} {
			if asked := t.PartyChanges[role]; asked != "" {
				step("step-accept-change-"+string(role), asked)
			}
		}
	}
	if !t.Stepwise() {
		return waits
	}
	if slices.ContainsFunc(t.Expenses, func(e Expense) bool { return e.Status == ExpenseReturns }) {
		step("step-correct-expense", t.Tender.Contact)
	}
	if _, waits := t.openComplaint(); waits {
		step("step-review-complaint", string(law.Head), string(law.Officer))
	}
	if t.Proposal != nil {
		step("step-sign-eligibility", string(law.Head), string(law.Officer))
	}
	if (t.Stage == Reserve || t.Stage == Rejected) && len(t.InDoubt()) > 0 {
		step("step-order-reevaluation", string(law.Head))
	}
	if _, signed := t.Signatures[PartyProcurer]; t.Stage == Awarded && !signed {
		step("step-sign-contract", string(law.ProcurerSignatory))
	}
	if slices.ContainsFunc(t.Expenses, func(e Expense) bool { return e.NextStep() != "" }) {
		step("step-approve-expense", string(law.Head), string(law.Verifier), string(law.Authoriser), string(law.Payer))
	}
	return waits
}

// Stepwise tells whether a step may wait for somebody that is no obligation: it is never too narrow.
func (t Twinning) Stepwise() bool {
	return len(t.Expenses) > 0 || len(t.Complaints) > 0 || t.Proposal != nil || t.Stage == Awarded || t.Stage == Reserve || t.Stage == Rejected
}
