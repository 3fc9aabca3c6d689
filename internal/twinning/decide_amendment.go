package twinning

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// running are the stages in which a contract can be amended.
var running = []Stage{Contracted, Active, Suspended, Reporting}

// Check refuses changes that no contract could have.
func (o PrepareAmendment) Check() error {
	if o.Months < 0 || o.Months > mostMonths {
		return law.Nonsensef(law.WrongRange("months", 1, 60), "months is %d; a whole number from 1 to 60 is allowed", o.Months)
	}
	if err := o.Costs.check(); err != nil {
		return err
	}
	for _, f := range []struct{ name, code string }{{"type", o.Type}, {"contractor", o.Contractor}, {"contact", o.Contact}, {"signatory", o.Signatory}} {
		if f.code != "" {
			if err := law.CheckCode(f.name, f.code); err != nil {
				return err
			}
		}
	}
	if err := checkJoining(o.Joins); err != nil {
		return err
	}
	for i, id := range o.Leaves {
		if err := law.CheckCode(fmt.Sprintf("leaves[%d]", i), id); err != nil {
			return err
		}
		if slices.Index(o.Leaves, id) != i {
			return law.Nonsensef(law.WrongTwice("leaves", id), "leaves names %q twice", id)
		}
	}
	if err := law.CheckText("activity", o.Activity); err != nil {
		return err
	}
	if err := checkPersonnel(o.Personnel); err != nil {
		return err
	}
	if err := checkParts("shares", o.Shares); err != nil {
		return err
	}
	if err := checkParts("received", o.Received); err != nil {
		return err
	}
	if len(o.kinds(Twinning{Contract: &Contract{}})) == 0 {
		return errMissing("months", "name at least one value that changes: months, costs, type, joins, leaves, contractor, contact, signatory, shares, personnel or activity")
	}
	return law.CheckRequired("reason", o.Reason)
}

func checkJoining(list []Organisation) error {
	if len(list) > 100 {
		return law.Nonsensef(law.WrongMany("joins", len(list), 100), "joins has %d entries; 100 are allowed", len(list))
	}
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	if len(list) == 0 {
		return nil
	}
	err := Tender{Organisations: list, Originators: ids[:1], Adopters: ids[:1], Tenderer: ids[0], Contractor: ids[0]}.checkParties()
	if err != nil {
		return fmt.Errorf("joins: %w", err)
	}
	return nil
}

// kinds lists what the changes are, as the rule book names them.
func (o Changes) kinds(t Twinning) []string {
	var kinds []string
	add := func(changes bool, kind string) {
		if changes {
			kinds = append(kinds, kind)
		}
	}
	same := o.Costs.None() || o.Costs.Total().Equal(t.Contract.Amount)
	add(o.Months > 0, call.ChangeMonths)
	add(!o.Costs.None() && !same, call.ChangeAmount)
	add(!o.Costs.None() && same, call.ChangeShift)
	add(slices.ContainsFunc(o.Joins, func(j Organisation) bool { return j.ID != o.Contractor }), call.ChangeJoins)
	add(len(o.Leaves) > 0, call.ChangeLeaves)
	add(o.Contractor != "", call.ChangeContractor)
	add(o.Contact != "", call.ChangeContact)
	add(o.Signatory != "", call.ChangeSignatory)
	add(o.Type != "", call.ChangeType)
	add(o.Activity != "", call.ChangeActivity)
	add(len(o.Personnel) > 0, call.ChangePersonnel)
	add(len(o.Shares) > 0, call.ChangeParts)
	return kinds
}

