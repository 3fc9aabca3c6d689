package twinning

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// A Recovery is money that was paid and is asked back.
type Recovery struct {
	Number  int            `json:"number"`            // from 1
	Of      string         `json:"of"`                // OfExpense, OfPreFinancing, OfFinding
	Expense string         `json:"expense,omitempty"` // that was paid, of OfExpense
	Amount  money.Amount   `json:"amount"`            // as intended and, once it is decided, as decided
	Got     money.Amount   `json:"got"`               // deducted and received so far
	Status  RecoveryStatus `json:"status"`
	By      string         `json:"by"` // who intended it
	At      time.Time      `json:"at"`
	Reason  law.Text       `json:"reason"`
	Until   calendar.Date  `json:"until"` // the last day for observations

	Observations []Observation `json:"observations,omitempty"`

	Decision law.Text      `json:"decision,omitempty"`
	Due      calendar.Date `json:"due,omitzero"`       // the last day in time, once it is ordered
	Ref      string        `json:"ref,omitempty"`      // of the bank, of the last payment
	Waiving  string        `json:"waiving,omitempty"`  // who signed a waiver first
	WaiveWhy law.Text      `json:"waive_why,omitzero"` // why
	EndedAt  time.Time     `json:"ended_at,omitzero"`
}

// What is recovered.
const (
	OfExpense      = "expense"       // a paid expense, or a part of it: it is reversed
	OfPreFinancing = "pre-financing" // what no accepted cost has covered, once the twinning has ended
	OfFinding      = "finding"       // what an audit found later
)

// A RecoveryStatus is where a recovery stands.
type RecoveryStatus string

// The statuses of a recovery.
const (
	RecoveryIntends RecoveryStatus = "intended"
	RecoveryDeducts RecoveryStatus = "to-deduct" // from the next payment
	RecoveryAsked   RecoveryStatus = "ordered"
	Recovered       RecoveryStatus = "recovered"
	RecoveryDrops   RecoveryStatus = "dropped"
	RecoveryWaives  RecoveryStatus = "waived"
)

// What a decision on a recovery says.
const (
	RecoveryConfirm = "confirm"
	RecoveryReduce  = "reduce"
	RecoveryDrop    = "drop"
)

// Open tells whether a recovery is intended or still to be paid.
func (x Recovery) Open() bool {
	return x.Status == RecoveryIntends || x.Status == RecoveryDeducts || x.Status == RecoveryAsked
}

// Left is what is still to be recovered; of one that is at its end, nothing.
func (x Recovery) Left() money.Amount {
	if !x.Open() {
		return money.Zero(x.Amount.Currency())
	}
	return x.Amount.Sub(x.Got)
}

// RecoveryIntended tells the parties what is to be recovered, and why.
type RecoveryIntended struct {
	Number  int               `json:"number"`
	Of      string            `json:"of"`
	Expense string            `json:"expense,omitempty"`
	Amount  money.Amount      `json:"amount"`
	Reason  law.Text          `json:"reason"`
	Until   calendar.Date     `json:"until"` // the last day for observations
	Owed    []obligation.Owed `json:"owed"`
	law.Promise
}

// RecoveryObserved is what a party said to an intended recovery.
type RecoveryObserved struct {
	Number int      `json:"number"`
	Text   law.Text `json:"text"`
	law.Promise
}

// RecoveryDecided confirms, reduces or drops an intended recovery.
type RecoveryDecided struct {
	Number  int          `json:"number"`
	Verdict string       `json:"verdict"` // RecoveryConfirm, RecoveryReduce, RecoveryDrop
	Amount  money.Amount `json:"amount"`  // zero where it is dropped
	Deduct  bool         `json:"deduct,omitempty"`
	Reason  law.Text     `json:"reason"`
	law.Promise
}

// RecoveryOrdered asks the parties to pay back by a day.
type RecoveryOrdered struct {
	Number int               `json:"number"`
	Amount money.Amount      `json:"amount"` // what is left of it
	Due    calendar.Date     `json:"due"`
	Owed   []obligation.Owed `json:"owed"`
	law.Promise
}

// RecoveryDeducted says that so much less was transferred with a payment.
type RecoveryDeducted struct {
	Number  int          `json:"number"`
	Payment string       `json:"payment"` // the instalment or the expense
	Amount  money.Amount `json:"amount"`
	Left    money.Amount `json:"left"` // of the recovery
	law.Promise
}

