package call

import (
	"maps"
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// Check refuses to reopen nothing, for nobody or without a reason.
func (o ReopenLeftover) Check() error {
	if err := law.CheckCode("to", o.To); err != nil {
		return err
	}
	if o.Amount.IsNone() || o.Amount.IsNegative() || o.Amount.IsZero() {
		return law.Nonsensef(law.WrongAbove("amount"), "amount must be above zero, as in EUR 43000.00")
	}
	return law.CheckRequired("why", o.Why)
}

// Decide gives money that is left to another call, once, also when the call is
// finished: only then is all of it known. Whoever waits on the
// reserve list and could be funded now comes first: the list is a promise, a
// second call is a plan (our choice; no source says).
func (o ReopenLeftover) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("reopening-what-is-left", Decided, Running, Finished); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Head); err != nil {
		return nil, err
	}
	switch given, twice := c.Reopened[o.To]; {
	case o.To == c.Reference:
		return nil, law.Refuse("leftover", "itself", law.Ref("call", c.Reference))
	case twice:
		return nil, law.Refuse("leftover", "already-reopened", law.Money("given", given), law.Ref("to", o.To))
	case !money.SameCurrency(c.Left, o.Amount):
		return nil, law.Refuse("money", "leftover-currency", law.Ref("call", c.Reference), law.Currency("currency", c.Left.Currency()), law.Money("amount", o.Amount))
	case c.Left.LessThan(o.Amount):
		return nil, law.Refuse("leftover", "not-left", law.Money("left", c.Left), law.Ref("call", c.Reference), law.Money("amount", o.Amount))
	}
	for _, s := range c.next() {
		if c.funds(s) {
			return nil, law.Refuse("leftover", "reserve", law.Ref("tender", s.Tender))
		}
	}
	if k := c.Rules.Complaints; k != nil && k.Leftover == LeftoverHeld {
		if err := c.contested(r); err != nil {
			return nil, err
		}
	}
	return []Event{LeftoverReopened{Call: o.To, Amount: o.Amount, Left: c.Left.Sub(o.Amount), Why: o.Why}}, nil
}

// contested refuses while a decision of the call is contested or a tender is judged again, and until the time to contest one has been over
// for a full day, so that no complaint is still on its way.
func (c Call) contested(r law.Receipt) error {
	for _, tender := range slices.Sorted(maps.Keys(c.Complaints)) {
		if s := c.Complaints[tender]; s == ComplaintLodged || s == Reevaluating {
			return law.Refuse("leftover", "contested", law.Ref("call", c.Reference), law.Ref("tender", tender))
		}
	}
	if len(c.Rounds) > 0 {
		return law.Refuse("leftover", "not-all-told", law.Ref("call", c.Reference))
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
	}
	if last := c.ComplaintsUntil.AddDays(1); !c.ComplaintsUntil.IsZero() && r.ReceivedAt.Before(last.End(cal.Zone)) {
		return law.Refuse("leftover", "contestable", law.Ref("call", c.Reference), law.On("until", last))
	}
	return nil
}

// followsWhat refuses a rule book that follows a call which has not reopened
// exactly that amount to it.
func (b RuleBook) followsWhat(f law.Facts) error {
	if b.Follows == nil {
		return nil
	}
	first, ok := f.State(law.CallStream(b.Follows.Call)).(Call)
	if !ok {
		return law.Refuse("follows", "no-such-call", law.Ref("call", b.Reference), law.Ref("first", b.Follows.Call))
	}
	switch given, reopened := first.Reopened[b.Reference]; {
	case !reopened:
		return law.Refuse("follows", "not-reopened", law.Ref("first", first.Reference), law.Ref("call", b.Reference))
	case !given.Equal(b.Follows.Amount):
		return law.Refuse("follows", "another-amount", law.Ref("first", first.Reference), law.Money("given", given), law.Ref("call", b.Reference), law.Money("amount", b.Follows.Amount))
	}
	return nil
}
