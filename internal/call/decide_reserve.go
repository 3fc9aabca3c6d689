package call

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// Check has little to refuse.
func (o ActivateReserve) Check() error {
	if o.Tender == "" {
		return nil
	}
	return law.CheckCode("tender", o.Tender)
}

// Decide awards the head of the reserve list: in order, and only with money
// that is free. Where the rule book has envelopes each has a list of its own;
// unless a tender is named, it is the first of the heads that can be funded.
func (o ActivateReserve) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("activating-the-reserve", Decided, Running); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Head); err != nil {
		return nil, err
	}
	heads := c.next()
	if i := slices.IndexFunc(c.Reserve, func(s Step) bool { return s.Tender == o.Tender || o.Tender == "" && len(heads) == 0 }); i >= 0 {
		if n := c.capped(c.Reserve[i]); n != nil {
			return nil, law.Refuse("reserve", "cap", law.Ref("tender", c.Reserve[i].Tender), law.Because("why", c.Rules.capWhy(*n)))
		}
	}
	if len(heads) == 0 {
		return nil, law.Refuse("reserve", "empty", law.Ref("call", c.Reference))
	}
	which := func(s Step) bool { return s.Tender == o.Tender }
	if o.Tender == "" {
		which = c.funds
	}
	head := heads[0]
	switch i := slices.IndexFunc(heads, which); {
	case i >= 0:
		head = heads[i]
	case o.Tender != "":
		return nil, law.Refuse("reserve", "not-next", law.Ref("tender", o.Tender), law.Refs("heads", references(heads)))
	}
	if !c.funds(head) {
		if head.Envelope != "" {
			return nil, law.Refuse("reserve", "envelope", law.Money("free", c.free(head)), law.Word("envelope", "envelope", head.Envelope), law.Money("amount", head.Amount), law.Ref("tender", head.Tender))
		}
		return nil, law.Refuse("reserve", "budget", law.Money("free", c.free(head)), law.Money("amount", head.Amount), law.Ref("tender", head.Tender))
	}
	return []Event{ReserveActivated{Tender: head.Tender, Amount: head.Amount, Left: c.Left.Sub(head.Amount), Place: head.Place, Score: head.Score, Again: head.Again}}, nil
}

// next lists who may be activated next: the head of the reserve list or, where
// the rule book has envelopes, the head within each of them. Whom a cap of the
// rule book keeps from an award is passed over.
func (c Call) next() []Step {
	var heads []Step
	for _, s := range c.Reserve {
		if c.capped(s) == nil && !slices.ContainsFunc(heads, func(h Step) bool { return h.Envelope == s.Envelope }) {
			heads = append(heads, s)
		}
	}
	return heads
}

// funds tells whether there is money for somebody on the reserve list.
func (c Call) funds(s Step) bool { return !c.free(s).LessThan(s.Amount) }

// references names tenders.
func references(steps []Step) []string {
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = s.Tender
	}
	return names
}

// A Fundability is how somebody on the reserve list stands.
type Fundability struct {
	Next   bool         // the head of the list or, with envelopes, of its envelope's
	Free   money.Amount // money that it could be funded with
	Funded bool         // which is enough
}

// Fundability tells how somebody on the reserve list stands.
func (c Call) Fundability(s Step) Fundability {
	next := slices.ContainsFunc(c.next(), func(n Step) bool { return n.Tender == s.Tender })
	return Fundability{Next: next, Free: c.free(s), Funded: c.funds(s)}
}
