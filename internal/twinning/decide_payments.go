package twinning

import (
	"cmp"
	"slices"
	"strconv"
	"time"

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
	hand := payment{on: on, ref: o.Ref, by: r.Actor, at: r.ReceivedAt, held: t.held(c, 0)}
	if err := t.byHand(call.OfInstalment, x.ID, x.Amount, hand.held, terms, c); err != nil {
		return nil, err
	}
	return t.pay(x, hand, terms, c), nil
}

// A payment is how something was paid: by hand, or with a run.
type payment struct {
	on   calendar.Date
	ref  string
	by   string // the hand that pays
	at   time.Time
	run  int           // 0 by hand
	held money.Amount  // recoveries that other payments under way take off
	most *money.Amount // of recoveries that this one took off, of a run
}

// recordedBy is who paid, where it is another one than who records it.
func (p payment) recordedBy() string {
	if p.run == 0 {
		return ""
	}
	return p.by
}

// pay are the facts of a payment.
func (t Twinning) pay(x Instalment, how payment, terms terms, c call.Call) []Event {
	on, by, at := how.on, how.by, how.at
	parties := []string{t.Tender.Contact, t.Tender.Signatory}
	paid := InstalmentPaid{
		Instalment: x.ID, Amount: x.Amount, On: on, Ref: how.ref, Late: max(0, x.Due.DaysUntil(on)), Run: how.run, By: how.recordedBy(),
		Promise: t.letters(parties, "instalment-paid", law.Word("kind", "instalment-kind", x.What), law.Money("amount", x.Amount), law.On("on", on)),
	}
	events := []Event{paid}
	deducted, base := t.deductFrom(x.ID, x.Amount, how)
	events = append(events, deducted...)
	if rule := terms.interest(); rule != nil && paid.Late > 0 && x.What != DefaultInterest && x.What != ReturnedPayment {
		if sum := interest(*rule, base, paid.Late); !sum.IsZero() && !sum.LessThan(rule.Least) {
			due := terms.due(terms.day(at), terms.book.Running.ReviewWithin)
			events = append(events, InterestAccrued{
				Instalment: x.ID, Base: base, Rate: rule.Rate.String(), Days: paid.Late, Year: rule.Days, Rounding: cmp.Or(rule.Rounding, call.HalfUp), Amount: sum, Due: due,
				Owed:    []obligation.Owed{{ID: oweInstalment(Instalment{ID: InterestOn(x.ID)}), Ladder: ladderInstalment, Who: c.People(law.Payer), Due: due}},
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

// paying finds an instalment that is not paid yet, for who may do something with it.
func (t Twinning) paying(act, id string, c call.Call, r law.Receipt, roles ...law.Role) (Instalment, terms, error) {
	x, known := t.Payments.Instalment(id)
	stages := []Stage{Contracted, Active, Suspended, Reporting, Closed, Terminated}
	if x.What == ReturnedPayment {
		stages = append(stages, Retained) // it may come back after the last payment
	}
	if err := t.must(act, stages...); err != nil {
		return Instalment{}, terms{}, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return Instalment{}, terms, err
	}
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
	if u, is := c.InRun(t.Reference, call.OfInstalment, x.ID); is && u.Released {
		return nil, law.Refuse("payments", "in-a-run", law.Word("item", "item", x.ID), law.Count("run", u.Run))
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
	due := terms.open(today.AddDays(x.Left))
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
