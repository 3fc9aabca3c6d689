package twinning

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/bank"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

const preFinancing = call.PreFinancing

func itoa(n int) string { return strconv.Itoa(n) }

// PayInstalment records that an instalment was paid.
type PayInstalment struct {
	Instalment string        `json:"instalment"`
	On         calendar.Date `json:"on,omitzero"` // value date; zero is today
	Ref        string        `json:"ref"`         // of the bank, a code
}

// SuspendPayment stops the time for an instalment.
type SuspendPayment struct {
	Instalment string   `json:"instalment"`
	Ground     string   `json:"ground"` // of the rule book's list
	Reason     law.Text `json:"reason"`
}

// ResumePayment lets what is left of the time run.
type ResumePayment struct {
	Instalment string `json:"instalment"`
}

// SetAccount gives the account that a twinning is paid to.
type SetAccount struct {
	Holder  law.Text `json:"holder"` // the name of the account holder
	IBAN    law.Text `json:"iban"`
	BIC     law.Text `json:"bic,omitempty"`
	Street  law.Text `json:"street,omitempty"` // street and number
	Post    law.Text `json:"post_code,omitempty"`
	Town    law.Text `json:"town"`
	Country string   `json:"country"` // of the account holder, ISO 3166-1
}

// ConfirmAccount is the second person's answer to a new account.
type ConfirmAccount struct {
	Number int      `json:"number"`
	Payee  string   `json:"payee"`            // what the verification of payee said: match, close-match, no-match, not-possible
	Refuse bool     `json:"refuse,omitempty"` // it is not paid to
	Reason law.Text `json:"reason,omitempty"` // needed for everything but a match
}

func (PayInstalment) Kind() string  { return "pay-instalment" }
func (SuspendPayment) Kind() string { return "suspend-payment" }
func (ResumePayment) Kind() string  { return "resume-payment" }
func (SetAccount) Kind() string     { return "set-account" }
func (ConfirmAccount) Kind() string { return "confirm-account" }

