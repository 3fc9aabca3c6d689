package access

import (
	"slices"

	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func role(name types.String) types.EntityUID { return types.NewEntityUID("Role", name) }

// The roles that policies speak of. Officer and head are staff; staff, auditor and
// operator are inspectors; verifier, authoriser and payer are payment.
var (
	roleOperator   = role("operator")
	roleOfficer    = role("officer")
	roleHead       = role("head")
	roleStaff      = role("staff")
	roleAuditor    = role("auditor")
	roleInspector  = role("inspector")
	roleProcurer   = role("procurer-signatory")
	roleVerifier   = role("verifier")
	roleAuthoriser = role("authoriser")
	rolePayer      = role("payer")
	rolePayment    = role("payment")
	roleEvaluator  = role("evaluator")    // of the call
	roleAssigned   = role("assigned")     // to evaluate the tender
	roleReported   = role("reported")     // on the tender, now or in an earlier evaluation
	roleNow        = role("reported-now") // in the evaluation that goes on
	roleInConflict = role("in-conflict")  // with the tender
	roleParty      = role("party")        // speaks for the tender, or sent it
	roleAsked      = role("asked")        // to speak for the tender
	roleEngaged    = role("engaged")      // in the call, or with the tender
	rolePerson     = role("person")       // signed in
)

// rolesAbove are the roles that a role is one of.
var rolesAbove = map[types.EntityUID][]types.EntityUID{
	roleOfficer: {roleStaff, roleEngaged}, roleHead: {roleStaff, roleEngaged}, roleAuditor: {roleInspector, roleEngaged}, roleProcurer: {roleEngaged},
	roleOperator: {roleStaff}, roleStaff: {roleInspector},
	roleVerifier: {rolePayment}, roleAuthoriser: {rolePayment}, rolePayer: {rolePayment}, rolePayment: {roleEngaged},
	roleEvaluator: {roleEngaged}, roleParty: {roleEngaged}, roleAsked: {roleEngaged},
}

var callRoles = []struct {
	held law.Role
	is   types.EntityUID
}{
	{law.Officer, roleOfficer},
	{law.Head, roleHead},
	{law.Auditor, roleAuditor},
	{law.ProcurerSignatory, roleProcurer},
	{law.Verifier, roleVerifier},
	{law.Authoriser, roleAuthoriser},
	{law.Payer, rolePayer},
	{law.Evaluator, roleEvaluator},
}

// rolesIn are the roles of a viewer in a call, with those that they hold as a deputy.
func rolesIn(v Viewer, c call.Call) (roles []types.EntityUID) {
	if v.Operator {
		return append(roles, roleOperator)
	}
	if v.Person == "" {
		return nil
	}
	for _, r := range callRoles {
		if c.Has(v.Person, r.held) {
			roles = append(roles, r.is)
		}
	}
	return roles
}

// rolesTowards are the roles of a viewer towards a tender.
func rolesTowards(v Viewer, t twinning.Twinning) (roles []types.EntityUID) {
	if v.Person == "" {
		return nil
	}
	add := func(r types.EntityUID, holds bool) {
		if holds {
			roles = append(roles, r)
		}
	}
	mine := func(r twinning.Review) bool { return r.Evaluator == v.Person }
	add(roleParty, Speaks(t, v.Person))
	add(roleAssigned, slices.Contains(t.Assigned, v.Person))
	add(roleInConflict, t.Conflicted(v.Person))
	add(roleReported, slices.ContainsFunc(reviews(t), mine))
	for _, asked := range t.PartyChanges {
		add(roleAsked, asked == v.Person)
	}
	add(roleNow, slices.Contains(t.Assigned, v.Person) && slices.ContainsFunc(t.Reviews, mine))
	return roles
}

// MaySeeOthers tells whether a viewer may know of tenders of a call in which they have no
// part of their own: they have a role in it, or its award is public. It narrows a search, and says yes where it is
// not sure: each tender is asked for by itself.
func MaySeeOthers(v Viewer, c call.Call) bool {
	return c.Released != nil || HasRole(v, c)
}

// HasRole tells whether a viewer has a role in a call, also as a deputy.
func HasRole(v Viewer, c call.Call) bool { return len(rolesIn(v, c)) > 0 }
