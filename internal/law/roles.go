package law

import "strings"

// A Role is what a person may do in a call or in a tender.
type Role string

// The roles of a call. Officer, head and procurer's signatory together are the
// staff. Verifier, authoriser and payer are the three hands of a payment
// (domain: Reg. 718/2007 Annex, double check of every step of a transaction).
const (
	Officer           Role = "officer"
	Head              Role = "head"
	ProcurerSignatory Role = "procurer-signatory"
	Evaluator         Role = "evaluator"
	Verifier          Role = "verifier"
	Authoriser        Role = "authoriser"
	Payer             Role = "payer"
	Auditor           Role = "auditor"
)

// The roles of a tender.
const (
	Contact   Role = "contact"
	Signatory Role = "signatory"
)

// Colleague is what a contact invites somebody as who will work on a tender that is not
// submitted yet. It is no role of a call or a tender: drafts name who reads them.
const Colleague Role = "colleague"

// StaffRoles are the roles that a call gives when it is opened; evaluators are appointed.
func StaffRoles() []Role {
	return []Role{Officer, Head, ProcurerSignatory, Verifier, Authoriser, Payer, Auditor}
}

// Words returns the role as a person reads it.
func (r Role) Words() string {
	if r == ProcurerSignatory {
		return "procurer's signatory"
	}
	return strings.ReplaceAll(string(r), "-", " ")
}