func (PayInstalment) command()  {}
func (SuspendPayment) command() {}
func (ResumePayment) command()  {}
func (SetAccount) command()     {}
func (ConfirmAccount) command() {}

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
	for _, e := range t.needless() {
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
func (t Twinning) needless() []InstalmentReduced {
	_, uncleared := t.Payments.PreFinanced(t.Contract.Amount.Currency())
	var events []InstalmentReduced
	for _, x := range t.Payments.Open() {
		if x.What != preFinancing || uncleared.IsZero() {
			continue
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

func checkInstalment(id string) error { return law.CheckCode("instalment", id) }

// Check wants the bank's reference.
func (o PayInstalment) Check() error {
	if err := checkInstalment(o.Instalment); err != nil {
		return err
	}
	return law.CheckCode("ref", o.Ref)
}

// Decide records the payment by who pays: nobody who had another hand in the
// expenses of the twinning, and no party. What is paid late bears interest.
func (o PayInstalment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	x, terms, err := t.paying("paying-an-instalment", o.Instalment, c, r, law.Payer)
	if err != nil {
		return nil, err
	}
	today := terms.day(r.ReceivedAt)
	on := o.On
	if on.IsZero() {
		on = today
	}
	switch {
	case x.Status == InstalmentStopped:
		return nil, law.Refuse("payments", "suspended", law.Word("instalment", "instalment", x.ID), law.Word("ground", "ground", x.Ground))
	case on.After(today):
		return nil, law.Refuse("payments", "ahead", law.On("on", on), law.On("today", today))
	case on.Before(terms.day(x.Since)):
		return nil, law.Refuse("payments", "before-due", law.On("on", on), law.On("since", terms.day(x.Since)))
	}
	return t.pay(x, on, o.Ref, r.Actor, terms, c, r.ReceivedAt), nil
}

// pay are the facts of a payment.
func (t Twinning) pay(x Instalment, on calendar.Date, ref, by string, terms terms, c call.Call, at time.Time) []Event {
	parties := []string{t.Tender.Contact, t.Tender.Signatory}
	paid := InstalmentPaid{
		Instalment: x.ID, Amount: x.Amount, On: on, Ref: ref, Late: max(0, x.Due.DaysUntil(on)),
		Promise: t.letters(parties, "instalment-paid", law.Word("kind", "instalment-kind", x.What), law.Money("amount", x.Amount), law.On("on", on)),
	}
	events := []Event{paid}
	deducted, base := t.deductFrom(x.ID, x.Amount)
	events = append(events, deducted...)
	if rule := terms.interest(); rule != nil && paid.Late > 0 && x.What != DefaultInterest {
		if sum := interest(*rule, base, paid.Late); !sum.IsZero() && !sum.LessThan(rule.Least) {
			due := terms.due(terms.day(at), terms.book.Running.ReviewWithin)
			events = append(events, InterestAccrued{
				Instalment: x.ID, Base: base, Rate: rule.Rate.String(), Days: paid.Late, Year: rule.Days, Rounding: cmpOr(rule.Rounding, call.HalfUp), Amount: sum, Due: due,
				Owed:    []obligation.Owed{{ID: oweInstalment(Instalment{ID: interestOn(x.ID)}), Ladder: ladderInstalment, Who: c.People(law.Payer), Due: due}},
				Promise: t.letters(parties, "interest-accrued", law.Word("kind", "instalment-kind", x.What), law.Count("days", paid.Late), law.Score("rate", rule.Rate), law.Money("base", base), law.Money("amount", sum), law.On("due", due)),
			})
		}
	}
	after := t
	for _, e := range events {
		after = after.Evolve(e, law.Recorded{ReceivedAt: at, Actor: by})
	}
	if (t.Stage == Closed || t.Stage == Terminated) && after.settledUp() {
		events = append(events, after.orderRest(terms, at)...)
		events = append(events, after.retain(terms, at, after.PaidSum("")))
	}
	return events
}

func cmpOr(s, or string) string {
	if s == "" {
		return or
	}
	return s
}

func (t terms) interest() *call.Interest {
	if t.book.Payments == nil {
		return nil
	}
	return t.book.Payments.Interest
}

// paying finds an instalment that is not paid yet, for who may do something with it.
func (t Twinning) paying(act, id string, c call.Call, r law.Receipt, roles ...law.Role) (Instalment, terms, error) {
	if err := t.must(act, Contracted, Active, Suspended, Reporting, Closed, Terminated); err != nil {
		return Instalment{}, terms{}, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return Instalment{}, terms, err
	}
	x, known := t.Payments.Instalment(id)
	if !known {
		return x, terms, law.Refuse("payments", "no-such-instalment", law.Ref("tender", t.Reference), law.Word("instalment", "instalment", id))
	}
	if err := staff(c, r, roles...); err != nil {
		return x, terms, err
	}
	if !x.open() {
		return x, terms, law.Refuse("payments", "settled", law.Word("instalment", "instalment", id), law.Word("status", "instalment-status", x.Status))
	}
	return x, terms, t.paysHere(r.Actor)
}

// paysHere refuses who has another hand in the expenses of the twinning, or is a party.
func (t Twinning) paysHere(person string) error {
	if person == t.Tender.Contact || person == t.Tender.Signatory {
		return law.Refuse("payments", "party", law.Who("person", person), law.Ref("tender", t.Reference))
	}
	if had, ok := t.Duties[person]; ok && had != Pay {
		return law.Refuse("four-eyes", "same-person", law.Who("person", person), law.Ref("tender", t.Reference), law.Word("had", "approval", had), law.Word("step", "approval", Pay))
	}
	return nil
}

// Check wants a ground and a reason.
func (o SuspendPayment) Check() error {
	if err := checkInstalment(o.Instalment); err != nil {
		return err
	}
	if err := law.CheckCode("ground", o.Ground); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide stops the time for an instalment for a ground of the rule book. What is left of it runs on later.
func (o SuspendPayment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	x, terms, err := t.paying("suspending-a-payment", o.Instalment, c, r, law.Officer, law.Payer)
	if err != nil {
		return nil, err
	}
	if x.Status == InstalmentStopped {
		return nil, law.Refuse("payments", "suspended", law.Word("instalment", "instalment", x.ID), law.Word("ground", "ground", x.Ground))
	}
	grounds := terms.grounds()
	if !slices.Contains(grounds, o.Ground) {
		return nil, law.Refuse("payments", "ground", law.Word("ground", "ground", o.Ground), law.Words("allowed", "ground", grounds))
	}
	today := terms.day(r.ReceivedAt)
	left := today.DaysUntil(x.Due)
	return []Event{PaymentSuspended{
		Instalment: x.ID, Ground: o.Ground, Reason: o.Reason, On: today, Left: left,
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "payment-suspended",
			law.Word("kind", "instalment-kind", x.What), law.Money("amount", x.Amount), law.Count("left", max(0, left)), law.Quote("reason", o.Reason)),
	}}, nil
}

func (t terms) grounds() []string {
	if t.book.Payments == nil {
		return nil
	}
	list := make([]string, len(t.book.Payments.SuspendFor))
	for i, g := range t.book.Payments.SuspendFor {
		list[i] = g.ID
	}
	return list
}

// Check wants an instalment.
func (o ResumePayment) Check() error { return checkInstalment(o.Instalment) }

// Decide lets what was left of the time run on from today.
func (o ResumePayment) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	x, terms, err := t.paying("resuming-a-payment", o.Instalment, c, r, law.Officer, law.Payer)
	if err != nil {
		return nil, err
	}
	if x.Status != InstalmentStopped {
		return nil, law.Refuse("payments", "not-suspended", law.Word("instalment", "instalment", x.ID))
	}
	today := terms.day(r.ReceivedAt)
	due := today.AddDays(x.Left)
	return []Event{PaymentResumed{
		Instalment: x.ID, Due: due, Days: x.Stopped.DaysUntil(today),
		Owed:    []obligation.Owed{{ID: oweInstalment(x), Ladder: ladderInstalment, Who: c.People(law.Payer), Due: due}},
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "payment-resumed", law.Word("kind", "instalment-kind", x.What), law.Money("amount", x.Amount), law.On("due", due)),
	}}, nil
}

// The most characters that a bank takes (ISO 20022, SEPA credit transfer).
const (
	longestHolder = 70
	longestTown   = 35
	longestPost   = 16
)

// Check refuses what is no account.
func (o SetAccount) Check() error {
	for field, v := range map[string]law.Text{"holder": o.Holder, "iban": o.IBAN, "town": o.Town} {
		if err := law.CheckRequired(field, v); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name string
		text law.Text
		most int
	}{{"holder", o.Holder, longestHolder}, {"street", o.Street, longestHolder}, {"post_code", o.Post, longestPost}, {"town", o.Town, longestTown}} {
		if err := checkLine(f.name, f.text, f.most); err != nil {
			return err
		}
	}
	if !law.KnownCountry(o.Country) {
		return fmt.Errorf("country %q is no country code: write two letters, as in DE", o.Country)
	}
	if o.BIC.IsText() {
		if err := bank.CheckBIC("bic", string(o.BIC)); err != nil {
			return err
		}
	}
	if o.IBAN.IsText() {
		return bank.CheckIBAN("iban", string(o.IBAN))
	}
	return nil
}

// checkLine refuses more than one line, and more characters than a bank takes.
func checkLine(field string, text law.Text, most int) error {
	if !text.IsText() {
		return nil
	}
	if err := law.CheckText(field, text); err != nil {
		return err
	}
	if n := len([]rune(string(text))); n > most || slices.Contains([]rune(string(text)), '\n') {
		return fmt.Errorf("%s is one line of at most %d characters", field, most)
	}
	return nil
}

// Decide takes the account that a party gives. Another person confirms it first;
// until then the one that was confirmed before is paid to.
func (o SetAccount) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("giving-an-account", Awarded, Contracted, Active, Suspended, Reporting, Closed, Terminated); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	number := 1
	if t.Payments != nil {
		number = t.Payments.Accounts + 1
	}
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin)
	return []Event{AccountSet{
		Number: number, Holder: o.Holder, IBAN: o.IBAN, BIC: o.BIC, Street: o.Street, Post: o.Post, Town: o.Town, Country: law.NormalCountry(o.Country),
		Owed:    []obligation.Owed{{ID: oweAccount(number), Ladder: ladderAccount, Who: c.People(law.Officer), Due: due}},
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "account-set", law.Who("person", r.Actor)),
	}}, nil
}

