package call

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// A PayingAccount is a bank account from which a call pays. What names it stands
// sealed in the receipt of who gave it.
type PayingAccount struct {
	Number  int      `json:"number"` // from 1
	By      string   `json:"by"`
	Country string   `json:"country"`
	Holder  law.Text `json:"-"`
	IBAN    law.Text `json:"-"`
	BIC     law.Text `json:"-"`
	Street  law.Text `json:"-"`
	Post    law.Text `json:"-"`
	Town    law.Text `json:"-"`
}

// PayingAccountSet gives the account that runs are paid from, from now on.
type PayingAccountSet struct {
	Number  int      `json:"number"`
	Holder  law.Text `json:"holder"`
	IBAN    law.Text `json:"iban"`
	BIC     law.Text `json:"bic,omitempty"`
	Street  law.Text `json:"street,omitempty"`
	Post    law.Text `json:"post_code,omitempty"`
	Town    law.Text `json:"town"`
	Country string   `json:"country"`
}

// PaymentRunPrepared freezes what a run pays.
type PaymentRunPrepared struct {
	Run     int           `json:"run"`
	On      calendar.Date `json:"on"`
	Account int           `json:"account"`
	Message string        `json:"message"`
	Lines   []PaymentLine `json:"lines"`
	LeftOut []LeftOut     `json:"left_out,omitempty"`
	Total   money.Amount  `json:"total"`
	SHA256  string        `json:"sha256"` // of the lines

	Owed []obligation.Owed `json:"owed"`
	law.Promise
}

// PaymentLineRemoved takes a line out of a prepared run.
type PaymentLineRemoved struct {
	Run    int          `json:"run"`
	Line   int          `json:"line"`
	Reason law.Text     `json:"reason"`
	Total  money.Amount `json:"total"` // of what is left
}

// PaymentRunReleased gives a run to the bank.
type PaymentRunReleased struct {
	Run    int          `json:"run"`
	SHA256 string       `json:"sha256"` // of the lines that it has
	Lines  int          `json:"lines"`
	Total  money.Amount `json:"total"`

	Owed []obligation.Owed `json:"owed"`
}

// PaymentRunWithdrawn ends a run that was not released: nothing of it is paid.
type PaymentRunWithdrawn struct {
	Run    int      `json:"run"`
	Reason law.Text `json:"reason"`
}

// PaymentExecuted says that the bank has executed a line.
type PaymentExecuted struct {
	Run  int           `json:"run"`
	Line int           `json:"line"`
	On   calendar.Date `json:"on"`  // booking date
	Ref  string        `json:"ref"` // of the bank
	Last bool          `json:"last,omitempty"`
}

// PaymentReturned says that a line was not paid, or came back after it was.
type PaymentReturned struct {
	Run    int           `json:"run"`
	Line   int           `json:"line"`
	On     calendar.Date `json:"on"`
	Code   string        `json:"code"` // of ISO 20022: AC04 is a closed account
	Ref    string        `json:"ref,omitempty"`
	Booked bool          `json:"booked,omitempty"` // it had been executed
	Last   bool          `json:"last,omitempty"`
	law.Promise
}

func (PayingAccountSet) Kind() string    { return "paying-account-set.v1" }
func (PaymentRunPrepared) Kind() string  { return "payment-run-prepared.v1" }
func (PaymentLineRemoved) Kind() string  { return "payment-line-removed.v1" }
func (PaymentRunReleased) Kind() string  { return "payment-run-released.v1" }
func (PaymentRunWithdrawn) Kind() string { return "payment-run-withdrawn.v1" }
func (PaymentExecuted) Kind() string     { return "payment-executed.v1" }
func (PaymentReturned) Kind() string     { return "payment-returned.v1" }

func (PayingAccountSet) event()    {}
func (PaymentRunPrepared) event()  {}
func (PaymentLineRemoved) event()  {}
func (PaymentRunReleased) event()  {}
func (PaymentRunWithdrawn) event() {}
func (PaymentExecuted) event()     {}
func (PaymentReturned) event()     {}

// A runEvent is a fact of a payment run.
//
//sumtype:decl
type runEvent interface {
	Event
	runs()
}

func (PayingAccountSet) runs()    {}
func (PaymentRunPrepared) runs()  {}
func (PaymentLineRemoved) runs()  {}
func (PaymentRunReleased) runs()  {}
func (PaymentRunWithdrawn) runs() {}
func (PaymentExecuted) runs()     {}
func (PaymentReturned) runs()     {}
