package twinning

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// InstalmentDue says that an instalment is owed from now on.
type InstalmentDue struct {
	At         time.Time         `json:"at"`
	Instalment string            `json:"instalment"`
	What       string            `json:"what"`
	Gross      money.Amount      `json:"gross"`
	Cleared    money.Amount      `json:"cleared"`
	Amount     money.Amount      `json:"amount"` // none is paid where it is zero
	Covers     []string          `json:"covers,omitempty"`
	Due        calendar.Date     `json:"due"`
	Owed       []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// InstalmentPaid says that an instalment was paid.
type InstalmentPaid struct {
	Instalment string        `json:"instalment"`
	Amount     money.Amount  `json:"amount"`
	On         calendar.Date `json:"on"`  // value date
	Ref        string        `json:"ref"` // of the bank
	Late       int           `json:"late,omitempty"`
	Run        int           `json:"run,omitempty"` // the payment run with which it was paid, 0 for none
	By         string        `json:"by,omitempty"`  // who released that run: the hand that pays
	law.Promise
}

// InstalmentReduced says that pre-financing that no accepted cost needs is not paid any more: the twinning has ended.
type InstalmentReduced struct {
	Instalment string       `json:"instalment"`
	By         money.Amount `json:"by"`
	Amount     money.Amount `json:"amount"` // what is still paid of it
	law.Promise
}

// InterestAccrued says what is owed because an instalment was paid late.
type InterestAccrued struct {
	Instalment string        `json:"instalment"` // that was late
	Base       money.Amount  `json:"base"`
	Rate       string        `json:"rate"` // percent a year
	Days       int           `json:"days"` // after the due day, up to and with the day of payment
	Year       int           `json:"year"` // its days
	Rounding   string        `json:"rounding"`
	Amount     money.Amount  `json:"amount"`
	Due        calendar.Date `json:"due"`

	Owed []obligation.Owed `json:"owed"`
	law.Promise
}

// PaymentSuspended stops the time for an instalment.
type PaymentSuspended struct {
	Instalment string        `json:"instalment"`
	Ground     string        `json:"ground"` // of the rule book's list
	Reason     law.Text      `json:"reason"`
	On         calendar.Date `json:"on"`
	Left       int           `json:"left"` // days that are left, below zero where it is late
	law.Promise
}

// PaymentResumed lets what is left of the time run.
type PaymentResumed struct {
	Instalment string            `json:"instalment"`
	Due        calendar.Date     `json:"due"`
	Days       int               `json:"days"` // of the suspension
	Owed       []obligation.Owed `json:"owed"`
	law.Promise
}

// AccountSet says that somebody gives a bank account; another person confirms it.
type AccountSet struct {
	Number  int               `json:"number"`
	Holder  law.Text          `json:"holder"`
	IBAN    law.Text          `json:"iban"`
	BIC     law.Text          `json:"bic,omitempty"`
	Street  law.Text          `json:"street,omitempty"`
	Post    law.Text          `json:"post_code,omitempty"`
	Town    law.Text          `json:"town"`
	Country string            `json:"country"`
	Owed    []obligation.Owed `json:"owed"`
	law.Promise
}

// AccountConfirmed says that a second person confirms an account: it is paid to from now on.
type AccountConfirmed struct {
	Number int      `json:"number"`
	Payee  string   `json:"payee"` // what the verification of payee said
	Reason law.Text `json:"reason,omitempty"`
	law.Promise
}

// AccountRefused says that an account is not paid to.
type AccountRefused struct {
	Number int      `json:"number"`
	Payee  string   `json:"payee"`
	Reason law.Text `json:"reason"`
	law.Promise
}

func (InstalmentDue) Kind() string     { return "instalment-due.v1" }
func (InstalmentPaid) Kind() string    { return "instalment-paid.v1" }
func (InstalmentReduced) Kind() string { return "instalment-reduced.v1" }
func (InterestAccrued) Kind() string   { return "interest-accrued.v1" }
func (PaymentSuspended) Kind() string  { return "payment-suspended.v1" }
func (PaymentResumed) Kind() string    { return "payment-resumed.v1" }
func (AccountSet) Kind() string        { return "account-set.v1" }
func (AccountConfirmed) Kind() string  { return "account-confirmed.v1" }
func (AccountRefused) Kind() string    { return "account-refused.v1" }

func (InstalmentDue) event()     {}
func (InstalmentPaid) event()    {}
func (InstalmentReduced) event() {}
func (InterestAccrued) event()   {}
func (PaymentSuspended) event()  {}
func (PaymentResumed) event()    {}
func (AccountSet) event()        {}
func (AccountConfirmed) event()  {}
func (AccountRefused) event()    {}

// HappenedAt is when it fell due.
func (e InstalmentDue) HappenedAt() time.Time { return e.At }

// A paymentEvent is a fact of instalments and of the account that they go to.
//
//sumtype:decl
type paymentEvent interface {
	Event
	payments()
}

func (InstalmentDue) payments()      {}
func (InstalmentPaid) payments()     {}
func (InstalmentReduced) payments()  {}
func (InterestAccrued) payments()    {}
func (PaymentSuspended) payments()   {}
func (PaymentResumed) payments()     {}
func (AccountSet) payments()         {}
func (AccountConfirmed) payments()   {}
func (PaymentReturnNoted) payments() {}
func (AccountRefused) payments()     {}