// Check wants a result of the verification of payee and, but for a match, a reason.
func (o ConfirmAccount) Check() error {
	if !slices.Contains([]string{PayeeMatches, PayeeClose, PayeeDiffers, PayeeUnproven}, o.Payee) {
		return fmt.Errorf("payee %q is not known; allowed are match, close-match, no-match or not-possible", o.Payee)
	}
	if o.Number < 1 {
		return fmt.Errorf("number is %d; accounts are numbered from 1", o.Number)
	}
	if o.Payee != PayeeMatches || o.Refuse {
		return law.CheckRequired("reason", o.Reason)
	}
	return law.CheckText("reason", o.Reason)
}

// Decide confirms or refuses a new account, by somebody who has not given it.
// Where the bank says that the name is another one, it is refused.
func (o ConfirmAccount) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("confirming-an-account", Awarded, Contracted, Active, Suspended, Reporting, Closed, Terminated); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Officer); err != nil {
		return nil, err
	}
	if t.Payments == nil || t.Payments.Proposed == nil || t.Payments.Proposed.Number != o.Number {
		return nil, law.Refuse("accounts", "none-waits", law.Ref("tender", t.Reference), law.Count("number", o.Number))
	}
	if r.Actor == t.Payments.Proposed.By || r.Actor == t.Tender.Contact || r.Actor == t.Tender.Signatory {
		return nil, law.Refuse("accounts", "same-person", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	}
	parties := []string{t.Tender.Contact, t.Tender.Signatory}
	if o.Refuse {
		return []Event{AccountRefused{Number: o.Number, Payee: o.Payee, Reason: o.Reason, Promise: t.letters(parties, "account-refused", law.Quote("reason", o.Reason))}}, nil
	}
	if o.Payee == PayeeDiffers {
		return nil, law.Refuse("accounts", "no-match", law.Ref("tender", t.Reference))
	}
	return []Event{AccountConfirmed{Number: o.Number, Payee: o.Payee, Reason: o.Reason, Promise: t.letters(parties, "account-confirmed")}}, nil
}
