package call

import (
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// Amendments say how the contract of a twinning is changed. A rule book without
// them has no amendments.
type Amendments struct {
	Changes    []string        `json:"changes"`               // what may be changed: the codes of Changing
	ByLetter   []string        `json:"by_letter,omitempty"`   // which of these one party changes by letter, without signatures
	SignWithin calendar.Length `json:"sign_within"`           // for the signatures, from the day on which an amendment is prepared
	Months     int             `json:"months,omitempty"`      // the most that a twinning has with its extensions; 0 is as many as running.months
	Shift      *Shifting       `json:"shift,omitempty"`       // how far money moves between cost kinds; none: as far as both parties sign
	Also       []law.Role      `json:"countersign,omitempty"` // who countersigns besides both parties: officer, head

	LetterBy []string  `json:"letter_by,omitempty"`           // the parties that change by letter: contractor, procurer; none: both
	Parts    *Shifting `json:"shift_organisations,omitempty"` // how far money moves between organisations, where the costs are divided among them
	Report   bool      `json:"leaving_report,omitempty"`      // an organisation leaves with a report of what it has received, once no claim of its own is undecided
}

// Shifting says how far money moves between the cost kinds of a contract, or between its organisations.
type Shifting struct {
	Scope string          `json:"scope"` // OfEachKind or OfTheContract
	Base  string          `json:"base"`  // FirstContract or PresentContract
	Share decimal.Decimal `json:"share"` // percent of the base that all shifts together move
	Mode  string          `json:"mode"`  // PriorApproval or ReportOnly
}

// How the share of a shift is measured, and what it means.
const (
	OfEachKind      = "kind"           // what moves into or out of one cost kind, against the amount of that kind
	OfEachPart      = "organisation"   // what moves to or from one organisation, against its part of the costs
	OfTheContract   = "contract"       // what moves between all of them, against their sum
	FirstContract   = "first-contract" // as both parties signed it
	PresentContract = "present"        // as earlier amendments have left it
	PriorApproval   = "prior-approval" // every shift takes the signatures, and none goes beyond the share
	ReportOnly      = "report-only"    // up to the share a party reports a shift by letter; beyond it, signatures
)

// What an amendment may change, by name.
const (
	ChangeMonths     = "months"
	ChangeAmount     = "amount" // the sum of the cost kinds
	ChangeShift      = "shift"  // between cost kinds, with the same sum
	ChangeJoins      = "joins"
	ChangeLeaves     = "leaves"
	ChangeContractor = "contractor"
	ChangeContact    = "contact"
	ChangeSignatory  = "signatory"
	ChangeType       = "type"
	ChangeActivity   = "activity"
	ChangePersonnel  = "personnel" // personnel contracts
	ChangeParts      = "shares"    // of the costs, between organisations
)

// Changing lists what an amendment may change.
func Changing() []string {
	return []string{ChangeMonths, ChangeAmount, ChangeShift, ChangeJoins, ChangeLeaves, ChangeContractor, ChangeContact, ChangeSignatory, ChangeType, ChangeActivity, ChangePersonnel, ChangeParts}
}

// The parties to a contract, by which a change comes by letter.
const (
	ByContractor = "contractor"
	ByProcurer   = "procurer"
)

// ByLetterOf tells whether a party changes anything by letter.
func (a Amendments) ByLetterOf(party string) bool {
	return len(a.LetterBy) == 0 || slices.Contains(a.LetterBy, party)
}

// Lettered tells whether a change takes a letter of one party alone.
func (a Amendments) Lettered(change string) bool { return slices.Contains(a.ByLetter, change) }

// MostMonths is the most months that a twinning has with its extensions.
func (b RuleBook) MostMonths() int {
	if b.Amendments == nil || b.Amendments.Months == 0 {
		return b.Running.Months
	}
	return b.Amendments.Months
}

// amendments checks how contracts are changed.
func (c *check) amendments(b RuleBook) {
	a := b.Amendments
	if a == nil {
		return
	}
	known := joined(Changing())
	c.unless(len(a.Changes) > 0, "/amendments/changes", known, nil, "names nothing that may be changed")
	c.once("/amendments/changes", "", a.Changes)
	for _, list := range []struct {
		path string
		ids  []string
	}{{"/amendments/changes", a.Changes}, {"/amendments/by_letter", a.ByLetter}} {
		for _, id := range list.ids {
			c.unless(slices.Contains(Changing(), id), list.path, known, nil, "%q is nothing that is changed", id)
		}
	}
	for _, id := range a.ByLetter {
		c.unless(slices.Contains(a.Changes, id), "/amendments/by_letter", "what stands in /amendments/changes, too", []string{"/amendments/changes"}, "%q may not be changed", id)
		c.unless(id != ChangeAmount && id != ChangeContractor, "/amendments/by_letter", "anything but amount and contractor", nil, "%q takes the signatures of both parties", id)
	}
	_, err := calendar.ParseLength(a.SignWithin.String())
	c.unless(err == nil, "/amendments/sign_within", aLength, nil, "%q is not a length above zero", a.SignWithin)
	c.unless(a.Months == 0 || a.Months >= b.Running.Months && a.Months <= 60, "/amendments/months", "a whole number from running.months to 60", []string{"/running/months"}, "%d is not between %d and 60", a.Months, b.Running.Months)
	for _, role := range a.Also {
		c.unless(role == law.Officer || role == law.Head, "/amendments/countersign", "officer, head", nil, "%q does not countersign", role)
	}
	c.once("/amendments/letter_by", "", a.LetterBy)
	for _, party := range a.LetterBy {
		c.oneOf("/amendments/letter_by", party, ByContractor, ByProcurer)
	}
	c.unless(a.Parts == nil || b.Eligibility.Shares, "/amendments/shift_organisations", "where /eligibility/shares divides the costs", []string{"/eligibility/shares"}, "no costs are divided among the organisations")
	c.shifting("/amendments/shift", a.Shift, OfEachKind)
	c.shifting("/amendments/shift_organisations", a.Parts, OfEachPart)
}

// shifting checks how far money moves: of each of some parts, or of the contract.
func (c *check) shifting(path string, s *Shifting, each string) {
	if s == nil {
		return
	}
	c.oneOf(path+"/scope", s.Scope, each, OfTheContract)
	c.oneOf(path+"/base", s.Base, FirstContract, PresentContract)
	c.oneOf(path+"/mode", s.Mode, PriorApproval, ReportOnly)
	ok := law.CheckNumber("it", s.Share) == nil && !s.Share.IsNegative() && !decimal.NewFromInt(100).LessThan(s.Share)
	c.unless(ok, path+"/share", "a number from 0 to 100", nil, "%s is not between 0 and 100", s.Share)
}

func (c *check) oneOf(path, value string, allowed ...string) {
	c.unless(slices.Contains(allowed, value), path, joined(allowed), nil, "%q is not known", value)
}