// Decide prepares an amendment, one at a time. Either side may begin: the contact
// or the signatory, or an officer, the head or who signs for the procurer.
func (o PrepareAmendment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("amending-the-contract", running...); err != nil {
		return nil, err
	}
	party, err := t.side(c, r)
	if err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	rules := terms.book.Amendments
	if rules == nil {
		return nil, law.Refuse("amendment", "none", law.Ref("call", c.Reference))
	}
	if t.Ends() {
		return nil, law.Refuse("termination", "decided", law.Ref("tender", t.Reference), law.On("effective", t.Ending.Effective))
	}
	if a, open := t.Amended(); open {
		return nil, law.Refuse("amendment", "one-at-a-time", law.Ref("tender", t.Reference), law.Count("number", a.Number))
	}
	if o.Letter && !rules.ByLetterOf(party) {
		return nil, law.Refuse("amendment", "no-letter-of", law.Word("party", "party", party), law.Words("allowed", "party", rules.LetterBy))
	}
	for _, list := range [][]Share{o.Shares, o.Received} {
		if err := t.inItsCurrency(list); err != nil {
			return nil, err
		}
	}
	kinds := o.kinds(t)
	for _, k := range kinds {
		if !slices.Contains(rules.Changes, k) {
			return nil, law.Refuse("amendment", "not-allowed", law.Word("change", "change", k), law.Words("allowed", "change", rules.Changes))
		}
		if o.Letter && !rules.Lettered(k) && !t.byReport(k, o.Changes, rules) {
			return nil, law.Refuse("amendment", "not-by-letter", law.Word("change", "change", k))
		}
	}
	if err := t.amendable(o.Changes, o.From, o.Letter, terms, c, r); err != nil {
		return nil, err
	}
	a := Amendment{Number: 1, Party: party, Changes: o.Changes, From: o.From, Letter: o.Letter, Reason: o.Reason}
	if t.Amending != nil {
		a.Number += len(t.Amending.List)
	}
	a.Before, a.After = t.values(o.Changes)
	e := AmendmentPrepared{
		Number: a.Number, Party: party, Changes: o.Changes, Before: a.Before, After: a.After, From: o.From, Letter: o.Letter, Reason: o.Reason, SHA256: a.Text(t).SHA256(), Leaving: t.distribution(o.Changes),
	}
	if o.Letter {
		if err := t.funded(o.Changes, c); err != nil {
			return nil, err
		}
		return t.soon([]Event{e}, c, terms, r, law.Recorded{Actor: r.Actor, ReceivedAt: r.ReceivedAt}), nil
	}
	e.Asks = []string{PartyContractor, PartyProcurer}
	for _, role := range rules.Also {
		e.Asks = append(e.Asks, string(role))
	}
	due := terms.due(terms.day(r.ReceivedAt), rules.SignWithin)
	var to []string
	for _, who := range e.Asks {
		people := t.signers(c, who)
		to = append(to, people...)
		e.Owed = append(e.Owed, obligation.Owed{ID: oweAmendment(a.Number, who), Ladder: ladderAmendment, Who: people, Due: due})
	}
	e.Promise = t.letters(once(to), "amendment-prepared", law.Count("number", a.Number), law.Words("changes", "change", kinds), law.On("due", due), law.Quote("reason", o.Reason))
	return []Event{e}, nil
}

func once(people []string) []string {
	var list []string
	for _, p := range people {
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// side is the party to the contract for which somebody acts.
func (t Twinning) side(c call.Call, r law.Receipt) (string, error) {
	err := t.party(r, law.Contact, law.Signatory)
	if err == nil {
		return PartyContractor, nil
	}
	if staff(c, r, law.Officer, law.Head, law.ProcurerSignatory) == nil {
		return PartyProcurer, nil
	}
	return "", err
}

// signers are the people who can give a signature.
func (t Twinning) signers(c call.Call, who string) []string {
	switch who {
	case PartyContractor:
		return []string{t.Tender.Signatory}
	case PartyProcurer:
		return c.People(law.ProcurerSignatory)
	}
	return c.People(law.Role(who))
}

// values are what the changes name, as they are and as they will be.
func (t Twinning) values(o Changes) (before, after Values) {
	next := t.Tender.amended(o)
	if o.Months > 0 {
		before.Months, after.Months = t.Contract.Months, o.Months
	}
	if !o.Costs.None() {
		before.Costs, after.Costs = t.Contract.Costs, o.Costs
		before.Amount, after.Amount = t.Contract.Amount, o.Costs.Total()
	}
	if o.Type != "" {
		before.Type, after.Type = t.Tender.Type, o.Type
	}
	if !slices.Equal(t.Tender.Adopters, next.Adopters) {
		before.Adopters, after.Adopters = t.Tender.Adopters, next.Adopters
	}
	if o.Contractor != "" {
		before.Contractor, after.Contractor = t.Tender.Contractor, o.Contractor
	}
	if o.Contact != "" {
		before.Contact, after.Contact = t.Tender.Contact, o.Contact
	}
	if o.Signatory != "" {
		before.Signatory, after.Signatory = t.Tender.Signatory, o.Signatory
	}
	if len(o.Shares) > 0 {
		before.Shares, after.Shares = t.Tender.Shares, o.Shares
	}
	for _, p := range o.Personnel {
		if was, known := t.Contract.Under(p.ID); known {
			before.Personnel = append(before.Personnel, was)
		}
	}
	after.Personnel = o.Personnel
	return before, after
}
