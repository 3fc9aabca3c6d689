package twinning

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// Check refuses what no rule book could accept.
func (o SubmitTender) Check() error { return o.Tender.Check() }

// Decide takes a tender, or another version of it, that is received in time.
// Lateness is judged by the version of the deadline rule in force at the
// receipt, to the microsecond. Whatever is refused is kept by its HMAC, with
// the rule, and leaves the tender as it is.
func (o SubmitTender) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	events, err := o.judge(t, c, terms, r)
	if no, refused := law.Refused(err); refused {
		return []Event{TenderRefused{HMAC: o.Tender.HMAC(r.Nonce), Refusal: *no}}, nil
	}
	return events, err
}

func (o SubmitTender) judge(t Twinning, c call.Call, terms terms, r law.Receipt) ([]Event, error) {
	if err := t.sender(r); err != nil {
		return nil, err
	}
	if c.Stage == call.Drafted {
		return nil, law.Refuse("stages", "not-published", law.Ref("call", c.Reference))
	}
	if c.Stage == call.Cancelled {
		return nil, law.Refuse("stages", "cancelled", law.Ref("call", c.Reference))
	}
	if opening := terms.book.Dates.Opening.Start(terms.cal.Zone); r.ReceivedAt.Before(opening) || r.ReceivedAt.Before(c.PublishedAt) {
		return nil, law.Refuse("stages", "not-open", law.Ref("call", c.Reference), law.On("date", terms.book.Dates.Opening))
	}
	d, ok := c.DeadlineFor(r.ReceivedAt, r.Position, t.used(), t.Reference, r.Actor)
	if !ok {
		return nil, law.Refuse("deadlines", "no-deadline", law.Ref("call", c.Reference))
	}
	verdict := TimeVerdict{InTime: d.Rule.InTime(r.ReceivedAt), Deadline: d.Rule, Position: d.Position, Admission: d.Admission, Why: Judged(d.Rule, r.ReceivedAt, c.Rules.Zone)}
	if !verdict.InTime {
		return []Event{TenderRefusedLate{
			HMAC: o.Tender.HMAC(r.Nonce), Verdict: verdict,
			Promise: t.letters([]string{r.Actor}, "tender-late", law.Ref("call", c.Reference), law.Because("verdict", verdict.Why)),
		}}, nil
	}
	if t.Stage == Withdrawn {
		return nil, law.Refuse("stages", "withdrawn", law.Ref("tender", t.Reference))
	}
	if err := t.must("submitting-a-version", None, Submitted); err != nil {
		return nil, err
	}
	if err := o.Tender.acceptable(c, r); err != nil {
		return nil, err
	}
	e := TenderSubmitted{
		Number: len(t.Versions) + 1, Tender: o.Tender, HMAC: o.Tender.HMAC(r.Nonce), Nonce: r.Nonce, Verdict: verdict,
		Promise: t.letters([]string{o.Tender.Contact}, "tender-received", law.Ref("call", c.Reference), law.Because("verdict", verdict.Why)),
	}
	if e.Number == 1 {
		e.Owed = terms.eligibilityOwed(c, d.Rule)
	}
	return []Event{e}, nil
}

// sender refuses who does not speak for the tender or, where nothing of it came
// in time, is not the one whose first attempt was refused.
func (t Twinning) sender(r law.Receipt) error {
	switch first := t.firstSender(); {
	case t.Stage != None:
		return t.party(r, law.Contact, law.Signatory)
	case first != "" && first != r.Actor:
		return law.Refuse("roles", "not-the-sender", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	}
	return nil
}

// acceptable refuses a tender whose parties are staff of the call, or whose
// costs cannot be counted with its budget. One that names an evaluator stands:
// it is their appointment that ends, with the opening.
func (t Tender) acceptable(c call.Call, r law.Receipt) error {
	for _, p := range []string{t.Contact, t.Signatory, r.Actor} {
		if err := outsider(c, p); err != nil {
			return err
		}
	}
	switch asked, currency := t.Costs.Total().Currency(), c.Rules.Budget.Currency(); {
	case c.Rules.Moneyless() && !t.Costs.None():
		return law.Refuse("money", "no-money", law.Ref("call", c.Reference))
	case !c.Rules.Moneyless() && t.Costs.None():
		return law.Refuse("money", "costs-missing", law.Ref("call", c.Reference), law.Currency("currency", currency))
	case asked != currency:
		return law.Refuse("money", "costs-currency", law.Currency("asked", asked), law.Ref("call", c.Reference), law.Currency("currency", currency))
	}
	return nil
}

// noRival refuses a correction after the opening that would make an evaluator,
// or their organisation, a party: they may have evaluated others by then.
func (t Tender) noRival(c call.Call) error {
	names := make([]string, len(t.Organisations))
	for i, o := range t.Organisations {
		names[i] = o.Name
	}
	if e, ok := c.Rival([]string{t.Contact, t.Signatory}, names); ok {
		return law.Refuse("conflicts", "rival-by-correction", law.Who("person", e.Person), law.Ref("call", c.Reference))
	}
	return nil
}

// outsider refuses a party who is, was or will be staff of the call.
func outsider(c call.Call, person string) error {
	for _, role := range law.StaffRoles() {
		if role != law.Auditor && c.Had(person, role) {
			return law.Refuse("conflicts", "party-with-office", law.Who("person", person), law.Word("role", "role", role), law.Ref("call", c.Reference))
		}
	}
	return nil
}

// Check refuses a reason that nobody should have written.
func (o WithdrawTender) Check() error { return law.CheckText("reason", o.Reason) }

// Decide ends a tender until there is a contract. What had been awarded is freed.
func (o WithdrawTender) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("withdrawing", Submitted, Clarification, Eligible, Arbitration, Consenting, Evaluated, Awarded, Reserve); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return nil, err
	}
	return []Event{TenderWithdrawn{Reason: o.Reason, Freed: t.awarded(), Untold: c.Untold(t.Reference), Promise: t.letters([]string{t.Tender.Contact}, "withdrawn")}}, nil
}

// awarded is the money committed to an award without a contract.
func (t Twinning) awarded() money.Amount {
	if t.Stage != Awarded || t.Outcome == nil {
		return money.Amount{}
	}
	return t.Outcome.Amount
}

// opened refuses work on a tender's content before the opening of the tenders.
func opened(c call.Call, r law.Receipt) error {
	if c.IsOpened(r.ReceivedAt) {
		return nil
	}
	return law.Refuse("sealed", "not-opened", law.Ref("call", c.Reference))
}
