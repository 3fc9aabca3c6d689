package twinning

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

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
