package twinning

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check wants a hash to be one, and a reason beside a start.
func (o SignContract) Check() error {
	if o.SHA256 != "" && !law.IsSHA256(o.SHA256) {
		return law.Nonsensef(law.WrongHash("sha256"), "sha256 must be 64 hexadecimal digits in lower case: the hash of the contract that is signed")
	}
	if err := law.CheckText("why", o.Why); err != nil {
		return err
	}
	if o.Why != "" && o.Start.IsZero() {
		return errMissing("start", "a reason is given for a start of its own")
	}
	return nil
}

// Decide takes the two signatures, the contractor's and the procurer's, in
// either order. With the second the contract is in force. M1 is the common
// start if that lies ahead, else the contract's own, and never before the
// contract (a late contract moved the kick-off of Digital Telecare). A signature
// names the hash of the contract's text; before Edition3 it could leave it out. When the text
// has changed since, as it does when M1 moves, that signature is void: its party signs again. It hinders the
// other party while its M1 lies ahead.
func (o SignContract) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("signing-the-contract", Awarded); err != nil {
		return nil, err
	}
	var signed ContractSigned
	switch {
	case r.Actor == t.Tender.Signatory:
		signed.Party = PartyContractor
	case c.Has(r.Actor, law.ProcurerSignatory):
		signed.Party = PartyProcurer
	default:
		return nil, law.Refuse("roles", "not-a-signatory", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	if err := terms.standstill(c, r); err != nil {
		return nil, err
	}
	for _, party := range t.lapsed(terms, r) {
		t = t.unsigned([]string{party})
		if party != signed.Party {
			signed.Void = append(signed.Void, party)
		}
	}
	o.Start = t.agreedStart(o.Start, terms, r)
	m1, late, err := t.m1(o, terms, r)
	if err != nil {
		return nil, err
	}
	text := t.contractText(c, terms, m1, late)
	if err := t.signable(o, signed.Party, text, r); err != nil {
		return nil, err
	}
	if signed.SHA256 = o.SHA256; o.SHA256 != "" && late {
		signed.Start, signed.Why = m1, o.Why
	}
	if len(t.Signatures) == 0 || len(t.Signatures) == 1 && !t.Signatures[signed.Party].At.IsZero() {
		signed.Owed = t.otherSignature(signed.Party, terms, c, r)
		return []Event{signed}, nil
	}
	months, sum := text.Months, ""
	if t.named(o) {
		sum = text.SHA256()
	}
	force := ContractInForce{
		M1: m1, Months: months, Period: terms.book.Running.Period, Short: terms.book.Running.ShortMonths, Late: late, Rules: c.SHA256, Amount: t.Outcome.Amount, Costs: t.Tender.Costs, SHA256: sum,
		Owed: slices.Concat(t.begins(terms, m1), t.year(terms, m1, months)),
		Promise: t.letters(append([]string{t.Tender.Contact, t.Tender.Signatory}, c.People(law.Officer)...), "contract-in-force",
			law.On("m1", m1), law.Count("months", months), law.Money("amount", t.Outcome.Amount)),
	}
	return slices.Concat([]Event{signed, force}, t.planned(terms, m1, months), t.meetings(terms, m1, months), t.Evolve(force, law.Recorded{ReceivedAt: r.ReceivedAt}).fallsDue(call.AfterContract, terms, c, r.ReceivedAt)), nil
}

// standstill refuses a signature while contracts are held: until everybody has
// been told what became of them, and the standstill is over. Instants alone
// count, whether or not its end has been recorded.
func (t terms) standstill(c call.Call, r law.Receipt) error {
	switch until, all := c.HeldUntil(); {
	case !all:
		return law.Refuse("contract", "not-all-told", law.Ref("call", c.Reference), law.On("from", until.AddDays(1)))
	case !until.IsZero() && !t.late(r.ReceivedAt, until):
		return law.Refuse("contract", "standstill", law.Ref("call", c.Reference), law.On("until", until), law.On("from", until.AddDays(1)))
	}
	return nil
}

func (t Twinning) m1(o SignContract, terms terms, r law.Receipt) (m1 calendar.Date, late bool, err error) {
	start, today := terms.book.Dates.Start, terms.day(r.ReceivedAt)
	latest := terms.book.Contract.LatestStart
	if today.Before(start) && (o.Start.IsZero() || o.Start == start) {
		return start, false, nil
	}
	m1 = o.Start
	if m1.IsZero() {
		m1 = today.AddDays(1)
	}
	switch {
	case today.Before(start):
		return m1, false, law.Refuse("contract", "common-start", law.On("start", start), law.On("m1", m1))
	case !m1.After(today):
		return m1, true, law.Refuse("contract", "start-past", law.On("m1", m1), law.On("today", today))
	case m1.After(latest):
		return m1, true, law.Refuse("contract", "start-too-late", law.On("m1", m1), law.On("latest", latest))
	}
	return m1, true, nil
}

// year is everything the contractor owes from M1 to the final report.
func (t Twinning) year(terms terms, m1 calendar.Date, months int) []obligation.Owed {
	who := []string{t.Tender.Contact}
	var owed []obligation.Owed
	for _, n := range logMonths(months, terms.book.Running.Period) {
		due := terms.due(terms.book.Running.Month(m1, n).LastDay(), terms.book.Running.LogWithin)
		owed = append(owed, obligation.Owed{ID: oweLog(n), Ladder: ladderLog, Who: who, Due: due})
	}
	if n := terms.book.Running.InterimMonth; n > 0 && n < months {
		due := terms.due(terms.book.Running.Month(m1, n).LastDay(), terms.book.Running.InterimWithin)
		owed = append(owed, obligation.Owed{ID: oweInterim, Ladder: ladderInterim, Who: who, Due: due})
	}
	due := terms.due(terms.book.Running.Month(m1, months).LastDay(), terms.book.Running.FinalWithin)
	return append(owed, obligation.Owed{ID: oweFinal, Ladder: ladderFinal, Who: who, Due: due})
}

// Check refuses to decline without a reason.
func (o DeclineContract) Check() error { return law.CheckRequired("reason", o.Reason) }

// Decide gives the award back; its money is freed.
func (o DeclineContract) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("declining-the-contract", Awarded); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Signatory); err != nil {
		return nil, err
	}
	return []Event{ContractDeclined{
		Reason: o.Reason, Freed: t.awarded(),
		Promise: t.letters(append([]string{t.Tender.Contact}, c.People(law.Officer)...), "contract-declined", law.Quote("reason", o.Reason)),
	}}, nil
}
