package twinning

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
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

// Check wants the hash of what is signed.
func (o SignAmendment) Check() error {
	if !law.IsSHA256(o.SHA256) {
		return law.Nonsensef(law.WrongHash("sha256"), "sha256 must be 64 hexadecimal digits in lower case: the hash of the amendment that is signed")
	}
	return nil
}

// Decide gives one of the signatures. With the last one the amendment holds, or from
// its day on; what it changes must still be allowed then.
func (o SignAmendment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	a, terms, err := t.amending("signing-an-amendment", c)
	if err != nil {
		return nil, err
	}
	if o.SHA256 != a.SHA256 {
		return nil, law.Refuse("amendment", "other-text", law.Count("number", a.Number), law.SHA256("given", o.SHA256), law.SHA256("is", a.SHA256))
	}
	for who, s := range a.Signatures { // any order: nobody signs twice
		if s.By == r.Actor {
			return nil, law.Refuse("amendment", "signed-already", law.Who("person", r.Actor), law.Word("for", "signs", who))
		}
	}
	may := slices.DeleteFunc(a.Awaits(), func(who string) bool { return !slices.Contains(t.signers(c, who), r.Actor) })
	if len(may) == 0 {
		return nil, law.Refuse("roles", "not-a-signatory", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	}
	if t.Ends() {
		return nil, law.Refuse("termination", "decided", law.Ref("tender", t.Reference), law.On("effective", t.Ending.Effective))
	}
	signed := AmendmentSigned{Number: a.Number, For: may[0], SHA256: o.SHA256}
	if len(a.Awaits()) > 1 {
		return []Event{signed}, nil
	}
	if err := t.amendable(a.Changes, a.From, a.Letter, terms, c, r); err != nil {
		return nil, err
	}
	if err := t.funded(a.Changes, c); err != nil {
		return nil, err
	}
	return t.soon([]Event{signed}, c, terms, r, law.Recorded{Actor: r.Actor, ReceivedAt: r.ReceivedAt}), nil
}

// soon adds that the amendment holds, unless its day lies ahead.
func (t Twinning) soon(events []Event, c call.Call, terms terms, r law.Receipt, at law.Recorded) []Event {
	for _, e := range events {
		t = t.Evolve(e, at)
	}
	a, _ := t.Amended()
	if today := terms.day(r.ReceivedAt); !a.From.After(today) {
		return append(events, t.inForce(a, c, terms, today, r.ReceivedAt))
	}
	return events
}

// inForce is that an amendment holds from a day on.
func (t Twinning) inForce(a Amendment, c call.Call, terms terms, day calendar.Date, at time.Time) AmendmentInForce {
	e := AmendmentInForce{At: at, Number: a.Number, From: day, Left: t.distribution(a.Changes)}
	if less := a.Before.Amount.Sub(a.After.Amount); !less.IsZero() && !less.IsNegative() {
		e.Freed = less
	}
	if t.Payments != nil && t.Payments.Account != nil && a.Changes.Contractor != "" {
		e.Account = t.Payments.Account.Number
	}
	if a.After.Months > 0 {
		e.Owed = t.newYear(terms, a.After.Months)
	}
	next := t.Tender.amended(a.Changes)
	to := slices.Concat([]string{t.Tender.Contact, t.Tender.Signatory, next.Contact, next.Signatory}, c.People(law.Officer))
	e.Promise = t.letters(once(to), "amendment-in-force", law.Count("number", a.Number), law.Words("changes", "change", a.Changes.kinds(t)), law.On("from", day), law.Quote("reason", a.Reason))
	return e
}

// newYear is what the contractor owes by another number of months, of what does not
// stand already: logs of more months, the interim report, the final report.
func (t Twinning) newYear(terms terms, months int) []obligation.Owed {
	var owed []obligation.Owed
	for _, w := range t.year(terms, t.Contract.M1, months) {
		o, there := obligation.Find(t.Obligations, w.ID)
		if w.ID == oweFinal || !there || o.Met.IsZero() && t.brought(w.ID, months) {
			owed = append(owed, w)
		}
	}
	return owed
}

// brought tells whether a log is one of a month that the contract has not, and will have with so many:
// an amendment before may have taken it. One that no log is owed of, for a suspension, stays so.
func (t Twinning) brought(log string, months int) bool {
	for n := t.Contract.Months + 1; n <= months; n++ {
		if oweLog(n) == log {
			return !slices.Contains(t.Unlogged, n)
		}
	}
	return false
}

// amending finds the amendment that waits for signatures.
func (t Twinning) amending(act string, c call.Call) (Amendment, terms, error) {
	if err := t.must(act, running...); err != nil {
		return Amendment{}, terms{}, err
	}
	a, open := t.Amended()
	switch {
	case !open:
		return a, terms{}, law.Refuse("amendment", "nothing-prepared", law.Ref("tender", t.Reference))
	case a.Status == AmendmentAgreed:
		return a, terms{}, law.Refuse("amendment", "agreed", law.Count("number", a.Number), law.On("from", a.From))
	}
	terms, err := t.terms(c)
	return a, terms, err
}

// Check wants a reason.
func (o RefuseAmendment) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide is the no of whoever is asked to sign, or of the other side.
func (o RefuseAmendment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	a, _, err := t.amending("refusing-an-amendment", c)
	if err != nil {
		return nil, err
	}
	asked := slices.ContainsFunc(a.Asks, func(who string) bool { return slices.Contains(t.signers(c, who), r.Actor) })
	side, err := t.side(c, r)
	if err != nil {
		return nil, err
	}
	if side == a.Party && (!asked || side == PartyContractor) {
		return nil, law.Refuse("amendment", "own", law.Who("person", r.Actor), law.Count("number", a.Number))
	}
	return []Event{AmendmentRefused{
		Number: a.Number, Reason: o.Reason,
		Promise: t.letters(once([]string{a.By, t.Tender.Contact, t.Tender.Signatory}), "amendment-refused", law.Count("number", a.Number), law.Quote("reason", o.Reason)),
	}}, nil
}

// Check wants a reason.
func (o WithdrawAmendment) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide takes an amendment back, by the side that began it, before the last signature.
func (o WithdrawAmendment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	a, _, err := t.amending("withdrawing-an-amendment", c)
	if err != nil {
		return nil, err
	}
	side, err := t.side(c, r)
	if err != nil {
		return nil, err
	}
	if side != a.Party {
		return nil, law.Refuse("amendment", "of-the-other-side", law.Count("number", a.Number), law.Word("party", "party", a.Party))
	}
	var to []string
	for _, who := range a.Asks {
		to = append(to, t.signers(c, who)...)
	}
	return []Event{AmendmentWithdrawn{
		Number: a.Number, Reason: o.Reason, Promise: t.letters(once(to), "amendment-withdrawn", law.Count("number", a.Number), law.Quote("reason", o.Reason)),
	}}, nil
}