// RecoveryReceived says that so much was paid back.
type RecoveryReceived struct {
	Number int           `json:"number"`
	Amount money.Amount  `json:"amount"`
	Left   money.Amount  `json:"left"`
	On     calendar.Date `json:"on"`  // value date
	Ref    string        `json:"ref"` // of the bank
	law.Promise
}

// WaiverProposed is the first of two signatures that give a recovery up.
type WaiverProposed struct {
	Number int      `json:"number"`
	Reason law.Text `json:"reason"`
}

// RecoveryWaived is the second: what is left is not asked back.
type RecoveryWaived struct {
	Number int          `json:"number"`
	Amount money.Amount `json:"amount"`
	Reason law.Text     `json:"reason"`
	law.Promise
}

func (RecoveryIntended) Kind() string { return "recovery-intended.v1" }
func (RecoveryObserved) Kind() string { return "recovery-observed.v1" }
func (RecoveryDecided) Kind() string  { return "recovery-decided.v1" }
func (RecoveryOrdered) Kind() string  { return "recovery-ordered.v1" }
func (RecoveryDeducted) Kind() string { return "recovery-deducted.v1" }
func (RecoveryReceived) Kind() string { return "recovery-received.v1" }
func (WaiverProposed) Kind() string   { return "waiver-proposed.v1" }
func (RecoveryWaived) Kind() string   { return "recovery-waived.v1" }

func (RecoveryIntended) event() {}
func (RecoveryObserved) event() {}
func (RecoveryDecided) event()  {}
func (RecoveryOrdered) event()  {}
func (RecoveryDeducted) event() {}
func (RecoveryReceived) event() {}
func (WaiverProposed) event()   {}
func (RecoveryWaived) event()   {}

// A recoveryEvent is a fact of a recovery.
//
//sumtype:decl
type recoveryEvent interface {
	Event
	recovers()
}

func (RecoveryIntended) recovers() {}
func (RecoveryObserved) recovers() {}
func (RecoveryDecided) recovers()  {}
func (RecoveryOrdered) recovers()  {}
func (RecoveryDeducted) recovers() {}
func (RecoveryReceived) recovers() {}
func (WaiverProposed) recovers()   {}
func (RecoveryWaived) recovers()   {}

// evolveRecovery is Evolve for recoveries.
func (t Twinning) evolveRecovery(e recoveryEvent, at law.Recorded) Twinning {
	when := at.At()
	switch e := e.(type) {
	case RecoveryIntended:
		t = t.setRecovery(Recovery{
			Number: e.Number, Of: e.Of, Expense: e.Expense, Amount: e.Amount, Got: money.Zero(e.Amount.Currency()), Status: RecoveryIntends,
			By: at.Actor, At: when, Reason: e.Reason, Until: e.Until,
		})
		t = t.owe(when, "", e.Owed)
	case RecoveryObserved:
		x, _ := t.Recovery(e.Number)
		x.Observations = append(slices.Clip(x.Observations), Observation{By: at.Actor, At: when, Text: e.Text})
		t = t.setRecovery(x)
		t.Obligations = obligation.Meet(t.Obligations, oweRecovery(e.Number, "observations"), when)
	case RecoveryDecided:
		x, _ := t.Recovery(e.Number)
		x.Decision, x.Status = e.Reason, RecoveryAsked
		switch {
		case e.Verdict == RecoveryDrop:
			x.Status, x.EndedAt = RecoveryDrops, when
		case e.Deduct:
			x.Amount, x.Status = e.Amount, RecoveryDeducts
		default:
			x.Amount = e.Amount
		}
		t = t.setRecovery(x)
		t.Obligations = obligation.Meet(t.Obligations, oweRecovery(e.Number, "decision"), when)
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseRecoveryDecided, is(oweRecovery(e.Number, "observations")))
	case RecoveryOrdered:
		x, _ := t.Recovery(e.Number)
		x.Status, x.Due = RecoveryAsked, e.Due
		t = t.setRecovery(x)
		t = t.owe(when, "", e.Owed)
	case RecoveryDeducted:
		t = t.collect(e.Number, e.Amount, "", when)
	case RecoveryReceived:
		t = t.collect(e.Number, e.Amount, e.Ref, when)
	case WaiverProposed:
		x, _ := t.Recovery(e.Number)
		x.Waiving, x.WaiveWhy = at.Actor, e.Reason
		t = t.setRecovery(x)
	case RecoveryWaived:
		x, _ := t.Recovery(e.Number)
		x.Status, x.EndedAt = RecoveryWaives, when
		t = t.setRecovery(x)
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseRecoveryWaived, is(oweRecovery(e.Number, "payment")))
	}
	return t
}

