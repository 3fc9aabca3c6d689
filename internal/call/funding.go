package call

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// More money for a contract: an amendment that asks for it takes it from what is left of the call.

// FundAmendment commits what an amendment of a twinning asks for beyond what is committed to it.
type FundAmendment struct {
	Tender string       `json:"tender"`
	Amount money.Amount `json:"amount"` // exactly what is missing
	Why    law.Text     `json:"why"`
}

// AmendmentFunded says that more money is committed to a twinning, for an amendment that both parties may sign now.
type AmendmentFunded struct {
	Tender string       `json:"tender"`
	Number int          `json:"number"` // of the amendment
	Amount money.Amount `json:"amount"`
	Left   money.Amount `json:"left"`
	Why    law.Text     `json:"why"`
	law.Promise
}

// A Fundable is a tender as far as an amendment of it takes money.
type Fundable interface {
	// AsksMore is what its amendment that waits for signatures asks for beyond what is committed, and its number.
	AsksMore(c Call) (missing money.Amount, number int, err error)
	// Told are the people who are told that it is funded.
	Told() []string
}

func (FundAmendment) Kind() string   { return "fund-amendment" }
func (FundAmendment) command()       {}
func (AmendmentFunded) Kind() string { return "amendment-funded.v1" }
func (AmendmentFunded) event()       {}
func (AmendmentFunded) after()       {}

func (o FundAmendment) needsTender() string { return o.Tender }

// Check refuses to commit nothing, or without a reason.
func (o FundAmendment) Check() error {
	if err := law.CheckCode("tender", o.Tender); err != nil {
		return err
	}
	if o.Amount.IsNone() || o.Amount.IsNegative() || o.Amount.IsZero() {
		return law.Nonsensef(law.WrongAbove("amount"), "amount must be above zero, as in EUR 4300.00")
	}
	return law.CheckRequired("why", o.Why)
}

// Decide commits money that is free, of the envelope that the tender was funded from. Whoever waits on
// the reserve list and could be funded comes first: they were ranked, more money for a contract was not.
func (o FundAmendment) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("funding-an-amendment", Decided, Running); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Head); err != nil {
		return nil, err
	}
	t, known := f.State(law.TwinningStream(o.Tender)).(Fundable)
	if !known || law.CallOf(o.Tender) != c.Reference {
		return nil, law.Refuse("amendment", "no-tender", law.Ref("tender", o.Tender), law.Ref("call", c.Reference))
	}
	missing, number, err := t.AsksMore(c)
	if err != nil {
		return nil, err
	}
	if !missing.Equal(o.Amount) {
		return nil, law.Refuse("amendment", "not-what-is-missing", law.Ref("tender", o.Tender), law.Count("number", number), law.Money("missing", missing), law.Money("amount", o.Amount))
	}
	if free := c.free(Step{Envelope: c.envelopeOf(o.Tender)}); free.LessThan(o.Amount) {
		return nil, law.Refuse("amendment", "not-left", law.Money("left", free), law.Ref("call", c.Reference), law.Money("amount", o.Amount))
	}
	for _, s := range c.next() {
		if c.funds(s) {
			return nil, law.Refuse("amendment", "reserve-first", law.Ref("tender", s.Tender))
		}
	}
	return []Event{AmendmentFunded{
		Tender: o.Tender, Number: number, Amount: o.Amount, Left: c.Left.Sub(o.Amount), Why: o.Why,
		Promise: law.Promise{Letters: law.To(t.Told(), "amendment-funded", law.Ref("tender", o.Tender), law.Count("number", number), law.Money("amount", o.Amount), law.Quote("why", o.Why))},
	}}, nil
}

// fundAmendment is the call with more committed to a tender.
func (c Call) fundAmendment(e AmendmentFunded) Call {
	c.Left = e.Left
	c.Committed = with(c.Committed, e.Tender, c.Committed[e.Tender].Add(e.Amount))
	raised := e.Amount
	if before, already := c.Raised[e.Tender]; already {
		raised = before.Add(raised)
	}
	c.Raised = with(c.Raised, e.Tender, raised)
	return c.envelope(e.Tender, e.Amount.Neg())
}
