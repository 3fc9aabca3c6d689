package call

import (
	"fmt"

	"twinning.example/engine/internal/bank"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// SetPayingAccount gives the account that runs are paid from.
type SetPayingAccount struct {
	Holder  law.Text `json:"holder"`
	IBAN    law.Text `json:"iban"`
	BIC     law.Text `json:"bic,omitempty"`
	Street  law.Text `json:"street,omitempty"` // street and number
	Post    law.Text `json:"post_code,omitempty"`
	Town    law.Text `json:"town"`
	Country string   `json:"country"` // ISO 3166-1
}

// PreparePaymentRun freezes a run of what is payable.
type PreparePaymentRun struct {
	On      calendar.Date `json:"on,omitzero"`       // the day on which the bank is asked to execute it; zero is today
	DueBy   calendar.Date `json:"due_by,omitzero"`   // only what is due by then; zero is all
	Tenders []string      `json:"tenders,omitempty"` // only these; none is all
}

// RemovePaymentLine takes a line out of a prepared run.
type RemovePaymentLine struct {
	Run    int      `json:"run"`
	Line   int      `json:"line"`
	Reason law.Text `json:"reason"`
}

// ReleasePaymentRun gives a run to the bank, by another person than prepared it.
type ReleasePaymentRun struct {
	Run    int    `json:"run"`
	SHA256 string `json:"sha256"` // of its lines, as they were read
}

// WithdrawPaymentRun ends a run that was not released.
type WithdrawPaymentRun struct {
	Run    int      `json:"run"`
	Reason law.Text `json:"reason"`
}

// ExecutePayment records that the bank has executed a line.
type ExecutePayment struct {
	Run  int           `json:"run"`
	Line int           `json:"line"`
	On   calendar.Date `json:"on,omitzero"` // booking date; zero is today
	Ref  string        `json:"ref"`         // of the bank, a code
}

// ReturnPayment records that a line was not paid, or came back.
type ReturnPayment struct {
	Run  int           `json:"run"`
	Line int           `json:"line"`
	On   calendar.Date `json:"on,omitzero"` // zero is today
	Code string        `json:"code"`        // of ISO 20022, as AC04
	Ref  string        `json:"ref,omitempty"`
}

func (SetPayingAccount) Kind() string   { return "set-paying-account" }
func (PreparePaymentRun) Kind() string  { return "prepare-payment-run" }
func (RemovePaymentLine) Kind() string  { return "remove-payment-line" }
func (ReleasePaymentRun) Kind() string  { return "release-payment-run" }
func (WithdrawPaymentRun) Kind() string { return "withdraw-payment-run" }
func (ExecutePayment) Kind() string     { return "execute-payment" }
func (ReturnPayment) Kind() string      { return "return-payment" }

func (SetPayingAccount) command()   {}
func (PreparePaymentRun) command()  {}
func (RemovePaymentLine) command()  {}
func (ReleasePaymentRun) command()  {}
func (WithdrawPaymentRun) command() {}
func (ExecutePayment) command()     {}
func (ReturnPayment) command()      {}

func (PreparePaymentRun) needsTenders() {}
func (ReleasePaymentRun) needsTenders() {}

// Check refuses what is no account.
func (o SetPayingAccount) Check() error {
	for _, f := range []struct {
		name string
		text law.Text
		most int
		must bool
	}{{"holder", o.Holder, 70, true}, {"iban", o.IBAN, 64, true}, {"bic", o.BIC, 11, false}, {"street", o.Street, 70, false}, {"post_code", o.Post, 16, false}, {"town", o.Town, 35, true}} {
		if f.must {
			if err := law.CheckRequired(f.name, f.text); err != nil {
				return err
			}
		}
		if err := law.CheckOneLine(f.name, f.text, f.most); err != nil {
			return err
		}
	}
	if !law.KnownCountry(o.Country) {
		return law.Nonsensef(law.WrongCountry(), "country %q is no country code: write two letters, as in DE", cut(o.Country))
	}
	if o.BIC.IsText() && o.BIC != "" {
		if err := bank.CheckBIC("bic", string(o.BIC)); err != nil {
			return err
		}
	}
	if o.IBAN.IsText() {
		return bank.CheckIBAN("iban", string(o.IBAN))
	}
	return nil
}

// Check refuses tenders that are no codes.
func (o PreparePaymentRun) Check() error {
	if len(o.Tenders) > mostLines {
		return law.Nonsensef(law.WrongMany("tenders", len(o.Tenders), mostLines), "tenders has %d entries; a run has at most %d lines", len(o.Tenders), mostLines)
	}
	for i, t := range o.Tenders {
		if law.CallOf(t) == "" {
			return law.Nonsensef(law.WrongReference(fmt.Sprintf("tenders[%d]", i), "DHE-2019-K7Q2MD"), "tenders[%d] %q is not the reference of a tender, as in DHE-2019-K7Q2MD", i, cut(t))
		}
	}
	return nil
}

func checkRun(run int) error {
	if run < 1 {
		return law.Nonsensef(law.WrongFromOne("run"), "run is %d; runs are numbered from 1", run)
	}
	return nil
}

func checkLineOf(run, line int) error {
	if err := checkRun(run); err != nil {
		return err
	}
	if line < 1 {
		return law.Nonsensef(law.WrongFromOne("line"), "line is %d; lines are numbered from 1", line)
	}
	return nil
}

// Check wants a line and a reason.
func (o RemovePaymentLine) Check() error {
	if err := checkLineOf(o.Run, o.Line); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Check wants the hash of what is released.
func (o ReleasePaymentRun) Check() error {
	if !law.IsSHA256(o.SHA256) {
		return law.Nonsensef(law.WrongHash("sha256"), "sha256 must be 64 hexadecimal digits in lower case: that of the lines that you have read")
	}
	return checkRun(o.Run)
}

// Check wants a reason.
func (o WithdrawPaymentRun) Check() error {
	if err := checkRun(o.Run); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Check wants the bank's reference.
func (o ExecutePayment) Check() error {
	if err := checkLineOf(o.Run, o.Line); err != nil {
		return err
	}
	return law.CheckCode("ref", o.Ref)
}

// Check wants a reason code.
func (o ReturnPayment) Check() error {
	if err := checkLineOf(o.Run, o.Line); err != nil {
		return err
	}
	if err := bank.CheckReason("code", o.Code); err != nil {
		return err
	}
	if o.Ref == "" {
		return nil
	}
	return law.CheckCode("ref", o.Ref)
}