// collect counts what has come back: it is not paid any more.
func (t Twinning) collect(number int, amount money.Amount, ref string, at time.Time) Twinning {
	x, _ := t.Recovery(number)
	x.Got = x.Got.Add(amount)
	if ref != "" {
		x.Ref = ref
	}
	if !x.Got.LessThan(x.Amount) {
		x.Status, x.EndedAt = Recovered, at
		t.Obligations = obligation.Meet(t.Obligations, oweRecovery(number, "payment"), at)
	}
	t = t.setRecovery(x)
	if e, known := t.Expense(x.Expense); known {
		sum := amount
		if e.Recovered != nil {
			sum = sum.Add(*e.Recovered)
		}
		e.Recovered = &sum
		t.Expenses = setExpense(t.Expenses, e)
	}
	return t
}

// Recovery returns the recovery of that number.
func (t Twinning) Recovery(number int) (Recovery, bool) {
	if number < 1 || number > len(t.Recoveries) {
		return Recovery{}, false
	}
	return t.Recoveries[number-1], true
}

func (t Twinning) setRecovery(x Recovery) Twinning {
	t.Recoveries = slices.Clone(t.Recoveries)
	if x.Number > len(t.Recoveries) {
		t.Recoveries = append(t.Recoveries, x)
	} else {
		t.Recoveries[x.Number-1] = x
	}
	return t
}

// Recovering tells whether a recovery is open.
func (t Twinning) Recovering() bool { return slices.ContainsFunc(t.Recoveries, Recovery.Open) }

// recoveredAt is when the last recovery came to its end.
func (t Twinning) recoveredAt() time.Time {
	var last time.Time
	for _, x := range t.Recoveries {
		last = later(last, x.EndedAt)
	}
	return last
}

// Transferred is what the parties have been paid and have not paid back: instalments without
// interest, expenses that were paid by themselves, less what was recovered.
func (t Twinning) Transferred() money.Amount {
	if t.Contract == nil || t.Contract.Amount.IsNone() {
		return money.Amount{}
	}
	sum := t.Payments.PaidOut(t.Contract.Amount.Currency())
	for _, x := range t.Expenses {
		if x.Status == Paid && !t.Payments.covered(x.ID) {
			sum = sum.Add(x.Accepted())
		}
	}
	return sum.Sub(t.GotBack("", ""))
}

// GotBack is what came back of one kind of recovery and of one expense, "" for all.
func (t Twinning) GotBack(of, expense string) money.Amount {
	return t.recoveries(of, expense, func(x Recovery) money.Amount { return x.Got })
}

// recoveries adds up what recoveries of one kind and one expense have, "" for all.
func (t Twinning) recoveries(of, expense string, what func(Recovery) money.Amount) money.Amount {
	sum := money.Zero(t.Contract.Amount.Currency())
	for _, x := range t.Recoveries {
		if (of == "" || x.Of == of) && (expense == "" || x.Expense == expense) {
			sum = sum.Add(what(x))
		}
	}
	return sum
}

// Recoverable is the most that can still be asked back of an expense, of pre-financing, or
// at all: what was paid, less what came back and what is asked back already.
func (t Twinning) Recoverable(of, expense string) money.Amount {
	most := t.Transferred().Sub(t.recoveries("", "", Recovery.Left))
	own := most
	switch of {
	case OfExpense:
		x, _ := t.Expense(expense)
		own = x.Net().Sub(t.recoveries(of, expense, Recovery.Left))
	case OfPreFinancing:
		own = money.Zero(most.Currency())
		if t.Payments != nil {
			for _, x := range t.Payments.Instalments {
				if x.What == preFinancing && x.Status == InstalmentPays {
					own = own.Add(x.Amount)
				}
				own = own.Sub(x.Cleared)
			}
		}
		own = own.Sub(t.GotBack(of, "")).Sub(t.recoveries(of, "", Recovery.Left))
	}
	if own.LessThan(most) {
		most = own
	}
	if most.IsNegative() {
		return money.Zero(most.Currency())
	}
	return most
}

func oweRecovery(number int, what string) string { return "recovery-" + itoa(number) + "-" + what }
