package twinning

import (
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// When instalments fall due, and how much they come to.

// fallsDue are the instalments that something makes due, on the twinning as it
// stands after it.
func (t Twinning) fallsDue(after string, terms terms, c call.Call, at time.Time) []Event {
	if t.Contract == nil || t.Contract.Amount.IsNone() {
		return nil
	}
	var events []Event
	for _, rule := range terms.book.InstalmentsAfter(after) {
		if _, known := t.Payments.Instalment(rule.ID); known {
			continue
		}
		e := t.instalment(rule, terms, c, at)
		if e.Amount.IsZero() && e.Cleared.IsZero() {
			continue // nothing is owed
		}
		events = append(events, e)
		t = t.evolvePayments(e, law.Recorded{ReceivedAt: at})
	}
	return events
}

func (t Twinning) instalment(rule call.Instalment, terms terms, c call.Call, at time.Time) InstalmentDue {
	currency := t.Contract.Amount.Currency()
	e := InstalmentDue{At: at, Instalment: rule.ID, What: rule.Kind, Gross: money.Zero(currency), Cleared: money.Zero(currency), Due: terms.due(terms.day(at), rule.Within)}
	if rule.Kind == call.PreFinancing {
		e.Gross = rule.Amount
		if rule.Share != nil {
			e.Gross = round(t.Contract.Amount.Decimal().Mul(*rule.Share).Div(decimal.NewFromInt(100)), currency, call.Down)
		}
		if room := t.Contract.Amount.Sub(t.advanced()); room.LessThan(e.Gross) {
			e.Gross = room
		}
		if e.Gross.IsNegative() { // an amendment has lowered the amount below what was pre-financed
			e.Gross = money.Zero(currency)
		}
	} else {
		for _, x := range t.Expenses {
			fixed := x.Kind == Subcontracting
			if x.Status != Authorised || t.Payments.covered(x.ID) || fixed && rule.Kind == call.InterimPay || fixed != (rule.Kind == call.FixedSumPay) && terms.book.PaysFixedSum() {
				continue
			}
			e.Gross, e.Covers = e.Gross.Add(x.Accepted()), append(e.Covers, x.ID)
		}
		if _, uncleared := t.Payments.PreFinanced(currency); uncleared.LessThan(e.Gross) {
			e.Cleared = uncleared
		} else {
			e.Cleared = e.Gross
		}
	}
	if e.Amount = e.Gross.Sub(e.Cleared); !e.Amount.IsZero() {
		x := Instalment{ID: rule.ID}
		e.Owed = []obligation.Owed{{ID: oweInstalment(x), Ladder: ladderInstalment, Who: c.People(law.Payer), Due: e.Due}}
		e.Promise = t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "instalment-due",
			law.Word("kind", "instalment-kind", rule.Kind), law.Money("gross", e.Gross), law.Money("cleared", e.Cleared), law.Money("amount", e.Amount), law.On("due", e.Due))
	}
	return e
}

// advanced is the pre-financing so far.
func (t Twinning) advanced() money.Amount {
	paid, _ := t.Payments.PreFinanced(t.Contract.Amount.Currency())
	return paid
}

// round is an exact number as an amount.
func round(n decimal.Decimal, currency, how string) money.Amount {
	digits, _ := money.Digits(currency)
	switch how {
	case call.HalfEven:
		n = n.RoundBank(int32(digits)) //nolint:gosec // of a table, at most 4
	case call.Down:
		n = n.RoundDown(int32(digits)) //nolint:gosec // of a table, at most 4
	default:
		n = n.Round(int32(digits)) //nolint:gosec // of a table, at most 4
	}
	a, err := money.ParseParts(n.StringFixed(int32(digits)), currency) //nolint:gosec // of a table, at most 4
	if err != nil {
		panic(err) // a share or the interest of an amount that was read is an amount
	}
	return a
}

// interest is what is owed for so many days after the due day: exact, rounded once at the end.
func interest(rule call.Interest, base money.Amount, days int) money.Amount {
	n := base.Decimal().Mul(rule.Rate).Mul(decimal.NewFromInt(int64(days)))
	whole := decimal.NewFromInt(100 * int64(rule.Days))
	// More digits than any amount has, and the rest tells on which side of a half it is.
	quotient, rest := n.QuoRem(whole, 12)
	if !rest.IsZero() {
		quotient = quotient.Add(decimal.New(1, -13))
	}
	return round(quotient, base.Currency(), rule.Rounding)
}

// settledUp tells whether nothing is paid any more: every expense that can be is, and every instalment.
func (t Twinning) settledUp() bool { return len(t.Unpaid()) == 0 && len(t.Payments.Open()) == 0 }

// ending are the instalments that an end makes due and, where nothing is paid
// after it, the retention: the twinning as it stands after the end.
func (t Twinning) ending(terms terms, c call.Call, at time.Time, retains bool) []Event {
	if !terms.book.ByInstalments() {
		if t.settledUp() {
			return t.orderRest(terms, at)
		}
		return nil
	}
	events := t.fallsDue(call.AfterEnd, terms, c, at)
	for _, e := range events {
		t = t.evolvePayments(e.(paymentEvent), law.Recorded{ReceivedAt: at})
	}
	for _, e := range t.needless(c) {
		t = t.evolvePayments(e, law.Recorded{ReceivedAt: at})
		events = append(events, e)
	}
	if t.settledUp() {
		events = append(events, t.orderRest(terms, at)...)
	}
	if retains && t.settledUp() {
		events = append(events, t.retain(terms, at, t.PaidSum("")))
	}
	return events
}

// needless is pre-financing that is not paid yet and that no accepted cost needs.
func (t Twinning) needless(c call.Call) []InstalmentReduced {
	_, uncleared := t.Payments.PreFinanced(t.Contract.Amount.Currency())
	var events []InstalmentReduced
	for _, x := range t.Payments.Open() {
		if x.What != preFinancing || uncleared.IsZero() {
			continue
		}
		if u, is := c.InRun(t.Reference, call.OfInstalment, x.ID); is && u.Released {
			continue // the bank has it: what no cost needs is recovered
		}
		by := uncleared
		if x.Amount.LessThan(by) {
			by = x.Amount
		}
		uncleared = uncleared.Sub(by)
		events = append(events, InstalmentReduced{
			Instalment: x.ID, By: by, Amount: x.Amount.Sub(by),
			Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "instalment-reduced", law.Money("by", by), law.Money("amount", x.Amount.Sub(by))),
		})
	}
	return events
}

func (t terms) interest() *call.Interest {
	if t.book.Payments == nil {
		return nil
	}
	return t.book.Payments.Interest
}
